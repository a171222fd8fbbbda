"""What a call does next. The order of the rules in `_heard` is the behaviour: what comes first wins."""

from __future__ import annotations

from channels.clock import MINUTE
from channels.conversation import crisis, masking
from channels.conversation.engine import EngineFailure
from channels.conversation.model import CALL_ME_BACK, Author, Message
from channels.voice import asking, expected, items, keypad, persons, phrases, speaking, takehome
from channels.voice.asking import Answer, Trouble
from channels.voice.commands import Command, command
from channels.voice.context import Call
from channels.voice.document import Connect, Document, HangUp, Kind, Listen, Wait
from channels.voice.spoken_words import as_typed, is_noise, yes_or_no
from channels.voice.state import Expects, State

# Below this nothing was understood; below the other we ask whether it was.
NOISE_BELOW = 0.3
SURE_FROM = 0.6
# A check names the topic when the engine is at least this sure of it.
_TOPIC_FROM = 0.6
_CHOICES_AT, _PERSON_AT, _GOODBYE_AT = 2, 3, 4
# "Nog een ogenblik" so often; the engine itself gives up before that.
_WAITS = 8
# After "daarom rond ik af" there is room to arrange a call-back.
_INPUTS_TO_CLOSE = 12


async def answer(call: Call) -> Document:
    """Return what to say and do after a webhook.

    Raises:
        StorageUnavailable: the database is away.
    """
    event, state = call.event, call.state
    if event.kind is Kind.WAITED:
        return await _waited(call)
    if event.kind is Kind.CONNECTED:
        return persons.after_connecting(call)
    state.inputs += 1
    await asking.on_the_phone(call)
    if crisis.is_crisis(event.text):
        return await _said(call, event.text)
    if state.waiting is not None and event.keys != "0":
        return await _waited(call)  # they spoke while we were looking something up: that answer comes first
    closing = _closing(call)
    if closing is not None:
        return closing
    return await _heard(call)


def _closing(call: Call) -> Document | None:
    """Bound the turns and the length of a call: first say so and offer a call-back, then stop."""
    state, settings = call.state, call.tools.gateway.settings
    over = state.inputs - settings.call_turns
    late = call.now - call.started_at - settings.call_minutes * MINUTE
    if over <= 0 and late <= 0:
        return None
    if not state.closing:
        state.closing = True
        return speaking.listening(call, phrases.say("afronden"), expects=Expects.CALL_BACK)
    if over > _INPUTS_TO_CLOSE or late > settings.call_minutes * MINUTE / 4:
        return speaking.goodbye(call, "afronden_dag")
    return None


async def _heard(call: Call) -> Document:
    event, state = call.event, call.state
    text = event.text
    if event.keys:
        return await _pressed(call, event.keys)
    state.by_keys = state.by_keys and not text
    if is_noise(text) or (event.confidence is not None and event.confidence < NOISE_BELOW):
        return await _nothing(call, "niets_gehoord" if not text else "niet_verstaan")
    wanted = command(text)
    if wanted is not None and (done := await _obey(call, wanted, text)) is not None:
        return done
    decided = yes_or_no(text)
    if (followed := await _follow(call, text, decided)) is not None:
        return followed
    if decided is None and event.confidence is not None and event.confidence < SURE_FROM:
        return await _check(call, text)
    return await _said(call, text, _payload(state, decided))


def _payload(state: State, decided: bool | None) -> str | None:
    """Return what yes or no means for the conversation's question, where we know that better than the words say."""
    if decided is None:
        return None
    if state.wants_yes_or_no:
        return "/gesprek_bevestig" if decided else "/gesprek_ontken"
    value = "true}" if decided else "false}"
    return next((choice.payload for choice in state.choices if choice.payload.replace(" ", "").endswith(value)), None)


async def _follow(call: Call, text: str, decided: bool | None) -> Document | None:
    """Take an answer to the telephone's own question, if it is one."""
    trouble = call.state.trouble
    followed = await expected.follow(call, text, decided)
    if isinstance(followed, expected.Say):
        return await _said(call, followed.text, followed.payload, to_items=followed.to_items)
    if followed is not None and call.state.trouble == trouble:
        call.state.trouble = 0
    return followed


# ---- keys -----------------------------------------------------------------------------------------------------------


