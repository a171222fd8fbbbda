"""The webhook as our Rasa side calls it: slots and last message in, one response and three slot events out."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from actions import server
from actions.settings import Settings
from knowledge.store import NotCompiled
from tests.actions import fakes

THEMES = [
    *("bot", "evc", "financiering", "gesprek", "leerbaan", "loket", "loopbaan", "mens", "niet_begrepen"),
    *("opleiding", "service", "werkgever"),
]


class _Shelf:
    def __init__(self, path: Path) -> None:
        self._knowledge = fakes.knowledge()

    def knowledge(self) -> Any:
        return self._knowledge


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(server, "Shelf", _Shelf)
    app = server.create_app(Settings(production=False, knowledge=Path("x"), today=date(2026, 11, 22)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://actions.test") as client:
        yield client


def call(
    topic: str, action: str, text: str = "geheim verhaal", slots: dict[str, Any] | None = None, **message: Any
) -> dict[str, Any]:
    """An action call as `bot/remote_action.py` sends it."""
    empty = {"profile": None, "task": None, "memory": None}
    return {
        "next_action": action,
        "sender_id": "c1",
        "tracker": {
            "sender_id": "c1",
            "slots": slots or empty,
            "latest_message": {
                "text": text,
                "intent": {"name": topic, "confidence": 0.9},
                "intent_ranking": [{"name": topic, "confidence": 0.9}],
                "entities": [],
                "metadata": {"channel": "web", "payload": False},
                **message,
            },
            "latest_action_name": "action_listen",
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
        },
        "version": "3.6.21",
    }


def test_there_is_an_action_for_every_theme() -> None:
    assert sorted(kind.theme for kind in server.ACTIONS) == THEMES


async def test_an_action_answers_once_and_sets_the_three_slots(client: httpx.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("financiering_overzicht", "action_financiering"))
    assert answer.status_code == 200
    (response,) = answer.json()["responses"]
    assert response["custom"]["message"]["asks"]["slot"] == "leeftijd"
    assert response["custom"]["prediction"]["topic"] == "financiering_overzicht"
    assert response["text"] is None
    assert [event["name"] for event in answer.json()["events"]] == ["profile", "task", "memory"]


async def test_the_slots_that_come_back_carry_the_conversation_on(client: httpx.AsyncClient) -> None:
    first = (await client.post("/webhook", json=call("financiering_overzicht", "action_financiering"))).json()
    slots = {event["name"]: event["value"] for event in first["events"]}
    said = [{"entity": "leeftijd", "value": 52, "start": 0, "end": 2}]
    again = call("gesprek_antwoord", "action_gesprek", "52", slots, entities=said)
    second = (await client.post("/webhook", json=again)).json()
    assert second["responses"][0]["custom"]["message"]["asks"]["step"] == 2


async def test_an_unknown_action_is_404(client: httpx.AsyncClient) -> None:
    assert (await client.post("/webhook", json=call("evc_uitleg", "action_onzin"))).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"next_action": "action_bot"}'])
async def test_what_is_no_action_call_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post("/webhook", content=body)).status_code == 400


async def test_a_failure_is_an_error_with_an_honest_reply_and_a_person(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("ging mis bij geheim verhaal")

    monkeypatch.setattr("actions.turns.take_turn", fails)
    with caplog.at_level(logging.DEBUG, logger="actions"):
        answer = await client.post("/webhook", json=call("evc_uitleg", "action_evc"))
    assert answer.status_code == 500
    turn = answer.json()["responses"][0]["custom"]
    assert turn["effects"] == [{"kind": "hand_over", "reason": "task_failed"}]
    assert turn["message"]["text"]
    assert answer.json()["events"] == []
    assert "evc_uitleg" in caplog.text and "RuntimeError" in caplog.text
    assert "geheim" not in caplog.text


async def test_healthz_names_the_knowledge(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok", "knowledge": "fake"}


def test_without_knowledge_the_server_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(NotCompiled):
        server.create_app(Settings(production=False, knowledge=tmp_path / "none.sqlite", today=None))
