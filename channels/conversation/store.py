"""Reading and writing of conversations and messages, as functions on a connection. No rules about what is said.

Every write begins with an update of the conversation's own row, so that writers of one conversation queue for it and
`seq` has no gaps: a transaction that fails gives its numbers back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, insert, literal_column, or_, select, update
from sqlalchemy.exc import IntegrityError

from channels.conversation.model import Author, Conversation, ConversationNotFound, Draft, Json, Message, Pending
from channels.conversation.owner import Owner, Reason, Transition, change_owner
from channels.conversation.tables import conversations, messages

_c = conversations.c
_m = messages.c
_ANSWERING = (Owner.BOT.value, Owner.GESLOTEN.value)

_CONVERSATION = (
    _c.id, _c.token_hash, _c.channel, _c.created_at, _c.expires_at, _c.last_at, _c.owner, _c.owner_version, _c.urgent,
    _c.last_seq, _c.offered,
)  # fmt: skip
_MESSAGE = (_m.seq, _m.id, _m.author, _m.at, _m.text, _m.topic, _m.name, _m.payload, _m.body)

# A literal, not a parameter: only so do both databases know that the index of pending messages will do. Without it
# every turn would read the whole conversation.
IS_PENDING = _m.state == literal_column("'pending'")
_BY_ID = select(*_CONVERSATION).where(_c.id == bindparam("b_id"))
_BY_KEY = select(*_CONVERSATION).where(_c.external_key == bindparam("b_key"))
_AFTER = (
    select(*_MESSAGE).where(_m.conversation_id == bindparam("b_id"), _m.seq > bindparam("b_after")).order_by(_m.seq)
)
_PENDING = (
    select(_m.seq, _m.text, _m.payload, _m.body)
    .where(_m.conversation_id == bindparam("b_id"), IS_PENDING)
    .order_by(_m.seq)
    .limit(1)
)


class DuplicateMessage(Exception):
    """A message with this client id is there already."""


class LeaseLost(Exception):
    """The turn took too long and another took it over, or the conversation was erased. Nothing was stored."""


# ---- conversations --------------------------------------------------------------------------------------------------


def create(
    connection: Connection,
    *,
    token_hash: str,
    channel: str,
    greeting: Draft,
    now: int,
    expires_at: int,
    external_key: str | None = None,
) -> tuple[Conversation, Message]:
    """Start a conversation with its greeting."""
    conversation_id = str(uuid.uuid4())
    connection.execute(
        insert(conversations).values(
            id=conversation_id, token_hash=token_hash, channel=channel, external_key=external_key, created_at=now,
            expires_at=expires_at, last_at=now, owner=Owner.BOT.value, owner_version=0, urgent=False, last_seq=1,
            asks=greeting.asks, offered=_offers([greeting]), noticed="",
        )
    )  # fmt: skip
    message = _insert(connection, conversation_id, [greeting], last_seq=1, now=now)[0]
    conversation = find(connection, conversation_id)
    assert conversation is not None
    return conversation, message


def find(connection: Connection, conversation_id: str) -> Conversation | None:
    """Return a conversation, or None."""
    return _conversation(connection.execute(_BY_ID, {"b_id": conversation_id}).one_or_none())


def find_by_key(connection: Connection, external_key: str) -> Conversation | None:
    """Return the conversation that another system calls by this key, or None."""
    return _conversation(connection.execute(_BY_KEY, {"b_key": external_key}).one_or_none())


def release_key(connection: Connection, conversation_id: str) -> None:
    """Let the next message of the other system start a new conversation."""
    connection.execute(update(conversations).where(_c.id == conversation_id).values(external_key=None))


def _conversation(row: Any) -> Conversation | None:
    if row is None:
        return None
    values: dict[str, Any] = dict(row._mapping)
    return Conversation(**{**values, "owner": Owner(row.owner), "offered": row.offered or {}})


# ---- reading messages -----------------------------------------------------------------------------------------------


def messages_after(connection: Connection, conversation_id: str, after: int) -> list[Message]:
    """Return all messages with a higher seq, in order."""
    return [_message(row) for row in connection.execute(_AFTER, {"b_id": conversation_id, "b_after": after})]


def _message(row: Any) -> Message:
    seq, message_id, author, at, text, topic, name, payload, body = row
    return Message(seq, message_id, Author(author), at, text, topic, name, payload, body or {})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a citizen's message is: its replies, or None while it is pending. `free`: nobody holds the lease."""

    message: Message
    replies: list[Message] | None
    owner: Owner
    free: bool


