"""Passing a chat on: the holder keeps it until somebody takes it; refused by all it goes back to the queue."""

from __future__ import annotations

import asyncio

import pytest

from channels.conversation.owner import Owner, Reason, history
from channels.desk.errors import AlreadyTaken, Conflict, DeskError, Invalid, NotFound, NotHeld, TooManyChats
from channels.desk.forwards import ANSWER_WITHIN
from channels.desk.people import Adviser
from channels.desk.presence import PresenceState
from tests.channels.desk.office import ZEELAND, ZWOLLE, Office


async def kinds(office: Office, adviser: Adviser) -> list[str]:
    return [notice.kind.value for notice in await office.desk.notices.unseen(adviser)]


async def test_a_colleague_is_asked_sees_it_and_takes_it(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=piet.id, note="Weet meer van EVC")
    assert [o.note for o in await office.desk.forwards.open_to(piet)] == ["Weet meer van EVC"]
    assert [o.id for o in await office.desk.forwards.open_from(samira)] == [offer.id]
    assert (await office.desk.chats.open(piet, talk.id)).forward == offer, "who is asked may look first"
    await talk.say("bent u er nog?")
    await office.desk.forwards.accept(piet, offer.id)
    assert (await office.texts(talk))[-1] == "[desk.adviser_changed Piet Loket zeeland]"
    found = await office.handover(talk)
    assert (found.adviser, found.loket) == (piet.id, ZEELAND)
    assert await kinds(office, samira) == ["forward_accepted"]
    with pytest.raises(NotFound):
        await office.desk.chats.note(await office.adviser("Zus", "twente"), talk.id, "x")


async def test_within_a_loket_it_stays_that_lokets(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben", ZWOLLE, ZEELAND)
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="pauze")
    await office.desk.forwards.accept(ben, offer.id)
    assert (await office.handover(talk)).loket == ZWOLLE


async def test_of_a_loket_one_takes_it_and_the_others_are_told(office: Office) -> None:
    samira = await office.adviser()
    crew = [await office.adviser(name, ZEELAND) for name in ("Piet", "Pim", "Pia")]
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_loket=ZEELAND, note="Woont nu in Zeeland")
    outcomes = await asyncio.gather(
        *(office.desk.forwards.accept(who, offer.id) for who in crew), return_exceptions=True
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert all(outcome is None or isinstance(outcome, AlreadyTaken | Conflict) for outcome in outcomes), outcomes
    assert (await office.handover(talk)).adviser in {who.id for who in crew}


async def test_refused_by_all_it_goes_back_to_the_queue_in_front(office: Office) -> None:
    samira = await office.adviser()
    piet, pim = await office.adviser("Piet", ZEELAND), await office.adviser("Pim", ZEELAND)
    talk = await office.talking(samira)
    later = await office.waiting()
    offer = await office.desk.forwards.offer(samira, talk.id, to_loket=ZEELAND, note="x")
    await office.desk.forwards.refuse(piet, offer.id)
    assert await office.owner(talk) is Owner.ADVISEUR, "one is left to answer"
    assert await office.desk.forwards.open_to(piet) == []
    await office.desk.forwards.refuse(piet, offer.id)
    await office.desk.forwards.refuse(pim, offer.id)
    assert await office.owner(talk) is Owner.WACHTRIJ
    assert [w.conversation_id for w in await office.desk.queue.waiting(samira)] == [talk.id, later.id]
    assert (await office.texts(talk))[-1] == "[desk.back_in_queue]"
    assert await kinds(office, samira) == ["forward_refused"]


async def test_all_who_refuse_at_once_are_all(office: Office) -> None:
    samira = await office.adviser()
    crew = [await office.adviser(name, ZEELAND) for name in ("Piet", "Pim", "Pia")]
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_loket=ZEELAND, note="x")
    await asyncio.gather(*(office.desk.forwards.refuse(who, offer.id) for who in crew), return_exceptions=True)
    assert await office.owner(talk) is Owner.WACHTRIJ
    events = await office.api.gateway.database.read(lambda c: history(c, talk.id))
    assert events[-1].reason is Reason.FORWARD_REFUSED


