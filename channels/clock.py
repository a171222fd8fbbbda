"""Time as the gateway keeps it: whole milliseconds since 1970, UTC, from a clock that tests can shift."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], int]

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def system_clock() -> int:
    """Return the time now."""
    return time.time_ns() // 1_000_000


def iso(moment: int) -> str:
    """Write a moment as `2026-11-22T09:30:00Z`."""
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
