"""The arrangements as they were told, and what has changed since: a door that has shut is never shown as open.

The verdict is not computed again: what was known of the person stays in the conversation. What needs no person is
looked at anew each time: whether one can apply today, and whether the record is still the one that was told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from channels.conversation.model import Json
from channels.overview import sources, words
from channels.overview.found import Found
from channels.overview.shelf import Shelf
from channels.overview.sources import SourceLine, is_web_address
from channels.overview.ticks import Tick
from knowledge import moments, rules
from knowledge.budget import Availability, availability
from knowledge.dutch import full_date
from knowledge.records import Arrangement


class Group(StrEnum):
    """Where an arrangement stands on the overview."""

    WAARSCHIJNLIJK = "waarschijnlijk"
    MISSCHIEN = "misschien"
    WERKGEVER = "werkgever"
    NIET = "niet"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, to be ticked off; `detail` says more."""

    text: str
    tick: Tick
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Right:
    """An arrangement on the overview. `changed` says in a sentence what is no longer as it was told.

    `door` is whether one can apply today; `record` is None when our knowledge has no such record.
    """

    id: str
    title: str
    group: Group
    text: str
    why: tuple[str, ...]
    missing: tuple[str, ...]
    check: tuple[str, ...]
    amount: str | None
    contact: str | None
    url: str | None
    source: SourceLine | None
    demo: bool
    told_on: date
    changed: str | None
    steps: tuple[Step, ...]
    record: Arrangement | None
    door: Availability | None

    @property
    def fits(self) -> bool:
        """Whether it is something to go for."""
        return self.group is not Group.NIET

    @property
    def is_money(self) -> bool:
        """Whether it is money for who asks: no rule, no advice, no lesson, not what an employer must ask for."""
        record = self.record
        if record is None or self.group is Group.WERKGEVER:
            return False
        return record.kind.startswith("funding_") and record.form in _MONEY

    @property
    def is_loan(self) -> bool:
        """Whether it must be paid back."""
        return self.record is not None and self.record.form == "lening"


_MONEY = frozenset({"gift", "vergoeding", "korting", "aftrek", "subsidie_werkgever"})
_FIRST = {"funding_individual": 0, "funding_employer": 1, "service": 2, "route": 3, "rule": 4}
_GROUPS = {"waarschijnlijk": Group.WAARSCHIJNLIJK, "misschien": Group.MISSCHIEN}
# Facts that this page says itself, from the record and as of today.
_OWN = ("aanvragen", "aanvragen_tot_en_met", "opent_weer")


def rights(found: Iterable[Found], shelf: Shelf, now: datetime, ticked: Set[str]) -> tuple[Right, ...]:
    """Return every arrangement that was shown: by group, money first."""
    every = [
        _right(one, shelf.regeling(one.item["id"]), now, ticked) for one in found if one.item["kind"] == "regeling"
    ]
    order = list(Group)
    return tuple(sorted(every, key=lambda right: (order.index(right.group), _rank(right))))


def _rank(right: Right) -> int:
    return _FIRST.get(right.record.kind, 5) if right.record else 5


def _right(found: Found, record: Arrangement | None, now: datetime, ticked: Set[str]) -> Right:
    item, told = found.item, told_on(found)
    door = availability(record, now) if record else None
    group, why, changed = _today(item, record, door, told, now)
    facts = item.get("facts") or {}
    shown = tuple(item.get("check") or ())
    check = () if group is Group.WERKGEVER else shown
    return Right(
        id=item["id"],
        title=item.get("title") or item["id"],
        group=group,
        text=item.get("text") or (record.summary if record else ""),
        why=why,
        missing=tuple(words.MISSING.get(slot, slot) for slot in item.get("missing") or ()),
        check=check,
        amount=facts.get("bedrag"),
        contact=facts.get("contact"),
        url=item["url"] if is_web_address(item.get("url")) else None,
        source=sources.of_item(item.get("source")),
        demo=bool(item.get("demo")),
        told_on=told,
        changed=changed,
        steps=_steps(item, record, group, shown, ticked),
        record=record,
        door=door,
    )


