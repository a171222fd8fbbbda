"""What the action server is told by its environment: read once, when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


class SettingsError(ValueError):
    """The environment asks for something that is not allowed; the message says what."""


@dataclass(frozen=True)
class Settings:
    """`today` freezes the date (development and tests only); None is the real one."""

    production: bool
    knowledge: Path
    today: date | None

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """Read LEERWIJS_ENV, LEERWIJS_KNOWLEDGE and LEERWIJS_TODAY.

        Raises:
            SettingsError: an unknown environment, a date that is none, or a frozen date in production.
        """
        name = environ.get("LEERWIJS_ENV") or "development"
        if name not in ("development", "production"):
            raise SettingsError(f"LEERWIJS_ENV is '{name}': it must be development or production")
        frozen = environ.get("LEERWIJS_TODAY")
        if frozen and name == "production":
            raise SettingsError("LEERWIJS_TODAY is for development and tests: remove it in production")
        try:
            today = date.fromisoformat(frozen) if frozen else None
        except ValueError as error:
            raise SettingsError(f"LEERWIJS_TODAY is '{frozen}': it must be a date like 2026-11-22") from error
        path = Path(environ.get("LEERWIJS_KNOWLEDGE") or "build/knowledge.sqlite")
        return cls(name == "production", path, today)
