"""How soon a citizen and an adviser see each other's messages: ``make bench-desk``.

Two gateways on one PostgreSQL and one Redis, as in production: citizens are on the one, advisers on the other. All
chats are open, followed by an event stream on both sides, and people write at random moments; their browsers tell
that they type, how far they read and that the page is open, as ours do. Measured from just before a message is sent
until it arrives at the other side: at most 200 ms at the 95th percentile, each way.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.distributed.town import Adviser, Citizen, Town, town

ADVISERS, CHATS_EACH = 50, 4
SECONDS = 45.0
# Somebody in a chat writes this often, on average; the other side as often.
EVERY = 30.0
BEAT = 20.0
LOST_AFTER = 15.0
UNTIL_OPEN = 5.0
LIMIT_MS = 200.0


class Post:
    """When each message, known by its text, was sent and when it arrived. Times are seconds."""

    def __init__(self) -> None:
        self._sent: dict[str, float] = {}
        self._arrived: dict[str, asyncio.Event] = {}
        self.took: list[float] = []
        self.count = 0

    def send(self) -> str:
        """Return a new text, as being sent now."""
        text = f"bericht {self.count}"
        self.count += 1
        self._sent[text], self._arrived[text] = time.perf_counter(), asyncio.Event()
        return text

    def arrived(self, text: str) -> None:
        """Note that a text arrived; one that was not sent here, or came before, does not count."""
        sent = self._sent.pop(text, None)
        if sent is not None:
            self.took.append(time.perf_counter() - sent)
            self._arrived[text].set()

    async def wait(self, text: str) -> None:
        """Wait until a text arrived.

        Raises:
            TimeoutError: it did not.
        """
        async with asyncio.timeout(LOST_AFTER):
            await self._arrived[text].wait()


@dataclass(frozen=True)
class Chat:
    """A citizen and the adviser who has them."""

    citizen: Citizen
    adviser: Adviser


def open_chats(made: Town) -> list[Chat]:
    """Let all citizens in and all advisers take theirs."""
    chats = []
    for number in range(ADVISERS):
        adviser = made.adviser(f"Adviseur{number}")
        for _ in range(CHATS_EACH):
            citizen = made.waiting()
            adviser.claim(citizen.id).raise_for_status()
            chats.append(Chat(citizen, adviser))
    return chats


async def some_time(seconds: float) -> None:
    """Wait for a while at random: not everybody comes at once."""
    await asyncio.sleep(seconds * random.random())


async def events(
    http: httpx.AsyncClient, url: str, headers: dict[str, str]
) -> AsyncIterator[tuple[str, dict[str, object]]]:
    """Follow an event stream."""
    async with http.stream("GET", url, headers=headers) as answer:
        answer.raise_for_status()
        kind = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                yield kind, json.loads(line[6:])
        raise RuntimeError(f"the stream ended: {url}")


async def follow_as_citizen(http: httpx.AsyncClient, citizen: Citizen, post: Post) -> None:
    """Follow one conversation, and tell what was read."""
    await some_time(UNTIL_OPEN)
    async for kind, data in events(http, citizen.stream, citizen.key):
        if kind == "message" and data["from"] == "adviser":
            post.arrived(str(data["text"]))
            url = f"{citizen.url}/api/v1/conversations/{citizen.id}/read"
            (await http.post(url, json={"seq": data["seq"]}, headers=citizen.key)).raise_for_status()


async def follow_as_adviser(http: httpx.AsyncClient, adviser: Adviser, chats: list[str], post: Post) -> None:
    """Follow the desk, and tell what was read."""
    await some_time(UNTIL_OPEN)
    async for kind, data in events(http, adviser.stream(*chats), adviser.key):
        if kind == "messages":
            for text in data["said"]:  # type: ignore[attr-defined]
                post.arrived(text)
            url = f"{adviser.url}/desk/gesprek/{data['chat']}/gelezen"
            (await http.post(url, data={"seq": data["last"]}, headers=adviser.key)).raise_for_status()


async def beat(http: httpx.AsyncClient, adviser: Adviser) -> None:
    """Give signs of life, as the adviser's browser does."""
    await some_time(BEAT)
    while True:
        await http.post(f"{adviser.url}/desk/teken", headers=adviser.key)
        await asyncio.sleep(BEAT)


