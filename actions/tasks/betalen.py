"""Who may pay for something to learn: the arrangements that an answer names, judged for this person at this moment.

Which arrangements those are, editors choose (`regelingen` of the answer); what they come to, the rule engine says.
"""

from __future__ import annotations

from actions.tasks import cards
from actions.tasks.context import Turn
from actions.tasks.reply import Item

MAX_PAYERS = 3
_RANK = {"waarschijnlijk": 0, "misschien": 1}


def payers(turn: Turn, topic: str, limit: int = MAX_PAYERS) -> list[Item]:
    """The arrangements of an answer that can be had now and may fit this person, the likeliest first.

    None while we do not know what somebody lives on: then all of them may fit, which says nothing.
    """
    found = turn.texts.answer(topic) if turn.knows("werksituatie") else None
    judged = [pair for pair in (cards.assessed(turn, one) for one in (found.regelingen if found else ())) if pair]
    offered = [(a, v) for a, v in judged if v.offerable and v.state == "open" and v.verdict != "niet"]
    offered.sort(key=lambda pair: _RANK[pair[1].verdict])
    for arrangement, verdict in offered[:limit]:
        turn.memory.find("regeling", arrangement.id, verdict.verdict)
    return [cards.regeling(turn, arrangement, verdict) for arrangement, verdict in offered[:limit]]
