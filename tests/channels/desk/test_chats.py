"""Talking: what both sides see, once and in order; what an adviser may see; and how it ends for both."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import Any

import pytest

from channels.conversation.events import Note
from channels.conversation.owner import Owner
from channels.desk.errors import Invalid, NotFound, NotHeld
from channels.desk.people import Role
from channels.desk.scope import may_see
from channels.desk.tables import audit
from tests.channels.desk.office import ZEELAND, Office
from tests.channels.fakes import FakeEngine, ManualClock, Talk, running, settings
from tests.channels.test_events import listen


def new_id() -> str:
    return str(uuid.uuid4())


async def test_what_an_adviser_says_reaches_the_citizen_with_a_name(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    stream = await listen(office.api, talk, after=99)
    await stream.until("owner")
    last = (await office.conversation(talk)).last_seq
    await office.desk.chats.send(samira, talk.id, new_id(), "Goedemiddag!")
    [said] = await talk.messages(after=last)
    assert (said["from"], said["name"], said["text"]) == ("adviser", "Samira", "Goedemiddag!")
    await stream.close()


async def test_the_same_message_twice_is_one_also_at_once_on_two_gateways(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    chosen = settings(tmp_path, database_url)
    async with running(chosen, engine, clock) as one, running(chosen, engine, clock) as other:
        office = Office(one)
        samira = await office.adviser()
        talk = await office.talking(samira)
        client_id = new_id()
        sent = await asyncio.gather(
            *(
                gateway.gateway.desk.chats.send(samira, talk.id, client_id, "Hallo")
                for gateway in (one, other, one, other)
            )
        )
        assert len({message.seq for message in sent}) == 1
        assert [text for text in await office.texts(talk) if text == "Hallo"] == ["Hallo"]


async def test_both_talk_at_once_and_the_order_is_one(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    work: list[Any] = [office.desk.chats.send(samira, talk.id, new_id(), f"a{n}") for n in range(6)]
    work += [talk.say(f"b{n}") for n in range(6)]
    await asyncio.gather(*work)
    messages = await talk.messages()
    assert [m["seq"] for m in messages] == list(range(1, len(messages) + 1))
    assert {m["text"] for m in messages} >= {f"{who}{n}" for who in "ab" for n in range(6)}


@pytest.mark.parametrize("state", ["waiting", "another", "closed", "given back"])
async def test_who_does_not_hold_it_says_nothing(office: Office, state: str) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await (office.waiting() if state == "waiting" else office.talking(samira))
    if state == "closed":
        await office.desk.chats.close(samira, talk.id, "beantwoord")
    if state == "given back":
        await office.desk.chats.give_back(samira, talk.id, "", "beantwoord")
    before = await office.texts(talk)
    with pytest.raises(NotHeld):
        await office.desk.chats.send(ben if state == "another" else samira, talk.id, new_id(), "Hallo")
    assert await office.texts(talk) == before


async def test_an_adviser_may_give_a_number_of_a_loket_but_no_bsn(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    said = await office.desk.chats.send(
        samira, talk.id, new_id(), "Bel 038-1234567. Uw bsn 123456782 heb ik niet nodig."
    )
    assert said.text == "Bel 038-1234567. Uw bsn <bsn> heb ik niet nodig."


async def test_nothing_too_much_and_what_is_not_there_are_refused(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    for text, cards in ((" \u200b ", []), ("x" * 2_001, []), ("kijk", [("regeling", "weg")]), ("", [("stap", "een")]),
                        ("", [("regeling", "een")] * 6)):  # fmt: skip
        with pytest.raises(Invalid):
            await office.desk.chats.send(samira, talk.id, new_id(), text, cards)


async def test_a_card_is_found_sent_and_judged_for_this_person(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.citizen()
    office.lives(talk, "Zwolle", leeftijd=58)
    office.asks()
    await talk.say("een mens graag")
    await office.desk.queue.claim(samira, talk.id)
    found = await office.desk.chats.search(samira, talk.id, "geld", ["regeling"])
    assert [card["why"] for card in found] == [["leeftijd 58"]]
    await office.desk.chats.send(samira, talk.id, new_id(), "", [("regeling", "een")])
    [item] = (await talk.messages())[-1]["items"]
    assert (item["kind"], item["id"], item["why"]) == ("regeling", "een", ["leeftijd 58"])


async def test_typing_is_shown_both_ways_and_never_what(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await office.talking(samira)
    stream = await listen(office.api, talk, after=99)
    await stream.until("owner")
    reading = asyncio.create_task(stream.next())
    await asyncio.sleep(0)
    await office.desk.chats.typing(ben, talk.id)
    await office.desk.chats.typing(samira, talk.id)
    assert await reading == ("typing", {"typing": True, "from": "adviser", "name": "Samira"}, None)
    await stream.close()
    with office.api.gateway.wakeups.subscribe(talk.id, *office.desk.keys(samira)) as desk:
        told = await office.api.client.post(f"{talk.path}/typing", headers=talk.headers)
        assert told.status_code == 204
        assert await desk.wait_keys(0) == [(talk.id, Note.CITIZEN_TYPING)]


async def test_read_marks_go_both_ways_and_never_back(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    stream = await listen(office.api, talk, after=99)
    await stream.until("owner")
    await office.desk.chats.read(samira, talk.id, 3)
    assert (await stream.until("read"))[-1][1] == {"seq": 3}
    await office.desk.chats.read(samira, talk.id, 2)
    await office.desk.chats.read(samira, talk.id, 99)
    last = (await office.conversation(talk)).last_seq
    assert (await stream.until("read"))[-1][1] == {"seq": last}
    await stream.close()
    for seq in (2, last + 50, 1):
        answer = await office.api.client.post(f"{talk.path}/read", json={"seq": seq}, headers=talk.headers)
        assert answer.status_code == 204
    assert (await office.desk.chats.open(samira, talk.id)).state.citizen_read == last


async def test_a_list_of_chats_says_what_is_unread_and_whether_the_citizen_is_there(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.chats.read(samira, talk.id, 99)
    await talk.say("en nu?")
    [line] = await office.desk.chats.mine(samira)
    assert (line.unread, line.last_text, line.citizen_here) == (1, "en nu?", True)
    office.api.clock.forward(60_000)
    assert not (await office.desk.chats.mine(samira))[0].citizen_here
    await talk.say("ik ben er")
    assert (await office.desk.chats.mine(samira))[0].citizen_here, "who writes is there"
    office.api.clock.forward(60_000)
    stream = await listen(office.api, talk, after=99)
    await stream.until("read")
    reading = asyncio.create_task(stream.next())
    await asyncio.sleep(0.05)
    assert (await office.desk.chats.mine(samira))[0].citizen_here, "so is who has the page open"
    reading.cancel()


async def test_notes_are_for_colleagues_and_never_for_the_citizen(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    talk = await office.talking(samira)
    await office.desk.chats.note(samira, talk.id, "Belde ook 06-12345678")
    seen = await office.desk.chats.open(ben, talk.id)
    assert [(note.adviser_name, note.text) for note in seen.notes] == [("Samira", "Belde ook <telefoon>")]
    assert not any("Belde" in text for text in await office.texts(talk))


# ---- who may see ----------------------------------------------------------------------------------------------------


async def _sees(office: Office, who: Any, talk: Talk) -> bool:
    try:
        await office.desk.chats.open(who, talk.id)
    except NotFound:
        opened = False
    else:
        opened = True
    asked = await office.api.gateway.database.read(lambda c: may_see(c, who, talk.id))
    assert asked is opened
    return opened


async def test_only_those_of_the_loket_see_a_chat(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    boss = await office.adviser("Bea", role=Role.BEHEERDER, state=None)
    no_loket = await office.api.gateway.database.write(lambda c: _without_loket(c))
    talk = await office.waiting()
    assert [await _sees(office, who, talk) for who in (samira, boss, piet, no_loket)] == [True, True, False, False]
    await office.desk.queue.claim(samira, talk.id)
    await office.desk.chats.close(samira, talk.id, "beantwoord")
    assert [await _sees(office, who, talk) for who in (samira, piet)] == [True, False], "as long as it is kept"


def _without_loket(connection: Any) -> Any:
    from tests.channels.desk.office import hire

    return hire(connection, "Bob", (), Role.BEHEERDER)


async def test_everybody_sees_the_shared_queue_until_somebody_has_it(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    talk = await office.waiting("Enschede")
    assert [await _sees(office, who, talk) for who in (samira, piet)] == [True, True]
    await office.desk.queue.claim(piet, talk.id)
    assert [await _sees(office, who, talk) for who in (samira, piet)] == [False, True]


async def test_a_chat_with_the_bot_is_nobodys_to_see(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.citizen()
    await talk.say("wat is evc")
    assert not await _sees(office, samira, talk)


async def test_who_lost_a_loket_sees_its_chats_no_more(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.waiting()
    moved = type(samira)(samira.id, samira.name, samira.role, frozenset([ZEELAND]))
    with pytest.raises(NotFound):
        await office.desk.chats.after(moved, talk.id, 0)


async def test_looking_is_noted_once_in_a_while(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    for _ in range(3):
        await office.desk.chats.open(samira, talk.id)
        await office.desk.chats.after(samira, talk.id, 0)
    looks = [row for row in await office.rows(audit) if row.action == "gezien"]
    assert [(row.actor, row.conversation_id) for row in looks] == [(samira.id, talk.id)]
    office.api.clock.forward(600_000)
    await office.desk.chats.open(samira, talk.id)
    assert len([row for row in await office.rows(audit) if row.action == "gezien"]) == 2


# ---- how it ends ----------------------------------------------------------------------------------------------------


async def test_back_at_the_bot_it_knows_what_was_agreed_and_asks_nothing_of_before(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.chats.give_back(samira, talk.id, "U belt maandag met de gemeente.", "advies_gegeven")
    remark, back = (await talk.messages())[-2:]
    assert remark["text"] == "[desk.remark U belt maandag met de gemeente.]"
    assert back["text"] == "[desk.returned]"
    assert back["from"] == "system"
    assert (await talk.say("wat is evc"))["owner"] == "bot"
    [(told, changes)] = office.api.engine.updates
    assert told == talk.id
    assert changes["task"] is None
    assert changes["memory"]["offer"] is None
    assert changes["memory"]["last"]["text"] == "[desk.remark U belt maandag met de gemeente.]\n\n[desk.returned]"
    await talk.say("en evc kosten")
    assert len(office.api.engine.updates) == 1, "told once"
    assert office.api.engine.heard(talk.id) == ["een mens graag", "wat is evc", "en evc kosten"]


async def test_a_bot_that_was_away_is_told_before_it_speaks(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.chats.give_back(samira, talk.id, "Goed.", "beantwoord")
    office.api.engine.mode = "down"
    assert (await talk.say("hallo"))["messages"][0]["text"] == "[engine_down]"
    office.api.engine.mode = "ok"
    assert (await talk.say("hallo"))["messages"][0]["text"] == "U zei: hallo"
    assert len(office.api.engine.updates) == 1


async def test_closed_is_closed_for_both_and_visibly(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    stream = await listen(office.api, talk, after=99)
    await stream.until("owner")
    await office.desk.chats.close(samira, talk.id, "beantwoord")
    assert (await stream.until("owner"))[-1][1] == {"owner": "gesloten"}
    await stream.close()
    assert (await talk.messages())[-1]["text"] == "[desk.closed]"
    seen = await office.desk.chats.open(samira, talk.id)
    assert (seen.state.owner, seen.outcome) == (Owner.GESLOTEN, "beantwoord")
    assert await office.desk.chats.mine(samira) == []
    assert [line.conversation_id for line in await office.desk.chats.recent(samira)] == [talk.id]
    assert (await talk.say("toch nog iets"))["owner"] == "bot"


async def test_an_outcome_must_be_one_of_the_list(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    for ending in (office.desk.chats.close(samira, talk.id, "zomaar"),
                   office.desk.chats.give_back(samira, talk.id, "", ""),
                   office.desk.chats.give_back(samira, talk.id, "x" * 501, "beantwoord")):  # fmt: skip
        with pytest.raises(Invalid):
            await ending
    assert await office.owner(talk) is Owner.ADVISEUR


async def test_a_second_time_to_a_person_is_a_second_hand_over(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.desk.chats.give_back(samira, talk.id, "", "beantwoord")
    assert (await talk.say("een mens graag"))["owner"] == "wachtrij"
    await office.desk.queue.claim(samira, talk.id)
    assert [line.conversation_id for line in await office.desk.chats.recent(samira)] == [talk.id]
