"""What the caller takes along: what was found one by one, a text message with it, a code for the website."""

from __future__ import annotations

import asyncio
from datetime import datetime

from channels.conversation import store
from channels.conversation.limits import TooManyRequests, What
from channels.conversation.model import Author, Message
from channels.voice import asking, items, phrases, speaking
from channels.voice.codes import LENGTH, UnknownCode
from channels.voice.context import Call
from channels.voice.document import Document
from channels.voice.figures import MONTHS
from channels.voice.spoken_words import digits_of
from channels.voice.state import Expects, State
from channels.voice.text_messages import LONGEST, NotSent
from knowledge import moments

_CODE_TRIES = 3
_SEND_SECONDS = 1.5


# ---- one by one -----------------------------------------------------------------------------------------------------


async def item(call: Call, heard: str, at: int) -> Document:
    """Say one of the items that were found, and ask whether to go on."""
    state = call.state
    state.at = max(0, min(at, len(state.items) - 1))
    said = state.items[state.at]
    if state.at < len(state.items) - 1:
        ends, expects = phrases.say("volgende"), Expects.NEXT_ITEM
    elif call.tools.messages.available and _is_mobile(call.event.caller):
        ends, expects = phrases.say("laatste_sms"), Expects.TEXT_MESSAGE
    else:
        ends, expects = phrases.say("laatste"), Expects.ANYTHING_ELSE
    await asking.note(call, heard, said)
    return speaking.listening(call, f"{speaking.explained(state, said)} {ends}", expects=expects)


async def read_out(call: Call, heard: str) -> Document:
    """Begin with the first of everything that was found in this conversation."""
    found = newest(await asking.everything(call))
    if not found:
        return speaking.listening(call, phrases.say("niets_gevonden"), expects=Expects.ANYTHING_ELSE)
    call.state.items = items.spoken(found)
    return await item(call, heard, 0)


def newest(messages: list[Message]) -> list[dict[str, object]]:
    """Return the newest card of each thing that was found, in the order found; steps are no finds."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    for message in messages:
        for card in message.body.get("items", ()):
            if card["kind"] != "stap":
                found[(card["kind"], card["id"])] = card
    return list(found.values())


# ---- text message ---------------------------------------------------------------------------------------------------


def offer_text_message(call: Call, found: list[dict[str, object]]) -> Document:
    """Ask whether we may send one, or say why we cannot and offer to read it out."""
    if not found:
        return speaking.listening(call, phrases.say("sms_niets"), expects=Expects.ANYTHING_ELSE)
    call.state.items = items.spoken(found)
    if not call.tools.messages.available:
        return speaking.listening(call, phrases.say("sms_kan_niet"), expects=Expects.FIRST_ITEM)
    if not call.event.caller:
        return speaking.listening(call, phrases.say("sms_geen_nummer"), expects=Expects.FIRST_ITEM)
    if not _is_mobile(call.event.caller):
        return speaking.listening(call, phrases.say("sms_vast"), expects=Expects.FIRST_ITEM)
    return speaking.listening(call, phrases.say("sms_mag"), expects=Expects.TEXT_MESSAGE)


async def send_text_message(call: Call, heard: str) -> Document:
    """Send the overview to the number that is calling: it was asked for just now. The number is not stored."""
    found = newest(await asking.everything(call))
    gateway = call.tools.gateway
    site = gateway.settings.public_url.rstrip("/")
    code = await gateway.database.write(lambda c: call.tools.codes.give(c, call.conversation.id, call.now))
    day = datetime.fromtimestamp(call.now / 1000, moments.AMSTERDAM)
    text = items.as_text_message(found, f"{day.day} {MONTHS[day.month - 1]} {day.year}", code, site, LONGEST)
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            await call.tools.messages.send(call.event.caller, text)
    except (NotSent, TimeoutError):
        call.state.items = items.spoken(found)
        return speaking.listening(call, phrases.say("sms_kan_niet"), expects=Expects.FIRST_ITEM)
    said = phrases.say("sms_gestuurd")
    await asking.note(call, heard, said)
    return speaking.listening(call, said, expects=Expects.ANYTHING_ELSE)


def _is_mobile(number: str) -> bool:
    """Only mobile numbers of the Netherlands take text messages, and cost what we expect."""
    return number.startswith("+316")


# ---- a code ---------------------------------------------------------------------------------------------------------


async def give_code(call: Call, heard: str) -> Document:
    """Give the six digits that open this conversation on the website."""
    code = await call.tools.gateway.database.write(
        lambda connection: call.tools.codes.give(connection, call.conversation.id, call.now)
    )
    await asking.note(call, heard, phrases.say("code_gegeven"))
    said = f"{phrases.say('code', code=code)} {phrases.say('code_duur')}"
    return speaking.listening(call, said, expects=Expects.ANYTHING_ELSE)


async def enter_code(call: Call, heard: str) -> Document:
    """Go on with the conversation of the website that the code leads to, or ask for the code."""
    digits = digits_of(heard)
    if len(digits) != LENGTH:
        return speaking.listening(call, phrases.say("code_vraag"), expects=Expects.CODE)
    state, gateway = call.state, call.tools.gateway
    state.code_tries += 1
    try:
        await gateway.limits.take(What.CODE, "telephone", call.now)
        found_id = await gateway.database.write(
            lambda connection: call.tools.codes.take(connection, digits, "voice", call.now)
        )
        found = await gateway.database.read(lambda connection: store.find(connection, found_id))
    except (UnknownCode, TooManyRequests):
        found = None
    if found is None:
        if state.code_tries >= _CODE_TRIES:
            return speaking.listening(call, phrases.say("code_op"), expects=Expects.ANYTHING_ELSE)
        return speaking.listening(call, phrases.say("code_fout"), expects=Expects.CODE)
    call.conversation = found
    call.state = State(slow=state.slow, inputs=state.inputs, code_tries=state.code_tries)
    last = next((m for m in reversed(await asking.everything(call)) if m.author is not Author.USER), None)
    if last is None:
        return speaking.listening(call, phrases.say("vraag"))
    speaking.remember(call.state, last)
    latest = speaking.question_of(speaking.spoken(last))
    return speaking.fitting(call, f"{phrases.say('code_goed')} {phrases.say('code_laatst', laatst=latest)}")
