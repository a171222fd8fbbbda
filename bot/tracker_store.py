"""Rasa's working memory: the slots and the last turns of a conversation, and nothing else.

The record of a conversation is the gateway's. Rasa's own stores keep every event for ever and replay all of
them on each message (3.5 times slower at turn 100 than at turn 5). This one keeps slot values and the last
``KEPT_TURNS`` turns, can erase and repair one conversation, and purges what has not been touched for a while.
One SQL table; SQLite by default, PostgreSQL when several Rasa servers run side by side.
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
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 2
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
    """Tracker store that forgets all but slots and the last turns."""

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
        """Write slots and last turns; older turns are gone with this."""
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
        for event in deserialise_events(body["events"]):
            tracker.update(event, self.domain)
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

    def repair(self, sender_id: str) -> bool:
        """Bring a conversation back to listening: keep its slots, drop its events.

        Whatever state the events had brought it to (paused, looping, half a turn) is gone with them, so the
        next message is handled as on the first turn. Returns whether there was one.
        """
        body = self._read(sender_id)
        if body is None:
            return False
        listening = {"event": "action", "name": "action_listen"}
        self._write(sender_id, json.dumps({"slots": body["slots"], "events": [listening]}))
        return True

    def purge(self, now: float | None = None) -> int:
        """Forget conversations not touched for ``PURGE_AFTER_SECONDS``. Returns how many."""
        before = (time.time() if now is None else now) - PURGE_AFTER_SECONDS
        with self._engine.begin() as connection:
            return int(connection.execute(sa.delete(_trackers).where(_trackers.c.touched < before)).rowcount)

    @staticmethod
    def serialise_tracker(tracker: DialogueStateTracker) -> str:
        """Return slots and the events of the last ``KEPT_TURNS`` turns as JSON."""
        events = [_as_dict(event) for event in _last_turns(list(tracker.events))]
        return json.dumps({"slots": tracker.current_slot_values(), "events": events})

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
    engine = sa.create_engine(url, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")  # erased is overwritten, not only unlinked

    return engine


def _last_turns(events: list[Event]) -> list[Event]:
    """Cut the events to a suffix that starts where the bot listens, ``KEPT_TURNS`` user messages back."""
    turns = 0
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], UserUttered):
            turns += 1
            if turns == KEPT_TURNS:
                start = index - 1 if index and isinstance(events[index - 1], ActionExecuted) else index
                return [event for event in events[start:] if _worth_keeping(event)]
    return [event for event in events if _worth_keeping(event)]


def _worth_keeping(event: Event) -> bool:
    # Slot values are kept as values and what the bot said is the gateway's; neither steers a rule. The start of a
    # session would empty the slots.
    return not isinstance(event, (SlotSet, BotUttered, SessionStarted))


def _as_dict(event: Event) -> dict[str, Any]:
    as_dict = event.as_dict()
    if isinstance(event, UserUttered):
        # The ranking of all intents was logged and answered; keeping it doubles the size of the memory.
        as_dict["parse_data"] = {"intent": event.intent, "entities": event.entities, "text": event.text}
    return as_dict
