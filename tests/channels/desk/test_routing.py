"""Where somebody goes: the loket of the region, the shared queue, or nobody now; by hours, holidays and closures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path

import pytest

from channels.desk.directory import anywhere
from channels.desk.errors import Invalid
from channels.desk.opening import amsterdam, in_words, parse_hours
from channels.desk.people import Role
from channels.desk.presence import PresenceState
from tests.channels.desk.office import ASKS, TWENTE, ZEELAND, ZWOLLE, Office
from tests.channels.fakes import DAY, HOUR, NOON, FakeEngine, ManualClock, loket, running, settings

WEEK = {day: ((time(9), time(17)),) for day in ("mo", "tu", "we", "th", "fr")}
MONDAY = NOON + DAY  # 23 November 2026, noon


async def test_to_the_loket_of_the_region_when_somebody_is_there(office: Office) -> None:
    await office.adviser("Samira", ZWOLLE)
    await office.adviser("Piet", ZEELAND)
    talk = await office.waiting("Middelburg")
    assert (await office.handover(talk)).queue == ZEELAND


async def test_else_to_the_shared_queue(office: Office) -> None:
    await office.adviser("Samira", ZWOLLE)
    talk = await office.waiting("Enschede")
    found = await office.handover(talk)
    assert (found.queue, found.plaats, found.regio) == ("", "Enschede", "Twente")


async def test_a_loket_that_does_not_share_does_not_get_the_regions_of_others(office: Office) -> None:
    await office.adviser("Samira", ZWOLLE)
    boss = await office.adviser("Cor", ZWOLLE, role=Role.COORDINATOR, state=None)
    await office.desk.house.set_shared(boss, ZWOLLE, False)
    talk = await office.citizen("Enschede")
    office.asks()
    assert (await talk.say(ASKS))["owner"] == "bot"
    near = await office.waiting("Zwolle")
    assert (await office.handover(near)).queue == ZWOLLE


async def test_in_danger_anybody_who_is_there_will_do(office: Office) -> None:
    await office.adviser("Samira", ZWOLLE)
    boss = await office.adviser("Cor", ZWOLLE, role=Role.COORDINATOR, state=None)
    await office.desk.house.set_shared(boss, ZWOLLE, False)
    talk = await office.citizen("Enschede")
    assert (await talk.say("ik wil dood"))["owner"] == "wachtrij"


# ---- the region is asked once ---------------------------------------------------------------------------------------


async def test_an_unknown_region_is_asked_for_while_one_already_waits(office: Office) -> None:
    await office.adviser("Samira", ZWOLLE)
    talk = await office.citizen(plaats=None)
    office.asks()
    answer = await talk.say(ASKS)
    assert [m["text"] for m in answer["messages"]] == ["[queue_joined]", "[desk.ask_region]"]
    assert answer["messages"][1]["asks"]["slot"] == "plaats"
    reply = await talk.say("ik woon in Zwolle")
    assert [m["text"] for m in reply["messages"]] == ["[desk.region_found Loket regio-zwolle]"]
    found = await office.handover(talk)
    assert (found.queue, found.plaats) == (ZWOLLE, "Zwolle")


@pytest.mark.parametrize("answer", ["maakt niet uit", "Dat maakt me niet uit!", "geen voorkeur", "ergens"])
async def test_it_does_not_matter_works_and_so_does_what_nobody_understands(office: Office, answer: str) -> None:
    await office.adviser("Samira", ZWOLLE)
    talk = await office.waiting(plaats=None)
    assert [m["text"] for m in (await talk.say(answer))["messages"]] == ["[desk.any_region]"]
    assert (await talk.say("Zwolle"))["messages"] == [], "asked once; what follows is for the adviser"
    assert (await office.handover(talk)).queue == ""


async def test_a_region_with_nobody_keeps_its_place_in_the_shared_queue(office: Office) -> None:
    await office.adviser("Samira", ZWOLLE)
    talk = await office.waiting(plaats=None)
    assert [m["text"] for m in (await talk.say("Middelburg"))["messages"]] == ["[desk.region_nobody]"]
    found = await office.handover(talk)
    assert (found.queue, found.plaats) == ("", "Middelburg")


def test_what_is_taken_for_anywhere() -> None:
    assert all(map(anywhere, ("maakt niet uit", "Het maakt mij niks uit.", "zeg ik liever niet", "overal")))
    assert not any(map(anywhere, ("Zwolle maakt niet uit hoe", "ik woon in Zwolle", "")))


# ---- hours ----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def open_week(database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> AsyncIterator[Office]:
    """Zwolle is open on weekdays from nine to five, as the knowledge says; it is Monday noon."""
    clock.now = MONDAY
    async with running(
        settings(tmp_path, database_url), engine, clock, (loket(ZWOLLE, hours=WEEK), loket(TWENTE))
    ) as api:
        yield Office(api)


async def _asks(office: Office) -> tuple[str, str]:
    talk = await office.citizen("Zwolle")
    office.asks()
    answer = await talk.say(ASKS)
    return answer["owner"], answer["messages"][0]["text"]


async def test_within_the_hours_one_waits(open_week: Office) -> None:
    await open_week.adviser()
    assert (await _asks(open_week))[0] == "wachtrij"


async def test_outside_them_one_is_told_when_it_opens_though_somebody_is_still_there(open_week: Office) -> None:
    open_week.api.clock.forward(5 * HOUR)
    await open_week.adviser()
    assert await _asks(open_week) == ("bot", "Dat kan.\n\n[desk.opens morgen vanaf 9.00 uur]")


async def test_a_public_holiday_is_shut_and_so_is_a_closure(open_week: Office) -> None:
    boss = await open_week.adviser("Cor", ZWOLLE, role=Role.COORDINATOR, state=None)
    await open_week.desk.house.add_closure(boss, ZWOLLE, date(2026, 12, 24), date(2026, 12, 24), "studiedag")
    open_week.api.clock.now = NOON + 32 * DAY  # Thursday 24 December; Friday is Christmas
    await open_week.adviser()
    assert await _asks(open_week) == ("bot", "Dat kan.\n\n[desk.opens maandag 28 december vanaf 9.00 uur]")
    house = await open_week.desk.house.of(boss, ZWOLLE)
    assert house.open_now is False
    assert (date(2026, 12, 25), "Eerste kerstdag") in house.holidays
    await open_week.desk.house.remove_closure(boss, house.closures[0].id)
    assert (await _asks(open_week))[0] == "wachtrij"


async def test_the_coordinators_hours_come_before_those_of_the_knowledge(open_week: Office) -> None:
    boss = await open_week.adviser("Cor", ZWOLLE, role=Role.COORDINATOR)
    await open_week.desk.house.set_hours(boss, ZWOLLE, {"tu": [["10:00", "12:00"]]})
    assert await _asks(open_week) == ("bot", "Dat kan.\n\n[desk.opens morgen vanaf 10.00 uur]")
    await open_week.desk.house.set_hours(boss, ZWOLLE, None)
    assert (await _asks(open_week))[0] == "wachtrij"


async def test_hours_that_nobody_told_us_are_not_shut(open_week: Office) -> None:
    await open_week.adviser("Truus", TWENTE)
    talk = await open_week.waiting("Enschede")
    assert (await open_week.handover(talk)).queue == TWENTE


def test_hours_that_cannot_be_are_refused() -> None:
    for wrong in ({"xx": [["09:00", "10:00"]]}, {"mo": [["10:00", "09:00"]]}, {"mo": [["9", "x"]]},
                  {"mo": [["09:00", "12:00"], ["11:00", "13:00"]]}):  # fmt: skip
        with pytest.raises(Invalid):
            parse_hours(wrong)
    assert parse_hours({"mo": [["13:00", "17:00"], ["09:00", "12:00"]], "tu": []}) == {
        "mo": ((time(9), time(12)), (time(13), time(17)))
    }


def test_moments_are_written_as_people_say_them() -> None:
    assert in_words(amsterdam(MONDAY + HOUR), MONDAY) == "vandaag vanaf 13.00 uur"
    assert in_words(amsterdam(MONDAY + 3 * DAY), MONDAY) == "donderdag 26 november vanaf 12.00 uur"


# ---- those who wait where nobody is any more ------------------------------------------------------------------------


async def _rounds(office: Office, minutes: int) -> None:
    for _ in range(minutes):
        await office.api.gateway.upkeep.round()
        office.api.clock.forward(60_000)
    await office.api.gateway.upkeep.round()


async def test_who_waits_where_nobody_is_any_more_is_told_and_goes_on_with_the_bot(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    await office.desk.presence.set(samira, PresenceState.NIET_BESCHIKBAAR)
    await _rounds(office, 4)
    assert (await office.owner(talk)).value == "wachtrij", "stepping out for a moment sends nobody away"
    await _rounds(office, 2)
    assert (await office.owner(talk)).value == "bot"
    last = (await talk.messages())[-1]
    assert last["text"] == "[mens_spreken.outside_hours]"
    assert [b["payload"] for b in last["buttons"]] == ["/mens_terugbellen"]
    assert (await office.handover(talk)).outcome == "niemand_aanwezig"


async def test_or_to_the_shared_queue_when_another_loket_is_there(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    await office.adviser("Piet", ZEELAND)
    await office.desk.presence.set(samira, PresenceState.NIET_BESCHIKBAAR)
    piet = await office.adviser("Pim", ZEELAND)
    for _ in range(6):
        await office.desk.presence.beat(piet)
        await office.api.gateway.upkeep.round()
        office.api.clock.forward(60_000)
    assert (await office.owner(talk)).value == "wachtrij"
    assert (await office.handover(talk)).queue == ""
    assert (await office.texts(talk))[-1] == "[desk.region_nobody]"


async def test_who_comes_back_in_time_keeps_them_waiting_no_longer(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    await office.desk.presence.set(samira, PresenceState.EVEN_WEG)
    await _rounds(office, 4)
    await office.desk.presence.set(samira, PresenceState.AANWEZIG)
    await _rounds(office, 1)
    assert (await office.handover(talk)).unserved_since is None
    await office.desk.presence.set(samira, PresenceState.EVEN_WEG)
    await _rounds(office, 4)
    assert (await office.owner(talk)).value == "wachtrij"
