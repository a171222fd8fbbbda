"""Who waits in which queue, who comes first, and how long it will honestly take.

The order is: urgent ones first, then who asked first. A chat that comes back keeps the moment it first came.

The estimate says how long it lasted lately for three in four, for each place in the queue; it is given only when at
least `LEAST` chats of the same queue were taken in the last `LATELY`, and somebody is there to take the next one. A
promise that half of the people see broken would be a guess.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, func, or_, select

from channels.clock import HOUR, MINUTE
from channels.conversation.owner import Owner
from channels.conversation.tables import conversations
from channels.desk.handover import Handover
from channels.desk.tables import handovers

LATELY = 2 * HOUR
LEAST = 5
MOST = 20
# After every id of the same moment.
_NEW = "~"
_ROUGH_FROM = 10  # minutes; from here on in steps of five
_h = handovers.c
_c = conversations.c


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's turn: 1 is next; `minutes` is None when there is too little to go on."""

    place: int
    minutes: int | None


def waiting() -> Select[tuple[object, ...]]:
    """Return the query of the hand-overs that wait, in order."""
    return (
        select(handovers)
        .join(conversations, _c.id == _h.conversation_id)
        .where(_h.closed_at.is_(None), _c.owner == Owner.WACHTRIJ.value)
        .order_by(_h.urgent.desc(), _h.queued_at, _h.id)
    )


def ahead(connection: Connection, queue: str, *, urgent: bool, queued_at: int, handover_id: str = _NEW) -> int:
    """Return how many wait in a queue before one with these properties; without an id, before one who comes now."""
    earlier = or_(_h.queued_at < queued_at, and_(_h.queued_at == queued_at, _h.id < handover_id))
    before = and_(_h.urgent.is_(True), earlier) if urgent else or_(_h.urgent.is_(True), earlier)
    return connection.execute(
        select(func.count())
        .select_from(handovers)
        .join(conversations, _c.id == _h.conversation_id)
        .where(_h.closed_at.is_(None), _c.owner == Owner.WACHTRIJ.value, _h.queue == queue, before)
    ).scalar_one()


def place(connection: Connection, handover: Handover) -> int:
    """Return somebody's place in their queue; 1 is next."""
    return 1 + ahead(
        connection,
        handover.queue,
        urgent=handover.urgent,
        queued_at=handover.queued_at,
        handover_id=handover.id,
    )


def paces(connection: Connection, queue: str, now: int) -> list[float]:
    """Return how long lately each place in a queue took (milliseconds), newest first; urgent ones do not count."""
    rows = connection.execute(
        select(_h.asked_at, _h.claimed_at, _h.place_at_start)
        .where(_h.queue == queue, _h.claimed_at > now - LATELY, _h.urgent.is_(False))
        .order_by(_h.claimed_at.desc())
        .limit(MOST)
    )
    return [(row.claimed_at - row.asked_at) / max(1, row.place_at_start) for row in rows]


def estimate(recent: Sequence[float], place: int) -> int | None:
    """Return the minutes that three in four waited lately at this place, or None when there is too little to go on."""
    if len(recent) < LEAST:
        return None
    pace = sorted(recent)[math.ceil(0.75 * len(recent)) - 1]
    minutes = max(1, math.ceil(pace * place / MINUTE))
    return minutes if minutes <= _ROUGH_FROM else 5 * math.ceil(minutes / 5)


def others(connection: Connection, queue: str) -> list[str]:
    """Return the conversations that wait in a queue."""
    rows = connection.execute(
        select(_h.conversation_id)
        .join(conversations, _c.id == _h.conversation_id)
        .where(_h.closed_at.is_(None), _c.owner == Owner.WACHTRIJ.value, _h.queue == queue)
    )
    return [row[0] for row in rows]
