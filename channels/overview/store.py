"""Reading and writing of what the citizen did on the overview: ticks, and what they wrote down of what they can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from channels.conversation import store as conversations_store
from channels.conversation.model import Message
from channels.conversation.tables import overview_skills, overview_ticks
from channels.desk import appointments
from channels.desk.appointments import Booked
from channels.desk.directory import Directory
from channels.desk.opening import Opening
from channels.overview import links, skills
from channels.overview.skills import Skills

_t = overview_ticks.c
_s = overview_skills.c


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is stored for an overview; `opening` holds the hours that lokets set themselves."""

    messages: list[Message]
    ticked: Set[str]
    skills: Skills
    appointment: Booked | None
    opening: Opening


def read(connection: Connection, conversation_id: str, now: int) -> Kept:
    """Return what is stored for the overview of a conversation."""
    standing = appointments.standing(connection, conversation_id, now)
    ticked = connection.execute(select(_t.tick).where(_t.conversation_id == conversation_id)).scalars()
    return Kept(
        conversations_store.messages_after(connection, conversation_id, 0),
        frozenset(ticked),
        read_skills(connection, conversation_id),
        standing[0] if standing else None,
        Opening.look(connection, Directory.empty()),
    )


def read_skills(connection: Connection, conversation_id: str) -> Skills:
    """Return what the citizen wrote down of what they can."""
    query = select(_s.content).where(_s.conversation_id == conversation_id)
    return skills.stored(connection.execute(query).scalar_one_or_none())


def tick(connection: Connection, conversation_id: str, on: Iterable[str], off: Iterable[str], now: int) -> None:
    """Tick and untick. The names must be ones that the overview shows.

    Raises:
        ConversationNotFound: the conversation is gone.
    """
    _touch(connection, conversation_id, now)
    new = set(on)
    here = _t.conversation_id == conversation_id
    connection.execute(delete(overview_ticks).where(here, _t.tick.in_(new | set(off))))
    if new:
        rows = [{"conversation_id": conversation_id, "tick": name, "at": now} for name in sorted(new)]
        connection.execute(insert(overview_ticks), rows)


def change_skills(connection: Connection, conversation_id: str, change: Callable[[Skills], Skills], now: int) -> Skills:
    """Change what the citizen wrote down, all of it or nothing; return how it is now.

    Raises:
        BadSkills: the change cannot be made.
        ConversationNotFound: the conversation is gone.
    """
    _touch(connection, conversation_id, now)
    before = read_skills(connection, conversation_id)
    after = change(before)
    here = _s.conversation_id == conversation_id
    if not after:
        connection.execute(delete(overview_skills).where(here))
        return after
    values = {"content": after.as_json(), "changed_at": now}
    if not connection.execute(update(overview_skills).where(here).values(values)).rowcount:
        connection.execute(insert(overview_skills).values(conversation_id=conversation_id, **values))
    return after


def _touch(connection: Connection, conversation_id: str, now: int) -> None:
    """What one does on the overview counts as using the conversation: it is kept that much longer."""
    links.hold(connection, conversation_id)
    conversations_store.mark(connection, conversation_id, last_at=now)
