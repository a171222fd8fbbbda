"""The calls of the API as the design promises them."""

from __future__ import annotations

import json
import uuid

from channels.web import schema
from tests.channels.fakes import MINUTE, Running, turn

ITEM = {
    "kind": "regeling", "id": "levenlanglerenkrediet", "title": "Levenlanglerenkrediet", "verdict": "waarschijnlijk",
    "certainty": "zeker", "why": ["U bent jonger dan 57 jaar."], "check": [], "missing": [], "facts": {"bedrag": "…"},
    "url": "https://duo.nl", "demo": False,
    "source": {"title": "DUO", "url": "https://duo.nl", "evidence_date": "2026"},
}  # fmt: skip


async def test_a_conversation_starts_with_a_greeting_that_says_what_it_is(api: Running) -> None:
    talk = await api.start()
    schema.Started.model_validate(talk.started)
    [greeting] = talk.started["messages"]
    assert greeting["seq"] == 1
    assert greeting["from"] == "bot"
    assert greeting["topic"] == "gesprek_groet"
    assert "digitale assistent" in greeting["text"]
    assert [button["payload"] for button in greeting["buttons"]] == ["/evc_uitleg", "/financiering_overzicht"]


async def test_a_text_is_answered_by_the_engine(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["wat is evc"] = turn(
        "EVC is …", items=[ITEM], buttons=[{"title": "Kosten", "payload": "/evc_kosten"}],
        asks={"slot": "leeftijd", "step": 2, "at_most": 4, "multiple": True},
        suggestions=["evc_kosten"], simple="Kort", spoken="Gezegd",
    )  # fmt: skip
    answer = await talk.say("wat is evc")
    schema.Answered.model_validate(answer)
    [reply] = answer["messages"]
    assert reply["seq"] == 3
    assert reply["items"] == [ITEM]
    assert reply["buttons"] == [{"title": "Kosten", "payload": "/evc_kosten"}]
    assert reply["asks"] == {"slot": "leeftijd", "step": 2, "at_most": 4, "multiple": True}
    assert reply["suggestions"] == ["evc_kosten"]
    assert (reply["simple"], reply["spoken"]) == ("Kort", "Gezegd")
    assert answer["owner"] == "bot"


async def test_the_engine_is_told_the_conversation_the_channel_and_whether_it_is_a_button(api: Running) -> None:
    talk = await api.start()
    await talk.say("hallo")
    await talk.press('/gesprek_antwoord{"werksituatie":"ww"}')
    assert api.engine.told == [
        {"sender": talk.id, "message": "hallo", "metadata": {"channel": "web", "payload": False}},
        {
            "sender": talk.id,
            "message": '/gesprek_antwoord{"werksituatie": "ww"}',
            "metadata": {"channel": "web", "payload": True},
        },
    ]


async def test_a_button_shows_as_the_words_that_stood_on_it(api: Running) -> None:
    talk = await api.start()
    answer = await talk.press("/evc_uitleg")
    assert answer["received"]["text"] == "Titel van evc_uitleg"
    api.engine.replies["welke"] = turn(buttons=[{"title": "Ja, graag", "payload": "/gesprek_bevestig"}])
    await talk.say("welke")
    assert (await talk.press("/gesprek_bevestig"))["received"]["text"] == "Ja, graag"


async def test_a_payload_that_the_assistant_offered_is_taken_as_offered(api: Running) -> None:
    talk = await api.start()
    offered = '/gesprek_antwoord{"iets_nieuws":"x"}'
    api.engine.replies["welke"] = turn(buttons=[{"title": "Iets nieuws", "payload": offered}])
    await talk.say("welke")
    await talk.press(offered)
    assert api.engine.told[-1]["message"] == offered


async def test_text_that_looks_like_a_command_is_never_one(api: Running) -> None:
    talk = await api.start()
    for text in ("/restart", " //evc_uitleg", '/gesprek_antwoord{"leeftijd":5}', "/"):
        await talk.say(text)
    assert not [said for said in api.engine.heard(talk.id) if said.strip().startswith("/")]
    assert all(not told["metadata"]["payload"] for told in api.engine.told)


async def test_messages_are_read_back_after_a_seq_in_order_without_gaps(api: Running) -> None:
    talk = await api.start()
    for number in range(3):
        await talk.say(f"vraag {number}")
    everything = await talk.messages()
    assert [message["seq"] for message in everything] == [1, 2, 3, 4, 5, 6, 7]
    assert [message["from"] for message in everything] == ["bot", "user", "bot", "user", "bot", "user", "bot"]
    assert await talk.messages(after=5) == everything[5:]
    for message in everything:
        schema.Message.model_validate(message)


async def test_user_messages_have_the_clients_id_and_no_topic(api: Running) -> None:
    talk = await api.start()
    client_id = str(uuid.uuid4())
    answer = await talk.say("hallo", client_id)
    assert answer["received"]["id"] == client_id
    assert answer["received"]["topic"] is None
    assert (await talk.messages(after=1))[0] == answer["received"]


async def test_emoji_html_and_script_are_ordinary_text(api: Running) -> None:
    talk = await api.start()
    for text in (
        "<script>alert('x')</script>",
        '<b>vet</b> & "meer"',
        "👩🏽‍🏫 é ü ﷽ مرحبا",
        "'; DROP TABLE messages; --",
    ):
        answer = await talk.say(text)
        assert answer["received"]["text"] == text
        assert api.engine.told[-1]["message"] == text


async def test_a_null_character_does_no_harm(api: Running) -> None:
    talk = await api.start()
    assert (await talk.say("a\x00b"))["received"]["text"] == "a\ufffdb"


async def test_a_body_without_a_json_content_type_is_read_as_json(api: Running) -> None:
    talk = await api.start()
    content = json.dumps({"id": str(uuid.uuid4()), "text": "hallo"})
    for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = await api.client.post(
            f"{talk.path}/messages", content=content, headers={**talk.headers, "Content-Type": content_type}
        )
        assert response.status_code == 200


async def test_what_the_model_thought_is_kept_with_the_answer(api: Running) -> None:
    talk = await api.start()
    await talk.say("wat is evc")
    from channels.conversation.tables import messages

    found = await api.gateway.database.read(lambda c: c.execute(messages.select().order_by(messages.c.seq)).all())
    assert found[-1].prediction["ranking"] == [["evc_uitleg", 0.93], ["evc_kosten", 0.03]]
    assert found[-1].prediction["fallback"] is False


async def test_a_conversation_that_ended_opens_again_for_its_citizen(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["doei"] = turn("Dag!", "gesprek_afscheid", ({"kind": "end"},))
    assert (await talk.say("doei"))["owner"] == "gesloten"
    api.clock.forward(MINUTE)
    again = await talk.say("toch nog iets")
    assert again["owner"] == "bot"
    assert again["messages"][0]["text"] == "U zei: toch nog iets"
    from channels.conversation import owner

    events = await api.gateway.database.read(lambda c: owner.history(c, talk.id))
    assert [(e.source, e.target, e.reason, e.actor) for e in events] == [
        ("bot", "gesloten", "citizen_ended", "citizen"),
        ("gesloten", "bot", "citizen_returned", "citizen"),
    ]


async def test_feedback_counts_once_per_message_and_once_for_the_whole(api: Running) -> None:
    talk = await api.start()
    message_id = (await talk.say("hallo"))["messages"][0]["id"]
    for body in (
        {"message": message_id, "score": "down", "reason": "bel mij op 06-12345678"},
        {"message": message_id, "score": "up"},
        {"score": 4, "reason": "fijn"},
    ):
        response = await api.client.post(f"{talk.path}/feedback", json=body, headers=talk.headers)
        assert response.status_code == 204, response.text
    from channels.conversation.tables import feedback

    found = await api.gateway.database.read(lambda c: c.execute(feedback.select()).all())
    assert sorted((row.message_id, row.score, row.reason) for row in found) == [
        ("", "4", "fijn"), (message_id, "up", None),
    ]  # fmt: skip


async def test_a_reason_is_masked(api: Running) -> None:
    talk = await api.start()
    body = {"score": 1, "reason": "bel mij op 06-12345678"}
    await api.client.post(f"{talk.path}/feedback", json=body, headers=talk.headers)
    from channels.conversation.tables import feedback

    found = await api.gateway.database.read(lambda c: c.execute(feedback.select()).all())
    assert found[0].reason == "bel mij op <telefoon>"


async def test_the_description_is_published(api: Running) -> None:
    description = (await api.client.get("/api/v1/openapi.json")).json()
    assert set(description["paths"]) >= {
        "/api/v1/conversations",
        "/api/v1/conversations/{conversation_id}",
        "/api/v1/conversations/{conversation_id}/messages",
        "/api/v1/conversations/{conversation_id}/events",
        "/api/v1/conversations/{conversation_id}/overview",
        "/api/v1/conversations/{conversation_id}/feedback",
        "/webhooks/rest/webhook",
    }
    sending = description["paths"]["/api/v1/conversations/{conversation_id}/messages"]["post"]
    assert "payload" in sending["requestBody"]["content"]["application/json"]["schema"]["properties"]
