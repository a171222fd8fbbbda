"""When lokets are open: their own hours if the coordinator set them, else those of the knowledge; closures; holidays.

What is not known stays unknown: no hours is not "closed". Then whether somebody is present decides.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from channels.desk.directory import Directory
from channels.desk.errors import Invalid
from channels.desk.tables import closures, loket_settings
from knowledge import moments
from knowledge.lokets import DAYS, Hours, Loket, holiday

_LOOK_AHEAD = 60  # days
_DAY_NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, both included, on which a loket is shut."""

    id: str
    loket: str
    first: date
    last: date
    reason: str


def amsterdam(moment: int) -> datetime:
    """Return a moment (milliseconds) as the clocks of the Netherlands show it."""
    return datetime.fromtimestamp(moment / 1000, moments.AMSTERDAM)


def milliseconds(moment: datetime) -> int:
    """Return a moment as milliseconds UTC."""
    return round(moment.timestamp() * 1000)


class Opening:
    """The hours of all lokets at one moment of looking. Make one with `look`."""

    def __init__(
        self, lokets: Mapping[str, Loket], own_hours: Mapping[str, Hours], shared: Mapping[str, bool],
        closed: Mapping[str, Sequence[Closure]],
    ) -> None:  # fmt: skip
        self._lokets = lokets
        self._own = own_hours
        self._shared = shared
        self._closed = closed

    @classmethod
    def look(cls, connection: Connection, directory: Directory) -> Opening:
        """Read what the coordinators set."""
        own: dict[str, Hours] = {}
        shared: dict[str, bool] = {}
        for row in connection.execute(select(loket_settings.c.loket, loket_settings.c.hours, loket_settings.c.shared)):
            shared[row.loket] = row.shared
            if row.hours is not None:
                own[row.loket] = parse_hours(row.hours)
        closed: dict[str, list[Closure]] = defaultdict(list)
        for row in connection.execute(select(closures).order_by(closures.c.first_day)):
            closed[row.loket].append(_closure(row))
        return cls(directory.lokets, own, shared, closed)

    def hours(self, loket: str) -> Hours | None:
        """Return the hours that count, or None when nobody told us."""
        if loket in self._own:
            return self._own[loket]
        return self._lokets[loket].hours if loket in self._lokets else None

    def has_own(self, loket: str) -> bool:
        """Whether the coordinator set hours."""
        return loket in self._own

    def closures(self, loket: str) -> list[Closure]:
        """Return the closures of a loket, the earliest first."""
        return list(self._closed.get(loket, ()))

    def shares(self, loket: str) -> bool:
        """Whether advisers of this loket help with the shared queue."""
        return self._shared.get(loket, True)

    def open_at(self, loket: str, now: int) -> bool | None:
        """Whether a loket is open; None when we do not know."""
        known = self._with_hours(loket)
        if known is None or self._is_closed(loket, amsterdam(now).date()):
            return None if known is None else False
        return known.open_at(amsterdam(now))

    def next_opening(self, loket: str, now: int) -> datetime | None:
        """Return when a loket opens next, in Dutch time, or None when we do not know."""
        known = self._with_hours(loket)
        if known is None:
            return None
        moment = amsterdam(now)
        until = moment + timedelta(days=_LOOK_AHEAD)
        while (opens := known.next_opening(moment)) is not None and opens < until:
            if not self._is_closed(loket, opens.date()):
                return opens
            moment = datetime.combine(opens.date(), time(23, 59), moments.AMSTERDAM)
        return None

    def _with_hours(self, loket: str) -> Loket | None:
        known = self._lokets.get(loket)
        return replace(known, hours=self._own[loket]) if known and loket in self._own else known

    def _is_closed(self, loket: str, day: date) -> bool:
        return any(closure.first <= day <= closure.last for closure in self._closed.get(loket, ()))


def _closure(row: Any) -> Closure:
    return Closure(row.id, row.loket, date.fromisoformat(row.first_day), date.fromisoformat(row.last_day), row.reason)


def parse_hours(data: Mapping[str, Sequence[Sequence[str]]]) -> Hours:
    """Read hours as records have them: `{"mo": [["09:00", "17:00"]], ...}`; a day that is not there is shut.

    Raises:
        Invalid: no such day, no such time, or it closes before it opens.
    """
    hours: dict[str, tuple[tuple[time, time], ...]] = {}
    for day, periods in data.items():
        if day not in DAYS:
            raise Invalid("hours", f"'{day}' is geen dag.")
        read = sorted(_period(period) for period in periods)
        if any(before[1] > after[0] for before, after in itertools.pairwise(read)):
            raise Invalid("hours", f"Op {_DAY_NAMES[DAYS.index(day)]} lopen twee tijden door elkaar.")
        if read:
            hours[day] = tuple(read)
    return hours


def _period(period: Sequence[str]) -> tuple[time, time]:
    try:
        opens, closes = (time.fromisoformat(moment) for moment in period)
    except (TypeError, ValueError) as error:
        raise Invalid("hours", "Schrijf tijden als 09:00.") from error
    if not opens < closes:
        raise Invalid("hours", "De eindtijd moet na de begintijd zijn.")
    return opens, closes


def hours_as_json(hours: Hours) -> dict[str, list[list[str]]]:
    """Return hours as records have them."""
    return {
        day: [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in hours[day]] for day in DAYS if hours.get(day)
    }


def coming_holidays(now: int, days: int = 120) -> list[tuple[date, str]]:
    """Return the public holidays of the coming time with their names."""
    today = amsterdam(now).date()
    coming = (today + timedelta(days=later) for later in range(days))
    return [(day, name) for day in coming if (name := holiday(day))]


def in_words(moment: datetime, now: int) -> str:
    """Write a moment as people say it: "vandaag vanaf 13.00 uur", "maandag 23 november vanaf 9.00 uur"."""
    days = (moment.date() - amsterdam(now).date()).days
    clock = f"{moment.hour}.{moment.minute:02d} uur"
    if days in (0, 1):
        return f"{('vandaag', 'morgen')[days]} vanaf {clock}"
    return f"{day_in_words(moment.date())} vanaf {clock}"


def day_in_words(day: date) -> str:
    """Write a day as people say it: "maandag 23 november"."""
    months = (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    )  # fmt: skip
    return f"{_DAY_NAMES[day.weekday()]} {day.day} {months[day.month - 1]}"
