"""Employers, topics `werkgever_*`: answers with what an employer can apply for now."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionWerkgever(ThemeAction):
    """`action_werkgever`."""

    theme = "werkgever"
