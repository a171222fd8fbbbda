"""Appointments at a loket: times that the loket sets, booked and cancelled by citizens without a name.

A booking is a reference that the citizen says at the loket. As many can book a time as the loket has places; who comes
last is told that it is gone.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from channels.clock import HOUR, MINUTE
from channels.desk.opening import amsterdam, day_in_words
from channels.desk.tables import appointment_slots, appointments

# No vowels, so no words; nothing that looks like another.
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_LETTERS = _CONSONANTS.upper() + "23456789"
# A loket must be able to see it coming.
NOTICE = 2 * HOUR
_s = appointment_slots.c
_p = appointments.c


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    DONE = "done"
    EXPIRED = "expired"


class AppointmentKind(StrEnum):
    """How one meets."""

    LOKET = "loket"
    TELEFOON = "telefoon"
    VIDEO = "video"


KIND_TITLES = {
    AppointmentKind.LOKET: "op het loket",
    AppointmentKind.TELEFOON: "aan de telefoon",
    AppointmentKind.VIDEO: "met beeldbellen",
}


class TimeGone(Exception):
    """Somebody else was first, the loket took the time away, or it is too soon by now."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that a loket offers; `starts_at` in milliseconds UTC."""

    id: str
    loket: str
    starts_at: int
    minutes: int
    kind: AppointmentKind
    place: str
    capacity: int
    taken: int

    @property
    def when(self) -> datetime:
        """When it starts, in Dutch time."""
        return amsterdam(self.starts_at)


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as the citizen has it."""

    id: str
    reference: str
    conversation_id: str | None
    loket: str
    starts_at: int
    minutes: int
    kind: AppointmentKind
    place: str
    state: AppointmentState
    sequence: int
    changed_at: int


def where(booked: Booked, loket: str, address: str | None) -> str:
    """Say where one meets: what the loket wrote at the time, else its own name and, as far as known, address."""
    if booked.place:
        return booked.place
    if booked.kind is not AppointmentKind.LOKET:
        return KIND_TITLES[booked.kind]
    return f"{loket}, {address}" if address else loket


def slot_of(row: Any) -> Slot:
    """Make a slot of a row of the table."""
    return Slot(
        row.id, row.loket, row.starts_at, row.minutes, AppointmentKind(row.kind), row.place, row.capacity, row.taken
    )


def free(connection: Connection, loket: str, now: int, most: int) -> list[Slot]:
    """Return the next times of a loket that can be booked."""
    rows = connection.execute(
        select(appointment_slots)
        .where(_s.loket == loket, _s.starts_at > now + NOTICE, _s.taken < _s.capacity)
        .order_by(_s.starts_at, _s.id)
        .limit(most)
    )
    return [slot_of(row) for row in rows]


def any_free(connection: Connection, now: int) -> bool:
    """Whether any loket has a time that can be booked."""
    found = connection.execute(
        select(_s.id).where(_s.starts_at > now + NOTICE, _s.taken < _s.capacity).limit(1)
    ).first()
    return found is not None


def book(connection: Connection, conversation_id: str, slot_id: str, topic: str | None, now: int) -> Booked:
    """Book a time; an appointment that this conversation had before gives way. The same time again is the same booking.

    Raises:
        TimeGone: it cannot be booked (any more). Nothing changed.
    """
    before = standing(connection, conversation_id, now)
    if before and before[1] == slot_id:
        return before[0]
    slot = connection.execute(
        update(appointment_slots)
        .where(_s.id == slot_id, _s.taken < _s.capacity, _s.starts_at > now + NOTICE)
        .values(taken=_s.taken + 1)
        .returning(*appointment_slots.c)
    ).one_or_none()
    if slot is None:
        raise TimeGone
    if before:
        cancel(connection, before[0].id, now)
    appointment_id = str(uuid.uuid4())
    connection.execute(
        insert(appointments).values(
            id=appointment_id, reference=_reference(), conversation_id=conversation_id, slot_id=slot.id,
            loket=slot.loket, starts_at=slot.starts_at, minutes=slot.minutes, kind=slot.kind, place=slot.place,
            topic=topic, state=AppointmentState.BOOKED.value, sequence=0, booked_at=now, changed_at=now,
        )
    )  # fmt: skip
    return found(connection, appointment_id)


def cancel(connection: Connection, appointment_id: str, now: int) -> bool:
    """Cancel an appointment and give its time back; False when it did not stand (any more)."""
    slot_id = connection.execute(
        update(appointments)
        .where(_p.id == appointment_id, _p.state == AppointmentState.BOOKED.value)
        .values(state=AppointmentState.CANCELLED.value, changed_at=now, sequence=_p.sequence + 1)
        .returning(_p.slot_id)
    ).scalar_one_or_none()
    if slot_id is None:
        return False
    connection.execute(update(appointment_slots).where(_s.id == slot_id, _s.taken > 0).values(taken=_s.taken - 1))
    return True


def standing(connection: Connection, conversation_id: str, now: int) -> tuple[Booked, str] | None:
    """Return the appointment of a conversation that is still to come, with its slot, or None."""
    row = connection.execute(
        select(appointments)
        .where(
            _p.conversation_id == conversation_id,
            _p.state == AppointmentState.BOOKED.value,
            _p.starts_at > now,
        )
        .order_by(_p.booked_at.desc())
        .limit(1)
    ).one_or_none()
    return (_booked(row), row.slot_id) if row else None


def found(connection: Connection, appointment_id: str) -> Booked:
    """Return an appointment by its id."""
    return _booked(connection.execute(select(appointments).where(_p.id == appointment_id)).one())


def by_reference(connection: Connection, conversation_id: str, reference: str) -> Booked | None:
    """Return an appointment that this conversation made, whatever became of it, or None."""
    row = connection.execute(
        select(appointments).where(_p.conversation_id == conversation_id, _p.reference == reference)
    ).one_or_none()
    return _booked(row) if row else None


def expire(connection: Connection, now: int) -> int:
    """Close appointments of more than a day ago that nobody closed; return how many."""
    return connection.execute(
        update(appointments)
        .where(_p.state == AppointmentState.BOOKED.value, _p.starts_at < now - 24 * HOUR)
        .values(state=AppointmentState.EXPIRED.value, changed_at=now)
    ).rowcount


def _booked(row: Any) -> Booked:
    return Booked(
        row.id, row.reference, row.conversation_id, row.loket, row.starts_at, row.minutes, AppointmentKind(row.kind),
        row.place, AppointmentState(row.state), row.sequence, row.changed_at,
    )  # fmt: skip


def _reference() -> str:
    """Return a code that can be read out: seven of 28 signs, 13 milliard of them."""
    letters = [secrets.choice(_LETTERS) for _ in range(7)]
    return "".join(letters[:3]) + "-" + "".join(letters[3:])


def new_slot_id() -> str:
    """Return an id for a time. It travels in a button, where what looks like a personal number is masked: no digits."""
    return "".join(secrets.choice(_CONSONANTS) for _ in range(24))


def in_words(starts_at: int) -> str:
    """Write when it is: "maandag 23 november om 9.30 uur"."""
    moment = amsterdam(starts_at)
    return f"{day_in_words(moment.date())} om {moment.hour}.{moment.minute:02d} uur"


def ends_at(booked: Booked) -> int:
    """Return when it ends (milliseconds UTC)."""
    return booked.starts_at + booked.minutes * MINUTE
