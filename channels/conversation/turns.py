"""Runs the turns of a conversation, one at a time and in order, whichever process took the messages in.

Who holds the conversation's lease answers its pending messages, oldest first, and stores each answer only while it
still holds it. A lease outlives the slowest turn; after a crash it runs out and another goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from channels import logs
from channels.clock import SECOND, Clock
from channels.conversation import aside, effects, retention, store
from channels.conversation.database import Database, StorageUnavailable
from channels.conversation.effects import Plan
from channels.conversation.engine import Engine, EngineFailure
from channels.conversation.events import Note, Wakeups
from channels.conversation.masking import Kind
from channels.conversation.model import Conversation, Draft, Json, Message, Pending
from channels.conversation.owner import Owner
from channels.conversation.payload import as_text
from channels.conversation.store import Finished, LeaseLost
from channels.conversation.texts import Texts
from channels.conversation.turn import Turn
from channels.metrics import Metrics

LEASE = 15 * SECOND
_TYPING_AFTER = 0.3  # seconds; an answer that comes sooner needs no "is typing"


@dataclass(frozen=True, slots=True)
class _Reply:
    plan: Plan
    aside: Json | None
    outcome: str  # engine, aside, or how the engine failed


class Turns:
    """Answers pending messages."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        texts: Texts,
        wakeups: Wakeups,
        metrics: Metrics,
        clock: Clock,
        desk: bool,
    ) -> None:
        self._database = database
        self._engine = engine
        self._texts = texts
        self._wakeups = wakeups
        self._metrics = metrics
        self._clock = clock
        self._desk = desk
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(
        self, conversation: Conversation, lease: str, pending: Pending, state: Json | None, mine: int | None
    ) -> Finished | None:
        """Answer from `pending` on; return what came of message `mine`, and leave the rest to the background.

        None when another took the turns over, or `mine` was not among them.
        """
        while True:
            try:
                finished, state = await self._turn(conversation, lease, pending, state)
            except LeaseLost:
                return None
            except BaseException:
                await self._let_go(conversation.id, lease)
                raise
            if pending.seq == mine:
                if finished.next:
                    self._later(self._rest(conversation, lease, finished.next, state))
                return finished
            if finished.next is None:
                return None
            pending = finished.next

    async def _rest(self, conversation: Conversation, lease: str, pending: Pending, state: Json | None) -> None:
        try:
            await self.run(conversation, lease, pending, state, mine=None)
        except StorageUnavailable:
            return  # the lease runs out and the messages are taken up again
        except Exception as error:
            logs.error("turn failed", error, conversation=conversation.id)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing runs in the background."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _let_go(self, conversation_id: str, lease: str) -> None:
        try:
            await self._database.write(lambda connection: store.release_lease(connection, conversation_id, lease))
        except StorageUnavailable:
            return  # it runs out by itself

    # ---- one turn ---------------------------------------------------------------------------------------------------

    async def _turn(
        self, conversation: Conversation, lease: str, pending: Pending, state: Json | None
    ) -> tuple[Finished, Json | None]:
        began = time.perf_counter()
        reply = await self._reply(conversation, pending, state)
        if reply.plan.has("erase"):
            finished = await self._erase(conversation, pending, reply.plan)
        else:
            try:
                finished = await self._database.write(partial(self._store, conversation.id, lease, pending, reply))
            except LeaseLost:
                await self._forget_if_gone(conversation.id)
                raise
            await self._wakeups.tell(conversation.id, Note.CHANGED)
        self._log(conversation, reply, finished, (time.perf_counter() - began) * 1000)
        return finished, reply.aside

    def _store(
        self, conversation_id: str, lease: str, pending: Pending, reply: _Reply, connection: Connection
    ) -> Finished:
        wanted, state = reply.plan, reply.aside
        if not effects.possible(connection, conversation_id, wanted):
            logs.error("call-back without a number", conversation=conversation_id)
            wanted, state = Plan((self._sorry(),)), None
        now = self._clock()
        return store.finish(
            connection,
            conversation_id,
            lease=lease,
            answered=pending.seq,
            # What was masked comes first: an answer that ends in a question stays the last thing said.
            drafts=[*notices(self._texts, pending.masked), *wanted.drafts],
            aside=state,
            until=now + LEASE,
            now=now,
            effects=lambda connection, owner: effects.apply(
                connection, conversation_id, wanted, owner, desk=self._desk, now=now
            ),
        )

    async def _reply(self, conversation: Conversation, pending: Pending, state: Json | None) -> _Reply:
        if state:
            step = aside.go_on(self._texts, state, pending)
            if step:
                return self._aside(step)
            if aside.after_crisis(state):
                await self._leave_task(conversation)
        try:
            turn = await self._ask(conversation, pending)
        except EngineFailure as failure:
            logs.warning("engine failed", conversation=conversation.id, kind=failure.kind.value)
            step = aside.start(self._texts, pending)
            if step:
                return self._aside(step)
            return _Reply(Plan((self._sorry(),)), None, failure.kind.value)
        wanted = effects.plan([turn.draft()], turn.effects, self._texts, desk=self._desk)
        return _Reply(wanted, None, "engine")

    async def _leave_task(self, conversation: Conversation) -> None:
        """Whoever spoke of dying is not asked for their age next: the engine drops the question it had open."""
        with contextlib.suppress(EngineFailure):  # the turn itself will say so
            await self._engine.turn(conversation.id, "/gesprek_stop", channel="web", payload=True)

    async def _ask(self, conversation: Conversation, pending: Pending) -> Turn:
        typing = asyncio.get_running_loop().call_later(_TYPING_AFTER, self._types, conversation.id)
        began = time.perf_counter()
        try:
            return await self._engine.turn(
                conversation.id,
                pending.payload or as_text(pending.text),
                channel=conversation.channel,
                payload=pending.payload is not None,
            )
        finally:
            typing.cancel()
            self._metrics.engine_seconds.observe(time.perf_counter() - began)

    def _types(self, conversation_id: str) -> None:
        self._later(self._wakeups.tell(conversation_id, Note.TYPING))

    def _aside(self, step: aside.Step) -> _Reply:
        return _Reply(effects.plan([step.draft], step.effects, self._texts, desk=self._desk), step.state, "aside")

    def _sorry(self) -> Draft:
        return effects.with_call_back(self._texts.say("engine_down"), self._texts)

    # ---- erasure ----------------------------------------------------------------------------------------------------

    async def erase(self, conversation_id: str) -> tuple[bool, bool]:
        """Erase a conversation everywhere; return whether there was one, and whether the engine is told already."""
        now = self._clock()
        found = await self._database.write(lambda connection: retention.erase(connection, conversation_id, now))
        await self._wakeups.tell(conversation_id, Note.ERASED)
        return found, await self.erase_in_engine(conversation_id)

    async def erase_in_engine(self, conversation_id: str) -> bool:
        """Tell the engine to forget a conversation, and remember when it could not be told."""
        done = await self._engine.erase(conversation_id)
        note = retention.erased if done else partial(retention.not_erased, now=self._clock())
        await self._database.write(lambda connection: note(connection, conversation_id))
        return done

    async def purge_engine(self) -> None:
        """Tell the engine to forget what it has not seen for days; it is told again an hour later."""
        await self._engine.purge()

    async def _erase(self, conversation: Conversation, pending: Pending, wanted: Plan) -> Finished:
        await self.erase(conversation.id)
        now = self._clock()
        said = [
            Message(
                pending.seq + i, f"{conversation.id[:-2]}{i:02d}", d.author, now, d.text, d.topic, d.name, None, d.body
            )
            for i, d in enumerate(wanted.drafts, 1)
        ]
        return Finished(said, Owner.GESLOTEN, None)

    async def _forget_if_gone(self, conversation_id: str) -> None:
        """An answer that was under way while the conversation was erased has brought it back in the engine."""
        if await self._database.read(lambda connection: store.find(connection, conversation_id)) is None:
            await self.erase(conversation_id)

    # ---- records ----------------------------------------------------------------------------------------------------

    def _log(self, conversation: Conversation, reply: _Reply, finished: Finished, milliseconds: float) -> None:
        first = reply.plan.drafts[0]
        prediction = first.prediction or {}
        self._metrics.turns.labels(reply.outcome).inc()
        self._metrics.turn_seconds.observe(milliseconds / 1000)
        logs.info(
            "turn",
            conversation=conversation.id,
            channel=conversation.channel,
            topic=first.topic,
            predicted=prediction.get("topic"),
            confidence=prediction.get("confidence"),
            ranking=prediction.get("ranking"),
            fallback=prediction.get("fallback"),
            outcome=reply.outcome,
            effects=[effect.kind for effect in reply.plan.effects],
            owner=finished.owner.value,
            ms=round(milliseconds, 1),
        )


def notices(texts: Texts, kinds: tuple[str, ...]) -> list[Draft]:
    """Return what to say when something was masked that we did not ask for; gently, and of a BSN apart."""
    said = [texts.say("bsn_warning")] if Kind.BSN in kinds else []
    return said + ([texts.say("masked_notice")] if set(kinds) - {Kind.BSN} else [])
