"""Waiting: who comes first, what one is told of it, and that of all who claim at once one wins."""

from __future__ import annotations

import asyncio
import concurrent.futures
import itertools
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from channels.clock import MINUTE
from channels.conversation.database import StorageUnavailable
from channels.conversation.owner import Owner, history
from channels.desk import people
from channels.desk.errors import AlreadyTaken, Conflict, DeskError, NotFound, NotPresent, TooManyChats
from channels.desk.people import Adviser
from channels.desk.presence import PresenceState
from channels.desk.waiting import estimate
from tests.channels.desk.office import ZEELAND, ZWOLLE, Office, account_of
from tests.channels.fakes import FakeEngine, ManualClock, Talk, running, settings
from tests.channels.test_events import listen


async def test_urgent_ones_first_then_who_came_first(office: Office) -> None:
    samira = await office.adviser()
    one, two = await office.waiting(), await office.waiting()
    urgent = await office.citizen()
    await urgent.say("ik wil dood, ik woon in Zwolle")
    found = await office.desk.queue.waiting(samira)
    assert [(w.conversation_id, w.urgent) for w in found] == [(urgent.id, True), (one.id, False), (two.id, False)]


async def test_who_gets_in_danger_while_waiting_comes_to_the_front(office: Office) -> None:
    samira = await office.adviser()
    first, second = await office.waiting(), await office.waiting()
    await second.say("ik wil niet meer leven")
    found = await office.desk.queue.waiting(samira)
    assert [w.conversation_id for w in found] == [second.id, first.id]
    assert found[0].urgent


