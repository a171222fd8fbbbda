"""The way to a person while the engine is away: the gateway itself takes a call-back request, in three questions.

Pure: from where the dialogue stands and what was said to what to say next. It is started only when the engine failed on
somebody who wants a person, and is left as soon as they ask for something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels.conversation.model import Draft, Json, Pending
from channels.conversation.payload import BadPayload, Payload, parse
from channels.conversation.texts import Texts
from channels.conversation.turn import Effect

_TOPIC = "mens_terugbellen"
_STARTS = frozenset({"mens_terugbellen", "mens_spreken"})
_CONTACT = re.compile(r"<(telefoon:\d+)>")
_DAGDEEL = re.compile(r"\b(ochtend|middag|avond)", re.IGNORECASE)
_YES = re.compile(r"\s*(?:ja|jawel|ok[eé]?|oke|prima|goed|graag|akkoord|zeker|doe maar)\b", re.IGNORECASE)
_STOP = re.compile(r"\b(?:stop|stoppen|laat maar|toch niet)\b", re.IGNORECASE)
_TRIES = 2
_QUESTIONS = ("telefoon", "dagdeel", "toestemming")
_OURS = frozenset({"offered", *_QUESTIONS})


@dataclass(frozen=True, slots=True)
class Step:
    """What to say, where the dialogue stands then (None: it is over), and what it brings about."""

    draft: Draft
    state: Json | None
    effects: tuple[Effect, ...] = ()


def start(texts: Texts, said: Pending) -> Step | None:
    """Begin, if this message asks for a person or answers our question for a number; None if it does neither."""
    choice = _choice(said)
    if choice and choice.topic in _STARTS:
        return _ask_number(texts, 1)
    contact = _CONTACT.search(said.text)
    return _ask_dagdeel(texts, contact[1]) if contact else None


def wants_person(said: Pending) -> bool:
    """Whether this message asks for a person, by a button: what is typed nobody understands now."""
    choice = _choice(said)
    return choice is not None and choice.topic == "mens_spreken"


def failed() -> Json:
    """The state after the engine failed on a message."""
    return {"step": "failed"}


def has_failed(state: Json | None) -> bool:
    """Whether the engine failed on the message before."""
    return state is not None and bool(state["step"] == "failed")


def offered() -> Json:
    """The state after the gateway itself offered a call-back, as it does after the crisis screen."""
    return {"step": "offered"}


def after_crisis(state: Json) -> bool:
    """Whether the last thing said was the answer of the crisis screen, with its offer."""
    return bool(state["step"] == "offered")


def go_on(texts: Texts, state: Json, said: Pending) -> Step | None:
    """Take an answer in; None if the person wants something else, or nothing was asked."""
    if state["step"] not in _OURS:
        return None
    choice = _choice(said)
    if state["step"] == "offered":
        return start(texts, said) or _accepted(texts, choice, said)
    if choice and not choice.topic.startswith("gesprek_") and choice.topic not in _STARTS:
        return None
    if (choice and choice.topic == "gesprek_stop") or (choice is None and _STOP.search(said.text)):
        return Step(texts.say("callback_withdrawn", topic=_TOPIC), None, (Effect(kind="callback_withdraw"),))
    if state["step"] == "telefoon":
        contact = _CONTACT.search(said.text)
        if contact:
            return _ask_dagdeel(texts, contact[1])
        return _ask_number(texts, state["tries"] + 1) if state["tries"] < _TRIES else None
    if state["step"] == "dagdeel":
        return _ask_consent(texts, state["contact"], _dagdeel(choice, said))
    return _close(texts, state, choice, said)


def _accepted(texts: Texts, choice: Payload | None, said: Pending) -> Step | None:
    yes = choice.topic == "gesprek_bevestig" if choice else bool(_YES.match(said.text))
    return _ask_number(texts, 1) if yes else None


def _choice(said: Pending) -> Payload | None:
    try:
        return parse(said.payload) if said.payload else None
    except BadPayload:  # one that the engine offered itself
        return None


def _ask_number(texts: Texts, tries: int) -> Step:
    return Step(texts.say("ask.telefoon", topic=_TOPIC, asks=_asks("telefoon")), {"step": "telefoon", "tries": tries})


def _ask_dagdeel(texts: Texts, contact: str) -> Step:
    draft = texts.say("ask.dagdeel", topic=_TOPIC, asks=_asks("dagdeel"), buttons=_buttons(texts, "dagdeel"))
    return Step(draft, {"step": "dagdeel", "contact": contact})


def _asks(slot: str) -> Json:
    return {"slot": slot, "step": 1 + _QUESTIONS.index(slot), "at_most": len(_QUESTIONS)}


def _buttons(texts: Texts, slot: str) -> list[Json]:
    return [
        {"title": title, "payload": str(Payload("gesprek_antwoord", {slot: value}))}
        for value, title in texts.options(f"ask.{slot}")
    ]


def _dagdeel(choice: Payload | None, said: Pending) -> str | None:
    if choice:
        return str(choice.slots["dagdeel"]) if "dagdeel" in choice.slots else None
    found = _DAGDEEL.search(said.text)
    return found[1].lower() if found else None


def _ask_consent(texts: Texts, contact: str, dagdeel: str | None) -> Step:
    buttons = _buttons(texts, "toestemming")
    draft = texts.say("ask.toestemming", topic=_TOPIC, asks=_asks("toestemming"), buttons=buttons)
    return Step(draft, {"step": "toestemming", "contact": contact, "dagdeel": dagdeel})


def _close(texts: Texts, state: Json, choice: Payload | None, said: Pending) -> Step:
    if choice:
        yes = choice.topic == "gesprek_bevestig" or choice.slots.get("toestemming") is True
    else:
        yes = bool(_YES.match(said.text))
    if not yes:
        return Step(texts.say("callback_withdrawn", topic=_TOPIC), None, (Effect(kind="callback_withdraw"),))
    wish = Effect(kind="callback", contact=state["contact"], window=state["dagdeel"], consent=True)
    return Step(texts.say("callback_confirmed", topic=_TOPIC), None, (wish,))
