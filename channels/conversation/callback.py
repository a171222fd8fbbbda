"""Call-back requests: asked for with consent, withdrawn at any time, listed for the operator, gone within days."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from channels.conversation import contact
from channels.conversation.subject import subject
from channels.conversation.tables import callbacks, conversations


class CallbackState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    EXPIRED = "expired"


class NoContact(Exception):
    """A call-back was to be stored for a number that we do not have."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A request as the operator sees it; `number` is None when it cannot be read any more."""

    id: str
    conversation_id: str
    number: str | None
    dagdeel: str | None
    urgent: bool
    created_at: int
    loket: str | None


def request(
    connection: Connection, conversation_id: str, name: str, dagdeel: str | None, now: int, *, loket: str | None = None
) -> str:
    """Store a request for the contact data called `name`; an earlier one of this conversation gives way. Return its id.

    `loket` is whose work it is; None: that of all of them.

    Raises:
        NoContact: the conversation has no such contact data.
    """
    if not contact.known(connection, conversation_id, name):
        raise NoContact(name)
    withdraw(connection, conversation_id, now, forget=False)
    urgent = connection.execute(
        select(conversations.c.urgent).where(conversations.c.id == conversation_id)
    ).scalar_one()
    callback_id = str(uuid.uuid4())
    connection.execute(
        insert(callbacks).values(
            id=callback_id, conversation_id=conversation_id, contact=name.strip("<>"), dagdeel=dagdeel, urgent=urgent,
            state=CallbackState.OPEN.value, created_at=now, changed_at=now, loket=loket,
            topic=subject(connection, conversation_id), attempts=0,
        )
    )  # fmt: skip
    return callback_id


def withdraw(connection: Connection, conversation_id: str, now: int, *, forget: bool = True) -> int:
    """Withdraw the open requests of a conversation, and forget its contact data; return how many there were."""
    return _close(connection, conversation_id, CallbackState.WITHDRAWN, now, forget=forget)


def finish(connection: Connection, conversation_id: str, now: int) -> int:
    """Note that a conversation's open requests were called, and forget its contact data; return how many there were."""
    return _close(connection, conversation_id, CallbackState.DONE, now, forget=True)


def lokets_of(connection: Connection, conversation_id: str) -> list[str | None]:
    """Return whose work the open requests of a conversation are."""
    mine = (callbacks.c.conversation_id == conversation_id) & (callbacks.c.state == CallbackState.OPEN.value)
    return list(connection.execute(select(callbacks.c.loket).where(mine)).scalars())


def _close(connection: Connection, conversation_id: str, state: CallbackState, now: int, *, forget: bool) -> int:
    changed = connection.execute(
        update(callbacks)
        .where(callbacks.c.conversation_id == conversation_id, callbacks.c.state == CallbackState.OPEN.value)
        .values(state=state.value, changed_at=now)
    ).rowcount
    if forget:
        contact.forget(connection, conversation_id)
    return changed


def forget_unpromised(connection: Connection, conversation_id: str) -> int:
    """Forget contact data that no open request is for: nobody said yes to it. Return how many there were."""
    promised = connection.execute(
        select(callbacks.c.contact).where(
            callbacks.c.conversation_id == conversation_id, callbacks.c.state == CallbackState.OPEN.value
        )
    ).scalars()
    return contact.forget(connection, conversation_id, but=promised.all())


def expire_before(connection: Connection, moment: int, now: int) -> int:
    """Close open requests from before a moment: their number is no longer kept."""
    return connection.execute(
        update(callbacks)
        .where(callbacks.c.created_at < moment, callbacks.c.state == CallbackState.OPEN.value)
        .values(state=CallbackState.EXPIRED.value, changed_at=now)
    ).rowcount


def open_requests(connection: Connection, vault: contact.Vault) -> list[Callback]:
    """Return the open requests with their numbers, urgent ones first, then the oldest."""
    rows = connection.execute(
        select(callbacks)
        .where(callbacks.c.state == CallbackState.OPEN.value)
        .order_by(callbacks.c.urgent.desc(), callbacks.c.created_at)
    ).all()
    return [
        Callback(
            row.id,
            row.conversation_id,
            vault.read(connection, row.conversation_id, row.contact),
            row.dagdeel,
            row.urgent,
            row.created_at,
            row.loket,
        )
        for row in rows
    ]
