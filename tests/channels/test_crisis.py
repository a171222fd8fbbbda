"""The crisis screen: what it must catch and must leave, and that it goes before everything in every state."""

from __future__ import annotations

import asyncio
import time
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.conversation.crisis import Kind, fold, is_crisis, kind_of
from channels.conversation.owner import Owner, Reason, Transition, change_owner
from channels.conversation.store import find
from channels.conversation.tables import contacts
from tests.channels.crisis_lists import LATER_CATCH, LATER_LEAVE, MUST_CATCH, MUST_LEAVE
from tests.channels.crisis_played import PLAYED_CATCH, PLAYED_LEAVE, VIOLENCE, VIOLENCE_AND_DEATH
from tests.channels.fakes import NOON, FakeEngine, ManualClock, Running, Talk, running, settings, turn


def test_the_lists_are_long_enough() -> None:
    assert len(set(MUST_CATCH)) >= 60
    assert len(set(MUST_LEAVE)) >= 60


@pytest.mark.parametrize("text", MUST_CATCH + LATER_CATCH + PLAYED_CATCH)
def test_catches(text: str) -> None:
    assert is_crisis(text)


@pytest.mark.parametrize("text", MUST_LEAVE + LATER_LEAVE + PLAYED_LEAVE)
def test_leaves(text: str) -> None:
    assert not is_crisis(text)


@pytest.mark.parametrize("text", VIOLENCE)
def test_violence_by_another_is_a_kind_of_its_own(text: str) -> None:
    assert kind_of(text) is Kind.VIOLENCE


@pytest.mark.parametrize("text", PLAYED_CATCH + VIOLENCE_AND_DEATH + ("ik ga hem vermoorden", "er is brand in huis"))
def test_dying_comes_before_violence_and_is_no_violence_of_another(text: str) -> None:
    assert kind_of(text) is Kind.CRISIS


@given(st.sampled_from(MUST_CATCH), st.sampled_from([str.upper, str.title, lambda t: t.replace("oo", "oooo")]),
       st.sampled_from(["{}", "  {} ", "hallo. {}. help", "{}!!!", "ik ben 52 en werk in de zorg. {}"]))  # fmt: skip
def test_catches_shouted_stretched_and_in_between(text: str, change: Any, around: str) -> None:
    assert is_crisis(around.format(change(text)))


@given(st.text(max_size=200))
def test_any_text_can_be_folded_and_screened(text: str) -> None:
    is_crisis(text)
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789| ")


@pytest.mark.parametrize("text", ["ik wil " * 2_300, "z " * 8_000, "niet meer " * 1_600, "a" * 16_000, "wil " * 4_000])
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    is_crisis(text)
    assert time.process_time() - began < 1.0


async def test_it_is_answered_at_once_without_the_engine(api: Running) -> None:
    talk = await api.start()
    answer = await talk.say("ik wil dood")
    crisis, offer = answer["messages"]
    assert crisis["text"] == "[crisis]"
    assert crisis["from"] == "bot"
    assert crisis["topic"] == offer["topic"] == "gesprek_crisis"
    assert [button["payload"] for button in offer["buttons"]] == ["/mens_terugbellen"]
    assert api.engine.told == []


async def test_violence_gets_its_own_text_and_the_same_offer(api: Running) -> None:
    talk = await api.start()
    danger, offer = (await talk.say("mijn man slaat me ik moet weg hier"))["messages"]
    assert danger["text"] == "[crisis_geweld]"
    assert danger["topic"] == offer["topic"] == "gesprek_crisis"
    assert [button["payload"] for button in offer["buttons"]] == ["/mens_terugbellen"]


@pytest.mark.parametrize("text", ["ik wil dood", "mijn man slaat me"])
async def test_the_conversation_is_marked_urgent(api: Running, text: str) -> None:
    talk = await api.start()
    await talk.say(text)
    conversation = await api.gateway.database.read(lambda c: find(c, talk.id))
    assert conversation is not None
    assert conversation.urgent


@pytest.mark.parametrize("mode", ["down", "slow", "empty", "error"])
async def test_it_does_not_need_a_working_engine(api: Running, mode: str) -> None:
    talk = await api.start()
    api.engine.mode = mode
    assert (await talk.say("ik wil niet meer leven"))["messages"][0]["text"] == "[crisis]"


async def test_it_does_not_wait_for_a_turn_that_is_under_way(api: Running) -> None:
    talk = await api.start()
    api.engine.gate = asyncio.Event()
    slow = asyncio.create_task(talk.say("wat is evc"))
    await api.engine.arrived.wait()
    assert (await talk.say("ik wil dood"))["messages"][0]["text"] == "[crisis]"
    api.engine.gate.set()
    assert (await slow)["messages"] == []
    assert [m["text"] for m in await talk.messages(after=1)] == [
        "wat is evc", "ik wil dood", "[crisis]", "[mens_spreken.offer_callback]",
    ], "what was asked before is not answered below it"  # fmt: skip


