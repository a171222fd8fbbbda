"""Career, topics `loopbaan_*`: other work (`tasks.overstap`), the chance of work (`tasks.kans_op_werk`), an interest
check (`tasks.interesse`), and answers on dismissal and rights."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionLoopbaan(ThemeAction):
    """`action_loopbaan`."""

    theme = "loopbaan"
