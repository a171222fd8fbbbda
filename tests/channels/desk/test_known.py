"""What the adviser starts with, and what they correct: the bot knows it before it speaks again."""

from __future__ import annotations

import pytest

from channels.desk.errors import Invalid, NotFound, NotHeld
from channels.desk.known import SLOT_TITLES
from channels.desk.tables import audit, engine_updates
from knowledge.profile import SLOTS
from tests.channels.desk.office import ZEELAND, Office
from tests.channels.fakes import turn

CARD = {"kind": "regeling", "id": "slim", "title": "SLIM", "verdict": "misschien"}


async def test_the_story_is_there_slots_with_who_said_them_finds_and_topics(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.citizen()
    office.lives(talk, "Zwolle", leeftijd=58, ontslag=True, werksituatie="werknemer")
    office.api.engine.replies["geld"] = turn("Dit is er.", "financiering_overzicht", items=[CARD])
    for text in ("geld", "wat is evc"):
        await talk.say(text)
    office.asks()
    await talk.say("een mens graag")
    known = await office.desk.known.of(samira, talk.id)
    shown = {one.slot: (one.title, one.shown, one.by, one.at) for one in known.slots}
    assert shown["leeftijd"] == ("Leeftijd", "58", "citizen", "2026-11-22T11:00:00+01:00")
    assert shown["ontslag"][1] == "Ja"
    assert shown["werksituatie"][1] == "Werknemer"
    assert [(item["id"], item["verdict"]) for item in known.items] == [("slim", "misschien")]
    assert [topic for topic, _ in known.topics] == [
        "gesprek_groet", "financiering_overzicht", "evc_uitleg", "mens_spreken",
    ]  # fmt: skip
    assert known.live


async def test_a_correction_goes_into_the_bots_memory_with_who_made_it(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.known.correct(samira, talk.id, "leeftijd", 61)
    fact = office.api.engine.profiles[talk.id]["leeftijd"]
    assert (fact["value"], fact["by"]) == (61, f"adviser:{samira.id}")
    [found] = [one for one in (await office.desk.known.of(samira, talk.id)).slots if one.slot == "leeftijd"]
    assert (found.value, found.by, found.by_name) == (61, "adviser", "Samira")
    assert await office.rows(engine_updates) == [], "told already"


async def test_what_is_not_so_can_be_forgotten(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.known.correct(samira, talk.id, "plaats", None)
    assert office.api.engine.profiles[talk.id] == {}
    assert (await office.handover(talk)).plaats is None


async def test_while_the_bot_is_away_what_was_known_shows_and_corrections_wait_for_it(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    office.api.engine.mode = "down"
    await office.desk.known.correct(samira, talk.id, "leeftijd", 61)
    known = await office.desk.known.of(samira, talk.id)
    assert not known.live
    assert {one.slot: one.value for one in known.slots} == {"plaats": "Zwolle", "leeftijd": 61}
    await office.desk.chats.give_back(samira, talk.id, "", "beantwoord")
    office.api.engine.mode = "ok"
    await talk.say("hallo")
    assert office.api.engine.profiles[talk.id]["leeftijd"]["value"] == 61
    assert await office.rows(engine_updates) == []


async def test_what_a_slot_cannot_hold_is_refused_and_others_may_not_correct(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await office.talking(samira)
    for slot, value in (("leeftijd", 400), ("leeftijd", "oud"), ("werksituatie", "koning"), ("schoenmaat", 43),
                        ("ontslag", "ja"), ("beslist_een_ander", True), ("plaats", "  ")):  # fmt: skip
        with pytest.raises(Invalid):
            await office.desk.known.correct(samira, talk.id, slot, value)
    with pytest.raises(NotHeld):
        await office.desk.known.correct(ben, talk.id, "leeftijd", 61)
    stranger = await office.adviser("Piet", ZEELAND)
    with pytest.raises(NotFound):
        await office.desk.known.of(stranger, talk.id)
    assert office.api.engine.updates == []


async def test_personal_numbers_do_not_get_in_this_way_and_the_trail_holds_no_words(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.known.correct(samira, talk.id, "beroep_nu", "kok 06-12345678")
    assert office.api.engine.profiles[talk.id]["beroep_nu"]["value"] == "kok <telefoon>"
    [entry] = [row for row in await office.rows(audit) if row.action == "gecorrigeerd"]
    assert entry.detail == {"slot": "beroep_nu"}


async def test_a_corrected_place_is_the_region_that_counts(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.known.correct(samira, talk.id, "plaats", "Middelburg")
    found = await office.handover(talk)
    assert (found.plaats, found.regio) == ("Middelburg", "Zeeland")


def test_every_slot_that_is_asked_has_a_title() -> None:
    assert set(SLOT_TITLES) == {slot for slot, one in SLOTS.items() if one.asked}


async def test_what_can_be_filled_in_has_its_choices(office: Office) -> None:
    choices = {one.slot: one for one in office.desk.known.editable()}
    assert ("mbo2", "Mbo2") in choices["hoogste_opleiding"].options
    assert choices["ontslag"].options == ((True, "Ja"), (False, "Nee"))
    assert choices["plaats"].options == ()
