"""Recognition of experience, topics `evc_*`: the plan (`tasks.evc_plan`), providers (`tasks.zoeken`), answers."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionEvc(ThemeAction):
    """`action_evc`."""

    theme = "evc"
