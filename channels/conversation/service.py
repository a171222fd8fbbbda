"""Takes a citizen's message: crisis screen, masking, storage, its turn, the answer. Also starts and erases."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from channels import logs
from channels.clock import HOUR, Clock
from channels.conversation import aside, contact, crisis, effects, masking, store
from channels.conversation.contact import Vault
from channels.conversation.database import Database
from channels.conversation.events import Note, Wakeups
from channels.conversation.limits import Limits, What
from channels.conversation.model import Author, Conversation, Draft, Json, Message, Pending
from channels.conversation.owner import Owner, Reason, Transition, change_owner
from channels.conversation.store import DuplicateMessage
from channels.conversation.texts import Texts
from channels.conversation.tokens import new_token, token_hash
from channels.conversation.turns import LEASE, Turns, notices
from channels.metrics import Metrics
from channels.settings import Settings

LONGEST_TEXT = 2_000  # characters (code points)
_PATIENCE_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 0.25


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
    leads: bool  # the lease is ours
    first: Pending | None
    aside: Json | None


class Service:
    """Everything that a channel may do to a conversation on behalf of the citizen."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        turns: Turns,
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
        self._texts = texts
        self._wakeups = wakeups
        self._limits = limits
        self._vault = vault
        self._metrics = metrics
        self._clock = clock

    async def start(self, channel: str, *, address: str = "", external_key: str | None = None) -> Started:
        """Start a conversation, with the greeting as its first message.

        Raises:
            TooManyRequests: this address started too many.
        """
        now = self._clock()
        await self._limits.take(What.START, address, now)
        token = new_token()
        create = partial(
            store.create,
            token_hash=token_hash(token),
            channel=channel,
            greeting=self._texts.greeting(),
            now=now,
            expires_at=now + self._settings.session_hours * HOUR,
            external_key=external_key,
        )
        conversation, greeting = await self._database.write(create)
        self._metrics.conversations.labels(channel).inc()
        return Started(conversation, token, greeting)

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
        if crisis.is_crisis(f"{text} {incoming.payload or ''}"):
            return await self._crisis(conversation, incoming, text[:LONGEST_TEXT], now)
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
        await self._wakeups.tell(conversation.id, Note.CHANGED)
        if received.owner in (Owner.WACHTRIJ, Owner.ADVISEUR):
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

    async def resume(self, conversation_id: str) -> None:
        """Answer the messages that a gateway left behind when it died."""
        conversation = await self._database.read(lambda connection: store.find(connection, conversation_id))
        if conversation:
            await self._take_over(conversation)

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
        row = store.receive(connection, conversation.id, count=1, lease=lease, until=now + LEASE, now=now)
        masked, kinds = self._mask(connection, conversation.id, text, row.asks, now)
        unmentioned = tuple(kind for kind in kinds if kind not in row.noticed.split(","))
        message = Message(
            row.last_seq, incoming.client_id, Author.USER, now, masked,
            payload=incoming.payload, body={"masked": list(unmentioned)} if unmentioned else {},
        )  # fmt: skip
        answering = row.owner is Owner.BOT
        store.insert_user(connection, conversation.id, message, pending=answering)
        if unmentioned:
            told = ",".join(filter(None, (row.noticed, *unmentioned)))
            store.mark(connection, conversation.id, noticed=told)
        replies: list[Message] = []
        if unmentioned and not answering:
            replies = store.say(connection, conversation.id, notices(self._texts, unmentioned), now, message.seq)
        leads = row.lease == lease
        first = store.first_pending(connection, conversation.id) if leads else None
        return _Received(message, row.owner, replies, leads, first, row.aside)

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

    async def _crisis(self, conversation: Conversation, incoming: Incoming, text: str, now: int) -> Taken:
        """Answer at once, in every state, without waiting for the engine, a turn or a person."""
        await self._limits.take(What.CRISIS, conversation.id, now)
        received = await self._stored(
            conversation,
            incoming,
            lambda connection: self._receive_crisis(connection, conversation, incoming, text, now),
        )
        if received is None:
            return await self._outcome(conversation, incoming.client_id)
        self._metrics.crises.inc()
        logs.warning("crisis", conversation=conversation.id, owner=received.owner.value)
        await self._wakeups.tell(conversation.id, Note.CHANGED)
        return Taken(received.message, received.replies, received.owner)

    def _receive_crisis(
        self, connection: Connection, conversation: Conversation, incoming: Incoming, text: str, now: int
    ) -> _Received:
        lease = secrets.token_hex(16)
        row = store.receive(connection, conversation.id, count=1, lease=lease, until=now, now=now)
        store.release_lease(connection, conversation.id, lease)
        message = Message(
            row.last_seq, incoming.client_id, Author.USER, now, masking.mask(text), payload=incoming.payload
        )
        store.insert_user(connection, conversation.id, message, pending=False)
        store.mark(connection, conversation.id, urgent=True, hand_over=Reason.DISTRESS.value)
        drafts: list[Draft] = [self._texts.say("crisis", topic="gesprek_crisis")]
        owner = row.owner
        if owner is Owner.BOT and self._settings.desk:
            wish = Transition(Owner.BOT, Owner.WACHTRIJ, Reason.DISTRESS, "system")
            change_owner(connection, conversation.id, wish, now)
            owner = Owner.WACHTRIJ
            drafts.append(self._texts.say("crisis_follow_up", topic="gesprek_crisis"))
        elif owner is Owner.BOT:
            offer = self._texts.say("mens_spreken.offer_callback", topic="gesprek_crisis")
            drafts.append(effects.with_call_back(offer, self._texts))
        replies = store.say(connection, conversation.id, drafts, now, message.seq)
        if owner is Owner.BOT:  # "ja" and a bare number are answers to the offer of a call-back
            store.mark(connection, conversation.id, aside=aside.offered(), asks="telefoon")
        return _Received(message, owner, replies, False, None, None)

    # ---- waiting for an answer --------------------------------------------------------------------------------------

    async def _outcome(self, conversation: Conversation, client_id: str) -> Taken:
        """Wait for the answer to a stored message; take its turn over when nobody runs it any more."""
        with self._wakeups.subscribe(conversation.id) as subscription:
            for _ in range(int(_PATIENCE_SECONDS / _LOOK_AGAIN_SECONDS)):
                look = partial(store.outcome, conversation_id=conversation.id, client_id=client_id, now=self._clock())
                outcome = await self._database.read(look)
                if outcome.replies is not None:
                    return Taken(outcome.message, outcome.replies, outcome.owner)
                if outcome.free and await self._take_over(conversation):
                    continue
                await subscription.wait(_LOOK_AGAIN_SECONDS)
        raise StillBusy

    async def _take_over(self, conversation: Conversation) -> bool:
        lease = secrets.token_hex(16)
        now = self._clock()
        taken = await self._database.write(
            lambda connection: store.take_lease(connection, conversation.id, lease=lease, until=now + LEASE, now=now)
        )
        if taken is None:
            return False
        await self._turns.run(conversation, lease, *taken, mine=None)
        return True


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
