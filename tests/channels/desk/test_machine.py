"""Anything that two advisers and a citizen do, on two gateways, with connections lost in between, in any order.

After each step the database must agree with a model in memory: one owner, one open hand-over while people have it, no
more chats than an adviser may have, and a record of changes that is a chain. Whatever is refused changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine, create_engine

from channels.conversation.database import StorageUnavailable
from channels.conversation.owner import TRANSITIONS, Owner, history
from channels.conversation.tables import conversations, metadata
from channels.desk.errors import DeskError
from channels.desk.people import Adviser
from channels.desk.presence import PresenceState
from channels.desk.tables import forwards, handovers
from channels.settings import Settings
from tests.channels.desk.office import Office
from tests.channels.fakes import FakeEngine, ManualClock, Running, Talk, running
from tests.channels.fakes import settings as make_settings

GATEWAYS = st.integers(0, 1)
ADVISERS = st.integers(0, 1)
CHATS = st.integers(0, 2)
AT_MOST = 2


class Lost(Exception):
    """The connection broke when the work was done, before anybody heard of it."""


class DeskMachine(RuleBasedStateMachine):
    """Two gateways on one database, two advisers of one loket, three citizens."""

    folder: Path
    url: str

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.clock = ManualClock()
        self.engine = FakeEngine()
        self.exits: list[Any] = []
        self.gateways: list[Running] = []
        self._clean()
        for _ in range(2):
            context = running(make_settings(self.folder, self.url, adviser_grace_seconds=120), self.engine, self.clock)
            self.gateways.append(self._do(context.__aenter__()))
            self.exits.append(context)
        self.offices = [Office(gateway) for gateway in self.gateways]
        self.advisers: list[Adviser] = [
            self._do(self.offices[0].adviser(name, at_most=AT_MOST)) for name in ("Ada", "Ben")
        ]
        self.talks: list[Talk] = [self._do(self.offices[0].citizen()) for _ in range(3)]
        self.offices[0].asks()

    def teardown(self) -> None:
        for context in getattr(self, "exits", ()):
            self._do(context.__aexit__(None, None, None))
        if hasattr(self, "loop"):
            self.loop.close()

    def _clean(self) -> None:
        engine = _engine(self.url)
        metadata.drop_all(engine)
        engine.dispose()

    def _do(self, work: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(work)  # type: ignore[arg-type]

    def _try(self, work: Coroutine[Any, Any, Any]) -> None:
        before = self._all()
        try:
            self._do(work)
        except DeskError as refused:
            note(f"refused: {type(refused).__name__}")
            assert self._all() == before, "what is refused changes nothing"
        except (Lost, StorageUnavailable):
            note("lost")

    def _here(self, gateway: int, lost: bool) -> Office:
        """The office on a gateway; `lost`: the answer of its next transaction does not arrive."""
        office = self.offices[gateway]
        database = office.api.gateway.database
        if lost:
            write = database.write

            async def broken(work: Callable[[Connection], Any], *, long: bool = False) -> Any:
                database.write = write  # type: ignore[method-assign]
                await write(work, long=long)
                raise Lost

            database.write = broken  # type: ignore[method-assign]
        return office

    def _mended(self) -> None:
        for office in self.offices:
            vars(office.api.gateway.database).pop("write", None)

    # ---- what citizens do -------------------------------------------------------------------------------------------

    @rule(chat=CHATS, gateway=GATEWAYS)
    def asks_for_a_person_who_is_there(self, chat: int, gateway: int) -> None:
        self.are_there()
        self.says(chat, gateway, "een mens graag")

    @rule(chat=CHATS, gateway=GATEWAYS, adviser=ADVISERS)
    def comes_to_talk(self, chat: int, gateway: int, adviser: int) -> None:
        self.asks_for_a_person_who_is_there(chat, gateway)
        self.claims(chat, gateway, adviser, False)

    @rule(chat=CHATS, gateway=GATEWAYS, text=st.sampled_from(["hallo", "laat maar", "ik wil dood"]))
    def says(self, chat: int, gateway: int, text: str) -> None:
        talk = self.talks[chat]
        self._do(Talk(self.gateways[gateway].client, talk.id, talk.token, {}).say(text))

    @rule(chat=CHATS, gateway=GATEWAYS, path=st.sampled_from(["queue/leave", "queue/leave", "end"]))
    def leaves_or_ends(self, chat: int, gateway: int, path: str) -> None:
        talk = self.talks[chat]
        answer = self._do(self.gateways[gateway].client.post(f"{talk.path}/{path}", headers=talk.headers))
        assert answer.status_code == 200

    # ---- what advisers do -------------------------------------------------------------------------------------------

    @rule(chat=CHATS, gateway=GATEWAYS, adviser=ADVISERS, lost=st.booleans())
    def claims(self, chat: int, gateway: int, adviser: int, lost: bool) -> None:
        office = self._here(gateway, lost)
        self._try(office.desk.queue.claim(self.advisers[adviser], self.talks[chat].id))
        self._mended()

    def _holder(self, chat: int, otherwise: int) -> int:
        """Mostly who holds the chat, so that there is something to do."""
        held_by = self._do(self.offices[0].conversation(self.talks[chat])).owner
        if held_by is not Owner.ADVISEUR:
            return otherwise
        ids = [adviser.id for adviser in self.advisers]
        return ids.index(self._do(self.offices[0].handover(self.talks[chat])).adviser)

    @rule(chat=CHATS)
    def both_claim_at_once(self, chat: int) -> None:
        claims = [
            office.desk.queue.claim(adviser, self.talks[chat].id)
            for office, adviser in zip(self.offices, self.advisers, strict=True)
        ]

        async def together() -> list[Any]:
            return await asyncio.gather(*claims, return_exceptions=True)

        outcomes = self._do(together())
        assert sum(outcome is None for outcome in outcomes) <= 1
        assert all(outcome is None or isinstance(outcome, DeskError) for outcome in outcomes), outcomes

    @rule(chat=CHATS, gateway=GATEWAYS, adviser=ADVISERS, holder=st.booleans(), lost=st.booleans())
    def offers_to_the_other(self, chat: int, gateway: int, adviser: int, holder: bool, lost: bool) -> None:
        adviser = self._holder(chat, adviser) if holder else adviser
        self.are_there()
        office = self._here(gateway, lost)
        to = self.advisers[1 - adviser].id
        self._try(office.desk.forwards.offer(self.advisers[adviser], self.talks[chat].id, to_adviser=to, note="a"))
        self._mended()

    @rule(chat=CHATS, gateway=GATEWAYS, answer=st.sampled_from(["accept", "refuse"]), lost=st.booleans())
    def passes_it_on(self, chat: int, gateway: int, answer: str, lost: bool) -> None:
        self.comes_to_talk(chat, gateway, 0)
        holder = self._holder(chat, 0)
        self.offers_to_the_other(chat, gateway, holder, False, lost)
        self.answers_an_offer(1 - gateway, 1 - holder, answer, lost)

    @rule(gateway=GATEWAYS, adviser=ADVISERS, answer=st.sampled_from(["accept", "refuse"]), lost=st.booleans())
    def answers_an_offer(self, gateway: int, adviser: int, answer: str, lost: bool) -> None:
        who = self.advisers[adviser]
        for offer in self._do(self.offices[gateway].desk.forwards.open_to(who))[:1]:
            office = self._here(gateway, lost)
            self._try(getattr(office.desk.forwards, answer)(who, offer.id))
            self._mended()

    @rule(chat=CHATS, gateway=GATEWAYS, adviser=ADVISERS, holder=st.booleans(), back=st.booleans(), lost=st.booleans())
    def gives_back_or_closes(self, chat: int, gateway: int, adviser: int, holder: bool, back: bool, lost: bool) -> None:
        adviser = self._holder(chat, adviser) if holder else adviser
        chats = self._here(gateway, lost).desk.chats
        who, talk = self.advisers[adviser], self.talks[chat]
        self._try(
            chats.give_back(who, talk.id, "Bel de gemeente.", "beantwoord")
            if back
            else chats.close(who, talk.id, "beantwoord")
        )
        self._mended()

    @rule()
    def are_there(self) -> None:
        for adviser in self.advisers:
            self._do(self.offices[0].desk.presence.set(adviser, PresenceState.AANWEZIG))

    @rule(adviser=ADVISERS, state=st.sampled_from(PresenceState))
    def says_how_present(self, adviser: int, state: PresenceState) -> None:
        self._do(self.offices[0].desk.presence.set(self.advisers[adviser], state))

    @rule(adviser=ADVISERS)
    def logs_out(self, adviser: int) -> None:
        self._do(self.offices[1].desk.presence.left(self.advisers[adviser]))

    @rule(seconds=st.sampled_from([10, 100, 200]), beats=st.booleans())
    def time_passes(self, seconds: int, beats: bool) -> None:
        self.clock.forward(seconds * 1_000)
        if beats:
            for adviser in self.advisers:
                self._do(self.offices[0].desk.presence.beat(adviser))

    @rule()
    def both_gateways_do_their_rounds(self) -> None:
        async def rounds() -> None:
            await asyncio.gather(*(gateway.gateway.upkeep.round() for gateway in self.gateways))

        self._do(rounds())

    # ---- what must always be so -------------------------------------------------------------------------------------

    def _all(self) -> Any:
        def read(connection: Connection) -> Any:
            tables = (conversations, handovers, forwards)
            return [connection.execute(table.select().order_by(table.c[0])).all() for table in tables]

        return self._do(self.gateways[0].gateway.database.read(read))

    @invariant()
    def one_owner_and_one_hand_over_while_people_have_it(self) -> None:
        if not hasattr(self, "talks"):
            return
        rows, open_ones, offered = self._all()
        held: dict[str, int] = {}
        for row in rows:
            mine = [one for one in open_ones if one.conversation_id == row.id and one.closed_at is None]
            with_people = row.owner in ("wachtrij", "adviseur")
            assert len(mine) == int(with_people), row.owner
            assert (row.adviser is not None) == (row.owner == "adviseur")
            if row.owner == "adviseur":
                held[row.adviser] = held.get(row.adviser, 0) + 1
                assert mine[0].adviser == row.adviser
                assert mine[0].waiting_since is None
            if row.owner == "wachtrij":
                assert mine[0].waiting_since is not None
        for offer in offered:
            if offer.state == "offered":
                [holder] = [row.adviser for row in rows if row.id == offer.conversation_id]
                assert holder == offer.from_adviser, "only who holds a chat has it on offer"
        assert all(count <= AT_MOST for count in held.values())

    @invariant()
    def the_record_is_a_chain_of_legal_steps(self) -> None:
        for talk in getattr(self, "talks", ()):
            events = self._do(self.gateways[1].gateway.database.read(lambda c, t=talk: history(c, t.id)))
            assert [event.version for event in events] == list(range(1, len(events) + 1))
            owners = [Owner.BOT, *(event.target for event in events)]
            assert [event.source for event in events] == owners[:-1]
            assert all(event.reason in TRANSITIONS[event.source, event.target] for event in events)

    @invariant()
    def messages_are_numbered_without_gaps(self) -> None:
        for talk in getattr(self, "talks", ()):
            numbers = [message["seq"] for message in self._do(talk.messages())]
            assert numbers == list(range(1, len(numbers) + 1))


def _engine(url: str) -> Engine:
    return create_engine(Settings(database_url=url).storage_url)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_that_people_do_breaks_the_desk(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    class Machine(DeskMachine):
        folder = tmp_path
        url = (
            f"sqlite:///{tmp_path / 'machine.sqlite'}"
            if kind == "sqlite"
            else str(request.getfixturevalue("postgresql_url"))
        )

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25 if kind == "sqlite" else 8,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
