"""Call-backs as a work list: who calls, the number only to them and noted, and gone when it is done."""

from __future__ import annotations

import asyncio

import pytest

from channels.conversation.tables import callbacks, contacts
from channels.desk.errors import AlreadyTaken, Conflict, Invalid, NotFound, NotHeld
from channels.desk.tables import audit
from tests.channels.desk.office import ZEELAND, ZWOLLE, Office
from tests.channels.fakes import DAY, Talk, turn

CALL = {"kind": "callback", "contact": "telefoon:1", "window": "middag", "consent": True}


async def requested(office: Office, plaats: str | None = "Zwolle") -> Talk:
    talk = await office.citizen(plaats)
    await talk.say("wat is evc")
    office.api.engine.replies |= {
        "bel mij": turn("Nummer?", "mens_terugbellen", asks={"slot": "telefoon", "step": 1, "at_most": 3}),
        "<telefoon:1>": turn("Genoteerd.", "mens_terugbellen", (CALL,)),
    }
    await talk.say("bel mij")
    await talk.say("06-12345678")
    return talk


async def test_it_is_on_the_list_of_the_loket_of_the_region_without_its_number(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    talk = await requested(office)
    [line] = await office.desk.callbacks.open(samira)
    assert (line.conversation_id, line.loket, line.dagdeel) == (talk.id, ZWOLLE, "middag")
    assert line.topic_title == "Titel van evc_uitleg"
    assert line.expires_at == line.created_at + 7 * DAY
    assert "612345678" not in str(line)
    assert await office.desk.callbacks.open(piet) == []
    with pytest.raises(NotFound):
        await office.desk.callbacks.claim(piet, line.id)


async def test_without_a_region_it_is_everybodys(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    await requested(office, plaats=None)
    assert [len(await office.desk.callbacks.open(who)) for who in (samira, piet)] == [1, 1]


async def test_one_takes_it_and_sees_the_number_and_that_is_noted(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    await requested(office)
    [line] = await office.desk.callbacks.open(samira)
    outcomes = await asyncio.gather(
        office.desk.callbacks.claim(samira, line.id), office.desk.callbacks.claim(ben, line.id), return_exceptions=True
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["+31612345678"]
    [refused] = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert isinstance(refused, AlreadyTaken)
    [claimed] = await office.desk.callbacks.open(samira)
    holder, other = (samira, ben) if claimed.claimed_by == samira.id else (ben, samira)
    assert claimed.claimed_by_name == holder.name
    assert await office.desk.callbacks.number(holder, line.id) == "+31612345678"
    with pytest.raises(NotHeld):
        await office.desk.callbacks.number(other, line.id)
    looks = [row.actor for row in await office.rows(audit) if row.action == "nummer_gezien"]
    assert looks == [holder.id] * 2


async def test_called_means_the_number_is_gone(office: Office) -> None:
    samira = await office.adviser()
    await requested(office)
    [line] = await office.desk.callbacks.open(samira)
    await office.desk.callbacks.claim(samira, line.id)
    with pytest.raises(Invalid):
        await office.desk.callbacks.finish(samira, line.id, "leuk")
    await office.desk.callbacks.finish(samira, line.id, "gesproken")
    assert await office.rows(contacts) == []
    assert [(row.state, row.outcome) for row in await office.rows(callbacks)] == [("done", "gesproken")]


async def test_nobody_reached_puts_it_back_with_its_number(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    await requested(office)
    [line] = await office.desk.callbacks.open(samira)
    await office.desk.callbacks.claim(samira, line.id)
    await office.desk.callbacks.finish(samira, line.id, "niet_bereikt")
    [again] = await office.desk.callbacks.open(ben)
    assert (again.attempts, again.claimed_by) == (1, None)
    assert await office.desk.callbacks.claim(ben, line.id) == "+31612345678"


async def test_given_back_another_may_take_it(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    await requested(office)
    [line] = await office.desk.callbacks.open(samira)
    await office.desk.callbacks.claim(samira, line.id)
    with pytest.raises(NotHeld):
        await office.desk.callbacks.release(ben, line.id)
    await office.desk.callbacks.release(samira, line.id)
    assert await office.desk.callbacks.claim(ben, line.id)


async def test_a_citizen_who_withdraws_it_takes_it_off_the_list(office: Office) -> None:
    samira = await office.adviser()
    talk = await requested(office)
    [line] = await office.desk.callbacks.open(samira)
    await office.desk.callbacks.claim(samira, line.id)
    office.api.engine.replies["toch niet"] = turn("Goed.", "mens_terugbellen", ({"kind": "callback_withdraw"},))
    await talk.say("toch niet")
    assert await office.desk.callbacks.open(samira) == []
    with pytest.raises((Conflict, NotFound)):
        await office.desk.callbacks.finish(samira, line.id, "gesproken")


async def test_after_seven_days_number_and_request_are_gone(office: Office) -> None:
    samira = await office.adviser()
    await requested(office)
    office.api.clock.forward(7 * DAY + 1)
    await office.api.gateway.upkeep.purge()
    assert await office.desk.callbacks.open(samira) == []
    assert await office.rows(contacts) == []


async def test_urgent_ones_come_first(office: Office) -> None:
    samira = await office.adviser()
    first = await requested(office)
    office.api.clock.forward(1)
    second = await requested(office)
    await second.say("ik wil dood")
    await second.press("/gesprek_stop")
    await second.say("bel mij")
    office.api.engine.replies["<telefoon:2>"] = turn(
        "Genoteerd.", "mens_terugbellen", ({**CALL, "contact": "telefoon:2"},)
    )
    await second.say("06-12345678")
    assert [line.conversation_id for line in await office.desk.callbacks.open(samira)] == [second.id, first.id]
