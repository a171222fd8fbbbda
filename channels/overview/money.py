"""Money: what it costs, what the person gets, what they borrow and what an employer gets; and what may be added up.

Added up is only what one gets and keeps, what can be applied for now, that fits for sure as far as we know, over the
very same period, and of which one does not shut the other out. A loan is no gift, an employer's money is not the
person's, and of two ways to the same end one is chosen. Everything else stands side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from channels.overview import sources, words
from channels.overview.offers import Offer
from channels.overview.rights import Group, Right
from channels.overview.shelf import Shelf
from channels.overview.sources import SourceLine
from knowledge import budget, dutch, rules
from knowledge.records import Amount, Arrangement


class Role(StrEnum):
    """What the money is to the person."""

    KOST = "kost"
    KRIJGT = "krijgt"
    LEENT = "leent"
    WERKGEVER = "werkgever"


ROLE_WORDS: Mapping[Role, str] = {
    Role.KOST: "Dit kost het",
    Role.KRIJGT: "Dit kunt u krijgen",
    Role.LEENT: "Dit kunt u lenen",
    Role.WERKGEVER: "Dit kan uw werkgever krijgen",
}
# What one keeps; what a person gets back through taxes or as a right is no sum that we can add.
_KEPT = frozenset({"gift", "vergoeding"})
_YEARS = frozenset({"jaar", "kalenderjaar", "schooljaar", "studiejaar"})
# The records that say what education costs.
_COSTS = ("lesgeld_cursusgeld_mbo", "wettelijk_collegegeld")


@dataclass(frozen=True, slots=True)
class Line:
    """An amount, in words and where it is one figure as `euros` over a `period` ("schooljaar"; "" for once)."""

    about: str
    title: str
    role: Role
    words: str
    euros: float | None
    period: str
    payer: str
    payback: str
    maybe: bool
    source: SourceLine | None

    @property
    def order(self) -> int:
        """Where its role stands in the table."""
        return list(Role).index(self.role)

    @property
    def yearly(self) -> bool:
        """Whether it can be drawn beside other amounts a year."""
        return self.euros is not None and self.period in _YEARS


@dataclass(frozen=True, slots=True)
class Total:
    """What amounts come to together over one period, and of which arrangements they are."""

    euros: float
    period: str
    parts: tuple[str, ...]

    @property
    def words(self) -> str:
        """The sum as one reads it: "€ 1.000 per jaar"."""
        return f"{dutch.euro(self.euros)} {dutch.per(f'EUR/{self.period}') if self.period else ''}".strip()


@dataclass(frozen=True, slots=True)
class Money:
    """The lines, costs first; the totals that are honest; the lines a chart can show beside each other."""

    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    chart: tuple[Line, ...]


def money(rights: Sequence[Right], offers: Iterable[Offer], shelf: Shelf, now: datetime) -> Money:
    """Return what is known of money; `now` is the moment at which doors and validity are looked at."""
    current = [offer for offer in offers if not offer.over]
    # Before anything is chosen: what any of it would cost.
    courses = [offer for offer in current if offer.chosen] or current
    lines = [*_costs(courses, shelf, now), *(line for right in rights if (line := _line(right)))]
    lines.sort(key=lambda line: line.order)
    chart = tuple(line for line in lines if line.yearly)
    return Money(tuple(lines), totals(rights), chart if len(chart) > 1 else ())


# ---- what one gets, borrows, or an employer gets --------------------------------------------------------------------


def _line(right: Right) -> Line | None:
    record = right.record
    if record is None or not right.fits or not (right.is_money or right.is_loan or right.group is Group.WERKGEVER):
        return None
    role = role_of(record, right.group)
    amount = personal_amount(right)
    said = _written(amount) if amount else _in_euros(right.amount)
    return Line(
        about=right.id,
        title=right.title,
        role=role,
        words=said,
        euros=float(amount.value) if amount and isinstance(amount.value, int | float) else None,
        period=_period(amount.unit) if amount else "",
        payer=_payer(right, record, role),
        payback="ja, met rente" if role is Role.LEENT else "nee",
        maybe=right.group is not Group.WAARSCHIJNLIJK,
        source=right.source,
    )


def _in_euros(said: str | None) -> str:
    """Return what the card says of the amount, if that is about euros: a rate of interest is no amount."""
    return said if said and "€" in said else "Hoeveel weten wij niet"


def role_of(record: Arrangement, group: Group) -> Role:
    """Return what the money of an arrangement is to the person."""
    if group is Group.WERKGEVER or record.applicant != "person":
        return Role.WERKGEVER
    return Role.LEENT if record.form == "lening" else Role.KRIJGT


def _payer(right: Right, record: Arrangement, role: Role) -> str:
    if role is Role.LEENT:
        return f"u leent het van {record.contact.name}" if record.contact else "u leent het"
    if role is Role.WERKGEVER:
        return "uw werkgever betaalt, en vraagt dit geld aan"
    if record.contact:  # the body behind it; who is asked first need not be who pays
        return record.contact.name
    return words.listed([words.PARTIES.get(party, party) for party in record.through]) or "zie de bron"


def personal_amount(right: Right) -> Amount | None:
    """Return the one figure that this person gets, where the card names one of the record's own in euros."""
    record = right.record
    if record is None or not right.amount:
        return None
    euros = [one for one in record.shown_amounts() if one.unit.split("/")[0] == "EUR"]
    named = [one for one in euros if _written(one) == right.amount]
    if named:
        return named[0]
    # Without a case for the person the card lists the record's figures: only a single one is theirs.
    listed = not record.amount_for_person and len(record.shown_amounts()) == 1
    return euros[0] if listed and euros else None