def told_on(found: Found) -> date:
    """Return the day on which a card was told, in the Netherlands."""
    return datetime.fromtimestamp(found.told_at / 1000, moments.AMSTERDAM).date()


def _today(
    item: Json, record: Arrangement | None, door: Availability | None, told: date, now: datetime
) -> tuple[Group, tuple[str, ...], str | None]:
    """Return the group as of today, why, and what has changed since it was told."""
    group = _GROUPS.get(item.get("verdict") or "", Group.NIET if item.get("verdict") == "niet" else Group.MISSCHIEN)
    why = tuple(item.get("why") or ())
    if record is None or door is None:
        gone = "Deze regeling staat nu niet in onze gegevens. Vraag bij het loket of zij nog bestaat."
        return (Group.MISSCHIEN if group is Group.WAARSCHIJNLIJK else group), why, gone
    if group is Group.NIET:
        return _told_not(item, record, door, told, why, now)
    if door.state == "unknown":
        return Group.NIET, why, "Wij weten niet meer zeker of deze regeling er nog is. Vraag het na bij het loket."
    if door.state != "open":
        return Group.NIET, (rules.closed_reason(record, door),), f"Op {full_date(told)} kon dit nog wel."
    return group, why, _rewritten(item, record, told, now)


def _told_not(
    item: Json, record: Arrangement, door: Availability, told: date, why: tuple[str, ...], now: datetime
) -> tuple[Group, tuple[str, ...], str | None]:
    if _asks_employer(item, record) and door.state == "open":
        return Group.WERKGEVER, (), _rewritten(item, record, told, now)
    if door.state == "open" and availability(record, told).state not in ("open", "unknown"):
        again = "Aanvragen kan nu wel. Stel uw vraag opnieuw in het gesprek, dan kijken wij of het bij u past."
        return Group.NIET if len(why) > 1 else Group.MISSCHIEN, why, again
    return Group.NIET, why, _rewritten(item, record, told, now)


def _asks_employer(item: Json, record: Arrangement) -> bool:
    """Whether it was told as something that the person's employer can ask for."""
    return record.applicant == "employer" and "werkgever" in record.through and bool(item.get("check"))


def _rewritten(item: Json, record: Arrangement, told: date, now: datetime) -> str | None:
    """Return a sentence when the record is no longer the one that was told of, or has become too old to be sure."""
    date_told = (item.get("source") or {}).get("evidence_date")
    same = record.evidence_date == date_told and item.get("text") in (None, record.summary)
    if same:
        aged = item.get("certainty") == "zeker" and rules.certainty(record, now) != "zeker"
        return "Onze bron is ouder dan een jaar. Kijk na of dit nog klopt." if aged else None
    return f"Wij hebben dit na {full_date(told)} bijgewerkt. Stel uw vraag opnieuw: het kan nu anders zijn."


def _steps(
    item: Json, record: Arrangement | None, group: Group, ask_first: tuple[str, ...], ticked: Set[str]
) -> tuple[Step, ...]:
    """Return how to apply: as the record says it now, else as it was told."""
    if group is Group.NIET:
        return ()
    said = (item.get("facts") or {}).get("aanvragen")
    lines = record.apply if record else (str(said),) if said else ()
    if group is Group.WERKGEVER:
        lines = (*ask_first, *lines)
    return tuple(Step(line, Tick.of(ticked, "stap", item["id"], line)) for line in lines)


def extra_facts(item: Json) -> tuple[tuple[str, str], ...]:
    """Return the facts of a card with their names, without those that stand elsewhere on the page."""
    facts = item.get("facts") or {}
    return tuple((words.fact(key), str(value)) for key, value in facts.items() if key not in _OWN and value)
