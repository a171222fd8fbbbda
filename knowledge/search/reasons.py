"""Why a hit is there, in short Dutch sentences (B1) for the person who asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import dutch
from knowledge.places import Place
from knowledge.search.items import Hit, Item, Match, Widening
from knowledge.search.wish import Wish

SECTOR_NAMES = {
    "zorg_welzijn": "zorg en welzijn", "techniek": "techniek", "bouw_infra": "bouw en infra", "ict": "ict",
    "onderwijs": "onderwijs", "kinderopvang": "kinderopvang", "groen": "groen en dieren", "horeca": "horeca",
    "handel": "winkel en handel", "transport_logistiek": "transport en logistiek", "zakelijk": "kantoor en zakelijk",
    "overheid": "overheid", "veiligheid": "veiligheid", "schoonmaak": "schoonmaak en facilitair",
    "uiterlijke_verzorging": "uiterlijke verzorging", "creatief": "creatief en media", "industrie": "industrie",
    "overig": "overig",
}  # fmt: skip
LEVEL_NAMES = {
    "mbo1": "mbo niveau 1", "mbo2": "mbo niveau 2", "mbo3": "mbo niveau 3", "mbo4": "mbo niveau 4",
    "ad": "associate degree", "hbo": "hbo", "wo": "universiteit", "geen": "zonder niveau",
}  # fmt: skip


def explain(item: Item, match: Match, distance: float | None, widened: tuple[Widening, ...], wish: Wish) -> Hit:
    """Make a hit of an item: with the words for what matches, how far it is, when it can, and what is different."""
    where, when = _where(item, distance, wish.near), _when(item, wish.on)
    why = (*_match(item, match, wish), *where, *when, *_different(item, widened, wish))
    return Hit(item, match, None if distance is None else round(distance, 1), widened, why)


def _match(item: Item, match: Match, wish: Wish) -> Iterator[str]:
    name = item.occupation.name if item.occupation else ""
    sector = SECTOR_NAMES[item.sectors[0]] if item.sectors else ""
    if match == "beroep" and name:
        yield f"Past bij {name}."
    elif match == "woord":
        yield "Past bij uw woorden."
    elif match == "sector":
        yield f"Hoort bij {sector}."
    elif match == "verwant" and name:
        yield f"Lijkt op wat u zoekt: {name}."
    elif match == "ander_werk":
        same = wish.subject is not None and item.sectors[:1] and item.sectors[0] in wish.subject.near_sectors
        yield f"Dit is ander werk, ook in {sector}." if same else "Dit is ander werk."
    elif match == "breed":
        yield "Voor alle beroepen."


def _where(item: Item, distance: float | None, near: Place | None) -> Iterator[str]:
    if item.reach == "online":
        yield "U volgt dit online."
    elif item.reach == "landelijk":
        yield "Voor heel Nederland."
    elif near is None or item.place is None:
        return
    elif near.is_area and (item.regio if near.kind == "regio" else item.provincie) == near.name:
        yield f"In de {near.kind} {near.name.removeprefix('Regio ')}."
    elif item.place == near.name and item.gemeente == near.gemeente:
        yield f"In {item.place}."
    elif distance is not None and not near.is_area:
        yield f"In {item.place}, ongeveer {max(1, round(distance))} kilometer van {near.name}."
    else:
        yield f"In {item.place}."


def _when(item: Item, on: date | None) -> Iterator[str]:
    if item.start and (on is None or item.start > on):
        yield f"Begint op {dutch.full_date(item.start)}."
    elif on and item.available_from and item.available_from > on:
        yield f"Kan vanaf {dutch.full_date(item.available_from)}."
    elif item.kind == "leerbaan" and on and item.available_from:
        yield "U kunt nu beginnen."


def _different(item: Item, widened: tuple[Widening, ...], wish: Wish) -> Iterator[str]:
    if "afstand" in widened and wish.near is not None and wish.near.is_area:
        yield f"Dit ligt buiten de {wish.near.kind} {wish.near.name.removeprefix('Regio ')}."
    elif "afstand" in widened and wish.stated_km:
        yield "Dit is verder weg dan u vroeg."
    if "niveau" in widened and item.level:
        yield f"Dit is een ander niveau: {LEVEL_NAMES[item.level]}."
    elif "niveau" in widened:
        yield "Dit heeft geen niveau."
