"""Erased and purged: nothing of a conversation is left at the desk but the bare id in the audit trail."""

from __future__ import annotations

import uuid
from datetime import date

from channels.conversation.retention import purge
from channels.desk.people import Role
from channels.desk.tables import appointment_slots, appointments
from tests.channels.desk.office import ZWOLLE, Office
from tests.channels.fakes import DAY, Talk
from tests.channels.test_erasure import rows_about


async def full_chat(office: Office) -> Talk:
    """A conversation that left something in every table of the desk."""
    samira, ben = await office.adviser(), await office.adviser("Ben")
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    await office.desk.agenda.add(boss, ZWOLLE, date(2027, 1, 11), "09:30", 30)
    [slot] = await office.rows(appointment_slots)
    talk = await office.citizen()
    await talk.press(f'/loket_afspraak{{"keuze": "{slot.id}"}}')
    office.asks()
    await talk.say("een mens graag")
    await office.desk.queue.claim(samira, talk.id)
    await office.desk.chats.send(samira, talk.id, str(uuid.uuid4()), "Hallo")
    await office.desk.chats.note(samira, talk.id, "notitie")
    await office.desk.learning.mark(samira, talk.id, 2, "niet_begrepen")
    office.api.engine.mode = "down"
    await office.desk.known.correct(samira, talk.id, "leeftijd", 40)
    office.api.engine.mode = "ok"
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="x")
    await office.desk.forwards.refuse(ben, offer.id)
    left = await office.api.gateway.database.read(lambda c: rows_about(c, talk.id))
    assert set(left) == {
        "conversations", "messages", "owner_events", "handovers", "chat_notes", "learning_marks", "engine_updates",
        "forwards", "forward_refusals", "desk_notices", "appointments", "audit",
    }  # fmt: skip
    return talk


async def test_no_trace_is_left_at_the_desk_but_the_bare_id(office: Office) -> None:
    talk = await full_chat(office)
    assert (await office.api.client.delete(talk.path, headers=talk.headers)).status_code == 204
    assert set(await office.api.gateway.database.read(lambda c: rows_about(c, talk.id))) == {"audit"}


async def test_who_is_erased_has_no_appointment_any_more_and_its_time_is_free(office: Office) -> None:
    talk = await full_chat(office)
    await office.api.client.delete(talk.path, headers=talk.headers)
    assert [slot.taken for slot in await office.rows(appointment_slots)] == [0]
    assert await office.rows(appointments) == []


async def test_after_thirty_days_the_transcript_goes_and_an_appointment_to_come_stays(office: Office) -> None:
    talk = await full_chat(office)
    now = office.api.clock.now + 31 * DAY
    await office.api.gateway.database.write(lambda c: purge(c, now, transcript_days=30, contact_days=7))
    assert set(await office.api.gateway.database.read(lambda c: rows_about(c, talk.id))) == {"audit", "erasures"}
    [kept] = await office.rows(appointments)
    assert (kept.conversation_id, kept.state) == (None, "booked")
    samira = (await office.desk.presence.everyone(await office.adviser("Nieuw")))[-1]
    assert samira.name == "Samira"
    [line] = await office.desk.appointments.open(await office.adviser("Nog een"))
    assert line.conversation_id is None


async def test_the_adviser_sees_that_it_is_gone(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    await office.api.client.delete(talk.path, headers=talk.headers)
    assert await office.desk.chats.mine(samira) == []
    assert await office.desk.queue.waiting(samira) == []
