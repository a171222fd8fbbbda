"""How a search is made wider, one thing at a time, and which items each step allows.

First the distance, then neighbouring occupations and their sector, then the level; at last, if there is still nothing
and nobody set a limit, the whole country. Each step keeps what the steps before it allowed, so that a wider search
never loses a hit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from knowledge.search import bits
from knowledge.search.index import Index
from knowledge.search.items import Match, Widening
from knowledge.search.wish import NOTHING, Subject, Term, Wish

WIDENINGS: tuple[Widening, ...] = ("afstand", "beroep", "niveau")
WIDER = 2.0  # times the distance asked
AT_LEAST = 40.0  # km: what a wider search reaches in any case
AROUND_AREA = 50.0  # km from the middle of a region or province


ENOUGH = 3  # with so many hits nothing but the distance is made wider
PLENTY = 5  # with so many hits that is not either


@dataclass(frozen=True)
class Stage:
    """How wide to look. `within_km` None: no limit. `breadth`: 0 what was meant, 1 near occupations, 2 the sector.

    Taken only when fewer hits than `under` were found before.
    """

    within_km: float | None
    area_too: bool
    breadth: int
    any_level: bool
    under: int = ENOUGH
    everywhere: bool = False


def stages(wish: Wish) -> Iterator[Stage]:
    """Yield the steps of a search, the strict one first."""
    is_area = wish.near is not None and wish.near.is_area
    limit = math.inf if wish.farthest_km is None or is_area else wish.farthest_km
    nearest = min(limit, math.inf if wish.within_km is None else wish.within_km)
    now = Stage(None if nearest == math.inf else nearest, is_area, 0, wish.level is None)
    yield now
    if wish.within_km is not None:
        now = replace(now, within_km=min(limit, max(WIDER * wish.within_km, AT_LEAST)))
        yield replace(now, under=PLENTY)
    elif is_area:
        now = replace(now, area_too=False)
        yield now
    if wish.subject is not None and wish.subject.can_widen:
        now = replace(now, breadth=1)
        yield now
        now = replace(now, breadth=2)
        yield now
    if wish.level is not None:
        now = replace(now, any_level=True)
        yield now
    if wish.farthest_km is None and (wish.within_km is not None or is_area):
        yield replace(now, within_km=None, everywhere=True, under=1)


# How well an item fits: what was meant or said, a kind of that, the sector that was named, work like it, other work: of
# the same broad group (a plasterer's has those who fit heat pumps) or in the same sector, or for everybody.
GRADES: tuple[Match, ...] = ("beroep", "beroep", "sector", "verwant", "ander_werk", "ander_werk", "breed")


class Selection:
    """The items that each step of one search allows."""

    def __init__(self, wish: Wish, index: Index) -> None:
        self._wish, self._index = wish, index
        self._subject = wish.subject or NOTHING
        self._always = self._filters()
        self._circles: dict[float, int] = {}

    def graded(self, stage: Stage) -> list[int]:
        """Return the items of a step by how well they fit (see `GRADES`), as sets that have none in common.

        Without a subject all are of the first grade.
        """
        allowed = self._always & self._around(stage)
        if not stage.any_level:
            allowed &= self._on_level()
        if self._wish.subject is None:
            return [allowed]
        grades, taken = [], 0
        for items in self._by_grade(self._wish.subject, stage.breadth):
            grades.append(items & allowed & ~taken)
            taken |= items
        return grades

    def _filters(self) -> int:
        """What holds however wide the search is: sector, form, offer, start, occupations to keep to or leave out."""
        wish, index = self._wish, self._index
        found = index.all
        if wish.sector:
            found &= index.having("sector", wish.sector)
        if wish.form:
            found &= index.having("form", wish.form)
        if wish.on:
            found &= index.on_offer(wish.on)
        if wish.starts_from or wish.starts_by:
            found &= index.starting(wish.starts_from, wish.starts_by)
        if wish.among:
            found &= index.having_any("occupation", wish.among)
        if wish.but:
            found &= ~index.having_any("occupation", wish.but)
        return found

    def _on_level(self) -> int:
        """The items of the level that is wanted; "": those without one."""
        index, level = self._index, self._wish.level
        if level:
            return index.having("level", level)
        return index.all & ~index.having_any("level", (v for v, _ in index.values("level") if v != "geen"))

    def _around(self, stage: Stage) -> int:
        """The items that lie where the step looks; what is everywhere is always near."""
        wish, index = self._wish, self._index
        near = wish.near
        if near is None or stage.everywhere:
            return index.all
        if near.is_area:
            found = index.area(near) | index.everywhere
            return found if stage.area_too else found | self._within(AROUND_AREA)
        return index.all if stage.within_km is None else index.everywhere | self._within(stage.within_km)

    def _within(self, km: float) -> int:
        if km not in self._circles:
            self._circles[km] = self._index.within(self._wish.x, self._wish.y, km)
        return self._circles[km]

    def _by_grade(self, subject: Subject, breadth: int) -> Iterator[int]:
        """Yield the items of each grade; one may be in several, the first counts."""
        evc = self._wish.kind == "evc_aanbieder"  # it has no occupation: it serves the sectors of those meant, or all
        broad = self._index.having("broad", "")
        yield from self._meant
        yield self._index.having_any("sector", subject.sectors) & ~broad
        yield from (items & ~broad for items in (self._near if breadth > 0 else (0, 0)))
        kin = self._kin if breadth > 1 or evc else 0
        yield kin & ~broad
        yield broad if kin or subject.sectors else 0

    @cached_property
    def _meant(self) -> tuple[int, int]:
        """The items that are what was asked: for the occupation or with the words, and kinds of that."""
        index, subject = self._index, self._subject
        meant, kinds = index.having_any("occupation", subject.codes), index.having_any("occupation", subject.kinds)
        if self._said and (subject.partly or not subject.clear):
            return self._said, meant | kinds
        coded = index.having("coded", "") if self._said and subject.clear else 0
        return meant | (self._said & ~coded), kinds

    @cached_property
    def _near(self) -> tuple[int, int]:
        """The items for work like it: near by name, of the same ISCO unit group or with the words, and of the same BRC
        group.
        """
        index, subject = self._index, self._subject
        unit_groups = index.having_any("isco4", {occupation.isco for occupation in subject.understood})
        near = index.having_any("occupation", subject.near_codes) | unit_groups | self._said
        return near, index.having_any("brc", {occupation.brc for occupation in subject.understood})

    @cached_property
    def _kin(self) -> int:
        """The items of the same sector, or for occupations of the same ISCO minor group."""
        index, subject = self._index, self._subject
        minor_groups = index.having_any("isco3", {occupation.isco[:3] for occupation in subject.understood})
        return index.having_any("sector", subject.near_sectors) | minor_groups

    @cached_property
    def _said(self) -> int:
        """The items that have the words: in what they are called, or else, of unclear words, in whose they are.

        When no occupation is meant and no item has all of the words, half of them will do.
        """
        subject = self._subject
        found = bits.union(self._with_all(text, ("word",)) for text in subject.texts)
        if found or subject.clear:
            return found
        found = bits.union(self._with_all(text, ("word", "name")) for text in subject.texts)
        if found or subject.codes:
            return found
        for text in subject.texts:
            counted = sorted((self._with_all((term,), ("word",)).bit_count(), term) for term in text)
            known = [term for count, term in counted if count]  # the rarest first
            if 2 * len(known) >= len(text):
                found |= self._with_all(known, ("word",)) or self._with_all(known[:1], ("word",))
        return found

    def _with_all(self, text: Sequence[Term], attributes: Sequence[str]) -> int:
        """The items with every term of a text in one of these attributes."""
        index, having = self._index, self._index.all if text else 0
        for term in text:
            either = 0
            for stems in term:
                every = index.all
                for stem in stems:
                    every &= bits.union(index.having(attribute, stem) for attribute in attributes)
                either |= every
            having &= either
            if not having:
                break
        return having
