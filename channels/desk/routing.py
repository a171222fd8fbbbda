"""Where somebody who needs a person goes: to the loket of their region, else to the shared queue, else to nobody now.

A loket takes people when it is not known to be shut and one of its advisers is present. Advisers of other lokets help
with the shared queue unless their coordinator switched that off. In danger anybody who is present will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from channels.desk import presence
from channels.desk.directory import Directory, Location
from channels.desk.handover import SHARED, Handover
from channels.desk.opening import Opening


@dataclass(frozen=True, slots=True)
class Route:
    """Where to wait: `queue` is a loket or the shared one; None: nobody takes people now.

    `ask_region`: where somebody lives would help. `opens`: when their loket opens, if it is shut and we know.
    """

    queue: str | None
    ask_region: bool = False
    opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """The lokets with somebody present who takes chats now, and whether any of them helps with the shared queue."""

    lokets: frozenset[str]
    shares: bool
    anybody: bool

    def serves(self, queue: str) -> bool:
        """Whether somebody is there for a queue."""
        return self.shares if queue == SHARED else queue in self.lokets


def staff(connection: Connection, opening: Opening, now: int) -> Staff:
    """Return who is there now."""
    present = presence.here(connection, now)
    lokets = frozenset(loket for one in present for loket in one.lokets if opening.open_at(loket, now) is not False)
    return Staff(lokets, any(opening.shares(loket) for loket in lokets), any(one.lokets for one in present))


def choose(connection: Connection, directory: Directory, location: Location | None, *, urgent: bool, now: int) -> Route:
    """Return where somebody goes who lives there (None: not known)."""
    opening = Opening.look(connection, directory)
    there = staff(connection, opening, now)
    own = location.loket if location else None
    if own and own in there.lokets:
        return Route(own)
    if there.shares or (urgent and there.anybody) or (own is None and there.lokets):
        return Route(SHARED, ask_region=location is None)
    shut = own is not None and opening.open_at(own, now) is False
    return Route(None, opens=opening.next_opening(own, now) if own and shut else None)


def queue_again(found: Handover | None, there: Staff) -> str:
    """Return the queue for a chat that comes back from an adviser: its loket's if somebody is there, else all's."""
    own = found.loket if found else None
    return own if own and there.serves(own) else SHARED