def outcome(connection: Connection, conversation_id: str, client_id: str, now: int) -> Outcome:
    """Return how far the message with this client id is.

    Raises:
        ConversationNotFound: the conversation was erased, or it has no such message.
    """
    row = connection.execute(
        select(*_MESSAGE, _m.state, _c.owner, _c.lease, _c.lease_until)
        .join_from(messages, conversations, _m.conversation_id == _c.id)
        .where(_m.conversation_id == conversation_id, _m.id == client_id, _m.author == Author.USER.value)
    ).one_or_none()
    if row is None:
        raise ConversationNotFound(conversation_id)
    message = _message(row[:9])
    state, owner, lease, lease_until = row[9:]
    replies = None
    if state == "done":
        found = connection.execute(
            select(*_MESSAGE).where(_m.conversation_id == conversation_id, _m.reply_to == message.seq).order_by(_m.seq)
        )
        replies = [_message(reply) for reply in found]
    return Outcome(message, replies, Owner(owner), lease is None or lease_until < now)


# ---- taking a message in --------------------------------------------------------------------------------------------

_FREE = or_(_c.lease.is_(None), _c.lease_until < bindparam("b_now"))
_TAKES = and_(_c.owner.in_(_ANSWERING), _FREE)
_RECEIVE = (
    update(conversations)
    .where(_c.id == bindparam("b_id"))
    .values(
        last_seq=_c.last_seq + bindparam("b_count"),
        last_at=bindparam("b_now"),
        lease=case((_TAKES, bindparam("b_lease")), else_=_c.lease),
        lease_until=case((_TAKES, bindparam("b_until")), else_=_c.lease_until),
    )
    .returning(_c.last_seq, _c.owner, _c.lease, _c.asks, _c.aside, _c.noticed, _c.adviser)
)


@dataclass(frozen=True, slots=True)
class Row:
    """What the gateway must know of the conversation to take a message in."""

    last_seq: int
    owner: Owner
    lease: str | None
    asks: str | None
    aside: Json | None
    noticed: str
    adviser: str | None


def receive(connection: Connection, conversation_id: str, *, count: int, lease: str, until: int, now: int) -> Row:
    """Reserve `count` numbers, try for the lease, and reopen a closed conversation.

    Raises:
        ConversationNotFound: it was erased.
    """
    row = connection.execute(
        _RECEIVE, {"b_id": conversation_id, "b_count": count, "b_lease": lease, "b_until": until, "b_now": now}
    ).one_or_none()
    if row is None:
        raise ConversationNotFound(conversation_id)
    owner = Owner(row[1])
    if owner is Owner.GESLOTEN:
        back = Transition(Owner.GESLOTEN, Owner.BOT, Reason.CITIZEN_RETURNED, "citizen")
        change_owner(connection, conversation_id, back, now)
        owner = Owner.BOT
    return Row(row[0], owner, row[2], row[3], row[4], row[5], row[6])


def insert_user(connection: Connection, conversation_id: str, message: Message, *, pending: bool) -> None:
    """Store a citizen's message.

    Raises:
        DuplicateMessage: this client id is there already; the transaction must be rolled back.
    """
    try:
        connection.execute(
            insert(messages),
            {
                "conversation_id": conversation_id, "seq": message.seq, "id": message.id, "author": Author.USER.value,
                "name": None, "at": message.at, "topic": None, "text": message.text, "payload": message.payload,
                "body": message.body or None, "prediction": None, "reply_to": None,
                "state": "pending" if pending else "done",
            },
        )  # fmt: skip
    except IntegrityError as error:
        raise DuplicateMessage(message.id) from error


def first_pending(connection: Connection, conversation_id: str) -> Pending | None:
    """Return the oldest message without a reply."""
    row = connection.execute(_PENDING, {"b_id": conversation_id}).one_or_none()
    return Pending(row[0], row[1], row[2], tuple((row[3] or {}).get("masked", ()))) if row else None


# ---- storing replies ------------------------------------------------------------------------------------------------

_MORE = exists(select(_m.seq).where(_m.conversation_id == bindparam("b_id"), IS_PENDING, _m.seq != bindparam("b_seq")))
_SPEAKS = _c.owner == Owner.BOT.value
_FINISH = (
    update(conversations)
    .where(_c.id == bindparam("b_id"), _c.lease == bindparam("b_lease"))
    .values(
        last_seq=_c.last_seq + case((_SPEAKS, bindparam("b_count")), else_=0),
        asks=case((_SPEAKS, bindparam("b_asks")), else_=_c.asks),
        offered=case((_SPEAKS, bindparam("b_offered", type_=_c.offered.type)), else_=_c.offered),
        aside=case((_SPEAKS, bindparam("b_aside", type_=_c.aside.type)), else_=_c.aside),
        last_at=bindparam("b_now"),
        lease=case((_MORE, _c.lease), else_=None),
        lease_until=case((_MORE, bindparam("b_until")), else_=None),
    )
    .returning(_c.last_seq, _c.owner, _c.lease)
)
_DONE = (
    update(messages).where(_m.conversation_id == bindparam("b_id"), _m.seq == bindparam("b_seq")).values(state="done")
)


