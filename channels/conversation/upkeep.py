"""What the gateway does by itself from time to time: go on where another died, retry erasures, close, purge."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

from sqlalchemy import Connection

from channels import logs
from channels.clock import HOUR, Clock
from channels.conversation import leases, retention
from channels.conversation.database import Database, StorageUnavailable
from channels.conversation.events import Note, Wakeups
from channels.conversation.retention import Purged
from channels.conversation.texts import Texts
from channels.conversation.turns import Turns
from channels.settings import Settings

# So often a message is tried that fails for another reason than the engine or the database being away.
_TRIES = 3


@contextlib.contextmanager
def _alone(step: str, **about: object) -> Iterator[None]:
    try:
        yield
    except StorageUnavailable:
        raise
    except Exception as error:
        logs.error("upkeep failed", error, step=step, **about)


class Upkeep:
    """Any number of gateways may do this side by side: each step is safe to do twice."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        turns: Turns,
        texts: Texts,
        wakeups: Wakeups,
        clock: Clock,
        desk: Callable[[], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._database = database
        self._turns = turns
        self._texts = texts
        self._wakeups = wakeups
        self._clock = clock
        self._desk = desk
        self._purge_at = 0
        self._failures: Counter[str] = Counter()

    async def run(self) -> None:
        """Do a round, pause, and again, until cancelled."""
        while True:
            try:
                await self.round()
            except StorageUnavailable:
                logs.warning("upkeep waits: storage is away")
            await asyncio.sleep(self._settings.chores_seconds)

    async def round(self) -> None:
        """Do everything that is due now; what fails is logged and stops nothing else.

        Raises:
            StorageUnavailable: the database is away; the next round goes on.
        """
        steps = {
            "go on": self._go_on, "erasures": self._retry_erasures, "desk": self._desk, "idle": self._close_idle,
            "purge": self._purge_hourly,
        }  # fmt: skip
        for name, step in steps.items():
            with _alone(name):
                await step()

    async def _go_on(self) -> None:
        now = self._clock()
        for conversation_id in await self._database.read(lambda connection: leases.orphans(connection, now)):
            with _alone("resume", conversation=conversation_id):
                await self._resume(conversation_id)

    async def _resume(self, conversation_id: str) -> None:
        """Answer what was left behind; what fails each time is given up, or it would keep back all that follows it."""
        logs.info("resumed", conversation=conversation_id)
        try:
            await self._turns.take_over(conversation_id)
        except StorageUnavailable:
            raise
        except Exception:
            self._failures[conversation_id] += 1
            if self._failures[conversation_id] >= _TRIES:
                await self._turns.give_up(conversation_id)
                del self._failures[conversation_id]
            raise
        self._failures.pop(conversation_id, None)

    async def _retry_erasures(self) -> None:
        now = self._clock()
        for conversation_id in await self._database.read(lambda c: retention.due_erasures(c, now)):
            if not await self._turns.erase_in_engine(conversation_id):
                break  # it is away: the others wait too

    async def _close_idle(self) -> None:
        for conversation_id in await self._database.write(self._closing_idle, long=True):
            await self._wakeups.tell(conversation_id, Note.CHANGED)

    async def _purge_hourly(self) -> None:
        now = self._clock()
        if now >= self._purge_at:
            await self.purge()
            self._purge_at = now + HOUR

    async def purge(self) -> Purged:
        """Forget what has been kept long enough."""
        purged: Purged = await self._database.write(
            lambda connection: retention.purge(
                connection,
                self._clock(),
                transcript_days=self._settings.transcript_days,
                contact_days=self._settings.contact_days,
            ),
            long=True,
        )
        await self._turns.purge_engine()
        if purged != Purged(0, 0, 0):
            logs.info("purged", conversations=purged.conversations, contacts=purged.contacts)
        return purged

    def _closing_idle(self, connection: Connection) -> list[str]:
        return retention.close_idle(
            connection,
            self._clock(),
            idle_minutes=self._settings.idle_minutes,
            notice=self._texts.say("conversation_closed"),
        )