async def _pressed(call: Call, keys: str) -> Document:
    state = call.state
    meant = keypad.meaning(state, keys)
    state.by_keys = state.by_keys or meant.command is None
    if meant.command is not None:
        done = await _obey(call, meant.command, keys)
        if done is not None:
            return done
    if meant.decided is not None:
        words = "ja" if meant.decided else "nee"
        followed = await _follow(call, words, meant.decided)
        return followed or await _said(call, words, _payload(state, meant.decided))
    if meant.choice is not None:
        return await _said(call, meant.choice.title, meant.choice.payload)
    if meant.text:
        return await _follow(call, meant.text, None) or await _said(call, meant.text)
    return await _nothing(call, "niet_verstaan")


async def _obey(call: Call, wanted: Command, heard: str) -> Document | None:
    """Do what concerns the call itself; None when here the words mean something else."""
    state = call.state
    if wanted is Command.PERSON:
        return await persons.wanted(call, heard)
    if wanted is Command.REPEAT:
        return _again(call, state.said)
    if wanted in (Command.SLOWER, Command.FASTER):
        state.slow = wanted is Command.SLOWER
        return _again(call, f"{phrases.say('langzamer' if state.slow else 'gewoon')} {state.said}", keep=state.said)
    if wanted is Command.SHORTER:
        return _again(call, speaking.shorter(state.said))
    if wanted is Command.CHOICES:
        return _again(call, keypad.choices(state), keep=state.said)
    if wanted is Command.GIVE_CODE:
        return await takehome.give_code(call, heard)
    if wanted is Command.HAVE_CODE:
        return await takehome.enter_code(call, heard)
    if wanted is Command.TEXT_MESSAGE:
        return takehome.offer_text_message(call, takehome.newest(await asking.everything(call)))
    if wanted is Command.READ_OUT:
        return await takehome.read_out(call, heard)
    in_list = state.expects in (Expects.NEXT_ITEM, Expects.FIRST_ITEM, Expects.TEXT_MESSAGE) and state.items
    if wanted is Command.PREVIOUS and in_list:
        return await takehome.item(call, heard, state.at - 1)
    if wanted is Command.NEXT and in_list and state.expects is Expects.NEXT_ITEM:
        return await takehome.item(call, heard, state.at + 1)
    if wanted is Command.NEXT and state.wants_yes_or_no:
        return await _follow(call, heard, True)
    return None


def _again(call: Call, say: str, *, keep: str | None = None) -> Document:
    """Say something (again) without another question: what we waited for stays what we wait for."""
    document = speaking.listening(call, say or phrases.say("vraag"), expects=call.state.expects)
    if keep is not None:
        call.state.said = keep
    return document


# ---- nothing heard or understood ------------------------------------------------------------------------------------


async def _nothing(call: Call, key: str) -> Document:
    """Once: say so and ask again. Twice: the keys. Then a person. Then nobody seems to be there."""
    state = call.state
    state.trouble += 1
    if state.help:  # no menus for somebody in need: the same help again, and we stay as long as it makes sense
        return speaking.goodbye(call, "stil") if state.trouble > _GOODBYE_AT else _again(call, _help(call))
    if state.trouble >= _GOODBYE_AT:
        return speaking.goodbye(call, "stil" if key == "niets_gehoord" else "dag")
    if state.trouble >= _PERSON_AT:
        return await persons.after_trouble(call, phrases.say(key))
    if state.trouble >= _CHOICES_AT:
        return _again(call, f"{phrases.say(key)} {keypad.choices(state)}", keep=state.said)
    return _again(call, f"{phrases.say(key)} {speaking.question_of(state.said)}", keep=state.said)


def _help(call: Call) -> str:
    now = "ik_blijf_mens" if call.tools.people.number_now(call.state.regio) else "ik_blijf"
    return f"{call.state.help} {phrases.say(now)}"


# ---- was it heard well? ---------------------------------------------------------------------------------------------


async def _check(call: Call, text: str) -> Document:
    """Say what we think was meant, in a few words, before anything is done with it."""
    state = call.state
    title = None if state.asks else await _subject(call, text)
    if title:
        said = phrases.say("check_vraag" if title.endswith("?") else "check_onderwerp", titel=title.rstrip("?"))
    else:
        said = phrases.say("check_woorden", woorden=masking.mask(text).replace("<telefoon>", "een telefoonnummer"))
    document = _again(call, said, keep=state.said)
    state.held, state.expects = text, Expects.CHECK
    return document


