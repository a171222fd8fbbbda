"""Which number reaches a person now."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace

import pytest

from channels.desk.opening import Closure, Opening
from channels.voice.people import BadHours, Hours, People, dialable
from knowledge import moments
from knowledge.lokets import DAYS
from tests.channels.fakes import ManualClock, loket


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=moments.AMSTERDAM).timestamp() * 1000)


@pytest.mark.parametrize(("moment", "is_open"), [
    ("2026-11-23T09:00", True), ("2026-11-23T16:59", True), ("2026-11-23T17:00", False), ("2026-11-23T08:59", False),
    ("2026-11-28T11:00", True), ("2026-11-28T12:00", False), ("2026-11-29T11:00", False),
    ("2026-12-25T11:00", False), ("2027-04-27T11:00", False),
])  # fmt: skip
def test_hours_and_holidays(moment: str, is_open: bool) -> None:
    hours = Hours.parse("ma-vr 9.00-17.00, za 10:00-12:00")
    people = People(None, "088 123 45 67", "ma-vr 9.00-17.00, za 10:00-12:00", ManualClock(at(moment)))
    assert hours.open_at(datetime.fromtimestamp(at(moment) / 1000, moments.AMSTERDAM)) is is_open
    assert people.number_now("") == ("+31881234567" if is_open else None)


@pytest.mark.parametrize(
    "text", ["ma-vr", "9-17", "vr-ma 9.00-17.00", "ma 17.00-9.00", "ma 9.00-25.00", "maandag 9.00-17.00"]
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadHours):
        Hours.parse(text)


def test_the_loket_of_the_region_goes_before_the_operators_own_number() -> None:
    week = {day: ((time(10), time(16)),) for day in DAYS[:4]}
    known = SimpleNamespace(lokets=SimpleNamespace(all=lambda: (loket("twente", phone="053 123 45 67", hours=week),)))
    monday, evening = at("2026-11-23T11:00"), at("2026-11-23T16:30")
    people = People(known, "088 123 45 67", "ma-vr 9.00-17.00", ManualClock(monday))
    assert people.number_now("Twente") == "+31531234567"
    assert people.number_now("Zeeland") == "+31881234567"
    assert (
        People(known, "088 123 45 67", "ma-vr 9.00-17.00", ManualClock(evening)).number_now("Twente") == "+31881234567"
    )


async def test_what_a_loket_set_at_the_desk_counts_within_a_minute() -> None:
    week = {day: ((time(10), time(16)),) for day in DAYS[:4]}
    twente = loket("twente", phone="053 123 45 67", hours=week)
    known = SimpleNamespace(lokets=SimpleNamespace(all=lambda: (twente,)))
    closed: dict[str, list[Closure]] = {}
    clock = ManualClock(at("2026-11-23T11:00"))

    async def desk() -> Opening:
        return Opening({"twente": twente}, {}, {}, dict(closed))

    people = People(known, "088 123 45 67", "ma-vr 9.00-17.00", clock, desk)
    await people.look()
    assert people.number_now("Twente") == "+31531234567"
    closed["twente"] = [Closure("1", "twente", date(2026, 11, 23), date(2026, 11, 23), "studiedag")]
    clock.now += 60_000
    await people.look()
    assert people.number_now("Twente") == "+31881234567"


def test_without_a_number_nobody_is_reached() -> None:
    people = People(None, "", "ma-vr 9.00-17.00", ManualClock(at("2026-11-23T11:00")))
    assert people.number_now("") is None and not people.exist


@pytest.mark.parametrize(("written", "number"), [
    ("088 123 45 67", "+31881234567"), ("+31 88 123 45 67", "+31881234567"), ("06-12345678", "+31612345678"),
    ("", None), (None, None), ("113", None),
])  # fmt: skip
def test_numbers_as_providers_dial_them(written: str | None, number: str | None) -> None:
    assert dialable(written) == number
