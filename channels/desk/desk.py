"""The desk as its pages use it: one object with a part for each kind of work.

Every method takes who acts (`people.Adviser`, loaded anew at each request), checks what they may, does it in one
transaction with its entry in the audit trail, and wakes who waits for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, func, select

from channels.conversation.events import Note
from channels.conversation.tables import callbacks, owner_events
from channels.desk import audit, keys, notices, presence
from channels.desk.agenda import Agenda, Appointments
from channels.desk.audit import Entry
from channels.desk.callbacks import Callbacks
from channels.desk.chats import Chats
from channels.desk.figures import Figures
from channels.desk.forwards import Forwards
from channels.desk.house import Houses
from channels.desk.known import KnownThings
from channels.desk.learning import Learning
from channels.desk.notices import Notice
from channels.desk.parts import Parts
from channels.desk.people import Adviser, Role
from channels.desk.presence import PresenceState, Present
from channels.desk.queue import Queue
from channels.desk.sweep import Sweep
from channels.desk.tables import forwards as forwards_table
from channels.desk.tables import notices as notices_table
from channels.desk.tables import presence as presence_table

__all__ = ["Desk", "Parts", "desk_state"]


class Presence:
    """Who is at the desk."""

    def __init__(self, parts: Parts, sweep: Sweep) -> None:
        self._parts = parts
        self._sweep = sweep

    async def set(self, adviser: Adviser, state: PresenceState) -> None:
        """Say of oneself to be there, away for a moment, or not available; that is a sign of life too."""

        def put(connection: Connection) -> None:
            now = self._parts.clock()
            presence.note(connection, adviser, state, now)
            audit.record(connection, adviser, state.value, now)

        await self._parts.write(put)
        await self._parts.wake(*keys.of(adviser))

    async def beat(self, adviser: Adviser) -> PresenceState:
        """Give a sign of life; return what the adviser said of themselves last."""
        return await self._parts.write(presence.note, adviser, None, self._parts.clock())

    async def left(self, adviser: Adviser) -> None:
        """The adviser logged out: their chats go back to the queue at once."""
        await self.set(adviser, PresenceState.NIET_BESCHIKBAAR)
        await self._sweep.take_all_from(adviser.id)

    async def everyone(self, adviser: Adviser) -> list[Present]:
        """Return who is or was at the desk of the adviser's lokets; for a beheerder of all."""
        lokets = None if adviser.role is Role.BEHEERDER else adviser.lokets
        return await self._parts.read(presence.everyone, self._parts.clock(), lokets)


class Notices:
    """What an adviser must be told."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def unseen(self, adviser: Adviser) -> list[Notice]:
        """Return what the adviser was not shown yet."""
        return await self._parts.read(notices.unseen, adviser)

    async def seen(self, adviser: Adviser, ids: Iterable[int]) -> None:
        """Note that the adviser was shown these."""
        await self._parts.write(notices.seen, adviser, list(ids), self._parts.clock())


class Audit:
    """Who saw and did what."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def entries(
        self, adviser: Adviser, *, conversation_id: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[Entry]:
        """Return entries, newest first. Raises NotAllowed: it is for coordinators."""
        read = partial(audit.entries, reader=adviser, conversation_id=conversation_id, before=before, limit=limit)
        return await self._parts.read(read)


@dataclass(frozen=True)
class Desk:
    """All parts of the desk."""

    parts: Parts
    presence: Presence
    queue: Queue
    chats: Chats
    known: KnownThings
    forwards: Forwards
    notices: Notices
    callbacks: Callbacks
    appointments: Appointments
    agenda: Agenda
    house: Houses
    learning: Learning
    figures: Figures
    audit: Audit
    sweeping: Sweep

    @classmethod
    def assemble(cls, parts: Parts) -> Desk:
        """Put the desk together."""
        sweep = Sweep(parts)
        return cls(
            parts, Presence(parts, sweep), Queue(parts), Chats(parts), KnownThings(parts), Forwards(parts),
            Notices(parts), Callbacks(parts), Appointments(parts), Agenda(parts), Houses(parts), Learning(parts),
            Figures(parts), Audit(parts), sweep,
        )  # fmt: skip

    def keys(self, adviser: Adviser) -> tuple[str, ...]:
        """Return the keys of the wake-ups that an adviser's screen waits for, besides the conversations on it."""
        return keys.of(adviser)

    async def sweep(self) -> None:
        """Do the desk's own rounds.

        Raises:
            StorageUnavailable: the next round goes on.
        """
        await self.sweeping.round()

    async def citizen_read(self, conversation_id: str, seq: int) -> None:
        """Note how far the citizen has read, and show it to who has the chat open."""
        await self.parts.write(self.parts.reception.read, conversation_id, seq)
        await self.parts.wake(conversation_id)

    async def citizen_types(self, conversation_id: str) -> None:
        """Show who has the chat open that the citizen types; what they type comes only when they send it."""
        await self.parts.wakeups.tell(conversation_id, Note.CITIZEN_TYPING)


def desk_state(connection: Connection) -> Hashable:
    """Return what is another when something happened at the desk, for gateways without wake-ups between them."""
    newest = (
        func.max(owner_events.c.id), func.max(notices_table.c.id), func.max(presence_table.c.changed_at),
        func.max(forwards_table.c.made_at), func.max(forwards_table.c.answered_at), func.max(callbacks.c.changed_at),
    )  # fmt: skip
    return tuple(connection.execute(select(*(select(one).scalar_subquery() for one in newest))).one())
