"""The overview of one conversation at one moment, put together from what was stored and what is known. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from channels.overview import words
from channels.overview.deadlines import Deadline, deadlines, in_words, left_in_words
from channels.overview.found import newest
from channels.overview.loket import Place, places
from channels.overview.money import Money, money
from channels.overview.offers import Offer, offers
from channels.overview.plans import Plan, plans
from channels.overview.rights import Group, Right, rights
from channels.overview.shelf import Shelf
from channels.overview.skills import Skills
from channels.overview.store import Kept
from channels.overview.ticks import Tick


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows. `told_on` is the last day on which something was found."""

    now: datetime
    told_on: date | None
    rights: tuple[Right, ...]
    plans: tuple[Plan, ...]
    offers: Mapping[str, tuple[Offer, ...]]
    places: tuple[Place, ...]
    deadlines: tuple[Deadline, ...]
    money: Money
    skills: Skills

    @property
    def today(self) -> date:
        """The day that the overview is of."""
        return self.now.date()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found yet."""
        return not (self.rights or self.plans or self.offers or self.places or self.deadlines)

    def group(self, group: str) -> tuple[Right, ...]:
        """Return the arrangements of a group."""
        return tuple(right for right in self.rights if right.group == group)

    def steps_done(self) -> tuple[int, int]:
        """Return how many steps are done, and how many there are."""
        ticks = list(self._steps())
        return sum(tick.done for tick in ticks), len(ticks)

    def ticks(self) -> Mapping[str, Tick]:
        """Return every box on the page by its name."""
        chosen = (offer.tick for group in self.offers.values() for offer in group)
        return {tick.name: tick for tick in (*self._steps(), *chosen)}

    def _steps(self) -> Iterator[Tick]:
        for right in self.rights:
            yield from (step.tick for step in right.steps)
        for plan in self.plans:
            yield from (step.tick for step in plan.steps)


def build(kept: Kept, shelf: Shelf, now: datetime) -> Overview:
    """Put an overview together as of a moment (Europe/Amsterdam)."""
    found = newest(kept.messages)
    every = rights(found, shelf, now, kept.ticked)
    offered = offers(found, shelf, now.date(), kept.ticked)
    flat = [offer for group in offered.values() for offer in group]
    days = [right.told_on for right in every] + [offer.told_on for offer in flat]
    expected = shelf.loket(kept.appointment.loket) if kept.appointment else None
    return Overview(
        now=now,
        told_on=max(days, default=None),
        rights=every,
        plans=plans(found, shelf, kept.ticked),
        offers=offered,
        places=places(found, shelf, kept.opening, now, expected),
        deadlines=deadlines(every, flat, now, kept.appointment, expected),
        money=money(every, flat, shelf, now),
        skills=kept.skills,
    )


def verdict(overview: Overview) -> tuple[str, ...]:
    """Say in a few sentences what was found: the most important first."""
    return tuple(_verdict(overview))


def _verdict(overview: Overview) -> Iterator[str]:
    likely = overview.group(Group.WAARSCHIJNLIJK)
    maybe = overview.group(Group.MISSCHIEN)
    sure_money = [right.title for right in likely if right.is_money]
    maybe_money = [right.title for right in maybe if right.is_money]
    loans = [right.title for right in (*likely, *maybe) if right.is_loan]
    # A rule is nowhere to go to.
    help_ = [r.title for r in likely if r.record and r.record.kind != "rule" and not (r.is_money or r.is_loan)]
    if sure_money:
        yield f"Dit geld kunt u waarschijnlijk krijgen: {words.listed(sure_money)}."
    if maybe_money:
        also = "Misschien ook" if sure_money else "Misschien is er geld voor u"
        yield f"{also}: {words.listed(maybe_money)}."
    if overview.rights and not (sure_money or maybe_money):
        yield "Geld dat u krijgt en houdt, vonden wij nog niet."
    if loans:
        yield f"Lenen kan misschien, en dat betaalt u terug: {words.listed(loans)}."
    if overview.group(Group.WERKGEVER):
        yield "Uw werkgever kan ook geld aanvragen. Vraag daarnaar."
    if help_:
        yield f"Hier kunt u zo terecht: {words.listed(help_)}."
    first = overview.deadlines[0] if overview.deadlines else None
    if first:
        left = left_in_words(first.days_from(overview.today))
        yield f"Let op deze datum: {in_words(first)} ({left}). {first.what}: {first.title}."
