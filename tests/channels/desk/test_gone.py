"""No chat is stuck with somebody who is not there."""

from __future__ import annotations

import asyncio

from channels.conversation.owner import Owner, Reason, history
from channels.desk.presence import PresenceState
from tests.channels.desk.office import ZEELAND, Office
from tests.channels.fakes import SECOND


async def test_after_the_grace_period_it_goes_back_to_the_queue_and_both_are_told(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    office.api.clock.forward(120 * SECOND)
    await office.api.gateway.upkeep.round()
    assert await office.owner(talk) is Owner.ADVISEUR, "not before the grace period is over"
    ben = await office.adviser("Ben")
    office.api.clock.forward(1)
    await office.api.gateway.upkeep.round()
    assert await office.owner(talk) is Owner.WACHTRIJ
    assert (await office.texts(talk))[-1] == "[desk.adviser_gone]"
    [notice] = await office.desk.notices.unseen(samira)
    assert (notice.kind.value, notice.conversation_id) == ("adviser_gone", talk.id)
    await office.desk.notices.seen(ben, [notice.id])
    assert await office.desk.notices.unseen(samira) != [], "others cannot wave it away"
    await office.desk.notices.seen(samira, [notice.id])
    assert await office.desk.notices.unseen(samira) == []
    [waits] = await office.desk.queue.waiting(ben)
    assert (waits.conversation_id, waits.earlier_adviser) == (talk.id, "Samira")


async def test_it_keeps_its_place_in_front(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    office.api.clock.forward(100 * SECOND)
    ben = await office.adviser("Ben")
    later = await office.waiting()
    office.api.clock.forward(21 * SECOND)
    await office.api.gateway.upkeep.round()
    assert [w.conversation_id for w in await office.desk.queue.waiting(ben)] == [talk.id, later.id]


async def test_a_browser_that_comes_back_in_time_keeps_its_chats(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    for _ in range(5):
        office.api.clock.forward(119 * SECOND)
        await office.desk.presence.beat(samira)
        await office.api.gateway.upkeep.round()
    assert await office.owner(talk) is Owner.ADVISEUR


async def test_stepping_out_keeps_ones_chats(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.presence.set(samira, PresenceState.EVEN_WEG)
    for _ in range(5):
        office.api.clock.forward(100 * SECOND)
        assert await office.desk.presence.beat(samira) is PresenceState.EVEN_WEG
        await office.api.gateway.upkeep.round()
    assert await office.owner(talk) is Owner.ADVISEUR


async def test_rounds_of_two_gateways_at_once_do_it_once(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    office.api.clock.forward(121 * SECOND)
    await office.adviser("Ben")
    await asyncio.gather(*(office.desk.sweep() for _ in range(4)))
    events = await office.api.gateway.database.read(lambda c: history(c, talk.id))
    assert [event.reason for event in events].count(Reason.ADVISER_GONE) == 1
    assert (await office.texts(talk)).count("[desk.adviser_gone]") == 1


async def test_who_logs_out_leaves_no_chat_behind(office: Office) -> None:
    samira = await office.adviser()
    talks = [await office.talking(samira) for _ in range(2)]
    await office.adviser("Ben")
    await office.desk.presence.left(samira)
    assert [await office.owner(talk) for talk in talks] == [Owner.WACHTRIJ] * 2
    mine = [one for one in await office.desk.presence.everyone(samira) if one.name == "Samira"]
    assert (mine[0].state, mine[0].here, mine[0].chats) == (PresenceState.NIET_BESCHIKBAAR, False, 0)


async def test_with_nobody_else_it_waits_a_little_and_then_gets_the_honest_answer(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    for _ in range(9):
        office.api.clock.forward(60 * SECOND)
        await office.api.gateway.upkeep.round()
    assert await office.owner(talk) is Owner.BOT
    assert (await office.texts(talk))[-2:] == ["[desk.adviser_gone]", "[mens_spreken.outside_hours]"]


async def test_the_wait_begins_anew_also_if_nobody_was_there_just_before_it_was_taken(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    await office.desk.presence.set(samira, PresenceState.EVEN_WEG)
    await office.desk.sweep()
    assert (await office.handover(talk)).unserved_since == office.api.clock.now
    await office.desk.presence.set(samira, PresenceState.AANWEZIG)
    await office.desk.queue.claim(samira, talk.id)
    assert (await office.handover(talk)).unserved_since is None
    office.api.clock.forward(30 * 60 * SECOND)
    await office.desk.sweep()
    await office.desk.sweep()
    assert await office.owner(talk) is Owner.WACHTRIJ
    assert (await office.texts(talk))[-1] == "[desk.adviser_gone]"


async def test_of_a_shared_chat_whose_loket_is_empty_everybody_may_take_it(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    talk = await office.talking(samira, "Enschede")
    office.api.clock.forward(121 * SECOND)
    await office.desk.presence.beat(piet)
    await office.api.gateway.upkeep.round()
    assert [w.conversation_id for w in await office.desk.queue.waiting(piet)] == [talk.id]


async def test_everyone_sees_who_is_there_and_how_busy(office: Office) -> None:
    samira = await office.adviser()
    await office.adviser("Piet", ZEELAND)
    await office.talking(samira)
    [one] = await office.desk.presence.everyone(samira)
    assert (one.name, one.here, one.chats, one.at_most) == ("Samira", True, 1, 3)
    office.api.clock.forward(91 * SECOND)
    assert not (await office.desk.presence.everyone(samira))[0].here