@dataclass(frozen=True, slots=True)
class Finished:
    """What a turn came to. `messages` is empty when a person took the conversation over meanwhile."""

    messages: list[Message]
    owner: Owner
    next: Pending | None


def finish(
    connection: Connection,
    conversation_id: str,
    *,
    lease: str,
    answered: int,
    drafts: Sequence[Draft],
    aside: Json | None,
    until: int,
    now: int,
    effects: Callable[[Connection, Owner], Owner] = lambda _, owner: owner,
) -> Finished:
    """Store the replies to message `answered` with what they bring about, and give the lease back or go on.

    The bot does not speak where a person has taken over: then nothing but "done" is stored.

    Raises:
        LeaseLost: another took the turn over, or the conversation is gone.
    """
    row = connection.execute(
        _FINISH,
        {
            "b_id": conversation_id, "b_lease": lease, "b_count": len(drafts), "b_seq": answered, "b_until": until,
            "b_asks": next((d.asks for d in reversed(drafts) if d.asks), None), "b_offered": _offers(drafts),
            "b_aside": aside, "b_now": now,
        },
    ).one_or_none()  # fmt: skip
    if row is None:
        raise LeaseLost(conversation_id)
    last_seq, owner, still = row[0], Owner(row[1]), row[2]
    stored: list[Message] = []
    if owner is Owner.BOT:
        stored = _insert(connection, conversation_id, drafts, last_seq=last_seq, now=now, reply_to=answered)
        owner = effects(connection, owner)
    done(connection, conversation_id, answered)
    return Finished(stored, owner, first_pending(connection, conversation_id) if still else None)


def done(connection: Connection, conversation_id: str, seq: int) -> None:
    """Note that a citizen's message needs no reply any more."""
    connection.execute(_DONE, {"b_id": conversation_id, "b_seq": seq})


def say(
    connection: Connection,
    conversation_id: str,
    drafts: Sequence[Draft],
    now: int,
    reply_to: int | None = None,
    message_id: str | None = None,
) -> list[Message]:
    """Store messages that are not the bot's turn: of the system, an adviser (who chose its id), the crisis screen.

    Raises:
        ConversationNotFound: the conversation is gone.
    """
    last_seq = connection.execute(
        update(conversations)
        .where(_c.id == conversation_id)
        .values(last_seq=_c.last_seq + len(drafts))
        .returning(_c.last_seq)
    ).scalar_one_or_none()
    if last_seq is None:
        raise ConversationNotFound(conversation_id)
    return _insert(
        connection, conversation_id, drafts, last_seq=last_seq, now=now, reply_to=reply_to, message_id=message_id
    )


def _insert(
    connection: Connection,
    conversation_id: str,
    drafts: Sequence[Draft],
    *,
    last_seq: int,
    now: int,
    reply_to: int | None = None,
    message_id: str | None = None,
) -> list[Message]:
    ids = [message_id or str(uuid.uuid4()), *(str(uuid.uuid4()) for _ in drafts[1:])]
    stored = [
        Message(last_seq - len(drafts) + 1 + i, ids[i], d.author, now, d.text, d.topic, d.name, None, d.body)
        for i, d in enumerate(drafts)
    ]
    if stored:
        rows = [
            {
                "conversation_id": conversation_id, "seq": m.seq, "id": m.id, "author": m.author.value, "name": m.name,
                "at": now, "topic": m.topic, "text": m.text, "payload": None, "body": m.body or None,
                "prediction": d.prediction, "reply_to": reply_to, "state": "done",
            }
            for m, d in zip(stored, drafts, strict=True)
        ]  # fmt: skip
        connection.execute(insert(messages), rows)
    return stored


def _offers(drafts: Sequence[Draft]) -> dict[str, str]:
    return {b["payload"]: b["title"] for d in drafts for b in d.body.get("buttons", [])}


def mark(connection: Connection, conversation_id: str, **values: Any) -> None:
    """Change columns of the conversation that stand alone, such as `urgent` and `noticed`."""
    connection.execute(update(conversations).where(_c.id == conversation_id).values(**values))
