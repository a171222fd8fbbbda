"""Passing a chat on to a colleague or another loket. Who passes it on keeps it until somebody takes it.

Refused by all it was offered to, it goes back to the queue, in front; not answered in time, it stays where it is.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from channels.clock import MINUTE
from channels.conversation import masking, store
from channels.conversation.owner import Owner, OwnerChanged, Reason, Transition, change_owner
from channels.conversation.service import is_blank, readable
from channels.desk import audit, ending, handover, people, presence, routing, scope
from channels.desk.errors import AlreadyTaken, Conflict, Invalid, NotFound, NotPresent, TooManyChats
from channels.desk.forwards_state import ForwardState
from channels.desk.keys import of_adviser, of_queue
from channels.desk.notices import Kind
from channels.desk.notices import put as tell
from channels.desk.opening import Opening
from channels.desk.parts import Parts
from channels.desk.people import Adviser
from channels.desk.presence import PresenceState
from channels.desk.tables import forward_refusals, forwards, handovers

ANSWER_WITHIN = 3 * MINUTE
_LONGEST_NOTE = 500
_f = forwards.c
_h = handovers.c
_r = forward_refusals.c


@dataclass(frozen=True, slots=True)
class Offer:
    """A chat that an adviser asks others to take over: one colleague, or whoever is there of a loket."""

    id: str
    conversation_id: str
    from_id: str
    from_name: str
    to_adviser: str | None
    to_name: str
    to_loket: str | None
    note: str
    made_at: int
    expires_at: int
    urgent: bool


def offer_of(connection: Connection, conversation_id: str) -> Offer | None:
    """Return the offer that stands for a chat, or None. `to_name` is empty for a loket."""
    found = _read(connection, _f.conversation_id == conversation_id)
    return found[0] if found else None


def open_to(connection: Connection, adviser: Adviser) -> list[Offer]:
    """Return what this adviser is asked to take over and did not refuse."""
    refused = select(_r.forward_id).where(_r.adviser_id == adviser.id)
    to_them = (_f.to_adviser == adviser.id) | _f.to_loket.in_(sorted(adviser.lokets))
    return _read(connection, to_them & (_f.from_adviser != adviser.id) & _f.id.not_in(refused))


def open_from(connection: Connection, adviser: Adviser) -> list[Offer]:
    """Return what this adviser asked others to take over."""
    return _read(connection, _f.from_adviser == adviser.id)


def _read(connection: Connection, which: object) -> list[Offer]:
    rows = connection.execute(
        select(forwards, _h.urgent)
        .join(handovers, (_h.conversation_id == _f.conversation_id) & _h.closed_at.is_(None))
        .where(_f.state == ForwardState.OFFERED.value, which)  # type: ignore[arg-type]
        .order_by(_h.urgent.desc(), _f.made_at)
    ).all()
    names = people.names(connection, {one for row in rows for one in (row.from_adviser, row.to_adviser) if one})
    return [
        Offer(
            row.id, row.conversation_id, row.from_adviser, names.get(row.from_adviser, ""), row.to_adviser,
            names.get(row.to_adviser or "", ""), row.to_loket, row.note, row.made_at, row.made_at + ANSWER_WITHIN,
            bool(row.urgent),
        )
        for row in rows
    ]  # fmt: skip


class Forwards:
    """Offers between advisers."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open_to(self, adviser: Adviser) -> list[Offer]:
        """Return what this adviser is asked to take over and did not refuse."""
        return await self._parts.read(open_to, adviser)

    async def open_from(self, adviser: Adviser) -> list[Offer]:
        """Return what this adviser asked others to take over."""
        return await self._parts.read(open_from, adviser)

    async def lokets(self, adviser: Adviser) -> list[tuple[str, str, int]]:
        """Return the lokets where somebody else takes chats now: id, title, how many advisers."""

        def look(connection: Connection) -> list[tuple[str, str, int]]:
            there = presence.here(connection, self._parts.clock())
            titles = self._parts.directory
            counts = {
                loket: sum(1 for one in there if loket in one.lokets and one.adviser_id != adviser.id)
                for loket in titles.lokets
            }
            return [(loket, titles.title(loket), count) for loket, count in sorted(counts.items()) if count]

        return await self._parts.read(look)

    async def offer(
        self,
        adviser: Adviser,
        conversation_id: str,
        *,
        to_adviser: str | None = None,
        to_loket: str | None = None,
        note: str,
    ) -> Offer:
        """Ask one colleague, or whoever is there of a loket, to take a chat over, with a note of why.

        Raises:
            NotHeld: the chat is not (any more) this adviser's.
            Conflict: it is offered already, or there is nobody there to ask.
            Invalid: no note or too long a one; not one of the two to ask.
        """
        words = masking.mask(readable(note).strip())
        if is_blank(words) or len(words) > _LONGEST_NOTE:
            raise Invalid("note", f"Schrijf kort waarom, in hoogstens {_LONGEST_NOTE} tekens.")
        if (to_adviser is None) == (to_loket is None) or to_adviser == adviser.id:
            raise Invalid("to", "Kies een collega of een loket.")
        made = await self._parts.write(self._offer, adviser, conversation_id, to_adviser, to_loket, words)
        await self._parts.wake(conversation_id, of_adviser(adviser.id), *_asked(made))
        return made

    def _offer(
        self,
        connection: Connection,
        adviser: Adviser,
        conversation_id: str,
        to_adviser: str | None,
        to_loket: str | None,
        note: str,
    ) -> Offer:
        now = self._parts.clock()
        scope.hold(connection, adviser, conversation_id, now)
        if offer_of(connection, conversation_id):
            raise Conflict("Je bood dit gesprek al aan.")
        if not self._could_take(connection, adviser.id, to_adviser, to_loket, now):
            raise Conflict("Daar is nu niemand aanwezig.")
        try:
            connection.execute(
                insert(forwards).values(
                    id=str(uuid.uuid4()), conversation_id=conversation_id, from_adviser=adviser.id,
                    to_adviser=to_adviser, to_loket=to_loket, note=note, state=ForwardState.OFFERED.value, made_at=now,
                )
            )  # fmt: skip
        except IntegrityError:
            raise Conflict("Je bood dit gesprek al aan.") from None
        audit.record(
            connection, adviser, "aangeboden", now, conversation_id=conversation_id, loket=to_loket, aan=to_adviser
        )
        made = offer_of(connection, conversation_id)
        assert made is not None
        return made

    @staticmethod
    def _could_take(
        connection: Connection, but: str, to_adviser: str | None, to_loket: str | None, now: int
    ) -> set[str]:
        """Return who is there of those who are asked."""
        return {
            one.adviser_id
            for one in presence.here(connection, now)
            if one.adviser_id != but and (one.adviser_id == to_adviser or to_loket in one.lokets)
        }

    # ---- answering --------------------------------------------------------------------------------------------------

    async def accept(self, adviser: Adviser, offer_id: str) -> None:
        """Take the chat over.

        Raises:
            NotFound: there is no such offer for this adviser.
            AlreadyTaken: another one of the loket was first.
            Conflict: it was taken back, lapsed, or the chat ended.
            NotPresent, TooManyChats: as for a claim.
        """
        conversation_id, before = await self._parts.write(self._accept, adviser, offer_id)
        await self._parts.moved(conversation_id, of_adviser(adviser.id), of_adviser(before))

    def _accept(self, connection: Connection, adviser: Adviser, offer_id: str) -> tuple[str, str]:
        now = self._parts.clock()
        if presence.note(connection, adviser, None, now) is not PresenceState.AANWEZIG:
            raise NotPresent
        row = self._asked_of(connection, adviser, offer_id)
        if presence.held_by(connection, adviser.id) >= adviser.at_most:
            raise TooManyChats(adviser.at_most)
        wish = Transition(
            Owner.ADVISEUR, Owner.ADVISEUR, Reason.FORWARDED, adviser.actor, adviser=adviser.id,
            held_by=row.from_adviser,
        )  # fmt: skip
        try:
            change_owner(connection, row.conversation_id, wish, now)
        except OwnerChanged:
            raise Conflict from None
        # After the chat's own row: all who change a chat and its offers lock them in this order.
        self._answer(connection, offer_id, ForwardState.ACCEPTED, adviser, now)
        loket = row.to_loket or _loket_of(connection, adviser, row.conversation_id)
        handover.change(connection, row.conversation_id, adviser=adviser.id, loket=loket)
        words = self._parts.texts.say(
            "desk.adviser_changed", naam=adviser.name, loket=self._parts.directory.title(loket)
        )
        store.say(connection, row.conversation_id, [words], now)
        tell(connection, row.from_adviser, row.conversation_id, Kind.FORWARD_ACCEPTED, now)
        audit.record(connection, adviser, "overgenomen", now, conversation_id=row.conversation_id, loket=loket)
        return row.conversation_id, row.from_adviser

    async def refuse(self, adviser: Adviser, offer_id: str) -> None:
        """Say no. When all who are there have, the chat goes back to the queue, in front.

        Raises:
            NotFound: there is no such offer for this adviser.
            Conflict: it does not stand any more.
        """
        conversation_id, before = await self._parts.write(self._refuse, adviser, offer_id)
        await self._parts.moved(conversation_id, of_adviser(adviser.id), of_adviser(before))

    def _refuse(self, connection: Connection, adviser: Adviser, offer_id: str) -> tuple[str, str]:
        now = self._parts.clock()
        row = self._asked_of(connection, adviser, offer_id)
        # Those who refuse at once wait for each other here, so that the last one knows to be the last.
        if scope.lock(connection, row.conversation_id) != row.from_adviser:
            raise Conflict
        self._asked_of(connection, adviser, offer_id)
        refused = set(connection.execute(select(_r.adviser_id).where(_r.forward_id == offer_id)).scalars())
        if adviser.id in refused:
            return row.conversation_id, row.from_adviser
        connection.execute(
            insert(forward_refusals).values(
                forward_id=offer_id, adviser_id=adviser.id, conversation_id=row.conversation_id
            )
        )
        audit.record(connection, adviser, "geweigerd", now, conversation_id=row.conversation_id, loket=row.to_loket)
        there = self._could_take(connection, row.from_adviser, row.to_adviser, row.to_loket, now)
        left = there - refused - {adviser.id}
        if not left:
            self._answer(connection, offer_id, ForwardState.REFUSED, adviser, now)
            self._back(connection, row.conversation_id, row.from_adviser, now)
        return row.conversation_id, row.from_adviser

    def _back(self, connection: Connection, conversation_id: str, held_by: str, now: int) -> None:
        found = handover.current(connection, conversation_id)
        there = routing.staff(connection, Opening.look(connection, self._parts.directory), now)
        ending.back_to_queue(
            connection, conversation_id, routing.queue_again(found, there), held_by=held_by,
            reason=Reason.FORWARD_REFUSED, actor="system", notice=self._parts.texts.say("desk.back_in_queue"), now=now,
        )  # fmt: skip
        tell(connection, held_by, conversation_id, Kind.FORWARD_REFUSED, now)

    async def withdraw(self, adviser: Adviser, offer_id: str) -> None:
        """Take an offer back; the chat was the adviser's all the time.

        Raises:
            NotFound: there is no such offer of this adviser.
            Conflict: it does not stand any more.
        """

        def take_back(connection: Connection) -> Offer:
            now = self._parts.clock()
            mine = _read(connection, (_f.id == offer_id) & (_f.from_adviser == adviser.id))
            if not mine:
                raise NotFound
            scope.hold(connection, adviser, mine[0].conversation_id, now)
            self._answer(connection, offer_id, ForwardState.WITHDRAWN, adviser, now)
            audit.record(connection, adviser, "aanbod_terug", now, conversation_id=mine[0].conversation_id)
            return mine[0]

        offer = await self._parts.write(take_back)
        await self._parts.wake(offer.conversation_id, of_adviser(adviser.id), *_asked(offer))

    def _asked_of(self, connection: Connection, adviser: Adviser, offer_id: str) -> Any:
        row = connection.execute(select(forwards).where(_f.id == offer_id)).one_or_none()
        is_asked = (
            row is not None
            and row.from_adviser != adviser.id
            and (row.to_adviser == adviser.id or row.to_loket in adviser.lokets)
        )
        if row is None or not is_asked:
            raise NotFound
        if row.state == ForwardState.ACCEPTED.value:
            raise AlreadyTaken(people.names(connection, [row.answered_by]).get(row.answered_by))
        if row.state != ForwardState.OFFERED.value:
            raise Conflict("Dit aanbod is er niet meer.")
        return row

    @staticmethod
    def _answer(connection: Connection, offer_id: str, state: ForwardState, adviser: Adviser, now: int) -> None:
        changed = connection.execute(
            update(forwards)
            .where(_f.id == offer_id, _f.state == ForwardState.OFFERED.value)
            .values(state=state.value, answered_at=now, answered_by=adviser.id)
        ).rowcount
        if not changed:
            raise Conflict("Dit aanbod is er niet meer.")


def lapse(connection: Connection, now: int) -> list[tuple[str, str]]:
    """Let offers go that nobody answered in time; the holder keeps the chat and is told. Return chats and holders."""
    rows = connection.execute(
        update(forwards)
        .where(_f.state == ForwardState.OFFERED.value, _f.made_at < now - ANSWER_WITHIN)
        .values(state=ForwardState.LAPSED.value, answered_at=now)
        .returning(_f.conversation_id, _f.from_adviser)
    ).all()
    for conversation_id, adviser_id in rows:
        tell(connection, adviser_id, conversation_id, Kind.FORWARD_LAPSED, now)
    return [(conversation_id, adviser_id) for conversation_id, adviser_id in rows]


def _asked(offer: Offer) -> list[str]:
    return [of_adviser(offer.to_adviser) if offer.to_adviser else of_queue(offer.to_loket or "")]


def _loket_of(connection: Connection, adviser: Adviser, conversation_id: str) -> str:
    """Whose chat it is with a colleague: the same loket's if they belong to it, else their own."""
    found = handover.current(connection, conversation_id)
    return found.loket if found and found.loket in adviser.lokets else min(adviser.lokets)
