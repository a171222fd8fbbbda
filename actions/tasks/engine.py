"""One turn: listen, take in what is told, decide what was meant, reply, remember.

The order of the rules in `_respond` is the behaviour: what comes first wins. Pure: the same message, state, knowledge
and time give the same reply and state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from actions.tasks import (
    answer,
    asking,
    aspects,
    conversation,
    flow,
    followup,
    heard_place,
    limits,
    misses,
    named,
    people,
)
from actions.tasks.context import Change, State, Turn
from actions.tasks.facts import Heard, Question, is_bare, listen, says_yes_or_no
from actions.tasks.matching import Fit
from actions.tasks.profile import PROFILE_SLOTS, SLOTS, TASK_SLOTS
from actions.tasks.registry import AT_ONCE, BY_TOPIC
from actions.tasks.reply import Reply, Wording
from actions.tasks.state import Offer
from actions.tasks.terugbellen import TERUGBELLEN
from actions.tasks.understanding import LIKELY, Said

if TYPE_CHECKING:
    from knowledge.store import Knowledge

# Topics in which a place, an occupation or a level is about the person, not the subject of a question.
_TELLING = frozenset(
    {"gesprek_antwoord", "gesprek_correctie", "gesprek_bevestig", "gesprek_ontken", "gesprek_weet_niet", None}
)
_COMMANDS = frozenset({"gesprek_stop", "gesprek_herhaal", "gesprek_opnieuw", "gesprek_afscheid"})
_REPLIES = _TELLING | _COMMANDS
_SPECIAL: Mapping[str, Callable[[Turn], Reply]] = {
    "mens_spreken": people.wants_person,
    "service_klacht": people.complaint,
    "service_privacy": people.privacy,
    "gesprek_moedeloos": people.discouraged,
    "gesprek_groet": conversation.greet,
}
_OUT_OF_SCOPE = "gesprek_buiten_bereik"
# Kept out of "Genoteerd: ...": they speak for themselves.
_NOT_SAID_BACK = frozenset({"telefoon", "toestemming", "wissen"})
# An answer to one that tells the other as well need not be said back.
_SAME_SUBJECT = {"beroep_nu": ("sector_nu",), "beroep_doel": ("sector_doel",)}
# Under this score a topic does not take a message away from the question it could be an answer to.
_DOUBTFUL = 0.5


def take_turn(said: Said, state: State, knowledge: Knowledge, now: datetime) -> tuple[Reply, State]:
    """Answer one message.

    Args:
        said: the message as understood.
        state: profile, task and memory; changed in place and returned.
        knowledge: arrangements, answers, catalogue, places.
        now: the moment of the turn, with a time zone.
    """
    said = heard_place.as_told(said)
    turn = Turn(said, state, knowledge, now)
    flow.forget_unknown(turn)
    offer, state.memory.offer = state.memory.offer, None
    state.memory.channel = said.channel
    _listen(turn, offer)
    state.memory.correcting = False
    reply = _respond(turn, offer)
    _remember(turn, reply)
    return reply, state


def _listen(turn: Turn, offer: Offer | None) -> None:
    said, task = turn.said, turn.running
    kind = flow.kind_of(task) if task else None
    question = asking.question_for(turn, task, kind) if task and kind else None
    if offer is not None and says_yes_or_no(said) is not None:
        question = None  # yes or no is for what was offered last
    starts = BY_TOPIC.get(said.topic or "")
    about = starts or kind or (flow.kind_of(turn.task) if turn.task else None)
    bare = turn.task is not None and is_bare(said)  # "niveau 3" under a search
    unsure = question is not None or bare or (turn.task is not None and said.topic == _OUT_OF_SCOPE)
    takes = said.topic in _REPLIES or starts is not None or (unsure and not said.confident)
    places = turn.knowledge.places
    level = about is not None and "niveau_doel" in about.slots and "hoogste_opleiding" not in about.slots
    favour = about.favour if about else "nu"
    heard = listen(said, question, places, takes_subjects=takes, favour=favour, wants_level=level)
    if not heard.values and (turn.memory.correcting or said.topic == "gesprek_correctie"):
        heard = _listen_for_correction(turn) or heard
    if turn.memory.topics and not heard.values and not heard.fit:
        _hear_age(turn, heard)
    if said.asks_something and not said.about_self and starts is None and heard.fit is not Fit.WHOLE:
        heard = heard if is_bare(said) else Heard()  # what a question is about is no fact about who asks
    if kind is not None:
        kind.hear(turn, heard)
    turn.heard = heard
    if question and heard.fit and not _answers(turn, question):
        # Another question wins: what only answers ours by chance is not taken in.
        if not said.about_self or heard.fit is Fit.WEAK:
            heard.values.pop(question.slot, None)
        heard.fit = Fit.NONE
    _take_in(turn)
    if kind is not None:
        kind.listened(turn)


def _hear_age(turn: Turn, heard: Heard) -> None:
    """A bare number that is no answer to our question can only be somebody's age, also under an answer."""
    number = turn.said.first("getal")
    if turn.said.text.strip() == str(number) and "leeftijd" not in turn.profile:
        low, high = SLOTS["leeftijd"].lowest, SLOTS["leeftijd"].highest
        if isinstance(number, int) and low <= number <= high:
            heard.values["leeftijd"] = number