async def test_the_desk_sees_why_where_how_long_and_what_was_said(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.citizen()
    await talk.say("mijn bsn is 123456782, wat krijg ik vergoed")
    office.asks("complaint")
    await talk.say("een mens graag")
    office.api.clock.forward(3 * MINUTE)
    [found] = await office.desk.queue.waiting(samira)
    assert (found.reason_title, found.region, found.minutes_waited, found.language) == ("Klacht", "Zwolle", 3, "nl")
    assert found.first_lines == ("mijn bsn is <bsn>, wat krijg ik vergoed", "een mens graag")
    assert (found.topic, found.topic_title) == ("evc_uitleg", "Titel van evc_uitleg")


async def test_an_adviser_sees_their_own_lokets_and_the_shared_queue(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    near, all_of_us = await office.waiting("Zwolle"), await office.waiting("Enschede")
    assert [w.conversation_id for w in await office.desk.queue.waiting(samira)] == [near.id, all_of_us.id]
    assert [w.conversation_id for w in await office.desk.queue.waiting(piet)] == [all_of_us.id]
    with pytest.raises(NotFound):
        await office.desk.queue.claim(piet, near.id)


# ---- claiming -------------------------------------------------------------------------------------------------------


async def test_a_claim_gives_the_chat_and_tells_the_citizen(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    await office.desk.queue.claim(samira, talk.id)
    conversation = await office.conversation(talk)
    assert conversation.owner is Owner.ADVISEUR
    assert (await office.texts(talk))[-1] == "[desk.adviser_joined Samira Loket regio-zwolle]"
    assert await office.desk.queue.waiting(samira) == []


async def test_who_is_second_is_told_who_was_first(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await office.talking(samira)
    with pytest.raises(AlreadyTaken, match="Samira was je net voor") as refused:
        await office.desk.queue.claim(ben, talk.id)
    assert refused.value.by == "Samira"
    with pytest.raises(Conflict, match="al van jou"):
        await office.desk.queue.claim(samira, talk.id)


async def test_a_claim_of_who_left_the_queue_is_told_too(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    await talk.press("/gesprek_stop")
    with pytest.raises(Conflict, match="wacht niet meer"):
        await office.desk.queue.claim(samira, talk.id)
    with pytest.raises(NotFound):
        await office.desk.queue.claim(samira, "bestaat-niet")


async def test_nobody_has_more_chats_than_they_may(office: Office) -> None:
    samira = await office.adviser(at_most=2)
    talks = [await office.waiting() for _ in range(4)]
    outcomes = await asyncio.gather(
        *(office.desk.queue.claim(samira, talk.id) for talk in talks), return_exceptions=True
    )
    assert sum(one is None for one in outcomes) == 2
    assert all(one is None or isinstance(one, TooManyChats) for one in outcomes)
    assert len(await office.desk.chats.mine(samira)) == 2


@pytest.mark.parametrize("state", [PresenceState.EVEN_WEG, PresenceState.NIET_BESCHIKBAAR])
async def test_who_claims_must_be_there(office: Office, state: PresenceState) -> None:
    samira, _ = await office.adviser(), await office.adviser("Ben")
    talk = await office.waiting()
    await office.desk.presence.set(samira, state)
    with pytest.raises(NotPresent):
        await office.desk.queue.claim(samira, talk.id)


async def test_one_of_the_shared_queue_becomes_the_advisers_lokets(office: Office) -> None:
    both = await office.adviser("Ans", ZWOLLE, ZEELAND)
    nowhere = await office.talking(both, "Enschede")
    assert (await office.handover(nowhere)).loket == ZWOLLE


# ---- real concurrency -----------------------------------------------------------------------------------------------


async def _claim(office: Office, adviser: Adviser, talk: Talk) -> str:
    try:
        await office.desk.queue.claim(adviser, talk.id)
    except AlreadyTaken as error:
        return f"told {error.by}"
    return adviser.name


async def test_two_gateways_and_many_advisers_at_once_have_one_winner_and_the_others_are_told(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    chosen = settings(tmp_path, database_url)
    async with running(chosen, engine, clock) as one, running(chosen, engine, clock) as other:
        here, there = Office(one), Office(other)
        crew = [await here.adviser(f"A{n}") for n in range(8)]
        for _ in range(5):
            talk = await here.waiting()
            outcomes = await asyncio.gather(
                *(_claim(where, who, talk) for who, where in zip(crew, itertools.cycle([here, there]), strict=False))
            )
            winners = [outcome for outcome in outcomes if not outcome.startswith("told")]
            assert len(winners) == 1
            assert set(outcomes) == {winners[0], f"told {winners[0]}"}
            changes = await one.gateway.database.read(lambda c, t=talk: history(c, t.id))  # type: ignore[misc]
            assert [change.target for change in changes] == [Owner.WACHTRIJ, Owner.ADVISEUR]
            free = next(who for who in crew if who.name == winners[0])
            await here.desk.chats.close(free, talk.id, "beantwoord")


def _claim_in_a_process(folder: str, url: str, name: str, ids: list[str], start: Any) -> list[str]:
    """What one adviser's gateway, in a process of its own, got of these chats."""

    async def work() -> list[str]:
        async with running(settings(Path(folder), url), FakeEngine(), ManualClock()) as api:
            desk = api.gateway.desk
            adviser = await api.gateway.database.read(lambda c: people.load(c, account_of(name)))
            assert adviser is not None
            start.wait()
            won = []
            for conversation_id in ids:
                for _ in range(50):
                    try:
                        await desk.queue.claim(adviser, conversation_id)
                        won.append(conversation_id)
                    except StorageUnavailable:
                        continue
                    except DeskError:
                        pass
                    break
            return won

    return asyncio.run(work())


async def test_three_processes_on_one_database_share_no_chat(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    names = ["Ada", "Ben", "Cas"]
    async with running(settings(tmp_path, database_url), engine, clock) as api:
        office = Office(api)
        for name in names:
            await office.adviser(name, at_most=100)
        ids = [(await office.waiting()).id for _ in range(20)]
        context = multiprocessing.get_context("spawn")
        with context.Manager() as manager, concurrent.futures.ProcessPoolExecutor(3, context) as pool:
            start = manager.Barrier(3)
            loop = asyncio.get_running_loop()
            won = await asyncio.gather(
                *(
                    loop.run_in_executor(pool, _claim_in_a_process, str(tmp_path), database_url, name, ids, start)
                    for name in names
                )
            )
        assert sorted(itertools.chain.from_iterable(won)) == sorted(ids), "each chat once, none left"
        for conversation_id in ids:
            changes = await api.gateway.database.read(lambda c, i=conversation_id: history(c, i))  # type: ignore[misc]
            assert [change.version for change in changes] == [1, 2]


# ---- what the citizen is told ---------------------------------------------------------------------------------------


def test_an_estimate_needs_enough_to_go_on_and_promises_what_three_in_four_got() -> None:
    minute = float(MINUTE)
    assert estimate([minute] * 4, 1) is None
    assert estimate([minute, minute, 2 * minute, 2 * minute, 9 * minute], 1) == 2
    assert estimate([minute * n for n in range(1, 9)], 1) == 6
    assert estimate([2 * minute] * 5, 4) == 8
    assert estimate([2 * minute] * 5, 7) == 15, "roughly, in steps of five"
    assert estimate([1.0] * 5, 1) == 1, "never nought"


async def _lately(office: Office, samira: Adviser, count: int, wait: int) -> None:
    for _ in range(count):
        talk = await office.waiting()
        office.api.clock.forward(wait)
        await office.desk.presence.beat(samira)
        await office.desk.queue.claim(samira, talk.id)
        await office.desk.chats.close(samira, talk.id, "beantwoord")


async def test_place_and_estimate_are_told_and_told_anew_when_they_change(office: Office) -> None:
    samira = await office.adviser()
    await _lately(office, samira, 5, 2 * MINUTE)
    first = await office.waiting()
    second = await office.waiting()
    stream = await listen(office.api, second, after=99)
    assert (await stream.until("queue"))[-1][1] == {"place": 2, "minutes": 4}
    await office.desk.queue.claim(samira, first.id)
    assert (await stream.until("queue"))[-1][1] == {"place": 1, "minutes": 2}
    await office.desk.queue.claim(samira, second.id)
    told = await stream.until("owner")
    assert told[-1][1] == {"owner": "adviseur", "adviser": {"name": "Samira", "loket": "Loket regio-zwolle"}}
    await stream.close()


async def test_there_is_no_estimate_of_too_little_of_long_ago_or_of_another_queue(office: Office) -> None:
    samira = await office.adviser()
    await _lately(office, samira, 4, 2 * MINUTE)
    talk = await office.waiting()
    polled = await office.api.client.get(f"{talk.path}/queue", headers=talk.headers)
    assert polled.json() == {"owner": "wachtrij", "place": 1, "minutes": None}
    await office.desk.queue.claim(samira, talk.id)
    waits = await office.waiting()
    assert (await office.api.client.get(f"{waits.path}/queue", headers=waits.headers)).json()["minutes"] == 2
    other = await office.waiting("Enschede")
    assert (await office.api.client.get(f"{other.path}/queue", headers=other.headers)).json()["minutes"] is None
    office.api.clock.forward(3 * 60 * MINUTE)
    await office.desk.presence.beat(samira)
    assert (await office.api.client.get(f"{waits.path}/queue", headers=waits.headers)).json()["minutes"] is None


async def test_nor_when_nobody_is_there_to_take_the_next(office: Office) -> None:
    samira = await office.adviser()
    await _lately(office, samira, 5, 2 * MINUTE)
    talk = await office.waiting()
    await office.desk.presence.set(samira, PresenceState.EVEN_WEG)
    polled = await office.api.client.get(f"{talk.path}/queue", headers=talk.headers)
    assert polled.json() == {"owner": "wachtrij", "place": 1, "minutes": None}


async def test_a_long_queue_says_so_and_offers_other_ways(office: Office) -> None:
    await office.adviser()
    for _ in range(5):
        await office.waiting()
    talk = await office.citizen()
    office.asks()
    answer = await talk.say("een mens graag")
    assert answer["messages"][-1]["text"] == "[desk.long_queue 5]"
    offered = [b["payload"] for b in answer["messages"][-1]["buttons"]]
    assert offered == ["/mens_terugbellen", "/gesprek_stop"]


async def test_elsewhere_there_is_no_place(office: Office) -> None:
    talk = await office.citizen()
    polled = await office.api.client.get(f"{talk.path}/queue", headers=talk.headers)
    assert polled.json() == {"owner": "bot", "place": None, "minutes": None}
