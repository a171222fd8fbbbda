"""The chats of an adviser: reading one, speaking in it, and the ways to end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from channels.conversation import masking, owner, store
from channels.conversation.events import Note as Wake
from channels.conversation.masking import Kind
from channels.conversation.model import Author, Draft, Json, Message
from channels.conversation.owner import Owner, OwnerChanged, OwnerEvent
from channels.conversation.service import LONGEST_TEXT, is_blank, readable
from channels.conversation.tables import conversations, messages
from channels.desk import audit, ending, handover, notes, people, scope
from channels.desk.chat_lines import CITIZEN_HERE, ChatLine, lines
from channels.desk.errors import Invalid, NotFound, NotHeld
from channels.desk.forwards import Offer, offer_of
from channels.desk.forwards_state import ForwardState
from channels.desk.handover import Handover
from channels.desk.keys import of_adviser
from channels.desk.known import plain_profile
from channels.desk.learning import Mark, marks_of
from channels.desk.notes import Note
from channels.desk.opening import amsterdam
from channels.desk.outcomes import CHAT_OUTCOMES, REASONS
from channels.desk.parts import Parts
from channels.desk.people import Adviser
from channels.desk.tables import forwards, handovers

_MOST_CARDS = 5
_LONGEST_REMARK = 500
_c = conversations.c
_h = handovers.c
_f = forwards.c
# Made once: it is asked at every event.
_STATE = (
    select(_c.owner, _c.owner_version, _c.adviser, _c.urgent, _c.last_seq, _f.to_adviser, _f.to_loket)
    .outerjoin(forwards, (_f.conversation_id == _c.id) & (_f.state == ForwardState.OFFERED.value))
    .where(_c.id == bindparam("b_id"))
)


@dataclass(frozen=True, slots=True)
class ChatState:
    """What may change in a chat besides its messages."""

    owner: Owner
    owner_version: int
    holder: str | None
    urgent: bool
    last_seq: int
    citizen_read: int
    adviser_read: int
    citizen_here: bool
    offered_to: str | None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat with its story. `holder` is the id of the adviser who speaks in it now."""

    conversation_id: str
    state: ChatState
    holder_name: str | None
    reason: str
    reason_title: str
    loket: str | None
    loket_title: str
    region: str | None
    language: str
    channel: str
    created_at: int
    messages: list[Message]
    notes: list[Note]
    forward: Offer | None
    events: list[OwnerEvent]
    outcome: str | None
    marks: list[Mark]


