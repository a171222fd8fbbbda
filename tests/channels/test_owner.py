"""The owner of a conversation: only the design's transitions, each one atomic and on record."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.pool import StaticPool

from channels.conversation.database import open_database
from channels.conversation.model import Author, Draft
from channels.conversation.owner import (
    HAND_OVER,
    TRANSITIONS,
    IllegalTransition,
    Owner,
    OwnerChanged,
    Reason,
    Transition,
    change_owner,
    history,
)
from channels.conversation.store import create, find
from channels.conversation.tables import conversations, metadata
from channels.settings import Settings
from tests.channels.fakes import NOON

GREETING = Draft(Author.BOT, "Dag", "gesprek_groet")
ADVISERS = ("anne", "bram")


def start(connection: Any) -> str:
    conversation, _ = create(
        connection, token_hash="x", channel="web", greeting=GREETING, now=NOON, expires_at=NOON + 1_000
    )
    return conversation.id


def wish(source: Owner, target: Owner, reason: Reason, adviser: str = "anne", held_by: str = "anne") -> Transition:
    return Transition(
        source,
        target,
        reason,
        "system",
        adviser=adviser if target is Owner.ADVISEUR else None,
        held_by=held_by if source is Owner.ADVISEUR else None,
    )


def test_the_table_is_the_designs() -> None:
    assert {(str(source), str(target)) for source, target in TRANSITIONS} == {
        ("bot", "wachtrij"), ("bot", "gesloten"), ("wachtrij", "adviseur"), ("wachtrij", "bot"),
        ("wachtrij", "gesloten"), ("adviseur", "adviseur"), ("adviseur", "wachtrij"), ("adviseur", "bot"),
        ("adviseur", "gesloten"), ("gesloten", "bot"),
    }  # fmt: skip
    assert TRANSITIONS[Owner.BOT, Owner.WACHTRIJ] == HAND_OVER


@pytest.mark.parametrize(("source", "target"), list(itertools.product(Owner, Owner)))
def test_a_transition_outside_the_table_cannot_be_wished(source: Owner, target: Owner) -> None:
    for reason in Reason:
        if reason in TRANSITIONS.get((source, target), ()):
            wish(source, target, reason).check()
        else:
            with pytest.raises(IllegalTransition):
                wish(source, target, reason).check()


def test_an_adviser_is_named_exactly_when_one_gets_or_has_it() -> None:
    for bad in (
        Transition(Owner.WACHTRIJ, Owner.ADVISEUR, Reason.CLAIMED, "adviser:a"),
        Transition(Owner.BOT, Owner.WACHTRIJ, Reason.ASKED, "citizen", adviser="a"),
        Transition(Owner.ADVISEUR, Owner.BOT, Reason.RETURNED, "adviser:a"),
        Transition(Owner.WACHTRIJ, Owner.BOT, Reason.CHANGED_MIND, "citizen", held_by="a"),
    ):
        with pytest.raises(IllegalTransition):
            bad.check()


class OwnerMachine(RuleBasedStateMachine):
    """Any wish, at any time, on either of two conversations: the database and a model in memory stay the same."""

    engine: Engine

    @initialize()
    def begin(self) -> None:
        with self.engine.begin() as connection:
            self.ids = [start(connection) for _ in range(2)]
        self.owner = dict.fromkeys(self.ids, Owner.BOT)
        self.adviser: dict[str, str | None] = dict.fromkeys(self.ids)
        self.count = dict.fromkeys(self.ids, 0)

    @rule(
        which=st.integers(0, 1),
        source=st.sampled_from(Owner),
        towards=st.sampled_from(Owner),
        reason=st.sampled_from(Reason),
        adviser=st.sampled_from(ADVISERS),
        held_by=st.sampled_from(ADVISERS),
    )
    def anything(self, which: int, source: Owner, towards: Owner, reason: Reason, adviser: str, held_by: str) -> None:
        self._try(self.ids[which], wish(source, towards, reason, adviser, held_by))

    @rule(which=st.integers(0, 1), choice=st.integers(0, 1_000), adviser=st.sampled_from(ADVISERS))
    def something_legal(self, which: int, choice: int, adviser: str) -> None:
        conversation_id = self.ids[which]
        here = self.owner[conversation_id]
        legal = [(to, why) for (of, to), whys in TRANSITIONS.items() if of is here for why in sorted(whys)]
        target, reason = legal[choice % len(legal)]
        held_by = self.adviser[conversation_id] or "anne"
        self._try(conversation_id, wish(here, target, reason, adviser, held_by))

    def _try(self, conversation_id: str, wanted: Transition) -> None:
        legal = wanted.reason in TRANSITIONS.get((wanted.source, wanted.target), ())
        here = self.owner[conversation_id] is wanted.source and self.adviser[conversation_id] == wanted.held_by
        try:
            with self.engine.begin() as connection:
                change_owner(connection, conversation_id, wanted, NOON)
        except IllegalTransition:
            assert not legal
        except OwnerChanged:
            assert legal
            assert not here
        else:
            assert legal
            assert here
            self.owner[conversation_id] = wanted.target
            self.adviser[conversation_id] = wanted.adviser
            self.count[conversation_id] += 1

    @invariant()
    def the_database_agrees(self) -> None:
        with self.engine.connect() as connection:
            for conversation_id in getattr(self, "ids", []):
                row = connection.execute(select(conversations).where(conversations.c.id == conversation_id)).one()
                assert row.owner == self.owner[conversation_id]
                assert row.adviser == self.adviser[conversation_id]
                assert row.owner_version == self.count[conversation_id]
                assert (row.adviser is not None) == (row.owner == Owner.ADVISEUR)

    @invariant()
    def the_record_is_a_chain_without_gaps(self) -> None:
        with self.engine.connect() as connection:
            for conversation_id in getattr(self, "ids", []):
                events = history(connection, conversation_id)
                assert [e.version for e in events] == list(range(1, len(events) + 1))
                owners = [Owner.BOT, *(e.target for e in events)]
                assert [e.source for e in events] == owners[:-1]
                assert owners[-1] is self.owner[conversation_id]


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine("sqlite://", poolclass=StaticPool)

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _: object) -> None:
            connection.isolation_level = None

        @event.listens_for(engine, "begin")
        def begins(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN")
    else:
        engine = create_engine(Settings(database_url=url).storage_url)
    metadata.create_all(engine)
    return engine


def test_no_sequence_of_wishes_breaks_the_machine(database_url: str) -> None:
    engine = _engine(database_url)

    class Machine(OwnerMachine):
        pass

    Machine.engine = engine
    examples = 60 if database_url.startswith("sqlite") else 15
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    engine.dispose()


async def test_of_many_advisers_who_claim_at_once_one_wins(database_url: str) -> None:
    databases = [open_database(Settings(database_url=database_url).storage_url) for _ in range(2)]
    await databases[0].create()
    conversation_id = await databases[0].write(start)
    to_queue = wish(Owner.BOT, Owner.WACHTRIJ, Reason.ASKED)
    await databases[0].write(lambda c: change_owner(c, conversation_id, to_queue, NOON))

    async def claim(number: int) -> str | None:
        wanted = Transition(Owner.WACHTRIJ, Owner.ADVISEUR, Reason.CLAIMED, f"adviser:{number}", adviser=f"{number}")
        try:
            await databases[number % 2].write(lambda c: change_owner(c, conversation_id, wanted, NOON))
        except OwnerChanged:
            return None
        return f"{number}"

    winners = [winner for winner in await asyncio.gather(*(claim(n) for n in range(12))) if winner]
    assert len(winners) == 1
    row = await databases[1].read(
        lambda c: c.execute(select(conversations.c.adviser, conversations.c.owner_version)).one()
    )
    assert row.adviser == winners[0]
    assert row.owner_version == 2
    for database in databases:
        await database.close()


async def test_a_conversation_that_is_gone_has_no_owner_to_change(database_url: str) -> None:
    database = open_database(Settings(database_url=database_url).storage_url)
    await database.create()
    with pytest.raises(OwnerChanged):
        await database.write(lambda c: change_owner(c, "weg", wish(Owner.BOT, Owner.GESLOTEN, Reason.TIMED_OUT), NOON))
    assert await database.read(lambda c: find(c, "weg")) is None
    await database.close()
