"""Takes a citizen's message: crisis screen, masking, storage, its turn, the answer. Also starts and erases."""

from __future__ import annotations

import contextlib
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from channels import logs
from channels.clock import HOUR, Clock
from channels.conversation import aside, contact, crisis, effects, leases, masking, store
from channels.conversation.contact import Vault
from channels.conversation.database import Database
from channels.conversation.events import Note, Wakeups
from channels.conversation.limits import Limits, What
from channels.conversation.model import Author, Conversation, ConversationNotFound, Draft, Json, Message, Pending
from channels.conversation.owner import Owner, OwnerChanged, Reason
from channels.conversation.pending import notices
from channels.conversation.store import DuplicateMessage
from channels.conversation.texts import Texts
from channels.conversation.tokens import new_token, token_hash
from channels.conversation.turns import Turns
from channels.desk.keys import of_chats
from channels.desk.reception import InQueue, Reception, Wish
from channels.metrics import Metrics
from channels.settings import Settings

LONGEST_TEXT = 2_000  # characters (code points)
_PATIENCE_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 0.25
_TRIES = 3
_WITH_PEOPLE = (Owner.WACHTRIJ, Owner.ADVISEUR)


class EmptyText(Exception):
    """A message without anything to read in it."""


class TextTooLong(Exception):
    """A message of more than `LONGEST_TEXT` characters."""


