"""A desk with people in it, for tests of the desk itself (those of its pages come through `doors`)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from channels.conversation import store
from channels.conversation.model import Conversation
from channels.conversation.owner import Owner
from channels.desk.desk import Desk
from channels.desk.handover import Handover, latest
from channels.desk.people import Adviser, Role
from channels.desk.presence import PresenceState
from channels.desk.tables import desk_account_lokets, desk_accounts
from tests.channels.fakes import NOON, Running, Talk, turn

ZWOLLE, ZEELAND, TWENTE = "regio-zwolle", "zeeland", "twente"
ASKS = "een mens graag"


def account_of(name: str) -> str:
    """The id of whoever is called so."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


def hire(
    connection: Connection, name: str, lokets: tuple[str, ...], role: Role = Role.ADVISEUR, at_most: int = 3
) -> Adviser:
    """Make an account, as `accounts.create` does."""
    account_id = account_of(name)
    connection.execute(
        insert(desk_accounts).values(
            id=account_id, login=f"{name.lower()}@loket.example", name=name, role=role.value, active=True,
            at_most=at_most, created_at=NOON, changed_at=NOON,
        )
    )  # fmt: skip
    for loket in lokets:
        connection.execute(insert(desk_account_lokets).values(account_id=account_id, loket=loket))
    return Adviser(account_id, name, role, frozenset(lokets), at_most)


@dataclass
class Office:
    """A gateway with its desk."""

    api: Running

    @property
    def desk(self) -> Desk:
        return self.api.gateway.desk

    async def adviser(
        self,
        name: str = "Samira",
        *lokets: str,
        role: Role = Role.ADVISEUR,
        at_most: int = 3,
        state: PresenceState | None = PresenceState.AANWEZIG,
    ) -> Adviser:
        """Somebody of the desk, of Zwolle if nothing else is said, who is there."""
        made = await self.api.gateway.database.write(lambda c: hire(c, name, lokets or (ZWOLLE,), role, at_most))
        if state:
            await self.desk.presence.set(made, state)
        return made

    async def citizen(self, plaats: str | None = "Zwolle") -> Talk:
        """Somebody who talks with the bot, which knows where they live."""
        talk = await self.api.start()
        if plaats:
            self.lives(talk, plaats)
        return talk

    def lives(self, talk: Talk, plaats: str, **slots: Any) -> None:
        facts = {"plaats": plaats, **slots}
        self.api.engine.profiles[talk.id] = {
            slot: {"value": value, "by": "citizen", "at": "2026-11-22T11:00:00+01:00"} for slot, value in facts.items()
        }

    def asks(self, reason: str = "asked", text: str = ASKS, topic: str = "mens_spreken", **message: Any) -> None:
        """Let the engine answer this text with a wish for a person."""
        effect = {"kind": "hand_over", "reason": reason}
        self.api.engine.replies[text] = turn("Dat kan.", topic, (effect,), **message)

    async def waiting(self, plaats: str | None = "Zwolle") -> Talk:
        """Somebody in the queue, later than who came before."""
        self.api.clock.forward(1)
        talk = await self.citizen(plaats)
        self.asks()
        answer = await talk.say(ASKS)
        assert answer["owner"] == "wachtrij", answer
        return talk

    async def talking(self, adviser: Adviser, plaats: str | None = "Zwolle") -> Talk:
        """Somebody who talks with this adviser."""
        talk = await self.waiting(plaats)
        await self.desk.queue.claim(adviser, talk.id)
        return talk

    async def conversation(self, talk: Talk) -> Conversation:
        found = await self.api.gateway.database.read(lambda c: store.find(c, talk.id))
        assert found is not None
        return found

    async def owner(self, talk: Talk) -> Owner:
        return (await self.conversation(talk)).owner

    async def handover(self, talk: Talk) -> Handover:
        found = await self.api.gateway.database.read(lambda c: latest(c, talk.id))
        assert found is not None
        return found

    async def rows(self, table: Any) -> list[Any]:
        return await self.api.gateway.database.read(lambda c: list(c.execute(table.select()).all()))

    async def texts(self, talk: Talk) -> list[str]:
        """What was said to the citizen and by them, but for the greeting."""
        return [message["text"] for message in await talk.messages(after=1)]
