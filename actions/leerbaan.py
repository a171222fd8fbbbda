"""Learning on the job, topics `leerbaan_*`: the search (`tasks.zoeken`) and the answers around it."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionLeerbaan(ThemeAction):
    """`action_leerbaan`."""

    theme = "leerbaan"
