"""Two gateways on one PostgreSQL and one Redis, each a process of its own, with advisers and citizens around them.

The engine is a canned one in a process of its own; PostgreSQL and Redis are servers of this town's own, which can be
stopped.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Connection, insert

from channels.clock import system_clock
from channels.conversation.database import open_database
from channels.conversation.tokens import token_hash
from channels.desk import accounts, sessions
from channels.desk.accounts import Wish
from channels.desk.people import Role
from channels.desk.tables import loket_settings
from channels.settings import Settings
from ops.paths import KNOWLEDGE, ROOT
from ops.stack import free_port
from tests.distributed.postgresql import Postgresql

LOKET = "regio-zwolle"
WITHIN = 60.0  # seconds, for anything that is waited for
CHATS_AT_ONCE = 5
_ALWAYS = {day: [["00:00", "23:59:59"]] for day in ("mo", "tu", "we", "th", "fr", "sa", "su")}


class Listener:
    """Follows an event stream in a thread of its own; keeps what came, and when."""

    def __init__(self, url: str, *, headers: dict[str, str] | None = None) -> None:
        self.events: list[tuple[float, str, dict[str, Any]]] = []
        self._url, self._headers = url, headers or {}
        self._changed = threading.Condition()
        self._closed = False
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        with httpx.Client(timeout=httpx.Timeout(10, read=None), trust_env=False) as http:
            while not self._closed:
                try:
                    with http.stream("GET", self._url, headers=self._headers) as answer:
                        self._read(answer.iter_lines())
                except httpx.HTTPError:
                    time.sleep(0.2)  # as a browser does: come back a little later

    def _read(self, lines: Iterator[str]) -> None:
        kind = ""
        for line in lines:
            if self._closed:
                return
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                with self._changed:
                    self.events.append((time.monotonic(), kind, json.loads(line[6:])))
                    self._changed.notify_all()

    def wait(self, wanted: Callable[[str, dict[str, Any]], bool]) -> float:
        """Wait for an event that is wanted; return when it came (monotonic seconds).

        Raises:
            TimeoutError: it did not come within `WITHIN`.
        """
        end = time.monotonic() + WITHIN
        with self._changed:
            while True:
                for at, kind, data in self.events:
                    if wanted(kind, data):
                        return at
                if not self._changed.wait(end - time.monotonic()):
                    raise TimeoutError(f"not heard; the last was {self.events[-1:]}")

    def close(self) -> None:
        """Stop listening."""
        self._closed = True


@dataclass
class Citizen:
    """Somebody who talks over the API of one gateway, as the widget does."""

    url: str
    id: str
    token: str
    http: httpx.Client

    def at(self, url: str) -> Citizen:
        """The same conversation on another gateway, as on another device."""
        return Citizen(url, self.id, self.token, httpx.Client(base_url=url, trust_env=False, timeout=20))

    def post(self, text: str, message_id: str | None = None) -> httpx.Response:
        """Send a message; return the raw answer."""
        sent = {"id": message_id or str(uuid.uuid4()), "text": text}
        return self.http.post(f"/api/v1/conversations/{self.id}/messages", json=sent, headers=self.key)

    def say(self, text: str) -> dict[str, Any]:
        """Send a message that must be taken."""
        return dict(self.post(text).raise_for_status().json())

    def heard(self) -> list[dict[str, Any]]:
        """All messages."""
        answer = self.http.get(f"/api/v1/conversations/{self.id}/messages", headers=self.key).raise_for_status()
        return list(answer.json()["messages"])

    def listen(self) -> Listener:
        """Follow the conversation."""
        return Listener(self.stream, headers=self.key)

    @property
    def stream(self) -> str:
        """The address of the conversation's events."""
        return f"{self.url}/api/v1/conversations/{self.id}/events"

    @property
    def key(self) -> dict[str, str]:
        """The headers that let somebody in."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Adviser:
    """Somebody at the desk, logged in on one gateway."""

    url: str
    name: str
    token: str
    form_key: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=20, headers=self.key)

    def at(self, url: str) -> Adviser:
        """The same session on another gateway."""
        return Adviser(url, self.name, self.token, self.form_key)

    def do(self, path: str, **form: str) -> httpx.Response:
        """Do something at the desk; return the raw answer."""
        return self.http.post(f"/desk/{path}", data=form)

    def claim(self, conversation: str) -> httpx.Response:
        """Take a chat."""
        return self.do(f"gesprek/{conversation}/nemen")

    def send(self, conversation: str, text: str) -> httpx.Response:
        """Send a message."""
        return self.do(f"gesprek/{conversation}/bericht", tekst=text, bericht_id=str(uuid.uuid4()))

    def listen(self, *conversations: str) -> Listener:
        """Follow the desk with these chats open."""
        return Listener(self.stream(*conversations), headers=self.key)

    def stream(self, *conversations: str) -> str:
        """The address of the desk's events, with these chats open."""
        return f"{self.url}/desk/stroom?" + "&".join(f"gesprek={one}:0" for one in conversations)

    @property
    def key(self) -> dict[str, str]:
        """The headers that let somebody in."""
        origin = {"Origin": self.url, "X-Form-Key": self.form_key, "X-Desk": "1"}
        return {"Cookie": f"leerwijs-balie={self.token}", **origin}


