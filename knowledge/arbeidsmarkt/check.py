"""Refuse a figure on the labour market that would mislead a citizen: without a source that holds it, or weak."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from knowledge import figures as quoted
from knowledge import moments, readability
from knowledge.arbeidsmarkt.market import NATIONWIDE
from knowledge.arbeidsmarkt.records import MEASURES, Figure, Interest, MarketSource, Move
from knowledge.check_bron import UNVERIFIED, unheld
from knowledge.folder import Entry, Finding, Records, Where
from knowledge.profile import SECTORS

WEAK = "laag"
# A count, as of people who did something; "mbo 4" and "65+" have one or two digits.
_COUNT = re.compile(r"\d[\d.]*\d{2}")
_SENTENCES = ("shared", "needs", "evidence", "note")


@dataclass(frozen=True)
class _World:
    """What a record may refer to; None where the tables are not there to ask."""

    codes: frozenset[str] | None
    regions: frozenset[str] | None


def problems(records: Records, root: Path, today: date) -> Iterator[Finding]:
    """Yield what is wrong with the records on the labour market."""
    world = _World(
        _column(root / "beroepen" / "beroepen.csv", "code"), _column(root / "plaatsen" / "gemeenten.csv", "regio")
    )
    sources = {key: entry.record for key, entry in records.market_sources.items()}
    for source in records.market_sources.values():
        yield from _source(source, today)
    for figure in records.figures.values():
        yield from _evidence(figure, sources)
        yield from _figure(figure, sources, world)
    for move in records.moves.values():
        yield from _evidence(move, sources)
        yield from _move(move, sources, world)
    for interest in records.interests.values():
        yield from _interest(interest, world)
    used = {entry.record.source for entry in records.figures.values()}
    used |= {entry.record.source for entry in records.moves.values()}
    for key, source in records.market_sources.items():
        if key not in used:
            yield source.finding(("id",), f"no figure rests on '{key}'", warning=True)


def _source(entry: Entry[MarketSource], today: date) -> Iterator[Finding]:
    source = entry.record
    if any(word in f"{source.title} {source.url} {source.via}".lower() for word in UNVERIFIED):
        yield entry.finding((), "this is not a source: what nobody verified may not be stated as a fact")
    try:
        if moments.earliest(source.date) > today:
            yield entry.finding(("date",), f"the evidence is from the future: {source.date}")
    except ValueError as error:
        yield entry.finding(("date",), str(error))


def _evidence(entry: Entry[Figure] | Entry[Move], sources: Mapping[str, MarketSource]) -> Iterator[Finding]:
    """What holds for figures and transitions: a source, a date that it bears, a period, evidence that is not weak."""
    record = entry.record
    source = sources.get(record.source)
    if source is None:
        yield entry.finding(("source",), f"dead reference: there is no source '{record.source}' in bronnen.yaml")
    try:
        if source and moments.earliest(record.evidence_date) > moments.latest(source.date):
            yield entry.finding(("evidence_date",), f"the source is not as recent as {record.evidence_date}")
    except ValueError as error:
        yield entry.finding(("evidence_date",), str(error))
    first, _, last = record.period.partition("-")
    if last.isdigit() and int(last) < int(first):
        yield entry.finding(("period",), f"impossible period: {record.period}")
    if record.confidence == WEAK:
        yield entry.finding(("confidence",), "weak evidence is not shown to anybody: leave this figure out")


def _figure(entry: Entry[Figure], sources: Mapping[str, MarketSource], world: _World) -> Iterator[Finding]:
    figure = entry.record
    allowed = MEASURES[figure.measure]
    source = sources.get(figure.source)
    if allowed is not None and figure.value not in allowed:
        wanted = ", ".join(sorted(allowed))
        yield entry.finding(("value",), f"'{figure.value}' is not one of {wanted}: the values of {figure.measure}")
    if allowed is None and isinstance(figure.value, str):
        yield entry.finding(("value",), f"{figure.measure} is a number")
    elif allowed is None and source and Decimal(str(figure.value)) not in set(quoted.numbers(source.fact)):
        yield entry.finding(("value",), f"the source '{source.id}' does not hold {figure.value}")
    if figure.number and source and figure.number.lower() not in source.fact.lower():
        yield entry.finding(("number",), f"the source '{source.id}' does not hold '{figure.number}'")
    if figure.about == "beroep" and figure.sector is None:
        yield entry.finding((), "'sector' is missing: the sector of these occupations")
    if figure.sector is not None and figure.sector not in SECTORS:
        yield entry.finding(("sector",), f"there is no sector '{figure.sector}'")
    if world.regions is not None and figure.region not in world.regions | {NATIONWIDE}:
        yield entry.finding(("region",), f"there is no arbeidsmarktregio '{figure.region}'")
    for index, code in enumerate(figure.occupations):
        yield from _code(entry, ("occupations", index), code, world)
    yield from _sentence(entry, ("note",), figure.note, source)


def _move(entry: Entry[Move], sources: Mapping[str, MarketSource], world: _World) -> Iterator[Finding]:
    move = entry.record
    for index, code in enumerate(move.from_occupations):
        yield from _code(entry, ("from", "occupations", index), code, world)
    if move.to_occupation:
        yield from _code(entry, ("to", "occupation"), move.to_occupation, world)
    for index, sector in enumerate(move.from_sectors):
        if sector not in SECTORS:
            yield entry.finding(("from", "sectors", index), f"there is no sector '{sector}'")
    if move.to_sector not in SECTORS:
        yield entry.finding(("to", "sector"), f"there is no sector '{move.to_sector}'")
    for name in _SENTENCES:
        yield from _sentence(entry, (name,), getattr(move, name), sources.get(move.source))


def _interest(entry: Entry[Interest], world: _World) -> Iterator[Finding]:
    interest = entry.record
    if len(set(interest.types)) != len(interest.types):
        yield entry.finding(("types",), "a letter stands twice")
    for index, code in enumerate(interest.examples):
        if code.split(".")[0] != interest.isco:
            yield entry.finding(("examples", index), f"{code} is not in the group {interest.isco}")
        yield from _code(entry, ("examples", index), code, world)


def _code(
    entry: Entry[Figure] | Entry[Move] | Entry[Interest], place: Where, code: str, world: _World
) -> Iterator[Finding]:
    """An occupation that exists; four digits stand for a whole group of ISCO."""
    if world.codes is None or code in world.codes:
        return
    if len(code) > 4 or not any(known.startswith(code) for known in world.codes):
        yield entry.finding(place, f"dead reference: there is no occupation '{code}'")


def _sentence(
    entry: Entry[Figure] | Entry[Move], place: Where, text: str | None, source: MarketSource | None
) -> Iterator[Finding]:
    """A sentence that is shown: its figures stand in the source, and it can be read."""
    if not text:
        return
    if source is not None:
        yield from unheld(entry, place, text, [source.fact])
        held = set(quoted.numbers(f"{source.fact} {entry.record.period}"))
        for number in sorted(set(_COUNT.findall(text))):
            if not held & set(quoted.numbers(number)):
                yield entry.finding(place, f"the source '{source.id}' does not hold {number}")
    if problem := readability.too_long(text, "web"):
        yield entry.finding(place, problem)


def _column(path: Path, name: str) -> frozenset[str] | None:
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row[name] for row in csv.DictReader(file))
