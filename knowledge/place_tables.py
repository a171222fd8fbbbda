"""Writes the place tables of the compiled knowledge file from `plaatsen/`."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from knowledge import yamlfile
from knowledge.place_names import key_of

ARTICLES = ("de ", "den ", "het ", "t ", "s ", "ter ", "ten ")

TABLES = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL UNIQUE, gemeente TEXT NOT NULL,
    regio TEXT NOT NULL, provincie TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, weight INTEGER NOT NULL);
CREATE TABLE place_name (
    key TEXT NOT NULL, place INTEGER NOT NULL REFERENCES place, alias INTEGER NOT NULL, common INTEGER NOT NULL,
    surface TEXT NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE postcode (
    pc4 TEXT PRIMARY KEY, name TEXT NOT NULL, gemeente TEXT NOT NULL, regio TEXT NOT NULL, provincie TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE gemeente (
    gemeente TEXT PRIMARY KEY, code TEXT NOT NULL, regio TEXT NOT NULL, provincie TEXT NOT NULL,
    inhabitants INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX gemeente_regio ON gemeente (regio);
"""


class PlaceError(ValueError):
    """The place files contradict each other; the message names the file and the name."""


@dataclass(frozen=True)
class Gemeente:
    """A gemeente as CBS lists it."""

    name: str
    code: str
    regio: str
    provincie: str
    inhabitants: int


@dataclass(frozen=True)
class Entry:
    """A place before it has a number. `common`: 0 no word, 1 an ordinary word, 2 a very ordinary one."""

    kind: str
    name: str
    gemeente: str
    regio: str
    provincie: str
    lat: float
    lon: float
    weight: int
    common: int = 0
    also: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Surface:
    """A way to write a place: `text` as people write it, `entry` what it names."""

    text: str
    entry: Entry
    alias: bool
    common: int


