"""A short question about one side of the subject before: "hoe lang duurt dat?", "en hoeveel krijg ik dan?".

Its words name no subject, so it is about what was answered last. The lines of that answer that speak of that side are
said again; where it has none, that we do not know, and who does. An answer of its own ("wat kost EVC") goes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from actions.tasks import answer, flow, followup
from actions.tasks import cards as make
from actions.tasks.context import Turn
from actions.tasks.matching import plain
from actions.tasks.registry import BY_TOPIC
from actions.tasks.reply import Item, Reply, Wording, button
from actions.tasks.words import ASKS_SIDE, LEANS_ON_LAST

_LOAN = "financiering_levenlanglerenkrediet"
_CHECK = "financiering_overzicht"
_SEARCH = "opleiding_zoeken"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a subject.

    asks: how it is asked for, in plain words. speaks: what a line that answers it has; the first that finds any wins.
    fact: of the card of an arrangement. instead: the topic to answer where nothing speaks of it.
    """

    name: str
    asks: re.Pattern[str]
    speaks: tuple[re.Pattern[str], ...]
    fact: str = ""
    instead: str = ""


def _aspect(name: str, asks: str, *speaks: str, fact: str = "", instead: str = "") -> Aspect:
    return Aspect(name, re.compile(asks), tuple(re.compile(s, re.IGNORECASE) for s in speaks), fact, instead)


# The first that is asked for counts: "hoeveel moet ik terugbetalen" is no question for the amount.
_ASPECTS = (
    _aspect(
        "terugbetalen", r"\b(?:terug ?(?:te )?beta\w+|beta\w+ .*\bterug|aflossen)\b", r"\bterug(?:betal\w+|vragen)?\b"
    ),
    _aspect("lenen", r"\b(?:lenen|leen)\b", r"\bl(?:enen|eent|ening)\b", instead=_LOAN),
    _aspect("loon", r"\b(?:verdien\w*|loon|salaris)\b", r"\b(?:loon|salaris|verdient?)\b"),
    _aspect(
        "duur",
        r"\bhoe ?lang\b(?! nog\b)|\b(?:duurt|duren)\b|\bhoeveel (?:tijd|jaar|jaren|maanden|weken)\b",
        r"\b(?:duurt|duren|tijd:)|\bvan (?:een|twee|drie|vier) jaar\b",
    ),
    _aspect(
        "kosten",
        r"\b(?:kost|kosten|prijs|gratis)\b|\b(?:hoe|is \w+|dat) duur$|"
        r"\b(?:wat|hoeveel) (?:betaal|(?:moet|zou) .*\bbeta\w+)",
        r"(?<!hoeveel het )\bkost(?:en|te|t)?\b|\bprij[sz]|\bis (?:\w+ ){0,3}gratis\b",
        r"\b(?:college|cursus|les)geld\b",
    ),
    _aspect(
        "tot_wanneer",
        r"\b(?:tot|vanaf) wanneer\b|\bwanneer\b.*\baan ?vra\w+|\bwelke datum\b|\bhoe ?lang nog\b",
        r"\b(?:is|nu|loket) (?:nu )?(?:dicht|open)\b|\b(?:open|aanvragen|kon dat)\b.*\btot en met\b|"
        r"\bvoordat uw\b|\bop tijd\b",
        fact="aanvragen_tot_en_met",
    ),
    _aspect(
        "aanvragen",
        r"\b(?:hoe|waar|bij wie|kan ik|moet ik)\b.*(?:\baan ?(?:te )?vragen\b|\bvraag\b.*\baan\b|\bregel(?:en)?\b)",
        r"\baanvragen\b|\bvraagt?\b[^.?]* aan\b|\bmeldt? u\b",
        fact="aanvragen",
    ),
    _aspect(
        "bedrag",
        r"\bhoeveel\b|\bhoe (?:veel|hoog)\b|\bbedrag\b|\bwat krijg\b",
        r"\bhoeveel:|\bhoeveel u krijgt\b",
        r"^(?!.*(?:(?:college|cursus|les)geld|kosten)).*(?:€|\b\d[\d.]* euro\b)",
        fact="bedrag",
    ),
)
# By the beginning of a subject: the topic whose own answer is about that side of it.
_OWN: Mapping[tuple[str, str], str] = {
    ("evc_", "duur"): "evc_duur",
    ("evc_", "kosten"): "evc_kosten",
    ("evc_", "bedrag"): "evc_kosten",
    ("evc_", "aanvragen"): "evc_aanvragen",
    ("leerbaan_", "loon"): "leerbaan_loon",
    ("leerbaan_", "bedrag"): "leerbaan_loon",
}
# Where its lines also stand.
_ALSO = {"leerbaan_": "leerbaan_uitleg"}
# About schooling as such: what is asked differs from one programme to the next.
_SCHOOLING = ("opleiding_", "leerbaan_", "loopbaan_")
_NO_SCHOOLING = frozenset(
    {"opleiding_diplomawaardering", "opleiding_diplomaregister", "loopbaan_ontslag", "loopbaan_scholingsrecht"}
)
_MOST_WORDS = 10
_MOST_LINES = 3


