"""To a person, topics `mens_*`: hand-over (`tasks.people`) and call-back (`tasks.terugbellen`)."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionMens(ThemeAction):
    """`action_mens`."""

    theme = "mens"
