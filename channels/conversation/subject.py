"""What a conversation was about, in one topic: for who takes it on."""

from __future__ import annotations

from sqlalchemy import Connection, select

from channels.conversation.model import Author
from channels.conversation.tables import messages

_m = messages.c
# These say nothing about the question.
_NO_SUBJECT = ("gesprek", "mens", "service", "bot", "loket")


def subject(connection: Connection, conversation_id: str) -> str | None:
    """Return the topic that the bot last said something of substance about, or None."""
    return connection.execute(
        select(_m.topic)
        .where(
            _m.conversation_id == conversation_id,
            _m.author == Author.BOT.value,
            *(_m.topic.not_like(f"{prefix}%") for prefix in _NO_SUBJECT),
        )
        .order_by(_m.seq.desc())
        .limit(1)
    ).scalar_one_or_none()
