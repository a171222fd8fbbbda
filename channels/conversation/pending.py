"""Messages of the citizen that wait for their turn, where it is not the bot that takes them in."""

from __future__ import annotations

from sqlalchemy import Connection, select

from channels.conversation import store
from channels.conversation.masking import Kind
from channels.conversation.model import Draft, Pending
from channels.conversation.owner import Owner
from channels.conversation.tables import conversations
from channels.conversation.texts import Texts
from channels.desk.reception import InQueue, Reception


def take_in(
    connection: Connection, conversation_id: str, desk: Reception, texts: Texts, now: int
) -> tuple[Owner, Pending | None]:
    """Take in what is not for the bot, as if it had come now; return the owner then, and what is first for the bot.

    The caller holds the conversation's row.
    """
    owner = Owner(
        connection.execute(select(conversations.c.owner).where(conversations.c.id == conversation_id)).scalar_one()
    )
    said = store.first_pending(connection, conversation_id)
    while said and owner is not Owner.BOT:
        queue = InQueue()
        if owner is Owner.WACHTRIJ:
            queue = desk.in_queue(connection, conversation_id, said.text, said.payload, now, early=True)
            owner = Owner.BOT if queue.left else owner
        if queue.for_bot:
            break
        drafts = [*notices(texts, said.masked), *queue.drafts]
        if drafts:
            store.say(connection, conversation_id, drafts, now, said.seq)
        store.done(connection, conversation_id, said.seq)
        said = store.first_pending(connection, conversation_id)
    return owner, said


def notices(texts: Texts, kinds: tuple[str, ...]) -> list[Draft]:
    """Return what to say when something was masked that we did not ask for; gently, and of a BSN apart."""
    said = [texts.say("bsn_warning")] if Kind.BSN in kinds else []
    return said + ([texts.say("masked_notice")] if set(kinds) - {Kind.BSN} else [])
