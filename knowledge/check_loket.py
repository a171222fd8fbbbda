"""What must be true of a loket and of an item of the catalogue: no number that is not known to be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from knowledge import figures, moments, records, registers
from knowledge.check_bron import source_problems, unheld
from knowledge.folder import Entry, Finding, Where


def loket_problems(entry: Entry[dict[str, Any]], today: date) -> Iterator[Finding]:
    """Yield what is wrong with a loket: its sources and dates, and a phone number that none of them holds."""
    loket = entry.record
    sources = records.sources(loket)
    yield from source_problems(entry, sources, loket["evidence_date"], moments.day(loket["review_by"]), today)
    facts = [source.fact for source in sources]
    for field in ("title", "address", "phone"):
        if loket[field]:
            yield from unheld(entry, (field,), loket[field], facts)
    for day, periods in (loket["hours"] or {}).items():
        for opens, closes in periods:
            if opens >= closes:
                yield entry.finding(("hours", day), f"impossible period: {opens} is not before {closes}")


def item_problems(entry: Entry[dict[str, Any]]) -> Iterator[Finding]:
    """Yield what is wrong with an item: its period, its qualification, and a number to call in a demonstration."""
    item = entry.record
    yield from _qualification_problems(entry)
    start, end = item.get("from"), item.get("to")
    if start and end and start > end:
        yield entry.finding(("from",), f"impossible period: from {start} is after to {end}")
    if item["demo"]:
        for place, text in _texts((), item):
            for figure in figures.quoted(text):
                if figure.kind == "phone":
                    yield entry.finding(place, f"demonstration data has no number to call: '{figure.text}'")


def _qualification_problems(entry: Entry[dict[str, Any]]) -> Iterator[Finding]:
    """Yield where a qualification is not as the register has it; a code that it lacks may be new, so only a warning."""
    item = entry.record
    if not item.get("qualification"):
        return
    crebo, name = item["qualification"]["crebo"], item["qualification"]["name"]
    known = registers.qualifications().get(crebo)
    if known is None:
        yield entry.finding(("qualification",), f"crebo {crebo} is not in our register: look it up", warning=True)
    elif name != known.name:
        yield entry.finding(("qualification",), f"crebo {crebo} is called '{known.name}', not '{name}'")
    elif item.get("level") not in (None, known.level):
        yield entry.finding(("level",), f"crebo {crebo} is of level {known.level}, not {item['level']}")


def _texts(place: Where, value: object) -> Iterator[tuple[Where, str]]:
    """Yield every text in plain data."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts((*place, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts((*place, index), inner)
