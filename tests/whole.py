"""The whole product on ports and data of its own, for tests that talk to it as the outside does."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from ops.stack import Stack, free_port

TODAY = "2026-11-22"
TELEPHONE_SECRET = "geheim-van-de-lijn"


@contextmanager
def running_stack(folder: Path, **settings: str) -> Iterator[Stack]:
    """Start engine, actions and gateway; stop them afterwards. Logs go to ``folder``/stack.log."""
    folder.mkdir(parents=True, exist_ok=True)
    stack = Stack(
        port=free_port(),
        engine_port=free_port(),
        actions_port=free_port(),
        data=folder,
        log=folder / "stack.log",
        settings={
            "LEERWIJS_TODAY": TODAY,
            "LEERWIJS_DEMO": "1",
            "LEERWIJS_RATE_LIMIT": "0",
            "LEERWIJS_TWILIO_TOKEN": TELEPHONE_SECRET,
            "LEERWIJS_JAMBONZ_SECRET": TELEPHONE_SECRET,
            "LEERWIJS_TEXT_MESSAGES": "loopback",
            **settings,
        },
    )
    for name in ("LEERWIJS_DATABASE_URL", "LEERWIJS_REDIS_URL"):
        os.environ.pop(name, None)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@dataclass
class Citizen:
    """One conversation over the public API."""

    http: httpx.Client
    id: str = ""
    token: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    owner: str = "bot"

    @classmethod
    def arrive(cls, url: str) -> Citizen:
        """Start a conversation."""
        http = httpx.Client(base_url=f"{url}/api/v1", timeout=20)
        answer = http.post("/conversations", json={})
        answer.raise_for_status()
        body = answer.json()
        return cls(http, body["id"], body["token"], list(body["messages"]))

    def say(self, text: str) -> dict[str, Any]:
        """Send text; return the bot's last message."""
        return self._send({"text": text})

    def press(self, payload: str) -> dict[str, Any]:
        """Press a button; return the bot's last message."""
        return self._send({"payload": payload})

    def send(self, body: dict[str, Any]) -> httpx.Response:
        """Send a message as it is; return the raw answer."""
        path = f"/conversations/{self.id}/messages"
        return self.http.post(path, json=body, headers={"Authorization": f"Bearer {self.token}"})

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.send({"id": str(uuid.uuid4()), **body})
        answer.raise_for_status()
        content = answer.json()
        self.owner = content["owner"]
        new = [m for m in content["messages"] if m["from"] != "user"]
        assert new, "an empty reply"
        self.messages += new
        # The crisis screen and notices come before the last message: what was said is all of it.
        return {**new[-1], "said": "\n".join(m["text"] for m in new), "topics": [m["topic"] for m in new]}


def timed(action: Any) -> tuple[float, Any]:
    """Run ``action``; return milliseconds and its result."""
    started = time.perf_counter()
    result = action()
    return (time.perf_counter() - started) * 1000, result
