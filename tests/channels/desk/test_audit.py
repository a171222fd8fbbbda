"""The audit trail: everything that is seen or done, and nothing that changes it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from channels.desk import audit
from channels.desk.errors import NotAllowed
from channels.desk.people import Adviser, Role
from channels.desk.tables import audit as audit_table
from tests.channels.desk.office import ZEELAND, ZWOLLE, Office
from tests.channels.desk.test_callbacks import requested
from tests.channels.fakes import NOON


async def test_what_was_done_in_a_chat_is_there_in_order_without_anybodys_words(office: Office) -> None:
    samira, ben = await office.adviser(), await office.adviser("Ben")
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    talk = await office.talking(samira)
    await talk.say("mijn geheim is groot")
    await office.desk.chats.open(samira, talk.id)
    await office.desk.chats.note(samira, talk.id, "vertrouwelijke notitie")
    await office.desk.chats.send(samira, talk.id, str(uuid.uuid4()), "mijn antwoord aan u")
    offer = await office.desk.forwards.offer(samira, talk.id, to_adviser=ben.id, note="lees de notitie")
    await office.desk.forwards.accept(ben, offer.id)
    await office.desk.chats.close(ben, talk.id, "beantwoord")
    entries = await office.desk.audit.entries(boss, conversation_id=talk.id)
    done = [(entry.actor_name, entry.action) for entry in reversed(entries) if entry.loket == ZWOLLE]
    assert done == [
        ("Samira", "opgenomen"), ("Samira", "gezien"), ("Samira", "notitie"), ("Ben", "overgenomen"),
        ("Ben", "afgesloten"),
    ]  # fmt: skip
    stored = str(await office.rows(audit_table))
    assert not any(words in stored for words in ("geheim", "vertrouwelijk", "antwoord aan u", "lees de notitie"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'iemand anders'",
        "UPDATE audit SET at = 0 WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "INSERT INTO audit (id, at, actor, action, detail) VALUES (1, 0, 'x', 'y', '{}') "
        "ON CONFLICT (id) DO UPDATE SET actor = 'x'",
    ],
)
async def test_the_database_itself_refuses_to_change_it(office: Office, statement: str) -> None:
    await office.adviser()
    before = await office.rows(audit_table)
    assert before != []

    def change(connection: Connection) -> None:
        connection.execute(text(statement))

    with pytest.raises(DatabaseError, match="audit trail cannot be changed"):
        await office.api.gateway.database.write(change)
    assert await office.rows(audit_table) == before


async def test_nor_can_it_be_emptied(office: Office, request: pytest.FixtureRequest) -> None:
    await office.adviser()
    if office.api.gateway.settings.database_url.startswith("sqlite"):
        with pytest.raises(DatabaseError, match="cannot be changed"):
            await office.api.gateway.database.write(lambda c: c.execute(audit_table.delete()))
        return
    with pytest.raises(DatabaseError, match="cannot be changed"):
        await office.api.gateway.database.write(lambda c: c.execute(text("TRUNCATE audit")))


async def test_what_fails_leaves_no_entry(office: Office) -> None:
    samira = await office.adviser()
    before = len(await office.rows(audit_table))

    def fails(connection: Connection) -> None:
        audit.record(connection, samira, "iets", NOON)
        raise KeyError("no")

    with pytest.raises(KeyError):
        await office.api.gateway.database.write(fails)
    assert len(await office.rows(audit_table)) == before


async def test_who_may_read_it(office: Office) -> None:
    samira = await office.adviser()
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    other = await office.adviser("Els", ZEELAND, role=Role.COORDINATOR, state=None)
    head = await office.adviser("Bea", role=Role.BEHEERDER, state=None)
    talk = await office.talking(samira)
    with pytest.raises(NotAllowed):
        await office.desk.audit.entries(samira)
    found: dict[str, list[Any]] = {who.name: await office.desk.audit.entries(who) for who in (boss, other, head)}
    # What a colleague does that is of no loket counts too.
    assert [(one.action, one.conversation_id) for one in found["Cor"]] == [("opgenomen", talk.id), ("aanwezig", None)]
    assert found["Els"] == []
    assert {entry.action for entry in found["Bea"]} == {"aanwezig", "opgenomen"}
    first = found["Bea"][-1].id
    assert await office.desk.audit.entries(head, before=first) == []


async def test_it_outlives_the_conversation_of_which_it_keeps_the_bare_id(office: Office) -> None:
    samira = await office.adviser()
    talk = await office.talking(samira)
    assert (await office.api.client.delete(talk.path, headers=talk.headers)).status_code == 204
    kept = [row for row in await office.rows(audit_table) if row.conversation_id == talk.id]
    assert [row.action for row in kept] == ["opgenomen"]


async def test_a_number_of_the_shared_queue_is_in_the_trail_of_who_saw_it(office: Office) -> None:
    samira = await office.adviser()
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    other = await office.adviser("Zoë", ZEELAND, role=Role.COORDINATOR, state=None)
    await requested(office, plaats=None)
    [line] = await office.desk.callbacks.open(samira)
    await office.desk.callbacks.claim(samira, line.id)

    async def saw(reader: Adviser) -> list[str]:
        entries = await office.desk.audit.entries(reader)
        return [one.actor_name for one in entries if one.action == "nummer_gezien"]

    assert await saw(boss) == ["Samira"]
    assert await saw(other) == []
