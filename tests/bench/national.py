"""The catalogue at national volume, made up: for tests and measuring only.

    records = national.records(scale=1.0)

The numbers are SBB's of 2019: 70,658 leerbanen and 247,000 leerbedrijven, with 100,000 programmes beside them. Places
and occupations are the product's own; that an employer, a school or an offer exists is not said anywhere: every record
is `demo` and carries `testset`, which `knowledge.search.build` refuses unless a test asks for it. No `compile` does.

The same scale gives the same records, on any machine.

Leerbedrijven are items of their own, not an attribute of a leerbaan: three of four have no open leerbaan, and a person
may look for those to ask whether they will take them on. A leerbaan names its leerbedrijf by `employer_id`.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from knowledge import yamlfile
from knowledge.folder import ROOT
from knowledge.occupation_tables import sector_of

LEERBANEN, LEERBEDRIJVEN, PROGRAMMES = 70_658, 247_000, 100_000
TODAY = date(2026, 11, 22)
_SUBJECTS = Path(__file__).with_name("subjects.yml")
# A list of its own, the one of `knowledge/` in November 2026: an editor who adds a word changes no figure by chance.
_COMMON_OCCUPATIONS = Path(__file__).with_name("common_occupations.txt")
_SOURCE = {"title": "Testset op landelijke schaal (verzonnen)", "url": None, "date": "2026-11-22"}
_COURSES = 0.12  # of the programmes have a subject that is no occupation
_COMMON = 0.8  # of the offers are for the occupations that most people look for
_ENDED = 0.03  # are no longer on offer
# Levels by the first digit of ISCO-08, the usual one first.
_LEVELS = {
    "1": ("hbo", "mbo4", "ad"), "2": ("hbo", "mbo4", "wo"), "3": ("mbo4", "mbo3", "ad"), "4": ("mbo3", "mbo4", "mbo2"),
    "5": ("mbo3", "mbo2", "mbo4"), "6": ("mbo3", "mbo2", "mbo4"), "7": ("mbo2", "mbo3", "mbo4"),
    "8": ("mbo2", "mbo3", "mbo4"), "9": ("mbo2", "mbo1", "mbo3"), "0": ("mbo3", "mbo2", "mbo4"),
}  # fmt: skip
_FORMS = (("bbl",), ("bol",), ("derde_leerweg", "avond"), ("derde_leerweg", "online"), ("deeltijd",), ("voltijd",),
          ("deeltijd", "avond"), ("online",), ("duaal",))  # fmt: skip
_LEERBAAN_TITLES = ("Leerbaan {}", "Leerling {}", "{} in opleiding", "{} (bbl)", "Werken en leren als {}")
_PROGRAMME_TITLES = ("Opleiding {}", "{}", "Vakopleiding {}", "Basisopleiding {}", "{} voor volwassenen")
_FIRMS = ("Bedrijf", "Firma", "Groep", "Werkplaats", "Maatschap", "Zaken")
_SYLLABLES = ("ba", "bro", "da", "dui", "el", "fe", "ga", "gro", "ha", "hui", "ie", "ja", "ka", "kle", "la", "loo",
              "ma", "mui", "ne", "no", "oe", "pa", "pij", "ra", "roe", "sa", "schi", "ta")  # fmt: skip
_ENDINGS = ("berg", "dam", "dijk", "hoven", "kamp", "laar", "man", "mans", "meer", "rink", "sen", "sma", "stra", "veld")
_SCHOOLS = ("ROC", "Vakschool", "Opleidingshuis", "Leercentrum", "Academie", "Praktijkschool")


@dataclass(frozen=True)
class Work:
    """An occupation to make offers for. `names` are how it is called, ESCO's own first."""

    code: str
    names: tuple[str, ...]
    sector: str
    qualification: Mapping[str, str] | None


