"""What a search asks for, worked out from a person's words into what the index can select on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypedDict, TypeVar

from knowledge import words
from knowledge.distance import plane
from knowledge.occupation_names import LIGHT
from knowledge.occupations import STRONG, Occupation, OccupationMatch, Occupations
from knowledge.places import Place

T = TypeVar("T")

NEAR_ENOUGH = 0.5  # from this score a weaker match is an occupation near what was said

_CODE = re.compile(r"^\d{4}(?:\.\d+)+$")
_MOST_CODES = 40
_REMEMBERED = 4_096  # texts; people ask the same things

# Every term of a text must be in an item: one of its alternatives, with all the stems of that.
Term = tuple[tuple[str, ...], ...]
Text = tuple[Term, ...]


@dataclass(frozen=True)
class Subject:
    """The work or course that is asked for. Empty parts match nothing; no subject at all matches everything.

    `codes` are the occupations meant, `kinds` those that are kinds of them. `texts` are words that an item may have
    instead, all of one text. `sectors` is what a broad word stands for ("de zorg"). `near_codes` and `near_sectors`
    are for a wider search. `clear`: the words name an occupation or a kind of work, so that as words they only count
    for items without an occupation. `partly`: only some of the words do; an item that has all of them goes first.
    """

    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    texts: tuple[Text, ...]
    clear: bool
    partly: bool
    sectors: tuple[str, ...]
    near_codes: tuple[str, ...]
    near_sectors: tuple[str, ...]
    understood: tuple[Occupation, ...]

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it to look for."""
        return bool(self.codes or self.texts or self.sectors)

    @property
    def can_widen(self) -> bool:
        """Whether there is work like it."""
        return bool(self.codes or self.near_codes or self.near_sectors)


NOTHING = Subject((), (), (), True, False, (), (), (), ())


class Asked(TypedDict, total=False):
    """What a search can ask for, besides the kind; what is left out or None does not matter.

    text: people's words for the work or course.
    occupation: an ESCO code, or again words; with `text`, items that fit either are found.
    sector: one of our sectors; only its items.
    near: where from. A region or province: only what is in it. What is online or for the whole country is near
        everywhere.
    within_km: at most so far from `near`; None: any distance, the nearest first.
    farthest_km: no farther than this, however wide the search; of an area only what is in it or around it. None: when
        there is nothing at all nearby, the whole country.
    level: one of niveau_doel; "" or "geen": only what has no level.
    form: one of vorm.
    on: today; what is no longer on offer then is left out. None: everything.
    starts_from, starts_by: only what one can begin with in the month of this day or later, or earlier.
    among, but: occupations (ESCO codes): only items of one of these, no items of these.
    stated_km: whether the person said how far; else `within_km` is a guess of ours, and what is farther is not called
        farther than was asked.
    """

    text: str | None
    occupation: str | None
    sector: str | None
    near: Place | None
    within_km: float | None
    farthest_km: float | None
    level: str | None
    form: str | None
    on: date | None
    starts_from: date | None
    starts_by: date | None
    among: Collection[str]
    but: Collection[str]
    stated_km: bool


@dataclass(frozen=True)
class Wish:
    """A search, worked out. `x` and `y` are where it is measured from, on the plane of `knowledge.distance`, in km."""

    kind: str
    subject: Subject | None
    sector: str | None
    near: Place | None
    x: float
    y: float
    within_km: float | None
    farthest_km: float | None
    stated_km: bool
    level: str | None
    form: str | None
    on: date | None
    starts_from: date | None
    starts_by: date | None
    among: tuple[str, ...]
    but: tuple[str, ...]


