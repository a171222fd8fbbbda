"""Who may run the turns of a conversation, and for how long. `store` takes the lease with a message, and ends it."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select, update

from channels.clock import SECOND
from channels.conversation.model import Json, Pending
from channels.conversation.store import IS_PENDING, first_pending
from channels.conversation.tables import conversations, messages

_c = conversations.c
_m = messages.c
# A turn asks the engine three things at most: to leave its task, to learn what people did, and to answer.
_QUESTIONS = 3
_BESIDES_SECONDS = 4.0  # what it knows of the person, and storage


def length(engine_timeout: float) -> int:
    """Return how long a lease lasts, in milliseconds: longer than the slowest turn (`engine_timeout` in seconds)."""
    return round((_QUESTIONS * engine_timeout + _BESIDES_SECONDS) * SECOND)


def take(
    connection: Connection, conversation_id: str, *, lease: str, until: int, now: int
) -> tuple[Pending, Json | None] | None:
    """Try to become the one who runs this conversation's turns; return the first to run, or None."""
    aside = connection.execute(
        update(conversations)
        .where(_c.id == conversation_id, or_(_c.lease.is_(None), _c.lease_until < now))
        .values(lease=lease, lease_until=until)
        .returning(_c.aside)
    ).one_or_none()
    if aside is None:
        return None
    pending = first_pending(connection, conversation_id)
    if pending is None:
        release(connection, conversation_id, lease)
        return None
    return pending, aside[0]


def release(connection: Connection, conversation_id: str, lease: str) -> None:
    """Give the lease back, if it is still ours."""
    connection.execute(
        update(conversations).where(_c.id == conversation_id, _c.lease == lease).values(lease=None, lease_until=None)
    )


def revoke(connection: Connection, conversation_id: str) -> None:
    """Let nothing that was sent before be answered any more: a turn that is under way finds its lease gone."""
    connection.execute(update(conversations).where(_c.id == conversation_id).values(lease=None, lease_until=None))
    connection.execute(update(messages).where(_m.conversation_id == conversation_id, IS_PENDING).values(state="done"))


def orphans(connection: Connection, now: int) -> list[str]:
    """Return conversations with a message that nobody is answering: their gateway died."""
    rows = connection.execute(
        select(_m.conversation_id)
        .join_from(messages, conversations, _m.conversation_id == _c.id)
        .where(IS_PENDING, or_(_c.lease.is_(None), _c.lease_until < now))
        .distinct()
    )
    return [row[0] for row in rows]