class Chats:
    """What an adviser does in chats."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    # ---- reading ----------------------------------------------------------------------------------------------------

    async def mine(self, adviser: Adviser) -> list[ChatLine]:
        """Return the chats that the adviser holds now, the urgent and the longest held first."""
        return await self._parts.read(self.read_mine, adviser)

    def read_mine(self, connection: Connection, adviser: Adviser) -> list[ChatLine]:
        """As `mine`, within a transaction."""
        held = select(handovers).where(
            _h.closed_at.is_(None), _h.adviser == adviser.id, _c.owner == Owner.ADVISEUR.value, _c.adviser == adviser.id
        )
        return lines(connection, held.order_by(_h.urgent.desc(), _h.claimed_at), self._parts.clock())

    async def recent(self, adviser: Adviser, limit: int = 50) -> list[ChatLine]:
        """Return the chats of the adviser's lokets that were with people, newest first, as long as they are kept."""
        ours = select(handovers).where(_h.loket.in_(sorted(adviser.lokets)), _h.claimed_at.is_not(None))
        newest = ours.order_by(_h.asked_at.desc()).limit(min(limit, 200))
        return await self._parts.read(lines, newest, self._parts.clock())

    async def open(self, adviser: Adviser, conversation_id: str) -> Chat:
        """Return a chat with its story; that somebody looked is noted.

        Raises:
            NotFound: there is none, or it is not theirs to see.
        """
        return await self._parts.write(self._open, adviser, conversation_id)

    def _open(self, connection: Connection, adviser: Adviser, conversation_id: str) -> Chat:
        now = self._parts.clock()
        found = scope.seen(connection, adviser, conversation_id)
        audit.record_look(connection, adviser, conversation_id, found.loket, now)
        row = connection.execute(select(_c.channel, _c.created_at).where(_c.id == conversation_id)).one_or_none()
        if row is None:
            raise NotFound
        state = _state(connection, found, now)
        names = people.names(connection, [state.holder] if state.holder else [])
        return Chat(
            conversation_id=conversation_id,
            state=state,
            holder_name=names.get(state.holder or ""),
            reason=found.reason,
            reason_title=REASONS.get(found.reason, found.reason),
            loket=found.loket,
            loket_title=self._parts.directory.title(found.loket),
            region=found.plaats or found.regio,
            language=found.language,
            channel=row.channel,
            created_at=row.created_at,
            messages=store.messages_after(connection, conversation_id, 0),
            notes=notes.of(connection, conversation_id),
            forward=offer_of(connection, conversation_id),
            events=owner.history(connection, conversation_id),
            outcome=found.outcome,
            marks=marks_of(connection, conversation_id),
        )

    async def after(self, adviser: Adviser, conversation_id: str, seq: int) -> tuple[ChatState, list[Message]]:
        """Return how a chat is and its messages after a seq, for an event stream that `open` came before.

        Raises:
            NotFound: it is gone, or not theirs to see (any more).
        """
        return await self._parts.read(self.read_after, adviser, conversation_id, seq)

    def read_after(
        self, connection: Connection, adviser: Adviser, conversation_id: str, seq: int
    ) -> tuple[ChatState, list[Message]]:
        """As `after`, within a transaction."""
        found = scope.seen(connection, adviser, conversation_id)
        # In this order: a message is never told of an owner that came after it was read.
        told = store.messages_after(connection, conversation_id, seq)
        return _state(connection, found, self._parts.clock()), told

    # ---- speaking ---------------------------------------------------------------------------------------------------

    async def send(
        self,
        adviser: Adviser,
        conversation_id: str,
        client_id: str,
        text: str,
        cards: Sequence[tuple[str, str]] = (),
    ) -> Message:
        """Say something, with cards by kind and id; the same client id again gives the same message.

        Raises:
            NotHeld: the chat is not (any more) this adviser's. Nothing was said.
            Invalid: nothing to read, too long, or a card that is not there.
        """
        words = readable(text).strip()
        if len(words) > LONGEST_TEXT:
            raise Invalid("text", f"Een bericht is hoogstens {LONGEST_TEXT} tekens.")
        if is_blank(words) and not cards:
            raise Invalid("text", "Er staat nog niets.")
        if len(cards) > _MOST_CARDS:
            raise Invalid("cards", f"Stuur hoogstens {_MOST_CARDS} kaarten tegelijk.")
        message = await self._parts.write(self._send, adviser, conversation_id, client_id, _said(words), list(cards))
        await self._parts.wake(conversation_id)
        return message

    def _send(
        self, connection: Connection, adviser: Adviser, conversation_id: str, client_id: str, text: str,
        cards: list[tuple[str, str]],
    ) -> Message:  # fmt: skip
        now = self._parts.clock()
        scope.hold(connection, adviser, conversation_id, now)
        before = _sent_before(connection, conversation_id, client_id)
        if before is not None:
            if before.author is not Author.ADVISER:
                raise Invalid("client_id", "Dit bericht is er al.")
            return before
        items = self._made(connection, conversation_id, cards, amsterdam(now))
        draft = Draft(Author.ADVISER, text, None, adviser.name, {"items": items} if items else {})
        message = store.say(connection, conversation_id, [draft], now, message_id=client_id)[0]
        handover.change(connection, conversation_id, adviser_read=message.seq)
        return message

    def _made(
        self, connection: Connection, conversation_id: str, cards: Sequence[tuple[str, str]], now: datetime
    ) -> list[Json]:
        if not cards:
            return []
        found = handover.current(connection, conversation_id)
        profile = plain_profile(found.profile if found else None)
        items = [self._parts.cards.get(kind, identifier, profile, now) for kind, identifier in cards]
        if not all(items):
            raise Invalid("cards", "Deze kaart is er niet meer.")
        return [item for item in items if item]

    async def search(
        self, adviser: Adviser, conversation_id: str | None, query: str, kinds: Sequence[str] = ()
    ) -> list[Json]:
        """Return cards for people's words, with verdicts for the person of this chat.

        Raises:
            NotFound: the chat is not theirs to see.
        """
        profile = {}
        if conversation_id is not None:
            found = await self._parts.read(scope.seen, adviser, conversation_id)
            profile = plain_profile(found.profile)
        return self._parts.cards.search(query[:200], kinds, profile, amsterdam(self._parts.clock()))

    async def typing(self, adviser: Adviser, conversation_id: str) -> None:
        """Show the citizen that the adviser types. Who does not hold the chat shows nothing."""
        if await self._parts.read(scope.holder, conversation_id) == adviser.id:
            await self._parts.wakeups.tell(conversation_id, Wake.ADVISER_TYPING)

    async def read(self, adviser: Adviser, conversation_id: str, seq: int) -> None:
        """Show the citizen how far the adviser has read.

        Raises:
            NotHeld: the chat is not (any more) this adviser's.
        """

        def mark(connection: Connection) -> bool:
            found = handover.current(connection, conversation_id)
            if found is None or scope.holder(connection, conversation_id) != adviser.id:
                raise NotHeld
            last = connection.execute(select(_c.last_seq).where(_c.id == conversation_id)).scalar_one()
            if found.adviser_read >= min(seq, last):
                return False
            handover.change(connection, conversation_id, adviser_read=min(seq, last))
            return True

        if await self._parts.write(mark):
            await self._parts.wake(conversation_id)

    async def note(self, adviser: Adviser, conversation_id: str, text: str) -> Note:
        """Keep a private note beside a chat; colleagues who may see the chat read it, the citizen never.

        Raises:
            NotFound: the chat is not theirs to see.
            Invalid: nothing to read, or too long.
        """
        words = readable(text).strip()
        if is_blank(words) or len(words) > LONGEST_TEXT:
            raise Invalid("text", f"Een notitie is 1 tot {LONGEST_TEXT} tekens.")

        def keep(connection: Connection) -> Note:
            now = self._parts.clock()
            found = scope.seen(connection, adviser, conversation_id)
            audit.record(connection, adviser, "notitie", now, conversation_id=conversation_id, loket=found.loket)
            return notes.put(connection, adviser, conversation_id, masking.mask(words), now)

        made = await self._parts.write(keep)
        await self._parts.wake(of_adviser(adviser.id))
        return made

    # ---- ending -----------------------------------------------------------------------------------------------------

    async def give_back(self, adviser: Adviser, conversation_id: str, remark: str, outcome: str) -> None:
        """Give the citizen back to the assistant, with a remark that the citizen reads and the assistant remembers.

        Raises:
            NotHeld: the chat is not (any more) this adviser's.
            Invalid: no such outcome, or too long a remark.
        """
        _check_outcome(outcome)
        words = _said(readable(remark).strip())
        if len(words) > _LONGEST_REMARK:
            raise Invalid("remark", f"Een opmerking is hoogstens {_LONGEST_REMARK} tekens.")
        said = [self._parts.texts.say("desk.returned")]
        if words:
            said = [self._parts.texts.say("desk.remark", opmerking=words), *said]
        buttons = self._parts.texts.greeting().body.get("buttons", [])
        said[-1] = replace(said[-1], body={**said[-1].body, "buttons": buttons})

        def give(connection: Connection) -> None:
            now = self._parts.clock()
            found = scope.seen(connection, adviser, conversation_id)
            try:
                ending.give_back(connection, adviser, conversation_id, outcome, said, now)
            except OwnerChanged:
                raise NotHeld from None
            _noted(connection, adviser, "teruggegeven", found, outcome, now)

        await self._parts.write(give)
        await self._parts.moved(conversation_id, of_adviser(adviser.id))

    async def close(self, adviser: Adviser, conversation_id: str, outcome: str) -> None:
        """Close the chat, for the citizen too.

        Raises:
            NotHeld: the chat is not (any more) this adviser's.
            Invalid: no such outcome.
        """
        _check_outcome(outcome)
        notice = self._parts.texts.say("desk.closed")

        def shut(connection: Connection) -> None:
            now = self._parts.clock()
            found = scope.seen(connection, adviser, conversation_id)
            try:
                ending.close(connection, adviser, conversation_id, outcome, notice, now)
            except OwnerChanged:
                raise NotHeld from None
            _noted(connection, adviser, "afgesloten", found, outcome, now)

        await self._parts.write(shut)
        await self._parts.moved(conversation_id, of_adviser(adviser.id))


