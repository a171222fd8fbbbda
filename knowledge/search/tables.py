"""Writes the catalogue tables of the compiled knowledge file from `catalogus/`.

The tables are laid out for national volume: full text without its text (FTS5), places on a plane in km (R*Tree), and
the records as JSON in a table of their own, read only for the hits that are shown.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge import occupations, words, yamlfile
from knowledge.distance import plane
from knowledge.profile import SECTORS, SLOTS
from knowledge.search.items import FORMS, KINDS, sectors_of

TABLES = """
CREATE TABLE item (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, occupation TEXT, level TEXT,
    forms INTEGER NOT NULL, everywhere INTEGER NOT NULL, broad INTEGER NOT NULL, regio TEXT, provincie TEXT,
    x REAL, y REAL, to_day TEXT);
CREATE TABLE item_data (id INTEGER PRIMARY KEY REFERENCES item, data TEXT NOT NULL);
CREATE INDEX item_occupation ON item (kind, occupation);
CREATE INDEX item_regio ON item (kind, regio);
CREATE INDEX item_provincie ON item (kind, provincie);
CREATE TABLE item_sector (sector TEXT NOT NULL, kind TEXT NOT NULL, item INTEGER NOT NULL,
    PRIMARY KEY (sector, kind, item)) WITHOUT ROWID;
CREATE VIRTUAL TABLE item_text USING fts5(stems, content='', detail=none);
CREATE VIRTUAL TABLE item_place USING rtree(id, min_x, max_x, min_y, max_y);
CREATE TABLE item_word (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class CatalogueError(ValueError):
    """A record of the catalogue is wrong: the message names its file and its id."""


def build(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the occupation and the catalogue tables. `folder` is the knowledge folder; places must be built before.

    Raises:
        CatalogueError: a kind, sector, level, form, place or occupation that does not exist.
        OccupationError: see `occupations.build`.
    """
    occupations.build(connection, folder)
    connection.executescript(TABLES)
    reader = occupations.Occupations(lambda: connection)
    known: set[str] = set()
    for number, (path, record) in enumerate(_records(folder), start=1):
        where = f"{path.name}, {record.get('id')}"
        _check(record, where)
        known |= _write(connection, number, _located(connection, record, where), reader, where)
    connection.executemany("INSERT INTO item_word VALUES (?)", ((word,) for word in sorted(known)))


def _records(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the records of every file, in the order of the files: one record a file or a list of them."""
    for path in sorted((folder / "catalogus").rglob("*.yaml")):
        data = yamlfile.load(path).data
        for record in data if isinstance(data, list) else [data]:
            yield path, record


def _check(record: Mapping[str, Any], where: str) -> None:
    """Refuse what the profile contract does not know."""
    if record["kind"] not in KINDS:
        raise CatalogueError(f"{where}: no kind '{record['kind']}'")
    for sector in sectors_of(record):
        if sector not in SECTORS:
            raise CatalogueError(f"{where}: no sector '{sector}'")
    for form in record.get("form") or ():
        if form not in FORMS:
            raise CatalogueError(f"{where}: no form '{form}'")
    level = record.get("level")
    if level is not None and level not in SLOTS["niveau_doel"].values:
        raise CatalogueError(f"{where}: no level '{level}'")


def _located(connection: sqlite3.Connection, record: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Add where an item is: by its postcode, else by its place; one without either must say how far it reaches."""
    located = dict(record)
    values: tuple[str, ...]
    if record.get("pc4"):
        query, values = "FROM postcode WHERE pc4 = ?", (record["pc4"],)
    elif record.get("place"):
        query = "FROM place WHERE kind IN ('woonplaats', 'gemeente') AND name = ? AND gemeente = ? ORDER BY kind DESC"
        values = (record["place"], record.get("gemeente", record["place"]))
    elif record.get("reach") in ("online", "landelijk"):
        return located
    else:
        raise CatalogueError(f"{where}: give a place, a postcode, or reach: online or landelijk")
    row = connection.execute(f"SELECT gemeente, regio, provincie, lat, lon {query}", values).fetchone()
    if row is None:
        raise CatalogueError(f"{where}: no such place or postcode: {values[0]}")
    located.update(zip(("gemeente", "regio", "provincie", "lat", "lon"), row, strict=True))
    return located


def _write(
    connection: sqlite3.Connection, number: int, record: Mapping[str, Any], reader: occupations.Occupations, where: str
) -> set[str]:
    """Write one item and return the words that it can be found by."""
    occupation = record.get("occupation")
    if occupation is not None and reader.get(occupation) is None:
        raise CatalogueError(f"{where}: no occupation '{occupation}' in ESCO")
    x, y = plane(record["lat"], record["lon"]) if "lat" in record else (None, None)
    everywhere = record.get("reach") in ("online", "landelijk")
    forms = sum(1 << FORMS.index(form) for form in record.get("form") or ())
    try:
        connection.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, record["id"], record["kind"], occupation, record.get("level"), forms, everywhere,
             not sectors_of(record), record.get("regio"), record.get("provincie"), x, y, record.get("to")),
        )  # fmt: skip
    except sqlite3.IntegrityError as error:
        raise CatalogueError(f"{where}: the id stands twice") from error
    connection.execute("INSERT INTO item_data VALUES (?, ?)", (number, json.dumps(record, ensure_ascii=False)))
    connection.executemany(
        "INSERT INTO item_sector VALUES (?, ?, ?)",
        ((sector, record["kind"], number) for sector in sectors_of(record) or SECTORS),
    )
    if x is not None:
        connection.execute("INSERT INTO item_place VALUES (?, ?, ?, ?, ?)", (number, x, x, y, y))
    every = {word for text in _texts(record) for word in words.fold(text).split() if word.isascii()}
    own = every - words.STOP_WORDS
    parts = {words.stem(part) for word in own for part in (word, *reader.parts(word))}
    connection.execute("INSERT INTO item_text (rowid, stems) VALUES (?, ?)", (number, " ".join(sorted(parts))))
    return own


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a record that people search by."""
    yield record["title"]
    yield record.get("employer") or record.get("provider") or ""
    yield (record.get("qualification") or {}).get("name", "")