def asked(turn: Turn) -> Reply | None:
    """What the last answer says of the side that is asked for; None when no such question was put."""
    aspect = _aspect_of(turn)
    subject = _subject(turn, aspect) if aspect else None
    if aspect is None or subject is None:
        return None
    if (own := _own(turn, aspect, subject)) is not None:
        return own
    if followup.is_gone(turn, subject):  # then no amount or date is true of it, nor may one of something else be
        return answer.authored(turn, subject)
    if found := _found(turn, aspect, subject):
        reply = Reply(subject, turn.texts.say("aspect.intro").then(found), items=_cards(turn, subject))
        return reply.add_buttons(*turn.texts.follow_up_buttons(subject))
    if turn.said.topic in BY_TOPIC:
        return None  # "hoeveel geld kan ik krijgen" after what has no amount asks for the check
    return answer.authored(turn, aspect.instead) if aspect.instead else _not_known(turn, aspect, subject)


def _own(turn: Turn, aspect: Aspect, subject: str) -> Reply | None:
    """The answer of another topic that is about that side of the subject."""
    prefix = next((prefix for prefix, name in _OWN if name == aspect.name and subject.startswith(prefix)), "")
    own = _OWN.get((prefix, aspect.name), "")
    if own in BY_TOPIC:
        return flow.start(turn, BY_TOPIC[own])
    return answer.authored(turn, own) if own else None


def _found(turn: Turn, aspect: Aspect, subject: str) -> Wording:
    """What is known of it; a mere "hoeveel" may be for what it costs."""
    looks = (_facts_of, _said_of) if aspect.name == "aanvragen" else (_said_of, _facts_of)
    found = looks[0](turn, aspect, subject) or looks[1](turn, aspect, subject)
    if found or aspect.name != "bedrag" or "krijg" in turn.said.text.lower():
        return found
    return _said_of(turn, next(other for other in _ASPECTS if other.name == "kosten"), subject)


def _subject(turn: Turn, aspect: Aspect) -> str | None:
    """What was answered last; else schooling, which is what people wonder how long it takes and what it costs."""
    subject = followup.subject(turn)
    if subject is not None:
        return subject
    begun = bool(turn.memory.topics) and aspect.name in ("duur", "kosten")
    return _SEARCH if begun or turn.knows("beroep_doel", "niveau_doel", "sector_doel") else None


def _aspect_of(turn: Turn) -> Aspect | None:
    words = plain(turn.said.text)
    if (
        turn.said.payload
        or not 1 <= len(words.split()) <= _MOST_WORDS
        or set(words.split()) - LEANS_ON_LAST - ASKS_SIDE
    ):
        return None
    return next((aspect for aspect in _ASPECTS if aspect.asks.search(words)), None)


def _said_of(turn: Turn, aspect: Aspect, subject: str) -> Wording:
    """The lines of the answer about it that speak of that side."""
    part = turn.texts.record(f"{subject}.{aspect.name}")
    if part is not None:
        return turn.texts.say(f"{subject}.{aspect.name}")
    for topic in _topics(turn, aspect, subject):
        found = turn.texts.answer(topic)
        lines = [line.strip() for line in found.web.splitlines() if line.strip()] if found else []
        for speaks in aspect.speaks:
            if speaking := [line for line in lines if speaks.search(line)][:_MOST_LINES]:
                return followup.said_as(speaking)
    return Wording()


def _topics(turn: Turn, aspect: Aspect, subject: str) -> Iterator[str]:
    """Where the lines may stand; what introduces a task says nothing of what it finds."""
    yield from () if subject in (_CHECK, _SEARCH, "leerbaan_zoeken") else (subject,)
    yield from (topic for prefix, topic in _ALSO.items() if subject.startswith(prefix))
    if subject == _CHECK and aspect.name == "terugbetalen":
        yield from (f"financiering_{key.partition(':')[2]}" for key in turn.memory.found)


def _facts_of(turn: Turn, aspect: Aspect, subject: str) -> Wording:
    """The same of the arrangements that the answer was about, as their cards have it."""
    about = turn.texts.answer(subject)
    own = (
        [key.partition(":")[2] for key in turn.memory.found] if subject == _CHECK else about.regelingen if about else ()
    )
    told = Wording()
    for item in _cards(turn, subject)[:_MOST_LINES] if aspect.fact else []:
        value = item["facts"].get(aspect.fact)
        if value and item["verdict"] != "niet" and item["id"] in own:
            told = told.then(turn.texts.say("apply_one", titel=item["title"], hoe=value))
    return told


def _cards(turn: Turn, subject: str) -> list[Item]:
    if subject == _CHECK:
        return [make.regeling(turn, *pair) for pair in followup.found(turn)]
    return answer.cards(turn, subject)


def _not_known(turn: Turn, aspect: Aspect, subject: str) -> Reply:
    """Nothing we know speaks of it: said so, with who knows."""
    schooling = subject.startswith(_SCHOOLING) and subject not in _NO_SCHOOLING
    keys = [f"aspect.{aspect.name}.opleiding"] if schooling else []
    if subject == _CHECK and turn.running is not None:
        keys = ["aspect.check_first"]
    reply = Reply(subject, turn.texts.say(*keys, f"aspect.{aspect.name}"))
    if schooling and aspect.name in ("duur", "kosten"):
        reply.add_buttons(*turn.texts.topic_buttons([_SEARCH, _CHECK]))
    reply.add_buttons(*turn.texts.follow_up_buttons(subject))
    return reply.add_buttons(button(turn.texts.title("button.mens"), "mens_spreken"))
