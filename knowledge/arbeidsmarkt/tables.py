"""Writes the labour market into the compiled knowledge file, and reads it back."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge import yamlfile

TABLES = """
CREATE TABLE market (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL);
"""
# What a file holds, by its name; all others hold figures.
KINDS = {"bronnen": "marktbron", "overstappen": "overstap", "interesses": "interesse"}
FIGURE = "cijfer"
GROUP, COMMON = "groep", "bekend"


def kind_of(path: Path) -> str:
    """Return the kind of record that a file of the folder holds."""
    return KINDS.get(path.stem, FIGURE)


def build(connection: sqlite3.Connection, root: Path) -> None:
    """Write the tables. `root` is the knowledge folder; without a folder `arbeidsmarkt` they stay empty."""
    connection.executescript(TABLES)
    connection.executemany(
        "INSERT INTO market (kind, id, data) VALUES (?, ?, ?)",
        ((kind, key, json.dumps(data, ensure_ascii=False)) for kind, key, data in _records(root)),
    )


def read(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Return the records by kind, in the order of the files, as plain data."""
    found: dict[str, list[Any]] = {}
    for kind, data in connection.execute("SELECT kind, data FROM market ORDER BY number"):
        found.setdefault(kind, []).append(json.loads(data))
    return found


def _records(root: Path) -> Iterator[tuple[str, str, Any]]:
    folder = root / "arbeidsmarkt"
    for path in sorted(folder.rglob("*.yaml")):
        kind = kind_of(path)
        for data in yamlfile.load(path).data:
            yield kind, data.get("id") or data["isco"], data
    if folder.exists():
        yield from _groups(root)
        yield from _common(root)


def _groups(root: Path) -> Iterator[tuple[str, str, Any]]:
    """The names of the groups of the Beroepenindeling (BRC 2014), by their code."""
    with (root / "beroepen" / "isco.csv").open(encoding="utf-8", newline="") as file:
        names = {row["brc"]: row["brc_naam"] for row in csv.DictReader(file)}
    for code, name in sorted(names.items()):
        yield GROUP, code, {"brc": code, "name": name}


def _common(root: Path) -> Iterator[tuple[str, str, Any]]:
    """The occupations that people have words of their own for: of 3,039 in ESCO the ones worth naming."""
    with (root / "beroepen" / "beroepen.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["naam"]: row["code"] for row in csv.DictReader(file)}
    own = yamlfile.load(root / "beroepen" / "woorden.yaml").data
    for code in sorted({str(record.get("code") or codes[record["beroep"]]) for record in own["beroepen"]}):
        yield COMMON, code, code
