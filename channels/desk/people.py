"""Who acts at the desk, as far as the rest of the desk must know.

Two things are kept apart: **loketten give chats, roles give management.** Who belongs to a loket sees its chats,
whatever the role; a beheerder manages all loketten and sees no chat of one they do not belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from channels.desk.tables import desk_account_lokets, desk_accounts

_a = desk_accounts.c
_l = desk_account_lokets.c


class Role(StrEnum):
    """What somebody may manage."""

    ADVISEUR = "adviseur"
    COORDINATOR = "coordinator"
    BEHEERDER = "beheerder"


@dataclass(frozen=True, slots=True)
class Adviser:
    """Somebody of the desk at this moment. `name` is what citizens see; `lokets` are ids; `at_most` chats at once."""

    id: str
    name: str
    role: Role
    lokets: frozenset[str]
    at_most: int = 3

    @property
    def actor(self) -> str:
        """What they are called in owner events."""
        return f"adviser:{self.id}"

    @property
    def manages(self) -> bool:
        """Whether they manage anything."""
        return self.role is not Role.ADVISEUR

    def serves(self, loket: str | None) -> bool:
        """Whether chats of this loket are theirs to take; None is the shared queue, which is everybody's."""
        return bool(self.lokets) if loket is None else loket in self.lokets

    def coordinates(self, loket: str | None) -> bool:
        """Whether hours, texts and figures of this loket are theirs to manage; None is all of the country."""
        if self.role is Role.BEHEERDER:
            return True
        return self.role is Role.COORDINATOR and loket is not None and loket in self.lokets


def load(connection: Connection, account_id: str) -> Adviser | None:
    """Return who has this account, or None when there is none or it is not active (any more)."""
    row = connection.execute(
        select(_a.id, _a.name, _a.role, _a.at_most).where(_a.id == account_id, _a.active.is_(True))
    ).one_or_none()
    if row is None:
        return None
    lokets = connection.execute(select(_l.loket).where(_l.account_id == account_id)).scalars()
    return Adviser(row.id, row.name, Role(row.role), frozenset(lokets), row.at_most)


def names(connection: Connection, account_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of accounts by id, also of those who left."""
    ids = list(account_ids)
    if not ids:
        return {}
    rows = connection.execute(select(_a.id, _a.name).where(_a.id.in_(ids)))
    return {row.id: row.name for row in rows}
