"""What a study costs: the price of the level and form that somebody asks about, before any word of money for it.

The topic of studiefinanciering also holds the questions for a price; an age limit of a loan is no answer to those.
"""

from __future__ import annotations

import re

from actions.tasks import cards
from actions.tasks.context import Turn
from actions.tasks.facts import study_meant
from actions.tasks.matching import plain
from actions.tasks.reply import Reply, Wording, button
from actions.tasks.state import Offer
from actions.tasks.understanding import Said
from knowledge.rules import Assessment

_TOPIC = "financiering_studiefinanciering"
_CHECK = "financiering_overzicht"
_MBO, _HIGHER = "lesgeld_cursusgeld_mbo", "wettelijk_collegegeld"
_TEXTS = {_MBO: "kosten_mbo", _HIGHER: "kosten_ho"}

_PRICE = re.compile(
    r"\b(?:wat|hoeveel|hoe duur)\b.*\b(?:kost|kosten|betaal|betaalt|betalen)\b|\bhoe duur\b|"
    r"\b(?:lesgeld|cursusgeld|collegegeld|schoolgeld)\b"
)
# Who asks for money is told of money, also where the price is named ("kan ik mijn collegegeld lenen").
_MONEY = re.compile(
    r"\b(?:leen|lenen|lening|krediet|vergoed\w*|vergoeding|terug\w*|krijg\w*|subsidie|aftrek\w*|beurs|duo|"
    r"studiefinanciering|collegegeldkrediet|levenlanglerenkrediet)\b"
)
_NAMED = {
    _MBO: re.compile(r"\b(?:mbo|bol|bbl|lesgeld|cursusgeld)\b"),
    _HIGHER: re.compile(r"\b(?:hbo|ad|hogeschool|universiteit|bachelor|master)\b"),
}


def priced(turn: Turn, topic: str) -> Reply | None:
    """What it costs, where that is the question; None where it is not."""
    if topic != _TOPIC or not asks_price(turn.said):
        return None
    texts, wording, reply = turn.texts, Wording(), Reply(_TOPIC, Wording())
    for identifier in _kinds(turn):
        pair = cards.assessed(turn, identifier)
        wording = wording.then(texts.say(f"{_TOPIC}.{_TEXTS[identifier]}"))
        if pair is None:
            continue
        arrangement, assessment = pair
        reply.items.append(cards.regeling(turn, arrangement, assessment))
        wording = _for_you(turn, assessment).then(wording)
    reply.wording = wording
    reply.say_last(texts.say("price_offer"))
    reply.add_buttons(*texts.topic_buttons([_CHECK, _TOPIC, "leerbaan_uitleg"]))
    reply.add_buttons(button(texts.title("button.mens"), "mens_spreken"))
    turn.memory.offer = Offer(_CHECK)
    return reply


def _for_you(turn: Turn, assessment: Assessment) -> Wording:
    """What this person pays, or why nothing; empty while that depends on what we do not know."""
    if assessment.verdict == "niet":
        reason = assessment.why[0] if assessment.state == "open" and assessment.why else ""
        return Wording(reason, reason, reason)
    return turn.texts.say("price_for_you", bedrag=assessment.amount) if assessment.amount else Wording()


def asks_price(said: Said) -> bool:
    """Whether a message asks what a study costs, not who pays for it."""
    words = plain(said.text)
    return not said.payload and bool(_PRICE.search(words)) and not _MONEY.search(words)


def _kinds(turn: Turn) -> tuple[str, ...]:
    """The prices that are asked about: of the mbo, of hbo and university, or of both where it is not said."""
    words = plain(turn.said.text)
    named = tuple(kind for kind in (_MBO, _HIGHER) if _NAMED[kind].search(words))
    if named:
        return named
    level = str(study_meant(turn.said).get("niveau_doel") or turn.profile.value("niveau_doel") or "")
    if level in ("ad", "hbo", "wo"):
        return (_HIGHER,)
    return (_MBO,) if level.startswith("mbo") else (_MBO, _HIGHER)