async def _in_the_middle_of_a_turn(api: Running) -> Talk:
    """A crisis sentence while one message is being answered and another waits for its turn."""
    talk = await api.start()
    api.engine.gate = asyncio.Event()
    asked = [asyncio.create_task(talk.say("wat is evc"))]
    await api.engine.arrived.wait()
    asked.append(asyncio.create_task(talk.say("en wat kost dat")))
    while "en wat kost dat" not in [message["text"] for message in await talk.messages()]:
        await asyncio.sleep(0)
    await talk.say("ik wil niet meer leven")
    api.engine.gate.set()
    assert [answer["messages"] for answer in await asyncio.gather(*asked)] == [[], []]
    await api.gateway.turns.settle()
    assert api.engine.heard(talk.id) == ["wat is evc"]
    assert (await talk.messages())[-1]["topic"] == "gesprek_crisis"
    return talk


async def test_its_offer_stands_also_when_a_turn_was_under_way(api: Running) -> None:
    talk = await _in_the_middle_of_a_turn(api)
    assert (await talk.say("ja"))["messages"][-1]["asks"]["slot"] == "telefoon"


async def test_a_number_is_kept_for_the_call_also_when_a_turn_was_under_way(api: Running) -> None:
    talk = await _in_the_middle_of_a_turn(api)
    answer = await talk.say("0612345678")
    assert answer["received"]["text"] == "<telefoon:1>"
    assert answer["messages"][-1]["asks"]["slot"] == "dagdeel"


async def _owned(api: Running, talk_id: str, owner: Owner) -> None:
    steps = {
        Owner.BOT: [],
        Owner.WACHTRIJ: [Transition(Owner.BOT, Owner.WACHTRIJ, Reason.ASKED, "citizen")],
        Owner.ADVISEUR: [
            Transition(Owner.BOT, Owner.WACHTRIJ, Reason.ASKED, "citizen"),
            Transition(Owner.WACHTRIJ, Owner.ADVISEUR, Reason.CLAIMED, "adviser:a", adviser="a"),
        ],
        Owner.GESLOTEN: [Transition(Owner.BOT, Owner.GESLOTEN, Reason.TIMED_OUT, "system")],
    }
    for step in steps[owner]:
        await api.gateway.database.write(lambda c, step=step: change_owner(c, talk_id, step, NOON))  # type: ignore[misc]


@pytest.mark.parametrize("owner", list(Owner))
async def test_it_works_in_every_owner_state(api: Running, owner: Owner) -> None:
    talk = await api.start()
    await _owned(api, talk.id, owner)
    answer = await talk.say("ik wil dood")
    assert answer["messages"][0]["text"] == "[crisis]"
    assert answer["owner"] == ("bot" if owner is Owner.GESLOTEN else owner.value)


async def test_it_also_reads_a_text_that_is_too_long(api: Running) -> None:
    talk = await api.start()
    answer = await talk.say("ik ben mijn baan kwijt en " * 100 + " nu wil ik dood")
    assert answer["messages"][0]["text"] == "[crisis]"
    assert len(answer["received"]["text"]) == 2_000


async def test_the_same_message_again_is_answered_once(api: Running) -> None:
    talk = await api.start()
    client_id = str(uuid.uuid4())
    assert await talk.say("ik wil dood", client_id) == await talk.say("ik wil dood", client_id)
    assert len(await talk.messages()) == 4


async def test_personal_numbers_in_it_are_masked(api: Running) -> None:
    talk = await api.start()
    assert (await talk.say("ik wil dood, bel 06-12345678"))["received"]["text"] == "ik wil dood, bel <telefoon>"


async def test_it_is_answered_over_the_limit_of_messages(tmp_path: Any, engine: FakeEngine, clock: ManualClock) -> None:
    async with running(settings(tmp_path, rate_limit=True), engine, clock) as api:
        talk = await api.start()
        while (await talk.post(text="hallo")).status_code == 200:
            pass
        assert (await talk.say("ik wil dood"))["messages"][0]["text"] == "[crisis]"


async def test_what_the_screen_missed_and_the_model_saw_is_urgent_too(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["het is me allemaal te veel"] = turn("Bel 113", "gesprek_crisis")
    await talk.say("het is me allemaal te veel")
    conversation = await api.gateway.database.read(lambda c: find(c, talk.id))
    assert conversation is not None
    assert conversation.urgent


@pytest.mark.parametrize("answer", ["ja", "ja graag", "oke"])
async def test_yes_to_being_called_back_after_it_is_taken_up(api: Running, answer: str) -> None:
    talk = await api.start()
    await talk.say("ik wil niet meer leven")
    reply = (await talk.say(answer))["messages"][-1]
    assert reply["asks"]["slot"] == "telefoon"


async def test_a_number_alone_after_it_is_kept_for_the_call(api: Running) -> None:
    talk = await api.start()
    await talk.say("ik wil niet meer leven")
    reply = (await talk.say("06-12345678"))["messages"][-1]
    assert reply["asks"]["slot"] == "dagdeel"
    assert len(await api.gateway.database.read(lambda c: c.execute(contacts.select()).all())) == 1


async def test_something_else_after_it_is_answered_by_the_engine(api: Running) -> None:
    talk = await api.start()
    await talk.say("ik wil niet meer leven")
    await talk.say("wat is evc")
    told = [message["message"] for message in api.engine.told]
    assert told == ["/gesprek_stop", "wat is evc"], "the question that was open before is dropped"
