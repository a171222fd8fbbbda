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
    stems TEXT NOT NULL, kind TEXT NOT NULL, ordinary INTEGER NOT NULL);
CREATE INDEX occupation_name_key ON occupation_name (key);
CREATE INDEX occupation_name_stems ON occupation_name (stems);
CREATE VIRTUAL TABLE occupation_text USING fts5(stems, content='', detail=none);
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
    """A way to name an occupation. Kinds: `naam` (ESCO's own), `eigen` (people's), `ook` (ESCO's other), `breed`."""

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
    names = list(dict.fromkeys(_names(table, own, codes, shown)))
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
    cut = {word: [words.stem(part) for part in splitter.parts(word)] for word in known}
    connection.executemany("INSERT INTO known_word VALUES (?, ?)", ((word, words.stem(word)) for word in known))
    for number, (name, key) in enumerate(keyed, start=1):
        every = tuple(map(words.stem, key.split()))
        # "in de keuken" is the same as "keuken"; "ict'er" is not the same as "ict".
        stems = (words.stems(key) if name.kind in ("eigen", "breed") else ()) or every
        connection.execute(
            "INSERT INTO occupation_name VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, name.code, name.name, key, " ".join(stems), name.kind, int(key in ordinary)),
        )
        parts = {part for word in key.split() for part in cut.get(word, ())}
        connection.execute(
            "INSERT INTO occupation_text (rowid, stems) VALUES (?, ?)", (number, " ".join(sorted({*stems, *parts})))
        )


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
