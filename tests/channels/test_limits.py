"""Rate limits: a burst at once, then a steady flow, each key for itself, with the wait in seconds."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from channels.conversation.limits import Limit, Limits, TooManyRequests, What
from channels.web.access import address_of
from tests.channels.fakes import NOON, SECOND, FakeEngine, ManualClock, running, settings

FEW = dict.fromkeys(What, Limit(3, 0.5))


async def test_a_burst_passes_and_the_next_waits() -> None:
    limits = Limits(FEW)
    for _ in range(3):
        await limits.take(What.MESSAGE, "a", NOON)
    with pytest.raises(TooManyRequests) as refused:
        await limits.take(What.MESSAGE, "a", NOON)
    assert refused.value.retry_after == 2
    await limits.take(What.MESSAGE, "b", NOON)
    await limits.take(What.OTHER, "a", NOON)
    await limits.take(What.MESSAGE, "a", NOON + 2 * SECOND)


async def test_who_waits_as_told_is_let_through() -> None:
    limits = Limits(FEW)
    now = NOON
    for _ in range(20):
        try:
            await limits.take(What.MESSAGE, "a", now)
        except TooManyRequests as refused:
            now += refused.retry_after * SECOND
            await limits.take(What.MESSAGE, "a", now)


@given(st.lists(st.integers(0, 5_000), max_size=60))
def test_never_more_than_the_burst_and_the_flow(pauses: list[int]) -> None:
    import asyncio

    async def run() -> None:
        limits, now, taken = Limits(FEW), NOON, 0
        for pause in pauses:
            now += pause
            try:
                await limits.take(What.MESSAGE, "a", now)
                taken += 1
            except TooManyRequests:
                pass
            assert taken <= 3 + (now - NOON) / 2_000

    asyncio.run(run())


async def test_too_many_messages_are_refused_with_the_time_to_wait(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    async with running(settings(tmp_path, rate_limit=True), engine, clock) as api:
        talk, other = await api.start(), await api.start()
        responses = [await talk.post(text="hallo") for _ in range(21)]
        assert [r.status_code for r in responses] == [200] * 20 + [429]
        refused = responses[-1]
        assert refused.headers["retry-after"] == "2"
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:leerwijs:problem:too-many-requests"
        assert refused.json()["detail"] == "[rate_limited]"
        assert len(await talk.messages()) == 41, "nothing of it was stored"
        assert (await other.post(text="hallo")).status_code == 200
        clock.forward(2 * SECOND)
        assert (await talk.post(text="hallo")).status_code == 200


async def test_too_many_conversations_of_one_address_are_refused(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    async with running(settings(tmp_path, rate_limit=True), engine, clock) as api:
        statuses = [(await api.client.post("/api/v1/conversations")).status_code for _ in range(61)]
        assert statuses == [201] * 60 + [429]


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64"), ("testclient", "testclient"), ("", ""),
    ],
)  # fmt: skip
def test_of_ipv6_what_one_subscriber_has_counts_as_one_address(host: str, counted: str) -> None:
    assert address_of(Request({"type": "http", "client": (host, 4000)})) == counted


async def test_ever_other_addresses_of_one_subscriber_start_no_more_conversations(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    async with running(settings(tmp_path, rate_limit=True), engine, clock) as api:

        async def start(address: str) -> int:
            transport = httpx.ASGITransport(api.app, client=(address, 4000))
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
                return (await client.post("/api/v1/conversations")).status_code

        assert [await start(f"2001:db8::{n:x}") for n in range(61)] == [201] * 60 + [429]
        assert await start("2001:db8:0:1::1") == 201


async def test_a_developers_machine_bears_a_load_test_and_limits_can_be_off(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    for chosen in (settings(tmp_path), settings(tmp_path, rate_limit=False)):
        async with running(chosen, engine, clock) as api:
            talk = await api.start()
            assert {(await talk.post(text="hallo")).status_code for _ in range(60)} == {200}
