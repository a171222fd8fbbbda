"""When a message was not understood, or cannot be right: help the person to be understood, then offer a person."""

from __future__ import annotations

from actions.tasks import asking, flow
from actions.tasks.context import Turn
from actions.tasks.facts import is_bare
from actions.tasks.profile import SLOTS
from actions.tasks.reply import Reply, Wording, button
from actions.tasks.state import Offer

# After this many messages in a row a person is offered.
MISSES_UNTIL_PERSON = 2
MAX_SUGGESTIONS = 3
MAX_CHOICES = 5
# The gateway keeps a number only where we just asked for one; elsewhere it leaves this in its place.
UNKEPT_NUMBER = "<telefoon>"
_DIGITS_OF_A_TRY = 5
# Topics that are no subject of a question about learning and work.
_NO_SUBJECT = ("gesprek_", "mens_", "service_", "bot_")
# A message without a topic; every message must carry one.
_TOPIC_OF_A_MISS = "bot_mogelijkheden"


def silence(turn: Turn) -> Reply:
    """Nothing was said, or only emoji."""
    return not_understood(turn, because="empty_message")


def not_understood(turn: Turn, because: str = "not_understood_1", **values: object) -> Reply:
    """Say so and help: the open question again, or two or three topics; from the second time on a person.

    `because` is the key of the text that says what went wrong.
    """
    turn.memory.misses += 1
    if turn.memory.misses >= MISSES_UNTIL_PERSON:
        return _offer_person(turn)
    task = turn.running
    kind = flow.kind_of(task) if task else None
    said = turn.texts.say(because, "not_understood_1", **values)
    if task is not None and kind is not None and task.pending is not None:
        reply = asking.put_again(turn, task, kind).say_first(said)
        if turn.said.topic is None and because == "not_understood_1":
            _suggest(turn, reply, limit=2)
        return reply
    reply = Reply(_TOPIC_OF_A_MISS, said)
    _suggest(turn, reply, limit=MAX_SUGGESTIONS)
    if not reply.buttons:
        main_choices(turn, reply)
    return reply


def which_topic(turn: Turn) -> Reply:
    """A question that was not understood while ours is open: the topics it may be about, and ours stays."""
    task = turn.running
    kind = flow.kind_of(task) if task else None
    meant = likely_topics(turn)
    if task is None or kind is None or task.pending is None or meant is None:
        return not_understood(turn)
    turn.memory.misses += 1
    if turn.memory.misses >= MISSES_UNTIL_PERSON:
        return _offer_person(turn)
    reply = asking.put_again(turn, task, kind)
    turn.memory.offer = None  # one question at a time, and it is the task's
    topics = meant.buttons
    reply.wording = (
        turn.texts.say("question_unclear")
        .then(meant.wording, paragraph=False)
        .then(turn.texts.say("back_to_question").then(reply.wording, paragraph=False))
    )
    reply.suggestions = meant.suggestions
    return reply.add_buttons(*topics, first=True)


def off_topic(turn: Turn, reply: Reply) -> Reply:
    """Off-topic text where an answer was asked for: said so, and from the second time on a person is offered."""
    turn.memory.misses += 1
    return _offer_person(turn) if turn.memory.misses >= MISSES_UNTIL_PERSON else reply


def likely_topics(turn: Turn) -> Reply | None:
    """ "Bedoelt u ...?" with the topics a question may be about as buttons; None when none was likely."""
    reply = Reply(_TOPIC_OF_A_MISS, Wording())
    _suggest(turn, reply, limit=MAX_SUGGESTIONS, but=_NO_SUBJECT)
    if not reply.suggestions:
        return None
    titles = turn.texts.enumerate([button_["title"].rstrip("?") for button_ in reply.buttons], "of")
    if len(reply.suggestions) == 1:
        turn.memory.offer = Offer(reply.suggestions[0])
    key = "did_you_mean_one" if len(reply.suggestions) == 1 else "did_you_mean"
    return reply.say_last(turn.texts.say(key, titels=titles))


