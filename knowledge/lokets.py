"""The lokets: where a person finds an adviser, one per region, and whether it is open.

We know few addresses and hours, and what is not known stays unknown: no hours is never "closed". The records are in
`lokets/`; `build` checks that every region has one and writes them to the compiled file.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays

from knowledge import moments, yamlfile
from knowledge.places import Place
from knowledge.records import Source

Connect = Callable[[], sqlite3.Connection]
Hours = Mapping[str, tuple[tuple[time, time], ...]]

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")

TABLE = """
CREATE TABLE loket (id TEXT PRIMARY KEY, regio TEXT NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE loket_gemeente (gemeente TEXT NOT NULL, loket TEXT NOT NULL REFERENCES loket,
    PRIMARY KEY (gemeente, loket)) WITHOUT ROWID;
"""


class LoketError(ValueError):
    """The loket records do not cover the country: the message names the region or gemeente."""


@dataclass(frozen=True)
class Loket:
    """A loket as far as it is known; None means not known. `gemeenten` None: it serves its whole region.

    `evidence_date` is of when the facts are ("2025-10-31", "2025"), what a citizen gets to see.
    """

    id: str
    title: str
    regio: str
    gemeenten: tuple[str, ...] | None
    address: str | None
    phone: str | None
    email: str | None
    hours: Hours | None
    website: str | None
    walk_in: bool | None
    sources: tuple[Source, ...]
    evidence_date: str
    certainty: str
    demo: bool

    def open_at(self, moment: datetime) -> bool | None:
        """Say whether it is open at a moment (without a zone: Dutch time); None when we do not know.

        We do not know when we do not know its hours, nor on a day that is a day off for some (`maybe_off`). On a
        public holiday it is shut, whatever its hours.
        """
        if self.hours is None:
            return None
        here = moments.local(moment)
        if maybe_off(here.date()) and self._periods(here.date()):
            return None
        if holiday(here.date()):
            return False
        return any(opens <= here.time() < closes for opens, closes in self._periods(here.date()))

    def next_opening(self, moment: datetime) -> datetime | None:
        """Return when it opens next, after `moment`; None when we do not know its hours or it never opens."""
        if self.hours is None:
            return None
        here = moments.local(moment)
        for later in range(15):  # two weeks reach past every row of holidays
            day = here.date() + timedelta(days=later)
            for opens, _ in () if holiday(day) or maybe_off(day) else self._periods(day):
                start = datetime.combine(day, opens, moments.AMSTERDAM)
                if start > here:
                    return start
        return None

    def _periods(self, day: date) -> tuple[tuple[time, time], ...]:
        return (self.hours or {}).get(DAYS[day.weekday()], ())


@lru_cache(maxsize=4096)
def holiday(day: date) -> str | None:
    """Return the Dutch name of the public holiday on this day, or None (by the `holidays` library)."""
    name = _calendar(day.year).get(day)
    return str(name) if name else None


def maybe_off(day: date) -> bool:
    """Say whether some offices are shut on this day and others are not.

    Good Friday, and 5 May outside a jubilee year: the law counts both with the holidays (Algemene termijnenwet,
    art. 3), many employers do not.
    """
    jubilee = day.year % 5 == 0
    return holiday(day) == "Goede vrijdag" or ((day.month, day.day) == (5, 5) and not jubilee)


@lru_cache(maxsize=64)
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("NL", years=year, language="nl")


class Lokets:
    """Reads the lokets of a compiled knowledge file. Usable from several threads."""

    def __init__(self, connect: Connect) -> None:
        """`connect` returns a read-only connection that the calling thread may use."""
        self._connect = connect
        self._lock = threading.Lock()
        self._loaded: dict[str, Loket] | None = None

    def all(self) -> tuple[Loket, ...]:
        """Return every loket, by id."""
        return tuple(self._lokets.values())

    def get(self, loket_id: str) -> Loket | None:
        """Return one loket, or None."""
        return self._lokets.get(loket_id)

    def for_place(self, place: Place) -> Loket | None:
        """Return the loket of a place; None for a province with more than one (see `for_area`)."""
        found = self.for_area(place)
        return found[0] if len(found) == 1 else None

    def for_area(self, place: Place) -> tuple[Loket, ...]:
        """Return the lokets that serve a place: one, but for a province that several regions share."""
        if place.gemeente:
            where, value = "WHERE gemeente = ?", place.gemeente
        elif place.regio:
            where, value = "JOIN gemeente USING (gemeente) WHERE regio = ?", place.regio
        else:
            where, value = "JOIN gemeente USING (gemeente) WHERE provincie = ?", place.provincie
        rows = self._connect().execute(f"SELECT DISTINCT loket FROM loket_gemeente {where} ORDER BY loket", (value,))
        return tuple(self._lokets[row[0]] for row in rows)

    @property
    def _lokets(self) -> dict[str, Loket]:
        with self._lock:
            if self._loaded is None:
                rows = self._connect().execute("SELECT id, data FROM loket ORDER BY id")
                self._loaded = {loket_id: read(json.loads(data)) for loket_id, data in rows}
            return self._loaded


def read(data: Mapping[str, Any]) -> Loket:
    """Make a loket of a record."""
    hours = data["hours"]
    return Loket(
        id=data["id"], title=data["title"], regio=data["regio"],
        gemeenten=tuple(data["gemeenten"]) if data["gemeenten"] else None,
        address=data["address"], phone=data["phone"], email=data.get("email"),
        hours=None if hours is None else {day: tuple(map(_period, periods)) for day, periods in hours.items()},
        website=data["website"], walk_in=data["walk_in"],
        sources=tuple(Source(s["title"], s.get("url") or "", s["date"], s["fact"]) for s in data["sources"]),
        evidence_date=data["evidence_date"], certainty=data["certainty"], demo=data["demo"],
    )  # fmt: skip


def _period(period: tuple[str, str]) -> tuple[time, time]:
    opens, closes = map(time.fromisoformat, period)
    if not opens < closes:
        raise LoketError(f"a loket cannot be open from {period[0]} to {period[1]}")
    return opens, closes


def build(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the lokets. `folder` is the knowledge folder; the places must have been built before.

    Raises:
        LoketError: a region or gemeente without a loket, a gemeente with two, or a region that does not exist.
    """
    connection.executescript(TABLE)
    serves: dict[str, str] = {}
    for path in sorted((folder / "lokets").glob("*.yaml")):
        data = yamlfile.load(path).data
        loket = read(data)
        connection.execute(
            "INSERT INTO loket VALUES (?, ?, ?)", (loket.id, loket.regio, json.dumps(data, ensure_ascii=False))
        )
        rows = connection.execute("SELECT gemeente FROM gemeente WHERE regio = ?", (loket.regio,))
        inside = {row[0] for row in rows}
        unknown = {loket.regio} if not inside else set(loket.gemeenten or ()) - inside
        if unknown:
            raise LoketError(f"{path.name}: not a region, or not a gemeente of it: {sorted(unknown)}")
        for gemeente in loket.gemeenten or sorted(inside):
            if gemeente in serves:
                raise LoketError(f"{path.name}: {gemeente} already has {serves[gemeente]}")
            serves[gemeente] = loket.id
    without = {row[0] for row in connection.execute("SELECT gemeente FROM gemeente")} - serves.keys()
    if without:
        raise LoketError(f"no loket for {', '.join(sorted(without))}")
    connection.executemany("INSERT INTO loket_gemeente VALUES (?, ?)", sorted(serves.items()))
