"""What must be true of the sources of any record, and of the figures that rest on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from knowledge import figures, moments
from knowledge.folder import Entry, Finding, Where
from knowledge.records import Source

UNVERIFIED = ("model-memory", "model memory", "unverified", "niet geverifieerd")

_NAMES = {"phone": "phone number", "money": "amount", "percentage": "percentage"}


def source_problems(
    entry: Entry[object], sources: Sequence[Source], evidence_date: str | None, review_by: date | None, today: date
) -> Iterator[Finding]:
    """Yield what is wrong with sources and their dates: no source at all, from the future, older than is said."""
    newest = date.min
    for index, source in enumerate(sources):
        place: Where = ("sources", index)
        if any(word in f"{source.title} {source.url}".lower() for word in UNVERIFIED):
            yield entry.finding(place, "this is not a source: what nobody verified may not be stated as a fact")
        try:
            newest = max(newest, moments.latest(source.date))
            if moments.earliest(source.date) > today:
                yield entry.finding((*place, "date"), f"the evidence is from the future: {source.date}")
        except ValueError as error:
            yield entry.finding((*place, "date"), str(error))
    if evidence_date and sources:
        yield from _evidence(entry, evidence_date, newest, review_by)
    if review_by and review_by < today:
        yield entry.finding(("review_by",), f"was due for review on {review_by}", warning=True)


def _evidence(entry: Entry[object], evidence_date: str, newest: date, review_by: date | None) -> Iterator[Finding]:
    try:
        seen = moments.earliest(evidence_date)
    except ValueError as error:
        yield entry.finding(("evidence_date",), str(error))
        return
    if seen > newest:
        yield entry.finding(("evidence_date",), f"no source is as recent as {evidence_date}")
    if review_by and review_by < seen:
        yield entry.finding(("review_by",), f"impossible period: before the evidence, {evidence_date}")


def unheld(entry: Entry[object], place: Where, text: str, facts: Iterable[str]) -> Iterator[Finding]:
    """Yield the figures of a text that none of these facts holds."""
    facts = tuple(facts)
    for figure in figures.quoted(text):
        if not figures.held_by(facts, figure):
            yield entry.finding(place, f"no source of this record holds the {_NAMES[figure.kind]} '{figure.text}'")