def _sent_before(connection: Connection, conversation_id: str, message_id: str) -> Message | None:
    seq = connection.execute(
        select(messages.c.seq).where(messages.c.conversation_id == conversation_id, messages.c.id == message_id)
    ).scalar_one_or_none()
    return store.messages_after(connection, conversation_id, seq - 1)[0] if seq is not None else None


def _said(text: str) -> str:
    """Return an adviser's words as they are stored: a loket's number stays, what is only ever a citizen's goes."""
    kept = (Kind.TELEFOON, Kind.EMAIL)
    return masking.replace(text, [found for found in masking.find(text) if found.kind not in kept])


def _noted(connection: Connection, adviser: Adviser, action: str, found: Handover, outcome: str, now: int) -> None:
    audit.record(
        connection, adviser, action, now, conversation_id=found.conversation_id, loket=found.loket, outcome=outcome
    )


def _check_outcome(outcome: str) -> None:
    if outcome not in CHAT_OUTCOMES:
        raise Invalid("outcome", "Kies een uitkomst.")


def _state(connection: Connection, found: Handover, now: int) -> ChatState:
    row = connection.execute(_STATE, {"b_id": found.conversation_id}).one_or_none()
    if row is None:
        raise NotFound
    return ChatState(
        Owner(row.owner), row.owner_version, row.adviser, bool(row.urgent), row.last_seq, found.citizen_read,
        found.adviser_read, found.citizen_seen_at > now - CITIZEN_HERE,
        row.to_adviser or row.to_loket,
    )  # fmt: skip