class Weighed:
    """Draws from a row, some more often than others."""

    def __init__(self, values: Sequence[Any], weights: Sequence[float]) -> None:
        self._values, self._sums = values, list(accumulate(weights))

    def draw(self, chance: random.Random) -> Any:
        """Return one of the values."""
        return self._values[min(bisect(self._sums, chance.random() * self._sums[-1]), len(self._values) - 1)]


def records(scale: float = 1.0) -> Iterator[dict[str, Any]]:
    """Yield the leerbedrijven, leerbanen and programmes of the test set; `scale` 0.01 is a hundredth of each."""
    firms = round(LEERBEDRIJVEN * scale)
    yield from (_firm(number) for number in range(firms))
    yield from (_leerbaan(number, firms) for number in range(round(LEERBANEN * scale)))
    yield from (_programme(number) for number in range(round(PROGRAMMES * scale)))


def _firm(number: int) -> dict[str, Any]:
    chance = random.Random(f"leerbedrijf {number}")
    work: Work = _works()["mbo"].draw(chance)
    also = [_works()["mbo"].draw(chance) for _ in range(chance.choice((0, 0, 1, 2, 3)))]
    codes = dict.fromkeys([work.code, *(other.code for other in also if other.sector == work.sector)])
    name = f"{chance.choice(_FIRMS)} {_surname(chance)} (demo)"
    return {
        **_record(f"testset-leerbedrijf-{number}", "leerbedrijf", name, chance),
        "occupations": list(codes),
        "sector": work.sector,
        "employer": name,
    }


def _surname(chance: random.Random) -> str:
    """A name that nobody has, one of some 300,000: what real names are to a search."""
    return "".join((*chance.choices(_SYLLABLES, k=3), chance.choice(_ENDINGS))).title()


def _leerbaan(number: int, firms: int) -> dict[str, Any]:
    chance = random.Random(f"leerbaan {number}")
    firm = _firm(chance.randrange(max(1, firms)) if chance.random() < 0.5 else number % max(1, firms))
    code = chance.choice(firm["occupations"])
    work = _by_code()[code]
    return {
        **_record(f"testset-leerbaan-{number}", "leerbaan", _title(work, _LEERBAAN_TITLES, chance), chance),
        **_offered(chance),
        "occupation": code,
        "sector": work.sector,
        "qualification": work.qualification,
        "level": _level(code, chance, mbo=True),
        "form": ["bbl"],
        "hours": chance.choice((24, 28, 32, 36, 40)),
        "employer": firm["employer"],
        "employer_id": firm["id"],
        "pc4": firm["pc4"],
        "place": firm["place"],
    }


def _programme(number: int) -> dict[str, Any]:
    chance = random.Random(f"opleiding {number}")
    school = chance.choice(_SCHOOLS)
    record = _record(f"testset-opleiding-{number}", "certificaat" if chance.random() < 0.1 else "opleiding", "", chance)
    record |= _offered(chance)
    record["form"] = list(chance.choice(_FORMS))
    if "online" in record["form"] and chance.random() < 0.7:
        record = {key: value for key, value in record.items() if key not in ("pc4", "place")} | {"reach": "online"}
    if chance.random() < 0.7:
        record["start"] = date(2027, chance.randrange(1, 13), 1).isoformat()
    record["provider"] = f"{school} {number % 1_400} (demo)"
    if chance.random() < _COURSES:
        subject = chance.choice(sorted(_subjects()))
        titles, sector = _subjects()[subject]["titles"], _subjects()[subject]["sector"]
        return {**record, "title": chance.choice(titles), "sector": sector, "subject": subject}
    work: Work = _works()["all"].draw(chance)
    return {
        **record,
        "title": _title(work, _PROGRAMME_TITLES, chance),
        "occupation": work.code,
        "sector": work.sector,
        "qualification": work.qualification,
        "level": _level(work.code, chance, mbo=False) if record["kind"] == "opleiding" else None,
        "months": chance.choice((3, 6, 12, 18, 24, 36)),
    }


