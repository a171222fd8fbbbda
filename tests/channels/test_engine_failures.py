"""The engine down, slow, silent or talking nonsense: the message is kept, the sentence honest, a person near."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.conversation import callback
from channels.conversation.engine import Engine, EngineFailure, Failure
from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings, turn


@pytest.fixture
async def api(database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> AsyncIterator[Running]:
    """As everywhere, with little patience."""
    async with running(settings(tmp_path, database_url, engine_timeout=0.05), engine, clock) as here:
        yield here


FAILURES = ["down", "slow", "empty", "error", "nonsense"]


@pytest.mark.parametrize("mode", FAILURES)
async def test_a_failure_is_told_honestly_with_a_way_to_a_person(api: Running, mode: str) -> None:
    talk = await api.start()
    api.engine.mode = mode
    answer = await talk.say("wat is evc")
    [sorry] = answer["messages"]
    assert sorry["from"] == "system"
    assert sorry["text"] == "[engine_down]"
    assert [button["payload"] for button in sorry["buttons"]] == ["/mens_terugbellen"]
    assert answer["owner"] == "bot"


@pytest.mark.parametrize("mode", FAILURES)
async def test_the_message_is_kept_and_the_conversation_goes_on(api: Running, mode: str) -> None:
    talk = await api.start()
    api.engine.mode = mode
    await talk.say("wat is evc")
    api.engine.mode = "ok"
    assert (await talk.say("nog eens"))["messages"][0]["text"] == "U zei: nog eens"
    assert [m["text"] for m in await talk.messages(after=1)] == [
        "wat is evc", "[engine_down]", "nog eens", "U zei: nog eens",
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["slow", "empty", "error", "nonsense"])
async def test_an_engine_that_failed_is_not_asked_again(api: Running, mode: str) -> None:
    talk = await api.start()
    api.engine.mode = mode
    await talk.say("wat is evc")
    assert api.engine.heard(talk.id) == ["wat is evc"]


async def test_no_run_of_failures_silences_a_conversation(api: Running) -> None:
    talk = await api.start()
    for mode in FAILURES * 3:
        api.engine.mode = mode
        assert (await talk.say("wat is evc"))["messages"]
    api.engine.mode = "ok"
    assert (await talk.say("en nu"))["messages"][0]["text"] == "U zei: en nu"


async def _requests(api: Running) -> list[callback.Callback]:
    return await api.gateway.database.read(lambda c: callback.open_requests(c, api.gateway.vault))


async def test_without_the_engine_a_call_back_can_still_be_asked_for(api: Running) -> None:
    talk = await api.start()
    api.engine.mode = "down"
    await talk.say("wat is evc")
    asked = (await talk.press("/mens_terugbellen"))["messages"][0]
    assert asked["asks"] == {"slot": "telefoon", "step": 1, "at_most": 3}
    asked = (await talk.say("06 12 34 56 78"))["messages"][0]
    assert asked["asks"]["slot"] == "dagdeel"
    asked = (await talk.press(asked["buttons"][0]["payload"]))["messages"][0]
    assert asked["asks"]["slot"] == "toestemming"
    done = (await talk.press(asked["buttons"][0]["payload"]))["messages"][0]
    assert done["text"] == "[callback_confirmed]"
    [request] = await _requests(api)
    assert (request.number, request.dagdeel) == ("+31612345678", "ochtend")


async def test_it_takes_typed_answers_too(api: Running) -> None:
    talk = await api.start()
    api.engine.mode = "empty"
    await talk.press("/mens_terugbellen")
    await talk.say("06-12345678 graag")
    await talk.say("liefst in de middag")
    await talk.say("ja hoor")
    [request] = await _requests(api)
    assert (request.number, request.dagdeel) == ("+31612345678", "middag")


@pytest.mark.parametrize("refusal", ["nee", "liever niet", "stop"])
async def test_without_consent_nothing_is_kept(api: Running, refusal: str) -> None:
    talk = await api.start()
    api.engine.mode = "down"
    await talk.press("/mens_terugbellen")
    await talk.say("06-12345678")
    await talk.say("maakt niet uit")
    assert (await talk.say(refusal))["messages"][0]["text"] == "[callback_withdrawn]"
    assert await _requests(api) == []
    from channels.conversation.tables import contacts

    assert await api.gateway.database.read(lambda c: c.execute(contacts.select()).all()) == []


async def test_who_wants_something_else_meanwhile_gets_it(api: Running) -> None:
    talk = await api.start()
    api.engine.mode = "down"
    await talk.press("/mens_terugbellen")
    api.engine.mode = "ok"
    assert (await talk.press("/evc_uitleg"))["messages"][0]["topic"] == "evc_uitleg"
    assert (await talk.say("hallo"))["messages"][0]["text"] == "U zei: hallo"


async def test_who_gives_no_number_is_asked_once_more_and_then_left_alone(api: Running) -> None:
    talk = await api.start()
    api.engine.mode = "down"
    await talk.press("/mens_terugbellen")
    assert (await talk.say("eh"))["messages"][0]["asks"]["slot"] == "telefoon"
    assert (await talk.say("weet niet"))["messages"][0]["text"] == "[engine_down]"


async def test_the_engines_own_call_back_goes_on_when_it_falls_away_half_way(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["bel mij"] = turn("Welk nummer?", "mens_terugbellen", asks={"slot": "telefoon"})
    await talk.say("bel mij")
    api.engine.mode = "down"
    assert (await talk.say("06-12345678"))["messages"][0]["asks"]["slot"] == "dagdeel"


async def test_readyz_says_which_part_is_away(api: Running) -> None:
    ready = await api.client.get("/readyz")
    assert (ready.status_code, ready.json()["engine"]) == (200, "up")
    api.engine.mode = "down"
    away = await api.client.get("/readyz")
    assert away.status_code == 503
    assert away.json() == {"ready": False, "database": "up", "engine": "down", "actions": "up"}
    assert (await api.client.get("/healthz")).status_code == 200


async def test_typing_is_told_when_the_engine_takes_its_time(api: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from channels.conversation import turns
    from channels.conversation.events import Note

    monkeypatch.setattr(turns, "_TYPING_AFTER", 0.0)
    talk = await api.start()
    api.engine.mode = "slow"
    with api.gateway.wakeups.subscribe(talk.id) as subscription:
        await talk.say("wat is evc")
        assert Note.TYPING in await subscription.wait(0)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"[]", Failure.EMPTY), (b'[{"recipient_id": "x", "text": "los"}]', Failure.EMPTY), (b"{}", Failure.INVALID),
        (b"geen json", Failure.INVALID), (b'[{"custom": {"message": {"topic": "x"}}}]', Failure.INVALID),
        (b'[{"custom": {"message": {"topic": "x", "text": "y", "buttons": [{"title": "z"}]}}}]', Failure.INVALID),
    ],
)  # fmt: skip
async def test_what_the_engine_may_not_answer(content: bytes, kind: Failure) -> None:
    async def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=content)

    engine = Engine("http://engine", seconds=1, transport=httpx.MockTransport(handle))
    with pytest.raises(EngineFailure) as failed:
        await engine.turn("x", "y", channel="web", payload=False)
    assert failed.value.kind is kind
    await engine.close()


async def test_a_person_who_took_over_during_the_turn_is_not_talked_through(api: Running) -> None:
    from channels.conversation.owner import Owner, Reason, Transition, change_owner

    talk = await api.start()
    api.engine.gate = asyncio.Event()
    api.gateway.engine._seconds = 5
    asking = asyncio.create_task(talk.say("wat is evc"))
    await api.engine.arrived.wait()
    steps: list[Any] = [
        Transition(Owner.BOT, Owner.WACHTRIJ, Reason.ASKED, "citizen"),
        Transition(Owner.WACHTRIJ, Owner.ADVISEUR, Reason.CLAIMED, "adviser:a", adviser="a"),
    ]
    for step in steps:
        await api.gateway.database.write(lambda c, step=step: change_owner(c, talk.id, step, api.clock.now))  # type: ignore[misc]
    api.engine.gate.set()
    answer = await asking
    assert answer["messages"] == []
    assert answer["owner"] == "adviseur"
    assert [m["seq"] for m in await talk.messages()] == [1, 2]
    api.engine.gate = None
    after = await talk.say("bent u een mens?")
    assert after["messages"] == []
    assert api.engine.heard(talk.id) == ["wat is evc"]
