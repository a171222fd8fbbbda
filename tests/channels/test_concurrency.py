"""Order and uniqueness: two at once, the same twice, two gateways on one database, a gateway that dies."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.conversation import store
from tests.channels.fakes import SECOND, FakeEngine, ManualClock, Running, Talk, running, settings


@pytest.fixture
async def pair(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> AsyncIterator[tuple[Running, Running]]:
    """Two gateways on one database, with one engine behind them and nothing else in common."""
    chosen = settings(tmp_path, database_url)
    async with running(chosen, engine, clock) as one, running(chosen, engine, clock) as other:
        yield one, other


def elsewhere(talk: Talk, gateway: Running) -> Talk:
    return Talk(gateway.client, talk.id, talk.token, talk.started)


async def test_two_messages_at_once_are_answered_in_order_one_at_a_time(api: Running) -> None:
    talk = await api.start()
    answers = await asyncio.gather(*(talk.say(f"vraag {n}") for n in range(6)))
    for number, answer in enumerate(answers):
        assert [m["text"] for m in answer["messages"]] == [f"U zei: vraag {number}"]
    assert api.engine.most_at_work[talk.id] == 1
    messages = await talk.messages()
    assert [m["seq"] for m in messages] == list(range(1, 14))
    asked = [m["text"] for m in messages if m["from"] == "user"]
    assert api.engine.heard(talk.id) == asked


async def test_two_gateways_keep_one_order(pair: tuple[Running, Running]) -> None:
    one, other = pair
    talk = await one.start()
    there = elsewhere(talk, other)
    answers = await asyncio.gather(*((talk if n % 2 else there).say(f"vraag {n}") for n in range(10)))
    for number, answer in enumerate(answers):
        assert [m["text"] for m in answer["messages"]] == [f"U zei: vraag {number}"]
    assert one.engine.most_at_work[talk.id] == 1
    messages = await talk.messages()
    assert [m["seq"] for m in messages] == list(range(1, 22))
    assert one.engine.heard(talk.id) == [m["text"] for m in messages if m["from"] == "user"]


async def test_many_conversations_go_side_by_side(api: Running) -> None:
    talks = [await api.start() for _ in range(8)]
    await asyncio.gather(*(talk.say(f"{n}") for talk in talks for n in range(4)))
    for talk in talks:
        assert [m["seq"] for m in await talk.messages()] == list(range(1, 10))


async def test_the_same_message_again_is_answered_with_the_same_answer_once(api: Running) -> None:
    talk = await api.start()
    client_id = str(uuid.uuid4())
    first = await talk.say("wat is evc", client_id)
    assert await talk.say("wat is evc", client_id) == first
    assert await talk.say("wat is evc", client_id.upper()) == first
    assert len(await talk.messages()) == 3
    assert api.engine.heard(talk.id) == ["wat is evc"]


async def test_the_same_message_twice_at_once_is_processed_once(pair: tuple[Running, Running]) -> None:
    one, other = pair
    talk = await one.start()
    there = elsewhere(talk, other)
    client_id = str(uuid.uuid4())
    answers = await asyncio.gather(*((talk if n % 2 else there).say("wat is evc", client_id) for n in range(6)))
    assert all(answer == answers[0] for answer in answers)
    assert one.engine.heard(talk.id) == ["wat is evc"]
    assert [m["seq"] for m in await talk.messages()] == [1, 2, 3]


async def test_the_same_message_while_the_first_is_still_running_waits_for_it(api: Running) -> None:
    talk = await api.start()
    api.engine.gate = asyncio.Event()
    client_id = str(uuid.uuid4())
    first = asyncio.create_task(talk.say("wat is evc", client_id))
    await api.engine.arrived.wait()
    second = asyncio.create_task(talk.say("wat is evc", client_id))
    await asyncio.sleep(0)
    api.engine.gate.set()
    assert await first == await second
    assert api.engine.heard(talk.id) == ["wat is evc"]


async def test_one_id_in_two_conversations_is_two_messages(api: Running) -> None:
    one, other = await api.start(), await api.start()
    client_id = str(uuid.uuid4())
    await one.say("hallo", client_id)
    await other.say("hallo", client_id)
    assert api.engine.heard(one.id) == api.engine.heard(other.id) == ["hallo"]


async def _die_while_answering(gateway: Running, talk: Talk, text: str, client_id: str) -> None:
    """A gateway stores a message, begins its turn, and is gone."""
    gateway.engine.gate = asyncio.Event()
    gateway.engine.arrived.clear()
    request = asyncio.create_task(talk.post(client_id, text=text))
    await gateway.engine.arrived.wait()

    async def nothing(*_: object) -> None:
        return None

    gateway.gateway.turns._let_go = nothing  # type: ignore[method-assign]
    request.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await request
    gateway.engine.gate = None


async def test_a_message_of_a_gateway_that_died_is_answered_by_another(pair: tuple[Running, Running]) -> None:
    one, other = pair
    talk = await one.start()
    client_id = str(uuid.uuid4())
    await _die_while_answering(one, talk, "wat is evc", client_id)
    other.clock.forward(other.gateway.turns.lease + 1)
    answer = await elsewhere(talk, other).say("wat is evc", client_id)
    assert [m["text"] for m in answer["messages"]] == ["U zei: wat is evc"]
    assert [m["seq"] for m in await talk.messages()] == [1, 2, 3]


async def test_it_is_answered_also_when_nobody_asks_again(pair: tuple[Running, Running]) -> None:
    one, other = pair
    talk = await one.start()
    await _die_while_answering(one, talk, "wat is evc", str(uuid.uuid4()))
    await other.gateway.upkeep.round()
    assert len(await talk.messages()) == 2, "the lease still holds"
    other.clock.forward(other.gateway.turns.lease + 1)
    await other.gateway.upkeep.round()
    assert [m["text"] for m in await talk.messages(after=2)] == ["U zei: wat is evc"]


async def test_the_next_message_waits_for_the_one_left_behind(pair: tuple[Running, Running]) -> None:
    one, other = pair
    talk = await one.start()
    await _die_while_answering(one, talk, "eerst", str(uuid.uuid4()))
    other.clock.forward(other.gateway.turns.lease + 1)
    answer = await elsewhere(talk, other).say("daarna")
    assert [m["text"] for m in answer["messages"]] == ["U zei: daarna"]
    heard = other.engine.heard(talk.id)
    assert heard[-2:] == ["eerst", "daarna"]
    assert [m["seq"] for m in await talk.messages()] == [1, 2, 3, 4, 5]


async def test_an_answer_that_comes_after_the_lease_is_not_stored_twice(pair: tuple[Running, Running]) -> None:
    one, other = pair
    talk = await one.start()
    one.engine.gate = asyncio.Event()
    client_id = str(uuid.uuid4())
    late = asyncio.create_task(talk.say("wat is evc", client_id))
    await one.engine.arrived.wait()
    one.clock.forward(one.gateway.turns.lease + 1)
    again = asyncio.create_task(elsewhere(talk, other).say("wat is evc", client_id))
    while len(one.engine.told) < 2:
        await asyncio.sleep(0)
    one.engine.gate.set()
    assert await late == await again
    assert [m["seq"] for m in await talk.messages()] == [1, 2, 3]


@pytest.mark.parametrize("timeout", [5, 30, 120])
async def test_a_turn_is_not_taken_over_while_the_engine_may_still_answer(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock, timeout: float
) -> None:
    async with running(settings(tmp_path, database_url, engine_timeout=timeout), engine, clock) as api:
        talk = await api.start()
        engine.gate = asyncio.Event()
        slow = asyncio.create_task(talk.say("wat is evc"))
        await engine.arrived.wait()
        # It had to leave a task, and to learn what an adviser did, before it was asked.
        clock.forward(round(3 * timeout * SECOND) + SECOND)
        await api.gateway.upkeep.round()
        assert engine.heard(talk.id) == ["wat is evc"]
        engine.gate.set()
        assert [m["text"] for m in (await slow)["messages"]] == ["U zei: wat is evc"]


async def test_a_transaction_that_fails_leaves_no_gap(api: Running) -> None:
    talk = await api.start()

    def fails(connection: object) -> None:
        store.say(connection, talk.id, [api.gateway.texts.say("engine_down")], api.clock.now)  # type: ignore[arg-type]
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await api.gateway.database.write(fails)
    await talk.say("hallo")
    assert [m["seq"] for m in await talk.messages()] == [1, 2, 3]
