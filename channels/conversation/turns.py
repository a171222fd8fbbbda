"""Runs the turns of a conversation, one at a time and in order, whichever process took the messages in.

Who holds the conversation's lease answers its pending messages, oldest first, and stores each answer only while it
still holds it. A lease outlives the slowest turn; after a crash it runs out and another goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from channels import logs
from channels.clock import Clock
from channels.conversation import aside, effects, leases, retention, store
from channels.conversation.database import Database, StorageUnavailable
from channels.conversation.effects import Plan
from channels.conversation.engine import Engine, EngineFailure
from channels.conversation.events import Note, Wakeups
from channels.conversation.model import Conversation, Draft, Json, Message, Pending
from channels.conversation.owner import Owner, Reason
from channels.conversation.payload import as_text
from channels.conversation.pending import notices, take_in
from channels.conversation.store import Finished, LeaseLost
from channels.conversation.texts import Texts
from channels.conversation.turn import Effect, Turn
from channels.desk import bot_memory
from channels.desk.booking import Times
from channels.desk.directory import Location
from channels.desk.reception import Reception
from channels.metrics import Metrics

_TYPING_AFTER = 0.3  # seconds; an answer that comes sooner needs no "is typing"


@dataclass(frozen=True, slots=True)
class _Reply:
    plan: Plan
    aside: Json | None
    outcome: str  # engine, aside, desk, or how the engine failed
    profile: Json | None = None
    # What is said instead when a person is asked for and none can take it.
    otherwise: tuple[Plan, Json | None] | None = None
    # Made when it is stored: times at a loket may be gone a moment later.
    times: Callable[[Connection, int], Times] | None = None


class Turns:
    """Answers pending messages. `lease` is how long a turn may take, in milliseconds."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        texts: Texts,
        wakeups: Wakeups,
        metrics: Metrics,
        clock: Clock,
        desk: Reception,
        *,
        lease: int,
    ) -> None:
        self._database = database
        self._engine = engine
        self._texts = texts
        self._wakeups = wakeups
        self._metrics = metrics
        self._clock = clock
        self._desk = desk
        self.lease = lease
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
                if finished.next:  # people may have had it meanwhile, of which the bot must hear
                    conversation = await self._read(conversation.id) or conversation
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

    async def take_over(self, conversation_id: str) -> bool:
        """Go on with the messages that nobody is answering; return whether there were any."""
        lease, now = secrets.token_hex(16), self._clock()

        def taking(connection: Connection) -> tuple[Pending | None, Json | None] | None:
            taken = leases.take(connection, conversation_id, lease=lease, until=now + self.lease, now=now)
            return taken and (self._for_bot(connection, conversation_id, lease, now)[1], taken[1])

        taken = await self._database.write(taking)
        conversation = await self._read(conversation_id) if taken else None
        if taken is None or conversation is None:
            return False
        first, state = taken
        if first:
            await self.run(conversation, lease, first, state, mine=None)
        else:
            await self._wakeups.tell(conversation_id, Note.CHANGED)
        return True

    async def give_up(self, conversation_id: str) -> None:
        """Say of the message that is next that it does not work, instead of trying it again."""
        lease, now = secrets.token_hex(16), self._clock()

        def giving_up(connection: Connection) -> None:
            taken = leases.take(connection, conversation_id, lease=lease, until=now, now=now)
            if taken:
                store.finish(
                    connection, conversation_id, lease=lease, answered=taken[0].seq, drafts=[self._sorry()],
                    aside=aside.failed(), until=now, now=now,
                )  # fmt: skip
                leases.release(connection, conversation_id, lease)

        await self._database.write(giving_up)
        await self._wakeups.tell(conversation_id, Note.CHANGED)
        self._metrics.turns.labels("given_up").inc()
        logs.warning("given up", conversation=conversation_id)

    def _for_bot(
        self, connection: Connection, conversation_id: str, lease: str, now: int
    ) -> tuple[Owner, Pending | None]:
        """Return who owns it and what to answer next; the bot does not see what came in while people own it."""
        owner, following = take_in(connection, conversation_id, self._desk, self._texts, now)
        if following is None:
            leases.release(connection, conversation_id, lease)
        return owner, following

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
            await self._database.write(lambda connection: leases.release(connection, conversation_id, lease))
        except StorageUnavailable:
            return  # it runs out by itself

    # ---- one turn ---------------------------------------------------------------------------------------------------

    async def _turn(
        self, conversation: Conversation, lease: str, pending: Pending, state: Json | None
    ) -> tuple[Finished, Json | None]:
        began = time.perf_counter()
        reply = await self._reply(conversation, pending, state)
        said = reply.plan
        if reply.plan.has("erase"):
            finished, state = await self._erase(conversation, pending, reply.plan), None
        else:
            try:
                finished, said, state = await self._database.write(
                    partial(self._store, conversation.id, lease, pending, reply)
                )
            except LeaseLost:
                await self._forget_if_gone(conversation.id)
                raise
            await self._wakeups.tell(conversation.id, Note.CHANGED)
            if finished.owner is Owner.WACHTRIJ and finished.messages:
                await self._desk.stir(conversation.id)
            if reply.times or said.has("callback") or said.has("callback_withdraw"):
                await self._desk.listed()
        self._log(conversation, reply.outcome, said, finished, (time.perf_counter() - began) * 1000)
        return finished, state

    def _store(
        self, conversation_id: str, lease: str, pending: Pending, reply: _Reply, connection: Connection
    ) -> tuple[Finished, Plan, Json | None]:
        now = self._clock()
        wanted, state = reply.plan, reply.aside
        if reply.times:
            times = reply.times(connection, now)
            wanted, state = Plan((times.draft,)), times.state
        if not effects.possible(connection, conversation_id, wanted):
            logs.error("call-back without a number", conversation=conversation_id)
            wanted, state = Plan((self._sorry(),)), None
        wish = effects.wish_of(wanted, reply.profile)
        arrival = self._desk.look(connection, conversation_id, wish, now) if wish else None
        if arrival and not arrival.joined and reply.otherwise:
            wanted, state = reply.otherwise
        elif arrival:
            wanted = effects.with_person(wanted, arrival, self._texts)
        finished = store.finish(
            connection,
            conversation_id,
            lease=lease,
            answered=pending.seq,
            # What was masked comes first: an answer that ends in a question stays the last thing said.
            drafts=[*notices(self._texts, pending.masked), *wanted.drafts],
            aside=state,
            until=now + self.lease,
            now=now,
            effects=lambda connection, owner: effects.apply(
                connection, conversation_id, wanted, owner,
                desk=self._desk, wish=wish, arrival=arrival, profile=reply.profile, now=now,
            ),
        )  # fmt: skip
        if finished.next and finished.owner is not Owner.BOT:
            owner, following = self._for_bot(connection, conversation_id, lease, now)
            finished = replace(finished, owner=owner, next=following)
        return finished, wanted, state

    async def _reply(self, conversation: Conversation, pending: Pending, state: Json | None) -> _Reply:
        chosen = self._desk.booking.chosen(conversation.id, pending, state)
        if chosen:
            await self._pass_on(conversation, self._desk.booking.heard(pending, state))
            return _Reply(Plan(()), None, "desk", times=chosen)
        if state:
            step = aside.go_on(self._texts, state, pending)
            if step:
                return _Reply(effects.plan([step.draft], step.effects), step.state, "aside")
            if aside.after_crisis(state):
                await self._leave_task(conversation)
        try:
            turn = await self._ask(conversation, pending)
        except EngineFailure as failure:
            logs.warning("engine failed", conversation=conversation.id, kind=failure.kind.value)
            return self._without_engine(pending, state, failure)
        draft = turn.draft()
        wanted = effects.plan([draft], turn.effects)
        profile = await self._profile(conversation, wanted)
        times = self._desk.booking.offered(draft, self._desk.location(profile))
        return _Reply(wanted, None, "engine", profile, times=times)

    def _without_engine(self, pending: Pending, state: Json | None, failure: EngineFailure) -> _Reply:
        """Say so; who asks for a person, or whom it happens to twice in a row, gets one if there is one."""
        step = aside.start(self._texts, pending)
        outcome = "aside" if step else failure.kind.value
        if step:
            instead = (effects.plan([step.draft], step.effects), step.state)
        else:
            instead = (Plan((self._sorry(),)), aside.failed())
        if not (aside.wants_person(pending) or aside.has_failed(state)):
            return _Reply(*instead, outcome)
        hand_over = Effect(kind="hand_over", reason=Reason.ENGINE_DOWN.value)
        return _Reply(Plan((self._texts.say("engine_down"),), (hand_over,)), None, outcome, otherwise=instead)

    async def _profile(self, conversation: Conversation, wanted: Plan) -> Json | None:
        """Return what the bot knows of the person, where the desk needs to know in which region they live."""
        needed = wanted.has("hand_over") or wanted.has("callback") or self._desk.booking.is_about(wanted.drafts[-1])
        return await self._engine.profile(conversation.id) if needed and self._desk.is_open else None

    async def _leave_task(self, conversation: Conversation) -> None:
        """Whoever spoke of dying is not asked for their age next: the engine drops the question it had open."""
        with contextlib.suppress(EngineFailure):  # the turn itself will say so
            await self._engine.turn(conversation.id, "/gesprek_stop", channel="web", payload=True)

    async def _ask(self, conversation: Conversation, pending: Pending) -> Turn:
        typing = asyncio.get_running_loop().call_later(_TYPING_AFTER, self._types, conversation.id)
        began = time.perf_counter()
        try:
            await self._tell(conversation)
            return await self._engine.turn(
                conversation.id,
                pending.payload or as_text(pending.text),
                channel=conversation.channel,
                payload=pending.payload is not None,
            )
        finally:
            typing.cancel()
            self._metrics.engine_seconds.observe(time.perf_counter() - began)

    async def _pass_on(self, conversation: Conversation, location: Location | None) -> None:
        """Tell the bot where somebody lives, so that it need not ask and a call-back reaches their own loket."""
        if location:
            fact = bot_memory.fact(location.plaats, "citizen", self._clock())
            with contextlib.suppress(EngineFailure):  # then it asks again
                await self._engine.update(conversation.id, {"profile": {"plaats": fact}})

    async def _tell(self, conversation: Conversation) -> None:
        """Tell the bot what people did, before it speaks again."""
        if conversation.owner_version == 0:  # nobody else ever had it
            return
        update = await self._database.read(lambda connection: bot_memory.untold(connection, conversation.id))
        if update:
            await self._engine.update(conversation.id, update[0])
            await self._database.write(lambda connection: bot_memory.told(connection, conversation.id, update[1]))

    def _types(self, conversation_id: str) -> None:
        self._later(self._wakeups.tell(conversation_id, Note.TYPING))

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
        if await self._read(conversation_id) is None:
            await self.erase(conversation_id)

    async def _read(self, conversation_id: str) -> Conversation | None:
        return await self._database.read(lambda connection: store.find(connection, conversation_id))

    # ---- records ----------------------------------------------------------------------------------------------------

    def _log(
        self, conversation: Conversation, outcome: str, said: Plan, finished: Finished, milliseconds: float
    ) -> None:
        first = said.drafts[0]
        prediction = first.prediction or {}
        self._metrics.turns.labels(outcome).inc()
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
            outcome=outcome,
            effects=[effect.kind for effect in said.effects],
            owner=finished.owner.value,
            ms=round(milliseconds, 1),
        )
