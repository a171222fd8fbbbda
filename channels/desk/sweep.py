"""What the desk does by itself, every few seconds, on any number of gateways side by side: each step is safe twice.

Chats of advisers who went away go back to the queue; offers that nobody answers lapse; who waits where nobody is any
more is told, and gets another way.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from channels import logs
from channels.clock import MINUTE, SECOND
from channels.conversation import store
from channels.conversation.owner import OwnerChanged, Reason
from channels.desk import ending, forwards, handover, notices, presence, routing, waiting
from channels.desk.handover import SHARED, Handover
from channels.desk.keys import of_adviser
from channels.desk.notices import Kind
from channels.desk.opening import Opening, in_words
from channels.desk.parts import Parts
from channels.desk.tables import presence as presence_table

# An adviser steps out for a moment; nobody is sent away for that.
UNSERVED_FOR = 5 * MINUTE
_p = presence_table.c


class Sweep:
    """The desk's own rounds."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def round(self) -> None:
        """Do all that is due now.

        Raises:
            StorageUnavailable: the next round goes on.
        """
        await self._take_from_absent()
        for conversation_id, adviser_id in await self._parts.write(forwards.lapse, self._parts.clock()):
            await self._parts.moved(conversation_id, of_adviser(adviser_id))
        await self._look_after_waiting()

    # ---- advisers who went away -------------------------------------------------------------------------------------

    async def _take_from_absent(self) -> None:
        before = self._parts.clock() - self._parts.settings.adviser_grace_seconds * SECOND
        for conversation_id, adviser_id in await self._parts.read(presence.gone, before):
            if await self._parts.write(self._take, conversation_id, adviser_id, before):
                logs.info("adviser gone", conversation=conversation_id)
                await self._parts.moved(conversation_id, of_adviser(adviser_id))

    def _take(self, connection: Connection, conversation_id: str, adviser_id: str, before: int | None) -> bool:
        """Put a chat back into the queue, unless its adviser was seen since `before` after all."""
        seen_at = connection.execute(select(_p.seen_at).where(_p.adviser_id == adviser_id)).scalar()
        if before is not None and seen_at is not None and seen_at >= before:
            return False
        now = self._parts.clock()
        found = handover.current(connection, conversation_id)
        there = routing.staff(connection, Opening.look(connection, self._parts.directory), now)
        try:
            ending.back_to_queue(
                connection, conversation_id, routing.queue_again(found, there), held_by=adviser_id,
                reason=Reason.ADVISER_GONE, actor="system", notice=self._parts.texts.say("desk.adviser_gone"), now=now,
            )  # fmt: skip
        except OwnerChanged:
            return False
        notices.put(connection, adviser_id, conversation_id, Kind.ADVISER_GONE, now)
        return True

    async def take_all_from(self, adviser_id: str) -> None:
        """Put all chats of an adviser back into the queue: they left."""
        for conversation_id in await self._parts.read(presence.chats_of, adviser_id):
            if await self._parts.write(self._take, conversation_id, adviser_id, None):
                await self._parts.moved(conversation_id, of_adviser(adviser_id))

    # ---- those who wait ---------------------------------------------------------------------------------------------

    async def _look_after_waiting(self) -> None:
        def unserved(connection: Connection) -> list[tuple[Handover, bool]]:
            there = routing.staff(connection, Opening.look(connection, self._parts.directory), self._parts.clock())
            rows = map(handover.of_row, connection.execute(waiting.waiting()))
            return [(row, there.serves(row.queue)) for row in rows if row.unserved_since or not there.serves(row.queue)]

        for row, served in await self._parts.read(unserved):
            if served or row.unserved_since is None:
                since = None if served else self._parts.clock()
                await self._parts.write(handover.change, row.conversation_id, unserved_since=since)
                continue
            is_long = row.unserved_since <= self._parts.clock() - UNSERVED_FOR
            if is_long and await self._parts.write(self._send_on, row.conversation_id):
                await self._parts.moved(row.conversation_id)

    def _send_on(self, connection: Connection, conversation_id: str) -> bool:
        """To the shared queue if somebody is there for it, else back to the bot with the honest alternative."""
        now = self._parts.clock()
        found = handover.current(connection, conversation_id)
        opening = Opening.look(connection, self._parts.directory)
        there = routing.staff(connection, opening, now)
        if found is None or found.waiting_since is None or there.serves(found.queue):
            return False
        if there.serves(SHARED):
            handover.change(connection, conversation_id, queue=SHARED, unserved_since=None)
            store.say(connection, conversation_id, [self._parts.texts.say("desk.region_nobody")], now)
            return True
        try:
            ending.leave_queue(connection, conversation_id, Reason.LOKET_CLOSED, "system", now)
        except OwnerChanged:
            return False
        texts = self._parts.texts
        location = self._parts.directory.locate(found.plaats) if found.plaats else None
        times = self._parts.reception.booking.ways(connection, location, now)
        buttons = [*texts.button("mens_terugbellen"), *times]
        said = texts.say("mens_spreken.outside_hours", topic="mens_spreken", buttons=buttons)
        opens = opening.next_opening(found.queue, now) if found.queue else None
        if opens:
            said = replace(said, text=f"{said.text}\n\n{texts.plain('desk.opens', wanneer=in_words(opens, now))}")
        store.say(connection, conversation_id, [said], now)
        return True
