"""Wake-ups: that something changed in a conversation, for those who wait for it. What changed is in the database.

A wake-up may be lost (Redis away, another gateway without Redis); then the watcher, which asks the database, or the
next heartbeat brings the same news a little later.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from enum import StrEnum

import redis.asyncio
from redis.exceptions import RedisError
from sqlalchemy import Connection, select

from channels import logs
from channels.conversation.database import Database, StorageUnavailable
from channels.conversation.tables import conversations

_CHANNEL = "leerwijs:wake"
_RECONNECT_SECONDS = 1.0
_MOST_NOTES = 50


class Note(StrEnum):
    """What a wake-up is about. Typing is only ever told this way; the others are in the database too."""

    CHANGED = "changed"
    TYPING = "typing"
    TYPING_ENDED = "typing_ended"
    ERASED = "erased"


class Subscription:
    """The wake-ups of one conversation for one who waits."""

    def __init__(self) -> None:
        self._notes: list[Note] = []
        self._event = asyncio.Event()

    def wake(self, note: Note) -> None:
        """Note that something happened."""
        if len(self._notes) < _MOST_NOTES:
            self._notes.append(note)
        self._event.set()

    async def wait(self, seconds: float) -> list[Note]:
        """Return what happened since the last time, at once or within so many seconds; empty when nothing did."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        notes, self._notes = self._notes, []
        self._event.clear()
        return notes


class Wakeups:
    """Wake-ups within this process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[Subscription]] = defaultdict(set)

    @contextlib.contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[Subscription]:
        """Receive the wake-ups of a conversation while inside."""
        subscription = Subscription()
        self._waiting[conversation_id].add(subscription)
        try:
            yield subscription
        finally:
            self._waiting[conversation_id].discard(subscription)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    def waited_for(self) -> list[str]:
        """The conversations that somebody in this process waits for."""
        return list(self._waiting)

    def here(self, conversation_id: str, note: Note) -> None:
        """Wake those in this process."""
        for subscription in self._waiting.get(conversation_id, ()):
            subscription.wake(note)

    async def tell(self, conversation_id: str, note: Note) -> None:
        """Wake all who wait, wherever they are."""
        self.here(conversation_id, note)

    async def run(self) -> None:
        """Carry wake-ups from elsewhere until cancelled."""

    async def close(self) -> None:
        """Let connections go."""

    @property
    def everywhere(self) -> bool:
        """Whether wake-ups reach other processes now."""
        return False


class RedisWakeups(Wakeups):
    """Wake-ups between processes, over Redis. When it is away, those in this process still come."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = redis.asyncio.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0)
        self._me = uuid.uuid4().hex
        self._listening = False

    @property
    def everywhere(self) -> bool:
        """Whether Redis is there."""
        return self._listening

    async def tell(self, conversation_id: str, note: Note) -> None:
        """Wake all who wait; those elsewhere only while Redis is there."""
        self.here(conversation_id, note)
        try:
            await self._redis.publish(_CHANNEL, json.dumps([self._me, conversation_id, note.value]))
        except (RedisError, OSError):
            logs.warning("wake-up not sent", conversation=conversation_id)

    async def run(self) -> None:
        """Carry wake-ups from other processes until cancelled; come back when Redis does."""
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(_CHANNEL)
                    self._listening = True
                    while True:
                        message = await channel.get_message(ignore_subscribe_messages=True, timeout=0.5)
                        if message:
                            self._arrived(message["data"])
            except (RedisError, OSError):
                if self._listening:
                    logs.warning("redis is away")
                self._listening = False
                await asyncio.sleep(_RECONNECT_SECONDS)
            finally:
                self._listening = False

    def _arrived(self, data: bytes) -> None:
        sender, conversation_id, note = json.loads(data)
        if sender != self._me:
            self.here(conversation_id, Note(note))

    async def close(self) -> None:
        """Let the connections go."""
        await self._redis.aclose()


class Watcher:
    """Asks the database what changed in the conversations waited for, in one query for all of them."""

    def __init__(self, database: Database, wakeups: Wakeups, seconds: Callable[[], float]) -> None:
        self._database = database
        self._wakeups = wakeups
        self._seconds = seconds
        self._seen: dict[str, tuple[int, int]] = {}

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await asyncio.sleep(self._seconds())
            with contextlib.suppress(StorageUnavailable):
                await self.look()

    async def look(self) -> None:
        """Wake those whose conversation changed since the last look."""
        ids = self._wakeups.waited_for()
        if not ids:
            self._seen.clear()
            return
        now = await self._database.read(lambda connection: _states(connection, ids))
        for conversation_id in ids:
            if conversation_id in self._seen and self._seen[conversation_id] != now.get(conversation_id):
                self._wakeups.here(conversation_id, Note.CHANGED)
        self._seen = now


def _states(connection: Connection, ids: list[str]) -> dict[str, tuple[int, int]]:
    table = conversations.c
    rows = connection.execute(select(table.id, table.last_seq, table.owner_version).where(table.id.in_(ids)))
    return {row[0]: (row[1], row[2]) for row in rows}