async def _subject(call: Call, text: str) -> str | None:
    """Return what the engine takes a text to be about, in human words; None when it is not sure."""
    gateway = call.tools.gateway
    try:
        topic, confidence = await gateway.engine.understand(masking.mask(text))
    except EngineFailure:
        return None
    if confidence < _TOPIC_FROM or topic.startswith("gesprek_"):
        return None
    title = speaking.bare(gateway.texts.title(topic) or "")
    return f"{title[:1].lower()}{title[1:]}" if title and not title[1:2].isupper() else title or None


# ---- the conversation -----------------------------------------------------------------------------------------------


async def _said(call: Call, text: str, payload: str | None = None, *, to_items: bool = False) -> Document:
    words = text if payload else as_typed(text, call.state.asks)
    return await _answered(call, await asking.ask(call, words, payload, to_items=to_items), to_items=to_items)


async def _waited(call: Call) -> Document:
    waiting = call.state.waiting
    if waiting is None:
        return _again(call, call.state.said)
    return await _answered(call, await asking.again(call, waiting), to_items=waiting.to_items)


async def _answered(call: Call, came: Answer, *, to_items: bool) -> Document:
    state, texts = call.state, call.tools.gateway.texts
    if came.taken is None:
        return _without_answer(call, came.trouble)
    taken = came.taken
    replies = taken.replies
    if any(message.topic == "gesprek_crisis" for message in replies):
        state.trouble = 0
        return speaking.answered(call, taken)
    if to_items and replies and replies[-1].body.get("items") and not replies[-1].body.get("asks"):
        speaking.remember(state, replies[-1])
        state.items = items.spoken(replies[-1].body["items"])
        state.trouble = 0
        return await takehome.item(call, "ja", 0)
    if replies and _engine_is_away(replies[-1]):
        return persons.instead_of_us(call, speaking.spoken(replies[-1]))
    if replies and replies[-1].topic == "mens_spreken" and (number := call.tools.people.number_now(state.regio)):
        return persons.connect(call, number)
    if (replies and replies[-1].topic == "loket_zoeken") or state.asks == "plaats":
        await expected.learn_region(call, taken.received.text)
    document = speaking.answered(call, taken)
    state.trouble = state.trouble + 1 if await asking.misses(call, replies) else 0
    if state.trouble >= _PERSON_AT:
        return await persons.after_trouble(call, phrases.say("niet_verstaan"))
    if state.trouble == _CHOICES_AT:
        said = speaking.without_question(state.said) or phrases.say("niet_verstaan")
        return speaking.listening(call, f"{said} {keypad.choices(state, lost=True)}")
    if state.asks == "telefoon" and not isinstance(document.then, HangUp | Connect):
        return persons.ask_number(call, speaking.without_question(document.say), texts)
    if state.by_keys and isinstance(document.then, Listen) and (state.asks or state.wants_yes_or_no):
        return _again(call, f"{document.say} {keypad.choices(state)}", keep=document.say)
    return document


def _without_answer(call: Call, trouble: Trouble | None) -> Document:
    state, texts = call.state, call.tools.gateway.texts
    if trouble is Trouble.UNDER_WAY:
        state.waits += 1
        if state.waits > _WAITS:
            state.waiting, state.waits = None, 0
            return speaking.goodbye(call, "storing")
        return Document(phrases.say("moment" if state.waits == 1 else "moment_nog"), Wait(), slow=state.slow)
    if trouble is Trouble.GONE:
        return speaking.goodbye(call, "voorbij")
    key = {Trouble.TOO_LONG: "too_long", Trouble.TOO_MANY: "rate_limited", Trouble.BUSY: "engine_down"}.get(
        trouble or Trouble.BUSY, "empty_message"
    )
    said = str(texts.say(key).body.get("spoken") or texts.plain(key))
    if key == "engine_down":
        return persons.instead_of_us(call, said)
    return speaking.listening(call, said, expects=state.expects)


def _engine_is_away(reply: Message) -> bool:
    """Whether the gateway answered by itself, with the offer of a call-back: there was no answer of the engine."""
    buttons = reply.body.get("buttons", ())
    return reply.author is Author.SYSTEM and any(button["payload"] == CALL_ME_BACK for button in buttons)
