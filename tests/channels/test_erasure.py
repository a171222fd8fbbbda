"""Erased is erased: no trace in any table, nor in the engine, also when it is away or in the middle of an answer."""

from __future__ import annotations

import asyncio
import uuid

from sqlalchemy import Connection

from channels.conversation.events import Note
from channels.conversation.tables import metadata
from tests.channels.fakes import MINUTE, Running, Talk, turn
from tests.channels.test_privacy import call_back


def rows_about(connection: Connection, conversation_id: str) -> dict[str, int]:
    counts = {}
    for table in metadata.sorted_tables:
        found = [row for row in connection.execute(table.select()).all() if conversation_id in str(row)]
        if found:
            counts[table.name] = len(found)
    return counts


async def traces(api: Running, talk: Talk) -> dict[str, int]:
    return await api.gateway.database.read(lambda c: rows_about(c, talk.id))


async def erase(api: Running, talk: Talk) -> int:
    response = await api.client.delete(talk.path, headers=talk.headers)
    assert response.status_code == 204 or response.json(), "whatever has a body has JSON in it"
    return response.status_code


async def full_conversation(api: Running) -> Talk:
    """A conversation that left something in every table."""
    talk = await call_back(api)
    api.engine.replies["doei"] = turn("Dag!", "gesprek_afscheid", ({"kind": "end"},))
    await talk.say("doei")
    await api.client.post(f"{talk.path}/feedback", json={"score": 5}, headers=talk.headers)
    left = await traces(api, talk)
    assert set(left) == {"conversations", "messages", "contacts", "callbacks", "owner_events", "feedback"}
    return talk


async def test_no_trace_is_left_in_any_table_or_the_engine(api: Running) -> None:
    talk, other = await full_conversation(api), await full_conversation(api)
    assert await erase(api, talk) == 204
    assert await traces(api, talk) == {}
    assert api.engine.erased == [talk.id]
    assert len(await traces(api, other)) == 6


async def test_an_erased_conversation_is_not_there_any_more(api: Running) -> None:
    talk = await api.start()
    await erase(api, talk)
    assert (await talk.post(text="hallo")).status_code == 404
    assert await erase(api, talk) == 404


async def test_while_the_engine_is_away_only_the_intention_is_kept_and_carried_out_later(api: Running) -> None:
    talk = await full_conversation(api)
    api.engine.mode = "down"
    assert await erase(api, talk) == 202
    assert set(await traces(api, talk)) == {"erasures"}
    await api.gateway.upkeep.round()
    assert set(await traces(api, talk)) == {"erasures"}
    api.engine.mode = "ok"
    await api.gateway.upkeep.round()
    assert api.engine.erased == [], "not before the pause between tries is over"
    api.clock.forward(MINUTE)
    await api.gateway.upkeep.round()
    assert api.engine.erased == [talk.id]
    assert await traces(api, talk) == {}


async def test_an_answer_under_way_does_not_bring_it_back(api: Running) -> None:
    talk = await api.start()
    api.engine.gate = asyncio.Event()
    asking = asyncio.create_task(talk.post(text="wat is evc"))
    await api.engine.arrived.wait()
    assert await erase(api, talk) == 204
    api.engine.gate.set()
    assert (await asking).status_code == 404
    assert await traces(api, talk) == {}
    assert api.engine.erased == [talk.id, talk.id], "the engine remembered it again and must forget it again"


async def test_it_can_be_asked_for_in_the_conversation(api: Running) -> None:
    talk = await full_conversation(api)
    api.engine.replies["wis alles"] = turn("Alles is gewist.", "service_privacy", ({"kind": "erase"},))
    answer = await talk.say("wis alles")
    assert [m["text"] for m in answer["messages"]] == ["Alles is gewist."]
    assert answer["owner"] == "gesloten"
    assert await traces(api, talk) == {}
    assert api.engine.erased == [talk.id]


async def test_who_is_watching_is_told(api: Running) -> None:
    talk = await api.start()
    with api.gateway.wakeups.subscribe(talk.id) as subscription:
        await erase(api, talk)
        assert Note.ERASED in await subscription.wait(0)


async def test_erasing_twice_at_once_is_fine(api: Running) -> None:
    talk = await full_conversation(api)
    statuses = await asyncio.gather(*(erase(api, talk) for _ in range(4)))
    assert set(statuses) <= {204, 404}
    assert 204 in statuses
    assert await traces(api, talk) == {}


async def test_erasing_while_messages_come_in_leaves_nothing(api: Running) -> None:
    talk = await api.start()
    work = [talk.post(str(uuid.uuid4()), text=f"vraag {n}") for n in range(6)]
    await asyncio.gather(*work[:3], erase(api, talk), *work[3:])
    assert await traces(api, talk) == {}
