"""The REST channel in Rasa's own format."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from channels.conversation.tables import conversations
from tests.channels.desk.office import ASKS, Office
from tests.channels.fakes import DAY, FakeEngine, ManualClock, Running, running, settings, turn

PRODUCTION = {"env": "production", "secret_key": "x" * 40}


async def say(api: Running, message: Any, sender: str = "jan") -> Any:
    response = await api.client.post("/webhooks/rest/webhook", json={"sender": sender, "message": message})
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_reply_is_in_rasas_format_with_the_whole_message(api: Running) -> None:
    api.engine.replies["wat is evc"] = turn("EVC is …", buttons=[{"title": "Kosten", "payload": "/evc_kosten"}])
    [reply] = await say(api, "wat is evc")
    assert reply["recipient_id"] == "jan"
    assert reply["text"] == "EVC is …"
    assert reply["buttons"] == [{"title": "Kosten", "payload": "/evc_kosten"}]
    assert reply["custom"]["topic"] == "evc_uitleg"
    assert api.engine.told[0]["metadata"]["channel"] == "rest"


async def test_a_sender_has_one_conversation_and_another_sender_another(api: Running) -> None:
    first = await say(api, "een")
    second = await say(api, "twee")
    other = await say(api, "een", "piet")
    assert [first[0]["custom"]["seq"], second[0]["custom"]["seq"], other[0]["custom"]["seq"]] == [3, 5, 3]
    assert len({told["sender"] for told in api.engine.told}) == 2
    assert "jan" not in {told["sender"] for told in api.engine.told}


async def test_the_senders_name_is_not_stored(api: Running) -> None:
    await say(api, "hallo", "jan.jansen@voorbeeld.nl")
    rows = await api.gateway.database.read(lambda c: c.execute(conversations.select()).all())
    assert "jansen" not in str(rows)


async def test_a_button_goes_through_and_another_command_is_text(api: Running) -> None:
    await say(api, "/evc_uitleg")
    await say(api, '/gesprek_antwoord{"leeftijd": 52}')
    await say(api, "/slot_wissen")
    assert [(told["message"], told["metadata"]["payload"]) for told in api.engine.told] == [
        ("/evc_uitleg", True), ('/gesprek_antwoord{"leeftijd": 52}', True), ("slot_wissen", False),
    ]  # fmt: skip


async def test_who_asks_to_be_greeted_is_told_what_this_is(api: Running) -> None:
    for _ in range(2):
        [greeting] = await say(api, "/session_start")
        assert "digitale assistent" in greeting["text"]
    assert api.engine.told == []


async def test_two_first_messages_at_once_make_one_conversation(api: Running) -> None:
    await asyncio.gather(*(say(api, f"{n}") for n in range(5)))
    assert len({told["sender"] for told in api.engine.told}) == 1


async def test_after_the_life_of_a_session_a_new_one_starts(api: Running) -> None:
    await say(api, "een")
    api.clock.forward(8 * DAY)
    [reply] = await say(api, "twee")
    assert reply["custom"]["seq"] == 3


async def test_after_erasure_a_new_one_starts(api: Running) -> None:
    api.engine.replies["wis alles"] = turn("Gewist", "service_privacy", ({"kind": "erase"},))
    assert (await say(api, "wis alles"))[0]["text"] == "Gewist"
    assert (await say(api, "hallo"))[0]["custom"]["seq"] == 3


async def test_who_asks_for_a_person_is_called_back_and_never_waits_in_a_queue(api: Running) -> None:
    """What an adviser would write could not reach them: nothing comes here but answers."""
    office = Office(api)
    samira = await office.adviser()
    office.asks()
    office.asks("distress", "ik zie het niet meer zitten")
    for wish in (ASKS, "ik zie het niet meer zitten"):
        [*_, reply] = await say(api, wish)
        assert "queue_joined" not in reply["text"]
        assert (await say(api, "hallo?"))[0]["text"] == "U zei: hallo?", "the assistant is still there"
    assert await office.desk.queue.waiting(samira) == []
    in_chat = await office.waiting()  # the same wish where an adviser can be heard
    assert [one.conversation_id for one in await office.desk.queue.waiting(samira)] == [in_chat.id]


async def test_crisis_and_masking_hold_here_too(api: Running) -> None:
    assert (await say(api, "ik wil dood"))[0]["text"] == "[crisis]"
    await say(api, "mail jan@voorbeeld.nl")
    assert api.engine.told[-1]["message"] == "mail <email>"


async def test_bad_input_is_a_problem(api: Running) -> None:
    post = api.client.post
    assert (await post("/webhooks/rest/webhook", content="{")).status_code == 400
    for body in (
        {},
        {"sender": "x"},
        {"message": "x"},
        {"sender": "", "message": "x"},
        {"sender": "x", "message": " "},
    ):
        response = await post("/webhooks/rest/webhook", json=body)
        assert response.status_code == 422
        assert response.headers["content-type"] == "application/problem+json"
    too_long = {"sender": "x", "message": "a" * 2_001}
    assert (await post("/webhooks/rest/webhook", json=too_long)).status_code == 413


@pytest.mark.parametrize(
    ("chosen", "status"),
    [({}, 200), ({"rasa_webhook": False}, 404), (PRODUCTION, 404), ({**PRODUCTION, "rasa_webhook": True}, 200)],
)
async def test_in_production_it_is_there_only_when_it_was_asked_for(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock, chosen: dict[str, Any], status: int
) -> None:
    """It has no keys: who knows a sender's name talks in that conversation."""
    async with running(settings(tmp_path, **chosen), engine, clock) as here:
        body = {"sender": "jan", "message": "hallo"}
        answers = [
            await here.client.post("/webhooks/rest/webhook", json=body),
            await here.client.get("/webhooks/rest/"),
        ]
        assert [answer.status_code for answer in answers] == [status] * 2
        described = (await here.client.get("/api/v1/openapi.json")).json()["paths"]
        assert ("/webhooks/rest/webhook" in described) is (status == 200)


async def test_the_channel_says_that_it_is_there(api: Running) -> None:
    assert (await api.client.get("/webhooks/rest/")).json() == {"status": "ok"}
