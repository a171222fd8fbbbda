"""A whole gateway with a desk, in a thread of this process: real knowledge, real storage, and an engine that answers
from a list. For tests and pictures of the desk; it needs no model.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
import uuid
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn
from argon2 import PasswordHasher
from sqlalchemy import Connection

from channels.app import build
from channels.clock import iso, system_clock
from channels.conversation.texts import Texts, open_knowledge
from channels.desk import accounts, people
from channels.desk.accounts import Wish
from channels.desk.cards import Cards
from channels.desk.directory import Directory
from channels.desk.passwords import Hashing
from channels.desk.people import Adviser, Role
from channels.desk.presence import PresenceState
from channels.desk.tables import presence
from channels.gateway import Gateway, assemble
from channels.settings import Settings
from ops.paths import KNOWLEDGE
from tests.e2e.canned import answer_to

T = TypeVar("T")

PASSWORD = "mijn fiets staat buiten"
LOKET = "regio-zwolle"
OTHER_LOKET = "twente"
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

# What brings a conversation to the desk, besides saying so.
_PERSON = ("mens spreken", "/mens_spreken", "een mens")
_SAD = ("niet meer zitten", "moedeloos")


@dataclass
class CannedEngine:
    """Rasa's protocol, with answers from `canned`, and a memory of what a person told."""

    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)

    def transport(self) -> httpx.MockTransport:
        """The way to it, without a network."""
        return httpx.MockTransport(self._handle)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/slots"):
            conversation = path.split("/")[3]
            if request.method == "POST":
                self.updates.append(json.loads(request.content))
                return httpx.Response(200, json={})
            return httpx.Response(200, json={"slots": {"profile": self.profiles.get(conversation, {})}})
        if path != "/webhooks/rest/webhook":
            return httpx.Response(200, json={})
        said = json.loads(request.content)
        self.told.append(said["message"])
        turn = self._turn(said["message"])
        return httpx.Response(200, json=[{"recipient_id": said["sender"], "custom": turn}])

    def _turn(self, text: str) -> dict[str, Any]:
        lowered = text.lower()
        effects: list[dict[str, Any]] = []
        message = answer_to(text)
        if any(words in lowered for words in _PERSON):
            message = {"topic": "mens_spreken", "text": "Ik vraag een adviseur voor u."}
            effects = [{"kind": "hand_over", "reason": "asked"}]
        elif any(words in lowered for words in _SAD):
            message = {"topic": "gesprek_moedeloos", "text": "Dat klinkt zwaar. Ik vraag een mens om met u te praten."}
            effects = [{"kind": "hand_over", "reason": "distress"}]
        prediction = {"topic": message["topic"], "confidence": 0.9, "ranking": [[message["topic"], 0.9]]}
        return {"message": message, "effects": effects, "prediction": prediction}


@dataclass
class Citizen:
    """Somebody who talks over the API, as the widget does."""

    client: httpx.Client
    id: str
    token: str

    @property
    def path(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    def say(self, text: str) -> dict[str, Any]:
        """Send a message; returns what came of it."""
        sent = {"id": str(uuid.uuid4()), "text": text}
        answer = self.client.post(f"{self.path}/messages", json=sent, headers={"Authorization": f"Bearer {self.token}"})
        answer.raise_for_status()
        return dict(answer.json())

    def heard(self) -> list[dict[str, Any]]:
        """All messages of the conversation."""
        answer = self.client.get(f"{self.path}/messages", headers={"Authorization": f"Bearer {self.token}"})
        answer.raise_for_status()
        return list(answer.json()["messages"])

    @property
    def short(self) -> str:
        """What the desk calls this conversation."""
        return self.id[:4].upper()


@dataclass
class World:
    """A gateway that runs, and what is behind it."""

    url: str
    gateway: Gateway
    engine: CannedEngine
    loop: asyncio.AbstractEventLoop
    citizens: list[Citizen] = field(default_factory=list)

    def clear(self) -> None:
        """Erase the conversations of all citizens, and let nobody be at the desk."""
        for citizen in self.citizens:
            self.do(self.gateway.service.erase(citizen.id))
            citizen.client.close()
        self.citizens.clear()
        self.do(self.gateway.database.write(lambda connection: connection.execute(presence.delete())))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the gateway's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def citizen(self, *said: str, profile: dict[str, Any] | None = None) -> Citizen:
        """Start a conversation and say these things."""
        client = httpx.Client(base_url=self.url, trust_env=False, timeout=20)
        started = client.post("/api/v1/conversations").raise_for_status().json()
        citizen = Citizen(client, started["id"], started["token"])
        self.citizens.append(citizen)
        if profile:
            facts = {
                slot: {"value": value, "by": "citizen", "at": iso(system_clock())} for slot, value in profile.items()
            }
            self.engine.profiles[citizen.id] = facts
        for text in said:
            citizen.say(text)
        return citizen

    def account(self, name: str, role: Role = Role.ADVISEUR, *lokets: str) -> Adviser:
        """Make an account, with PASSWORD."""

        def make(connection: Connection) -> Adviser:
            wish = Wish(f"{name.lower()}@loket.example", name, role, frozenset(lokets or (LOKET,)))
            made = accounts.create(connection, wish, system_clock())
            accounts.set_password(connection, made.id, _QUICK.hash(PASSWORD), system_clock())
            adviser = people.load(connection, made.id)
            assert adviser is not None
            return adviser

        return self.do(self.gateway.database.write(make))

    def present(self, adviser: Adviser) -> None:
        """Say that somebody is at the desk, without a browser."""
        self.do(self.gateway.desk.presence.set(adviser, PresenceState.AANWEZIG))


@contextmanager
def world(data: Path, port: int = 0, compiled: Path | None = None, **settings: Any) -> Iterator[World]:
    """A running gateway with a desk, on the loopback address."""
    engine = CannedEngine()
    chosen = Settings(_env_file=None, data_dir=data, actions_url="", desk=True, heartbeat_seconds=2.0, **settings)  # type: ignore[call-arg]
    knowledge = open_knowledge(compiled or Path(os.environ.get("LEERWIJS_KNOWLEDGE", KNOWLEDGE)))
    gateway = assemble(
        chosen,
        Texts(knowledge),
        directory=Directory.of(knowledge),
        cards=Cards.of(knowledge),
        transport=engine.transport(),
    )
    app = build(gateway)
    app.state.door.hashing = Hashing(_QUICK)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False))
    started = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        started.set()
        await serving

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    if not started.wait(30) or not server.started:
        raise RuntimeError("the gateway did not start")
    try:
        yield World(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", gateway, engine, loops[0])
    finally:
        loops[0].call_soon_threadsafe(gateway.closing.set)
        server.should_exit = True
        thread.join(15)
