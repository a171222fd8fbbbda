"""Writes the occupation tables of the compiled knowledge file from `beroepen/`."""

from __future__ import annotations

import csv
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge import words, yamlfile
from knowledge.profile import SECTORS

TABLES = """
CREATE TABLE occupation (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, esco_name TEXT NOT NULL, isco TEXT NOT NULL, brc TEXT NOT NULL,
    sector TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX occupation_isco ON occupation (isco);
CREATE INDEX occupation_brc ON occupation (brc);
CREATE TABLE occupation_name (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL REFERENCES occupation, name TEXT NOT NULL, key TEXT NOT NULL,
    stems TEXT NOT NULL, part_stems TEXT NOT NULL, roots TEXT NOT NULL, part_roots TEXT NOT NULL, kind TEXT NOT NULL,
    ordinary INTEGER NOT NULL);
CREATE TABLE known_word (word TEXT PRIMARY KEY, stem TEXT NOT NULL) WITHOUT ROWID;
"""


class OccupationError(ValueError):
    """The occupation files contradict each other; the message names the file and the name."""


@dataclass(frozen=True)
class Row:
    """An occupation of ESCO with our name for it, if we have a better one, and its sector."""

    code: str
    name: str
    esco_name: str
    isco: str
    brc: str
    sector: str


@dataclass(frozen=True)
class Name:
    """A way to name an occupation.

    Kinds: `naam` (ESCO's own), `eigen` (people's), `ook` (ESCO's other), `zoek` (what people say they want to do: only
    for searching), `breed` (a kind of work).
    """

    code: str
    name: str
    kind: str


def build(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the tables. `folder` is the knowledge folder.

    Raises:
        OccupationError: a word of no occupation, an occupation without sector, a sector that does not exist.
    """
    own = yamlfile.load(folder / "beroepen" / "woorden.yaml").data
    table = _rows(folder, "beroepen.csv")
    codes = _codes(table)
    shown = {_code(codes, record): record["toon"] for record in own["beroepen"] if "toon" in record}
    rows = list(_occupations(folder, table, shown))
    names = list(dict.fromkeys((*_names(table, own, codes, shown), *_phrases(folder, codes))))
    ordinary = {words.fold(word) for word in own["gewone_woorden"]}
    connection.executescript(TABLES)
    connection.executemany(
        "INSERT INTO occupation VALUES (?, ?, ?, ?, ?, ?)",
        ((row.code, row.name, row.esco_name, row.isco, row.brc, row.sector) for row in rows),
    )
    _write_names(connection, names, ordinary)


def _write_names(connection: sqlite3.Connection, names: Iterable[Name], ordinary: set[str]) -> None:
    """Write the names, what they consist of, and every word in them."""
    keyed = [(name, words.fold(name.name)) for name in names]
    known = sorted({word for _, key in keyed for word in key.split() if not word.isdigit()})
    splitter = words.Splitter(known)
    cut = {word: splitter.parts(word) for word in known}
    connection.executemany("INSERT INTO known_word VALUES (?, ?)", ((word, words.stem(word)) for word in known))
    connection.executemany(
        "INSERT INTO occupation_name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, name.code, name.name, key, _stems(name, key), *_met(key, cut), name.kind, int(key in ordinary))
            for number, (name, key) in enumerate(keyed, start=1)
        ),
    )


def _stems(name: Name, key: str) -> str:
    """Return the stems of a name: "in de keuken" is the same as "keuken", but "ict'er" is not the same as "ict"."""
    telling = words.stems(key) if name.kind in ("eigen", "zoek", "breed") else ()
    return " ".join(telling or map(words.stem, key.split()))


def _met(key: str, cut: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str]:
    """Return by what a name can be met: the stems of its words and of what they are made of, and roots of both kinds.

    Worked out here and not when the file is opened: stemming all names takes a second.
    """
    own = dict.fromkeys(key.split())
    parts = dict.fromkeys(part for word in own for part in (word, *cut.get(word, ())))
    return " ".join(dict.fromkeys(map(words.stem, parts))), _roots(own), _roots(parts)


def _roots(given: Iterable[str]) -> str:
    """Return the roots of the words that say something."""
    return " ".join(dict.fromkeys(words.root(word) for word in given if word not in words.STOP_WORDS))


def _occupations(folder: Path, table: list[dict[str, str]], shown: Mapping[str, str]) -> Iterator[Row]:
    groups = {row["isco"]: row for row in _rows(folder, "isco.csv")}
    sectors: dict[str, str] = yamlfile.load(folder / "beroepen" / "sectoren.yaml").data
    for record in table:
        code, name = record["code"], record["naam"]
        isco = code.split(".")[0]
        sector = sector_of(isco, sectors)
        if sector not in SECTORS:
            raise OccupationError(f"sectoren.yaml: no sector of ours for ISCO {isco}")
        yield Row(code, shown.get(code, name), name, isco, groups[isco]["brc"], sector)


def sector_of(isco: str, sectors: Mapping[str, str]) -> str | None:
    """Return the sector of an ISCO code: that of its longest beginning in the table."""
    for length in range(len(isco), 0, -1):
        if isco[:length] in sectors:
            return sectors[isco[:length]]
    return None


def _names(
    table: list[dict[str, str]], own: Mapping[str, Any], codes: Mapping[str, list[str]], shown: Mapping[str, str]
) -> Iterator[Name]:
    """Yield every name of every occupation, the best first."""
    for record in table:
        yield Name(record["code"], record["naam"], "naam")
    for code, name in shown.items():
        yield Name(code, name, "eigen")
    for record in own["beroepen"]:
        for word in record["ook"]:
            yield Name(_code(codes, record), word, "eigen")
    for record in table:
        for other in filter(None, record["andere_namen"].split("|")):
            yield Name(record["code"], other, "ook")
    named = {record["beroep"]: record for record in own["beroepen"]}
    for group in own["breed"]:
        if group["sector"] not in SECTORS:
            raise OccupationError(f"woorden.yaml: no sector '{group['sector']}'")
        for word in group["woorden"]:
            for occupation in group["beroepen"]:
                yield Name(_code(codes, named.get(occupation, {"beroep": occupation})), word, "breed")


def _phrases(folder: Path, codes: Mapping[str, list[str]]) -> Iterator[Name]:
    """Yield what people say they want to do, for the occupations in which one does it."""
    every = {code for found in codes.values() for code in found}
    for named, phrases in yamlfile.load(folder / "beroepen" / "omschrijvingen.yaml").data.items():
        found = [named] if named in every else codes.get(named, [])
        if len(found) != 1:
            problem = "is no occupation" if not found else f"is {len(found)} occupations: give a code instead"
            raise OccupationError(f"omschrijvingen.yaml: '{named}' {problem}")
        for phrase in phrases:
            yield Name(found[0], phrase, "zoek")


def _codes(table: list[dict[str, str]]) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    for record in table:
        codes[record["naam"]].append(record["code"])
    return codes


def _code(codes: Mapping[str, list[str]], record: Mapping[str, Any]) -> str:
    """Return the code of an occupation named in woorden.yaml."""
    found = codes.get(record["beroep"], [])
    if record.get("code") in found:
        return str(record["code"])
    if len(found) != 1:
        problem = "is no occupation" if not found else f"is {len(found)} occupations: give its code"
        raise OccupationError(f"woorden.yaml: '{record['beroep']}' {problem}")
    return found[0]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "beroepen" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
