"""Who speaks in a conversation: exactly one owner, changed only by the transitions of the design's table.

A transition is a compare-and-set in the database with an event row beside it, in one transaction. Two who want the
same thing at once cannot both get it, whichever process they are in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from channels.conversation.tables import conversations, owner_events


class Owner(StrEnum):
    """Who speaks: the bot, nobody yet (in the queue), an adviser, or nobody any more."""

    BOT = "bot"
    WACHTRIJ = "wachtrij"
    ADVISEUR = "adviseur"
    GESLOTEN = "gesloten"


class Reason(StrEnum):
    """Why an owner changed. The first seven are the reasons to hand over."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    DISTRESS = "distress"
    COMPLAINT = "complaint"
    PREFERS_PERSON = "prefers_person"
    TASK_FAILED = "task_failed"
    ENGINE_DOWN = "engine_down"
    CITIZEN_ENDED = "citizen_ended"
    TIMED_OUT = "timed_out"
    CLAIMED = "claimed"
    CHANGED_MIND = "changed_mind"
    LOKET_CLOSED = "loket_closed"
    CALLBACK_INSTEAD = "callback_instead"
    FORWARDED = "forwarded"
    ADVISER_GONE = "adviser_gone"
    FORWARD_REFUSED = "forward_refused"
    RETURNED = "returned"
    ADVISER_ENDED = "adviser_ended"
    CITIZEN_RETURNED = "citizen_returned"


HAND_OVER = frozenset({
    Reason.ASKED, Reason.NOT_UNDERSTOOD, Reason.DISTRESS, Reason.COMPLAINT, Reason.PREFERS_PERSON,
    Reason.TASK_FAILED, Reason.ENGINE_DOWN,
})  # fmt: skip

TRANSITIONS: Mapping[tuple[Owner, Owner], frozenset[Reason]] = {
    (Owner.BOT, Owner.WACHTRIJ): HAND_OVER,
    (Owner.BOT, Owner.GESLOTEN): frozenset({Reason.CITIZEN_ENDED, Reason.TIMED_OUT}),
    (Owner.WACHTRIJ, Owner.ADVISEUR): frozenset({Reason.CLAIMED}),
    (Owner.WACHTRIJ, Owner.BOT): frozenset({Reason.CHANGED_MIND, Reason.LOKET_CLOSED, Reason.CALLBACK_INSTEAD}),
    (Owner.WACHTRIJ, Owner.GESLOTEN): frozenset({Reason.CITIZEN_ENDED, Reason.TIMED_OUT}),
    (Owner.ADVISEUR, Owner.ADVISEUR): frozenset({Reason.FORWARDED}),
    (Owner.ADVISEUR, Owner.WACHTRIJ): frozenset({Reason.ADVISER_GONE, Reason.FORWARD_REFUSED}),
    (Owner.ADVISEUR, Owner.BOT): frozenset({Reason.RETURNED}),
    (Owner.ADVISEUR, Owner.GESLOTEN): frozenset({Reason.ADVISER_ENDED, Reason.CITIZEN_ENDED}),
    (Owner.GESLOTEN, Owner.BOT): frozenset({Reason.CITIZEN_RETURNED}),
}


class IllegalTransition(Exception):
    """The design's table has no such transition, whatever the state of the conversation."""


class OwnerChanged(Exception):
    """The conversation is not (any more) in the state the transition starts from: somebody else was first."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A wish to change the owner.

    `actor` is `citizen`, `bot`, `system` or `adviser:<id>`. `adviser` is who gets the conversation and is named if and
    only if `target` is ADVISEUR; `held_by` is who has it now and is named if and only if `source` is ADVISEUR.
    """

    source: Owner
    target: Owner
    reason: Reason
    actor: str
    adviser: str | None = None
    held_by: str | None = None

    def check(self) -> None:
        """Refuse what the table does not have.

        Raises:
            IllegalTransition: no such row, not for this reason, or an adviser too many or too few.
        """
        if self.reason not in TRANSITIONS.get((self.source, self.target), frozenset()):
            raise IllegalTransition(f"{self.source} -> {self.target} by {self.reason}")
        if (self.adviser is not None) != (self.target is Owner.ADVISEUR):
            raise IllegalTransition(f"{self.target} with adviser {self.adviser}")
        if (self.held_by is not None) != (self.source is Owner.ADVISEUR):
            raise IllegalTransition(f"{self.source} held by {self.held_by}")


def change_owner(connection: Connection, conversation_id: str, wish: Transition, now: int) -> int:
    """Carry out a transition; return the conversation's new owner version.

    Raises:
        IllegalTransition: the table has no such transition.
        OwnerChanged: the conversation is elsewhere by now, or erased. Nothing changed.
    """
    wish.check()
    table = conversations.c
    version = connection.execute(
        update(conversations)
        .where(
            table.id == conversation_id,
            table.owner == wish.source.value,
            table.adviser.is_not_distinct_from(wish.held_by),
        )
        .values(owner=wish.target.value, adviser=wish.adviser, owner_version=table.owner_version + 1)
        .returning(table.owner_version)
    ).scalar_one_or_none()
    if version is None:
        raise OwnerChanged(f"not {wish.source} any more")
    connection.execute(
        insert(owner_events).values(
            conversation_id=conversation_id,
            version=version,
            from_owner=wish.source.value,
            to_owner=wish.target.value,
            reason=wish.reason.value,
            actor=wish.actor,
            at=now,
        )
    )
    return int(version)


@dataclass(frozen=True, slots=True)
class OwnerEvent:
    """One change of owner that happened; `at` in milliseconds UTC."""

    version: int
    source: Owner
    target: Owner
    reason: Reason
    actor: str
    at: int


def history(connection: Connection, conversation_id: str) -> list[OwnerEvent]:
    """Return all changes of owner of a conversation, oldest first."""
    table = owner_events.c
    rows = connection.execute(
        select(table.version, table.from_owner, table.to_owner, table.reason, table.actor, table.at)
        .where(table.conversation_id == conversation_id)
        .order_by(table.version)
    )
    return [OwnerEvent(v, Owner(s), Owner(t), Reason(r), actor, at) for v, s, t, r, actor, at in rows]
