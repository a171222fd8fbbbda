"""What the desk does before a conversation is forgotten: counts it, and lets the loket keep or lose its appointment."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from channels.desk import appointments, tally
from channels.desk.appointments import AppointmentState
from channels.desk.tables import appointments as appointments_table

_p = appointments_table.c


def before_erasing(connection: Connection, conversation_id: str, now: int) -> None:
    """The citizen wants to be forgotten: an appointment is cancelled with it, and its time given back."""
    tally.count_before_erasing(connection, conversation_id, now)
    standing = connection.execute(
        select(_p.id).where(_p.conversation_id == conversation_id, _p.state == AppointmentState.BOOKED.value)
    ).scalars()
    for appointment_id in standing.all():
        appointments.cancel(connection, appointment_id, now)


def before_purging(connection: Connection, conversation_id: str) -> None:
    """The transcript has been kept long enough: an appointment that is still to come stays, as a bare reference."""
    connection.execute(
        update(appointments_table)
        .where(_p.conversation_id == conversation_id, _p.state == AppointmentState.BOOKED.value)
        .values(conversation_id=None)
    )
