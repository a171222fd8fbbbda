"""The records on the labour market, as typed, unchangeable values, read from plain data whose shape was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What the value of a figure may be, by what is measured; None: a number.
MEASURES: Mapping[str, frozenset[str] | None] = {
    "kans": frozenset({"veel", "gemengd", "minder"}),
    "verwachting": frozenset({"krapper", "ruimer", "minder_banen"}),
    "krapte": frozenset({"zeer_krap", "krap", "gemiddeld", "ruim", "zeer_ruim"}),
    "baankans": None,
    "startloon": None,
    "vacatures": None,
}
# Holland's six kinds of interest, in his order: making, finding out, creating, helping, enterprise, order.
TYPES = "riasec"

Data = Mapping[str, Any]


@dataclass(frozen=True)
class MarketSource:
    """Who says a figure. `date` is of the evidence (`YYYY`, `YYYY-MM` or a day); `fact` holds every number quoted."""

    id: str
    title: str
    url: str | None
    date: str
    fact: str
    via: str


@dataclass(frozen=True)
class Figure:
    """One figure, or one judgement, on the chance of work.

    `name` is the group as its source calls it. `about` says what the figure is of: an occupation ("beroep"), a whole
    sector, or all work ("arbeidsmarkt"). `occupations` are ESCO codes; four digits are a whole group of ISCO. `number`
    is a figure in words ("bijna 3"). `region` is "nederland" or an arbeidsmarktregio. `period` is a year, years
    ("2025-2026") or a quarter ("2026-Q1"). `confidence`: hoog, middel; weaker evidence is not kept.
    """

    id: str
    name: str
    measure: str
    value: str | int | float
    number: str | None
    unit: str | None
    about: str
    occupations: tuple[str, ...]
    sector: str | None
    level: str | None
    region: str
    period: str
    source: str
    evidence_date: str
    confidence: str
    note: str | None


@dataclass(frozen=True)
class Move:
    """A step from one occupation to another that a source names.

    Without `from_occupations` and `from_sectors` it was open to people from any. `shared` is what one brings along and
    `needs` what is still to be learned, each only where the source says so.
    """

    id: str
    kind: str
    from_name: str
    from_occupations: tuple[str, ...]
    from_sectors: tuple[str, ...]
    to_name: str
    to_occupation: str | None
    to_sector: str
    shared: str | None
    needs: str | None
    evidence: str
    note: str | None
    period: str
    source: str
    evidence_date: str
    confidence: str

    @property
    def from_anybody(self) -> bool:
        """Whether it was open to people from any occupation."""
        return not self.from_occupations and not self.from_sectors


@dataclass(frozen=True)
class Interest:
    """Which kinds of interest a group of ISCO is for, the strongest first, and occupations to name. Our judgement."""

    isco: str
    types: str
    examples: tuple[str, ...]


def market_source(data: Data) -> MarketSource:
    """Read a source."""
    return MarketSource(data["id"], data["title"], data.get("url"), data["date"], data["fact"].strip(), data["via"])


def figure(data: Data) -> Figure:
    """Read a figure."""
    return Figure(
        id=data["id"],
        name=data["name"],
        measure=data["measure"],
        value=data["value"],
        number=data.get("number"),
        unit=data.get("unit"),
        about=data.get("about") or "beroep",
        occupations=tuple(data.get("occupations") or ()),
        sector=data.get("sector"),
        level=data.get("level"),
        region=data["region"],
        period=data["period"],
        source=data["source"],
        evidence_date=data["evidence_date"],
        confidence=data["confidence"],
        note=data.get("note"),
    )


def move(data: Data) -> Move:
    """Read a transition."""
    origin, goal = data["from"], data["to"]
    return Move(
        id=data["id"],
        kind=data["kind"],
        from_name=origin["name"],
        from_occupations=tuple(origin.get("occupations") or ()),
        from_sectors=tuple(origin.get("sectors") or ()),
        to_name=goal["name"],
        to_occupation=goal.get("occupation"),
        to_sector=goal["sector"],
        shared=data.get("shared"),
        needs=data.get("needs"),
        evidence=data["evidence"],
        note=data.get("note"),
        period=data["period"],
        source=data["source"],
        evidence_date=data["evidence_date"],
        confidence=data["confidence"],
    )


def interest(data: Data) -> Interest:
    """Read which interests a group of occupations is for."""
    return Interest(data["isco"], data["types"], tuple(data["examples"]))
