"""For operators: health, readiness, figures, log lines, commands."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from channels import __main__ as commands
from channels import logs
from channels.conversation.tables import contacts
from channels.desk.tables import audit
from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings
from tests.channels.test_privacy import call_back


async def test_health_is_only_about_the_process(api: Running) -> None:
    api.engine.mode = "down"
    response = await api.client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert (await api.client.head("/healthz")).status_code == 200


async def test_ready_when_everything_is_there(api: Running) -> None:
    response = await api.client.get("/readyz")
    assert response.json() == {"ready": True, "database": "up", "engine": "up", "actions": "up"}


def from_address(api: Running, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(api.app, client=(address, 4000))
    return httpx.AsyncClient(transport=transport, base_url="http://gateway.test")


async def test_figures_are_for_this_machine_or_with_a_token(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    async with running(settings(tmp_path, metrics_token="geheim"), engine, clock) as api:
        talk = await api.start()
        await talk.say("hallo")
        figures = await api.client.get("/metrics")
        assert 'leerwijs_turns_total{outcome="engine"} 1.0' in figures.text
        assert 'leerwijs_conversations_total{channel="web"} 1.0' in figures.text
        proxied = await api.client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
        assert proxied.status_code == 401
        async with from_address(api, "203.0.113.9") as outside:
            assert (await outside.get("/metrics")).status_code == 401
            wrong = await outside.get("/metrics", headers={"Authorization": "Bearer fout"})
            assert wrong.status_code == 401
            right = await outside.get("/metrics", headers={"Authorization": "Bearer geheim"})
            assert right.status_code == 200


async def test_without_a_token_set_an_empty_one_opens_nothing(api: Running) -> None:
    async with from_address(api, "203.0.113.9") as outside:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": ""}):
            assert (await outside.get("/metrics", headers=headers)).status_code == 401


async def test_while_storage_is_away_messages_are_refused_clearly(
    api: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await api.start()

    async def away(*_: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("geheim"))

    with monkeypatch.context() as patch:
        patch.setattr(type(api.gateway.database), "_read", away)
        patch.setattr(type(api.gateway.database), "_write", away)
        response = await talk.post(text="hallo")
        assert response.status_code == 503
        assert response.headers["retry-after"] == "5"
        assert response.json()["type"] == "urn:leerwijs:problem:storage-unavailable"
        assert (await api.client.get("/readyz")).json()["database"] == "down"
    assert (await talk.post(text="hallo")).status_code == 200


async def test_a_message_whose_answer_could_not_be_stored_is_answered_later(
    api: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from channels.conversation import store

    talk = await api.start()
    finish = store.finish
    client_id = "0d0c2f54-6f5c-4d2c-8b8e-2a8a0a3a4a11"

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE", {}, Exception("away"))

    monkeypatch.setattr(store, "finish", away)
    assert (await talk.post(client_id, text="hallo")).status_code == 503
    monkeypatch.setattr(store, "finish", finish)
    api.clock.forward(api.gateway.turns.lease + 1)
    assert (await talk.say("hallo", client_id))["messages"][0]["text"] == "U zei: hallo"
    assert [m["seq"] for m in await talk.messages()] == [1, 2, 3]


async def test_each_turn_is_a_line_with_what_was_understood(api: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "leerwijs.gateway")
    logging.getLogger("leerwijs.gateway").propagate = True
    talk = await api.start()
    await talk.say("wat is evc eigenlijk")
    turns = [record.fields for record in caplog.records if record.message == "turn"]  # type: ignore[attr-defined]
    line = next(fields for fields in turns if fields["conversation"] == talk.id)
    assert (line["topic"], line["predicted"], line["confidence"], line["fallback"]) == (
        "evc_uitleg", "evc_uitleg", 0.93, False,
    )  # fmt: skip
    assert line["ranking"] == [["evc_uitleg", 0.93], ["evc_kosten", 0.03]]
    assert line["ms"] >= 0
    everything = str([vars(record) for record in caplog.records])
    assert "eigenlijk" not in everything
    assert talk.token not in everything


def test_a_log_line_is_json_and_keeps_an_exceptions_words_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    try:
        raise ValueError("mijn bsn is 123456782")
    except ValueError as error:
        logs.error("broken", error, conversation="x")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["error"], line["conversation"]) == ("broken", "ValueError", "x")
    assert "123456782" not in str(line)
    assert line["where"]
    logging.getLogger("leerwijs.gateway").propagate = True


@pytest.fixture
def command_environment(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("LEERWIJS_DATABASE_URL", database_url)
    monkeypatch.setenv("LEERWIJS_DATA_DIR", str(tmp_path))


@pytest.mark.usefixtures("command_environment")
async def test_the_operator_lists_call_backs_with_their_numbers(
    api: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    await call_back(api)
    assert await asyncio.to_thread(commands.main, ["callbacks"]) == 0
    listed = capsys.readouterr().out
    assert "+31612345678" in listed
    assert "ochtend" in listed
    assert "1 open" in listed


@pytest.mark.usefixtures("command_environment")
async def test_a_call_that_was_made_is_off_the_list_and_its_number_is_gone(
    api: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    await call_back(api)
    conversation = (await api.gateway.database.read(lambda c: c.execute(contacts.select()).all()))[0].conversation_id
    assert await asyncio.to_thread(commands.main, ["callbacks", "--done", conversation]) == 0
    assert await asyncio.to_thread(commands.main, ["callbacks", "--done", conversation]) == 1
    await asyncio.to_thread(commands.main, ["callbacks"])
    assert "0 open" in capsys.readouterr().out
    assert await api.gateway.database.read(lambda c: c.execute(contacts.select()).all()) == []


@pytest.mark.usefixtures("command_environment")
async def test_numbers_seen_and_calls_closed_at_the_command_line_are_in_the_trail(api: Running) -> None:
    await call_back(api)
    conversation = (await api.gateway.database.read(lambda c: c.execute(contacts.select()).all()))[0].conversation_id
    for arguments in (["callbacks"], ["callbacks", "--done", conversation], ["callbacks", "--done", conversation]):
        await asyncio.to_thread(commands.main, arguments)
    await asyncio.to_thread(commands.main, ["callbacks"])  # nothing left to see
    trail = await api.gateway.database.read(lambda c: c.execute(audit.select().order_by(audit.c.id)).all())
    assert [(entry.actor, entry.action, entry.conversation_id) for entry in trail] == [
        ("system", "nummer_gezien", conversation),
        ("system", "gebeld", conversation),
    ]


@pytest.mark.usefixtures("command_environment")
async def test_with_another_secret_the_command_says_what_is_wrong(
    api: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await call_back(api)
    monkeypatch.setenv("LEERWIJS_SECRET_KEY", "een heel ander geheim dan dat van daarnet")
    assert await asyncio.to_thread(commands.main, ["callbacks"]) == 1
    assert "LEERWIJS_SECRET_KEY" in capsys.readouterr().err


@pytest.mark.usefixtures("command_environment")
async def test_the_operator_purges_by_hand(api: Running, capsys: pytest.CaptureFixture[str]) -> None:
    await call_back(api)  # the test's clock stands at a fixed moment
    monkey = commands.system_clock
    commands.system_clock = lambda: api.clock.now + 31 * 86_400_000  # type: ignore[assignment]
    try:
        assert await asyncio.to_thread(commands.main, ["purge"]) == 0
    finally:
        commands.system_clock = monkey
    assert "1 conversations, 1 contacts" in capsys.readouterr().out


def test_a_database_that_is_away_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEERWIJS_DATABASE_URL", "postgresql://x@127.0.0.1:1/x")
    assert commands.main(["callbacks"]) == 1
    assert capsys.readouterr().err == "leerwijs: the database cannot be reached\n"
