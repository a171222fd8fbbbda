"""What the citizen thought of it: thumbs per message, a score at the end, each with an optional reason (masked)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from channels.conversation import masking
from channels.conversation.model import ConversationNotFound
from channels.conversation.tables import conversations, feedback, messages


class MessageNotFound(Exception):
    """There is no such message of ours in this conversation."""


def give(
    connection: Connection, conversation_id: str, *, message_id: str | None, score: str, reason: str | None, now: int
) -> None:
    """Store what was thought of a message, or with `message_id` None of the conversation. The last one counts.

    Raises:
        ConversationNotFound: the conversation is gone.
        MessageNotFound: the conversation has no such message, or it is the citizen's own.
    """
    # The conversation's row first, as every writer does: two thumbs at once must not collide.
    touched = connection.execute(
        update(conversations).where(conversations.c.id == conversation_id).values(last_at=now)
    ).rowcount
    if not touched:
        raise ConversationNotFound(conversation_id)
    if message_id is not None:
        found = connection.execute(
            select(messages.c.seq).where(
                messages.c.conversation_id == conversation_id,
                messages.c.id == message_id,
                messages.c.author != "user",
            )
        ).first()
        if found is None:
            raise MessageNotFound(message_id)
    key = message_id or ""
    connection.execute(
        delete(feedback).where(feedback.c.conversation_id == conversation_id, feedback.c.message_id == key)
    )
    connection.execute(
        insert(feedback).values(
            conversation_id=conversation_id,
            message_id=key,
            score=score,
            reason=masking.mask(reason) if reason else None,
            at=now,
        )
    )
