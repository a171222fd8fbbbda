"""The citizen on one gateway and the adviser on another: with Redis at once, without it as soon as somebody looks."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.conversation.events import Note, Watcher
from channels.desk.desk import desk_state
from tests.channels.desk.office import Office
from tests.channels.fakes import FakeEngine, ManualClock, Running, Talk, running, settings
from tests.channels.test_events import listen
from tests.channels.test_redis import listening

Pair = tuple[Running, Office]


@pytest.fixture(params=["alone", "with redis"])
async def apart(
    request: pytest.FixtureRequest, database_url: str, redis_url: str, tmp_path: Path, engine: FakeEngine,
    clock: ManualClock,
) -> AsyncIterator[Pair]:  # fmt: skip
    """The citizens' gateway, and the office on another; without Redis something looks all the time."""
    chosen = settings(tmp_path, database_url, redis_url=redis_url if request.param == "with redis" else "")
    async with running(chosen, engine, clock) as here, running(chosen, engine, clock) as there:
        jobs = []
        if request.param == "with redis":
            await asyncio.gather(listening(here), listening(there))
        else:
            for gateway in (here.gateway, there.gateway):
                watcher = Watcher(gateway.database, gateway.wakeups, lambda: 0.01, desk_state)
                await watcher.look()
                jobs.append(asyncio.create_task(watcher.run()))
        yield here, Office(there)
        for job in jobs:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job


def elsewhere(talk: Talk, gateway: Running) -> Talk:
    return Talk(gateway.client, talk.id, talk.token, talk.started)


async def test_what_an_adviser_does_reaches_the_citizens_stream(apart: Pair) -> None:
    here, office = apart
    samira = await office.adviser()
    talk = elsewhere(await office.waiting(), here)
    stream = await listen(here, talk, after=99)
    assert (await stream.until("queue"))[-1][1] == {"place": 1, "minutes": None}
    await office.desk.queue.claim(samira, talk.id)
    assert (await stream.until("owner"))[-1][1]["adviser"]["name"] == "Samira"
    await stream.close()
    stream = await listen(here, talk, after=4)
    await stream.until("owner")
    await office.desk.chats.send(samira, talk.id, str(uuid.uuid4()), "Hallo")
    said = (await stream.until("message"))[-1][1]
    assert (said["from"], said["text"]) == ("adviser", "Hallo")
    await stream.close()


async def test_what_a_citizen_does_reaches_the_advisers_screen(apart: Pair) -> None:
    here, office = apart
    samira = await office.adviser()
    with office.api.gateway.wakeups.subscribe(*office.desk.keys(samira)) as screen:
        await asyncio.sleep(0.05)  # the first look tells what is there already
        await screen.wait(0)
        talk = await Office(here).waiting()
        assert Note.CHANGED in await screen.wait(5)
        assert [w.conversation_id for w in await office.desk.queue.waiting(samira)] == [talk.id]
    await office.desk.queue.claim(samira, talk.id)
    with office.api.gateway.wakeups.subscribe(talk.id) as chat:
        await asyncio.sleep(0.05)
        await chat.wait(0)
        await talk.say("bent u daar?")
        assert Note.CHANGED in await chat.wait(5)
    _, messages = await office.desk.chats.after(samira, talk.id, 0)
    assert messages[-1].text == "bent u daar?"
