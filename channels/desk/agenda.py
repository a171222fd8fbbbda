"""The loket's side of appointments: the times it offers, and the appointments as a work list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from channels.clock import DAY, MINUTE
from channels.conversation import store
from channels.conversation.model import ConversationNotFound
from channels.desk import appointments as made
from channels.desk import audit, people, scope
from channels.desk.appointments import AppointmentKind, AppointmentState, Slot, slot_of
from channels.desk.errors import AlreadyTaken, Conflict, Invalid, NotFound, NotHeld
from channels.desk.opening import amsterdam, milliseconds
from channels.desk.outcomes import APPOINTMENT_OUTCOMES
from channels.desk.parts import Parts, topic_title
from channels.desk.people import Adviser
from channels.desk.tables import appointment_slots, appointments
from knowledge import moments

_LONGEST_PLACE = 200
_MOST_SLOTS = 40
_MOST_PLACES = 50
_s = appointment_slots.c
_p = appointments.c
_BOOKED = _p.state == AppointmentState.BOOKED.value


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment on the loket's list; `conversation_id` is None when the transcript was forgotten already."""

    id: str
    reference: str
    loket: str
    loket_title: str
    starts_at: int
    minutes: int
    kind: AppointmentKind
    place: str
    state: AppointmentState
    conversation_id: str | None
    claimed_by: str | None
    claimed_by_name: str | None
    topic_title: str | None