def build(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the tables. `folder` is the knowledge folder.

    Raises:
        PlaceError: an alias of no place, a postcode of no gemeente, two places that cannot be told apart.
    """
    gemeenten = read_gemeenten(folder)
    entries = read_entries(folder, gemeenten)
    connection.executescript(TABLES)
    numbers = {entry: number for number, entry in enumerate(entries, start=1)}
    connection.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((n, e.kind, e.name, e.label, e.gemeente, e.regio, e.provincie, e.lat, e.lon, e.weight)
         for e, n in numbers.items()),
    )  # fmt: skip
    rows: dict[tuple[str, int], tuple[str, int, int, int, str]] = {}
    for surface in surfaces(folder, entries):
        key, place = key_of(surface.text), numbers[surface.entry]
        rows.setdefault((key, place), (key, place, int(surface.alias), surface.common, surface.text))
    connection.executemany("INSERT INTO place_name VALUES (?, ?, ?, ?, ?)", rows.values())
    connection.executemany("INSERT INTO postcode VALUES (?, ?, ?, ?, ?, ?, ?)", postcodes(folder, gemeenten))
    connection.executemany(
        "INSERT INTO gemeente VALUES (?, ?, ?, ?, ?)",
        ((g.name, g.code, g.regio, g.provincie, g.inhabitants) for g in gemeenten.values()),
    )


def read_gemeenten(folder: Path) -> dict[str, Gemeente]:
    """Read the gemeenten by name."""
    rows = _rows(folder, "gemeenten.csv")
    return {
        row["gemeente"]: Gemeente(row["gemeente"], row["code"], row["regio"], row["provincie"], int(row["inhabitants"]))
        for row in rows
    }


def postcodes(
    folder: Path, gemeenten: Mapping[str, Gemeente]
) -> Iterator[tuple[str, str, str, str, str, float, float]]:
    """Yield the postcodes; one without a place of its own carries the name of its gemeente."""
    for row in _rows(folder, "postcodes.csv"):
        gemeente = gemeenten.get(row["gemeente"])
        if gemeente is None:
            raise PlaceError(f"postcodes.csv: {row['pc4']} lies in no gemeente of gemeenten.csv")
        name = row["place"] or gemeente.name
        yield row["pc4"], name, gemeente.name, gemeente.regio, gemeente.provincie, float(row["lat"]), float(row["lon"])


def read_entries(folder: Path, gemeenten: Mapping[str, Gemeente]) -> list[Entry]:
    """Read the places and make the gemeenten, regions and provinces from them, each with a label of its own."""
    towns = []
    for row in _rows(folder, "plaatsen.csv"):
        gemeente = gemeenten.get(row["gemeente"])
        if gemeente is None:
            raise PlaceError(f"plaatsen.csv: {row['naam']} lies in no gemeente of gemeenten.csv")
        also = tuple(filter(None, row["andere_namen"].split("|")))
        towns.append(
            Entry("woonplaats", row["naam"], gemeente.name, gemeente.regio, gemeente.provincie, float(row["lat"]),
                  float(row["lon"]), int(row["weight"]), int(row["common_word"]) + int(row["very_common"]), also)
        )  # fmt: skip
    common = {town.name: town.common for town in towns}
    areas = [*_gemeenten(gemeenten, towns, common), *_areas(gemeenten, towns)]
    return _labelled([*towns, *areas])


def _gemeenten(gemeenten: Mapping[str, Gemeente], towns: list[Entry], common: Mapping[str, int]) -> Iterator[Entry]:
    inside: dict[str, list[Entry]] = defaultdict(list)
    for town in towns:
        inside[town.gemeente].append(town)
    for gemeente in gemeenten.values():
        lat, lon = _middle(inside[gemeente.name])
        weight = max(1, gemeente.inhabitants // 1000)
        word = common.get(gemeente.name.split(" (")[0], 0)
        yield Entry(
            "gemeente", gemeente.name, gemeente.name, gemeente.regio, gemeente.provincie, lat, lon, weight, word
        )


def _areas(gemeenten: Mapping[str, Gemeente], towns: list[Entry]) -> Iterator[Entry]:
    for regio in sorted({gemeente.regio for gemeente in gemeenten.values()}):
        inside = [town for town in towns if town.regio == regio]
        yield Entry("regio", regio, "", regio, "", *_middle(inside), weight=500)
    for provincie in sorted({gemeente.provincie for gemeente in gemeenten.values()}):
        inside = [town for town in towns if town.provincie == provincie]
        yield Entry("provincie", provincie, "", "", provincie, *_middle(inside), weight=1000)


def _middle(towns: Iterable[Entry]) -> tuple[float, float]:
    """Return the middle of the places, each counted as often as it weighs."""
    weighed = [town for town in towns for _ in range(town.weight)]
    return round(fmean(t.lat for t in weighed), 4), round(fmean(t.lon for t in weighed), 4)


def _labelled(entries: list[Entry]) -> list[Entry]:
    """Give every place a label that is found again: the name, or the name with its province or gemeente."""
    namesakes: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "woonplaats":
            namesakes[entry.name].append(entry)
    labelled = []
    for entry in entries:
        if entry.kind == "woonplaats":
            provinces = Counter(other.provincie for other in namesakes[entry.name])
            if len(namesakes[entry.name]) == 1:
                # The village of Zeeland is not what "Zeeland" means.
                label = f"{entry.name} ({entry.gemeente})" if entry.name == "Zeeland" else entry.name
            else:
                label = f"{entry.name} ({entry.provincie if provinces[entry.provincie] == 1 else entry.gemeente})"
        else:
            label = entry.name if entry.name == "Regio Zwolle" else f"{entry.kind} {entry.name}"
        labelled.append(replace(entry, label=label))
    if len({entry.label for entry in labelled}) != len(labelled):
        twice = [label for label, count in Counter(e.label for e in labelled).items() if count > 1]
        raise PlaceError(f"plaatsen.csv: cannot be told apart: {twice}")
    return labelled


def surfaces(folder: Path, entries: list[Entry]) -> Iterator[Surface]:
    """Yield every way to write every place, official names first."""
    for entry in entries:
        yield Surface(entry.name, entry, False, entry.common)
        if entry.kind in ("regio", "provincie"):
            yield Surface(entry.name.removeprefix("Regio "), entry, False, 0)
            yield Surface(f"{entry.kind} {entry.name.removeprefix('Regio ')}", entry, False, 0)
        elif entry.name.endswith(")"):
            yield Surface(entry.name.split(" (")[0], entry, False, entry.common)
    yield from _aliases(folder, entries)
    taken = {key_of(entry.name) for entry in entries}
    for entry in entries:
        key = key_of(entry.name)
        short = next((key.removeprefix(article) for article in ARTICLES if key.startswith(article)), "")
        if len(short) > 3 and short not in taken and entry.kind == "woonplaats":
            yield Surface(short, entry, True, 2)


def _aliases(folder: Path, entries: list[Entry]) -> Iterator[Surface]:
    """Yield the names of the source table that CBS writes otherwise, and those of aliassen.yaml."""
    path = folder / "plaatsen" / "aliassen.yaml"
    data = yamlfile.load(path).data
    ordinary = set(data["gewoon_woord"])
    for entry in entries:
        for name in entry.also:
            yield Surface(name, entry, True, int(name in ordinary))
    for record in data["plaatsen"]:
        named = [e for e in entries if e.name == record["plaats"] and e.kind in ("woonplaats", "gemeente")]
        entry = _one(named, record.get("gemeente"), f"aliassen.yaml: plaats {record['plaats']}")
        for name in record["ook"]:
            yield Surface(name, entry, True, int(name in ordinary))
    for record in data["gebieden"]:
        named = [e for e in entries if e.name == record["gebied"] and e.kind == record["soort"]]
        entry = _one(named, None, f"aliassen.yaml: gebied {record['gebied']}")
        for name in record["ook"]:
            yield Surface(name, entry, True, int(name in ordinary))


def _one(named: list[Entry], gemeente: str | None, where: str) -> Entry:
    towns = [entry for entry in named if entry.kind == "woonplaats"] or named
    fitting = [entry for entry in towns if gemeente in (None, entry.gemeente)]
    if len(fitting) != 1:
        raise PlaceError(f"{where} is {'not there' if not fitting else 'there more than once: name its gemeente'}")
    return fitting[0]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "plaatsen" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
