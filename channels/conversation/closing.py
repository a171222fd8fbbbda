"""The end of a conversation, whoever ends it: no number is kept that nobody said yes to."""

from __future__ import annotations

from sqlalchemy import Connection

from channels.conversation import callback, store
from channels.conversation.owner import Transition, change_owner
from channels.desk import bot_memory


def close(connection: Connection, conversation_id: str, wish: Transition, now: int) -> None:
    """Carry out a transition to GESLOTEN; what was asked about a number that is forgotten is not asked any more.

    Raises:
        IllegalTransition, OwnerChanged: as `change_owner`.
    """
    change_owner(connection, conversation_id, wish, now)
    if callback.forget_unpromised(connection, conversation_id):
        store.mark(connection, conversation_id, asks=None, aside=None)
        bot_memory.put(connection, conversation_id, back=True)
