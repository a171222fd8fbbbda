"""Writes the catalogue tables of the compiled knowledge file from `catalogus/` and from what was imported.

The tables are laid out for national volume. The items of a kind are numbered in bands from south to north, so that
what lies together has numbers together: an area is a few runs of numbers. For every attribute (an occupation, a
level, a word) there is the set of the items that have it, as bits; `knowledge.search.index` reads them. The records
themselves lie as JSON in a table of their own, read only for the hits that are shown.
"""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from knowledge import occupations, words, yamlfile
from knowledge.distance import plane
from knowledge.occupations import Occupations
from knowledge.search import bits
from knowledge.search.locations import BAND
from knowledge.search.records import CatalogueError, Clerk, Spot, attributes, texts

TABLES = """
CREATE TABLE location (
    id INTEGER PRIMARY KEY, gemeente TEXT NOT NULL, regio TEXT NOT NULL, provincie TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, x REAL NOT NULL, y REAL NOT NULL);
CREATE TABLE kind (kind TEXT PRIMARY KEY, first INTEGER NOT NULL, items INTEGER NOT NULL, starts BLOB NOT NULL)
    WITHOUT ROWID;
CREATE TABLE item (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, location INTEGER REFERENCES location,
    data TEXT NOT NULL);
CREATE TABLE posting (
    kind TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL, items INTEGER NOT NULL, bits BLOB NOT NULL,
    UNIQUE (kind, attribute, value));
CREATE TABLE item_word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE draft (kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, spot INTEGER, data TEXT NOT NULL);
"""


def build(
    connection: sqlite3.Connection,
    folder: Path,
    imported: Iterable[Mapping[str, Any]] = (),
    replaced: Collection[str] = (),
    testset: bool = False,
) -> None:
    """Write the occupation and the catalogue tables. `folder` is the knowledge folder; places must be built before.

    `imported` are further records, in the same form, read one by one; of the kinds `replaced` the demonstration records
    in the folder are left out. `testset` lets the records of a test set pass: only a test may ask for that.

    Raises:
        CatalogueError: a kind, sector, level, form, place or occupation that does not exist, an id that stands twice.
        OccupationError: see `occupations.build`.
    """
    occupations.build(connection, folder)
    connection.executescript(TABLES)
    own = ((where, record) for where, record in _records(folder) if not (record["demo"] and record["kind"] in replaced))
    further = ((f"imported, {record['id']}", record) for record in imported)
    clerk = Clerk(connection, testset)
    spots = _write_drafts(connection, clerk, chain(own, further))
    order = _write_locations(connection, spots)
    _number(connection, clerk, order)
    connection.execute("DROP TABLE draft")