def _listen_for_correction(turn: Turn) -> Heard | None:
    """A bare "58" after "dat klopt niet": the latest thing that was said and that it can be an answer to."""
    task_name = turn.task.name if turn.task else ""
    known = sorted(turn.profile, key=lambda slot: turn.profile.facts[slot].at, reverse=True)
    for slot in known:
        question = Question(slot, turn.texts.options(slot, task_name))
        heard = listen(turn.said, question, turn.knowledge.places, takes_subjects=True)
        if heard.fit >= Fit.STRONG and slot in heard.values:
            return heard
    return None


def _answers(turn: Turn, question: Question) -> bool:
    """Whether the message is the answer to the open question rather than what its topic says."""
    said, fit = turn.said, turn.heard.fit
    if fit is Fit.NONE or (fit is Fit.WEAK and said.asks_something and said.topic != "gesprek_antwoord"):
        return False
    if said.asks_something and fit is not Fit.WHOLE and not said.about_self:
        return False
    if fit is Fit.WHOLE or said.topic in _TELLING:
        return not (said.topic in _COMMANDS and fit is Fit.WEAK)
    if said.topic in _COMMANDS:
        return False
    starts = BY_TOPIC.get(said.topic or "")
    if starts is not None and turn.running is not None and starts.name == turn.running.name:
        return True
    if fit is Fit.WEAK:
        return said.confidence < _DOUBTFUL and not said.asks_something
    return not said.confident and not said.asks_something


def _take_in(turn: Turn) -> None:
    """Put what was told into the profile and the task, and note what is new and what changed."""
    heard_place.keep(turn)
    for slot, value in turn.heard.values.items():
        before = turn.value(slot)
        if before == value:
            continue
        if slot in PROFILE_SLOTS:
            turn.state.profile = turn.profile.with_fact(slot, value, turn.now)
        elif slot in TASK_SLOTS and turn.running is not None:
            turn.running.answers[slot] = value
        else:
            continue
        if before is None:
            turn.learned.append(slot)
        else:
            turn.changed.append(Change(slot, before, value))
    if turn.changed and turn.running is not None:
        turn.running.at_most = 0  # a correction may open questions that were not announced


def _respond(turn: Turn, offer: Offer | None) -> Reply:
    said, topic = turn.said, turn.said.topic
    if topic == "gesprek_crisis":
        return people.crisis(turn)
    if said.empty:
        return misses.silence(turn)
    answered = turn.heard.fit is not Fit.NONE
    if not answered and people.takes_back_callback(turn):
        return _understood(turn, TERUGBELLEN.withdrawn(turn))
    leaning = None if answered else followup.how_to_apply(turn) or aspects.asked(turn)
    if leaning is not None:  # whatever its few words look like
        return _understood(turn, conversation.after_detour(turn, leaning))
    if topic in _COMMANDS and not answered:
        return _understood(turn, conversation.COMMANDS[topic](turn))
    if not answered and people.wants_no_callback(turn):
        return _understood(turn, TERUGBELLEN.withdrawn(turn, "mens_terugbellen.no_consent"))
    if (outside := limits.out_of_reach(turn)) is not None:
        return _understood(turn, conversation.after_detour(turn, outside))
    if people.wants_erased(turn):
        return _understood(turn, conversation.after_detour(turn, people.privacy(turn)))
    denied = limits.denied(turn)
    if isinstance(denied, Reply):
        return _understood(turn, conversation.after_detour(turn, denied))
    if denied is not None:
        turn.said, said, topic = denied, denied, denied.topic
    if (not answered or said.asks_in_words) and (gone := named.shut(turn)) is not None:
        return _understood(turn, conversation.after_detour(turn, gone.say_first(corrections(turn))))
    if conversation.says_wrong(turn):
        return _understood(turn, conversation.correct_what(turn))
    decided = says_yes_or_no(said)
    if offer is not None and decided is not None and not turn.learned and not turn.changed:
        return _understood(turn, conversation.offer_answered(turn, offer, decided))
    if answered and turn.running is not None:
        return _understood(turn, _answered(turn))
    if turn.running is not None and (trouble := misses.odd_answer(turn)) is not None:
        return trouble
    if (number := conversation.other_number(turn)) is not None:
        return _understood(turn, number)
    if topic in _REPLIES:
        return _respond_to_reply(turn, decided)
    if _tells_for_task(turn):
        return _understood(turn, _told(turn))
    if topic == _OUT_OF_SCOPE and turn.running is not None:
        return misses.off_topic(turn, conversation.after_detour(turn, _respond_to_topic(turn)))
    return _understood(turn, _respond_to_topic(turn))


