"""What an answer brings about besides being said: hand-over, call-back, end. Erasure is the service's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from channels import logs
from channels.conversation import callback, closing, contact, store
from channels.conversation.model import CALL_ME_BACK, Draft, Json
from channels.conversation.owner import HAND_OVER, Owner, Reason, Transition
from channels.conversation.texts import Texts
from channels.conversation.turn import Effect
from channels.desk.reception import Arrival, Reception, Wish

_KNOWN = frozenset({"hand_over", "callback", "callback_withdraw", "erase", "end"})
_DAGDELEN = frozenset({"ochtend", "middag", "avond"})
_CRISIS_TOPIC = "gesprek_crisis"
# Answers that say how a person can be had, in a chat without one.
_ABOUT_CALLING = frozenset({"mens_spreken", "mens_terugbellen"})


@dataclass(frozen=True, slots=True)
class Plan:
    """The messages of an answer with what belongs to its effects, and the effects themselves."""

    drafts: tuple[Draft, ...]
    effects: tuple[Effect, ...] = ()

    def has(self, kind: str) -> bool:
        """Whether it brings this about."""
        return any(effect.kind == kind for effect in self.effects)


def plan(drafts: Sequence[Draft], effects: Sequence[Effect]) -> Plan:
    """Return an answer with its effects."""
    for effect in effects:
        if effect.kind not in _KNOWN:
            logs.warning("unknown effect", kind=effect.kind)
    return Plan(tuple(drafts), tuple(effects))


def wish_of(wanted: Plan, profile: Mapping[str, Any] | None) -> Wish | None:
    """Return what is asked of the desk, if this answer asks for a person."""
    for effect in wanted.effects:
        if effect.kind == "hand_over":
            reason = Reason.ASKED if effect.reason not in set(HAND_OVER) else Reason(effect.reason)
            return Wish(reason, wanted.drafts[-1].topic, profile)
    return None


def with_person(wanted: Plan, arrival: Arrival, texts: Texts) -> Plan:
    """Add to an answer that asks for a person what can be done: that one is coming, or the way to a call-back.

    What the bot says of a call-back is left out when a person is there: it did not know.
    """
    said = list(wanted.drafts)
    if not arrival.joined:
        last = with_buttons(with_call_back(said[-1], texts), arrival.buttons)
        said[-1] = replace(last, text=f"{last.text}\n\n{arrival.words}") if arrival.words else last
        return replace(wanted, drafts=tuple(said))
    coming = list(arrival.drafts)
    if said[-1].topic in _ABOUT_CALLING:
        meant = said.pop()
        coming[0] = replace(coming[0], topic=meant.topic, prediction=meant.prediction)
    return replace(wanted, drafts=(*said, *coming))


def with_call_back(draft: Draft, texts: Texts) -> Draft:
    """Return the message with a button for a call-back, unless it offers one or is in the middle of asking."""
    buttons = draft.body.get("buttons", [])
    if any(button["payload"].startswith(CALL_ME_BACK) for button in buttons):
        return draft
    title = texts.title("mens_terugbellen") or "Bel mij terug"
    return with_buttons(draft, [{"title": title, "payload": CALL_ME_BACK}])


def with_buttons(draft: Draft, more: Sequence[Json]) -> Draft:
    """Return the message with more buttons, unless it is in the middle of asking something."""
    if draft.asks or not more:
        return draft
    buttons = [*draft.body.get("buttons", []), *more]
    return replace(draft, body={**draft.body, "buttons": buttons})


def possible(connection: Connection, conversation_id: str, wanted: Plan) -> bool:
    """Whether everything promised can be kept: a call-back needs a number that we have."""
    return all(
        effect.contact is not None and contact.known(connection, conversation_id, effect.contact)
        for effect in wanted.effects
        if effect.kind == "callback" and effect.consent
    )


def apply(
    connection: Connection,
    conversation_id: str,
    wanted: Plan,
    owner: Owner,
    *,
    desk: Reception,
    wish: Wish | None,
    arrival: Arrival | None,
    profile: Mapping[str, Any] | None,
    now: int,
) -> Owner:
    """Bring the effects about, in the transaction that stores the answer; return the owner after it."""
    if any(draft.topic == _CRISIS_TOPIC for draft in wanted.drafts):
        store.mark(connection, conversation_id, urgent=True)
    for effect in sorted(wanted.effects, key=lambda effect: effect.kind == "end"):  # it forgets what nobody promised
        if effect.kind == "callback_withdraw":
            callback.withdraw(connection, conversation_id, now)
        elif effect.kind == "callback":
            location = desk.location(profile)
            _call_back(connection, conversation_id, effect, location.loket if location else None, now)
        elif effect.kind == "end" and owner is Owner.BOT:
            end = Transition(Owner.BOT, Owner.GESLOTEN, Reason.CITIZEN_ENDED, "citizen")
            closing.close(connection, conversation_id, end, now)
            owner = Owner.GESLOTEN
    if wish is None or arrival is None or owner is not Owner.BOT:
        return owner
    urgent = {"urgent": True} if wish.reason is Reason.DISTRESS else {}
    store.mark(connection, conversation_id, hand_over=wish.reason.value, **urgent)
    if not arrival.joined:
        return owner
    desk.join(connection, conversation_id, arrival, wish, "bot", now)
    return Owner.WACHTRIJ


def _call_back(connection: Connection, conversation_id: str, effect: Effect, loket: str | None, now: int) -> None:
    if not effect.consent or effect.contact is None:
        callback.withdraw(connection, conversation_id, now)
        return
    dagdeel = effect.window if effect.window in _DAGDELEN else None
    callback.request(connection, conversation_id, effect.contact, dagdeel, now, loket=loket)
