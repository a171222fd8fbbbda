"""A record of the catalogue, judged and put in its place, before it is written: what `tables` builds on.

Where the record comes from (a file of ours, an import) makes no difference here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.occupations import Occupation
from knowledge.profile import SECTORS, SLOTS
from knowledge.search.items import FORMS, KINDS, codes_of, is_everywhere

Attribute = tuple[str, str]


class CatalogueError(ValueError):
    """A record of the catalogue is wrong: the message names its file and its id."""


@dataclass(frozen=True)
class Spot:
    """Where an item is, in words and in degrees (WGS84)."""

    gemeente: str
    regio: str
    provincie: str
    lat: float
    lon: float


class Clerk:
    """Judges records and finds their places; holds the places and occupations in memory. The tables of both are read
    once, from a connection on which they were built.
    """

    def __init__(self, connection: sqlite3.Connection, testset: bool) -> None:
        """`testset`: whether records of a test set may pass; a product never lets them."""
        self._testset = testset
        columns = "gemeente, regio, provincie, lat, lon"
        self._postcodes = {row[0]: Spot(*row[1:]) for row in connection.execute(f"SELECT pc4, {columns} FROM postcode")}
        places = connection.execute(
            f"SELECT name, {columns} FROM place WHERE kind IN ('woonplaats', 'gemeente') ORDER BY kind"
        )
        self._places = {(row[0], row[1]): Spot(*row[1:]) for row in places}  # a town goes before its gemeente
        self.occupations: Mapping[str, Occupation] = {
            row[0]: Occupation(*row) for row in connection.execute("SELECT * FROM occupation")
        }

    def checked(self, record: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return the record with its sectors filled in.

        Raises:
            CatalogueError: what the profile contract or ESCO does not know, or a record of a test set.
        """
        if record.get("testset") and not self._testset:
            raise CatalogueError(f"{where}: this is a record of a test set")
        if record["kind"] not in KINDS:
            raise CatalogueError(f"{where}: no kind '{record['kind']}'")
        for code in codes_of(record):
            if code not in self.occupations:
                raise CatalogueError(f"{where}: no occupation '{code}' in ESCO")
        complete = dict(record)
        if not record.get("sector") and not record.get("sectors"):
            complete["sectors"] = self._sectors(record, where)
        given = complete.get("sectors") if complete.get("sectors") != "alle" else ()
        for sector in given if given is not None else [complete["sector"]]:
            if sector not in SECTORS:
                raise CatalogueError(f"{where}: no sector '{sector}'")
        for form in record.get("form") or ():
            if form not in FORMS:
                raise CatalogueError(f"{where}: no form '{form}'")
        level = record.get("level")
        if level is not None and level not in SLOTS["niveau_doel"].values:
            raise CatalogueError(f"{where}: no level '{level}'")
        return complete

    def _sectors(self, record: Mapping[str, Any], where: str) -> list[str]:
        found = list(dict.fromkeys(self.occupations[code].sector for code in codes_of(record)))
        if not found:
            raise CatalogueError(f"{where}: give a sector, sectors, or an occupation")
        return found

    def spot(self, record: Mapping[str, Any], where: str) -> Spot | None:
        """Return where an item is: by its postcode, else by its place; None for one that is everywhere.

        Raises:
            CatalogueError: no such postcode or place, or neither given.
        """
        if record.get("pc4"):
            found = self._postcodes.get(str(record["pc4"]))
        elif record.get("place"):
            found = self._places.get((record["place"], record.get("gemeente", record["place"])))
        elif is_everywhere(record):
            return None
        else:
            raise CatalogueError(f"{where}: give a place, a postcode, or reach: online or landelijk")
        if found is None:
            raise CatalogueError(f"{where}: no such place or postcode: {record.get('pc4') or record['place']}")
        return found


def attributes(record: Mapping[str, Any], occupations: Mapping[str, Occupation]) -> Iterator[Attribute]:
    """Yield what an item can be selected by, besides its words and its place: pairs of attribute and value.

    A day that is not given is "": such an item is always on offer, or begins at any time.
    """
    for code in codes_of(record):
        occupation = occupations[code]
        yield "occupation", code
        yield "coded", ""
        yield "isco4", occupation.isco
        yield "isco3", occupation.isco[:3]
        yield "brc", occupation.brc
    if record.get("sectors") == "alle":
        yield "broad", ""
        for sector in SECTORS:
            yield "sector", sector
    else:
        for sector in record.get("sectors") or [record["sector"]]:
            yield "sector", sector
    if record.get("level"):
        yield "level", record["level"]
    for form in record.get("form") or ():
        yield "form", form
    yield "until", _text(record.get("to"))
    yield "earliest", _text(record.get("start") or record.get("from"))[:7]
    yield "latest", _text(record.get("start") or record.get("to"))[:7]


def texts(record: Mapping[str, Any]) -> Iterator[Attribute]:
    """Yield the texts that people search by: what an item is called (`word`), and whose it is (`name`)."""
    owner = record.get("employer") or record.get("provider") or ""
    yield "name", owner
    if record["title"] != owner:
        yield "word", record["title"]
    yield "word", (record.get("qualification") or {}).get("name", "")


def _text(day: str | date | None) -> str:
    return "" if day is None else str(day)
