"""What must be true of a regeling, apart from its sentences: its periods, sources, references and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from knowledge import conditions, figures, moments
from knowledge.check_bron import source_problems
from knowledge.folder import Entry, Finding, Records, Where
from knowledge.records import Arrangement, leaves

OUTDATED = ("VEROUDERD", "OUD ", "OUD)", "(OUD")

# A number with exactly three decimals looks like Dutch thousands; a sum in Dutch notation is no number to YAML.
_POINT = re.compile(r"^[-+]?\d{1,3}\.\d{3}$")
_DUTCH = re.compile(r"^\d{1,3}(?:\.\d{3})+(?:,\d+)?$|^\d+(?:,\d+)?$")


def problems(entry: Entry[Arrangement], records: Records, today: date) -> Iterator[Finding]:
    """Yield everything that is wrong with one regeling."""
    record = entry.record
    yield from _periods(entry)
    yield from source_problems(entry, record.sources, record.evidence_date, record.review_by, today)
    yield from _evidence(entry, today)
    yield from _source_numbers(entry)
    yield from _figures(entry)
    yield from _references(entry, records)
    yield from _conditions(entry)
    yield from _closed(entry, today)
    yield from _written_numbers(entry)


def _periods(entry: Entry[Arrangement]) -> Iterator[Finding]:
    record = entry.record
    start, end, scheme = record.valid_from, record.valid_to, record.scheme_runs_until
    if start and end and start > end:
        yield entry.finding(("valid",), f"impossible period: from {start} is after to {end}")
    if start and scheme and scheme < start:
        yield entry.finding(("scheme_runs_until",), f"impossible period: {scheme} is before valid.from {start}")
    windows = record.budget.windows
    for window in windows:
        place: Where = ("budget", "windows")
        if window.opens >= window.closes:
            yield entry.finding(place, f"impossible period: opens {window.opens:%Y-%m-%d %H:%M} is not before closes")
        if (start and window.closes.date() < start) or (end and window.opens.date() > end):
            yield entry.finding(place, f"impossible period: the window of {window.opens:%Y-%m-%d} is outside valid")
    for earlier, later in pairwise(windows):
        if later.opens < earlier.closes:
            yield entry.finding(("budget", "windows"), f"windows overlap at {later.opens:%Y-%m-%d %H:%M}")
    exhausted = record.budget.exhausted_since
    if exhausted and start and exhausted.date() < start:
        yield entry.finding(("budget", "exhausted_since"), "impossible period: before valid.from")


def _evidence(entry: Entry[Arrangement], today: date) -> Iterator[Finding]:
    record = entry.record
    try:
        seen = moments.earliest(record.evidence_date)
    except ValueError:
        return
    if record.status == "unknown" and record.certainty != "onbekend":
        yield entry.finding(("certainty",), "status unknown needs certainty onbekend: it is never shown as an offer")
    if record.certainty == "zeker" and seen < moments.a_year_before(today):
        message = "evidence older than a year: citizens are now told 'voor zover bekend'"
        yield entry.finding(("certainty",), message, warning=True)


def _source_numbers(entry: Entry[Arrangement]) -> Iterator[Finding]:
    record = entry.record
    used: list[tuple[Where, int | None]] = [
        *((("amounts", index, "source"), amount.source) for index, amount in enumerate(record.amounts)),
        *((("conditions", index, "source"), item.source) for index, item in enumerate(record.conditions)),
    ]
    if record.contact:
        used.append((("contact", "source"), record.contact.source))
    if record.budget.ceiling:
        used.append((("budget", "ceiling", "source"), record.budget.ceiling.source))
    for place, number in used:
        if number is not None and not 1 <= number <= len(record.sources):
            yield entry.finding(place, f"dead reference: there is no source {number} (sources count from 1)")


def _figures(entry: Entry[Arrangement]) -> Iterator[Finding]:
    """Every figure of the record stands in the very source it points at."""
    record = entry.record
    for index, amount in enumerate(record.amounts):
        place: Where = ("amounts", index)
        if amount.show and any(word in f"{amount.meaning} ".upper() for word in OUTDATED):
            yield entry.finding(
                (*place, "show"), f"'{amount.id}' is outdated and may not be quoted: show must be false"
            )
        fact = _fact(record, amount.source)
        if amount.show and fact is not None and not _states(fact, amount.value):
            yield entry.finding((*place, "value"), f"source {amount.source} does not hold {amount.value}")
    ceiling = record.budget.ceiling
    if ceiling:
        fact = _fact(record, ceiling.source)
        if fact is not None and not _states(fact, ceiling.value):
            yield entry.finding(("budget", "ceiling"), f"source {ceiling.source} does not hold {ceiling.value}")
    for index, case in enumerate(record.amount_for_person):
        held = {number for source in record.sources for number in figures.numbers(source.fact)}
        for value in (case.percent, case.fixed):
            if value is not None and Decimal(str(value)) not in held:
                yield entry.finding(("amount_for_person", index), f"no source of this record holds {value}")


def _states(fact: str, value: int | float | str) -> bool:
    """Say whether a source states a value; of one in words ("1.604 tot 2.694") every number must stand there."""
    held = set(figures.numbers(fact))
    if isinstance(value, str):
        return all(held & set(figures.numbers(token)) for token in re.findall(r"\d[\d.,]*", value))
    return Decimal(str(value)) in held


def _fact(record: Arrangement, number: int) -> str | None:
    return record.sources[number - 1].fact if 1 <= number <= len(record.sources) else None


def _references(entry: Entry[Arrangement], records: Records) -> Iterator[Finding]:
    record = entry.record
    for index, other in enumerate(record.instead):
        target = records.arrangements.get(other)
        if target is None or other == record.id:
            yield entry.finding(("instead", index), f"dead reference: there is no other arrangement '{other}'")
        elif target.record.status == "closed":
            yield entry.finding(("instead", index), f"'{other}' is closed: point at something that is open")
        elif target.record.status == "unknown":
            yield entry.finding(("instead", index), f"'{other}' is not known to be open")
        elif (first := target.record.first) and first.id not in (record.id, *record.instead[:index]):
            yield entry.finding(
                ("instead", index), f"name '{first.id}' before '{other}': it comes first for some people"
            )
    if record.first and (record.first.id not in records.arrangements or record.first.id not in record.instead):
        yield entry.finding(("first", "id"), f"'{record.first.id}' is no arrangement that `instead` names")
    known = {amount.id: amount for amount in record.amounts}
    if len(known) < len(record.amounts):
        yield entry.finding(("amounts",), "two amounts have the same id")
    for index, case in enumerate(record.amount_for_person):
        for name in (case.amount, case.maximum):
            if name and name not in known:
                yield entry.finding(("amount_for_person", index), f"dead reference: there is no amount '{name}'")
            elif name and not known[name].show:
                yield entry.finding(("amount_for_person", index), f"amount '{name}' may not be quoted (show: false)")


def _conditions(entry: Entry[Arrangement]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, condition in enumerate(entry.record.conditions):
        place: Where = ("conditions", index)
        if condition.id in seen or condition.id == conditions.APPLICANT:
            yield entry.finding((*place, "id"), f"the condition id '{condition.id}' is used twice")
        seen.add(condition.id)
        wrong = [problem for leaf in leaves(condition.test) if (problem := conditions.misfit(leaf))]
        for problem in wrong:
            yield entry.finding(place, problem)
        if not wrong and (problem := conditions.pointless(condition.test)):
            yield entry.finding(place, problem)
    for index, case in enumerate(entry.record.amount_for_person):
        for leaf in leaves(case.when) if case.when else ():
            if problem := conditions.misfit(leaf):
                yield entry.finding(("amount_for_person", index, "when"), problem)


def _closed(entry: Entry[Arrangement], today: date) -> Iterator[Finding]:
    """What is closed must be able to say so, since when if nothing else does, and must not promise to be open."""
    record = entry.record
    if record.status != "closed":
        return
    if not record.closed_text and not record.valid_to and not record.budget.windows:
        yield entry.finding(("closed_text",), "closed without valid.to, windows or a closed_text: say what is so")
    remedy = "write the day it ended, or status open if one can apply again"
    if record.valid_to and record.valid_to >= today:
        yield entry.finding(("valid", "to"), f"contradiction: closed, and valid until {record.valid_to}; {remedy}")
    for index, window in enumerate(record.budget.windows):
        last = moments.last_day(window.closes)
        if last >= today:
            message = f"contradiction: closed, and a window until {last}; {remedy}"
            yield entry.finding(("budget", "windows", index), message)


def _written_numbers(entry: Entry[Arrangement]) -> Iterator[Finding]:
    """A Dutch thousands point makes another number: YAML reads 1.200 as 1.2, and citizens would read € 1,20."""
    depth = len(entry.base)
    for where, written in entry.document.numbers.items():
        if where[:depth] == entry.base and _POINT.match(written):
            plain = written.replace(".", "")
            message = f"{written} is read as {float(written):g}: write {plain}, or leave out the zeros at the end"
            yield entry.finding(where[depth:], message)
    for index, amount in enumerate(entry.record.amounts):
        if isinstance(amount.value, str) and _DUTCH.match(amount.value.strip()):
            plain = amount.value.strip().replace(".", "").replace(",", ".")
            message = f"'{amount.value}' is a text and not a number: write {plain}, without points or quotes"
            yield entry.finding(("amounts", index, "value"), message)
