"""What time it is in the Netherlands, for real or frozen at a date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from knowledge.moments import AMSTERDAM

Clock = Callable[[], datetime]

# A frozen day stands still at noon: offices are open, a window that opens that morning is open.
_NOON = time(12, 0)


def clock(today: date | None = None) -> Clock:
    """The real clock, or one that stands still at noon of a day."""
    if today is None:
        return lambda: datetime.now(AMSTERDAM)
    frozen = datetime.combine(today, _NOON, AMSTERDAM)
    return lambda: frozen
