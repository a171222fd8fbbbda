"""The loket, topics `loket_*`: which loket, where, open now (`tasks.loket_zoeken`)."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionLoket(ThemeAction):
    """`action_loket`."""

    theme = "loket"
