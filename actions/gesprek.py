"""The conversation itself, topics `gesprek_*`: greeting, yes and no, stop, again (`tasks.conversation`)."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionGesprek(ThemeAction):
    """`action_gesprek`."""

    theme = "gesprek"
