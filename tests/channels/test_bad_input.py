"""Everything that is refused: one error format, a clear reason, nothing stored."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest

from channels.web.middleware import LARGEST_BODY
from tests.channels.fakes import DAY, Running, Talk


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = dict(response.json())
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["type"] == f"urn:leerwijs:problem:{kind}"
    assert body["status"] == status
    assert body["instance"] == response.request.url.path
    return body


async def nothing_stored(talk: Talk) -> None:
    assert len(await talk.messages()) == 1


async def raw(talk: Talk, content: bytes | str, **headers: str) -> httpx.Response:
    return await talk.client.post(f"{talk.path}/messages", content=content, headers={**talk.headers, **headers})


@pytest.mark.parametrize("text", ["", "   ", "\n\t\r\n", "\u200b\u200b", "\u00a0\u2003"])
async def test_an_empty_message_is_refused(api: Running, text: str) -> None:
    talk = await api.start()
    body = problem(await talk.post(text=text), 422, "text-empty")
    assert body["detail"] == "[empty_message]"
    await nothing_stored(talk)


@pytest.mark.parametrize("length", [2_001, 10_000])
async def test_a_message_over_the_limit_is_refused(api: Running, length: int) -> None:
    talk = await api.start()
    body = problem(await talk.post(text="a" * length), 413, "text-too-long")
    assert body["at_most"] == 2_000
    await nothing_stored(talk)


async def test_a_message_of_exactly_the_limit_is_taken(api: Running) -> None:
    talk = await api.start()
    assert (await talk.say("é" * 2_000))["received"]["text"] == "é" * 2_000


async def test_a_body_over_the_limit_is_not_even_read(api: Running) -> None:
    talk = await api.start()
    problem(await raw(talk, b"{" + b" " * LARGEST_BODY), 413, "body-too-large")
    await nothing_stored(talk)


async def test_a_length_that_no_number_holds_is_over_the_limit(api: Running) -> None:
    talk = await api.start()
    problem(await raw(talk, b"{}", **{"Content-Length": "9" * 5_000}), 413, "body-too-large")


async def test_a_body_that_grows_over_the_limit_is_refused(api: Running) -> None:
    talk = await api.start()

    async def endless() -> Any:
        for _ in range(10):
            yield b" " * 4_000

    response = await talk.client.post(f"{talk.path}/messages", content=endless(), headers=talk.headers)
    problem(response, 413, "body-too-large")


@pytest.mark.parametrize("body", [b"", b"{", b'{"id": ', b"\xff\xfe", b"[" * 16_000, b'{"text": "\\ud800"}'])
async def test_broken_json_is_refused(api: Running, body: bytes) -> None:
    talk = await api.start()
    problem(await raw(talk, body), 400, "not-json")
    await nothing_stored(talk)


@pytest.mark.parametrize(
    "body",
    [
        [], "tekst", 5, None, {}, {"text": "hallo"}, {"id": str(uuid.uuid4())}, {"id": "geen uuid", "text": "hallo"},
        {"id": str(uuid.uuid4()), "text": 5}, {"id": str(uuid.uuid4()), "text": ["hallo"]},
        {"id": str(uuid.uuid4()), "text": "hallo", "payload": "/evc_uitleg"}, {"id": 1, "text": "hallo"},
    ],
)  # fmt: skip
async def test_a_body_of_another_shape_is_refused(api: Running, body: Any) -> None:
    talk = await api.start()
    problem(await raw(talk, json.dumps(body)), 422, "invalid")
    await nothing_stored(talk)


async def test_what_was_sent_is_not_repeated_in_an_error(api: Running) -> None:
    talk = await api.start()
    response = await raw(talk, json.dumps({"id": "mijn bsn is 123456782", "text": "hallo"}))
    assert "123456782" not in response.text


@pytest.mark.parametrize(
    "payload",
    ["/restart", "/session_start", "evc_uitleg", "/evc_uitleg extra", '/gesprek_antwoord{"naam":"x"}',
     '/gesprek_antwoord{"leeftijd":', '/gesprek_antwoord{"leeftijd":[1]}', "/EVC_UITLEG", "", "/evc_uitleg{}x"],
)  # fmt: skip
async def test_a_payload_that_is_not_ours_is_refused(api: Running, payload: str) -> None:
    talk = await api.start()
    problem(await talk.post(payload=payload), 422, "payload-unknown")
    assert api.engine.told == []


async def test_without_a_token_nothing_opens(api: Running) -> None:
    talk = await api.start()
    for headers in ({}, {"Authorization": "Basic abc"}, {"Authorization": "Bearer"}, {"Authorization": "Bearer  "}):
        response = await api.client.get(f"{talk.path}/messages", headers=headers)
        problem(response, 401, "token-missing")
        assert response.headers["www-authenticate"] == "Bearer"


async def test_a_foreign_token_and_an_unknown_conversation_look_the_same(api: Running) -> None:
    talk, other = await api.start(), await api.start()
    foreign = await api.client.get(f"{talk.path}/messages", headers=other.headers)
    unknown = await api.client.get(f"/api/v1/conversations/{uuid.uuid4()}/messages", headers=other.headers)
    strange = await api.client.get("/api/v1/conversations/%00'/messages", headers=other.headers)
    details = {problem(response, 404, "conversation-not-found")["detail"] for response in (foreign, unknown, strange)}
    assert len(details) == 1


async def test_a_foreign_token_opens_nothing(api: Running) -> None:
    talk, other = await api.start(), await api.start()
    calls = (
        ("GET", "/messages"), ("POST", "/messages"), ("GET", "/events"), ("GET", "/overview"), ("DELETE", ""),
        ("POST", "/feedback"), ("POST", "/ticket"),
    )  # fmt: skip
    for method, path in calls:
        body = {"id": str(uuid.uuid4()), "text": "hallo", "score": 3}
        response = await api.client.request(method, talk.path + path, headers=other.headers, json=body)
        problem(response, 404, "conversation-not-found")
    assert len(await talk.messages()) == 1


async def test_a_token_expires(api: Running) -> None:
    talk = await api.start()
    api.clock.forward(7 * DAY)
    problem(await talk.post(text="hallo"), 401, "token-expired")
    problem(await api.client.get(f"{talk.path}/messages", headers=talk.headers), 401, "token-expired")


async def test_the_token_itself_is_not_stored(api: Running) -> None:
    talk = await api.start()
    from channels.conversation.tables import conversations

    rows = await api.gateway.database.read(lambda c: c.execute(conversations.select()).all())
    assert talk.token not in str(rows)


async def test_wrong_addresses_and_methods_are_problems_too(api: Running) -> None:
    talk = await api.start()
    problem(await api.client.get("/nergens"), 404, "not-found")
    problem(await api.client.put(talk.path), 405, "method-not-allowed")
    problem(await api.client.get(f"{talk.path}/messages?after=x", headers=talk.headers), 422, "invalid")
    problem(await api.client.get(f"{talk.path}/messages?after=-1", headers=talk.headers), 422, "invalid")
    problem(await api.client.get("/widget/..%2f..%2fapp.py"), 404, "not-found")
    problem(await api.client.get("/widget/package.json"), 404, "not-found")


@pytest.mark.parametrize(
    "body",
    [{"score": "maybe"}, {"score": 6}, {"score": 0}, {"message": str(uuid.uuid4()), "score": 3}, {"score": "up"}, {},
     {"score": 3, "reason": "x" * 501}],
)  # fmt: skip
async def test_feedback_of_another_shape_is_refused(api: Running, body: Any) -> None:
    talk = await api.start()
    problem(await api.client.post(f"{talk.path}/feedback", json=body, headers=talk.headers), 422, "invalid")


async def test_feedback_on_a_message_that_is_not_ours_is_refused(api: Running) -> None:
    talk = await api.start()
    mine = (await talk.say("hallo"))["received"]["id"]
    for message in (str(uuid.uuid4()), mine):
        body = {"message": message, "score": "up"}
        response = await api.client.post(f"{talk.path}/feedback", json=body, headers=talk.headers)
        problem(response, 422, "message-unknown")


async def test_a_fault_of_ours_is_a_problem_without_particulars(api: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await api.start()

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr(api.gateway.service, "take", broken)
    response = await talk.post(text="hallo")
    problem(response, 500, "internal")
    assert "geheim" not in response.text
