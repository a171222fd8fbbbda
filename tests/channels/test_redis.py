"""With Redis, gateways wake each other and count together; without it they go on alone."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest
import redis.asyncio

from channels.conversation.events import Note, RedisWakeups
from channels.conversation.limits import Limit, RedisLimits, TooManyRequests, What
from tests.channels.fakes import NOON, FakeEngine, ManualClock, Running, running, settings
from tests.channels.test_events import listen

NOWHERE = "redis://127.0.0.1:1/0"
FEW = dict.fromkeys(What, Limit(3, 1.0))


@pytest.fixture(autouse=True)
async def clean(redis_url: str) -> None:
    client = redis.asyncio.from_url(redis_url)
    async for key in client.scan_iter("leerwijs:limit:*"):
        await client.delete(key)
    await client.aclose()


async def listening(api: Running) -> None:
    async with asyncio.timeout(5):
        while not api.gateway.wakeups.everywhere:
            await asyncio.sleep(0.01)


async def test_a_message_on_one_gateway_reaches_a_stream_on_another(
    database_url: str, redis_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    chosen = settings(tmp_path, database_url, redis_url=redis_url)
    async with running(chosen, engine, clock) as one, running(chosen, engine, clock) as other:
        await listening(other)
        talk = await one.start()
        stream = await listen(other, talk, after=1)
        await stream.until("owner")
        await talk.say("hallo")
        for text in ("hallo", "U zei: hallo"):
            event = await stream.next()
            assert event is not None
            assert event[1]["text"] == text
        await stream.close()


async def test_a_gateway_hears_its_own_wake_up_once(redis_url: str) -> None:
    wakeups = RedisWakeups(redis_url)
    job = asyncio.create_task(wakeups.run())
    while not wakeups.everywhere:
        await asyncio.sleep(0.01)
    conversation_id, done = str(uuid.uuid4()), str(uuid.uuid4())
    with wakeups.subscribe(conversation_id) as mine, wakeups.subscribe(done) as last:
        await wakeups.tell(conversation_id, Note.CHANGED)
        assert await mine.wait(0) == [Note.CHANGED]
        other = RedisWakeups(redis_url)
        await other.tell(done, Note.CHANGED)
        assert await last.wait(5) == [Note.CHANGED]
        assert await mine.wait(0) == []
        await other.close()
    job.cancel()
    await wakeups.close()


async def test_two_gateways_count_together(redis_url: str) -> None:
    one, other = RedisLimits(FEW, redis_url), RedisLimits(FEW, redis_url)
    key = str(uuid.uuid4())
    for limits in (one, other, one):
        await limits.take(What.MESSAGE, key, NOON)
    with pytest.raises(TooManyRequests) as refused:
        await other.take(What.MESSAGE, key, NOON)
    assert refused.value.retry_after == 1
    await one.take(What.MESSAGE, key, NOON + 1_000)
    await one.close()
    await other.close()


async def test_without_redis_the_gateway_goes_on(tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> None:
    async with running(settings(tmp_path, redis_url=NOWHERE, rate_limit=True), engine, clock) as api:
        talk = await api.start()
        assert (await talk.say("hallo"))["messages"][0]["text"] == "U zei: hallo"
        ready = await api.client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["redis"] == "down"
