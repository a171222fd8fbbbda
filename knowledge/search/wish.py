"""What a search asks for, worked out from a person's words into what the tables can select on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge import words
from knowledge.distance import plane
from knowledge.occupations import STRONG, Occupation, OccupationMatch, Occupations
from knowledge.places import Place

NEAR_ENOUGH = 0.5  # from this score a weaker match is an occupation near what was said

_CODE = re.compile(r"^\d{4}(?:\.\d+)+$")
_MOST_CODES = 300


@dataclass(frozen=True)
class Subject:
    """The work or course that is asked for. Empty parts match nothing; no subject at all matches everything.

    `codes` are the occupations meant, `text` a full-text query, `sectors` what a broad word stands for ("de zorg");
    `near_codes` and `near_sectors` are for a wider search.
    """

    codes: tuple[str, ...]
    text: str
    sectors: tuple[str, ...]
    near_codes: tuple[str, ...]
    near_sectors: tuple[str, ...]
    understood: tuple[Occupation, ...]


@dataclass(frozen=True)
class Wish:
    """A search. `x` and `y` are where it is measured from, on the plane of `knowledge.distance`, in km."""

    kind: str
    subject: Subject | None
    sector: str | None
    near: Place | None
    x: float
    y: float
    within_km: float | None
    level: str | None
    form: str | None
    on: date | None


def make_wish(
    kind: str,
    said: Sequence[str],
    occupations: Occupations,
    near: Place | None,
    within_km: float | None,
    level: str | None,
    sector: str | None,
    form: str | None,
    on: date | None,
    known_words: frozenset[str],
) -> Wish:
    """Work out a search. `said` are the words or ESCO codes of the subject; empty ones are left out."""
    subjects = [subject(text, occupations, known_words) for text in said if text.strip()]
    x, y = plane(near.lat, near.lon) if near else (0.0, 0.0)
    # Within an area, distance is not what narrows.
    limit = None if near is None or near.is_area else within_km
    return Wish(kind, _joined(subjects), sector, near, x, y, limit, level, form, on)


def subject(text: str, occupations: Occupations, known_words: frozenset[str]) -> Subject:
    """Work out what work or course a text asks for; an ESCO code means that occupation and nothing else."""
    if _CODE.match(text):
        occupation = occupations.get(text)
        if occupation is None:
            return Subject((), "", (), (), (), ())
        return Subject((text,), "", (), occupations.near((text,)), (occupation.sector,), (occupation,))
    matches = occupations.find(text, limit=40)
    sure = [match for match in matches if match.score >= STRONG]
    broad = [match for match in matches if match.how == "breed"] if not sure else []
    meant = sure or broad or _best(matches)
    codes = tuple(match.occupation.code for match in meant)
    weaker = (match for match in matches if match not in meant and match.score >= NEAR_ENOUGH)
    near = (*(match.occupation.code for match in weaker), *occupations.near(codes))
    sectors = _common_sector(broad)
    around = sectors or tuple(dict.fromkeys(match.occupation.sector for match in meant))
    return Subject(
        codes=codes,
        text=_full_text(text, occupations, known_words),
        sectors=sectors,
        near_codes=tuple(dict.fromkeys(near))[:_MOST_CODES],
        near_sectors=around,
        understood=tuple(match.occupation for match in meant),
    )


def _best(matches: Sequence[OccupationMatch]) -> list[OccupationMatch]:
    """Return the best of weaker matches, if they are not too weak."""
    if not matches or matches[0].score < NEAR_ENOUGH:
        return []
    return [match for match in matches if match.score >= matches[0].score - 0.05]


def _common_sector(matches: Sequence[OccupationMatch]) -> tuple[str, ...]:
    """Return the sector that a broad word stands for: that of most of its occupations."""
    counted = Counter(match.occupation.sector for match in matches)
    return (min(counted, key=lambda sector: (-counted[sector], sector)),) if counted else ()


def _full_text(text: str, occupations: Occupations, known_words: frozenset[str]) -> str:
    """Return the query that finds items with all telling words of the text, or the parts of a compound."""
    terms = []
    folded = words.fold(text)
    if not folded.isascii():  # no item has other letters, once folded
        return ""
    for word in folded.split():
        if word in words.STOP_WORDS or len(word) < 3:
            continue
        known = word in known_words or occupations.known(word)
        spelled = word if known else occupations.spelled(word) or word
        whole = f'"{words.stem(spelled)}"'
        parts = occupations.parts(spelled)
        cut = " AND ".join('"' + words.stem(part) + '"' for part in parts)
        terms.append(f"({whole} OR ({cut}))" if len(parts) > 1 else whole)
    return " AND ".join(terms)


def _joined(subjects: Sequence[Subject]) -> Subject | None:
    """Return one subject that matches what any of these matches."""
    if len(subjects) < 2:
        return subjects[0] if subjects else None
    return Subject(
        codes=tuple(dict.fromkeys(code for s in subjects for code in s.codes)),
        text=" OR ".join(f"({s.text})" for s in subjects if s.text),
        sectors=tuple(dict.fromkeys(sector for s in subjects for sector in s.sectors)),
        near_codes=tuple(dict.fromkeys(code for s in subjects for code in s.near_codes))[:_MOST_CODES],
        near_sectors=tuple(dict.fromkeys(sector for s in subjects for sector in s.near_sectors)),
        understood=tuple(dict.fromkeys(occupation for s in subjects for occupation in s.understood)),
    )
