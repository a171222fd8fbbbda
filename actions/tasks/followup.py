"""A message that leans on the reply before it: "hoe vraag ik dat aan?", "en met bol?".

Such a message has no topic of its own: the words that carry it stand in what was said before.
"""

from __future__ import annotations

import re

from actions.tasks import answer
from actions.tasks import cards as make
from actions.tasks.context import Turn
from actions.tasks.matching import plain
from actions.tasks.registry import BY_TOPIC
from actions.tasks.reply import Reply, Wording

_MOST = 3
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
    reply = Reply(str(memory.last.get("topic")), turn.texts.say("apply_intro"))
    for arrangement, assessment in to_apply:
        how = " ".join(arrangement.apply)
        step = turn.texts.say("apply_one", titel=arrangement.title, hoe=how)
        reply.say_last(step if not reply.items else step.only_read())
        reply.items.append(make.regeling(turn, arrangement, assessment))
    reply.add_buttons(*turn.texts.follow_up_buttons(reply.topic))
    return reply


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


def about_last(turn: Turn, told: Wording) -> Reply | None:
    """The last answer again for what was told now ("en met bol?"); None when it does not depend on the person."""
    topic = turn.memory.topics[-1] if turn.memory.topics else ""
    found = turn.texts.answer(topic)
    if topic in BY_TOPIC or found is None or not found.regelingen or not turn.memory.last.get("items"):
        return None
    return answer.authored(turn, topic).say_first(told)