@dataclass
class Town:
    """Everything that runs; `gateways` are the addresses."""

    folder: Path
    database: Postgresql
    redis_port: int
    engine_port: int
    gateways: list[str] = field(default_factory=list)
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start_redis(self) -> None:
        """Start the Redis of this town."""
        command = ["redis-server", "--port", str(self.redis_port), "--save", "", "--appendonly", "no"]
        self._spawn("redis", [*command, "--dir", str(self.folder)])

    def start_gateway(self, number: int) -> None:
        """Start a gateway, or start it again, and wait until it serves."""
        url = self.gateways[number]
        settings = {
            "LEERWIJS_PORT": str(urlsplit(url).port),
            "LEERWIJS_DATABASE_URL": self.database.url,
            "LEERWIJS_REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "LEERWIJS_ENGINE_URL": f"http://127.0.0.1:{self.engine_port}",
            "LEERWIJS_ACTIONS_URL": f"http://127.0.0.1:{self.engine_port}",
            "LEERWIJS_KNOWLEDGE": str(KNOWLEDGE),
            "LEERWIJS_DESK": "1",
            "LEERWIJS_RATE_LIMIT": "0",
            "LEERWIJS_LOG_LEVEL": "warning",
        }
        self._spawn(f"gateway {number}", [sys.executable, "-m", "channels", "serve"], settings)
        wait_for(lambda: httpx.get(f"{url}/healthz", trust_env=False).status_code == 200)

    def kill(self, name: str) -> None:
        """Kill a process outright."""
        process = self._processes.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        """Stop everything."""
        for process in self._processes.values():
            process.send_signal(signal.SIGKILL)
        for process in self._processes.values():
            process.wait()
        self._processes.clear()

    def citizen(self, gateway: int = 0) -> Citizen:
        """Somebody who just arrived."""
        http = httpx.Client(base_url=self.gateways[gateway], trust_env=False, timeout=20)
        started = http.post("/api/v1/conversations").raise_for_status().json()
        return Citizen(self.gateways[gateway], started["id"], started["token"], http)

    def waiting(self, gateway: int = 0) -> Citizen:
        """Somebody who waits for an adviser."""
        citizen = self.citizen(gateway)
        answer = citizen.say("ik wil een mens spreken")
        assert answer["owner"] == "wachtrij", answer
        return citizen

    def adviser(self, name: str, gateway: int = 1, role: Role = Role.ADVISEUR) -> Adviser:
        """Somebody of the loket of Zwolle, present."""

        def hire(connection: Connection) -> str:
            now = system_clock()
            wish = Wish(f"{name.lower()}@loket.example", name, role, frozenset((LOKET,)))
            account = accounts.create(connection, wish, now)
            accounts.set_at_most(connection, account.id, CHATS_AT_ONCE, now)
            life = sessions.Life.of(settings.desk_idle_minutes, settings.desk_session_hours)
            return sessions.start(connection, account.id, device="Browser", life=life, now=now)

        settings = Settings()
        token = self.write(hire)
        key = sessions.FormKeys(settings.secret).of(token_hash(token))
        adviser = Adviser(self.gateways[gateway], name, token, key)
        adviser.do("aanwezig", stand="aanwezig").raise_for_status()
        return adviser

    def write(self, work: Callable[[Connection], Any]) -> Any:
        """Do something in the database itself."""

        async def run() -> Any:
            database = open_database(self.database.url.replace("postgresql://", "postgresql+psycopg://"))
            try:
                return await database.write(work)
            finally:
                await database.close()

        return asyncio.run(run())

    def _spawn(self, name: str, command: list[str], settings: dict[str, str] | None = None) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("LEERWIJS_")}
        log = (self.folder / f"{name.replace(' ', '-')}.log").open("ab")
        environment = {**clean, **(settings or {})}
        self._processes[name] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def wait_for(holds: Callable[[], Any]) -> None:
    """Wait until something holds; what cannot be reached does not hold yet.

    Raises:
        TimeoutError: it did not within `WITHIN`.
    """
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        try:
            if holds():
                return
        except (httpx.HTTPError, OSError):
            pass
        time.sleep(0.05)
    raise TimeoutError("it did not come to that")


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """Two gateways and what they need."""
    with closing(Postgresql(free_port())) as database:
        database.start()
        made = Town(folder, database, free_port(), free_port())
        made.gateways = [f"http://127.0.0.1:{free_port()}" for _ in range(2)]
        try:
            made.start_redis()
            made._spawn("engine", [sys.executable, "-m", "tests.distributed.engine", str(made.engine_port)])
            wait_for(lambda: httpx.get(f"http://127.0.0.1:{made.engine_port}/", trust_env=False))
            for number in range(2):
                made.start_gateway(number)
            made.write(_open_always)
            yield made
        finally:
            made.stop()


def _open_always(connection: Connection) -> None:
    row = {"loket": LOKET, "hours": _ALWAYS, "shared": True, "changed_at": 0, "changed_by": "test"}
    connection.execute(insert(loket_settings).values(row))
