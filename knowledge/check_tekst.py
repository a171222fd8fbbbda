"""What must be true of every sentence a citizen may get: figures have a source, references lead, words can be read.

The bounds on reading and why they are what they are stand in `knowledge.readability`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from knowledge import figures, readability
from knowledge.check_bron import source_problems, unheld
from knowledge.folder import Entry, Finding, Records, Where
from knowledge.profile import SLOTS, misfit
from knowledge.records import Answer, Arrangement, Lengths, Text, leaves
from knowledge.render import DeadReference, Renderer, timed
from knowledge.topics import TOPICS

# Fixed terms of the field that have no simpler word; the words of the arrangements' titles come on top.
TERMS = frozenset(
    {
        "arbeidsmarkt", "arbeidsmarktregio", "basisvaardigheden", "beroepsopleiding", "belastingdienst", "diploma",
        "ervaringscertificaat", "gemeente", "leerwerkloket", "levenlanglerenkrediet", "ontwikkelfonds", "opleiding",
        "opleidingen", "opleidingsfonds", "praktijkverklaring", "scholingsaftrek", "startkwalificatie",
        "studiefinanciering", "transitievergoeding", "uitkering", "werkcentrum", "werkgever", "werkzoekend",
    }
)  # fmt: skip

# Topics of the conversation itself: they state no facts about the world.
WITHOUT_SOURCE = ("bot_", "gesprek_", "mens_", "service_")

# Texts that other parts look up by name.
REQUIRED_TEXTS = (
    "engine_down", "not_understood_1", "not_understood_2", "empty_message", "too_long", "bsn_warning",
    "masked_notice", "callback_confirmed", "callback_withdrawn", "queue_joined", "conversation_closed",
    "conversation_erased", "rate_limited", "demo_notice", "crisis", "crisis_follow_up", "crisis_geweld",
    "crisis_geweld_follow_up", "unknown_answer",
)  # fmt: skip
LENGTHS = ("web", "spoken", "simple")
PSEUDO_SLOTS = ("telefoon", "dagdeel", "toestemming")
PSEUDO_PREFIX = "interesse_"  # the interest check asks for these, of its own task only

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:bijv\.|bv\.|o\.a\.|d\.w\.z\.|i\.p\.v\.|m\.b\.t\.|t\.a\.v\.|n\.v\.t\.|evt\.|incl\.|excl\.|enz\.|etc\.|"
    r"ca\.|nr\.|tel\.|t/m\b|m\.u\.v\.|i\.v\.m\.|z\.s\.m\.)",
    re.IGNORECASE,
)
_FAMILIAR = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:nl|com|eu|org)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """What the sentences of all records are judged with."""

    terms: frozenset[str]
    renderer: Renderer
    arrangements: Mapping[str, Arrangement]

    @classmethod
    def of(cls, records: Records) -> Words:
        """Gather the names of the arrangements as fixed terms, and their figures for references."""
        arrangements = {key: entry.record for key, entry in records.arrangements.items()}
        titles = " ".join(item.title for item in arrangements.values()).lower()
        return cls(TERMS | frozenset(re.findall(r"\w{4,}", titles)), Renderer(arrangements), arrangements)


def arrangement_problems(entry: Entry[Arrangement], words: Words) -> Iterator[Finding]:
    """Yield what is wrong with the sentences of a regeling; short ones are judged together."""
    record = entry.record
    sentences = dict(_sentences(record))
    for place, sentence in sentences.items():
        if "{{" in sentence or "{%" in sentence:
            yield entry.finding(place, "references are filled in only in antwoorden and teksten.yaml")
        yield from _style(entry, place, sentence)
        yield from _figures(entry, place, sentence, [record])
        if problem := readability.too_long(sentence, "regeling"):
            yield entry.finding(place, problem)
    for place, label in _labels(record):
        yield from _figures(entry, place, label, [record])
    together = "\n\n".join(sentences.values())
    if problem := readability.too_hard(together, "regeling", words.terms):
        yield entry.finding((), f"its sentences together are {problem}")
    if record.contact and record.contact.phone:
        facts = _facts(record, record.contact.source)
        yield from unheld(entry, ("contact", "phone"), record.contact.phone, facts)


def answer_problems(entry: Entry[Answer], records: Records, words: Words, today: date) -> Iterator[Finding]:
    """Yield what is wrong with an antwoord."""
    answer = entry.record
    if answer.topic not in TOPICS:
        yield entry.finding(("topic",), f"there is no topic '{answer.topic}'")
    for index, other in enumerate(answer.follow_ups):
        if other not in records.answers or other == answer.topic:
            yield entry.finding(("follow_ups", index), f"dead reference: there is no other answer '{other}'")
    for index, other in enumerate(answer.regelingen):
        if other not in words.arrangements:
            yield entry.finding(("regelingen", index), f"dead reference: there is no arrangement '{other}'")
    related: dict[str, Arrangement] = {}
    for other in (*answer.regelingen, *_references(answer, words)):
        if other in words.arrangements:
            related[other] = words.arrangements[other]
    yield from _origin(entry, bool(related), today)
    own = [source.fact for source in answer.sources]
    yield from _figures(entry, ("title",), answer.title, list(related.values()), own)
    for place, lengths in _versions(answer):
        for kind in LENGTHS:
            text = getattr(lengths, kind)
            yield from _length(entry, (*place, kind), text, own, list(related.values()), words, today)


def text_problems(entry: Entry[Text], words: Words, today: date) -> Iterator[Finding]:
    """Yield what is wrong with a fixed text or a question."""
    text = entry.record
    own = [source.fact for source in text.sources]
    yield from source_problems(entry, text.sources, None, None, today)
    for kind in LENGTHS:
        yield from _length(entry, (kind,), getattr(text, kind), own, [], words, today, free=True)
    slot_id = text.key.removeprefix("ask.")
    if slot_id == text.key or slot_id in PSEUDO_SLOTS or slot_id.startswith(PSEUDO_PREFIX):
        return
    slot = SLOTS.get(slot_id)
    if slot is None:
        yield entry.finding((), f"dead reference: there is no slot '{slot_id}' in the profile")
        return
    for index, option in enumerate(text.options):
        if problem := misfit(slot, option.value):
            yield entry.finding(("options", index), problem)


def missing_texts(records: Records) -> Iterator[str]:
    """Yield the keys that other parts look up and that no text has; every slot that decides needs a question."""
    deciding = {
        leaf.slot
        for entry in records.arrangements.values()
        for condition in entry.record.conditions
        for leaf in leaves(condition.test)
        if leaf.slot in SLOTS and SLOTS[leaf.slot].asked
    }
    wanted = (*REQUIRED_TEXTS, *(f"ask.{slot}" for slot in sorted(deciding)))
    return (key for key in wanted if key not in records.texts)


def _sentences(record: Arrangement) -> Iterator[tuple[Where, str]]:
    yield ("summary",), record.summary
    if record.closed_text:
        yield ("closed_text",), record.closed_text
    for name in ("apply", "check"):
        for index, sentence in enumerate(getattr(record, name)):
            yield (name, index), sentence
    for index, condition in enumerate(record.conditions):
        yield ("conditions", index, "holds"), condition.holds
        yield ("conditions", index, "fails"), condition.fails


def _labels(record: Arrangement) -> Iterator[tuple[Where, str]]:
    """Yield what a card shows besides sentences."""
    yield ("title",), record.title
    for index, amount in enumerate(record.amounts):
        if amount.show:
            yield ("amounts", index, "meaning"), amount.meaning
    if record.contact and record.contact.hours:
        yield ("contact", "hours"), record.contact.hours


def _references(answer: Answer, words: Words) -> tuple[str, ...]:
    texts = (getattr(lengths, kind) for _, lengths in _versions(answer) for kind in LENGTHS)
    try:
        return words.renderer.references("\n".join(texts))
    except DeadReference:
        return ()


def _origin(entry: Entry[Answer], has_related: bool, today: date) -> Iterator[Finding]:
    """An answer that states facts says where they come from and of when they are."""
    answer = entry.record
    if answer.sources:
        if not answer.evidence_date:
            yield entry.finding((), "'evidence_date' is missing: the date of its newest source")
        if not answer.review_by:
            yield entry.finding((), "'review_by' is missing: the day somebody looks at it again")
    elif not has_related and not answer.topic.startswith(WITHOUT_SOURCE):
        yield entry.finding((), "no source: give sources, or regelingen that hold the facts")
    yield from source_problems(entry, answer.sources, answer.evidence_date, answer.review_by, today)


def _versions(answer: Answer) -> Iterator[tuple[Where, Lengths]]:
    """Yield the answer itself and its parts, each with its place."""
    yield (), answer
    for name, part in answer.parts.items():
        yield ("parts", name), part


def _length(
    entry: Entry[Answer] | Entry[Text],
    place: Where,
    text: str,
    own: list[str],
    related: list[Arrangement],
    words: Words,
    today: date,
    free: bool = False,
) -> Iterator[Finding]:
    """Judge one of the three lengths; with `free` the text may use variables."""
    kind = str(place[-1])
    try:
        values = dict.fromkeys(words.renderer.variables(text), "12") if free else {}
        plain = words.renderer.render(text, today, **values)
        for moment in _turning_points(related, today) if timed(text) else ():
            words.renderer.render(text, moment, **values)
    except DeadReference as error:
        yield entry.finding(place, f"dead reference: {error}")
        plain = _TEMPLATE.sub("12", text)
    yield from _style(entry, place, plain)
    yield from _figures(entry, place, _TEMPLATE.sub(" x ", text), related, own)
    problem = readability.too_long(plain, kind) or readability.too_hard(plain, kind, words.terms)
    if problem:
        yield entry.finding(place, problem)
    if kind == "spoken":
        yield from _spoken(entry, place, plain)


def _turning_points(related: list[Arrangement], today: date) -> Iterator[date]:
    """Yield the moments at which a text about what is open can come to read otherwise, and one long after."""
    for record in related:
        for window in record.budget.windows:
            yield from (window.opens - timedelta(minutes=1), window.opens, window.closes)
        for day in (record.valid_from, record.valid_to, record.scheme_runs_until):
            if day:
                yield from (day - timedelta(days=1), day, day + timedelta(days=1))
    yield today.replace(year=today.year + 50, day=1)


def _spoken(entry: Entry[Answer] | Entry[Text], place: Where, text: str) -> Iterator[Finding]:
    """What is said aloud: at most two sentences, then a question; no address of a site."""
    sentences = readability.split(text)
    statements = [sentence for sentence in sentences if not sentence.endswith("?")]
    if len(statements) > 2 or len(sentences) > 3:
        yield entry.finding(place, f"{len(sentences)} sentences: at most two, and a question, are said aloud")
    if _LINK.search(text):
        yield entry.finding(place, "an address of a site cannot be said aloud")


def _style(entry: Entry[Arrangement] | Entry[Answer] | Entry[Text], place: Where, text: str) -> Iterator[Finding]:
    if match := _ABBREVIATION.search(text):
        yield entry.finding(place, f"write '{match.group()}' in full")
    if match := _FAMILIAR.search(text):
        yield entry.finding(place, f"we say 'u', not '{match.group()}'")


def _figures(
    entry: Entry[Arrangement] | Entry[Answer] | Entry[Text],
    place: Where,
    text: str,
    related: list[Arrangement],
    own: Iterable[str] = (),
) -> Iterator[Finding]:
    """Every figure of a text stands in a source, and none is an amount that may not be quoted."""
    facts = [*own, *(source.fact for record in related for source in record.sources)]
    yield from unheld(entry, place, text, facts)
    for figure in figures.quoted(text):
        if figure.kind != "phone" and (name := _hidden(figure, related)):
            yield entry.finding(place, f"'{figure.text}' is amount '{name}', which may not be quoted (show: false)")
    for phrase in figures.spelled_out(text):
        yield entry.finding(place, f"write '{phrase}' in digits, so that it can be checked against a source")


def _hidden(figure: figures.Figure, related: list[Arrangement]) -> str | None:
    """Return the id of the amount that this figure is, if it may not be quoted."""
    unit = {"money": "EUR", "percentage": "procent"}[figure.kind]
    same = [
        amount
        for record in related
        for amount in record.amounts
        if not isinstance(amount.value, str)
        and amount.unit.startswith(unit)
        and Decimal(str(amount.value)) == figure.value
    ]
    return same[0].id if same and not any(amount.show for amount in same) else None


def _facts(record: Arrangement, number: int) -> list[str]:
    return [record.sources[number - 1].fact] if 1 <= number <= len(record.sources) else []