class StillBusy(Exception):
    """The message is stored and will be answered, but not while the client waits."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it came in: a text, or the payload of a button with the words that stood on it."""

    client_id: str
    text: str
    payload: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """A new conversation. The token is shown this once."""

    conversation: Conversation
    token: str
    greeting: Message


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a message: the message as stored (masked), the replies, who owns the conversation now."""

    received: Message
    replies: list[Message]
    owner: Owner


@dataclass(frozen=True, slots=True)
class _Received:
    message: Message
    owner: Owner
    replies: list[Message]
    leads: bool = False  # the lease is ours
    first: Pending | None = None
    aside: Json | None = None
    # Somebody came into the queue, or left it.
    moved: bool = False
    adviser: str | None = None  # who is talking with them


class Service:
    """Everything that a channel may do to a conversation on behalf of the citizen."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        turns: Turns,
        desk: Reception,
        texts: Texts,
        wakeups: Wakeups,
        limits: Limits,
        vault: Vault,
        metrics: Metrics,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._database = database
        self._turns = turns
        self._desk = desk
        self._texts = texts
        self._wakeups = wakeups
        self._limits = limits
        self._vault = vault
        self._metrics = metrics
        self._clock = clock

    async def start(
        self,
        channel: str,
        *,
        address: str = "",
        external_key: str | None = None,
        greeting: Draft | None = None,
        along: Callable[[Connection, Conversation, Message], None] | None = None,
    ) -> Started:
        """Start a conversation, with a greeting (the usual one, if not given) as its first message.

        `along` writes what else belongs to it (given it and its greeting), in the same transaction.

        Raises:
            TooManyRequests: this address started too many.
            IntegrityError: there is one with this key already.
        """
        now = self._clock()
        await self._limits.take(What.START, address, now)
        token = new_token()

        def create(connection: Connection) -> tuple[Conversation, Message]:
            conversation, first = store.create(
                connection, token_hash=token_hash(token), channel=channel, greeting=greeting or self._texts.greeting(),
                now=now, expires_at=now + self._settings.session_hours * HOUR, external_key=external_key,
            )  # fmt: skip
            if along:
                along(connection, conversation, first)
            return conversation, first

        conversation, first = await self._database.write(create)
        self._metrics.conversations.labels(channel).inc()
        return Started(conversation, token, first)

    async def take(self, conversation: Conversation, incoming: Incoming) -> Taken:
        """Take a message in and return its answer; the same client id again returns the same answer.

        Raises:
            EmptyText, TextTooLong: the message cannot be taken; nothing was stored.
            TooManyRequests: nothing was stored.
            ConversationNotFound: the conversation was erased.
            StillBusy: stored; the answer comes later.
            StorageUnavailable: unless it was acknowledged before, it was not stored.
        """
        now = self._clock()
        text = readable(incoming.text)
        if danger := crisis.kind_of(f"{text} {incoming.payload or ''}"):
            return await self._crisis(conversation, incoming, text[:LONGEST_TEXT], danger, now)
        if incoming.payload is None and is_blank(text):
            raise EmptyText
        if len(text) > LONGEST_TEXT:
            raise TextTooLong
        await self._limits.take(What.MESSAGE, conversation.id, now)
        if incoming.address:
            await self._limits.take(What.ADDRESS, incoming.address, now)
        lease = secrets.token_hex(16)
        received = await self._stored(
            conversation,
            incoming,
            lambda connection: self._receive(connection, conversation, incoming, text, lease, now),
        )
        if received is None:
            return await self._outcome(conversation, incoming.client_id)
        await self._news(conversation.id, moved=received.moved, adviser=received.adviser)
        if received.owner in _WITH_PEOPLE or (received.moved and received.replies):
            return Taken(received.message, received.replies, received.owner)
        if received.leads and received.first:
            finished = await self._turns.run(conversation, lease, received.first, received.aside, received.message.seq)
            if finished:
                return Taken(received.message, finished.messages, finished.owner)
        return await self._outcome(conversation, incoming.client_id)

    async def erase(self, conversation_id: str) -> bool:
        """Erase a conversation everywhere; return whether the engine has forgotten it already."""
        _, told = await self._turns.erase(conversation_id)
        self._metrics.erasures.inc()
        logs.info("erased", conversation=conversation_id, engine=told)
        return told

    async def leave_queue(self, conversation: Conversation) -> tuple[list[Message], Owner]:
        """Take the citizen out of the queue, back to the bot; without messages when they were not in it.

        Raises:
            ConversationNotFound: it was erased.
        """
        now = self._clock()

        def leaving(connection: Connection) -> list[Message]:
            try:
                drafts = self._desk.leave(connection, conversation.id, now).drafts
            except OwnerChanged:
                return []
            return store.say(connection, conversation.id, drafts, now)

        said = await self._database.write(leaving)
        await self._news(conversation.id, moved=bool(said))
        return said, await self._owner(conversation.id)

    async def end(self, conversation: Conversation) -> tuple[list[Message], Owner]:
        """Close the conversation because the citizen wants that; without messages when it was closed.

        Raises:
            ConversationNotFound: it was erased.
        """
        now = self._clock()

        def ending(connection: Connection) -> list[Message]:
            drafts = self._desk.end(connection, conversation.id, now)
            return store.say(connection, conversation.id, drafts, now) if drafts else []

        for _ in range(_TRIES):
            with contextlib.suppress(OwnerChanged):  # an adviser took it, or gave it back, in between
                said = await self._database.write(ending)
                await self._news(conversation.id, moved=bool(said))
                return said, await self._owner(conversation.id)
        raise StillBusy

    async def _owner(self, conversation_id: str) -> Owner:
        found = await self._database.read(lambda connection: store.find(connection, conversation_id))
        if found is None:
            raise ConversationNotFound(conversation_id)
        return found.owner

    async def _news(self, conversation_id: str, *, moved: bool, adviser: str | None = None) -> None:
        # An adviser hears of it also when they have another chat on their screen.
        keys = [conversation_id, *([of_chats(adviser)] if adviser else [])]
        await self._wakeups.tell_all(keys, Note.CHANGED)
        if moved:
            await self._desk.stir(conversation_id)

    # ---- taking in --------------------------------------------------------------------------------------------------

    async def _stored(
        self, conversation: Conversation, incoming: Incoming, work: Callable[[Connection], _Received]
    ) -> _Received | None:
        try:
            return await self._database.write(work)
        except DuplicateMessage:
            logs.info("message again", conversation=conversation.id)
            return None

    def _receive(
        self, connection: Connection, conversation: Conversation, incoming: Incoming, text: str, lease: str, now: int
    ) -> _Received:
        row = store.receive(connection, conversation.id, count=1, lease=lease, until=now + self._turns.lease, now=now)
        masked, kinds = self._mask(connection, conversation.id, text, row.asks, now)
        unmentioned = tuple(kind for kind in kinds if kind not in row.noticed.split(","))
        message = Message(
            row.last_seq, incoming.client_id, Author.USER, now, masked,
            payload=incoming.payload, body={"masked": list(unmentioned)} if unmentioned else {},
        )  # fmt: skip
        owner, queue = row.owner, InQueue()
        if owner in _WITH_PEOPLE:
            self._desk.seen(connection, conversation.id, now)
        if owner is Owner.WACHTRIJ:
            queue = self._desk.in_queue(connection, conversation.id, masked, incoming.payload, now)
            owner = Owner.BOT if queue.left else owner
        answering = row.owner is Owner.BOT or queue.for_bot
        store.insert_user(connection, conversation.id, message, pending=answering)
        if unmentioned:
            store.mark(connection, conversation.id, noticed=",".join(filter(None, (row.noticed, *unmentioned))))
        told = [] if answering else notices(self._texts, unmentioned)
        drafts = [*told, *queue.drafts]
        replies = store.say(connection, conversation.id, drafts, now, message.seq) if drafts else []
        leads = row.lease == lease
        first = store.first_pending(connection, conversation.id) if leads else None
        moved = queue.left or bool(queue.drafts)
        return _Received(message, owner, replies, leads, first, row.aside, moved, row.adviser)

    def _mask(
        self, connection: Connection, conversation_id: str, text: str, asks: str | None, now: int
    ) -> tuple[str, list[str]]:
        """Return the text without personal data, and the kinds that were in it without our asking."""
        asked = contact.ASKED_BY.get(asks or "")
        finds = masking.find(text, asked)

        def word(found: masking.Found) -> str:
            self._metrics.masked.labels(found.kind.value).inc()
            if found.kind is asked:
                return f"<{self._vault.keep(connection, conversation_id, found.kind, found.value, now)}>"
            return f"<{found.kind}>"

        return masking.replace(text, finds, word), sorted({_told_as(f) for f in finds if f.kind is not asked})

    # ---- crisis -----------------------------------------------------------------------------------------------------

    async def _crisis(
        self, conversation: Conversation, incoming: Incoming, text: str, danger: crisis.Kind, now: int
    ) -> Taken:
        """Answer at once, in every state, without waiting for the engine, a turn or a person."""
        await self._limits.take(What.CRISIS, conversation.id, now)
        received = await self._stored(
            conversation,
            incoming,
            lambda connection: self._receive_crisis(connection, conversation, incoming, text, danger, now),
        )
        if received is None:
            return await self._outcome(conversation, incoming.client_id)
        self._metrics.crises.inc()
        logs.warning("crisis", conversation=conversation.id, kind=danger.value, owner=received.owner.value)
        await self._news(conversation.id, moved=received.moved, adviser=received.adviser)
        return Taken(received.message, received.replies, received.owner)

    def _receive_crisis(
        self,
        connection: Connection,
        conversation: Conversation,
        incoming: Incoming,
        text: str,
        danger: crisis.Kind,
        now: int,
    ) -> _Received:
        row = store.receive(connection, conversation.id, count=1, lease="", until=now, now=now)
        # No answer to what came before goes over this one, or takes the place of its offer.
        leases.revoke(connection, conversation.id)
        message = Message(
            row.last_seq, incoming.client_id, Author.USER, now, masking.mask(text), payload=incoming.payload
        )
        store.insert_user(connection, conversation.id, message, pending=False)
        store.mark(connection, conversation.id, urgent=True, hand_over=Reason.DISTRESS.value)
        drafts: list[Draft] = [self._texts.say(danger.value, topic="gesprek_crisis")]
        owner = row.owner
        if owner is Owner.BOT:
            wish = Wish(Reason.DISTRESS, "gesprek_crisis", danger=danger)
            arrival = self._desk.look(connection, conversation.id, wish, now)
            if arrival.joined:
                self._desk.join(connection, conversation.id, arrival, wish, "system", now)
                owner = Owner.WACHTRIJ
                drafts += arrival.drafts
            else:
                offer = self._texts.say("mens_spreken.offer_callback", topic="gesprek_crisis")
                drafts.append(effects.with_call_back(offer, self._texts))
        elif owner in _WITH_PEOPLE:
            self._desk.urgent(connection, conversation.id)
        replies = store.say(connection, conversation.id, drafts, now, message.seq)
        if owner is Owner.BOT:  # "ja" and a bare number are answers to the offer of a call-back
            store.mark(connection, conversation.id, aside=aside.offered(), asks="telefoon")
        return _Received(message, owner, replies, moved=owner in _WITH_PEOPLE, adviser=row.adviser)

    # ---- waiting for an answer --------------------------------------------------------------------------------------

    async def _outcome(self, conversation: Conversation, client_id: str) -> Taken:
        """Wait for the answer to a stored message; take its turn over when nobody runs it any more."""
        with self._wakeups.subscribe(conversation.id) as subscription:
            for _ in range(int(_PATIENCE_SECONDS / _LOOK_AGAIN_SECONDS)):
                look = partial(store.outcome, conversation_id=conversation.id, client_id=client_id, now=self._clock())
                outcome = await self._database.read(look)
                if outcome.replies is not None:
                    return Taken(outcome.message, outcome.replies, outcome.owner)
                if outcome.free and await self._turns.take_over(conversation.id):
                    continue
                await subscription.wait(_LOOK_AGAIN_SECONDS)
        raise StillBusy


def _told_as(found: masking.Found) -> str:
    """A number that only happens to pass the eleven-test is not called a BSN: one in eleven does."""
    return "nummer" if found.kind is masking.Kind.BSN and not found.said else found.kind.value


def readable(text: str) -> str:
    """Return the text without what no database keeps: the null character and halves of a character pair."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def is_blank(text: str) -> bool:
    """Whether there is nothing to read: only blanks and invisible characters."""
    return all(character.isspace() or unicodedata.category(character) in ("Cf", "Cc", "Zs") for character in text)
