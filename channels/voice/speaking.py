"""From what the conversation answers to what is said: short enough for the ear, explained, and with a way on."""

from __future__ import annotations

import re

from channels.conversation.model import Message
from channels.conversation.owner import Owner
from channels.conversation.service import Taken
from channels.voice import items, phrases
from channels.voice.aloud import aloud, seconds, sentences
from channels.voice.context import Call
from channels.voice.document import Document, HangUp, Listen
from channels.voice.state import Choice, Expects, State

# What is said before the caller gets the floor, at most, in seconds at normal speed.
AT_MOST = 12.0
# What is only a little longer is not cut in two: an interruption would cost more time than it saves.
NOT_CUT_UNDER = 16.0
_KEYS_FOR: dict[str, int] = {"plaats": 4, "leeftijd": 2, "telefoon": 0, "reisafstand": 0, "bedrag": 0, "getal": 0}
_NUMBER_SECONDS = 10
_PATIENT_SECONDS = 7
# Their result asks whether it may be read out; the engine waits for yes.
READ_OUT = frozenset({"financiering_overzicht", "leerbaan_zoeken", "opleiding_zoeken", "evc_aanbieder"})
# Abbreviations that not every caller knows, explained the first time they are said in a call; and the word by which a
# text that explains one itself is known.
_MEANING = {
    "EVC": ("erkenning", "dat is erkenning van wat u al kunt"),
    "bbl": ("leren tegelijk", "dat is werken en leren tegelijk"),
    "DUO": ("studiefinanciering", "dat is de dienst voor studiefinanciering"),
    "UWV": ("uitkeringen", "dat is de dienst voor uitkeringen"),
}
_BRACKETED = re.compile(r"\s*\([^()]*\)")


def listening(call: Call, say: str, *, expects: Expects = Expects.ANYTHING, first: str = "") -> Document:
    """Say something and give the caller the floor; what was said can be asked for again."""
    state = call.state
    state.said, state.expects = f"{first} {say}".strip(), expects
    hints = call.tools.hints.for_question(state.asks, state.regio)
    keys = _keys(state)
    wait = _NUMBER_SECONDS if keys in (0, 6) else _PATIENT_SECONDS
    return Document(say, Listen(keys=keys, hints=hints, seconds=wait), first=first, slow=state.slow or bool(state.help))


def _keys(state: State) -> int:
    if state.expects is Expects.CODE:
        return 6
    if state.expects is Expects.NUMBER:
        return 0
    if state.expects is Expects.ANYTHING and state.asks:
        return _KEYS_FOR.get(state.asks, 1)
    return 1


def goodbye(call: Call, key: str) -> Document:
    """Say a last sentence and hang up."""
    return Document(phrases.say(key), HangUp(), slow=call.state.slow)


def spoken(message: Message) -> str:
    """Return the words of a message that were written for the ear."""
    return " ".join(str(message.body.get("spoken") or message.text).split())


def answered(call: Call, taken: Taken, *, before: str = "") -> Document:
    """Say what the conversation answered, after `before`."""
    state, replies = call.state, taken.replies
    if not replies:  # a person has it on the website: this line goes on as soon as they give it back
        return listening(call, " ".join(filter(None, (before, phrases.say("moment_nog")))))
    last = replies[-1]
    remember(state, last)
    said = " ".join([before, *(spoken(message) for message in replies)]).strip()
    if taken.owner is Owner.GESLOTEN:
        return Document(explained(state, said), HangUp(), slow=state.slow)
    if any(message.topic == "gesprek_crisis" for message in replies):
        return crisis(call, replies)
    found = [item for message in replies for item in message.body.get("items", ())]
    said, expects = _with_items(state, said, found, last)
    return fitting(call, said, expects)


