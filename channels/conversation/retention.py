"""Forgetting: erasure on request everywhere, and what has been kept long enough."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.clock import DAY, MINUTE, SECOND
from channels.conversation import callback, closing, contact, store
from channels.conversation.model import Draft
from channels.conversation.owner import Owner, OwnerChanged, Reason, Transition
from channels.conversation.tables import conversations, erasures, metadata
from channels.desk import appointments, bot_memory, forgetting, handover, tally

# The memory of forgetting itself, and of who looked into what.
_BARE_IDS = frozenset({"erasures", "audit"})
_FIRST_RETRY = 5 * SECOND
_LAST_RETRY = 10 * MINUTE


def erase(connection: Connection, conversation_id: str, now: int) -> bool:
    """Remove a conversation from all tables and note that the engine must forget it; whether there was one.

    Note it also when there was none: an answer that was under way may have brought it back in the engine.
    """
    forgetting.before_erasing(connection, conversation_id, now)
    return _remove(connection, conversation_id, now)


def _remove(connection: Connection, conversation_id: str, now: int) -> bool:
    found = connection.execute(delete(conversations).where(conversations.c.id == conversation_id)).rowcount
    for table in _of_a_conversation():
        connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(erasures)
        .values(conversation_id=conversation_id, asked_at=now, attempts=0, next_at=now)
        .on_conflict_do_nothing()
    )
    return bool(found)


def _of_a_conversation() -> list[Table]:
    """All tables that hold something of a conversation, but for those that keep its bare id and nothing of it."""
    return [table for table in metadata.sorted_tables if "conversation_id" in table.c and table.name not in _BARE_IDS]


def erased(connection: Connection, conversation_id: str) -> None:
    """Note that the engine has forgotten a conversation: now nothing is left of it."""
    connection.execute(delete(erasures).where(erasures.c.conversation_id == conversation_id))


def not_erased(connection: Connection, conversation_id: str, now: int) -> None:
    """Note that the engine could not be told; the next try waits longer each time, at most ten minutes."""
    attempts = connection.execute(
        update(erasures)
        .where(erasures.c.conversation_id == conversation_id)
        .values(attempts=erasures.c.attempts + 1)
        .returning(erasures.c.attempts)
    ).scalar_one_or_none()
    wait = min(_LAST_RETRY, _FIRST_RETRY * 2 ** min(attempts or 0, 10))
    connection.execute(update(erasures).where(erasures.c.conversation_id == conversation_id).values(next_at=now + wait))


def due_erasures(connection: Connection, now: int) -> list[str]:
    """Return the conversations that the engine must be told about now."""
    rows = connection.execute(select(erasures.c.conversation_id).where(erasures.c.next_at <= now).limit(100))
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was forgotten."""

    conversations: int
    contacts: int
    callbacks: int


def purge(connection: Connection, now: int, *, transcript_days: int, contact_days: int) -> Purged:
    """Count the days that are over, then remove transcripts and contact data that have been kept long enough.

    The engine is told later.
    """
    tally.count_days(connection, now)
    appointments.expire(connection, now)
    expired = callback.expire_before(connection, now - contact_days * DAY, now)
    contacts = contact.forget_before(connection, now - contact_days * DAY)
    old = connection.execute(
        select(conversations.c.id)
        .where(conversations.c.last_at < now - transcript_days * DAY)
        .order_by(conversations.c.id)
    ).all()
    for row in old:
        forgetting.before_purging(connection, row[0])
        _remove(connection, row[0], now)
    return Purged(len(old), contacts, expired)


def close_idle(connection: Connection, now: int, *, idle_minutes: int, notice: Draft) -> list[str]:
    """Close the conversations without an adviser that nobody has written in for a while; return which."""
    closed = []
    idle = connection.execute(
        select(conversations.c.id, conversations.c.owner)
        .where(
            conversations.c.owner.in_((Owner.BOT.value, Owner.WACHTRIJ.value)),
            conversations.c.last_at < now - idle_minutes * MINUTE,
            conversations.c.lease.is_(None),
        )
        .order_by(conversations.c.id)
    ).all()
    for conversation_id, was in idle:
        wish = Transition(Owner(was), Owner.GESLOTEN, Reason.TIMED_OUT, "system")
        try:
            closing.close(connection, conversation_id, wish, now)
        except OwnerChanged:
            continue  # somebody came back just now
        if Owner(was) is Owner.WACHTRIJ:
            handover.close(connection, conversation_id, by="system", outcome="verlopen", now=now)
            bot_memory.put(connection, conversation_id, back=True)
        store.say(connection, conversation_id, [notice], now)
        closed.append(conversation_id)
    return closed