def make_wish(kind: str, subject: Subject | None, asked: Asked) -> Wish:
    """Work out a search for a subject."""
    near, within_km, level = asked.get("near"), asked.get("within_km"), asked.get("level")
    x, y = plane(near.lat, near.lon) if near else (0.0, 0.0)
    return Wish(
        kind=kind,
        subject=subject,
        sector=asked.get("sector"),
        near=near,
        x=x,
        y=y,
        within_km=None if near is None or near.is_area else within_km,  # within an area, distance does not narrow
        farthest_km=None if near is None else asked.get("farthest_km"),
        stated_km=asked.get("stated_km", True),
        level="" if level == "geen" else level,
        form=asked.get("form"),
        on=asked.get("on"),
        starts_from=asked.get("starts_from"),
        starts_by=asked.get("starts_by"),
        among=tuple(asked.get("among", ())),
        but=tuple(asked.get("but", ())),
    )


class Reader:
    """Reads people's words; `spelled` gives the word of the catalogue that a word stands for."""

    def __init__(self, occupations: Occupations, spelled: Callable[[str], str]) -> None:
        self._occupations, self._spelled = occupations, spelled
        self._read = lru_cache(_REMEMBERED)(self._one)

    def subject(self, said: Sequence[str]) -> Subject | None:
        """Work out what is asked for; an ESCO code means that occupation. Of several texts any will do."""
        subjects = [self._read(text) for text in said]
        if len(subjects) < 2:
            return subjects[0] if subjects else None
        return Subject(
            codes=_merged(s.codes for s in subjects),
            kinds=_merged(s.kinds for s in subjects),
            texts=_merged(s.texts for s in subjects),
            clear=all(s.clear for s in subjects),
            partly=any(s.partly for s in subjects),
            sectors=_merged(s.sectors for s in subjects),
            near_codes=_merged(s.near_codes for s in subjects)[:_MOST_CODES],
            near_sectors=_merged(s.near_sectors for s in subjects),
            understood=_merged(s.understood for s in subjects),
        )

    def _one(self, text: str) -> Subject:
        if _CODE.match(text):
            occupation = self._occupations.get(text)
            if occupation is None:
                return NOTHING
            kinds = self._occupations.narrower((text,))
            return Subject((text,), kinds, (), True, False, (), (), (occupation.sector,), (occupation,))
        matches = self._occupations.find(text, limit=40)
        sure = [match for match in matches if match.score >= STRONG]
        broad = [match for match in matches if match.how == "breed"] if not sure else []
        meant = sure or broad or _best(matches)
        weaker = [match for match in matches if match not in meant and match.score >= NEAR_ENOUGH]
        sectors = _common_sector(broad)
        codes = tuple(match.occupation.code for match in meant)
        return Subject(
            codes=codes,
            kinds=self._occupations.narrower(match.occupation.code for match in sure),
            texts=tuple(filter(None, (self._text(text),))),
            clear=bool(sure or broad),
            partly=any(not match.whole for match in meant),
            sectors=sectors,
            near_codes=tuple(match.occupation.code for match in weaker),
            near_sectors=sectors or _merged((match.occupation.sector,) for match in meant),
            understood=tuple(match.occupation for match in meant),
        )

    def _text(self, text: str) -> Text:
        """Return the words of a text that tell something: each itself, or the parts of a compound."""
        folded = words.fold(text)
        if not folded.isascii():  # no item has other letters, once folded
            return ()
        terms = []
        said = [word for word in folded.split() if word not in words.STOP_WORDS and len(word) > 2]
        for word in [word for word in said if word not in LIGHT] or said:
            spelled = self._spelled(word)
            parts = tuple(map(words.stem, self._occupations.parts(spelled)))
            whole = (words.stem(spelled),)
            terms.append((whole, parts) if len(parts) > 1 else (whole,))
        return tuple(terms)


def _merged(groups: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))


def _best(matches: Sequence[OccupationMatch]) -> list[OccupationMatch]:
    """Return the best of weaker matches, if they are not too weak."""
    if not matches or matches[0].score < NEAR_ENOUGH:
        return []
    return [match for match in matches if match.score >= matches[0].score - 0.05]


def _common_sector(matches: Sequence[OccupationMatch]) -> tuple[str, ...]:
    """Return the sector that a broad word stands for: that of most of its occupations."""
    counted = Counter(match.occupation.sector for match in matches)
    return (min(counted, key=lambda sector: (-counted[sector], sector)),) if counted else ()
