"""Private notes beside a chat: for colleagues, never for the citizen."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from channels.desk import people
from channels.desk.people import Adviser
from channels.desk.tables import chat_notes

_n = chat_notes.c


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `text` is masked."""

    id: str
    adviser_name: str
    at: int
    text: str


def put(connection: Connection, adviser: Adviser, conversation_id: str, text: str, now: int) -> Note:
    """Keep a note."""
    note_id = str(uuid.uuid4())
    connection.execute(
        insert(chat_notes).values(id=note_id, conversation_id=conversation_id, adviser_id=adviser.id, at=now, text=text)
    )
    return Note(note_id, adviser.name, now, text)


def of(connection: Connection, conversation_id: str) -> list[Note]:
    """Return the notes of a chat, oldest first."""
    rows = connection.execute(
        select(chat_notes).where(_n.conversation_id == conversation_id).order_by(_n.at, _n.id)
    ).all()
    names = people.names(connection, {row.adviser_id for row in rows})
    return [Note(row.id, names.get(row.adviser_id, ""), row.at, row.text) for row in rows]
