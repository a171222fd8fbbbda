"""Ways to a person, and what asks for one: distress, a complaint, privacy. Never argues."""

from __future__ import annotations

from actions.tasks import answer
from actions.tasks.context import Turn
from actions.tasks.matching import plain
from actions.tasks.profile import Profile
from actions.tasks.reply import Effect, Reply, button
from actions.tasks.state import Memory, Offer
from actions.tasks.words import DENIALS, ERASABLE, FORGET, NO_AFTER_ALL, NO_CALL

_FEW = 6  # words


def hand_over(reason: str) -> Effect:
    """The effect that asks the gateway for a person; the gateway decides what is possible now."""
    return {"kind": "hand_over", "reason": reason}


def crisis(turn: Turn) -> Reply:
    """Danger to life: who to call, then a person, and nothing else. The gateway's screen normally comes first."""
    reply = Reply("gesprek_crisis", turn.texts.say("crisis"))
    if not reply.wording:
        reply = answer.authored(turn, "gesprek_crisis")
    reply.buttons, reply.items, reply.asks = [], [], None
    reply.effects = [hand_over("distress")]
    turn.memory.offer = None
    return reply


def wants_person(turn: Turn) -> Reply:
    """A person is asked for: hand over; where nobody can take it now the text offers to call back."""
    return _to_person(turn, "asked")


def takes_back_callback(turn: Turn) -> bool:
    """Whether the call-back that stands is withdrawn by these words.

    What speaks of calling or of the list does so at any time; "toch maar niet" only right after it was arranged.
    """
    said = turn.said
    if turn.memory.callback is None or said.payload or said.first("dagdeel") is not None:
        return False
    words = plain(said.text)
    if NO_CALL.search(words) and not said.asks_something:
        return True
    about_it = turn.memory.last.get("topic") == "mens_terugbellen" and turn.running is None
    return about_it and bool(NO_AFTER_ALL.search(words))


def wants_no_callback(turn: Turn) -> bool:
    """Whether a call-back that is being arranged is not wanted after all ("nee toch niet bellen")."""
    words = plain(turn.said.text)
    arranging = turn.running is not None and turn.running.name == "terugbellen" and not turn.said.payload
    return arranging and not turn.said.asks_something and bool(NO_CALL.search(words) or NO_AFTER_ALL.search(words))


def called_back_instead(turn: Turn, callback: Reply, offer: Offer) -> Reply:
    """Yes to an offer of a person: a call-back, as `callback` starts it, unless the gateway has a person."""
    if callback.asks is not None:
        callback.say_first(turn.texts.say("mens_spreken.not_in_chat"))
    callback.effects.append(hand_over(offer.reason or "asked"))
    return callback


def _to_person(turn: Turn, reason: str) -> Reply:
    reply = answer.authored(turn, "mens_spreken")
    texts = turn.texts
    reply.say_last(texts.say("mens_spreken.or_callback"))
    reply.add_buttons(button(texts.title("button.terugbellen"), "mens_terugbellen"), first=True)
    reply.effects.append(hand_over(reason))
    turn.memory.offer = Offer("mens_terugbellen")
    return reply


def discouraged(turn: Turn) -> Reply:
    """Acknowledge first; no list of links; offer a person."""
    return _with_person_offered(turn, "distress")


def complaint(turn: Turn) -> Reply:
    """Take it seriously, say how and where, offer a person."""
    return _with_person_offered(turn, "complaint")


def _with_person_offered(turn: Turn, reason: str) -> Reply:
    reply = answer.authored(turn)
    if reason == "distress":
        reply.items, reply.buttons = [], []
        reply.add_buttons(button(turn.texts.title("button.terugbellen"), "mens_terugbellen"))
    reply.add_buttons(button(turn.texts.title("button.mens"), "mens_spreken"), first=True)
    turn.memory.offer = Offer("mens_spreken", reason=reason)
    return reply


def privacy(turn: Turn) -> Reply:
    """What is kept, and deletion at once: the button, or yes, erases everything."""
    if turn.said.first("wissen") in (True, "true"):
        return erase(turn)
    reply = answer.authored(turn, "service_privacy")
    reply.add_buttons(button(turn.texts.title("button.wissen"), "service_privacy", wissen=True), first=True)
    turn.memory.offer = Offer("erase")
    return reply


def wants_erased(turn: Turn) -> bool:
    """Whether a few words ask to erase the conversation ("wis alles"), whatever they look like."""
    words = set(plain(turn.said.text).split())
    few = len(words) <= _FEW and not turn.said.payload and not turn.said.confident
    return few and bool(words & FORGET) and bool(words & ERASABLE) and not words & DENIALS


def erase(turn: Turn) -> Reply:
    """Forget everything here, and have the gateway erase the rest."""
    turn.state.profile, turn.state.task, turn.state.memory = Profile(), None, Memory(channel=turn.said.channel)
    return Reply("service_privacy", turn.texts.say("conversation_erased"), effects=[{"kind": "erase"}])
