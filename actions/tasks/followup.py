"""A message that leans on the reply before it: "hoe vraag ik dat aan?", "en met bol?".

Such a message has no topic of its own: the words that carry it stand in what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.tasks import answer
from actions.tasks import cards as make
from actions.tasks.context import TaskKind, Turn
from actions.tasks.matching import plain
from actions.tasks.profile import Value
from actions.tasks.registry import BY_TOPIC
from actions.tasks.reply import Reply, Wording
from actions.tasks.state import Task

_MOST = 3
_GONE = ("closed", "unknown")  # what we do not know to exist is no offer either
_NO_SUBJECT = ("gesprek_", "bot_", "mens_", "service_")
_REMEMBERED = 3  # replies
_FOR_AGE = re.compile(r"- (?:(?P<how>Tot|Vanaf) )?(?P<age>\d\d) jaar(?P<more> en ouder)?:")
_MOST_ALOUD = 2  # sentences
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_APPLIES = re.compile(
    r"\b(?:hoe|waar|wanneer|bij wie|kan ik|moet ik)\b.*"
    r"\b(?:(?:vraag|vragen) .*\baan|aan ?(?:te )?vragen|regel(?:en)?)\b"
)
_LEANS = re.compile(r"\b(?:dat|die|dit|deze|het|ze|hem|allebei|beide|zoiets)\b")


def how_to_apply(turn: Turn) -> Reply | None:
    """How to apply for what was just found, the likeliest first; None when the message does not ask that."""
    said, memory = turn.said, turn.memory
    words = plain(said.text)
    if said.payload or not memory.last.get("items") or said.values("regeling"):
        return None
    if said.confident or not (_APPLIES.search(words) and _LEANS.search(words)):
        return None
    to_apply = found(turn)
    if not to_apply:
        return None
    reply = Reply(str(memory.last.get("topic")), _intro(turn))
    for arrangement, assessment in to_apply:
        how = " ".join(arrangement.apply)
        step = turn.texts.say("apply_one", titel=arrangement.title, hoe=how)
        reply.say_last(step if not reply.items else step.only_read())
        reply.items.append(make.regeling(turn, arrangement, assessment))
    reply.add_buttons(*turn.texts.follow_up_buttons(reply.topic))
    return reply


def _intro(turn: Turn) -> Wording:
    """What the list of ways to apply is; first of all that what was asked about is gone, or is for employers."""
    topic = str(turn.memory.last.get("topic"))
    about, first = turn.texts.answer(topic), _first(turn, topic)
    if about and first and first[1].state in _GONE:
        return said_as(about.web.strip().splitlines()[:1]).then(turn.texts.say("apply_yourself"))
    if first is None or first[0].applicant != "employer" or make.is_employer(turn):
        return turn.texts.say("apply_intro")
    return answer.only_employers(turn, first[0]).then(turn.texts.say("apply_yourself"))


def is_gone(turn: Turn, topic: str) -> bool:
    """Whether what the answer on a topic is about exists no more, or is not known to exist."""
    first = _first(turn, topic)
    return first is not None and first[1].state in _GONE


def _first(turn: Turn, topic: str) -> answer.Assessed | None:
    """The arrangement that the answer on a topic is about: the first that it names."""
    about = turn.texts.answer(topic)
    return make.assessed(turn, about.regelingen[0]) if about and about.regelingen else None


def found(turn: Turn) -> list[answer.Assessed]:
    """The arrangements found for this person that they can still apply for, money before advice."""
    pairs = []
    for key in turn.memory.found:
        kind, _, identifier = key.partition(":")
        pair = make.assessed(turn, identifier) if kind == "regeling" else None
        if pair and pair[1].verdict != "niet" and pair[1].offerable and pair[0].apply:
            pairs.append(pair)
    pairs.sort(key=lambda pair: (not pair[0].kind.startswith("funding_"), pair[1].verdict != "waarschijnlijk"))
    return pairs[:_MOST]


def subject(turn: Turn) -> str | None:
    """The topic that was answered last; "genoteerd" or "dat begreep ik niet" in between makes it no other."""
    recent = reversed(turn.memory.topics[-_REMEMBERED:])
    return next((topic for topic in recent if not topic.startswith(_NO_SUBJECT)), None)


def about_last(turn: Turn, told: Wording) -> Reply | None:
    """The last answer again for what was told ("en met bol?", "ik ben 20"); None when it does not depend on that."""
    topic = subject(turn) or ""
    answered = turn.texts.answer(topic)
    if topic in BY_TOPIC or answered is None:
        return None
    if answered.regelingen:
        return answer.authored(turn, topic).say_first(told)
    age = turn.value("leeftijd") if "leeftijd" in turn.heard.values else None
    lines = answered.web.splitlines()
    others = [line for line in lines if _FOR_AGE.match(line.strip()) and not _is_for_age(line, age)]
    if not others or not any(_is_for_age(line, age) for line in lines):
        return None
    own = "\n".join(line for line in lines if line not in others)
    reply = Reply(topic, Wording(own, answered.spoken, answered.simple)).say_first(told)
    return reply.add_buttons(*turn.texts.topic_buttons(answered.follow_ups))


def _is_for_age(line: str, age: Value | None) -> bool:
    """Whether a line of a list is for people of this age: "20 jaar: ...", "Vanaf 30 jaar: ..."."""
    found = _FOR_AGE.match(line.strip())
    if found is None or not isinstance(age, int):
        return False
    bound, since = int(found["age"]), found["more"] or found["how"] == "Vanaf"
    return age < bound if found["how"] == "Tot" else age >= bound if since else age == bound


def leads_on(turn: Turn) -> TaskKind | None:
    """What the last answer leads to, and can be given at once now that this was told (a place: the loket there)."""
    answered = turn.texts.answer(subject(turn) or "")
    for topic in answered.follow_ups if answered else ():
        kind = BY_TOPIC.get(topic)
        if kind is not None and kind.slots & set(turn.learned) and _needs_no_more(turn, kind):
            return kind
    return None


def _needs_no_more(turn: Turn, kind: TaskKind) -> bool:
    before, turn.state.task = turn.task, Task(kind.name)
    step = kind.next_step(turn)
    turn.state.task = before
    return step is None


def said_as(lines: Sequence[str]) -> Wording:
    """Lines of an answer as something to say: a list stays one, a single line of it becomes a sentence."""
    bare = [line.strip().removeprefix("- ") for line in lines]
    shown = bare[0] if len(bare) == 1 else "\n".join(lines)
    aloud = " ".join(_SENTENCE_END.split(bare[0])[:_MOST_ALOUD])
    return Wording(shown, aloud, shown).without_question()