async def test_one_who_takes_and_one_who_refuses_at_once_leave_it_taken(office: Office) -> None:
    samira = await office.adviser()
    piet, pim = await office.adviser("Piet", ZEELAND), await office.adviser("Pim", ZEELAND)
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_loket=ZEELAND, note="x")
    outcomes = await asyncio.gather(
        office.desk.forwards.accept(piet, offer.id), office.desk.forwards.refuse(pim, offer.id), return_exceptions=True
    )
    assert outcomes[0] is None
    assert outcomes[1] is None or isinstance(outcomes[1], DeskError)
    assert (await office.handover(talk)).adviser == piet.id


async def test_not_answered_in_time_it_stays_where_it_is_and_both_are_told(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="x")
    for step in (ANSWER_WITHIN // 2, ANSWER_WITHIN // 2 + 1):
        office.api.clock.forward(step)
        await office.desk.presence.beat(samira)
        await office.api.gateway.upkeep.round()
    assert await office.owner(talk) is Owner.ADVISEUR
    assert await kinds(office, samira) == ["forward_lapsed"]
    assert await office.desk.forwards.open_to(ben) == []
    with pytest.raises(Conflict):
        await office.desk.forwards.refuse(ben, offer.id)


async def test_it_can_be_taken_back_and_offered_again(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="x")
    with pytest.raises(Conflict, match="bood dit gesprek al aan"):
        await office.desk.forwards.offer(samira, talk.id, to_loket=ZWOLLE, note="x")
    with pytest.raises(NotFound):
        await office.desk.forwards.withdraw(ben, offer.id)
    await office.desk.forwards.withdraw(samira, offer.id)
    with pytest.raises(Conflict):
        await office.desk.forwards.accept(ben, offer.id)
    await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="toch")


async def test_what_cannot_be_offered(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    away = await office.adviser("Weg", state=PresenceState.EVEN_WEG)
    talk = await office.talking(samira)
    for wrong in ({"note": "x"}, {"note": "x", "to_adviser": ben.id, "to_loket": ZWOLLE},
                  {"note": "x", "to_adviser": samira.id}, {"note": " ", "to_adviser": ben.id}):  # fmt: skip
        with pytest.raises(Invalid):
            await office.desk.forwards.offer(samira, talk.id, **wrong)
    for nobody in ({"to_adviser": away.id}, {"to_loket": ZEELAND}):
        with pytest.raises(Conflict, match="niemand aanwezig"):
            await office.desk.forwards.offer(samira, talk.id, note="x", **nobody)
    with pytest.raises(NotHeld):
        await office.desk.forwards.offer(ben, talk.id, to_adviser=samira.id, note="x")


async def test_who_has_enough_cannot_take_more(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben", at_most=1)
    await office.talking(ben)
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="x")
    with pytest.raises(TooManyChats):
        await office.desk.forwards.accept(ben, offer.id)


async def test_where_one_can_ask(office: Office) -> None:
    samira = await office.adviser()
    await office.adviser("Piet", ZEELAND)
    await office.adviser("Weg", "twente", state=PresenceState.EVEN_WEG)
    assert await office.desk.forwards.lokets(samira) == [(ZEELAND, "Loket zeeland", 1)]


@pytest.mark.parametrize("ends", ["adviser", "citizen"])
async def test_an_offer_ends_with_the_chat(office: Office, ends: str) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await office.talking(samira)
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="x")
    if ends == "adviser":
        await office.desk.chats.close(samira, talk.id, "beantwoord")
    else:
        await office.api.client.post(f"{talk.path}/end", headers=talk.headers)
    assert await office.desk.forwards.open_to(ben) == []
    with pytest.raises(Conflict):
        await office.desk.forwards.accept(ben, offer.id)
