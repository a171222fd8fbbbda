"""The assistant itself, topics `bot_*`: who it is and what it can do."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionBot(ThemeAction):
    """`action_bot`."""

    theme = "bot"
