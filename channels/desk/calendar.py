"""An appointment as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from channels.desk.appointments import AppointmentState, Booked, ends_at, where


def calendar(booked: Booked, loket: str, address: str | None) -> bytes:
    """Return the file. The same appointment keeps its UID, and a later file counts up, so that calendars replace it."""
    stands = booked.state is not AppointmentState.CANCELLED
    made = Calendar()
    made.add("prodid", "-//Leerwijs//afspraak//NL")
    made.add("version", "2.0")
    made.add("method", "PUBLISH" if stands else "CANCEL")
    event = Event()
    event.add("uid", f"{booked.id}@leerwijs")
    event.add("sequence", booked.sequence)
    event.add("status", "CONFIRMED" if stands else "CANCELLED")
    event.add("dtstamp", _utc(booked.changed_at))
    event.add("dtstart", _utc(booked.starts_at))
    event.add("dtend", _utc(ends_at(booked)))
    event.add("summary", f"Gesprek over leren en werk, {loket}")
    event.add("location", where(booked, loket, address))
    event.add(
        "description", f"Uw nummer is {booked.reference}. Noem dat nummer." if stands else "Deze afspraak is afgezegd."
    )
    made.add_component(event)
    content: bytes = made.to_ical()
    return content


def _utc(moment: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)
