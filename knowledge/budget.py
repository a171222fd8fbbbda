"""Whether one can apply for an arrangement at a moment: being within its validity is not enough.

A window may be shut, the money may be gone, or we may simply not know. Pure: the moment is given by the caller. A
plain date stands for the whole day, so what is open for part of that day counts as open; a service passes the minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from knowledge.moments import AMSTERDAM, earliest, last_day, local
from knowledge.records import Arrangement, Window

State = Literal["open", "closed", "not_yet", "window_shut", "exhausted", "unknown"]


@dataclass(frozen=True)
class Availability:
    """The state at a moment; `opens_next` is a day to come, `closes` the last day while it is open."""

    state: State
    opens_next: date | None = None
    closes: date | None = None


def availability(arrangement: Arrangement, on: date | datetime) -> Availability:
    """Say whether one can apply at `on`.

    The order matters: what we do not know comes first, then validity, then what was seen to be closed, then money, then
    windows. The record's status is what the evidence said when it was gathered. What was closed then stays closed,
    whatever a period or window in the record promises; for any moment before, periods and windows decide.
    """
    if arrangement.certainty == "onbekend" or arrangement.status == "unknown":
        return Availability("unknown")
    start, end = _span(on)
    today = start.date()
    if arrangement.valid_from and today < arrangement.valid_from:
        return Availability("not_yet", opens_next=_first_opening(arrangement))
    last = _last_valid_day(arrangement)
    if last and today > last:
        return Availability("closed")
    if arrangement.status == "closed" and _seen_by(arrangement, today):
        return Availability("window_shut" if arrangement.scheme_runs_until else "closed")
    if arrangement.status == "planned":
        return _planned(arrangement)
    exhausted = arrangement.budget.exhausted_since
    if exhausted and exhausted <= start and not _opened_between(arrangement, exhausted, start):
        return Availability("exhausted", opens_next=_next_opening(arrangement.budget.windows, start))
    if arrangement.budget.windows:
        return _by_window(arrangement, start, end, last)
    if arrangement.status == "closed" and arrangement.valid_to is None:
        return Availability("window_shut" if arrangement.scheme_runs_until else "closed")
    return Availability("open", closes=last)


def _span(on: date | datetime) -> tuple[datetime, datetime]:
    """Return the first and last moment meant: the same one, or the whole day for a plain date."""
    if isinstance(on, datetime):
        moment = local(on)
        return moment, moment
    start = datetime.combine(on, time(), AMSTERDAM)
    return start, datetime.combine(on + timedelta(days=1), time(), AMSTERDAM) - timedelta(microseconds=1)


def _seen_by(arrangement: Arrangement, today: date) -> bool:
    """Say whether the evidence is of this day or before; what cannot be dated counts as seen, to be safe."""
    try:
        return earliest(arrangement.evidence_date) <= today
    except ValueError:
        return True


def _last_valid_day(arrangement: Arrangement) -> date | None:
    known = [day for day in (arrangement.valid_to, arrangement.scheme_runs_until) if day]
    return min(known, default=None)


def _first_opening(arrangement: Arrangement) -> date | None:
    windows = arrangement.budget.windows
    return windows[0].opens.date() if windows else arrangement.valid_from


def _planned(arrangement: Arrangement) -> Availability:
    """A start that has passed without a word that it happened is not known to be open."""
    return Availability("unknown" if arrangement.valid_from else "not_yet")


def _by_window(arrangement: Arrangement, start: datetime, end: datetime, last: date | None) -> Availability:
    windows = arrangement.budget.windows
    for window in windows:
        if window.opens <= end and start < window.closes:
            closes = last_day(window.closes)
            return Availability("open", closes=min(closes, last) if last else closes)
    return Availability("window_shut", opens_next=_next_opening(windows, start))


def _next_opening(windows: tuple[Window, ...], start: datetime) -> date | None:
    return next((window.opens.date() for window in windows if window.opens > start), None)


def _opened_between(arrangement: Arrangement, exhausted: datetime, start: datetime) -> bool:
    """Say whether a window has opened since the money ran out: that one has money of its own."""
    return any(exhausted < window.opens <= start for window in arrangement.budget.windows)
