"""Programmes and courses, topics `opleiding_*`: the search (`tasks.zoeken`) and the answers around it."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionOpleiding(ThemeAction):
    """`action_opleiding`."""

    theme = "opleiding"
