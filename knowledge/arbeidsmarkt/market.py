"""What is known of the labour market, in memory: some 450 small records, read once from the compiled knowledge."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge import moments
from knowledge.arbeidsmarkt import records, tables
from knowledge.arbeidsmarkt.records import Figure, Interest, MarketSource, Move
from knowledge.words import fold

if TYPE_CHECKING:
    from knowledge.occupations import Occupation, Occupations

NATIONWIDE = "nederland"
# How near an occupation is to another: in the same unit group of ISCO, the same group of the Beroepenindeling (BRC),
# the same minor group of ISCO, or the same segment of the BRC.
SAME_UNIT, SAME_GROUP, SAME_MINOR, SAME_SEGMENT, FAR = range(5)
# Doctors, dentists and vets: six years of study or more lie between them and whatever they stand beside.
_LONG_STUDY = frozenset({"1011"})


@dataclass(frozen=True)
class Outlook:
    """The chance of work in an occupation: now, to be expected, near the person, and what one starts at.

    Each is the newest figure of its kind, or None. `also` are other groups of the same list that `now` is of.
    """

    now: Figure | None = None
    expected: Figure | None = None
    nearby: Figure | None = None
    wage: Figure | None = None
    also: tuple[Figure, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is anything on the chance of work."""
        return bool(self.now or self.expected or self.nearby)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of it, the one that says most first."""
        found = (self.nearby, self.now, self.expected, self.wage)
        return tuple(figure for figure in found if figure is not None)


@dataclass(frozen=True)
class Near:
    """An occupation near another one; `how` is one of SAME_UNIT and so on, the lower the nearer."""

    occupation: Occupation
    how: int


class Arbeidsmarkt:
    """Chances, transitions and interests. Immutable; usable from several threads."""

    def __init__(
        self,
        figures: Iterable[Figure] = (),
        moves: Iterable[Move] = (),
        interests: Iterable[Interest] = (),
        sources: Iterable[MarketSource] = (),
        groups: Mapping[str, str] | None = None,
        common: Iterable[str] = (),
    ) -> None:
        """`groups` names the groups of the BRC by code, `common` are the codes of occupations that people know."""
        self._figures = tuple(sorted(figures, key=_age))
        self._moves = tuple(sorted(moves, key=_age))
        self._interests = tuple(interests)
        self._sources = {source.id: source for source in sources}
        self._groups = dict(groups or {})
        self._common = tuple(common)
        self._named: tuple[Occupation, ...] | None = None
        self._by_code: dict[str, list[Figure]] = defaultdict(list)
        for figure in self._figures:
            for code in figure.occupations:
                self._by_code[code].append(figure)

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Arbeidsmarkt:
        """Read all of it from a compiled file."""
        found = tables.read(connection)
        return cls(
            figures=map(records.figure, found.get("cijfer", ())),
            moves=map(records.move, found.get("overstap", ())),
            interests=map(records.interest, found.get("interesse", ())),
            sources=map(records.market_source, found.get("marktbron", ())),
            groups={group["brc"]: group["name"] for group in found.get(tables.GROUP, ())},
            common=found.get(tables.COMMON, ()),
        )

    def source(self, of: Figure | Move) -> MarketSource:
        """Return the source of a figure or a transition. Raises KeyError, which the check keeps from happening."""
        return self._sources[of.source]

    def group(self, brc: str) -> str | None:
        """Return the name of a group of the Beroepenindeling."""
        return self._groups.get(brc)

    def outlook(self, code: str, region: str | None = None) -> Outlook:
        """Return the chance of work in an occupation (an ESCO code), in all of the country and in a region."""
        unit = code.split(".")[0]
        found = sorted(dict.fromkeys((*self._by_code.get(code, ()), *self._by_code.get(unit, ()))), key=_age)
        whole = [figure for figure in found if figure.region == NATIONWIDE]
        now = _first(whole, "kans") or _first(whole, "baankans")
        also = [f for f in whole if now and f is not now and (f.measure, f.source) == (now.measure, now.source)]
        return Outlook(
            now=now,
            expected=_first(whole, "verwachting"),
            nearby=next((figure for figure in found if region and figure.region == region), None),
            wage=_first(whole, "startloon"),
            also=tuple(also),
        )

    def of_sector(self, sector: str, region: str | None) -> tuple[Figure, ...]:
        """Return the figures on a whole sector in a region."""
        return tuple(f for f in self._figures if f.about == "sector" and f.sector == sector and f.region == region)

    def of_market(self, region: str = NATIONWIDE) -> tuple[Figure, ...]:
        """Return the figures on all work in a region, or in the whole country."""
        return tuple(f for f in self._figures if f.about == "arbeidsmarkt" and f.region == region)

    def promising(self, sector: str | None = None) -> tuple[Figure, ...]:
        """Return the groups with much work in the country, in a sector or in all; the newest first, each once."""
        found: dict[str, Figure] = {}
        for figure in self._figures:
            fits = figure.measure == "kans" and figure.value == "veel" and figure.region == NATIONWIDE
            if fits and figure.about == "beroep" and sector in (None, figure.sector):
                found.setdefault(figure.name, figure)
        return tuple(found.values())

    def moves_from(self, codes: Collection[str], sectors: Collection[str] = ()) -> tuple[Move, ...]:
        """Return the transitions that start at one of these occupations, then those from one of the sectors."""
        own = [move for move in self._moves if set(move.from_occupations) & set(codes)]
        wider = [move for move in self._moves if set(move.from_sectors) & set(sectors) and move not in own]
        return (*own, *wider)

    def codes_named(self, words: str) -> tuple[str, ...]:
        """Return the occupations of a transition that names its start like this ("bankmedewerker")."""
        wanted = fold(words)
        return next((m.from_occupations for m in self._moves if m.from_occupations and fold(m.from_name) == wanted), ())

    def named_in(self, folded: str) -> str | None:
        """Return the start of a transition that stands in a folded text by name."""
        names = (move.from_name for move in self._moves if move.from_occupations)
        return next((name for name in names if f" {fold(name)} " in f" {folded} "), None)

    def moves_into(self, sector: str) -> tuple[Move, ...]:
        """Return the transitions into a sector that were open to anybody."""
        return tuple(move for move in self._moves if move.from_anybody and move.to_sector == sector)

    def interests(self) -> tuple[Interest, ...]:
        """Return which interests each group of occupations is for."""
        return self._interests

    def common(self, occupations: Occupations, sector: str) -> list[Occupation]:
        """Return the occupations of a sector that people know."""
        return [occupation for occupation in self._known(occupations) if occupation.sector == sector]

    def near(self, occupations: Occupations, codes: Collection[str]) -> list[Near]:
        """Return the occupations that people know near these, the nearest first; equals by code."""
        own = [found for code in codes if (found := occupations.get(code))]
        names = {occupation.name for occupation in own}
        nearby: list[Near] = []
        for other in self._known(occupations):
            how = min((_nearness(occupation, other) for occupation in own), default=FAR)
            if how < FAR and other.code not in codes and other.name not in names:
                nearby.append(Near(other, how))
        return sorted(nearby, key=lambda near: (near.how, near.occupation.code))

    def _known(self, occupations: Occupations) -> tuple[Occupation, ...]:
        if self._named is None:  # two threads may both read them: they read the same
            self._named = tuple(found for code in self._common if (found := occupations.get(code)))
        return self._named


def _nearness(own: Occupation, other: Occupation) -> int:
    """How near one is to the other. A segment is wide (cooks with hairdressers): there the sector must be the same."""
    if own.isco == other.isco:
        return SAME_UNIT
    if own.brc == other.brc:
        return SAME_GROUP
    if other.brc in _LONG_STUDY:
        return FAR
    if own.isco[:3] == other.isco[:3]:
        return SAME_MINOR
    return SAME_SEGMENT if own.brc[:3] == other.brc[:3] and own.sector == other.sector else FAR


def _first(figures: Sequence[Figure], measure: str) -> Figure | None:
    return next((figure for figure in figures if figure.measure == measure), None)


def _age(record: Figure | Move) -> tuple[int, int]:
    """Newest evidence first, then the latest period; equals stay in the order of the records."""
    return -moments.latest(record.evidence_date).toordinal(), -int(record.period.split("-")[0])
