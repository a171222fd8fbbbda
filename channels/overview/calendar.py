"""The days of the overview as a calendar file (RFC 5545), for the calendar of a phone or computer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration

from channels.overview.deadlines import Deadline

# A week before, in the morning: time to find one's papers. For a whole day counting starts at midnight.
_REMIND_DAY = timedelta(days=-7, hours=9)
_REMIND_HOUR = timedelta(days=-7)
_REMIND_APPOINTMENT = timedelta(days=-1)


def calendar(deadlines: Iterable[Deadline], now: datetime) -> bytes:
    """Return the file. The same day has the same UID each time, so that a calendar updates it and holds it once."""
    file = Calendar()
    file.add("prodid", "-//Leerwijs//Mijn overzicht//NL")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", "Leerwijs: mijn data")
    file.add("x-wr-timezone", "Europe/Amsterdam")
    for deadline in deadlines:
        file.add_component(_event(deadline, now))
    file.add_missing_timezones()
    return bytes(file.to_ical())


def _event(deadline: Deadline, now: datetime) -> Event:
    event = Event()
    event.add("uid", deadline.uid)
    event.add("dtstamp", now.astimezone(UTC))
    example = "Voorbeeld: " if deadline.demo else ""
    event.add("summary", f"{example}{deadline.title}: {deadline.what[0].lower()}{deadline.what[1:]}")
    event.add("description", _description(deadline))
    if deadline.source.url:
        event.add("url", deadline.source.url)
    if deadline.place:
        event.add("location", deadline.place)
    if deadline.at:
        event.add("dtstart", deadline.at)
        event.add("duration", timedelta(minutes=deadline.minutes))
    else:
        event.add("dtstart", deadline.on)
        event.add("dtend", deadline.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add_component(_alarm(deadline))
    return event


def _description(deadline: Deadline) -> str:
    source = f"Bron: {deadline.source.title}, stand {deadline.source.on}. Kijk na of het nog klopt."
    lines = [deadline.note or source]
    if deadline.demo:
        lines.insert(0, "Dit is een voorbeeld en bestaat niet echt.")
    return "\n".join(lines)


def _alarm(deadline: Deadline) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", deadline.title)
    before = _REMIND_APPOINTMENT if deadline.note else _REMIND_HOUR if deadline.at else _REMIND_DAY
    alarm.add("trigger", vDuration(before))
    return alarm
