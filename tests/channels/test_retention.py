"""What is kept, how long, and what closes by itself: tried with a clock that is moved."""

from __future__ import annotations

from channels.conversation.owner import Owner
from channels.conversation.retention import Purged
from channels.conversation.store import find
from channels.conversation.tables import callbacks, contacts, messages
from tests.channels.desk.office import Office
from tests.channels.fakes import DAY, HOUR, MINUTE, Running
from tests.channels.test_erasure import traces
from tests.channels.test_privacy import call_back


async def test_transcripts_go_after_thirty_days_in_the_engine_too(api: Running) -> None:
    talk = await call_back(api)
    api.clock.forward(30 * DAY)
    await api.gateway.upkeep.purge()
    assert await api.gateway.database.read(lambda c: find(c, talk.id)) is not None
    api.clock.forward(1)
    purged = await api.gateway.upkeep.purge()
    assert purged.conversations == 1
    await api.gateway.upkeep.round()
    assert await traces(api, talk) == {}
    assert api.engine.erased == [talk.id]


async def test_contact_data_goes_after_seven_days_and_its_request_expires(api: Running) -> None:
    talk = await call_back(api)
    api.clock.forward(7 * DAY)
    assert await api.gateway.upkeep.purge() == Purged(0, 0, 0)
    api.clock.forward(1)
    assert await api.gateway.upkeep.purge() == Purged(0, 1, 1)
    assert await api.gateway.database.read(lambda c: c.execute(contacts.select()).all()) == []
    [request] = await api.gateway.database.read(lambda c: c.execute(callbacks.select()).all())
    assert request.state == "expired"
    assert "messages" in await traces(api, talk), "the transcript stays"


async def test_a_conversation_nobody_writes_in_closes(api: Running) -> None:
    talk = await api.start()
    api.clock.forward(120 * MINUTE)
    await api.gateway.upkeep.round()
    assert len(await talk.messages()) == 1
    api.clock.forward(1)
    await api.gateway.upkeep.round()
    closed = await talk.messages(after=1)
    assert [(m["from"], m["text"]) for m in closed] == [("system", "[conversation_closed]")]
    conversation = await api.gateway.database.read(lambda c: find(c, talk.id))
    assert conversation is not None
    assert conversation.owner is Owner.GESLOTEN
    assert (await talk.say("ik ben er weer"))["owner"] == "bot"


async def test_a_closed_conversation_is_closed_once(api: Running) -> None:
    talk = await api.start()
    for _ in range(3):
        api.clock.forward(3 * HOUR)
        await api.gateway.upkeep.round()
    assert len(await talk.messages()) == 2


async def test_a_conversation_with_an_adviser_does_not_close_by_itself(api: Running) -> None:
    office = Office(api)
    samira = await office.adviser()
    talk = await office.talking(samira)
    before = await talk.messages()
    api.clock.forward(DAY)
    await office.desk.presence.beat(samira)
    await api.gateway.upkeep.round()
    assert await talk.messages() == before


async def test_purging_is_part_of_the_upkeep_once_an_hour(api: Running) -> None:
    await api.gateway.upkeep.round()
    talk = await api.start()
    await talk.say("hallo")
    api.clock.forward(31 * DAY)
    await api.gateway.upkeep.round()
    rows = await api.gateway.database.read(lambda c: c.execute(messages.select()).all())
    assert rows == []


async def test_the_engine_is_told_to_forget_too(api: Running) -> None:
    await api.gateway.upkeep.purge()
    assert api.engine.purged == 1
