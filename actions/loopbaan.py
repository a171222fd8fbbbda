"""Career, topics `loopbaan_*`: answers on occupations, dismissal and rights."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionLoopbaan(ThemeAction):
    """`action_loopbaan`."""

    theme = "loopbaan"
