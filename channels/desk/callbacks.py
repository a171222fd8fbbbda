"""Call-backs as a work list: who calls whom, how it went. The number is shown to who takes the call on, and noted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select, update

from channels.clock import DAY
from channels.conversation import contact
from channels.conversation.callback import CallbackState
from channels.conversation.tables import callbacks
from channels.desk import audit, people
from channels.desk.errors import AlreadyTaken, Conflict, Invalid, NotFound, NotHeld
from channels.desk.keys import of_queue
from channels.desk.outcomes import CALL_AGAIN, CALLBACK_OUTCOMES
from channels.desk.parts import Parts, topic_title
from channels.desk.people import Adviser

_b = callbacks.c
_OPEN = _b.state == CallbackState.OPEN.value


@dataclass(frozen=True, slots=True)
class Callback:
    """A request to be called. Without a loket it is everybody's. `attempts` is how often nobody answered."""

    id: str
    conversation_id: str
    loket: str | None
    loket_title: str
    dagdeel: str | None
    urgent: bool
    created_at: int
    expires_at: int
    attempts: int
    claimed_by: str | None
    claimed_by_name: str | None
    topic_title: str | None


class Callbacks:
    """The work list of call-backs."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open(self, adviser: Adviser) -> list[Callback]:
        """Return the calls of the adviser's lokets and those of everybody: urgent ones first, then the oldest."""
        return await self._parts.read(self.read_open, adviser)

    def read_open(self, connection: Connection, adviser: Adviser) -> list[Callback]:
        """As `open`, within a transaction."""
        rows = connection.execute(_theirs(adviser).order_by(_b.urgent.desc(), _b.created_at, _b.id)).all()
        names = people.names(connection, {row.claimed_by for row in rows if row.claimed_by})
        life = self._parts.settings.contact_days * DAY
        return [
            Callback(
                row.id, row.conversation_id, row.loket, self._parts.directory.title(row.loket), row.dagdeel,
                bool(row.urgent), row.created_at, row.created_at + life, row.attempts, row.claimed_by,
                names.get(row.claimed_by or ""), topic_title(self._parts.texts, row.topic) if row.topic else None,
            )
            for row in rows
        ]  # fmt: skip

    async def claim(self, adviser: Adviser, callback_id: str) -> str | None:
        """Take a call on and return the number; None when it cannot be read any more.

        Raises:
            AlreadyTaken: a colleague has it.
            NotFound: there is no such request, or it is of another loket.
        """
        number = await self._parts.write(self._claim, adviser, callback_id)
        await self._wake(adviser)
        return number

    def _claim(self, connection: Connection, adviser: Adviser, callback_id: str) -> str | None:
        row = _found(connection, adviser, callback_id)
        now = self._parts.clock()
        claimed = connection.execute(
            update(callbacks)
            .where(_b.id == callback_id, _OPEN, (_b.claimed_by.is_(None)) | (_b.claimed_by == adviser.id))
            .values(claimed_by=adviser.id, changed_at=now)
        ).rowcount
        if not claimed:
            raise AlreadyTaken(people.names(connection, [row.claimed_by or ""]).get(row.claimed_by or ""))
        return self._number(connection, adviser, row, now)

    async def number(self, adviser: Adviser, callback_id: str) -> str | None:
        """Return the number again to who took the call on.

        Raises:
            NotHeld: the call is not this adviser's.
        """

        def look(connection: Connection) -> str | None:
            row = _held(connection, adviser, callback_id)
            return self._number(connection, adviser, row, self._parts.clock())

        return await self._parts.write(look)

    def _number(self, connection: Connection, adviser: Adviser, row: Any, now: int) -> str | None:
        audit.record(connection, adviser, "nummer_gezien", now, conversation_id=row.conversation_id, loket=row.loket)
        return self._parts.vault.read(connection, row.conversation_id, row.contact)

    async def release(self, adviser: Adviser, callback_id: str) -> None:
        """Give a call back to the list.

        Raises:
            NotHeld: the call is not this adviser's.
        """

        def give(connection: Connection) -> None:
            _held(connection, adviser, callback_id)
            connection.execute(update(callbacks).where(_b.id == callback_id, _OPEN).values(claimed_by=None))

        await self._parts.write(give)
        await self._wake(adviser)

    async def finish(self, adviser: Adviser, callback_id: str, outcome: str) -> None:
        """Note how a call went. Nobody reached: it goes back to the list; else the number is removed.

        Raises:
            NotHeld: the call is not this adviser's.
            Invalid: no such outcome.
            Conflict: the citizen withdrew it just now.
        """
        if outcome not in CALLBACK_OUTCOMES:
            raise Invalid("outcome", "Kies een uitkomst.")
        await self._parts.write(self._finish, adviser, callback_id, outcome)
        await self._wake(adviser)

    def _finish(self, connection: Connection, adviser: Adviser, callback_id: str, outcome: str) -> None:
        now = self._parts.clock()
        row = _held(connection, adviser, callback_id)
        again = outcome == CALL_AGAIN
        values: dict[str, Any] = (
            {"claimed_by": None, "attempts": _b.attempts + 1} if again else {"state": CallbackState.DONE.value}
        )
        changed = connection.execute(
            update(callbacks)
            .where(_b.id == callback_id, _OPEN, _b.claimed_by == adviser.id)
            .values(outcome=outcome, changed_at=now, **values)
        ).rowcount
        if not changed:
            raise Conflict
        if not again:
            contact.forget(connection, row.conversation_id)
        audit.record(
            connection, adviser, "gebeld", now, conversation_id=row.conversation_id, loket=row.loket, outcome=outcome
        )

    async def _wake(self, adviser: Adviser) -> None:
        await self._parts.wake(of_queue(""), *(of_queue(loket) for loket in adviser.lokets))


def _theirs(adviser: Adviser) -> Select[Any]:
    everybodys = _b.loket.is_(None) if adviser.lokets else _b.id.is_(None)
    return select(callbacks).where(_OPEN, everybodys | _b.loket.in_(sorted(adviser.lokets)))


def _found(connection: Connection, adviser: Adviser, callback_id: str) -> Any:
    row = connection.execute(_theirs(adviser).where(_b.id == callback_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _held(connection: Connection, adviser: Adviser, callback_id: str) -> Any:
    row = _found(connection, adviser, callback_id)
    if row.claimed_by != adviser.id:
        raise NotHeld("Deze oproep staat niet (meer) op jouw naam.")
    return row
