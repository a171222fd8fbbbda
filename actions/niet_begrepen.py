"""Not understood: Rasa's fallback (`tasks.misses`), also where a plain answer was taken for nothing."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionNietBegrepen(ThemeAction):
    """`action_niet_begrepen`."""

    theme = "niet_begrepen"