async def write(http: httpx.AsyncClient, chat: Chat, to_adviser: Post, to_citizen: Post, end: float) -> None:
    """Write from both sides at random moments until the end."""
    citizen, adviser = chat.citizen, chat.adviser
    spoken, desk = f"{citizen.url}/api/v1/conversations/{citizen.id}", f"{adviser.url}/desk/gesprek/{citizen.id}"
    while (pause := random.expovariate(2 / EVERY)) < end - time.perf_counter():
        await asyncio.sleep(pause)
        if random.random() < 0.5:
            (await http.post(f"{spoken}/typing", headers=citizen.key)).raise_for_status()
            text = to_adviser.send()
            body = {"id": str(uuid.uuid4()), "text": text}
            (await http.post(f"{spoken}/messages", json=body, headers=citizen.key)).raise_for_status()
            await to_adviser.wait(text)
        else:
            (await http.post(f"{desk}/typt", headers=adviser.key)).raise_for_status()
            text = to_citizen.send()
            form = {"tekst": text, "bericht_id": str(uuid.uuid4())}
            (await http.post(f"{desk}/bericht", data=form, headers=adviser.key)).raise_for_status()
            await to_citizen.wait(text)


async def talk(chats: list[Chat]) -> tuple[Post, Post]:
    """Let all chats go on for a while; return what went to advisers and what went to citizens."""
    to_adviser, to_citizen = Post(), Post()
    # Idle connections are let go before the gateway does: it may do so while we send.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(trust_env=False, timeout=httpx.Timeout(20, read=60), limits=limits) as http:
        advisers = {chat.adviser.name: chat.adviser for chat in chats}
        held = {name: [c.citizen.id for c in chats if c.adviser.name == name] for name in advisers}
        beside = [follow_as_citizen(http, chat.citizen, to_citizen) for chat in chats]
        beside += [follow_as_adviser(http, one, held[name], to_adviser) for name, one in advisers.items()]
        beside += [beat(http, one) for one in advisers.values()]
        async with asyncio.TaskGroup() as group:  # a stream that breaks off ends all of it
            tasks = [group.create_task(one) for one in beside]
            await asyncio.sleep(2 * UNTIL_OPEN)
            end = time.perf_counter() + SECONDS
            await asyncio.gather(*(write(http, chat, to_adviser, to_citizen, end) for chat in chats))
            for task in tasks:
                task.cancel()
    return to_adviser, to_citizen


def report(name: str, took: list[float]) -> bool:
    """Print a line; say whether the target is met."""
    p95 = 1000 * statistics.quantiles(took, n=100, method="inclusive")[94]
    good = p95 <= LIMIT_MS
    median = 1000 * statistics.median(took)
    print(
        f"{name:22} {len(took):5} messages   median {median:6.1f} ms   p95 {p95:6.1f} ms (at most {LIMIT_MS:.0f})   "
        f"slowest {1000 * max(took):6.1f} ms   {'ok' if good else 'MISSED'}"
    )
    return good


def main() -> int:
    """Measure, print, and say whether the target is met."""
    random.seed(7)
    with tempfile.TemporaryDirectory() as folder, town(Path(folder)) as made:
        chats = open_chats(made)
        print(f"{len(chats)} chats open, {ADVISERS} advisers; each side writes every {EVERY:.0f} s on average")
        to_adviser, to_citizen = asyncio.run(talk(chats))
    good = [report("citizen to adviser", to_adviser.took), report("adviser to citizen", to_citizen.took)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
