"""To a person, from anywhere in a conversation: every reason, end to end, and the honest answer if nobody is there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from channels.conversation.owner import Owner
from channels.conversation.tables import callbacks, messages
from channels.desk.outcomes import REASONS
from channels.desk.presence import PresenceState
from channels.desk.tables import handovers
from tests.channels.desk.office import ASKS, ZWOLLE, Office
from tests.channels.fakes import FakeEngine, ManualClock, Talk, running, settings, turn


async def test_it_may_be_the_very_first_thing_that_is_asked(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen()
    office.asks()
    answer = await talk.say(ASKS)
    assert answer["owner"] == "wachtrij"
    assert [m["text"] for m in answer["messages"]] == ["[queue_joined]"], "not the bot's words about calling back"
    assert answer["messages"][0]["topic"] == "mens_spreken"


@pytest.mark.parametrize("reason", [code for code in REASONS if code != "engine_down"])
async def test_every_reason_of_the_engine_is_kept(office: Office, reason: str) -> None:
    await office.adviser()
    talk = await office.citizen()
    office.asks(reason, text="dit lukt niet", topic="evc_aanvragen")
    answer = await talk.say("dit lukt niet")
    assert answer["owner"] == "wachtrij"
    assert [m["text"] for m in answer["messages"]] == ["Dat kan.", "[queue_joined]"], (
        "what was said of the matter stays"
    )
    found = await office.handover(talk)
    assert (found.reason, found.urgent) == (reason, reason == "distress")


async def test_a_yes_that_the_bot_took_for_calling_back_leads_to_a_person_who_is_there(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen()
    office.asks("not_understood", "ja", "mens_terugbellen", asks={"slot": "telefoon", "step": 1, "at_most": 3})
    answer = await talk.say("ja")
    assert [m["text"] for m in answer["messages"]] == ["[queue_joined]"]
    assert answer["messages"][0]["asks"] is None


async def test_danger_leads_to_a_person_at_once_and_is_marked(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen()
    answer = await talk.say("ik wil dood")
    assert answer["owner"] == "wachtrij"
    assert [m["text"] for m in answer["messages"]] == ["[crisis]", "[crisis_follow_up]"]
    found = await office.handover(talk)
    assert found.urgent
    assert not found.region_asked, "who is in danger is not asked where they live"


async def test_violence_leads_to_a_person_at_once_with_its_own_words(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen()
    answer = await talk.say("mijn man slaat me")
    assert answer["owner"] == "wachtrij"
    assert [m["text"] for m in answer["messages"]] == ["[crisis_geweld]", "[crisis_geweld_follow_up]"]
    assert (await office.handover(talk)).urgent


async def test_danger_that_the_model_saw_is_answered_before_anything_else(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen(plaats=None)
    office.asks("distress", "het is op", "gesprek_crisis")
    answer = await talk.say("het is op")
    assert [m["text"] for m in answer["messages"]] == ["Dat kan.", "[crisis_follow_up]"]


async def test_when_the_engine_is_down_who_asks_for_a_person_gets_one(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen()
    office.api.engine.mode = "down"
    answer = await talk.press("/mens_spreken")
    assert answer["owner"] == "wachtrij"
    said = [m["text"] for m in answer["messages"]]
    assert said == ["[engine_down]", "[queue_joined]", "[desk.ask_region]"], "the bot cannot tell where they live"
    assert (await office.handover(talk)).reason == "engine_down"


async def test_whom_the_engine_fails_twice_in_a_row_gets_a_person(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen()
    office.api.engine.mode = "error"
    first = await talk.say("wat is evc")
    assert first["owner"] == "bot"
    assert [b["payload"] for b in first["messages"][0]["buttons"]] == ["/mens_terugbellen"]
    assert (await talk.say("wat is evc dan"))["owner"] == "wachtrij"


async def test_one_failure_between_answers_calls_nobody(office: Office) -> None:
    await office.adviser()
    talk = await office.citizen()
    for mode in ("error", "ok", "error"):
        office.api.engine.mode = mode
        assert (await talk.say("wat is evc"))["owner"] == "bot"


async def test_while_waiting_and_with_a_person_the_bot_gets_nothing(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    waiting = await talk.say("bent u daar? 06-12345678")
    assert [m["text"] for m in waiting["messages"]] == ["[masked_notice]"]
    await office.desk.queue.claim(samira, talk.id)
    assert (await talk.say("fijn dat u er bent"))["messages"] == []
    assert office.api.engine.heard(talk.id) == [ASKS]


# ---- nobody there ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [PresenceState.EVEN_WEG, PresenceState.NIET_BESCHIKBAAR, None])
async def test_with_nobody_present_a_call_back_is_offered_and_nobody_waits(
    office: Office, state: PresenceState | None
) -> None:
    await office.adviser(state=state)
    talk = await office.citizen()
    office.asks()
    answer = await talk.say(ASKS)
    assert answer["owner"] == "bot"
    assert [m["text"] for m in answer["messages"]] == ["Dat kan."], "the words of the bot, which then are true"
    assert [b["payload"] for b in answer["messages"][0]["buttons"]] == ["/mens_terugbellen"]
    assert await office.rows(handovers) == []


async def test_danger_with_nobody_present_still_gets_the_numbers_and_a_call(office: Office) -> None:
    talk = await office.citizen()
    answer = await talk.say("ik wil dood")
    assert answer["owner"] == "bot"
    assert [m["text"] for m in answer["messages"]] == ["[crisis]", "[mens_spreken.offer_callback]"]


async def test_an_engine_that_fails_twice_with_nobody_present_changes_nothing(office: Office) -> None:
    talk = await office.citizen()
    office.api.engine.mode = "down"
    for _ in range(3):
        answer = await talk.say("wat is evc")
        assert [m["text"] for m in answer["messages"]] == ["[engine_down]"]
        assert answer["owner"] == "bot"
    assert (await talk.press("/mens_spreken"))["messages"][0]["asks"]["slot"] == "telefoon"


async def test_an_adviser_whose_browser_is_gone_is_not_there(office: Office) -> None:
    await office.adviser()
    office.api.clock.forward(90_001)
    talk = await office.citizen()
    office.asks()
    assert (await talk.say(ASKS))["owner"] == "bot"


async def test_a_gateway_without_a_desk_is_as_before(
    tmp_path: Path, database_url: str, engine: FakeEngine, clock: ManualClock
) -> None:
    async with running(settings(tmp_path, database_url, desk=False), engine, clock) as api:
        office = Office(api)
        await office.adviser()
        talk = await office.citizen()
        office.asks()
        assert (await talk.say(ASKS))["owner"] == "bot"
        assert (await talk.say("ik wil dood"))["owner"] == "bot"


# ---- out of the queue -----------------------------------------------------------------------------------------------


async def test_who_changes_their_mind_goes_on_with_the_bot_which_asks_nothing_of_before(office: Office) -> None:
    await office.adviser()
    talk = await office.waiting()
    answer = await talk.press("/gesprek_stop")
    assert answer["owner"] == "bot"
    assert [m["text"] for m in answer["messages"]] == ["[mens_spreken.changed_mind]"]
    assert (await office.handover(talk)).outcome == "uit_de_rij"
    await talk.say("wat is evc")
    assert office.api.engine.updates == [
        (talk.id, {"task": None, "memory": {"offer": None, "misses": 0, "correcting": False}})
    ]


@pytest.mark.parametrize("words", ["stop", "laat maar", "Ik wil niet langer wachten.", "verder met Leerwijs"])
async def test_so_does_who_says_it(office: Office, words: str) -> None:
    await office.adviser()
    talk = await office.waiting()
    assert (await talk.say(words))["owner"] == "bot"


@pytest.mark.parametrize("words", ["stop met zeuren en help me", "ik wacht al lang", "laat maar zien"])
async def test_other_words_are_for_the_adviser(office: Office, words: str) -> None:
    await office.adviser()
    talk = await office.waiting()
    assert (await talk.say(words))["owner"] == "wachtrij"


@pytest.mark.parametrize("said", [{"payload": "/mens_terugbellen"}, {"text": "bel mij maar terug"}])
async def test_a_call_back_may_be_taken_instead(office: Office, said: dict[str, Any]) -> None:
    await office.adviser()
    talk = await office.waiting()
    asking = turn("Welk nummer?", "mens_terugbellen", asks={"slot": "telefoon", "step": 1, "at_most": 3})
    office.api.engine.replies |= {"/mens_terugbellen": asking, "bel mij maar terug": asking}
    answer = (await talk.post(**said)).json()
    assert answer["owner"] == "bot"
    assert answer["messages"][-1]["asks"]["slot"] == "telefoon"
    assert (await office.handover(talk)).outcome == "terugbellen_gekozen"
    call = {"kind": "callback", "contact": "telefoon:1", "window": "ochtend", "consent": True}
    office.api.engine.replies["<telefoon:1>"] = turn("Genoteerd.", "mens_terugbellen", (call,))
    await talk.say("06-12345678")
    [request] = await office.rows(callbacks)
    assert (request.loket, request.state) == (ZWOLLE, "open")


async def test_a_button_about_something_else_is_answered_by_the_bot(office: Office) -> None:
    await office.adviser()
    talk = await office.waiting()
    answer = await talk.press("/evc_uitleg")
    assert answer["owner"] == "bot"
    assert office.api.engine.heard(talk.id)[-1] == "/evc_uitleg"


async def test_asking_again_while_waiting_changes_nothing(office: Office) -> None:
    await office.adviser()
    talk = await office.waiting()
    answer = await talk.press("/mens_spreken")
    assert answer["owner"] == "wachtrij"
    assert [m["text"] for m in answer["messages"]] == ["[desk.still_waiting]"]


async def test_the_call_to_leave_does_the_same_and_does_no_harm_elsewhere(office: Office) -> None:
    await office.adviser()
    talk = await office.waiting()
    left = await office.api.client.post(f"{talk.path}/queue/leave", headers=talk.headers)
    assert left.json()["owner"] == "bot"
    assert left.json()["messages"][0]["text"] == "[mens_spreken.changed_mind]"
    again = await office.api.client.post(f"{talk.path}/queue/leave", headers=talk.headers)
    assert again.json() == {"owner": "bot", "messages": []}


@pytest.mark.parametrize("where", ["bot", "wachtrij", "adviseur"])
async def test_the_citizen_can_end_it_anywhere_and_come_back(office: Office, where: str) -> None:
    samira = await office.adviser()
    talk = await (office.citizen() if where == "bot" else office.waiting())
    if where == "adviseur":
        await office.desk.queue.claim(samira, talk.id)
    ended = await office.api.client.post(f"{talk.path}/end", headers=talk.headers)
    assert ended.json()["owner"] == "gesloten"
    assert [m["text"] for m in ended.json()["messages"]] == ["[conversation_closed]"]
    assert (await office.api.client.post(f"{talk.path}/end", headers=talk.headers)).json()["messages"] == []
    told = [notice.kind.value for notice in await office.desk.notices.unseen(samira)]
    assert told == (["citizen_ended"] if where == "adviseur" else [])
    assert (await talk.say("hallo weer"))["owner"] == "bot"
    assert await office.owner(talk) is Owner.BOT


async def test_who_waits_and_says_nothing_more_is_closed_at_last(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    for _ in range(25):
        office.api.clock.forward(5 * 60_000)
        await office.desk.presence.beat(samira)
        await office.api.gateway.upkeep.round()
    assert await office.owner(talk) is Owner.GESLOTEN
    assert (await office.handover(talk)).outcome == "verlopen"


async def _right_after_each_other(office: Office, plaats: str | None, **then: str) -> tuple[Talk, dict[str, Any]]:
    """Somebody asks for a person and sends something more before that is answered; with the answer to the latter."""
    talk = await office.citizen(plaats)
    office.asks()
    engine = office.api.engine
    engine.gate = asyncio.Event()
    first = asyncio.create_task(talk.say(ASKS))
    await engine.arrived.wait()
    second = asyncio.create_task(talk.post(**then))
    while len(await talk.messages()) < 3:
        await asyncio.sleep(0)
    engine.gate.set()
    assert (await first)["messages"]
    answer: dict[str, Any] = (await second).json()
    await office.api.gateway.turns.settle()
    return talk, answer


async def test_what_was_sent_before_the_hand_over_is_for_the_person_and_not_for_the_bot(office: Office) -> None:
    samira = await office.adviser()
    talk, answer = await _right_after_each_other(office, "Zwolle", text="het gaat over mijn ontslag")
    assert (answer["owner"], answer["messages"]) == ("wachtrij", [])
    assert office.api.engine.heard(talk.id) == [ASKS]
    [waits] = await office.desk.queue.waiting(samira)
    assert waits.first_lines == (ASKS, "het gaat over mijn ontslag")
    assert (await talk.say("bent u daar?"))["messages"] == [], "no turn is left behind"


async def test_laat_maar_sent_before_the_hand_over_leaves_the_queue(office: Office) -> None:
    await office.adviser()
    talk, answer = await _right_after_each_other(office, "Zwolle", text="laat maar")
    assert answer["owner"] == "bot"
    assert [m["text"] for m in answer["messages"]] == ["[mens_spreken.changed_mind]"]
    assert office.api.engine.heard(talk.id) == [ASKS]
    assert (await talk.say("wat is evc"))["messages"][0]["text"] == "U zei: wat is evc"


async def test_a_button_pressed_before_the_hand_over_is_for_the_bot_which_hears_what_happened(office: Office) -> None:
    await office.adviser()
    talk, answer = await _right_after_each_other(office, "Zwolle", payload="/evc_uitleg")
    assert answer["owner"] == "bot"
    assert [m["text"] for m in answer["messages"]] == ["U zei: /evc_uitleg"]
    assert office.api.engine.heard(talk.id) == [ASKS, "/evc_uitleg"]
    assert [changes["task"] for _, changes in office.api.engine.updates] == [None]


async def test_what_was_sent_before_we_asked_where_they_live_is_no_answer_to_it(office: Office) -> None:
    await office.adviser()
    talk, answer = await _right_after_each_other(office, None, text="het gaat over mijn ontslag")
    assert answer["messages"] == []
    assert (await office.handover(talk)).region_asked
    assert [m["text"] for m in (await talk.say("Zwolle"))["messages"]] == [f"[desk.region_found Loket {ZWOLLE}]"]


async def test_unless_it_says_where(office: Office) -> None:
    await office.adviser()
    talk, answer = await _right_after_each_other(office, None, text="Zwolle")
    assert [m["text"] for m in answer["messages"]] == [f"[desk.region_found Loket {ZWOLLE}]"]
    assert (await office.handover(talk)).queue == ZWOLLE


async def test_what_a_gateway_left_behind_is_not_told_to_the_bot_when_a_person_has_it_by_now(office: Office) -> None:
    samira = await office.adviser()
    await office.talking(samira)
    await office.api.gateway.database.write(
        lambda c: c.execute(update(messages).where(messages.c.text == ASKS).values(state="pending"))
    )
    office.api.engine.told.clear()
    await office.api.gateway.upkeep.round()
    assert office.api.engine.told == []
    assert {row.state for row in await office.rows(messages)} == {"done"}
