"""The time line: days to come only, each with a source and its date; and the same days as a calendar file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.overview.calendar import calendar
from channels.overview.deadlines import Deadline, deadlines, left_in_words
from channels.overview.offers import offers
from channels.overview.rights import rights
from channels.overview.ticks import name_of
from knowledge.moments import AMSTERDAM
from knowledge.records import Arrangement
from knowledge.search.items import ItemSource
from tests.channels.overview_world import NOW, TODAY, arrangement, card, for_employers, found, offer, shelf, thing


def days_of(record: Arrangement, verdict: str = "waarschijnlijk", now: datetime = NOW, **told: Any) -> list[Deadline]:
    every = rights(found(card(record, verdict, **told)), shelf(record), now, frozenset())
    return list(deadlines(every, (), now))


def test_the_last_day_to_apply_with_its_hour() -> None:
    [day] = days_of(arrangement())
    assert (day.on, day.what) == (date(2026, 11, 30), "Laatste dag om aan te vragen")
    assert day.at == datetime(2026, 11, 30, 17, 0, tzinfo=AMSTERDAM)
    assert (day.source.title, day.source.date) == ("Het fonds", "2026-05")


def test_a_window_that_ends_with_the_day_has_no_hour() -> None:
    [day] = days_of(arrangement(budget={"windows": [{"opens": "2026-11-02", "closes": "2026-11-30"}]}))
    assert (day.on, day.at) == (date(2026, 11, 30), None)


def test_what_is_shut_opens_and_shuts_again() -> None:
    window = {"opens": "2027-02-01T09:00", "closes": "2027-03-01"}
    days = days_of(arrangement(budget={"windows": [window]}), "niet", why=["U kunt nu niet aanvragen."])
    assert [(day.on, day.what) for day in days] == [
        (date(2027, 2, 1), "Vanaf nu kunt u aanvragen"), (date(2027, 3, 1), "Laatste dag om aan te vragen"),
    ]  # fmt: skip
    assert days[0].at == datetime(2027, 2, 1, 9, 0, tzinfo=AMSTERDAM)


def test_what_does_not_fit_for_another_reason_has_no_days() -> None:
    window = {"opens": "2027-02-01", "closes": "2027-03-01"}
    assert days_of(arrangement(budget={"windows": [window]}), "niet", why=["Nu dicht.", "U bent te oud."]) == []
    assert days_of(arrangement(), "niet", why=["U bent te oud."]) == []


def test_the_day_of_an_employer_is_said_to_be_theirs() -> None:
    told = {"why": ["Dit vraagt een werkgever aan."], "check": ["Vraag uw werkgever."]}
    [day] = days_of(for_employers(), "niet", **told)
    assert day.what == "Laatste dag voor uw werkgever"


def test_until_when_a_rule_holds_is_no_day_to_do_something() -> None:
    assert days_of(arrangement(kind="rule", form="recht")) == []


def test_a_day_that_has_passed_is_gone() -> None:
    assert days_of(arrangement(), now=datetime(2026, 12, 1, tzinfo=AMSTERDAM)) == []


def test_only_what_was_chosen_puts_its_days_on_the_line() -> None:
    course = offer("opleiding-1", "opleiding", start=date(2027, 2, 1), available_to=date(2027, 9, 30))
    cards = found(thing("opleiding", "opleiding-1"))
    chosen = frozenset({name_of("keuze", "opleiding", "opleiding-1")})
    for ticked, expected in ((frozenset[str](), []), (chosen, ["Begint", "Laatste dag van dit aanbod"])):
        listed = offers(cards, shelf(course), TODAY, ticked).get("opleiding", ())
        assert [day.what for day in deadlines((), listed, NOW)] == expected


def test_an_offer_without_a_dated_source_or_that_is_over_has_no_days() -> None:
    chosen = frozenset({name_of("keuze", "leerbaan", "leerbaan-1")})
    undated = thing("leerbaan", "leerbaan-1", source={"title": "Zonder datum"})
    for item, record in (
        (undated, offer()),
        (thing("leerbaan", "leerbaan-1"), offer(available_to=date(2026, 11, 1))),
        (thing("leerbaan", "leerbaan-1"), offer("een-ander", source=ItemSource("x", None, "2026"))),
    ):
        listed = offers(found(item), shelf(record), TODAY, chosen)["leerbaan"]
        assert deadlines((), listed, NOW) == ()


@given(
    opens=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    length=st.integers(1, 200),
    on=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    verdict=st.sampled_from(["waarschijnlijk", "misschien", "niet"]),
)
def test_every_day_is_to_come_and_has_a_source_with_a_date(
    opens: date, length: int, on: datetime, verdict: str
) -> None:
    closes = opens + timedelta(days=length)
    window = {"opens": opens.isoformat(), "closes": closes.isoformat()}
    record = arrangement(budget={"windows": [window]}, valid={"from": "2020-01-01", "to": None})
    now = on.replace(tzinfo=AMSTERDAM)
    for day in days_of(record, verdict, now):
        assert day.on >= now.date()
        assert day.on in (opens, closes)
        assert day.source.title and day.source.date and day.source.on


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "vandaag"), (1, "morgen"), (9, "over 9 dagen"), (40, "over 6 weken"), (120, "over 4 maanden")],
)
def test_how_long_it_is_still(days: int, words: str) -> None:
    assert left_in_words(days) == words


# ---- the calendar file ----------------------------------------------------------------------------------------------


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_day_is_a_whole_day_and_an_hour_an_hour_in_dutch_time() -> None:
    whole = arrangement("heel", budget={"windows": [{"opens": "2026-11-02", "closes": "2026-12-15"}]})
    days = [*days_of(arrangement()), *days_of(whole)]
    content = calendar(days, NOW)
    hour, day = events(content)
    assert hour["DTSTART"].dt == datetime(2026, 11, 30, 17, 0, tzinfo=AMSTERDAM)
    assert hour["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert b"BEGIN:VTIMEZONE" in content
    assert day["DTSTART"].dt == date(2026, 12, 15)
    assert day["DTEND"].dt == date(2026, 12, 16)
    assert "Het fonds, stand mei 2026" in str(day["DESCRIPTION"])


def test_a_day_keeps_its_uid_also_when_it_was_corrected() -> None:
    corrected = arrangement(budget={"windows": [{"opens": "2026-11-02", "closes": "2026-12-24"}]})
    [before], [after] = days_of(arrangement()), days_of(corrected)
    assert before.on != after.on
    assert before.uid == after.uid
    other = arrangement("iets_anders")
    assert before.uid != days_of(other)[0].uid
    assert [event["UID"] for event in events(calendar([before], NOW))] == [before.uid]


def test_an_example_is_called_one_in_the_calendar_too() -> None:
    [day] = days_of(arrangement(), demo=True)
    [event] = events(calendar([day], NOW))
    assert str(event["SUMMARY"]).startswith("Voorbeeld: ")
    assert "bestaat niet echt" in str(event["DESCRIPTION"])


def test_a_calendar_without_days_is_still_one() -> None:
    assert events(calendar([], NOW)) == []
