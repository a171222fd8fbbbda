"""The way to a person by telephone: connected in hours, called back otherwise."""

from __future__ import annotations

from dataclasses import replace

from channels.conversation.owner import Reason
from channels.conversation.texts import Texts
from channels.voice import asking, phrases, speaking
from channels.voice.context import Call
from channels.voice.document import Connect, Document, HangUp
from channels.voice.state import Expects


async def wanted(call: Call, heard: str) -> Document:
    """A person was asked for, by key or in words, whatever was going on."""
    call.state.trouble = 0
    number = call.tools.people.number_now(call.state.regio)
    words = "medewerker" if not heard or heard.strip("#*").isdigit() else heard
    if number:
        await asking.note(call, words, phrases.say("doorverbinden"), topic="mens_spreken", hand_over=Reason.ASKED.value)
        return connect(call, number)
    came = await asking.ask(call, words, "/mens_spreken")
    before = phrases.say("nu_niemand") if call.tools.people.exist else ""
    if came.taken is not None:
        document = speaking.answered(call, came.taken, before=before)
        if call.state.asks == "telefoon":
            return ask_number(call, speaking.without_question(document.say), call.tools.gateway.texts)
        return document
    return call_back(call, phrases.say("nu_niemand"))


def connect(call: Call, number: str) -> Document:
    """Say so, and connect."""
    call.state.trouble = 0
    return Document(phrases.say("doorverbinden"), Connect(number, caller_id=call.event.line), slow=call.state.slow)


def after_connecting(call: Call) -> Document:
    """The talk with a person is over, or nobody took the call."""
    if call.event.answered:
        return Document("", HangUp())
    return speaking.listening(call, phrases.say("niet_opgenomen"), expects=Expects.CALL_BACK)


async def after_trouble(call: Call, before: str) -> Document:
    """We do not understand each other: a person, at once where that is possible."""
    number = call.tools.people.number_now(call.state.regio)
    if number:
        await asking.note(
            call, "…", phrases.say("doorverbinden"), topic="mens_spreken", hand_over=Reason.NOT_UNDERSTOOD.value
        )
        return connect(call, number)
    return call_back(call, before)


def instead_of_us(call: Call, said: str) -> Document:
    """We cannot answer: a person, at once where that is possible; `said` explains, and offers a call-back."""
    number = call.tools.people.number_now(call.state.regio)
    if number:
        connecting = connect(call, number)
        return replace(connecting, say=f"{speaking.without_question(said)} {connecting.say}")
    return speaking.listening(call, said, expects=Expects.CALL_BACK)


def call_back(call: Call, before: str) -> Document:
    """Offer to call back, by voice and by key."""
    offer = call.tools.gateway.texts.say("mens_spreken.offer_callback")
    words = str(offer.body.get("spoken") or offer.text)
    said = f"{before} {words} {phrases.say('terugbellen_toets')}"
    return speaking.listening(call, said, expects=Expects.CALL_BACK)


def ask_number(call: Call, before: str, texts: Texts) -> Document:
    """Ask for the number: the one that is calling, when we see it, else any."""
    if call.event.caller:
        said = f"{before} {phrases.say('eigen_nummer')}".strip()
        return speaking.listening(call, said, expects=Expects.OWN_NUMBER)
    asked = texts.say("ask.telefoon")
    said = f"{before} {asked.body.get('spoken') or asked.text} {phrases.say('nummer_toetsen')}".strip()
    return speaking.listening(call, said, expects=Expects.NUMBER)
