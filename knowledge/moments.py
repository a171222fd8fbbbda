"""Dates and times of the Netherlands, as they stand in records.

A record writes local time (`2026-04-07T09:00`), a day (`2026-04-07`), or, for evidence, only a month or a year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def day(text: str) -> date:
    """Read `YYYY-MM-DD`. Raises ValueError."""
    return date.fromisoformat(text)


def opening(text: str) -> datetime:
    """Read the moment from which something is open: a local time, or the first minute of a day."""
    if len(text) == 10:
        return datetime.combine(day(text), time(), AMSTERDAM)
    return local(datetime.fromisoformat(text))


def closing(text: str) -> datetime:
    """Read the moment from which something is shut: a local time, or the end of a day."""
    if len(text) == 10:
        return datetime.combine(day(text) + timedelta(days=1), time(), AMSTERDAM)
    return local(datetime.fromisoformat(text))


def local(moment: datetime) -> datetime:
    """Return the moment in Dutch time; a moment without a zone is taken as Dutch time."""
    return moment.replace(tzinfo=AMSTERDAM) if moment.tzinfo is None else moment.astimezone(AMSTERDAM)


def last_day(closes: datetime) -> date:
    """Return the last day on which something that shuts at this moment is still open."""
    return (closes - timedelta(microseconds=1)).date()


def earliest(partial: str) -> date:
    """Return the first day that a date of evidence (`2026`, `2026-07`, `2026-07-18`) can mean. Raises ValueError."""
    year, month, number = _split(partial)
    return date(year, month or 1, number or 1)


def latest(partial: str) -> date:
    """Return the last day that a date of evidence can mean. Raises ValueError."""
    year, month, number = _split(partial)
    month = month or 12
    return date(year, month, number or monthrange(year, month)[1])


def a_year_before(on: date) -> date:
    """Return the same day one year earlier (28 February for a leap day)."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


def _split(partial: str) -> tuple[int, int | None, int | None]:
    match = _PARTIAL.match(partial)
    if match is None:
        raise ValueError(f"'{partial}' is not a date like 2026, 2026-07 or 2026-07-18")
    year, month, number = match.groups()
    return int(year), int(month) if month else None, int(number) if number else None
