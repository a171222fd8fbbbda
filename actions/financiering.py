"""Money for learning, topics `financiering_*`: the personal check (`tasks.financiering_check`) and answers."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionFinanciering(ThemeAction):
    """`action_financiering`."""

    theme = "financiering"
