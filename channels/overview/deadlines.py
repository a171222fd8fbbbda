"""The days that matter: last days to apply, first days one can, and when what was chosen begins.

Only of what fits, or would fit when the door opens. Every day comes from a record with a source and a date of evidence;
what has none is left out.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from channels.desk.appointments import KIND_TITLES, Booked, where
from channels.desk.opening import amsterdam
from channels.overview import sources
from channels.overview.offers import Offer
from channels.overview.rights import Group, Right
from channels.overview.sources import SourceLine
from knowledge import moments
from knowledge.dutch import full_date
from knowledge.lokets import Loket
from knowledge.records import Arrangement

SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on the time line. `at` is the hour where there is one; `uid` stays the same while the fact does.

    An appointment also has a `place`, how many `minutes` it takes, and a `note`: what to say on arrival.
    """

    on: date
    at: datetime | None
    what: str
    title: str
    about: str
    source: SourceLine
    demo: bool
    uid: str
    minutes: int = 15
    place: str = ""
    note: str = ""

    def days_from(self, today: date) -> int:
        """Return how many days are left."""
        return (self.on - today).days


def deadlines(
    rights: Iterable[Right],
    offers: Iterable[Offer],
    now: datetime,
    appointment: Booked | None = None,
    loket: Loket | None = None,
) -> tuple[Deadline, ...]:
    """Return the days from today on, the first one first; `loket` is the one of the appointment."""
    today = moments.local(now).date()
    every = [_of_appointment(appointment, loket)] if appointment else []
    every += [day for right in rights for day in _of_right(right, now)]
    every += [day for offer in offers if offer.chosen and not offer.over for day in _of_offer(offer, today)]
    return tuple(sorted((day for day in every if day.on >= today), key=lambda day: (day.on, day.title, day.what)))


def _of_right(right: Right, now: datetime) -> list[Deadline]:
    record, door = right.record, right.door
    if record is None or door is None or record.kind == "rule":
        return []
    found: list[Deadline] = []
    if right.fits and door.closes:
        who = "Laatste dag voor uw werkgever" if right.group is Group.WERKGEVER else "Laatste dag om aan te vragen"
        found.append(_deadline(right, record, "closes", who, door.closes, _shuts_at(record, door.closes)))
    only_the_door = len(right.why) <= 1
    if not right.fits and door.opens_next and only_the_door:
        opens = door.opens_next
        found.append(_deadline(right, record, "opens", "Vanaf nu kunt u aanvragen", opens, _opens_at(record, opens)))
        window = next((one for one in record.budget.windows if one.opens.date() == opens), None)
        if window:
            last = moments.last_day(window.closes)
            words = "Laatste dag om aan te vragen"
            found.append(_deadline(right, record, "closes", words, last, _shuts_at(record, last)))
    return found


def _deadline(right: Right, record: Arrangement, kind: str, what: str, on: date, at: datetime | None) -> Deadline:
    uid = _uid("regeling", right.id, kind)
    return Deadline(on, at, what, right.title, right.id, sources.of_arrangement(record), right.demo, uid)


def _opens_at(record: Arrangement, day: date) -> datetime | None:
    """Return the hour at which a window opens, where it is not the beginning of the day."""
    found = next((one.opens for one in record.budget.windows if one.opens.date() == day), None)
    return found if found and (found.hour, found.minute) != (0, 0) else None


def _shuts_at(record: Arrangement, day: date) -> datetime | None:
    """Return the hour at which a window shuts, where it is not the end of the day."""
    found = next((one.closes for one in record.budget.windows if moments.last_day(one.closes) == day), None)
    return found if found and (found.hour, found.minute) != (0, 0) else None


def _of_offer(offer: Offer, today: date) -> list[Deadline]:
    record = offer.record
    if record is None or offer.source is None or not offer.source.date:
        return []
    days = (
        ("start", "Begint", record.start),
        ("from", "U kunt beginnen vanaf", None if record.start else record.available_from),
        ("to", "Laatste dag van dit aanbod", record.available_to),
    )
    return [
        Deadline(day, None, what, offer.title, offer.id, offer.source, offer.demo, _uid(offer.kind, offer.id, kind))
        for kind, what, day in days
        if day and day >= today
    ]


def _of_appointment(booked: Booked, loket: Loket | None) -> Deadline:
    at = amsterdam(booked.starts_at)
    made = amsterdam(booked.changed_at).date().isoformat()
    return Deadline(
        on=at.date(),
        at=at,
        what="Uw afspraak",
        title=f"Gesprek {KIND_TITLES[booked.kind]}",
        about=booked.reference,
        source=sources.line("Uw gesprek met Leerwijs", None, made),
        demo=False,
        uid=f"{booked.id}@leerwijs",  # as in the file of the appointment alone
        minutes=booked.minutes,
        place=where(booked, loket.title if loket else booked.loket, loket.address if loket else None),
        note=f"Uw nummer is {booked.reference}. Noem dat nummer.",
    )


def _uid(*parts: str) -> str:
    """Return a name by which a calendar knows the day again, also when the day itself was corrected."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, ":".join(("urn:leerwijs:datum", *parts))))


def left_in_words(days: int) -> str:
    """Say how long it is still: "vandaag", "morgen", "over 9 dagen", "over 6 weken", "over 4 maanden"."""
    if days <= 1:
        return "vandaag" if days <= 0 else "morgen"
    if days < 21:
        return f"over {days} dagen"
    if days < 84:
        return f"over {round(days / 7)} weken"
    return f"over {round(days / 30.4)} maanden"


def in_words(deadline: Deadline) -> str:
    """Write the day, with the hour where there is one."""
    at = f" om {deadline.at.hour}.{deadline.at.minute:02d} uur" if deadline.at else ""
    return f"{full_date(deadline.on)}{at}"
