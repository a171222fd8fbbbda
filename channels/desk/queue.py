"""The queue as the desk sees it, and taking somebody out of it: of all who want to, one gets them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from channels.clock import MINUTE
from channels.conversation import store
from channels.conversation.model import Author
from channels.conversation.owner import Owner, OwnerChanged, Reason, Transition, change_owner
from channels.conversation.tables import conversations, messages
from channels.desk import audit, handover, people, presence, waiting
from channels.desk.errors import AlreadyTaken, Conflict, NotFound, NotPresent, TooManyChats
from channels.desk.handover import SHARED, Handover
from channels.desk.keys import of_adviser
from channels.desk.outcomes import REASONS
from channels.desk.parts import Parts, topic_title
from channels.desk.people import Adviser
from channels.desk.presence import PresenceState

_LINES = 3
_MOST = 200
_LONGEST_LINE = 160
_c = conversations.c
_m = messages.c


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits. `place` is in their own queue; `first_lines` are the last things they said, masked."""

    conversation_id: str
    place: int
    urgent: bool
    reason: str
    reason_title: str
    loket: str | None
    loket_title: str
    region: str | None
    waiting_since: int
    minutes_waited: int
    language: str
    topic: str | None
    topic_title: str | None
    first_lines: tuple[str, ...]
    earlier_adviser: str | None


class Queue:
    """Who waits for somebody of the desk."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def waiting(self, adviser: Adviser) -> list[Waiting]:
        """Return who waits in the adviser's queues and the shared one: urgent ones first, then who came first."""
        return await self._parts.read(self.read_waiting, adviser)

    def read_waiting(self, connection: Connection, adviser: Adviser) -> list[Waiting]:
        """As `waiting`, within a transaction."""
        now = self._parts.clock()
        places: Counter[str] = Counter()
        mine: list[tuple[Handover, int]] = []
        for row in map(handover.of_row, connection.execute(waiting.waiting())):
            places[row.queue] += 1
            if adviser.serves(row.queue or None):
                mine.append((row, places[row.queue]))
        mine = mine[:_MOST]
        names = people.names(connection, {row.adviser for row, _ in mine if row.adviser})
        lines = _lines(connection, [row.conversation_id for row, _ in mine])
        return [self._line(row, place, names, lines, now) for row, place in mine]

    def _line(
        self, row: Handover, place: int, names: Mapping[str, str], lines: Mapping[str, list[str]], now: int
    ) -> Waiting:
        return Waiting(
            conversation_id=row.conversation_id,
            place=place,
            urgent=row.urgent,
            reason=row.reason,
            reason_title=REASONS.get(row.reason, row.reason),
            loket=row.queue or None,
            loket_title=self._parts.directory.title(row.queue),
            region=row.plaats or row.regio,
            waiting_since=row.asked_at,
            minutes_waited=(now - row.asked_at) // MINUTE,
            language=row.language,
            topic=row.topic,
            topic_title=topic_title(self._parts.texts, row.topic) if row.topic else None,
            first_lines=tuple(lines.get(row.conversation_id, ())),
            earlier_adviser=names.get(row.adviser or ""),
        )

    async def claim(self, adviser: Adviser, conversation_id: str) -> None:
        """Take somebody out of the queue; from now on the adviser speaks.

        Raises:
            AlreadyTaken: a colleague was first.
            NotPresent: the adviser did not say to be there.
            TooManyChats: they have as many as they may.
            NotFound: nobody waits there, or not for this adviser.
            Conflict: the citizen left the queue just now.
        """
        await self._parts.write(self._claim, adviser, conversation_id)
        await self._parts.moved(conversation_id, of_adviser(adviser.id))

    def _claim(self, connection: Connection, adviser: Adviser, conversation_id: str) -> None:
        now = self._parts.clock()
        # It locks the adviser's row: two claims of one adviser come one after the other, so none is one too many.
        if presence.note(connection, adviser, None, now) is not PresenceState.AANWEZIG:
            raise NotPresent
        found = handover.current(connection, conversation_id)
        if found is None:
            raise _lost(connection, adviser, conversation_id)
        if not adviser.serves(found.queue or None):
            raise NotFound
        if presence.held_by(connection, adviser.id) >= adviser.at_most:
            raise TooManyChats(adviser.at_most)
        wish = Transition(Owner.WACHTRIJ, Owner.ADVISEUR, Reason.CLAIMED, adviser.actor, adviser=adviser.id)
        try:
            change_owner(connection, conversation_id, wish, now)
        except OwnerChanged:
            raise _lost(connection, adviser, conversation_id) from None
        loket = found.loket or self._own_loket(adviser, found)
        handover.change(
            connection, conversation_id, adviser=adviser.id, loket=loket, waiting_since=None, unserved_since=None,
            region_asked=False, claimed_at=found.claimed_at or now,
        )  # fmt: skip
        title = self._parts.directory.title(loket)
        joined = self._parts.texts.say("desk.adviser_joined", naam=adviser.name, loket=title)
        store.say(connection, conversation_id, [joined], now)
        audit.record(connection, adviser, "opgenomen", now, conversation_id=conversation_id, loket=loket)

    def _own_loket(self, adviser: Adviser, found: Handover) -> str:
        """Whose chat one of the shared queue becomes: the adviser's loket, that of the region if they have more."""
        of_region = [loket for loket in adviser.lokets if self._parts.directory.regio(loket) == found.regio]
        return min(of_region or adviser.lokets)


def _lost(connection: Connection, adviser: Adviser, conversation_id: str) -> Exception:
    """Say who has it instead; to who may know that it exists."""
    row = connection.execute(select(_c.owner, _c.adviser).where(_c.id == conversation_id)).one_or_none()
    latest = handover.latest(connection, conversation_id)
    if row is None or latest is None or not (adviser.serves(latest.loket) or latest.queue == SHARED):
        return NotFound()
    if row.owner != Owner.ADVISEUR.value:
        return Conflict("De burger wacht niet meer.")
    if row.adviser == adviser.id:
        return Conflict("Dit gesprek is al van jou.")
    return AlreadyTaken(people.names(connection, [row.adviser]).get(row.adviser))


def _lines(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the last things that the citizens of these conversations said, oldest first."""
    if not ids:
        return {}
    newest = func.row_number().over(partition_by=_m.conversation_id, order_by=_m.seq.desc())
    said = (
        select(_m.conversation_id, _m.seq, _m.text, newest.label("newest"))
        .where(_m.conversation_id.in_(ids), _m.author == Author.USER.value)
        .subquery()
    )
    rows = connection.execute(
        select(said.c.conversation_id, said.c.text).where(said.c.newest <= _LINES).order_by(said.c.seq)
    )
    lines: dict[str, list[str]] = defaultdict(list)
    for conversation_id, text in rows:
        lines[conversation_id].append(text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…")
    return lines
