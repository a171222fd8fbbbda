"""Answers that editors wrote: the text of a topic, with cards of the arrangements it speaks of, for this person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from actions.tasks import cards as make
from actions.tasks import kosten
from actions.tasks.context import Turn
from actions.tasks.matching import plain
from actions.tasks.reply import Item, Reply, Wording, button
from actions.tasks.state import Offer
from actions.tasks.texts import answer_wording
from knowledge.records import Arrangement
from knowledge.rules import Assessment

Assessed = tuple[Arrangement, Assessment]
# "Kan ik dat zelf aanvragen?", not "hoe kan ik dat aanvragen?".
_ASKS_WHETHER = re.compile(r"(?<!hoe )(?<!waar )(?<!wanneer )\b(?:kan|kun|mag|kunnen|mogen) (?:ik|je|we|wij)\b")
MAX_CARDS = 4
MAX_WITH_INSTEAD = 5
# Their question at the end ("waarmee kan ik u helpen?") has no yes.
_OPEN_QUESTIONS = frozenset({"gesprek_groet", "bot_mogelijkheden", "gesprek_opnieuw"})


def authored(turn: Turn, topic: str | None = None) -> Reply:
    """The answer of a topic; where nobody wrote one, an honest sentence and the way to a person."""
    topic = topic or turn.said.topic or "bot_mogelijkheden"
    texts = turn.texts
    if (price := kosten.priced(turn, topic)) is not None:
        return price
    found = texts.answer(topic)
    if found is None or not found.web.strip():
        reply = Reply(topic, texts.say("no_answer"))
        return reply.add_buttons(button(texts.title("button.mens"), "mens_spreken"))
    reply = Reply(topic, answer_wording(found), items=cards(turn, topic))
    reply.say_first(_not_for_you(turn, topic, found.regelingen))
    reply.add_buttons(*texts.topic_buttons(found.follow_ups))
    asks_back = found.web.endswith("?") or found.spoken.endswith("?")
    if found.prefers_person:
        if not asks_back:
            reply.say_last(texts.say("prefers_person"))
        reply.add_buttons(button(texts.title("button.mens"), "mens_spreken"), first=True)
        turn.memory.offer = Offer("mens_spreken", reason="prefers_person")
    elif asks_back and found.follow_ups and topic not in _OPEN_QUESTIONS:
        # Editors put first what "ja" to the question at the end of an answer means.
        turn.memory.offer = Offer(found.follow_ups[0])
    for item in reply.items:
        if item["verdict"] != "niet":
            turn.memory.find("regeling", item["id"], item["verdict"])
    return reply


def _not_for_you(turn: Turn, topic: str, ids: Sequence[str]) -> Wording:
    """Why what the answer is about does not suit this person, to say before the general text; may be empty."""
    group, _, name = topic.partition("_")
    first = make.assessed(turn, ids[0]) if ids and group in ("financiering", "werkgever") else None
    if first is None or not (ids[0].startswith(name) or ids[0] in turn.said.values("regeling")):
        return Wording()
    arrangement, assessment = first
    if arrangement.applicant == "employer":
        return only_employers(turn, arrangement) if make.is_citizen(turn) else Wording()
    if arrangement.applicant != "person" or arrangement.kind != "funding_individual":
        return Wording()
    if assessment.verdict != "niet" or assessment.state != "open":
        return Wording()
    return turn.texts.say("not_for_you", reden=" ".join(assessment.why[:2]))


def only_employers(turn: Turn, arrangement: Arrangement) -> Wording:
    """That an employer applies for it; "nee" where the person asks whether they can."""
    key = "only_employers_no" if _ASKS_WHETHER.search(plain(turn.said.text)) else "only_employers"
    said = turn.texts.say(key)
    return said.then(turn.texts.say("ask_employer_for_it"), False) if "werkgever" in arrangement.through else said


def cards(turn: Turn, topic: str) -> list[Item]:
    """Cards of the arrangements of an answer, assessed for this person now; beside a closed one what is open."""
    found = turn.texts.answer(topic)
    if found is None:
        return []
    mentioned = [str(value) for value in turn.said.values("regeling")]
    ids = list(dict.fromkeys([*mentioned, *found.regelingen]))
    for_staff, for_anybody = False, False
    if topic.startswith("werkgever_"):
        for_staff = make.speaks_for_staff(turn)
        for_anybody = not for_staff and not make.is_citizen(turn)
    judge = partial(make.assessed, turn, for_staff=for_staff, for_anybody=for_anybody)
    assessed = [pair for pair in map(judge, ids[:MAX_CARDS]) if pair]
    instead: list[str] = []
    for arrangement, assessment in assessed:
        if assessment.verdict == "niet" or not assessment.offerable:
            instead += [i for i in arrangement.instead if i not in ids and i not in instead]
    extra = [pair for pair in map(judge, instead) if pair]
    room = max(MAX_WITH_INSTEAD - len(assessed), 0)
    assessed += [pair for pair in extra if pair[1].verdict != "niet" and pair[1].offerable][:room]
    return [make.regeling(turn, arrangement, assessment, for_staff) for arrangement, assessment in assessed]


def intro(turn: Turn, topic: str) -> Wording:
    """The frame of a computed answer."""
    found = turn.texts.answer(topic)
    return answer_wording(found) if found else Wording()