def _tells_for_task(turn: Turn) -> bool:
    """Whether a statement only looks like a topic ("mavo is het hoogste wat ik heb"): it tells what the task needs."""
    said = turn.said
    outside = said.topic == _OUT_OF_SCOPE  # "ik heb een ww-uitkering" under an answer is about that answer
    bare = is_bare(said) and not said.confident  # so is a bare "niveau 3" under a search
    task = turn.task if outside or bare else turn.running
    kind = flow.kind_of(task) if task else None
    told = {*turn.learned, *(change.slot for change in turn.changed)}
    if kind is None or said.payload or said.asks_something or not told & kind.slots:
        return False
    if not (said.about_self or is_bare(said)):
        return False
    return outside or (said.topic not in BY_TOPIC and said.topic not in _SPECIAL)


def _respond_to_reply(turn: Turn, decided: bool | None) -> Reply:
    """The message says nothing of its own: it replies, tells something, or was not understood."""
    topic = turn.said.topic
    if turn.learned or turn.changed or turn.heard.places:
        return _understood(turn, _told(turn))
    if turn.heard.values and topic is not None:  # nothing new: it was known already
        return _understood(turn, conversation.known_already(turn))
    if turn.running is not None and turn.said.asks_something and topic in (None, "gesprek_antwoord"):
        return _doubtful_question(turn)
    if topic == "gesprek_weet_niet":
        return _understood(turn, conversation.does_not_know(turn))
    if topic == "gesprek_correctie":
        return _understood(turn, conversation.correct_what(turn))
    if decided is not None:
        return conversation.bare_yes_or_no(turn, decided)
    if turn.running is None and (topic == "gesprek_antwoord" or turn.heard.denied):
        return _understood(turn, conversation.what_to_help_with(turn))
    return misses.not_understood(turn)


def _doubtful_question(turn: Turn) -> Reply:
    """A question in the midst of a task that nothing sure was made of: the likeliest answer, or a choice of topics."""
    for topic, score in turn.said.ranking:
        if topic in _REPLIES or topic.startswith("gesprek_"):
            continue
        if score < LIKELY or topic in BY_TOPIC or topic in _SPECIAL:
            break
        return _understood(turn, conversation.after_detour(turn, answer.authored(turn, topic)))
    return misses.which_topic(turn)


def _respond_to_topic(turn: Turn) -> Reply:
    topic = turn.said.topic or ""
    kind = BY_TOPIC.get(topic)
    if kind is not None:
        reply = kind.instead(turn) or flow.start(turn, kind)
        if reply.asks:
            return reply.say_first(acknowledge(turn))
        return reply if kind.echoes else reply.say_first(corrections(turn))
    if (computed := AT_ONCE.get(topic)) is not None:
        reply = flow.answer_at_once(turn, computed)
    else:
        reply = _SPECIAL.get(topic, answer.authored)(turn)
    return conversation.after_detour(turn, reply.say_first(corrections(turn)))


