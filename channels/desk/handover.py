"""The record of one hand-over: from the moment somebody needs a person to the end of the chat with one.

Who speaks is not decided here but by `channels.conversation.owner`; this is what the desk knows besides.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from channels.conversation.model import Author
from channels.conversation.owner import Reason
from channels.conversation.tables import messages
from channels.desk.tables import handovers

_h = handovers.c
_OTHER_LANGUAGE = "gesprek_andere_taal"
# What the queue of everybody is called in the tables.
SHARED = ""
# Made once: they are asked at every event.
_CURRENT = select(handovers).where(_h.conversation_id == bindparam("b_id"), _h.closed_at.is_(None))
_LATEST = (
    select(handovers)
    .where(_h.conversation_id == bindparam("b_id"))
    .order_by(_h.closed_at.is_(None).desc(), _h.asked_at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over. `queue` is whose queue ("" the shared one), `loket` whose chat it became; see `tables`."""

    id: str
    conversation_id: str
    reason: str
    urgent: bool
    queue: str
    loket: str | None
    plaats: str | None
    regio: str | None
    region_asked: bool
    topic: str | None
    language: str
    asked_at: int
    queued_at: int
    waiting_since: int | None
    unserved_since: int | None
    place_at_start: int
    claimed_at: int | None
    adviser: str | None
    adviser_read: int
    citizen_read: int
    citizen_seen_at: int
    profile: Mapping[str, Any] | None
    closed_at: int | None
    closed_by: str | None
    outcome: str | None


def current(connection: Connection, conversation_id: str) -> Handover | None:
    """Return the hand-over that goes on, or None."""
    row = connection.execute(_CURRENT, {"b_id": conversation_id}).one_or_none()
    return of_row(row) if row else None


def latest(connection: Connection, conversation_id: str) -> Handover | None:
    """Return the hand-over that goes on, or the last one that ended, or None."""
    row = connection.execute(_LATEST, {"b_id": conversation_id}).one_or_none()
    return of_row(row) if row else None


def of_row(row: Any) -> Handover:
    """Make one of a row of the table."""
    return Handover(**row._mapping)


def begin(
    connection: Connection,
    conversation_id: str,
    reason: Reason,
    *,
    urgent: bool,
    queue: str,
    plaats: str | None,
    regio: str | None,
    region_asked: bool,
    topic: str | None,
    profile: Mapping[str, Any] | None,
    place: int,
    now: int,
) -> None:
    """Note that somebody waits for a person from now on."""
    connection.execute(
        insert(handovers).values(
            id=str(uuid.uuid4()), conversation_id=conversation_id, reason=reason.value, urgent=urgent, queue=queue,
            loket=queue or None, plaats=plaats, regio=regio, region_asked=region_asked, topic=topic,
            language=_language(connection, conversation_id), asked_at=now, queued_at=now, waiting_since=now,
            place_at_start=place, adviser_read=0, citizen_read=0, citizen_seen_at=now, profile=profile,
        )
    )  # fmt: skip


def _language(connection: Connection, conversation_id: str) -> str:
    """Return "anders" when the person wrote in another language before, as far as the assistant noticed."""
    found = connection.execute(
        select(messages.c.seq)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.author == Author.BOT.value,
            messages.c.topic == _OTHER_LANGUAGE,
        )
        .limit(1)
    ).first()
    return "anders" if found else "nl"


def change(connection: Connection, conversation_id: str, /, **values: Any) -> None:
    """Change what is known of the hand-over that goes on."""
    connection.execute(
        update(handovers).where(_h.conversation_id == conversation_id, _h.closed_at.is_(None)).values(**values)
    )


def close(connection: Connection, conversation_id: str, *, by: str, outcome: str | None, now: int) -> None:
    """Note that it ended; without one that goes on nothing happens."""
    change(
        connection,
        conversation_id,
        closed_at=now,
        closed_by=by,
        outcome=outcome,
        waiting_since=None,
        region_asked=False,
    )
