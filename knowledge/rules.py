"""What an arrangement means for a person at a moment: the verdict, with its reasons. Pure: no clock, no files.

    waarschijnlijk   one can apply now, and every deciding condition is met
    misschien        one can apply now, and at least one deciding condition is not known
    niet             a deciding condition fails, or one cannot apply now (`state` says why)

What must be tried first (`first` in the record) turns a misschien into a niet, which says what that is.

What we do not know to exist is never an offer (`offerable` is False); its verdict never gets better than misschien.
The certainty is of our own knowledge: evidence that is older than a year at the moment asked makes "zeker" into
"voor_zover_bekend".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from knowledge import conditions, dutch, moments
from knowledge.budget import Availability, State, availability
from knowledge.profile import SLOTS, Value, derive
from knowledge.records import AmountCase, Arrangement, Certainty

Verdict = Literal["waarschijnlijk", "misschien", "niet"]
Outcome = Literal["holds", "fails", "unknown"]


@dataclass(frozen=True)
class ConditionResult:
    """One condition for this person. `text` is empty while it is unknown; `slots` are what it looks at."""

    id: str
    outcome: Outcome
    text: str
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """What an arrangement means for this person at this moment.

    `missing` names the slots that could still settle an unknown condition. `others_decide` says that one of them stays
    open whatever the person tells us, since somebody else has the last word. `amount` is what this person gets, where
    it can be said. `opens_next` is the first day one can apply again, `closes` the last day one can, each where known.
    `through` is whom to ask first.
    """

    arrangement_id: str
    verdict: Verdict
    offerable: bool
    state: State
    conditions: tuple[ConditionResult, ...]
    why: tuple[str, ...]
    missing: tuple[str, ...]
    check: tuple[str, ...]
    amount: str | None
    certainty: Certainty
    opens_next: date | None
    closes: date | None
    others_decide: bool
    through: tuple[str, ...]


_OUTCOMES: Mapping[bool | None, Outcome] = {True: "holds", False: "fails", None: "unknown"}


def assess(arrangement: Arrangement, profile: Mapping[str, Value], on: date | datetime) -> Assessment:
    """Judge one arrangement for one person at a moment; a plain date stands for the whole day.

    Raises:
        ProfileError: the profile holds a value that the contract does not know.
    """
    known = derive(profile)
    now = availability(arrangement, on)
    tables = conditions.tables(arrangement)
    state = tables.state(known)
    results = []
    missing: dict[str, None] = {}
    others_decide = False
    for table in tables.tables:
        outcome = table.outcome(state)
        condition = table.condition
        text = condition.holds if outcome else condition.fails if outcome is False else ""
        slots = tuple([tables.slots[position] for position in table.positions])
        results.append(ConditionResult(condition.id, _OUTCOMES[outcome], text, slots))
        if outcome is None:
            key = tuple([state[position] for position in table.positions])
            open_slots = [tables.slots[at] for at in conditions.live(table, key, frozenset(table.positions))]
            asked = [slot for slot in open_slots if SLOTS[slot].asked]
            missing.update(dict.fromkeys(asked))
            others_decide = others_decide or not asked
    verdict = _verdict(results, now)
    first = arrangement.first if verdict == "misschien" else None
    if first is not None and conditions.told(first.when, known):
        verdict = "niet"
    else:
        first = None
    own_fails = any(result.id == conditions.APPLICANT and result.outcome == "fails" for result in results)
    employer = ("werkgever",) if own_fails and arrangement.applicant == "employer" else ()
    return Assessment(
        arrangement_id=arrangement.id,
        verdict=verdict,
        offerable=now.state != "unknown",
        state=now.state,
        conditions=tuple(results),
        why=(first.text,) if first else _why(arrangement, results, verdict, now),
        missing=tuple(missing) if verdict == "misschien" else (),
        check=arrangement.check,
        amount=amount_for(arrangement, known),
        certainty=certainty(arrangement, on),
        opens_next=now.opens_next,
        closes=now.closes,
        others_decide=others_decide and verdict == "misschien",
        through=tuple(dict.fromkeys((*employer, *arrangement.through))),
    )


def certainty(arrangement: Arrangement, on: date | datetime) -> Certainty:
    """Return how sure we are at a moment: evidence over a year old is no longer certain."""
    if arrangement.status == "unknown":
        return "onbekend"
    today = moments.local(on).date() if isinstance(on, datetime) else on
    if arrangement.certainty == "zeker":
        old = moments.earliest(arrangement.evidence_date) < moments.a_year_before(today)
        return "voor_zover_bekend" if old else "zeker"
    return arrangement.certainty


def amount_for(arrangement: Arrangement, profile: Mapping[str, Value]) -> str | None:
    """Return what this person gets, in words, by the first case that holds; None where it cannot be computed."""
    for case in arrangement.amount_for_person:
        applies = True if case.when is None else conditions.evaluate(case.when, profile)
        if applies is None:
            return None
        if applies:
            return _written(arrangement, case)
    return None


def _written(arrangement: Arrangement, case: AmountCase) -> str:
    if case.amount is not None:
        amount = arrangement.amount(case.amount)
        text = f"{dutch.figure(amount.value, amount.unit)} {dutch.per(amount.unit)}"
    elif case.percent is not None:
        text = f"{dutch.number(case.percent)} procent van de {case.of}"
    else:
        text = f"{dutch.figure(case.fixed or 0, case.unit)} {dutch.per(case.unit)}"
    if case.maximum is not None:
        limit = arrangement.amount(case.maximum)
        text = f"{text.strip()}, hoogstens {dutch.figure(limit.value, limit.unit)} {dutch.per(limit.unit)}"
    return text.strip()


def _verdict(results: list[ConditionResult], now: Availability) -> Verdict:
    outcomes = {result.outcome for result in results}
    if "fails" in outcomes or now.state not in ("open", "unknown"):
        return "niet"
    if "unknown" in outcomes or now.state == "unknown":
        return "misschien"
    return "waarschijnlijk"


def _why(
    arrangement: Arrangement, results: list[ConditionResult], verdict: Verdict, now: Availability
) -> tuple[str, ...]:
    """Return the reasons: for niet what stands in the way, else what has been met."""
    if verdict != "niet":
        return tuple([result.text for result in results if result.outcome == "holds" and result.text])
    fails = [result.text for result in results if result.outcome == "fails"]
    shut = None if now.state in ("open", "unknown") else closed_reason(arrangement, now)
    return (shut, *fails) if shut else tuple(fails)


def closed_reason(arrangement: Arrangement, now: Availability) -> str:
    """Say in a sentence why one cannot apply now."""
    if now.state == "exhausted":
        return "Het geld voor deze regeling is op."
    if now.state == "not_yet":
        if now.opens_next:
            return f"U kunt dit aanvragen vanaf {dutch.full_date(now.opens_next)}."
        return "Deze regeling is er nog niet."
    if now.state == "window_shut" and now.opens_next:
        return f"U kunt nu niet aanvragen. Dat kan weer vanaf {dutch.full_date(now.opens_next)}."
    if arrangement.closed_text:
        return arrangement.closed_text.strip()
    if now.state == "window_shut":
        return "U kunt nu niet aanvragen. Wanneer het weer kan, weten wij nog niet."
    if arrangement.valid_to:
        return f"Deze regeling is gestopt per {dutch.full_date(arrangement.valid_to + timedelta(days=1))}."
    return "Deze regeling is gestopt."
