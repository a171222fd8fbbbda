"""What all parts of the desk are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from channels.clock import Clock
from channels.conversation.contact import Vault
from channels.conversation.database import Database
from channels.conversation.engine import Engine
from channels.conversation.events import Note, Wakeups
from channels.conversation.texts import Texts
from channels.desk.cards import Cards
from channels.desk.directory import Directory
from channels.desk.reception import Reception
from channels.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
# Topics whose own title speaks to a citizen who reads no Dutch.
_FOR_COLLEAGUES = {"gesprek_andere_taal": "Andere taal"}


def topic_title(texts: Texts, topic: str) -> str | None:
    """Return a topic in words for colleagues, if it has any."""
    return _FOR_COLLEAGUES.get(topic) or texts.title(topic)


@dataclass(frozen=True)
class Parts:
    """The gateway's parts that the desk uses."""

    database: Database
    wakeups: Wakeups
    clock: Clock
    texts: Texts
    directory: Directory
    engine: Engine
    vault: Vault
    reception: Reception
    cards: Cards
    settings: Settings

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work that only reads."""
        return await self.database.read(partial(_call, work, args, kwargs))

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work in one transaction."""
        return await self.database.write(partial(_call, work, args, kwargs))

    async def wake(self, *keys: str) -> None:
        """Wake who waits for these keys."""
        await self.wakeups.tell_all(keys, Note.CHANGED)

    async def moved(self, conversation_id: str, *keys: str) -> None:
        """A chat came into the queue or left it: wake its citizen, those who wait with it, the desk, and `keys`."""
        await self.wake(conversation_id, *keys)
        await self.reception.stir(conversation_id)


def _call(work: Callable[..., T], args: Iterable[object], kwargs: dict[str, object], connection: Connection) -> T:
    return work(connection, *args, **kwargs)