def _offer_person(turn: Turn) -> Reply:
    task = turn.running
    kind = flow.kind_of(task) if task else None
    texts = turn.texts
    reply = Reply(kind.topic if kind else _TOPIC_OF_A_MISS, texts.say("not_understood_2"))
    reply.add_buttons(button(texts.title("button.mens"), "mens_spreken"))
    if task is not None and kind is not None and task.pending is not None:
        title = texts.topic_title(kind.topic)
        if task.pending not in ("telefoon", "toestemming"):
            reply.add_buttons(button(texts.title("button.overslaan"), "gesprek_weet_niet"))
        reply.add_buttons(button(texts.title("button.verder", titel=title), kind.topic))
        reply.add_buttons(button(texts.title("button.stop"), "gesprek_stop"))
    else:
        _suggest(turn, reply, limit=MAX_SUGGESTIONS)
        main_choices(turn, reply)
    turn.memory.offer = Offer("mens_spreken", reason="not_understood")
    return reply


def _suggest(turn: Turn, reply: Reply, limit: int, but: tuple[str, ...] = ("gesprek_",)) -> None:
    """Offer the topics that were likely, with people's words; replies within a task are no topics to offer."""
    running = flow.kind_of(turn.running) if turn.running else None
    for topic in turn.said.plausible_topics():
        title = turn.texts.topic_title(topic)
        if topic.startswith(but) or not title or (running and topic == running.topic):
            continue
        reply.suggestions.append(topic)
        reply.add_buttons(button(title, topic))
        if len(reply.suggestions) == limit:
            return


def main_choices(turn: Turn, reply: Reply) -> Reply:
    """Add the main things the assistant can do as buttons."""
    overview = turn.texts.answer("bot_mogelijkheden")
    reply.add_buttons(*turn.texts.topic_buttons(overview.follow_ups[:MAX_CHOICES] if overview else ()))
    return reply


def _ruled_out(turn: Turn, slot: str) -> tuple[object, ...]:
    """The answers that were denied; "geen mbo" denies all its levels."""
    denied = set(turn.heard.denied[slot])
    if "mbo_onbekend" in denied:
        denied |= {value for value in SLOTS[slot].values if value.startswith("mbo")}
    return tuple(denied)


def odd_answer(turn: Turn) -> Reply | None:
    """An answer of the right kind that cannot be taken: no such place, two of them, an age of 200, "geen mbo".

    None when nobody asked for it, or when the message says something else besides.
    """
    task, heard = turn.running, turn.heard
    kind = flow.kind_of(task) if task else None
    said_more = turn.said.topic not in (None, "gesprek_antwoord", "gesprek_correctie", "gesprek_ontken")
    odd_number = heard.refused and is_bare(turn.said)  # a bare 0 is no request for a person
    if task is None or kind is None or task.pending is None or (said_more and turn.said.confident and not odd_number):
        return None
    slot = task.pending
    if slot in heard.denied:
        turn.memory.misses = 0
        reply = asking.put_again(turn, task, kind, without=_ruled_out(turn, slot))
        return reply.say_first(turn.texts.say("denied"))
    if slot == "werksituatie" and asking.says_unemployed(turn):
        turn.memory.misses = 0
        return asking.put_again(turn, task, kind)
    if (aside := kind.unasked(turn)) is not None:
        turn.memory.misses = 0
        again = asking.put_again(turn, task, kind)
        return again.say_first(aside.wording).add_buttons(*aside.buttons)
    if slot == "plaats" and heard.unknown_place and not (turn.learned or turn.changed):
        return not_understood(turn, because="place_unknown", plaats=heard.unknown_place[:40])
    if slot == "telefoon" and UNKEPT_NUMBER in turn.said.text:
        turn.memory.misses = 0
        return asking.put_again(turn, task, kind).say_first(turn.texts.say("mens_terugbellen.once_more"))
    if slot == "telefoon" and sum(letter.isdigit() for letter in turn.said.text) >= _DIGITS_OF_A_TRY:
        return not_understood(turn, because="mens_terugbellen.bad_phone")
    if heard.refused:
        return not_understood(turn, because="age_odd" if slot == "leeftijd" else "number_odd")
    return None
