"""Which chats somebody of the desk may see, and which they may speak in. Asked anew at every request."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from channels.conversation.owner import Owner
from channels.conversation.tables import conversations
from channels.desk import handover
from channels.desk.errors import NotAllowed, NotFound, NotHeld
from channels.desk.forwards_state import ForwardState
from channels.desk.handover import SHARED, Handover
from channels.desk.people import Adviser
from channels.desk.tables import forwards

_c = conversations.c
_f = forwards.c


def may_see(connection: Connection, adviser: Adviser, conversation_id: str) -> bool:
    """Whether somebody may look into a chat: theirs, of a loket of theirs, waiting for all, or offered to them."""
    found = handover.latest(connection, conversation_id)
    return found is not None and _sees(connection, adviser, found)


def seen(connection: Connection, adviser: Adviser, conversation_id: str) -> Handover:
    """Return the hand-over of a chat that somebody may look into.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    found = handover.latest(connection, conversation_id)
    if found is None or not _sees(connection, adviser, found):
        raise NotFound
    return found


def _sees(connection: Connection, adviser: Adviser, found: Handover) -> bool:
    if found.loket is not None and found.loket in adviser.lokets:
        return True
    goes_on = found.closed_at is None
    if goes_on and found.adviser == adviser.id:
        return holder(connection, found.conversation_id) == adviser.id
    if goes_on and found.queue == SHARED and found.waiting_since is not None:
        return adviser.serves(None)
    return goes_on and _is_offered(connection, adviser, found.conversation_id)


def _is_offered(connection: Connection, adviser: Adviser, conversation_id: str) -> bool:
    row = connection.execute(
        select(_f.to_adviser, _f.to_loket).where(
            _f.conversation_id == conversation_id, _f.state == ForwardState.OFFERED.value
        )
    ).one_or_none()
    return row is not None and (row.to_adviser == adviser.id or row.to_loket in adviser.lokets)


def holder(connection: Connection, conversation_id: str) -> str | None:
    """Return who speaks in a chat now, or None when it is nobody of the desk."""
    return connection.execute(
        select(_c.adviser).where(_c.id == conversation_id, _c.owner == Owner.ADVISEUR.value)
    ).scalar_one_or_none()


def lock(connection: Connection, conversation_id: str) -> str | None:
    """Lock a chat that is with somebody of the desk, and return who holds it; None when it is not."""
    return connection.execute(
        update(conversations)
        .where(_c.id == conversation_id, _c.owner == Owner.ADVISEUR.value)
        .values(adviser=_c.adviser)
        .returning(_c.adviser)
    ).scalar_one_or_none()


def hold(connection: Connection, adviser: Adviser, conversation_id: str, now: int) -> None:
    """Lock a chat that somebody holds, for what they are about to do in it.

    Raises:
        NotHeld: they do not (any more).
    """
    held = connection.execute(
        update(conversations)
        .where(_c.id == conversation_id, _c.owner == Owner.ADVISEUR.value, _c.adviser == adviser.id)
        .values(last_at=now)
    ).rowcount
    if not held:
        raise NotHeld


def coordinates(adviser: Adviser, loket: str | None) -> None:
    """Accept who manages a loket.

    Raises:
        NotAllowed: they do not.
    """
    if not adviser.coordinates(loket):
        raise NotAllowed
