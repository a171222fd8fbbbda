"""Counting what happened on a day, from what is stored of it; the counts outlive the conversations they are of.

A day is counted once, when it is over. What is erased before that is counted just before it goes, so that a count never
depends on what people had erased. Days are those of Amsterdam.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from channels.clock import MINUTE
from channels.conversation.callback import CallbackState
from channels.conversation.model import Author
from channels.conversation.tables import callbacks, conversations, messages
from channels.desk.appointments import AppointmentState
from channels.desk.opening import amsterdam, milliseconds
from channels.desk.tables import appointments, counted_days, daily_counts, handovers
from knowledge import moments

Counts = Counter[tuple[str, str, str]]  # loket, kind, key

# Transactions of just before midnight may still be under way.
_AFTER_MIDNIGHT = 10 * MINUTE
_LOCK = 7_370_002
WAITS = ((1, "tot 1 minuut"), (3, "1 tot 3 minuten"), (5, "3 tot 5 minuten"), (10, "5 tot 10 minuten"),
         (20, "10 tot 20 minuten"), (60, "20 tot 60 minuten"))  # fmt: skip
LONGEST_WAIT = "60 minuten of langer"
UNKNOWN = "onbekend"
_OUT_OF_REACH = "gesprek_buiten_bereik"
_c, _m, _h, _b, _p = conversations.c, messages.c, handovers.c, callbacks.c, appointments.c


def span(day: date) -> tuple[int, int]:
    """Return when a day begins and ends (milliseconds UTC)."""
    begin = datetime.combine(day, time(0), moments.AMSTERDAM)
    end = datetime.combine(day + timedelta(days=1), time(0), moments.AMSTERDAM)
    return milliseconds(begin), milliseconds(end)


def tally(connection: Connection, day: date, conversation_id: str | None = None) -> Counts:
    """Count what is stored of a day, of one conversation if given."""
    begin, end = span(day)
    counts: Counts = Counter()

    def count(kind: str, at: Any, key: Any, *which: Any, loket: Any = None) -> None:
        owner = _c.id if at.table is conversations else at.table.c.conversation_id
        where = (at >= begin, at < end, *which, *((owner == conversation_id,) if conversation_id else ()))
        whose = func.coalesce(loket, "") if loket is not None else None
        columns = (key,) if whose is None else (key, whose)
        for row in connection.execute(_grouped(columns, where)):
            counts[row[1] if whose is not None else "", kind, str(row[0] or UNKNOWN)] += row[-1]

    answers = (_m.author == Author.BOT.value, _m.reply_to.is_not(None))
    missed = _m.prediction["fallback"].as_boolean().is_(True)
    count("gesprek", _c.created_at, _c.channel)
    count("onderwerp", _m.at, _m.topic, *answers, _m.topic.is_not(None), _m.topic != _OUT_OF_REACH)
    count("onbeantwoord", _m.at, _m.prediction["topic"].as_string(), *answers, missed)
    count("onbeantwoord", _m.at, _m.topic, *answers, _m.topic == _OUT_OF_REACH)
    count("onbeantwoord", _h.closed_at, _h.topic, _h.outcome == "geen_antwoord", loket=_h.loket)
    count("overdracht", _h.asked_at, _h.reason, loket=_h.loket)
    count("regio", _h.asked_at, _h.regio, loket=_h.loket)
    count("uitkomst", _h.closed_at, _h.outcome, _h.outcome.is_not(None), loket=_h.loket)
    count("terugbelverzoek", _b.created_at, _b.dagdeel, loket=_b.loket)
    count("terugbellen", _b.changed_at, _b.outcome, _b.state == CallbackState.DONE.value, loket=_b.loket)
    count("terugbellen", _b.changed_at, _b.state, _b.state.in_(("withdrawn", "expired")), loket=_b.loket)
    count("afspraak", _p.changed_at, _p.outcome, _p.state == AppointmentState.DONE.value, loket=_p.loket)
    count("afspraak", _p.changed_at, _p.state, _p.state.in_(("cancelled", "expired")), loket=_p.loket)
    counts.update(_waits(connection, begin, end, conversation_id))
    return counts


def _grouped(columns: tuple[Any, ...], where: tuple[Any, ...]) -> Select[Any]:
    return select(*columns, func.count()).where(*where).group_by(*columns)


def _waits(connection: Connection, begin: int, end: int, conversation_id: str | None) -> Counts:
    of_one: tuple[ColumnElement[bool], ...] = (_h.conversation_id == conversation_id,) if conversation_id else ()
    rows = connection.execute(
        select(_h.loket, _h.claimed_at - _h.asked_at).where(_h.claimed_at >= begin, _h.claimed_at < end, *of_one)
    )
    return Counter((loket or "", "wachttijd", wait_in_words(wait)) for loket, wait in rows)


def wait_in_words(wait: int) -> str:
    """Return which of the spans a wait (milliseconds) falls in."""
    return next((words for minutes, words in WAITS if wait < minutes * MINUTE), LONGEST_WAIT)


def count_days(connection: Connection, now: int) -> list[date]:
    """Count the days that are over and were not counted yet; return which."""
    _one_at_a_time(connection)
    counted = []
    for day in _uncounted(connection, amsterdam(now - _AFTER_MIDNIGHT).date() - timedelta(days=1)):
        _add(connection, day, tally(connection, day))
        connection.execute(counted_days.insert().values(day=day.isoformat(), at=now))
        counted.append(day)
    return counted


def count_before_erasing(connection: Connection, conversation_id: str, now: int) -> None:
    """Count what is about to go and was not counted yet."""
    _one_at_a_time(connection)
    for day in _uncounted(connection, amsterdam(now).date()):
        _add(connection, day, tally(connection, day, conversation_id))


def _uncounted(connection: Connection, last: date) -> Iterator[date]:
    newest = connection.execute(select(func.max(counted_days.c.day))).scalar()
    if newest:
        day = date.fromisoformat(newest) + timedelta(days=1)
    else:
        oldest = connection.execute(select(func.min(_c.created_at))).scalar()
        if oldest is None:
            return
        day = amsterdam(oldest).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def uncounted(connection: Connection, now: int) -> list[date]:
    """Return the days, today included, whose counts are not complete in the table."""
    return list(_uncounted(connection, amsterdam(now).date()))


def _add(connection: Connection, day: date, counts: Counts) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for (loket, kind, key), count in sorted(counts.items()):
        statement = dialect.insert(daily_counts).values(
            day=day.isoformat(), loket=loket, kind=kind, key=key, count=count
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["day", "loket", "kind", "key"],
                set_={"count": daily_counts.c.count + statement.excluded.count},
            )
        )


def _one_at_a_time(connection: Connection) -> None:
    """Who counts a day and who erases something of it wait for each other, so that nothing is counted twice."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
