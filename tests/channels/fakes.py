"""Stand-ins for what the gateway talks to: an engine that speaks its protocol, a small knowledge, a clock to shift."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from channels.app import build
from channels.conversation.texts import ANSWERS, KEYS, Texts
from channels.desk.cards import Cards
from channels.desk.directory import Directory, Gazetteer
from channels.gateway import Gateway, assemble
from channels.settings import Settings
from knowledge.lokets import Loket
from knowledge.places import Place
from knowledge.records import Answer, Option, Text

NOON = 1_795_345_200_000  # 2026-11-22 12:00 in Amsterdam, in milliseconds
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def forward(self, milliseconds: int) -> None:
        self.now += milliseconds


OPTIONS = {
    "ask.dagdeel": (Option("ochtend", "In de ochtend"), Option("middag", "In de middag")),
    "ask.toestemming": (Option(True, "Ja, bel mij terug"), Option(False, "Nee, liever niet")),
}


class NoRecords:
    """A shelf without records."""

    def all(self) -> tuple[()]:
        return ()

    def get(self, _: str) -> None:
        return None


class FakeKnowledge:
    """Texts that say their own key, so that tests see which one was used; it holds no records."""

    lokets = NoRecords()
    catalogue = NoRecords()

    def arrangement(self, arrangement_id: str) -> Any:
        raise KeyError(arrangement_id)

    def text(self, key: str, **values: object) -> Text:
        if key not in KEYS:
            raise KeyError(key)
        told = " ".join([key, *map(str, values.values())])
        return Text(f"[{told}]", f"[{key} gesproken]", f"[{key} eenvoudig]", key, OPTIONS.get(key, ()))

    def answer(self, topic: str) -> Answer:
        known = {*ANSWERS, "evc_uitleg", "financiering_overzicht", "loket_afspraak"}
        if topic not in known:
            raise KeyError(topic)
        text = "Dag, ik ben Leerwijs, een digitale assistent." if topic == "gesprek_groet" else f"[{topic}]"
        follow_ups = ("evc_uitleg", "financiering_overzicht") if topic == "gesprek_groet" else ()
        return Answer(
            text, text, text, topic=topic, title=f"Titel van {topic}", computed=False, parts={}, regelingen=(),
            follow_ups=follow_ups, prefers_person=False, sources=(), evidence_date=None, review_by=None,
        )  # fmt: skip


def texts() -> Texts:
    return Texts(FakeKnowledge())


# Where lokets are, and who lives in their regions. Nobody told their hours.
PLACES = {"Zwolle": "regio-zwolle", "Kampen": "regio-zwolle", "Middelburg": "zeeland", "Enschede": "twente"}


def loket(loket_id: str, **values: Any) -> Loket:
    known = {
        "gemeenten": None, "address": None, "phone": None, "email": None, "hours": None, "website": None,
        "walk_in": None, "sources": (), "evidence_date": "2026", "certainty": "voor_zover_bekend", "demo": False,
    }  # fmt: skip
    return Loket(id=loket_id, title=f"Loket {loket_id}", regio=loket_id.title(), **(known | values))


def directory(*lokets: Loket) -> Directory:
    """Lokets of three regions, or these; places are known by their names, and by their names in a sentence."""
    known = {one.id: one for one in (lokets or map(loket, ("regio-zwolle", "zeeland", "twente")))}

    def place(name: str) -> Place:
        return Place(name, name, known[PLACES[name]].regio, "", 0, 0, label=name)

    def match(text: str) -> tuple[tuple[Place, ...], str]:
        return tuple(place(name) for name in PLACES if name.casefold() == text.casefold()), "exact"

    def spot(text: str) -> Iterable[tuple[Place, ...]]:
        return [(place(name),) for name in PLACES if name in text]

    return Directory(known.values, Gazetteer(match, spot, lambda found: (known[PLACES[found.name]],)))


def turn(
    text: str = "Goed.", topic: str = "evc_uitleg", effects: tuple[dict[str, Any], ...] = (), **message: Any
) -> Any:
    """A turn as an action answers it."""
    return {
        "message": {"topic": topic, "text": text, **message},
        "effects": list(effects),
        "prediction": {"topic": topic, "confidence": 0.93, "ranking": [[topic, 0.93], ["evc_kosten", 0.03]],
                       "fallback": False},
    }  # fmt: skip


class FakeCards(Cards):
    """Two cards, found by any words."""

    def __init__(self) -> None:
        """Nothing to open."""

    def search(self, query: str, kinds: Any, profile: Any, now: Any) -> list[dict[str, Any]]:
        wanted = kinds or ("regeling", "loket")
        return [card for kind in wanted if (card := self.get(kind, "een", profile, now))]

    def get(self, kind: str, identifier: str, profile: Any, now: Any) -> dict[str, Any] | None:
        if identifier != "een" or kind not in ("regeling", "loket"):
            return None
        return {"kind": kind, "id": "een", "title": f"Een {kind}", "why": [f"leeftijd {profile.get('leeftijd')}"]}


@dataclass
class FakeEngine:
    """The engine over its own protocol. `replies` maps what it is told to the turn it answers."""

    mode: str = "ok"  # ok, empty, down, error, nonsense, slow
    replies: dict[str, Any] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    # What the bot knows of people by conversation, and what it was told of them from outside.
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    purged: int = 0
    at_work: int = 0
    most_at_work: dict[str, int] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[str, int] = field(default_factory=dict)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        if self.mode == "down":
            raise httpx.ConnectError("refused")
        path = request.url.path
        if path in ("/leerwijs/ready", "/healthz"):
            return httpx.Response(200, json={})
        if path == "/leerwijs/purge":
            self.purged += 1
            return httpx.Response(200, json={"purged": 0})
        if path.startswith("/leerwijs/conversations/"):
            conversation, action = path.split("/")[3:]
            if action == "slots":
                return self._slots(conversation, request)
            assert action == "erase", path
            self.erased.append(conversation)
            return httpx.Response(200, json={"found": True})
        assert path == "/webhooks/rest/webhook", path
        return await self._answer(json.loads(request.content))

    def _slots(self, conversation: str, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"slots": {"profile": self.profiles.get(conversation, {})}})
        changes = json.loads(request.content)["slots"]
        self.updates.append((conversation, changes))
        profile = {**self.profiles.get(conversation, {}), **changes.get("profile", {})}
        self.profiles[conversation] = {slot: fact for slot, fact in profile.items() if fact}
        return httpx.Response(200, json={"changed": sorted(changes)})

    async def _answer(self, message: dict[str, Any]) -> httpx.Response:
        sender = message["sender"]
        self.told.append(message)
        self._busy[sender] = self._busy.get(sender, 0) + 1
        self.most_at_work[sender] = max(self.most_at_work.get(sender, 0), self._busy[sender])
        self.arrived.set()
        try:
            if self.gate:
                await self.gate.wait()
            if self.mode == "slow":
                await asyncio.Event().wait()
            await asyncio.sleep(0)
        finally:
            self._busy[sender] -= 1
        if self.mode == "error":
            return httpx.Response(500)
        if self.mode == "nonsense":
            return httpx.Response(200, json=[{"recipient_id": sender, "custom": {"message": {"text": ""}}}])
        if self.mode == "empty":
            return httpx.Response(200, json=[])
        said = message["message"]
        answer = self.replies.get(said) or turn(f"U zei: {said}")
        return httpx.Response(200, json=[{"recipient_id": sender, "custom": answer}])

    def heard(self, sender: str) -> list[str]:
        return [message["message"] for message in self.told if message["sender"] == sender]


@dataclass
class Talk:
    """One conversation over the API."""

    client: httpx.AsyncClient
    id: str
    token: str
    started: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, client_id: str | None = None, **body: Any) -> httpx.Response:
        message = {"id": client_id or str(uuid.uuid4()), **body}
        return await self.client.post(f"{self.path}/messages", json=message, headers=self.headers)

    async def say(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        response = await self.post(client_id, text=text)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def press(self, payload: str) -> dict[str, Any]:
        response = await self.post(payload=payload)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def messages(self, after: int = 0) -> list[dict[str, Any]]:
        response = await self.client.get(f"{self.path}/messages", params={"after": after}, headers=self.headers)
        assert response.status_code == 200, response.text
        return list(response.json()["messages"])


@dataclass
class Running:
    """A gateway that runs, without a network."""

    app: FastAPI
    gateway: Gateway
    client: httpx.AsyncClient
    engine: FakeEngine
    clock: ManualClock

    async def start(self) -> Talk:
        response = await self.client.post("/api/v1/conversations")
        assert response.status_code == 201, response.text
        body = response.json()
        return Talk(self.client, body["id"], body["token"], body)


def settings(tmp_path: Path, database_url: str = "", **values: Any) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, database_url=database_url, actions_url="", **values)  # type: ignore[call-arg]


@contextlib.asynccontextmanager
async def running(
    chosen: Settings, engine: FakeEngine, clock: ManualClock, lokets: tuple[Loket, ...] = ()
) -> AsyncIterator[Running]:
    gateway = assemble(
        chosen, texts(), directory=directory(*lokets), cards=FakeCards(), clock=clock, transport=engine.transport()
    )
    app = build(gateway, background=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=True, client=("127.0.0.1", 4000)),
            base_url="http://gateway.test",
            timeout=30,
        ) as client,
    ):
        yield Running(app, gateway, client, engine, clock)