class Agenda:
    """The times that lokets offer; for their coordinators."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def slots(self, adviser: Adviser, loket: str, first: date, last: date) -> list[Slot]:
        """Return the times of a loket on these days, both included.

        Raises:
            NotFound: the loket is not the adviser's.
        """
        if not (adviser.serves(loket) or adviser.coordinates(loket)):
            raise NotFound
        begin, end = _moment(first, time(0)), _moment(last + timedelta(days=1), time(0))

        def look(connection: Connection) -> list[Slot]:
            rows = connection.execute(
                select(appointment_slots)
                .where(_s.loket == loket, _s.starts_at >= begin, _s.starts_at < end)
                .order_by(_s.starts_at)
            )
            return [slot_of(row) for row in rows]

        return await self._parts.read(look)

    async def add(
        self,
        adviser: Adviser,
        loket: str,
        day: date,
        start: str,
        minutes: int,
        count: int = 1,
        places: int = 1,
        kind: str = "loket",
        place: str = "",
    ) -> list[Slot]:
        """Offer `count` times in a row of so many minutes, each for so many people.

        Raises:
            NotAllowed: not the coordinator of this loket.
            Invalid: a time that cannot be, or lies in the past.
            Conflict: one of these times is offered already; none was added.
        """
        try:
            first = time.fromisoformat(start)
            how = AppointmentKind(kind)
        except ValueError as error:
            raise Invalid("start", "Schrijf de tijd als 09:30 en kies een soort.") from error
        if not (5 <= minutes <= 240 and 1 <= count <= _MOST_SLOTS and 1 <= places <= _MOST_PLACES):
            raise Invalid("minutes", "Kies 5 tot 240 minuten, hoogstens 40 tijden en 50 plekken.")
        starts = [_moment(day, first) + n * minutes * MINUTE for n in range(count)]
        if starts[0] <= self._parts.clock() or amsterdam(starts[-1]).date() != day:
            raise Invalid("day", "Deze tijd is voorbij, of loopt over de dag heen.")
        place = place.strip()[:_LONGEST_PLACE]

        def put(connection: Connection) -> list[Slot]:
            scope.coordinates(adviser, loket)
            now = self._parts.clock()
            rows = [
                {
                    "id": made.new_slot_id(), "loket": loket, "starts_at": at, "minutes": minutes, "kind": how.value,
                    "place": place, "capacity": places, "taken": 0, "made_at": now, "made_by": adviser.id,
                }
                for at in starts
            ]  # fmt: skip
            try:
                connection.execute(insert(appointment_slots), rows)
            except IntegrityError:
                raise Conflict("Een van deze tijden staat er al.") from None
            audit.record(connection, adviser, "tijden_gezet", now, loket=loket, aantal=count)
            return [Slot(r["id"], loket, r["starts_at"], minutes, how, place, places, 0) for r in rows]  # type: ignore[arg-type]

        return await self._parts.write(put)

    async def remove(self, adviser: Adviser, slot_id: str) -> None:
        """Take a time away that nobody booked.

        Raises:
            NotFound: there is no such time.
            NotAllowed: not the coordinator of its loket.
            Conflict: somebody booked it: cancel the appointment first.
        """

        def take(connection: Connection) -> None:
            loket = connection.execute(select(_s.loket).where(_s.id == slot_id)).scalar_one_or_none()
            if loket is None:
                raise NotFound
            scope.coordinates(adviser, loket)
            gone = connection.execute(delete(appointment_slots).where(_s.id == slot_id, _s.taken == 0)).rowcount
            if not gone:
                raise Conflict("Deze tijd is geboekt. Zeg eerst de afspraak af.")
            audit.record(connection, adviser, "tijd_weg", self._parts.clock(), loket=loket)

        await self._parts.write(take)


class Appointments:
    """The work list of appointments; for who serves the loket."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open(self, adviser: Adviser, first: date | None = None) -> list[Appointment]:
        """Return what stands in the adviser's lokets from a day on (without one: from yesterday), in order of time."""
        begin = _moment(first, time(0)) if first else self._parts.clock() - DAY

        def look(connection: Connection) -> list[Appointment]:
            rows = connection.execute(
                select(appointments)
                .where(_BOOKED, _p.loket.in_(sorted(adviser.lokets)), _p.starts_at >= begin)
                .order_by(_p.starts_at, _p.id)
            ).all()
            names = people.names(connection, {row.claimed_by for row in rows if row.claimed_by})
            return [self._line(row, names) for row in rows]

        return await self._parts.read(look)

    def _line(self, row: Any, names: dict[str, str]) -> Appointment:
        title = topic_title(self._parts.texts, row.topic) if row.topic else None
        return Appointment(
            row.id, row.reference, row.loket, self._parts.directory.title(row.loket), row.starts_at, row.minutes,
            AppointmentKind(row.kind), row.place, AppointmentState(row.state), row.conversation_id, row.claimed_by,
            names.get(row.claimed_by or ""), title,
        )  # fmt: skip

    async def claim(self, adviser: Adviser, appointment_id: str) -> None:
        """Take an appointment on.

        Raises:
            AlreadyTaken: a colleague has it.
            NotFound: there is no such appointment, or it is of another loket.
        """

        def take(connection: Connection) -> None:
            row = _found(connection, adviser, appointment_id)
            taken = connection.execute(
                update(appointments)
                .where(_p.id == row.id, _BOOKED, (_p.claimed_by.is_(None)) | (_p.claimed_by == adviser.id))
                .values(claimed_by=adviser.id)
            ).rowcount
            if not taken:
                raise AlreadyTaken(people.names(connection, [row.claimed_by or ""]).get(row.claimed_by or ""))
            self._note(connection, adviser, "afspraak_genomen", row)

        await self._parts.write(take)

    async def release(self, adviser: Adviser, appointment_id: str) -> None:
        """Give an appointment back to the list.

        Raises:
            NotHeld: it is not this adviser's.
        """

        def give(connection: Connection) -> None:
            row = _held(connection, adviser, appointment_id)
            connection.execute(update(appointments).where(_p.id == row.id).values(claimed_by=None))

        await self._parts.write(give)

    async def finish(self, adviser: Adviser, appointment_id: str, outcome: str) -> None:
        """Note how an appointment went.

        Raises:
            NotHeld: it is not this adviser's.
            Invalid: no such outcome.
        """
        if outcome not in APPOINTMENT_OUTCOMES:
            raise Invalid("outcome", "Kies een uitkomst.")

        def close(connection: Connection) -> None:
            row = _held(connection, adviser, appointment_id)
            connection.execute(
                update(appointments)
                .where(_p.id == row.id, _BOOKED)
                .values(state=AppointmentState.DONE.value, outcome=outcome, changed_at=self._parts.clock())
            )
            self._note(connection, adviser, "afspraak_klaar", row, outcome=outcome)

        await self._parts.write(close)

    async def cancel(self, adviser: Adviser, appointment_id: str) -> None:
        """Cancel an appointment for the loket; the citizen is told in the conversation, if it is still there.

        Raises:
            NotFound: there is no such appointment, or it is of another loket.
        """
        told = await self._parts.write(self._cancel, adviser, appointment_id)
        if told:
            await self._parts.wake(told)

    def _cancel(self, connection: Connection, adviser: Adviser, appointment_id: str) -> str | None:
        now = self._parts.clock()
        row = _found(connection, adviser, appointment_id)
        if not made.cancel(connection, row.id, now):
            raise NotFound
        self._note(connection, adviser, "afspraak_afgezegd", row)
        if row.conversation_id is None:
            return None
        booked = made.found(connection, row.id)
        draft = self._parts.reception.booking.cancelled_by_loket(booked)
        try:
            store.say(connection, row.conversation_id, [draft], now)
        except ConversationNotFound:
            return None
        return str(row.conversation_id)

    def _note(self, connection: Connection, adviser: Adviser, action: str, row: Any, **detail: str) -> None:
        audit.record(
            connection, adviser, action, self._parts.clock(), conversation_id=row.conversation_id, loket=row.loket,
            afspraak=row.id, **detail,
        )  # fmt: skip


def _moment(day: date, at: time) -> int:
    return milliseconds(datetime.combine(day, at, moments.AMSTERDAM))


def _found(connection: Connection, adviser: Adviser, appointment_id: str) -> Any:
    row = connection.execute(
        select(appointments).where(_p.id == appointment_id, _BOOKED, _p.loket.in_(sorted(adviser.lokets)))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _held(connection: Connection, adviser: Adviser, appointment_id: str) -> Any:
    row = _found(connection, adviser, appointment_id)
    if row.claimed_by != adviser.id:
        raise NotHeld("Deze afspraak staat niet (meer) op jouw naam.")
    return row
