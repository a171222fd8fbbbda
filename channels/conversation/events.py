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
from collections.abc import Callable, Hashable, Iterable, Iterator
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
    TYPING = "typing"  # the bot
    ADVISER_TYPING = "adviser_typing"
    CITIZEN_TYPING = "citizen_typing"
    ERASED = "erased"


_NOTES = frozenset(Note)


class Subscription:
    """The wake-ups of one who waits: those of a conversation, or of whatever else has a key."""

    def __init__(self) -> None:
        self._notes: list[tuple[str, Note]] = []
        self._event = asyncio.Event()
        self._known: dict[str, Hashable] = {}

    def know(self, key: str, state: Hashable) -> None:
        """Note how far this one is with a key: it need not be woken for that once more."""
        self._known[key] = state

    def knows(self, key: str, state: Hashable) -> bool:
        """Whether this one is that far with a key."""
        return key in self._known and self._known[key] == state

    def wake(self, key: str, note: Note) -> None:
        """Note that something happened."""
        if len(self._notes) < _MOST_NOTES:
            self._notes.append((key, note))
        self._event.set()

    async def wait(self, seconds: float) -> list[Note]:
        """Return what happened since the last time, at once or within so many seconds; empty when nothing did."""
        return [note for _, note in await self.wait_keys(seconds)]

    async def wait_keys(self, seconds: float) -> list[tuple[str, Note]]:
        """As `wait`, with the key of each."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        notes, self._notes = self._notes, []
        self._event.clear()
        return notes

    async def wait_unless(self, closing: asyncio.Event, seconds: float) -> list[tuple[str, Note]]:
        """As `wait_keys`, but empty as soon as `closing` is set."""
        waiting = asyncio.ensure_future(self.wait_keys(seconds))
        ending = asyncio.ensure_future(closing.wait())
        try:
            await asyncio.wait((waiting, ending), return_when=asyncio.FIRST_COMPLETED)
            return waiting.result() if waiting.done() else []
        finally:
            for task in (waiting, ending):
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ending


class Wakeups:
    """Wake-ups within this process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[Subscription]] = defaultdict(set)

    @contextlib.contextmanager
    def subscribe(self, *keys: str) -> Iterator[Subscription]:
        """Receive the wake-ups of conversations, or of other keys, while inside."""
        subscription = Subscription()
        for key in keys:
            self._waiting[key].add(subscription)
        try:
            yield subscription
        finally:
            for key in set(keys):
                self._waiting[key].discard(subscription)
                if not self._waiting[key]:
                    del self._waiting[key]

    def waited_for(self) -> list[str]:
        """The keys that somebody in this process waits for."""
        return list(self._waiting)

    def here(self, key: str, note: Note) -> None:
        """Wake those in this process."""
        for subscription in self._waiting.get(key, ()):
            subscription.wake(key, note)

    def behind(self, key: str, state: Hashable) -> None:
        """Wake those in this process who are not that far yet."""
        for subscription in self._waiting.get(key, ()):
            if not subscription.knows(key, state):
                subscription.wake(key, Note.CHANGED)

    async def tell(self, key: str, note: Note) -> None:
        """Wake all who wait, wherever they are."""
        await self.tell_all([key], note)

    async def tell_all(self, keys: Iterable[str], note: Note) -> None:
        """As `tell`, for several keys at once."""
        for key in keys:
            self.here(key, note)

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

    async def tell_all(self, keys: Iterable[str], note: Note) -> None:
        """Wake all who wait; those elsewhere only while Redis is there."""
        told = list(keys)
        await super().tell_all(told, note)
        if not told:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for key in told:
                    pipeline.publish(_CHANNEL, json.dumps([self._me, key, note.value]))
                await pipeline.execute()
        except (RedisError, OSError):
            logs.warning("wake-up not sent", count=len(told))

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
        sender, key, note = json.loads(data)
        if sender != self._me and note in _NOTES:  # a newer release may know more
            self.here(key, Note(note))

    async def close(self) -> None:
        """Let the connections go."""
        await self._redis.aclose()


class Watcher:
    """Asks the database what changed in the conversations waited for, in one query for all of them.

    The state of a conversation is its last seq and its owner version; who says to know it (`Subscription.know`) sleeps
    on: else all who were woken already would look once more, all at the same moment.

    Other keys (with a colon: no conversation's id has one) are the desk's: all of those wake when `desk` gives another
    answer.
    """

    def __init__(
        self,
        database: Database,
        wakeups: Wakeups,
        seconds: Callable[[], float],
        desk: Callable[[Connection], Hashable] = lambda _: None,
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._seconds = seconds
        self._desk = desk
        self._seen: dict[str, Hashable] = {}

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await asyncio.sleep(self._seconds())
            with contextlib.suppress(StorageUnavailable):
                await self.look()

    async def look(self) -> None:
        """Wake those whose conversation changed since the last look."""
        keys = self._wakeups.waited_for()
        if not keys:
            self._seen.clear()
            return
        now = await self._database.read(lambda connection: self._states(connection, keys))
        for key in keys:
            # Also whoever waits since the last look: what changed between their own look and this one is news to them.
            if key not in self._seen or self._seen[key] != now.get(key):
                self._wakeups.behind(key, now.get(key))
        self._seen = now

    def _states(self, connection: Connection, keys: list[str]) -> dict[str, Hashable]:
        desk_keys = [key for key in keys if ":" in key]
        states: dict[str, Hashable] = dict.fromkeys(desk_keys, self._desk(connection) if desk_keys else None)
        ids = [key for key in keys if ":" not in key]
        table = conversations.c
        rows = connection.execute(select(table.id, table.last_seq, table.owner_version).where(table.id.in_(ids)))
        return states | {row[0]: (row[1], row[2]) for row in rows}
