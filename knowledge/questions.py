"""Which question to ask next: the one whose answer settles most of what is still open. Pure.

A verdict is open while it is misschien for an arrangement that one can apply for now. A question is asked only if
some answer to it can change a verdict; whether it can is found by trying the values it may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from knowledge.budget import availability
from knowledge.conditions import UNKNOWN, Table, Tables, live, tables
from knowledge.profile import SLOTS, Value, derive
from knowledge.records import Arrangement


@dataclass(frozen=True)
class Question:
    """The slot to ask for; `settles` verdicts can be settled by an answer, `at_most` questions are still needed.

    `at_most` includes this one. `expected` is how many verdicts an answer settles on average, each value of a choice
    and each age or distance being as likely as another.
    """

    slot: str
    settles: int
    at_most: int
    expected: float


@dataclass(frozen=True, eq=False)
class _Open:
    """An arrangement with an open verdict: its tables, the classes of the profile, and which outcomes are unknown."""

    tables: Tables
    state: tuple[int, ...]
    unknown: tuple[Table, ...]


@dataclass
class _Tally:
    """What the answers to one slot do, over all open verdicts."""

    settles: int = 0
    expected: float = 0.0
    changes: bool = False
    where: list[_Open] = field(default_factory=list)


def next_question(
    arrangements: Iterable[Arrangement],
    profile: Mapping[str, Value],
    on: date | datetime,
    asked: frozenset[str],
    candidates: Sequence[str],
) -> Question | None:
    """Return the next question, or None when nothing we may ask can change a verdict.

    `asked` are the slots asked before, answered or not; `candidates` are those we may ask, and their order decides
    between equals.

    Raises:
        ProfileError: the profile holds a value that the contract does not know.
    """
    known = derive(profile)
    askable = [slot for slot in candidates if slot not in known and slot not in asked and _may_ask(slot)]
    if not askable:
        return None
    tallies = {slot: _Tally() for slot in askable}
    for case in _open_verdicts(arrangements, known, on):
        _try_answers(case, tallies)
    useful = [slot for slot in askable if tallies[slot].where]  # none gets useful later: `at_most` is a bound
    best = max(
        (slot for slot in useful if tallies[slot].changes), key=lambda slot: tallies[slot].expected, default=None
    )
    if best is None:
        best = next((slot for slot in useful if _matters(tallies[slot].where, slot, useful)), None)
    if best is None:
        return None
    tally = tallies[best]
    return Question(best, tally.settles, len(useful), tally.expected)


def _may_ask(slot: str) -> bool:
    return slot in SLOTS and SLOTS[slot].asked


def _open_verdicts(
    arrangements: Iterable[Arrangement], known: Mapping[str, Value], on: date | datetime
) -> Iterable[_Open]:
    for arrangement in arrangements:
        worked_out = tables(arrangement)
        state = worked_out.state(known)
        unknown = []
        for table in worked_out.tables:
            outcome = table.outcome(state)
            if outcome is False:
                break
            if outcome is None:
                unknown.append(table)
        else:
            if unknown and availability(arrangement, on).state == "open":
                yield _Open(worked_out, state, tuple(unknown))


def _try_answers(case: _Open, tallies: Mapping[str, _Tally]) -> None:
    """Try every answer to every live slot of one open verdict."""
    for slot in _live_slots(case, tallies):
        tally = tallies[slot]
        tally.where.append(case)
        expected, possible = _settled(case.tables, case.unknown, case.state, slot)
        tally.settles += possible
        tally.changes = tally.changes or possible
        tally.expected += expected


def _live_slots(case: _Open, askable: Iterable[str]) -> list[str]:
    """Return the askable slots that can make a difference to a condition that is still unknown."""
    slots = case.tables.slots
    places = {place for slot in askable if (place := case.tables.position(slot)) is not None}
    by_education = case.tables.position("startkwalificatie") if "hoogste_opleiding" in askable else None
    if by_education is not None:
        places.add(by_education)
    frozen = frozenset(places)
    found: dict[str, None] = {}
    for table in case.unknown:
        for place in live(table, tuple([case.state[position] for position in table.positions]), frozen):
            if slots[place] in askable:
                found[slots[place]] = None
            if place == by_education:
                found["hoogste_opleiding"] = None
    return list(found)


@lru_cache(maxsize=65_536)
def _settled(worked_out: Tables, unknown: tuple[Table, ...], state: tuple[int, ...], slot: str) -> tuple[float, bool]:
    """Return the share of the answers that settle a verdict, and whether any answer at all does."""
    settling = total = 0.0
    possible = False
    for weight, after in worked_out.answers(slot, state):
        total += weight
        if _verdict_open(unknown, after):
            continue
        possible = True
        settling += weight
    return (settling / total if total else 0.0), possible


def _verdict_open(unknown: Iterable[Table], state: tuple[int, ...]) -> bool:
    outcomes = [table.outcome(state) for table in unknown]
    return None in outcomes and False not in outcomes


def _matters(cases: Iterable[_Open], slot: str, askable: Sequence[str]) -> bool:
    """Say whether an answer to `slot` can change a verdict once other questions have been answered too."""
    return any(_matters_for(case.tables, case.unknown, case.state, slot, tuple(askable)) for case in cases)


@lru_cache(maxsize=4096)
def _matters_for(
    worked_out: Tables, unknown: tuple[Table, ...], state: tuple[int, ...], slot: str, askable: tuple[str, ...]
) -> bool:
    """Try every combination of answers to the other questions, and then every answer to this one."""
    contexts = {state}
    for other in askable:
        place = worked_out.position(other)
        if other != slot and place is not None and state[place] == UNKNOWN:
            contexts |= {after for context in contexts for _, after in worked_out.answers(other, context)}
    return any(
        _verdict_open(unknown, context) and not _verdict_open(unknown, after)
        for context in contexts
        for _, after in worked_out.answers(slot, context)
    )
