"""What coordinators see of how it goes: counts for some days, as tables. Counts under five are not shown.

There are no totals: with one, what is hidden could be worked out.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from channels.desk import audit, tally
from channels.desk.errors import Invalid, NotAllowed
from channels.desk.outcomes import APPOINTMENT_OUTCOMES, CALLBACK_OUTCOMES, REASONS, title
from channels.desk.parts import Parts, topic_title
from channels.desk.people import Adviser, Role
from channels.desk.tables import daily_counts

LEAST = 5
HIDDEN = "minder dan 5"
_LONGEST = 400  # days
_ENDS = {"withdrawn": "Ingetrokken door de burger", "expired": "Verlopen", "cancelled": "Afgezegd"}
_PER_DAY = (
    ("gesprek", "Gesprekken (hele land)"),
    ("overdracht", "Vroegen om een mens"),
    ("wachttijd", "Geholpen door een adviseur"),
    ("terugbelverzoek", "Terugbelverzoeken"),
)
_d = daily_counts.c

Rows = list[tuple[str, str, str, str, int]]  # day, loket, kind, key, count


@dataclass(frozen=True, slots=True)
class Figure:
    """A table: a label and counts in each row, None for a count of one to four."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]

    def csv(self) -> str:
        """Return it as CSV with semicolons, as spreadsheets in the Netherlands open it."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(self.columns)
        for label, counts in self.rows:
            writer.writerow([label, *(HIDDEN if count is None else count for count in counts)])
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Report:
    """All tables for some days."""

    first: date
    last: date
    loket: str | None
    tables: tuple[Figure, ...]

    def table(self, key: str) -> Figure | None:
        """Return one of the tables."""
        return next((table for table in self.tables if table.key == key), None)


class Figures:
    """Counts for coordinators."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def of(self, adviser: Adviser, first: date, last: date, loket: str | None = None) -> Report:
        """Return the counts of these days, both included: of one loket, or of all that are the coordinator's.

        Raises:
            NotAllowed: it is for coordinators, of their own lokets.
            Invalid: the last day is before the first, or it is more than 400 days.
        """
        if not adviser.manages or (loket is not None and not adviser.coordinates(loket)):
            raise NotAllowed
        if not 0 <= (last - first).days < _LONGEST:
            raise Invalid("last", "Kies een eerste en een laatste dag, hoogstens 400 dagen uit elkaar.")
        everywhere = adviser.role is Role.BEHEERDER and loket is None
        lokets = None if everywhere else frozenset([loket] if loket else adviser.lokets)
        rows = await self._parts.read(self._rows, first, last, lokets)
        return Report(first, last, loket, tuple(self._tables(rows, first, last)))

    async def downloaded(self, adviser: Adviser, key: str) -> None:
        """Note that somebody took a table away."""
        await self._parts.write(audit.record, adviser, "cijfers_opgehaald", self._parts.clock(), tabel=key)

    def _rows(self, connection: Connection, first: date, last: date, lokets: frozenset[str] | None) -> Rows:
        """Counts of these lokets, and those that are of no loket; days that are not over are counted now."""
        rows: Rows = [
            tuple(row)
            for row in connection.execute(
                select(daily_counts).where(_d.day >= first.isoformat(), _d.day <= last.isoformat())
            )
        ]
        for day in tally.uncounted(connection, self._parts.clock()):
            if first <= day <= last:
                counted = tally.tally(connection, day)
                rows += [(day.isoformat(), loket, kind, key, n) for (loket, kind, key), n in counted.items()]
        return [row for row in rows if lokets is None or not row[1] or row[1] in lokets]

    def _tables(self, rows: Rows, first: date, last: date) -> Iterable[Figure]:
        topic = self._topic
        yield _per_day(rows, first, last)
        yield _by_key(rows, "overdracht", "overdrachten_per_reden", "Waarom om een mens", _reason)
        yield self._per_loket(rows)
        yield _by_key(rows, "regio", "regios", "Regio van wie om een mens vroeg", _word)
        yield _by_key(rows, "onderwerp", "onderwerpen", "Onderwerpen (hele land)", topic)
        yield _by_key(rows, "uitkomst", "uitkomsten", "Hoe gesprekken met adviseurs eindigden", title)
        yield _waits(rows)
        yield _by_key(rows, "onbeantwoord", "onbeantwoord", "Vragen zonder antwoord", topic)
        yield _by_key(rows, "terugbellen", "terugbel_uitkomsten", "Terugbellen", _end)
        yield _by_key(rows, "afspraak", "afspraak_uitkomsten", "Afspraken", _end)

    def _topic(self, key: str) -> str:
        return "Niet te zeggen" if key == tally.UNKNOWN else topic_title(self._parts.texts, key) or key

    def _per_loket(self, rows: Rows) -> Figure:
        counts: Counter[str] = Counter()
        for _, loket, kind, _, count in rows:
            if kind == "overdracht":
                counts[self._parts.directory.title(loket)] += count
        return _figure("per_loket", "Vragen om een mens per loket", ("Loket", "Aantal"), counts)


def _per_day(rows: Rows, first: date, last: date) -> Figure:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for day, _, kind, _, count in rows:
        counts[day][kind] += count
    days = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    made = tuple((day, tuple(_shown(counts[day][kind]) for kind, _ in _PER_DAY)) for day in days)
    return Figure("per_dag", "Per dag", ("Dag", *(words for _, words in _PER_DAY)), made)


def _waits(rows: Rows) -> Figure:
    counts = _counted(rows, "wachttijd")
    spans = [words for _, words in tally.WAITS] + [tally.LONGEST_WAIT]
    made = tuple((words, (_shown(counts[words]),)) for words in spans)
    return Figure("wachttijd", "Hoe lang mensen wachtten", ("Wachttijd", "Aantal"), made)


def _by_key(rows: Rows, kind: str, key: str, heading: str, words: Callable[[str], str]) -> Figure:
    counts: Counter[str] = Counter()
    for name, count in _counted(rows, kind).items():
        counts[words(name)] += count
    return _figure(key, heading, ("Soort", "Aantal"), counts)


def _counted(rows: Rows, kind: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, _, of, name, count in rows:
        if of == kind:
            counts[name] += count
    return counts


def _figure(key: str, heading: str, columns: tuple[str, ...], counts: Counter[str]) -> Figure:
    # What is hidden comes last and in the order of the alphabet: its place must not tell its size.
    ordered = sorted(counts.items(), key=lambda pair: (pair[1] < LEAST, -pair[1] if pair[1] >= LEAST else 0, pair[0]))
    return Figure(key, heading, columns, tuple((label, (_shown(count),)) for label, count in ordered))


def _shown(count: int) -> int | None:
    return None if 0 < count < LEAST else count


def _word(key: str) -> str:
    return "Niet bekend" if key == tally.UNKNOWN else key


def _reason(key: str) -> str:
    return REASONS.get(key, key)


def _end(key: str) -> str:
    return _ENDS.get(key) or CALLBACK_OUTCOMES.get(key) or APPOINTMENT_OUTCOMES.get(key) or key
