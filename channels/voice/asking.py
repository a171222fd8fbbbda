"""The call's side of the conversation: taking a message in without a long silence, and noting what was said here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from channels.conversation import leases, masking, store
from channels.conversation.limits import TooManyRequests
from channels.conversation.model import BOT_NAME, Author, Conversation, ConversationNotFound, Draft, Message
from channels.conversation.service import EmptyText, Incoming, StillBusy, Taken, TextTooLong
from channels.conversation.tables import messages
from channels.voice.context import Call
from channels.voice.state import Waiting

# Seconds until the caller hears that we are looking it up; two webhooks and a sentence stay under three seconds.
PATIENCE = 1.8
_background: set[asyncio.Task[Taken]] = set()


class Trouble(StrEnum):
    """Why there is no answer from the conversation."""

    UNDER_WAY = "under_way"
    NOTHING_SAID = "nothing_said"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    BUSY = "busy"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a message: taken, or why not."""

    taken: Taken | None = None
    trouble: Trouble | None = None


async def ask(call: Call, text: str, payload: str | None = None, *, to_items: bool = False) -> Answer:
    """Take what the caller said into the conversation. UNDER_WAY: `call.state.waiting` knows which; ask `again`."""
    waiting = Waiting(client_id=call.message_id(), text=text, payload=payload, to_items=to_items)
    return await again(call, waiting)


async def again(call: Call, waiting: Waiting) -> Answer:
    """Wait (again) for the answer to a message; the same message is never processed twice.

    Raises:
        StorageUnavailable: the database is away.
    """
    incoming = Incoming(waiting.client_id, waiting.text, waiting.payload)
    task = asyncio.get_running_loop().create_task(call.tools.gateway.service.take(call.conversation, incoming))
    done, _ = await asyncio.wait({task}, timeout=PATIENCE)
    if not done:
        _background.add(task)
        task.add_done_callback(_forget)
        call.state.waiting = waiting
        return Answer(trouble=Trouble.UNDER_WAY)
    call.state.waiting, call.state.waits = None, 0
    try:
        return Answer(task.result())
    except EmptyText:
        return Answer(trouble=Trouble.NOTHING_SAID)
    except TextTooLong:
        return Answer(trouble=Trouble.TOO_LONG)
    except TooManyRequests:
        return Answer(trouble=Trouble.TOO_MANY)
    except StillBusy:
        return Answer(trouble=Trouble.BUSY)
    except ConversationNotFound:
        return Answer(trouble=Trouble.GONE)


def _forget(task: asyncio.Task[Taken]) -> None:
    _background.discard(task)
    if not task.cancelled():
        task.exception()  # whoever asks again is told


async def note(call: Call, heard: str, said: str, *, topic: str | None = None, **marks: object) -> None:
    """Store a turn that the telephone answered by itself, so that an adviser reads the whole call.

    Raises:
        ConversationNotFound: it was erased.
    """
    client_id = call.message_id()
    draft = Draft(Author.BOT, said, topic or call.state.topic or "gesprek_antwoord", BOT_NAME, {"spoken": said})

    def store_turn(connection: Connection) -> None:
        if _is_there(connection, call.conversation.id, client_id):
            return
        row = store.receive(
            connection, call.conversation.id, count=1, lease=client_id[:32], until=call.now, now=call.now
        )
        leases.release(connection, call.conversation.id, client_id[:32])
        message = Message(row.last_seq, client_id, Author.USER, call.now, masking.mask(heard) or "…")
        store.insert_user(connection, call.conversation.id, message, pending=False)
        if marks:
            store.mark(connection, call.conversation.id, **marks)
        store.say(connection, call.conversation.id, [draft], call.now, message.seq)

    await call.tools.gateway.database.write(store_turn)


def _is_there(connection: Connection, conversation_id: str, client_id: str) -> bool:
    query = select(messages.c.seq).where(messages.c.conversation_id == conversation_id, messages.c.id == client_id)
    return connection.execute(query).first() is not None


async def misses(call: Call, replies: Sequence[Message]) -> int:
    """Return how many messages in a row the engine did not understand, as of these replies."""
    if not replies:
        return 0

    def look(connection: Connection) -> int:
        row = connection.execute(
            select(messages.c.prediction).where(
                messages.c.conversation_id == call.conversation.id, messages.c.seq == replies[-1].seq
            )
        ).one_or_none()
        return int((row[0] or {}).get("misses", 0)) if row else 0

    return await call.tools.gateway.database.read(look)


async def everything(call: Call) -> list[Message]:
    """Return all messages of the conversation."""
    return await call.tools.gateway.database.read(lambda c: store.messages_after(c, call.conversation.id, 0))


async def on_the_phone(call: Call) -> None:
    """See to it that the engine knows that this conversation is a telephone call now."""
    if call.conversation.channel == "voice":
        return
    found = await call.tools.gateway.database.write(lambda connection: _move(connection, call.conversation.id))
    if found is not None:
        call.conversation = found


def _move(connection: Connection, conversation_id: str) -> Conversation | None:
    store.mark(connection, conversation_id, channel="voice")
    return store.find(connection, conversation_id)
