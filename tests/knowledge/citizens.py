"""The real regelingen and the personas, for the tests that judge the one by the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge import records, yamlfile
from knowledge.folder import ROOT
from knowledge.profile import Value
from knowledge.records import Arrangement
from knowledge.rules import Assessment

PERSONAS = Path(__file__).parent / "personas"
EVERYONE = PERSONAS / "_voor_iedereen.yaml"

# As a persona file says it: the three verdicts, or not known and so never an offer.
OUTCOMES = ("waarschijnlijk", "misschien", "niet", "onbekend")

Expected = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Persona:
    """Somebody with a profile, and per date every arrangement under its expected outcome."""

    id: str
    citizen: bool
    profile: Mapping[str, Value]
    dates: Mapping[date, Expected]
    reasons: Mapping[str, str]

    def expected(self, on: date) -> dict[str, str]:
        """Return the outcome of each arrangement; raises ValueError when one is named twice."""
        shared = _document(EVERYONE)
        parts = [self.dates[on], shared["voor_iedereen"], *([shared["voor_burgers"]] if self.citizen else [])]
        pairs = [(name, outcome) for part in parts for outcome, names in part.items() for name in names]
        counts = Counter(name for name, _ in pairs)
        twice = sorted(name for name, count in counts.items() if count > 1)
        if twice:
            raise ValueError(f"{self.id} at {on}: named twice: {', '.join(twice)}")
        return dict(pairs)


@cache
def arrangements() -> Mapping[str, Arrangement]:
    """Return the regelingen of the repository by id."""
    paths = sorted((ROOT / "regelingen").glob("*.yaml"))
    return {path.stem: records.arrangement(yamlfile.load(path).data) for path in paths}


@cache
def personas() -> tuple[Persona, ...]:
    """Return all personas, in the order of their names."""
    return tuple(_persona(path) for path in sorted(PERSONAS.glob("[!_]*.yaml")))


def outcome(assessment: Assessment) -> str:
    """Say what an assessment comes to: what we may not offer has no verdict."""
    return assessment.verdict if assessment.offerable else "onbekend"


def sentences(arrangement: Arrangement) -> Iterator[str]:
    """Yield everything of an arrangement that a citizen may read."""
    yield arrangement.title
    yield arrangement.summary
    yield arrangement.closed_text or ""
    yield from arrangement.apply
    yield from arrangement.check
    for condition in arrangement.conditions:
        yield condition.holds
        yield condition.fails
    if arrangement.contact:
        yield from (arrangement.contact.phone or "", arrangement.contact.hours or "")
    for amount in arrangement.shown_amounts():
        yield f"{amount.value} {amount.unit} {amount.meaning}"


def _persona(path: Path) -> Persona:
    data = _document(path)
    return Persona(
        id=path.stem,
        citizen=data["burger"],
        profile=data["profiel"],
        dates={date.fromisoformat(day): expected for day, expected in data["verwacht"].items()},
        reasons=data["waarom"],
    )


@cache
def _document(path: Path) -> Any:
    return yamlfile.load(path).data
