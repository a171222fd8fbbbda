"""Rasa's working memory: the slots of a conversation, and nothing else.

The record of a conversation is the gateway's, and what a turn needs of earlier ones is in the slots. Rasa's own stores
keep every event for ever and replay all of them on each message (3.5 times slower at turn 100 than at turn 5). This one
keeps slot values: every message finds a bot that listens, so that nothing an earlier turn left behind (paused, looping,
half a turn) can silence a conversation. It can erase and change one conversation, and purges what has not been touched
for a while. One SQL table; SQLite by default, PostgreSQL when several Rasa servers run side by side.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

PURGE_AFTER_SECONDS = 2 * 24 * 3600  # a citizen may come back the next day; the gateway keeps the record

_metadata = sa.MetaData()
_trackers = sa.Table(
    "rasa_trackers",
    _metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("touched", sa.Float, nullable=False, index=True),
)


class ShortMemoryTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Tracker store that forgets all but slots."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        """``host`` is the database URL: so Rasa names the ``url`` of endpoints.yml."""
        super().__init__(domain, event_broker)
        if not host:
            raise ValueError("endpoints.yml names no url for the tracker store")
        self._engine = _open(host)
        _metadata.create_all(self._engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the slots; the turn is gone with this."""
        self._write(tracker.sender_id, self.serialise_tracker(tracker))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the remembered tracker, or None if there is none."""
        body = self._read(sender_id)
        if body is None:
            return None
        tracker = self.init_tracker(sender_id)
        # As events, since Rasa copies a tracker by replaying them.
        known = {slot.name for slot in self.domain.slots}
        for name, value in body["slots"].items():
            if name in known and value is not None:
                tracker.update(SlotSet(name, value), self.domain)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return the ids of all remembered conversations."""
        with self._engine.connect() as connection:
            return [row.sender_id for row in connection.execute(sa.select(_trackers.c.sender_id))]

    def erase(self, sender_id: str) -> bool:
        """Forget a conversation. Returns whether there was one."""
        with self._engine.begin() as connection:
            result = connection.execute(sa.delete(_trackers).where(_trackers.c.sender_id == sender_id))
        return bool(result.rowcount)

    def slots(self, sender_id: str) -> dict[str, Any]:
        """Return the slots of a conversation that have a value; empty when there is none."""
        body = self._read(sender_id)
        return {name: value for name, value in body["slots"].items() if value is not None} if body else {}

    def change_slots(self, sender_id: str, changes: Any) -> None:
        """Change slots from outside a turn: what an adviser corrected is known at the next one.

        Where both the slot and its change are mappings they are merged, and None removes a key; else the change is
        the new value. A conversation that is not remembered begins with these. Do not call it during a turn of this
        conversation: the turn would write over it.

        Raises:
            ValueError: not a mapping, or it names a slot that the domain does not have.
        """
        if not isinstance(changes, dict):
            raise ValueError("changes must be a mapping of slots")
        unknown = set(changes) - {slot.name for slot in self.domain.slots}
        if unknown:
            raise ValueError(f"there is no slot {', '.join(sorted(unknown))}")
        body = self._read(sender_id) or {"slots": {}}
        slots = body["slots"]
        for name, change in changes.items():
            if isinstance(change, dict):
                merged = {**(slots.get(name) if isinstance(slots.get(name), dict) else {}), **change}
                slots[name] = {key: value for key, value in merged.items() if value is not None}
            else:
                slots[name] = change
        self._write(sender_id, json.dumps({"slots": slots}))

    def purge(self, now: float | None = None) -> int:
        """Forget conversations not touched for ``PURGE_AFTER_SECONDS``. Returns how many."""
        before = (time.time() if now is None else now) - PURGE_AFTER_SECONDS
        with self._engine.begin() as connection:
            return int(connection.execute(sa.delete(_trackers).where(_trackers.c.touched < before)).rowcount)

    @staticmethod
    def serialise_tracker(tracker: DialogueStateTracker) -> str:
        """Return the slots as JSON."""
        return json.dumps({"slots": tracker.current_slot_values()})

    def _read(self, sender_id: str) -> dict[str, Any] | None:
        query = sa.select(_trackers.c.body).where(_trackers.c.sender_id == sender_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return json.loads(row.body) if row else None

    def _write(self, sender_id: str, body: str) -> None:
        values = {"sender_id": sender_id, "body": body, "touched": time.time()}
        with self._engine.begin() as connection:
            changed = connection.execute(
                sa.update(_trackers).where(_trackers.c.sender_id == sender_id).values(**values)
            )
            if not changed.rowcount:
                connection.execute(sa.insert(_trackers).values(**values))


def _open(url: str) -> sa.engine.Engine:
    url = url.replace("postgresql+psycopg:", "postgresql:")  # the gateway's driver is not this environment's
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    path = sa.engine.make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # By default a file would be opened and closed (and its log written back) at every read and write.
    engine = sa.create_engine(url, poolclass=sa.pool.QueuePool, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")  # erased is overwritten, not only unlinked

    return engine
