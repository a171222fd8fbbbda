"""Answers to what the telephone itself asked: was it right, which number, the next one, shall we send or call."""

from __future__ import annotations

from dataclasses import dataclass

from channels.voice import keypad, phrases, speaking, takehome
from channels.voice.context import Call
from channels.voice.document import Document
from channels.voice.spoken_words import digits_of, phone_number, postcode
from channels.voice.state import Expects

_FEW_DIGITS = 5
# After these "nee" to "kan ik u met iets anders helpen?" means goodbye.
_WINDING_UP = frozenset({"gesprek_ontken", "gesprek_bedankt", "gesprek_stop"})


@dataclass(frozen=True, slots=True)
class Say:
    """Something to say to the conversation in the caller's place."""

    text: str
    payload: str | None = None
    to_items: bool = False


async def follow(call: Call, text: str, decided: bool | None) -> Document | Say | None:
    """Take an answer to our own question; None when there was none, or it says something else.

    `decided` is yes or no, None when the words are neither.
    """
    state = call.state
    expects = state.expects
    if expects is Expects.ANYTHING:
        winding_up = decided is False and state.topic in _WINDING_UP and state.asks is None
        return Say(text, "/gesprek_afscheid") if winding_up else None
    if expects is Expects.ANYTHING_ELSE:
        if decided:
            return speaking.listening(call, phrases.say("zeg_maar"))
        return Say(text, "/gesprek_afscheid") if decided is False else None
    if expects is Expects.CODE:
        return await takehome.enter_code(call, text) if len(digits_of(text)) >= _FEW_DIGITS else None
    if expects is Expects.NUMBER:
        return _number(call, text)
    if decided is None:
        if expects is Expects.OWN_NUMBER and len(digits_of(text)) >= _FEW_DIGITS:
            return _number(call, text)
        return None
    return await _decided(call, text, decided)


async def _decided(call: Call, text: str, yes: bool) -> Document | Say | None:
    state = call.state
    expects, held = state.expects, state.held
    if expects is Expects.CHECK:
        return _after_check(call, held, yes)
    if expects is Expects.OWN_NUMBER:
        if yes:
            return Say(call.event.caller)
        return speaking.listening(call, phrases.say("ander_nummer"), expects=Expects.NUMBER)
    if expects is Expects.NUMBER_RIGHT:
        return Say(held) if yes else speaking.listening(call, phrases.say("nummer_fout"), expects=Expects.NUMBER)
    if expects is Expects.FIRST_ITEM:
        return await _first_item(call, text, yes)
    if expects is Expects.NEXT_ITEM:
        if yes:
            return await takehome.item(call, text, state.at + 1)
        return speaking.listening(call, phrases.say("verder"), expects=Expects.ANYTHING_ELSE)
    if expects is Expects.REST:
        if yes and state.rest:
            after = Expects(held) if held in set(Expects) else Expects.ANYTHING
            return speaking.fitting(call, " ".join(state.rest), after)
        if state.asks and state.rest:  # the question that is still open
            return speaking.listening(call, speaking.question_of(" ".join(state.rest)))
        return speaking.listening(call, phrases.say("verder"), expects=Expects.ANYTHING_ELSE)
    if expects is Expects.TEXT_MESSAGE:
        if yes:
            return await takehome.send_text_message(call, text)
        return speaking.listening(call, phrases.say("sms_niet"), expects=Expects.ANYTHING_ELSE)
    if expects is Expects.CALL_BACK:
        return _call_back(call, text, yes)
    return None


def _after_check(call: Call, held: str, yes: bool) -> Document | Say:
    state = call.state
    state.held, state.expects = "", Expects.ANYTHING
    if yes:
        return Say(held)
    state.trouble += 1
    said = phrases.say("zeg_opnieuw")
    return speaking.listening(call, said if state.trouble < 2 else f"{said} {keypad.choices(state, lost=True)}")


async def _first_item(call: Call, text: str, yes: bool) -> Document | Say:
    state = call.state
    if state.topic in speaking.READ_OUT:  # the engine asked it, so the engine hears the answer
        state.expects = Expects.ANYTHING
        return Say(text, "/gesprek_bevestig" if yes else "/gesprek_ontken", to_items=yes)
    if yes:
        return await takehome.item(call, text, 0)
    return speaking.listening(call, phrases.say("verder"), expects=Expects.ANYTHING_ELSE)


def _call_back(call: Call, text: str, yes: bool) -> Document | Say:
    if yes:
        return Say(text, "/mens_terugbellen")
    if call.state.closing:
        return speaking.goodbye(call, "dag")
    return speaking.listening(call, phrases.say("verder"), expects=Expects.ANYTHING_ELSE)


def _number(call: Call, text: str) -> Document | None:
    """Read a phone number back before it is used."""
    number = phone_number(text)
    if number is not None:
        document = speaking.listening(call, phrases.say("nummer_klopt", nummer=number), expects=Expects.NUMBER_RIGHT)
        call.state.held = number
        return document
    if len(digits_of(text)) >= _FEW_DIGITS:
        return speaking.listening(call, phrases.say("nummer_fout"), expects=Expects.NUMBER)
    return None


async def learn_region(call: Call, text: str) -> None:
    """Note the region of a place that was named: its places are likely words, and its loket takes the call."""
    places = getattr(call.tools.gateway.texts.knowledge, "places", None)
    if places is None:
        return
    found = places.find(postcode(text) or text)
    regions = {place.regio for place in found[:1] if place.regio}
    call.state.regio = next(iter(regions), call.state.regio)
