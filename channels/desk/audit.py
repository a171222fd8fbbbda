"""Who saw and did what. Entries are added and read, never changed: the database itself refuses (see `tables`).

An entry holds codes and ids, no words of anybody. It outlives the conversation it is about, of which it keeps the id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from channels.desk import people
from channels.desk.errors import NotAllowed
from channels.desk.people import Adviser, Role
from channels.desk.tables import audit, desk_account_lokets

SYSTEM = "system"
# What a detail is called that is the id of an account.
ACCOUNTS = frozenset({"account", "aan"})
# The same adviser who looks at the same chat again within this time (milliseconds) is one look.
ONE_LOOK = 10 * 60_000
_MOST = 500
_a = audit.c


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was seen or done; `detail` holds codes and ids, `names` those of the accounts in it, by id."""

    id: int
    at: int
    actor: str
    actor_name: str
    action: str
    conversation_id: str | None
    loket: str | None
    detail: dict[str, Any]
    names: Mapping[str, str]


def record(
    connection: Connection,
    actor: Adviser | None,
    action: str,
    now: int,
    /,
    *,
    conversation_id: str | None = None,
    loket: str | None = None,
    **detail: str | int | bool | None,
) -> None:
    """Add an entry, in the transaction of what it is about; an actor of None is the system itself."""
    connection.execute(
        insert(audit).values(
            at=now,
            actor=actor.id if actor else SYSTEM,
            action=action,
            conversation_id=conversation_id,
            loket=loket,
            detail={key: value for key, value in detail.items() if value is not None},
        )
    )


def record_look(connection: Connection, actor: Adviser, conversation_id: str, loket: str | None, now: int) -> None:
    """Note that somebody looked into a chat, unless they did so just before."""
    lately = connection.execute(
        select(_a.id)
        .where(
            _a.conversation_id == conversation_id, _a.actor == actor.id, _a.action == "gezien", _a.at > now - ONE_LOOK
        )
        .limit(1)
    ).first()
    if lately is None:
        record(connection, actor, "gezien", now, conversation_id=conversation_id, loket=loket)


def entries(
    connection: Connection,
    reader: Adviser,
    *,
    conversation_id: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Return entries, newest first, before an entry id: a coordinator those of their lokets, a beheerder all.

    What is of no loket, such as a call-back of the shared queue, is of the lokets of who did it.

    Raises:
        NotAllowed: an adviser reads no audit trail.
    """
    if not reader.manages:
        raise NotAllowed
    query = select(audit).order_by(_a.id.desc()).limit(min(limit, _MOST))
    if reader.role is not Role.BEHEERDER:
        query = query.where(_of(reader))
    if conversation_id is not None:
        query = query.where(_a.conversation_id == conversation_id)
    if before is not None:
        query = query.where(_a.id < before)
    rows = connection.execute(query).all()
    told_of = {value for row in rows for key, value in row.detail.items() if key in ACCOUNTS}
    named = people.names(connection, {row.actor for row in rows} | told_of)
    return [
        Entry(
            row.id, row.at, row.actor, named.get(row.actor, row.actor), row.action, row.conversation_id, row.loket,
            row.detail, named,
        )
        for row in rows
    ]  # fmt: skip


def _of(reader: Adviser) -> ColumnElement[bool]:
    lokets = sorted(reader.lokets)
    colleagues = select(desk_account_lokets.c.account_id).where(desk_account_lokets.c.loket.in_(lokets))
    return _a.loket.in_(lokets) | (_a.loket.is_(None) & _a.actor.in_(colleagues))