def _answered(turn: Turn) -> Reply:
    """The open question was answered, or a place is to be chosen first."""
    task, heard = turn.running, turn.heard
    if task is None:
        raise ValueError("no task is running")
    kind = flow.kind_of(task)
    if heard.places and "plaats" not in heard.values:
        return conversation.choose_place(turn)
    if kind is not None and task.pending is not None and heard.values.get(task.pending) is False:
        declined = kind.declined(turn, task.pending)
        if declined is not None:
            return declined
    guessed = heard.fit is Fit.WEAK  # say back what was read into the words
    told = acknowledge(turn, besides=None if guessed else task.pending)
    reply = flow.proceed(turn)
    say_back = reply.asks or (guessed and kind is not None and not kind.echoes)
    return reply.say_first(told if say_back else corrections(turn))


def _told(turn: Turn) -> Reply:
    """Something was told without being asked for, or corrected."""
    if turn.running is not None:
        told = acknowledge(turn)
        reply = flow.go_on(turn)
        return reply.say_first(told) if reply.asks else reply.say_first(corrections(turn))
    if (which := heard_place.which_for_last(turn)) is not None:
        return which.say_first(corrections(turn))
    again = flow.recompute(turn)
    if again is not None:
        kind = flow.kind_of(turn.task) if turn.task else None
        told = Wording() if kind is not None and kind.echoes else acknowledge(turn)
        return flow.offer_waiting(turn, again.say_first(told))
    if (once_more := followup.about_last(turn, acknowledge(turn))) is not None:
        return flow.offer_waiting(turn, once_more)
    if (leads := followup.leads_on(turn)) is not None:
        return flow.start(turn, leads).say_first(acknowledge(turn))
    if turn.said.topic is None and (meant := misses.likely_topics(turn)) is not None:
        if len(meant.suggestions) == 1:  # one guess is not much of a choice
            misses.main_choices(turn, meant)
        return meant.say_first(acknowledge(turn))
    if (there := heard_place.what_is_there(turn)) is not None:
        return there.say_first(acknowledge(turn))
    asks_back = Reply("gesprek_antwoord", turn.texts.say("what_to_help_with"))
    asks_back.add_buttons(*turn.texts.follow_up_buttons(followup.subject(turn) or ""))
    return misses.main_choices(turn, asks_back).say_first(acknowledge(turn))


def acknowledge(turn: Turn, besides: str | None = None) -> Wording:
    """ "Genoteerd: ..." for what was told, except the slot that was just asked for; corrections are said as such."""
    texts = turn.texts
    other = "rol" in turn.learned and turn.profile.value("rol") == "voor_een_ander"
    known = {"rol" if other else None, besides, *_SAME_SUBJECT.get(besides or "", ())}
    for slot in turn.learned:  # an occupation tells its sector
        known.update(_SAME_SUBJECT.get(slot, ()))
    noted = {
        slot: turn.heard.values[slot]
        for slot in turn.learned
        if slot not in known and slot not in _NOT_SAID_BACK and slot in turn.heard.values
    }
    if unclear := heard_place.name(turn):
        noted["plaats"] = unclear
    wording = corrections(turn)
    if noted:
        own = turn.profile.value("rol") != "voor_een_ander"
        told = texts.told(noted) if own else ", ".join(texts.value_title(*fact) for fact in noted.items())
        wording = wording.then(texts.say("noted", feiten=told), paragraph=False)
    if other:
        wording = wording.then(texts.say("for_other"), paragraph=False)
    return wording


def corrections(turn: Turn) -> Wording:
    """ "Ik heb het aangepast: ..."; empty when nothing was corrected."""
    facts = [_said_back(turn, change) for change in turn.changed]
    return turn.texts.say("corrected", feiten=", ".join(facts)) if facts else Wording()


def _said_back(turn: Turn, change: Change) -> str:
    if change.slot == "telefoon":  # its value is a placeholder
        return turn.texts.title("mens_terugbellen.your_number")
    return turn.texts.value_title(change.slot, change.after)


def _understood(turn: Turn, reply: Reply) -> Reply:
    turn.memory.misses = 0
    return reply


def _remember(turn: Turn, reply: Reply) -> None:
    memory = turn.memory
    if turn.said.topic != "gesprek_herhaal":
        memory.last = {
            "topic": reply.topic,
            "text": reply.wording.web,
            "simple": reply.wording.simple,
            "spoken": reply.wording.spoken,
            "buttons": reply.buttons,
            "asks": reply.asks,
            "suggestions": reply.suggestions,
            "items": bool(reply.items),
        }
    memory.topics.append(reply.topic)
    del memory.topics[:-10]