def remember(state: State, last: Message) -> None:
    """Take over what the conversation's last message asks and offers."""
    asks = last.body.get("asks") or {}
    state.topic, state.asks, state.asks_step = last.topic, asks.get("slot"), asks.get("step")
    state.choices = [
        Choice(title=bare(button["title"]).rstrip("?"), payload=button["payload"])
        for button in last.body.get("buttons", ())
    ]
    state.page, state.rest, state.held = 0, [], ""


def crisis(call: Call, replies: list[Message]) -> Document:
    """Say where there is help: slowly, and nobody talks through it. Then what else we can do."""
    first, *others = [spoken(message) for message in replies]
    call.state.help = first
    if call.tools.people.number_now(call.state.regio):
        others.insert(0, phrases.say("mens_nu"))
    return listening(call, " ".join(others) or phrases.say("vraag"), first=first)


def fitting(call: Call, said: str, expects: Expects = Expects.ANYTHING) -> Document:
    """Say as much as fits before the caller gets the floor; the rest after "wilt u meer horen?"."""
    said = explained(call.state, said)
    if "?" not in said and expects is Expects.ANYTHING and call.state.asks is None:
        said, expects = f"{said} {phrases.say('nog_iets')}", Expects.ANYTHING_ELSE
    parts = sentences(said)
    now: list[str] = []
    if seconds(aloud(said)) <= NOT_CUT_UNDER:
        return listening(call, said, expects=expects)
    while parts and (not now or seconds(aloud(" ".join([*now, parts[0]]))) <= AT_MOST):
        now.append(parts.pop(0))
    if not parts or (len(parts) == 1 and parts[0].endswith("?")):
        return listening(call, " ".join([*now, *parts]), expects=expects)
    call.state.rest = parts
    if expects is not Expects.ANYTHING:  # asked again with the last of it
        call.state.held = expects.value
    return listening(call, " ".join([*now, phrases.say("meer")]), expects=Expects.REST)


def explained(state: State, said: str) -> str:
    """Explain an abbreviation the first time it is said, unless the text does so itself."""
    for short, (known_by, meaning) in _MEANING.items():
        if short in state.explained or not re.search(rf"\b{short}\b", said):
            continue
        state.explained.append(short)
        if known_by not in said:
            said = re.sub(rf"\b{short}\b(?!-),?", f"{short}, {meaning},", said, count=1)
    return re.sub(r",(?=[.?!])", "", said)


def _with_items(state: State, said: str, found: list[dict[str, object]], last: Message) -> tuple[str, Expects]:
    if not found:
        return said, Expects.ANYTHING
    state.items, state.at = items.spoken(found), 0
    if found[0]["kind"] == "loket" and len(found) == 1:
        first, *rest = sentences(said)
        return " ".join([first, f"Dat is {state.items[0]}", *rest]), Expects.ANYTHING
    if state.asks is not None:
        return said, Expects.ANYTHING
    if last.topic in READ_OUT and said.endswith("?"):
        return said, Expects.FIRST_ITEM
    if not said.endswith("?") and found[0]["kind"] == "stap":
        return f"{said} {phrases.say('stappen')}", Expects.FIRST_ITEM
    return said, Expects.ANYTHING


def bare(title: str) -> str:
    """Return a title without what stands in brackets."""
    return _BRACKETED.sub("", title).strip()


def shorter(said: str) -> str:
    """Return only the first sentence and the question at the end."""
    parts = sentences(said)
    if len(parts) < 2:
        return said
    first = re.split(r"[,;:] (?=en |maar |want |bijvoorbeeld |dus |waar)", parts[0])[0].rstrip(".,;:")
    if parts[0].endswith("?"):
        return parts[0]
    return f"{first}. {parts[-1]}" if parts[-1].endswith("?") else f"{first}."


def question_of(said: str) -> str:
    """Return the question at the end of what was said, else all of it."""
    parts = sentences(said)
    return parts[-1] if parts and parts[-1].endswith("?") else said


def without_question(said: str) -> str:
    """Return what was said without the question at its end."""
    parts = sentences(said)
    return " ".join(parts[:-1] if parts and parts[-1].endswith("?") else parts)