def _written(amount: Amount) -> str:
    return f"{dutch.figure(amount.value, amount.unit)} {dutch.per(amount.unit)}".strip()


def _period(unit: str) -> str:
    return "/".join(part.strip() for part in unit.split("/")[1:])


# ---- what may be added up -------------------------------------------------------------------------------------------


def totals(rights: Iterable[Right]) -> tuple[Total, ...]:
    """Return what may be added up, a sum for each period in which there is more than one amount."""
    by_period: dict[str, list[tuple[Right, float]]] = {}
    for right in rights:
        amount = personal_amount(right)
        if amount is not None and addable(right) and isinstance(amount.value, int | float):
            by_period.setdefault(_period(amount.unit), []).append((right, float(amount.value)))
    return tuple(
        Total(round(sum(value for _, value in members), 2), period, tuple(right.id for right, _ in members))
        for period, members in by_period.items()
        if len(members) > 1 and not _exclude_each_other([right for right, _ in members])
    )


def addable(right: Right) -> bool:
    """Whether an amount of this arrangement may be part of a sum."""
    record, door = right.record, right.door
    return (
        record is not None
        and door is not None
        and right.group is Group.WAARSCHIJNLIJK
        and record.kind == "funding_individual"
        and record.applicant == "person"
        and record.form in _KEPT
        and door.state == "open"
        and not right.demo
    )


def _exclude_each_other(rights: Sequence[Right]) -> bool:
    """Whether one is named as what to take instead of another: then there is no sum of them, nor of some of them."""
    ids = {right.id for right in rights}
    return any(ids & set(right.record.instead) for right in rights if right.record)


# ---- what education costs -------------------------------------------------------------------------------------------


def _costs(offers: Iterable[Offer], shelf: Shelf, now: datetime) -> list[Line]:
    """Return what education of these levels and forms costs by law, each price once."""
    lines = {(line.about, line.words): line for offer in offers for line in _price(offer, shelf, now)}
    return list(lines.values())


def _price(offer: Offer, shelf: Shelf, now: datetime) -> list[Line]:
    record = offer.record
    if record is None or record.kind not in ("leerbaan", "opleiding") or record.level is None:
        return []
    found = []
    for cost in filter(None, (shelf.regeling(name) for name in _COSTS)):
        if budget.availability(cost, now).state != "open":
            continue
        for form in record.forms:
            # Only adults are helped here: below 18 there is nothing to pay.
            said = rules.amount_for(cost, {"vorm": form, "niveau_doel": record.level, "leeftijd": 18})
            amount = next((one for one in cost.shown_amounts() if _written(one) == said), None)
            if amount is not None:
                found.append(_cost_line(cost, amount))
    return found


def _cost_line(cost: Arrangement, amount: Amount) -> Line:
    return Line(
        about=cost.id,
        title=amount.meaning[:1].upper() + amount.meaning[1:],
        role=Role.KOST,
        words=_written(amount),
        euros=float(amount.value) if isinstance(amount.value, int | float) else None,
        period=_period(amount.unit),
        payer="u, soms uw werkgever",
        payback="",
        maybe=False,
        source=sources.of_arrangement(cost),
    )
