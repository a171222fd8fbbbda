"""An appointment at the loket: times that the loket sets, booked without a name, cancelled by either, in a calendar."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from channels.conversation.payload import parse
from channels.desk.appointments import expire, new_slot_id
from channels.desk.errors import AlreadyTaken, Conflict, Invalid, NotAllowed, NotFound, NotHeld
from channels.desk.people import Role
from channels.desk.tables import appointment_slots, appointments
from tests.channels.desk.office import ZEELAND, ZWOLLE, Office
from tests.channels.fakes import DAY, HOUR, FakeEngine, ManualClock, Talk, running, settings, turn

MONDAY = date(2026, 11, 23)


async def offered(office: Office, places: int = 1, count: int = 3, where: str = "Stationsplein 1") -> Any:
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    await office.desk.agenda.add(boss, ZWOLLE, MONDAY, "09:30", 30, count, places, "loket", where)
    return boss


async def asks(office: Office, plaats: str | None = "Zwolle") -> tuple[Talk, dict[str, Any]]:
    talk = await office.citizen(plaats)
    office.api.engine.replies["ik wil een afspraak"] = turn("Wij bellen u.", "loket_afspraak")
    answer = await talk.say("ik wil een afspraak")
    return talk, answer["messages"][-1]


async def test_the_loket_offers_times_in_a_row(office: Office) -> None:
    boss = await offered(office)
    slots = await office.desk.agenda.slots(boss, ZWOLLE, MONDAY, MONDAY)
    assert [f"{slot.when:%H:%M}" for slot in slots] == ["09:30", "10:00", "10:30"]
    with pytest.raises(Conflict):
        await office.desk.agenda.add(boss, ZWOLLE, MONDAY, "10:00", 30)
    assert len(await office.desk.agenda.slots(boss, ZWOLLE, MONDAY, MONDAY)) == 3


@pytest.mark.parametrize(
    "wrong", [{"start": "9 uur"}, {"minutes": 3}, {"count": 0}, {"kind": "thuis"}, {"day": date(2026, 11, 21)},
              {"start": "23:30", "count": 3}],
)  # fmt: skip
async def test_times_that_cannot_be_are_refused(office: Office, wrong: dict[str, Any]) -> None:
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    with pytest.raises(Invalid):
        await office.desk.agenda.add(boss, **{"loket": ZWOLLE, "day": MONDAY, "start": "09:30", "minutes": 30, **wrong})


async def test_only_the_coordinator_of_the_loket_sets_times(office: Office) -> None:
    samira, other = await office.adviser(), await office.adviser("Piet", ZEELAND, role=Role.COORDINATOR)
    for who in (samira, other):
        with pytest.raises(NotAllowed):
            await office.desk.agenda.add(who, ZWOLLE, MONDAY, "09:30", 30)
    with pytest.raises(NotFound):
        await office.desk.agenda.slots(other, ZWOLLE, MONDAY, MONDAY)


async def test_who_asks_gets_the_first_free_times_of_their_loket(office: Office) -> None:
    await offered(office)
    _, message = await asks(office)
    assert message["text"] == "[desk.choose_time Loket regio-zwolle]"
    assert [b["title"] for b in message["buttons"]] == [
        "maandag 23 november om 9.30 uur, op het loket", "maandag 23 november om 10.00 uur, op het loket",
        "maandag 23 november om 10.30 uur, op het loket", "Titel van mens_terugbellen",
    ]  # fmt: skip


async def test_an_unknown_place_is_asked_for_and_then_the_times_come(office: Office) -> None:
    await offered(office)
    talk, message = await asks(office, plaats=None)
    assert (message["text"], message["asks"]["slot"]) == ("[desk.ask_region_appointment]", "plaats")
    answer = (await talk.say("Zwolle"))["messages"][-1]
    assert answer["text"] == "[desk.choose_time Loket regio-zwolle]"
    assert office.api.engine.heard(talk.id) == ["ik wil een afspraak"]
    [(_, told)] = office.api.engine.updates
    assert told["profile"]["plaats"]["value"] == "Zwolle", "the bot need not ask it again"


async def test_whoever_answers_something_else_goes_on_with_the_bot(office: Office) -> None:
    await offered(office)
    talk, _ = await asks(office, plaats=None)
    assert (await talk.say("wat is evc"))["messages"][-1]["text"] == "U zei: wat is evc"


@pytest.mark.parametrize("plaats", ["Middelburg", None])
async def test_without_times_the_bots_own_answer_stands(office: Office, plaats: str | None) -> None:
    _, message = await asks(office, plaats)
    assert message["text"] == "Wij bellen u."


async def book(talk: Talk, message: dict[str, Any], which: int = 0) -> dict[str, Any]:
    return (await talk.press(message["buttons"][which]["payload"]))["messages"][-1]


async def test_a_press_books_it_and_gives_a_number_and_a_calendar_file(office: Office) -> None:
    await offered(office)
    talk, message = await asks(office)
    booked = await book(talk, message)
    [card] = booked["items"]
    assert booked["text"] == f"[desk.booked maandag 23 november om 9.30 uur {card['id']} Loket regio-zwolle]"
    assert card["facts"]["waar"] == "Stationsplein 1"
    file = await office.api.client.get(card["calendar"], headers=talk.headers)
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "attachment" in file.headers["content-disposition"]
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert str(event["location"]) == "Stationsplein 1"
    assert card["id"] in str(event["description"])
    assert str(event["status"]) == "CONFIRMED"


async def test_where_the_loket_wrote_no_place_it_is_the_loket_itself(office: Office) -> None:
    await offered(office, where="")
    talk, message = await asks(office)
    [card] = (await book(talk, message))["items"]
    assert card["facts"]["waar"] == "Loket regio-zwolle"
    file = await office.api.client.get(card["calendar"], headers=talk.headers)
    assert str(Calendar.from_ical(file.content).walk("VEVENT")[0]["location"]) == "Loket regio-zwolle"


async def test_the_file_is_for_who_holds_the_key_of_the_conversation(office: Office) -> None:
    await offered(office)
    talk, message = await asks(office)
    path = (await book(talk, message))["items"][0]["calendar"]
    assert (await office.api.client.get(path)).status_code == 401
    other = await office.citizen()
    assert (await office.api.client.get(path, headers=other.headers)).status_code == 404
    elsewhere = path.replace(talk.id, other.id)
    assert (await office.api.client.get(elsewhere, headers=other.headers)).status_code == 404
    ticket = (await office.api.client.post(f"{talk.path}/ticket", headers=talk.headers)).json()["ticket"]
    assert (await office.api.client.get(path, params={"ticket": ticket})).status_code == 200


def test_the_id_of_a_time_is_never_taken_for_a_personal_number() -> None:
    for _ in range(2_000):
        slot_id = new_slot_id()
        assert str(parse(f'/loket_afspraak{{"keuze": "{slot_id}"}}')) == f'/loket_afspraak{{"keuze": "{slot_id}"}}'


async def test_the_same_press_again_books_once_and_another_time_replaces_it(office: Office) -> None:
    await offered(office)
    talk, message = await asks(office)
    first, again = await book(talk, message), await book(talk, message)
    assert first["items"] == again["items"]
    other = await book(talk, message, which=1)
    assert other["items"][0]["id"] != first["items"][0]["id"]
    taken = {row.starts_at: row.taken for row in await office.rows(appointment_slots)}
    assert sorted(taken.values()) == [0, 0, 1]
    assert sorted(row.state for row in await office.rows(appointments)) == ["booked", "cancelled"]


async def test_of_many_who_want_the_last_place_one_gets_it_on_two_gateways(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    chosen = settings(tmp_path, database_url)
    async with running(chosen, engine, clock) as one, running(chosen, engine, clock) as two:
        office = Office(one)
        await offered(office, places=2, count=1)
        found = [await asks(office) for _ in range(8)]
        payload = found[0][1]["buttons"][0]["payload"]
        talks = [Talk((one, two)[n % 2].client, talk.id, talk.token, talk.started) for n, (talk, _) in enumerate(found)]
        answers = await asyncio.gather(*(talk.press(payload) for talk in talks))
        texts = [answer["messages"][-1]["text"].split()[0] for answer in answers]
        assert sorted(texts) == ["[desk.booked"] * 2 + ["[desk.time_gone]"] * 6
        [slot] = await office.rows(appointment_slots)
        assert slot.taken == 2


async def test_cancelled_by_the_citizen_the_time_is_free_and_the_file_says_so(office: Office) -> None:
    await offered(office, count=1)
    talk, message = await asks(office)
    booked = await book(talk, message)
    cancel = booked["buttons"][0]["payload"]
    answer = (await talk.press(cancel))["messages"][-1]
    assert answer["text"] == "[desk.cancelled]"
    [card] = answer["items"]
    assert card["title"].startswith("Afgezegd")
    assert "calendar" not in card
    file = await office.api.client.get(booked["items"][0]["calendar"], headers=talk.headers)
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)
    assert (await talk.press(cancel))["messages"][-1]["text"] == "[desk.nothing_to_cancel]"
    assert (await asks(office))[1]["text"].startswith("[desk.choose_time")


async def test_a_time_that_is_too_soon_is_not_offered_nor_booked(office: Office) -> None:
    await offered(office, count=1)
    talk, message = await asks(office)
    office.api.clock.forward(20 * HOUR)  # eight in the morning; it starts at half past nine
    assert (await book(talk, message))["text"] == "[desk.time_gone]"
    assert (await asks(office))[1]["text"] == "Wij bellen u."


# ---- the work list --------------------------------------------------------------------------------------------------


async def test_the_loket_takes_it_on_and_notes_how_it_went(office: Office) -> None:
    await offered(office)
    samira, ben = await office.adviser(), await office.adviser("Ben")
    await office.api.client.get("/healthz")
    talk = await office.citizen()
    await talk.say("wat is evc")
    _, message = await asks(office)
    booked = await book(talk, message)
    [line] = await office.desk.appointments.open(samira)
    assert (line.reference, line.conversation_id) == (booked["items"][0]["id"], talk.id)
    assert line.topic_title == "Titel van evc_uitleg"
    await office.desk.appointments.claim(samira, line.id)
    with pytest.raises(AlreadyTaken):
        await office.desk.appointments.claim(ben, line.id)
    with pytest.raises(NotHeld):
        await office.desk.appointments.finish(ben, line.id, "gesproken")
    await office.desk.appointments.release(samira, line.id)
    await office.desk.appointments.claim(ben, line.id)
    with pytest.raises(Invalid):
        await office.desk.appointments.finish(ben, line.id, "leuk")
    await office.desk.appointments.finish(ben, line.id, "niet_gekomen")
    assert await office.desk.appointments.open(samira) == []
    stranger = await office.adviser("Piet", ZEELAND)
    with pytest.raises(NotFound):
        await office.desk.appointments.claim(stranger, line.id)


async def test_cancelled_by_the_loket_the_citizen_is_told(office: Office) -> None:
    boss = await offered(office, count=1)
    samira = await office.adviser()
    talk, message = await asks(office)
    await book(talk, message)
    [line] = await office.desk.appointments.open(samira)
    [slot] = await office.desk.agenda.slots(boss, ZWOLLE, MONDAY, MONDAY)
    with pytest.raises(Conflict, match="geboekt"):
        await office.desk.agenda.remove(boss, slot.id)
    await office.desk.appointments.cancel(samira, line.id)
    told = (await talk.messages())[-1]
    assert told["text"] == "[desk.loket_cancelled maandag 23 november om 9.30 uur]"
    await office.desk.agenda.remove(boss, slot.id)
    assert await office.rows(appointment_slots) == []


async def test_what_nobody_closed_expires(office: Office) -> None:
    await offered(office, count=1)
    talk, message = await asks(office)
    await book(talk, message)
    office.api.clock.forward(3 * DAY)
    assert await office.api.gateway.database.write(lambda c: expire(c, office.api.clock.now)) == 1
    [row] = await office.rows(appointments)
    assert row.state == "expired"


@pytest.mark.parametrize("plaats", ["Zwolle", None])
async def test_with_nobody_to_talk_to_an_appointment_is_offered_too(office: Office, plaats: str | None) -> None:
    office.asks()
    before = (await (await office.citizen(plaats)).say("een mens graag"))["messages"][0]
    assert [b["payload"] for b in before["buttons"]] == ["/mens_terugbellen"]
    await offered(office)
    after = (await (await office.citizen(plaats)).say("een mens graag"))["messages"][0]
    assert [b["payload"] for b in after["buttons"]] == ["/mens_terugbellen", "/loket_afspraak"]
