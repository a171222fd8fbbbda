"""What an answer brings about besides being said: hand-over, call-back, end. Erasure is the service's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from channels import logs
from channels.conversation import callback, contact, store
from channels.conversation.model import CALL_ME_BACK, Draft
from channels.conversation.owner import HAND_OVER, Owner, Reason, Transition, change_owner
from channels.conversation.texts import Texts
from channels.conversation.turn import Effect

_KNOWN = frozenset({"hand_over", "callback", "callback_withdraw", "erase", "end"})
_DAGDELEN = frozenset({"ochtend", "middag", "avond"})
_CRISIS_TOPIC = "gesprek_crisis"


@dataclass(frozen=True, slots=True)
class Plan:
    """The messages of an answer with what belongs to its effects, and the effects themselves."""

    drafts: tuple[Draft, ...]
    effects: tuple[Effect, ...] = ()

    def has(self, kind: str) -> bool:
        """Whether it brings this about."""
        return any(effect.kind == kind for effect in self.effects)


def plan(drafts: Sequence[Draft], effects: Sequence[Effect], texts: Texts, *, desk: bool) -> Plan:
    """Add to the answer what its effects need to be said: the way to a person, or that one is coming."""
    for effect in effects:
        if effect.kind not in _KNOWN:
            logs.warning("unknown effect", kind=effect.kind)
    said = list(drafts)
    if any(effect.kind == "hand_over" for effect in effects):
        if desk:
            said.append(texts.say("queue_joined"))
        else:
            said[-1] = with_call_back(said[-1], texts)
    return Plan(tuple(said), tuple(effects))


def with_call_back(draft: Draft, texts: Texts) -> Draft:
    """Return the message with a button for a call-back, unless it offers one or is in the middle of asking."""
    buttons = draft.body.get("buttons", [])
    if draft.asks or any(button["payload"].startswith(CALL_ME_BACK) for button in buttons):
        return draft
    title = texts.title("mens_terugbellen") or "Bel mij terug"
    return replace(draft, body={**draft.body, "buttons": [*buttons, {"title": title, "payload": CALL_ME_BACK}]})


def possible(connection: Connection, conversation_id: str, wanted: Plan) -> bool:
    """Whether everything promised can be kept: a call-back needs a number that we have."""
    return all(
        effect.contact is not None and contact.known(connection, conversation_id, effect.contact)
        for effect in wanted.effects
        if effect.kind == "callback" and effect.consent
    )


def apply(connection: Connection, conversation_id: str, wanted: Plan, owner: Owner, *, desk: bool, now: int) -> Owner:
    """Bring the effects about, in the transaction that stores the answer; return the owner after it."""
    if any(draft.topic == _CRISIS_TOPIC for draft in wanted.drafts):
        store.mark(connection, conversation_id, urgent=True)
    for effect in wanted.effects:
        if effect.kind == "callback_withdraw":
            callback.withdraw(connection, conversation_id, now)
        elif effect.kind == "callback":
            _call_back(connection, conversation_id, effect, now)
        elif effect.kind == "hand_over" and owner is Owner.BOT:
            owner = _hand_over(connection, conversation_id, effect, desk=desk, now=now)
        elif effect.kind == "end" and owner is Owner.BOT:
            wish = Transition(Owner.BOT, Owner.GESLOTEN, Reason.CITIZEN_ENDED, "citizen")
            change_owner(connection, conversation_id, wish, now)
            owner = Owner.GESLOTEN
    return owner


def _call_back(connection: Connection, conversation_id: str, effect: Effect, now: int) -> None:
    if not effect.consent or effect.contact is None:
        callback.withdraw(connection, conversation_id, now)
        return
    dagdeel = effect.window if effect.window in _DAGDELEN else None
    callback.request(connection, conversation_id, effect.contact, dagdeel, now)


def _hand_over(connection: Connection, conversation_id: str, effect: Effect, *, desk: bool, now: int) -> Owner:
    reason = Reason.ASKED if effect.reason not in set(HAND_OVER) else Reason(effect.reason)
    marks: dict[str, object] = {"hand_over": reason.value}
    if reason is Reason.DISTRESS:
        marks["urgent"] = True
    store.mark(connection, conversation_id, **marks)
    if not desk:
        return Owner.BOT
    change_owner(connection, conversation_id, Transition(Owner.BOT, Owner.WACHTRIJ, reason, "bot"), now)
    return Owner.WACHTRIJ
