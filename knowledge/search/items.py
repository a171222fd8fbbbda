"""What a search gives: items of the catalogue, each with why it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from knowledge import moments
from knowledge.occupations import Occupation

Kind = Literal["leerbaan", "opleiding", "certificaat", "evc_aanbieder", "leerbedrijf"]
Match = Literal["beroep", "woord", "sector", "verwant", "ander_werk", "breed", "alles"]
Widening = Literal["afstand", "beroep", "niveau"]

KINDS: tuple[Kind, ...] = ("leerbaan", "opleiding", "certificaat", "evc_aanbieder", "leerbedrijf")
# The forms of the profile contract.
FORMS = ("bol", "bbl", "derde_leerweg", "voltijd", "deeltijd", "duaal", "online", "avond")


@dataclass(frozen=True)
class ItemSource:
    """Where an item comes from: `date` is of the evidence, None where the source has none."""

    title: str
    url: str | None
    date: str | None


@dataclass(frozen=True)
class Item:
    """An item of the catalogue. `sectors` is empty for one that serves all; `place` is None for one without a place.

    `occupation` is the one it is for, of several (`codes`) the first, or the one that was searched for. `organisation`
    is the employer or the provider. `reach` is "plaats", or "online" or "landelijk": then distance does not count.
    `available_from` and `available_to` bound when it is on offer, `start` is when it begins. `check` is what the person
    must check. `details` is what else the record holds: hours, months, school, qualification, role.
    """

    id: str
    kind: str
    title: str
    occupation: Occupation | None
    sectors: tuple[str, ...]
    level: str | None
    forms: tuple[str, ...]
    organisation: str | None
    reach: str
    place: str | None
    gemeente: str | None
    regio: str | None
    provincie: str | None
    pc4: str | None
    lat: float | None
    lon: float | None
    available_from: date | None
    available_to: date | None
    start: date | None
    url: str | None
    contact: Mapping[str, Any] | None
    check: tuple[str, ...]
    certainty: str
    demo: bool
    source: ItemSource
    details: Mapping[str, Any]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """An item that was found. `why` says in words what makes it fit; `widened` in which ways it is not what was asked.

    `distance_km` is as the crow flies, None without a place to measure from or to.
    """

    item: Item
    match: Match
    distance_km: float | None
    widened: tuple[Widening, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class SearchResult:
    """Hits, best first. `total` is how many there are in all, the hits of a wider search included.

    `widened` names the ways in which hits go beyond what was asked, `within_km` how far the widest search looked (None:
    the whole country). `understood` are the occupations that the words were read as; empty with words means that we did
    not understand them.
    """

    hits: tuple[Hit, ...]
    widened: tuple[Widening, ...]
    total: int
    within_km: float | None = None
    understood: tuple[Occupation, ...] = ()


_KNOWN = frozenset({
    "id", "kind", "title", "occupation", "occupations", "sector", "sectors", "level", "form", "employer", "provider",
    "reach", "place", "gemeente", "regio", "provincie", "pc4", "lat", "lon", "from", "to", "start", "url", "contact",
    "check", "certainty", "demo", "source",
})  # fmt: skip


def make_item(record: Mapping[str, Any], occupation: Occupation | None) -> Item:
    """Make an item of a record as `knowledge.search.tables` wrote it, with where it is; `occupation` is the one it is
    shown for.
    """
    source = record["source"]
    return Item(
        id=record["id"],
        kind=record["kind"],
        title=record["title"],
        occupation=occupation,
        sectors=sectors_of(record),
        level=record.get("level"),
        forms=tuple(record.get("form") or ()),
        organisation=record.get("employer") or record.get("provider"),
        reach=record.get("reach", "plaats"),
        place=record.get("place"),
        gemeente=record.get("gemeente"),
        regio=record.get("regio"),
        provincie=record.get("provincie"),
        pc4=record.get("pc4"),
        lat=record.get("lat"),
        lon=record.get("lon"),
        available_from=_day(record.get("from")),
        available_to=_day(record.get("to")),
        start=_day(record.get("start")),
        url=record.get("url"),
        contact=record.get("contact"),
        check=tuple(record.get("check", ())),
        certainty=record.get("certainty", "voor_zover_bekend"),
        demo=record["demo"],
        source=ItemSource(source["title"], source.get("url"), source.get("date")),
        details={key: value for key, value in record.items() if key not in _KNOWN},
        codes=codes_of(record),
    )


def codes_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ESCO codes of the occupations that a record is for."""
    own = (record["occupation"],) if record.get("occupation") else ()
    return tuple(dict.fromkeys((*own, *(record.get("occupations") or ()))))


def is_everywhere(record: Mapping[str, Any]) -> bool:
    """Say whether distance does not count for a record."""
    return record.get("reach") in ("online", "landelijk")


def sectors_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the sectors of a record; none when it serves all (`sectors: alle`)."""
    if record.get("sectors") == "alle":
        return ()
    return tuple(record.get("sectors") or [record["sector"]])


def _day(text: str | None) -> date | None:
    return moments.day(text) if text else None
