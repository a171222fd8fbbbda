"""Service, topics `service_*`: complaints and privacy (`tasks.people`)."""

from __future__ import annotations

from actions.turns import ThemeAction


class ActionService(ThemeAction):
    """`action_service`."""

    theme = "service"
