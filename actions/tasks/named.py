"""Somebody asks for an arrangement by name that is closed, or that we do not know to exist: say so first.

Without this such a message would start the check or a search, and leave the question unanswered.
"""

from __future__ import annotations

from functools import partial

from actions.tasks import answer, cards
from actions.tasks.context import Turn
from actions.tasks.reply import Reply, Wording, button
from actions.tasks.state import Offer
from actions.tasks.texts import Texts
from knowledge.records import Arrangement
from knowledge.rules import Assessment

# Whatever their own text says, it is not about an arrangement; so are all topics about money.
_WITHOUT_ANSWER = frozenset(
    {None, "financiering_overzicht", "opleiding_zoeken", "bot_mogelijkheden", "gesprek_buiten_bereik"}
)
_ABOUT_MONEY = ("financiering_", "werkgever_")
_LONG = 10
_CITIZENS, _EMPLOYERS = "financiering_overzicht", "werkgever_scholing"


def shut(turn: Turn) -> Reply | None:
    """What was named is closed or unknown: that first, then what is open instead; None when nothing such was named."""
    said, texts = turn.said, turn.texts
    topic = said.topic
    if said.payload or not (topic in _WITHOUT_ANSWER or (topic or "").startswith(_ABOUT_MONEY)):
        return None
    for_staff = cards.speaks_for_staff(turn)
    for_anybody = not for_staff and (topic or "").startswith("werkgever_") and not cards.is_citizen(turn)
    judge = partial(cards.assessed, turn, for_staff=for_staff, for_anybody=for_anybody)
    ids = dict.fromkeys(str(value) for value in said.values("regeling"))
    named = [pair for pair in map(judge, ids) if pair]
    gone = [
        (arrangement, assessment)
        for arrangement, assessment in named
        if not _can_be_had(assessment) and arrangement.kind != "service" and not _answers(texts, topic, arrangement)
    ]
    if not gone:
        return None
    reply = Reply(_EMPLOYERS if for_staff or for_anybody else _CITIZENS, Wording())
    for arrangement, assessment in gone:
        reply.say_last(_why(texts, arrangement, assessment))
    open_ = [pair for pair in named if _can_be_had(pair[1])]
    shown = {arrangement.id for arrangement, _ in named}
    for identifier in dict.fromkeys(i for arrangement, _ in gone for i in arrangement.instead):
        other = judge(identifier)
        if other and identifier not in shown and _can_be_had(other[1]) and other[1].verdict != "niet":
            open_.append(other)
    for arrangement, assessment in [*gone, *open_][: max(answer.MAX_WITH_INSTEAD, len(gone))]:
        item = cards.regeling(turn, arrangement, assessment, for_staff)
        reply.items.append(item)
        if item["verdict"] != "niet":
            turn.memory.find("regeling", arrangement.id, assessment.verdict)
    if any(item["verdict"] != "niet" for item in reply.items):
        reply.say_last(texts.say("named.instead"))
    reply.say_last(texts.say("named.offer_employer" if reply.topic == _EMPLOYERS else "named.offer"), paragraph=False)
    reply.add_buttons(*texts.topic_buttons([reply.topic]))
    reply.add_buttons(button(texts.title("button.mens"), "mens_spreken"))
    turn.memory.offer = Offer(reply.topic)
    return reply


def _can_be_had(assessment: Assessment) -> bool:
    return assessment.offerable and assessment.state == "open"


def _answers(texts: Texts, topic: str | None, arrangement: Arrangement) -> bool:
    """Whether the topic's own answer is about this arrangement."""
    found = texts.answer(topic) if topic is not None and topic not in _WITHOUT_ANSWER else None
    if found is None:
        return False
    name = arrangement.title.partition("(")[0].strip().lower()
    stem = name[:-2] if len(name) >= _LONG and " " not in name else name  # "leerrechten", "een leerrecht"
    return arrangement.id in found.regelingen or stem in found.web.lower()


def _why(texts: Texts, arrangement: Arrangement, assessment: Assessment) -> Wording:
    if not assessment.offerable:
        return texts.say("named.unknown", titel=arrangement.title, uitleg=arrangement.summary)
    closed = (arrangement.closed_text or "").strip()
    reason = assessment.why[0] if assessment.why else closed
    if reason == closed:  # it names the arrangement itself
        return Wording(closed, closed, closed)
    return texts.say("named.closed", titel=arrangement.title, reden=reason)
