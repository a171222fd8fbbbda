"""Who is at the desk: what advisers say themselves, and whether their browser is still there.

The database is the truth; wake-ups only make it quicker. An adviser's browser gives a sign of life every 15 to 20
seconds; a tab in the background may do so once a minute, so nobody is gone before `HERE` has passed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from channels.clock import SECOND
from channels.conversation.owner import Owner
from channels.conversation.tables import conversations
from channels.desk.people import Adviser, Role
from channels.desk.tables import desk_account_lokets, desk_accounts, presence

HERE = 90 * SECOND
_p = presence.c
_a = desk_accounts.c
_l = desk_account_lokets.c
_c = conversations.c


class PresenceState(StrEnum):
    """What an adviser says of themselves. Only who is `AANWEZIG` gets chats."""

    AANWEZIG = "aanwezig"
    EVEN_WEG = "even_weg"
    NIET_BESCHIKBAAR = "niet_beschikbaar"


@dataclass(frozen=True, slots=True)
class Present:
    """An adviser at the desk. `here`: takes chats now; `chats`: how many they hold, of `at_most`."""

    adviser_id: str
    name: str
    role: Role
    lokets: tuple[str, ...]
    state: PresenceState
    since: int
    seen_at: int
    here: bool
    chats: int
    at_most: int


def note(connection: Connection, adviser: Adviser, state: PresenceState | None, now: int) -> PresenceState:
    """Note a sign of life, and what the adviser says of themselves if they say something; return what holds now.

    It locks the adviser's row, so that whoever claims two chats at once does so one after the other.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    first = state or PresenceState.NIET_BESCHIKBAAR
    changes: dict[str, object] = {"seen_at": now}
    if state is not None:
        changes |= {"state": state.value, "changed_at": now}
    stored = connection.execute(
        dialect.insert(presence)
        .values(adviser_id=adviser.id, state=first.value, changed_at=now, seen_at=now)
        .on_conflict_do_update(index_elements=["adviser_id"], set_=changes)
        .returning(_p.state)
    ).scalar_one()
    return PresenceState(stored)


def state(connection: Connection, adviser: Adviser) -> PresenceState:
    """Return what the adviser said of themselves last; it is no sign of life."""
    stored = connection.execute(select(_p.state).where(_p.adviser_id == adviser.id)).scalar_one_or_none()
    return PresenceState(stored or PresenceState.NIET_BESCHIKBAAR)


def everyone(connection: Connection, now: int, lokets: Collection[str] | None = None) -> list[Present]:
    """Return who has ever been at the desk and may still come, by name; of these lokets only, if given."""
    of: dict[str, list[str]] = defaultdict(list)
    for account_id, loket in connection.execute(select(_l.account_id, _l.loket).order_by(_l.loket)):
        of[account_id].append(loket)
    rows = connection.execute(
        select(_a.id, _a.name, _a.role, _a.at_most, _p.state, _p.changed_at, _p.seen_at)
        .join(presence, _p.adviser_id == _a.id)
        .where(_a.active.is_(True))
        .order_by(_a.name, _a.id)
    ).all()
    chats = _held(connection)
    return [
        Present(
            row.id, row.name, Role(row.role), tuple(of[row.id]), PresenceState(row.state), row.changed_at, row.seen_at,
            row.state == PresenceState.AANWEZIG.value and row.seen_at > now - HERE, chats.get(row.id, 0), row.at_most,
        )
        for row in rows
        if lokets is None or set(lokets) & set(of[row.id])
    ]  # fmt: skip


def here(connection: Connection, now: int) -> list[Present]:
    """Return who takes chats now."""
    return [one for one in everyone(connection, now) if one.here]


def _held(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(_c.adviser, func.count()).where(_c.owner == Owner.ADVISEUR.value).group_by(_c.adviser)
    )
    return {adviser: count for adviser, count in rows}


def held_by(connection: Connection, adviser_id: str) -> int:
    """Return how many chats an adviser holds."""
    return connection.execute(
        select(func.count()).where(_c.owner == Owner.ADVISEUR.value, _c.adviser == adviser_id)
    ).scalar_one()


def chats_of(connection: Connection, adviser_id: str) -> list[str]:
    """Return the chats an adviser holds."""
    rows = connection.execute(select(_c.id).where(_c.owner == Owner.ADVISEUR.value, _c.adviser == adviser_id))
    return list(rows.scalars())


def gone(connection: Connection, before: int) -> list[tuple[str, str]]:
    """Return the chats, with their adviser, whose adviser gave no sign of life since `before`."""
    rows = connection.execute(
        select(_c.id, _c.adviser)
        .join(presence, _p.adviser_id == _c.adviser, isouter=True)
        .where(_c.owner == Owner.ADVISEUR.value, (_p.seen_at < before) | _p.seen_at.is_(None))
        .order_by(_c.id)
    )
    return [(row.id, row.adviser) for row in rows]
