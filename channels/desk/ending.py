"""The ways out of the queue and out of a chat with an adviser, with what is noted beside the change of owner."""

from __future__ import annotations

from sqlalchemy import Connection

from channels.conversation import closing, store
from channels.conversation.model import Draft
from channels.conversation.owner import Owner, Reason, Transition, change_owner
from channels.desk import bot_memory, forwards_state, handover, notices
from channels.desk.notices import Kind
from channels.desk.people import Adviser

_CITIZEN = "citizen"
# How a wait ended that led back to the bot.
_OUT_OF_QUEUE = {
    Reason.CHANGED_MIND: "uit_de_rij",
    Reason.CALLBACK_INSTEAD: "terugbellen_gekozen",
    Reason.LOKET_CLOSED: "niemand_aanwezig",
}


def leave_queue(connection: Connection, conversation_id: str, reason: Reason, actor: str, now: int) -> None:
    """From the queue back to the bot.

    Raises:
        OwnerChanged: it is not in the queue (any more).
    """
    change_owner(connection, conversation_id, Transition(Owner.WACHTRIJ, Owner.BOT, reason, actor), now)
    handover.close(connection, conversation_id, by=actor, outcome=_OUT_OF_QUEUE[reason], now=now)
    bot_memory.put(connection, conversation_id, back=True)


def end_by_citizen(connection: Connection, conversation_id: str, owner: Owner, adviser: str | None, now: int) -> None:
    """Close it because the citizen wants that; the adviser who holds it is told.

    Raises:
        OwnerChanged: the owner is another by now.
    """
    wish = Transition(owner, Owner.GESLOTEN, Reason.CITIZEN_ENDED, _CITIZEN, held_by=adviser)
    closing.close(connection, conversation_id, wish, now)
    if owner is Owner.BOT:
        return
    forwards_state.withdraw_all(connection, conversation_id, now)
    outcome = "burger_gestopt" if owner is Owner.ADVISEUR else "uit_de_rij"
    handover.close(connection, conversation_id, by=_CITIZEN, outcome=outcome, now=now)
    bot_memory.put(connection, conversation_id, back=True)
    if adviser is not None:
        notices.put(connection, adviser, conversation_id, Kind.CITIZEN_ENDED, now)


def give_back(
    connection: Connection, adviser: Adviser, conversation_id: str, outcome: str, drafts: list[Draft], now: int
) -> None:
    """From an adviser back to the bot, which is told what was said.

    Raises:
        OwnerChanged: the adviser does not hold it (any more).
    """
    wish = Transition(Owner.ADVISEUR, Owner.BOT, Reason.RETURNED, adviser.actor, held_by=adviser.id)
    change_owner(connection, conversation_id, wish, now)
    forwards_state.withdraw_all(connection, conversation_id, now)
    handover.close(connection, conversation_id, by=adviser.actor, outcome=outcome, now=now)
    store.say(connection, conversation_id, drafts, now)
    bot_memory.put(connection, conversation_id, back=True, said="\n\n".join(draft.text for draft in drafts))


def close(
    connection: Connection, adviser: Adviser, conversation_id: str, outcome: str, notice: Draft, now: int
) -> None:
    """The adviser closes the chat, for both.

    Raises:
        OwnerChanged: the adviser does not hold it (any more).
    """
    wish = Transition(Owner.ADVISEUR, Owner.GESLOTEN, Reason.ADVISER_ENDED, adviser.actor, held_by=adviser.id)
    closing.close(connection, conversation_id, wish, now)
    forwards_state.withdraw_all(connection, conversation_id, now)
    handover.close(connection, conversation_id, by=adviser.actor, outcome=outcome, now=now)
    store.say(connection, conversation_id, [notice], now)
    bot_memory.put(connection, conversation_id, back=True)


def back_to_queue(
    connection: Connection,
    conversation_id: str,
    queue: str,
    *,
    held_by: str,
    reason: Reason,
    actor: str,
    notice: Draft,
    now: int,
) -> None:
    """From an adviser back to a queue, at the place of when the person first asked.

    Raises:
        OwnerChanged: that adviser does not hold it (any more).
    """
    change_owner(
        connection, conversation_id, Transition(Owner.ADVISEUR, Owner.WACHTRIJ, reason, actor, held_by=held_by), now
    )
    forwards_state.withdraw_all(connection, conversation_id, now)
    handover.change(connection, conversation_id, waiting_since=now, unserved_since=None, queue=queue)
    store.say(connection, conversation_id, [notice], now)