def _record(key: str, kind: str, title: str, chance: random.Random) -> dict[str, Any]:
    pc4, place = _postcodes().draw(chance)
    return {
        "id": key, "kind": kind, "title": title, "pc4": pc4, "place": place, "contact": None, "url": None,
        "demo": True, "testset": True, "source": _SOURCE,
    }  # fmt: skip


def _offered(chance: random.Random) -> dict[str, str]:
    """From when until when it is on offer; a few no longer are."""
    begins = TODAY + timedelta(days=chance.randrange(-60, 120))
    ends = TODAY + timedelta(days=chance.randrange(10, 400))
    if chance.random() < _ENDED:
        begins, ends = TODAY - timedelta(days=200), TODAY - timedelta(days=chance.randrange(1, 60))
    return {"from": begins.isoformat(), "to": max(begins, ends).isoformat()}


def _title(work: Work, patterns: Sequence[str], chance: random.Random) -> str:
    name = work.names[0] if chance.random() < 0.7 else chance.choice(work.names)
    title = chance.choice(patterns).format(name)
    return title[0].upper() + title[1:]


def _level(code: str, chance: random.Random, mbo: bool) -> str:
    levels = _LEVELS[code[0]]
    level = chance.choices(levels, (6, 3, 1))[0]
    return level if level.startswith("mbo") or not mbo else "mbo4"


@cache
def _works() -> Mapping[str, Weighed]:
    """The occupations: those that mbo teaches, and all."""
    common = set(_COMMON_OCCUPATIONS.read_text(encoding="utf-8").splitlines())
    works = sorted(_by_code().values(), key=lambda work: (work.names[0] not in common, work.code))
    mbo = [work for work in works if work.code[0] in "3456789" or work.qualification]
    return {name: Weighed(found, _weights(found, common)) for name, found in (("all", works), ("mbo", mbo))}


def _weights(works: Sequence[Work], common: set[str]) -> list[float]:
    """A few occupations have many offers, many have a few (Zipf); the common ones have `_COMMON` of all together."""
    chance = random.Random("occupations")
    ranks = list(range(1, len(works) + 1))
    chance.shuffle(ranks)
    is_common = [work.names[0] in common for work in works]
    raw = [rank**-0.7 for rank in ranks]
    total = {kind: sum(w for w, c in zip(raw, is_common, strict=True) if c is kind) for kind in (True, False)}
    return [w / total[c] * (_COMMON if c else 1 - _COMMON) for w, c in zip(raw, is_common, strict=True)]


@cache
def _by_code() -> Mapping[str, Work]:
    sectors = yamlfile.load(ROOT / "beroepen" / "sectoren.yaml").data
    found = {}
    for row in _rows("beroepen/beroepen.csv"):
        code, isco = row["code"], row["code"].split(".")[0]
        names = (row["naam"], *filter(None, row["andere_namen"].split("|")))
        found[code] = Work(code, names, str(sector_of(isco, sectors)), _qualifications().get(code))
    return found


@cache
def _qualifications() -> Mapping[str, Mapping[str, str]]:
    """The mbo qualifications that the demonstration catalogue names, by occupation."""
    found = {}
    for path in sorted((ROOT / "catalogus").rglob("*.yaml")):
        for record in yamlfile.load(path).data:
            if record.get("occupation") and record.get("qualification"):
                found.setdefault(record["occupation"], record["qualification"])
    return found


@cache
def _postcodes() -> Weighed:
    """Postcodes with their place, a gemeente as often as it has inhabitants."""
    inhabitants = {row["gemeente"]: int(row["inhabitants"]) for row in _rows("plaatsen/gemeenten.csv")}
    rows = [row for row in _rows("plaatsen/postcodes.csv") if row["approx"] == "0"]
    count: dict[str, int] = {}
    for row in rows:
        count[row["gemeente"]] = count.get(row["gemeente"], 0) + 1
    weights = [inhabitants[row["gemeente"]] / count[row["gemeente"]] for row in rows]
    return Weighed([(row["pc4"], row["place"] or row["gemeente"]) for row in rows], weights)


@cache
def _subjects() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yamlfile.load(_SUBJECTS).data
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