def _records(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the records of every file with where they stand, in the order of the files."""
    for path in sorted((folder / "catalogus").rglob("*.yaml")):
        data = yamlfile.load(path).data
        for record in data if isinstance(data, list) else [data]:
            yield f"{path.name}, {record.get('id')}", record


def _write_drafts(
    connection: sqlite3.Connection, clerk: Clerk, records: Iterable[tuple[str, Mapping[str, Any]]]
) -> dict[Spot, int]:
    """Write the records as they come, unnumbered; returns the spots they are at, numbered as they were met."""
    spots: dict[Spot, int] = {}
    standing = ""

    def rows() -> Iterator[tuple[str, str, int | None, str]]:
        nonlocal standing
        for where, record in records:
            standing = where
            complete = clerk.checked(record, where)
            spot = clerk.spot(complete, where)
            at = None if spot is None else spots.setdefault(spot, len(spots))
            data = json.dumps(complete, ensure_ascii=False, default=str, separators=(",", ":"))
            yield complete["kind"], complete["id"], at, data

    try:
        connection.executemany("INSERT INTO draft VALUES (?, ?, ?, ?)", rows())
    except sqlite3.IntegrityError as error:
        raise CatalogueError(f"{standing}: the id stands twice") from error
    return spots


def _write_locations(connection: sqlite3.Connection, spots: Mapping[Spot, int]) -> dict[int | None, int]:
    """Write the locations in bands from south to north; returns for each spot its number, those without come last."""
    measured = [(*plane(spot.lat, spot.lon), spot, number) for spot, number in spots.items()]
    measured.sort(key=lambda at: (math.floor(at[1] / BAND), at[0], at[1], at[2].gemeente))
    connection.executemany(
        "INSERT INTO location VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (at, spot.gemeente, spot.regio, spot.provincie, spot.lat, spot.lon, x, y)
            for at, (x, y, spot, _) in enumerate(measured)
        ),
    )
    return {**{number: at for at, (*_, number) in enumerate(measured)}, None: len(measured)}


def _number(connection: sqlite3.Connection, clerk: Clerk, order: Mapping[int | None, int]) -> None:
    """Number the items of each kind by where they are and by their id, and write them with their postings."""
    connection.execute("CREATE TEMP TABLE place_order (spot INTEGER PRIMARY KEY, at INTEGER NOT NULL)")
    placed = ((spot, at) for spot, at in order.items() if spot is not None)
    connection.executemany("INSERT INTO place_order VALUES (?, ?)", placed)
    reader = Occupations(lambda: connection)
    known: set[str] = set()
    first = 0
    rows = connection.execute(
        "SELECT kind, key, at, data FROM draft LEFT JOIN place_order USING (spot) ORDER BY kind, at IS NULL, at, key"
    )
    for kind, group in groupby(rows, key=itemgetter(0)):
        index = _Postings(clerk, reader, known, len(order) - 1)
        connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?)", index.taking(group, first))
        index.write(connection, kind, first)
        first += index.size
    connection.executemany("INSERT INTO item_word VALUES (?)", ((word,) for word in sorted(known)))
    connection.execute("DROP TABLE place_order")


class _Postings:
    """The sets of the items of one kind, growing while its items are written."""

    def __init__(self, clerk: Clerk, reader: Occupations, known: set[str], locations: int) -> None:
        """`known` takes up the words that items are called by."""
        self._clerk, self._reader, self._known = clerk, reader, known
        self._sets: dict[tuple[str, str], array[int]] = defaultdict(lambda: array("I"))
        self._per_location = array("I", bytes(4 * (locations + 1)))
        self._stems: dict[str, tuple[str, ...]] = {}
        self.size = 0

    def taking(
        self, rows: Iterable[tuple[str, str, int | None, str]], first: int
    ) -> Iterator[tuple[int, str, int | None, str]]:
        """Take up each item and yield it as its row."""
        for _, key, location, data in rows:
            self._take(json.loads(data), location)
            yield first + self.size - 1, key, location, data

    def _take(self, record: Mapping[str, Any], location: int | None) -> None:
        number = self.size
        self.size += 1
        self._per_location[len(self._per_location) - 1 if location is None else location] += 1
        found = set(attributes(record, self._clerk.occupations))
        for attribute, text in texts(record):
            for word in words.fold(text).split():
                found.update((attribute, stem) for stem in self._stems_of(word))
                if attribute == "word" and self._stems_of(word):
                    self._known.add(word)
        for attribute_and_value in found:
            self._sets[attribute_and_value].append(number)

    def _stems_of(self, word: str) -> tuple[str, ...]:
        """Return the stems by which a word can be found: its own and those of the words it is made of."""
        if word not in self._stems:
            telling = word.isascii() and word not in words.STOP_WORDS
            parts = (word, *self._reader.parts(word)) if telling else ()
            self._stems[word] = tuple(dict.fromkeys(words.stem(part) for part in parts))
        return self._stems[word]

    def write(self, connection: sqlite3.Connection, kind: str, first: int) -> None:
        """Write what was taken up."""
        starts = array("I", [0])
        for count in self._per_location:
            starts.append(starts[-1] + count)
        connection.execute("INSERT INTO kind VALUES (?, ?, ?, ?)", (kind, first, self.size, starts.tobytes()))
        connection.executemany(
            "INSERT INTO posting VALUES (?, ?, ?, ?, ?)",
            (
                (kind, attribute, value, len(numbers), bits.encode(numbers, self.size))
                for (attribute, value), numbers in sorted(self._sets.items())
            ),
        )
