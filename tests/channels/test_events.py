"""The event stream: everything that happens, resumed where it broke off, nothing lost and nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.app import build
from channels.conversation.events import Note, Wakeups
from channels.conversation.owner import Owner, Reason, Transition, change_owner
from channels.conversation.store import find
from channels.gateway import assemble
from channels.web.events import follow
from tests.channels.fakes import DAY, FakeEngine, ManualClock, Running, Talk, running, texts
from tests.channels.fakes import settings as make_settings

Event = tuple[str, Any, str | None]


class Stream:
    """Reads events one by one, each within five seconds."""

    def __init__(self, chunks: AsyncIterator[str]) -> None:
        self._chunks = chunks

    async def next(self, *, heartbeats: bool = False) -> Event | None:
        """The next event as kind, data and id; None at the end."""
        while True:
            try:
                async with asyncio.timeout(5):
                    chunk = await anext(self._chunks)
            except StopAsyncIteration:
                return None
            event = parse(chunk)
            if event and (heartbeats or event[0] != "comment"):
                return event

    async def until(self, kind: str) -> list[Event]:
        """All events up to and including the first of this kind."""
        events: list[Event] = []
        while not events or events[-1][0] != kind:
            event = await self.next()
            assert event is not None, events
            events.append(event)
        return events

    async def close(self) -> None:
        await self._chunks.aclose()  # type: ignore[attr-defined]


def parse(chunk: str) -> Event | None:
    assert chunk.endswith("\n\n")
    if chunk.startswith(":"):
        return ("comment", None, None)
    fields = dict(line.split(": ", 1) for line in chunk.strip().split("\n"))
    if "event" not in fields:
        return None
    return fields["event"], json.loads(fields["data"]), fields.get("id")


async def listen(api: Running, talk: Talk, after: int = 0) -> Stream:
    conversation = await api.gateway.database.read(lambda c: find(c, talk.id))
    assert conversation is not None
    return Stream(follow(api.gateway, conversation, after))


async def test_it_begins_with_what_was_said_and_who_owns_it(api: Running) -> None:
    talk = await api.start()
    await talk.say("hallo")
    stream = await listen(api, talk)
    events = await stream.until("owner")
    assert [(kind, data.get("seq"), seq) for kind, data, seq in events] == [
        ("message", 1, "1"), ("message", 2, "2"), ("message", 3, "3"), ("owner", None, None),
    ]  # fmt: skip
    assert [data for kind, data, _ in events if kind == "message"] == await talk.messages()
    assert events[-1][1] == {"owner": "bot"}
    await stream.close()


async def test_what_happens_then_arrives_in_order(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    await talk.say("hallo")
    assert [(await stream.next() or ("",))[0] for _ in range(2)] == ["message", "message"]
    await stream.close()


async def test_a_change_of_owner_is_told(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    wish = Transition(Owner.BOT, Owner.WACHTRIJ, Reason.ASKED, "citizen")
    await api.gateway.database.write(lambda c: change_owner(c, talk.id, wish, api.clock.now))
    await api.gateway.wakeups.tell(talk.id, Note.CHANGED)
    assert await stream.next() == ("owner", {"owner": "wachtrij"}, None)
    await stream.close()


async def test_typing_is_told(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    following = asyncio.create_task(stream.next())
    await asyncio.sleep(0)
    await api.gateway.wakeups.tell(talk.id, Note.TYPING)
    assert await following == ("typing", {"typing": True, "from": "bot", "name": "Leerwijs"}, None)
    await stream.close()


async def test_erasure_is_the_last_event(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    await api.client.delete(talk.path, headers=talk.headers)
    assert await stream.next() == ("erased", {}, None)
    assert await stream.next() is None


async def test_it_ends_when_the_token_expires(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    api.clock.forward(8 * DAY)
    await api.gateway.wakeups.tell(talk.id, Note.CHANGED)
    assert await stream.next() is None


async def moved(api: Running, talk: Talk) -> Talk:
    """The conversation goes on at another device, by a code."""
    code = (await api.client.post(f"{talk.path}/code", headers=talk.headers)).json()["code"]
    opened = (await api.client.post("/api/v1/codes", json={"code": code})).json()
    return Talk(api.client, talk.id, opened["token"], opened)


async def test_after_a_code_the_earlier_device_hears_nothing_more(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    following = asyncio.create_task(stream.next())
    await asyncio.sleep(0)
    elsewhere = await moved(api, talk)
    assert await following is None
    await elsewhere.say("iets voor het nieuwe toestel")
    stream = await listen(api, elsewhere)
    told = [data["text"] for kind, data, _ in await stream.until("owner") if kind == "message"]
    assert "iets voor het nieuwe toestel" in told
    await stream.close()


async def test_a_ticket_of_an_earlier_token_opens_nothing(api: Running) -> None:
    talk = await api.start()
    ticket = (await api.client.post(f"{talk.path}/ticket", headers=talk.headers)).json()["ticket"]
    await moved(api, talk)
    api.gateway.closing.set()  # a stream that did open would end at once
    for path in ("/events", "/overview"):
        assert (await api.client.get(talk.path + path, params={"ticket": ticket})).status_code == 401, path


@pytest.mark.parametrize("last", ["9" * 5_000, "9" * 10, "-1", "x"])
async def test_what_cannot_be_a_seq_is_no_place_to_resume_from(api: Running, last: str) -> None:
    talk = await api.start()
    api.gateway.closing.set()  # the stream ends as soon as it has begun
    response = await api.client.get(f"{talk.path}/events", headers={**talk.headers, "Last-Event-ID": last})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")


async def test_it_ends_when_the_gateway_stops(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    following = asyncio.create_task(stream.next())
    await asyncio.sleep(0)
    api.gateway.closing.set()
    assert await following is None


async def test_when_nothing_happens_there_is_a_sign_of_life(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    async with running(make_settings(tmp_path, heartbeat_seconds=0.01), engine, clock) as api:
        stream = await listen(api, await api.start())
        await stream.until("owner")
        assert await stream.next(heartbeats=True) == ("comment", None, None)
        await stream.close()


async def test_a_stream_that_closes_is_not_waited_for_any_more(api: Running) -> None:
    talk = await api.start()
    stream = await listen(api, talk)
    await stream.until("owner")
    assert api.gateway.wakeups.waited_for() == [talk.id]
    await stream.close()
    assert api.gateway.wakeups.waited_for() == []


@given(st.lists(st.sampled_from(["say", "break", "read"]), max_size=14))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_breaking_off_anywhere_loses_nothing_and_doubles_nothing(steps: list[str]) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with running(make_settings(Path(folder)), FakeEngine(), ManualClock()) as api:
                await walk(api)

    async def walk(api: Running) -> None:
        talk = await api.start()
        seen: list[int] = []
        stream = await listen(api, talk)
        for step in [*steps, "say", *["read"] * len(steps), "read", "read"]:
            last = (await talk.messages())[-1]["seq"]
            if step == "say":
                await talk.say("hallo")
            elif step == "break":
                await stream.close()
                stream = await listen(api, talk, seen[-1] if seen else 0)
            elif not seen or seen[-1] < last:
                seen.append((await stream.until("message"))[-1][1]["seq"])
        await stream.close()
        stream = await listen(api, talk, seen[-1])
        seen += [data["seq"] for kind, data, _ in await stream.until("owner") if kind == "message"]
        await stream.close()
        assert seen == list(range(1, (await talk.messages())[-1]["seq"] + 1))

    asyncio.run(run())


async def test_without_wake_ups_the_watcher_brings_news_of_another_gateway(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    chosen = make_settings(tmp_path, database_url)
    async with running(chosen, engine, clock) as one, running(chosen, engine, clock) as other:
        talk = await one.start()
        stream = await listen(other, talk, after=1)
        await stream.until("owner")
        await other.gateway.watcher.look()
        following = asyncio.create_task(stream.next())
        await talk.say("hallo")
        await other.gateway.watcher.look()
        event = await following
        assert event is not None
        assert event[1]["text"] == "hallo"
        await stream.close()


async def test_the_watcher_wakes_who_is_behind_and_lets_the_others_sleep() -> None:
    wakeups = Wakeups()
    with wakeups.subscribe("a") as told, wakeups.subscribe("a") as behind, wakeups.subscribe("a") as new:
        told.know("a", (3, 1))
        behind.know("a", (2, 1))
        wakeups.behind("a", (3, 1))
        assert await told.wait(0.0) == []
        assert await behind.wait(0.0) == [Note.CHANGED]
        assert await new.wait(0.0) == [Note.CHANGED]


async def test_a_ticket_opens_a_stream_for_a_minute_and_for_one_conversation(api: Running) -> None:
    talk, other = await api.start(), await api.start()
    ticket = (await api.client.post(f"{talk.path}/ticket", headers=talk.headers)).json()["ticket"]
    nobody = f"/api/v1/conversations/{uuid.uuid4()}"
    for path, value in (
        (other.path, ticket), (nobody, ticket), (talk.path, "x"), (talk.path, "zz.zz"), (talk.path, ticket + "x"),
        (talk.path, f"{'f' * 5_000}.x"),
    ):  # fmt: skip
        response = await api.client.get(f"{path}/events", params={"ticket": value})
        assert response.status_code == 401
        assert response.json()["type"] == "urn:leerwijs:problem:ticket-invalid"
    api.clock.forward(60_001)
    assert (await api.client.get(f"{talk.path}/events", params={"ticket": ticket})).status_code == 401


@contextlib.asynccontextmanager
async def served(
    api_settings: Any, engine: FakeEngine, clock: ManualClock
) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    """A gateway behind a real server on loopback."""
    app = build(assemble(api_settings, texts(), clock=clock, transport=engine.transport()), background=False)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.should_exit = True
        app.state.gateway.closing.set()
        async with asyncio.timeout(10):
            await task


async def events_of(response: httpx.Response) -> AsyncIterator[str]:
    chunk = ""
    async for line in response.aiter_lines():
        chunk += line + "\n"
        if not line:
            yield chunk
            chunk = ""


async def test_over_a_real_connection(tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> None:
    async with (
        served(make_settings(tmp_path), engine, clock) as (url, _),
        httpx.AsyncClient(base_url=url, timeout=10) as client,
    ):
        started = (await client.post("/api/v1/conversations")).json()
        talk = Talk(client, started["id"], started["token"], started)
        ticket = (await client.post(f"{talk.path}/ticket", headers=talk.headers)).json()["ticket"]
        async with client.stream("GET", f"{talk.path}/events", params={"ticket": ticket}) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["cache-control"] == "no-store"
            assert response.headers["x-accel-buffering"] == "no"
            stream = Stream(events_of(response))
            await stream.until("owner")
            await talk.say("hallo")
            assert (await stream.next() or ("", {}))[1]["text"] == "hallo"
        headers = {**talk.headers, "Last-Event-ID": "2"}
        async with client.stream("GET", f"{talk.path}/events", params={"after": 0}, headers=headers) as response:
            assert [seq for kind, _, seq in await Stream(events_of(response)).until("owner") if kind == "message"] == [
                "3"
            ]


SERVER = """
import sys, uvicorn
from pathlib import Path
from channels.app import build
from channels.gateway import assemble
from tests.channels.fakes import FakeEngine, settings, texts
app = build(assemble(settings(Path(sys.argv[1])), texts(), transport=FakeEngine().transport()))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""


async def test_a_stop_of_the_server_does_not_wait_for_open_streams(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path), str(port)], env={**os.environ, "PYTHONPATH": "."}
    )
    try:
        transport = httpx.AsyncHTTPTransport(retries=0)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10, transport=transport) as client:
            await _up(client)
            started = (await client.post("/api/v1/conversations")).json()
            talk = Talk(client, started["id"], started["token"], started)
            async with client.stream("GET", f"{talk.path}/events", headers=talk.headers) as response:
                stream = Stream(events_of(response))
                await stream.until("owner")
                process.send_signal(signal.SIGTERM)
                assert await stream.next() is None
        assert process.wait(timeout=5) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()


async def _up(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(httpx.ConnectError):
                await client.get("/healthz")
                return
            await asyncio.sleep(0.05)
