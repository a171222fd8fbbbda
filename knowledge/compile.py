"""Write all knowledge into one immutable SQLite file: `python -m knowledge compile --out build/knowledge.sqlite`.

The records are checked first; one error and nothing is written. The file is built beside its place and put there in
one step, so that a reader sees the old version or the new one, and a failure leaves the old one as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge import arbeidsmarkt, lokets, places, search
from knowledge.check import Outcome, check
from knowledge.connections import FORMAT
from knowledge.folder import Entry, Finding, Records

BuildCatalogue = Callable[[sqlite3.Connection, Path], None]

DATA = ("*.yaml", "*.yml", "*.csv", "*.json")

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE regeling (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE antwoord (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tekst (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
"""


class Refused(Exception):
    """The records have errors; `outcome` says which."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"{len(outcome.errors)} errors in the records")
        self.outcome = outcome


def compile_to(out: Path, root: Path, today: date, catalogue: BuildCatalogue = search.build, also: str = "") -> Outcome:
    """Check the records under `root` as of `today` and write them to `out`; returns what the check found.

    `catalogue` writes the catalogue: `search.build`, with more records than those of the folder where there are; `also`
    tells those from others, for the version.

    Raises:
        Refused: a record is wrong; `out` is untouched.
        OSError, sqlite3.Error: the file cannot be written; `out` is untouched.
    """
    outcome = check(root, today)
    if outcome.errors:
        raise Refused(outcome)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.{os.getpid()}.new")
    try:
        beside.unlink(missing_ok=True)
        _write(beside, root, outcome.records, catalogue, content_hash(root, also))
        _flush(beside)
        os.replace(beside, out)
    except ValueError as error:
        raise Refused(replace(outcome, findings=(*outcome.findings, _finding(root, error)))) from error
    finally:
        beside.unlink(missing_ok=True)
    return outcome


def trial(root: Path) -> Finding | None:
    """Build the places, lokets and catalogue without keeping them; returns what is wrong with them, if anything."""
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            _write_others(connection, root, search.build)
    except ValueError as error:
        return _finding(root, error)
    return None


def content_hash(root: Path, also: str = "") -> str:
    """Return the hash of all data and of the code that lays it out: the version of the knowledge.

    `also` tells data that does not lie under `root`.
    """
    digest = hashlib.sha256(f"format {FORMAT}{also}".encode())
    code = Path(__file__).parent
    for base, path in sorted((*_files(root, DATA), *_files(code, ("*.py",)))):
        digest.update(f"\0{base}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder: Path, patterns: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for pattern in patterns:
        for path in folder.rglob(pattern):
            yield path.relative_to(folder).as_posix(), path


def _write(path: Path, root: Path, records: Records, catalogue: BuildCatalogue, version: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA user_version={FORMAT};")
        connection.executescript(_TABLES)
        _write_records(connection, "regeling", records.arrangements)
        _write_records(connection, "antwoord", records.answers)
        _write_records(connection, "tekst", records.texts)
        _write_others(connection, root, catalogue)
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (version,))
        connection.commit()
        connection.executescript("ANALYZE; VACUUM;")


def _write_records(connection: sqlite3.Connection, table: str, entries: Mapping[str, Entry[Any]]) -> None:
    rows = ((key, json.dumps(_data(entry), ensure_ascii=False)) for key, entry in sorted(entries.items()))
    connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


def _data(entry: Entry[Any]) -> Any:
    """Return the plain data of a record as its file has it."""
    data = entry.document.data
    for part in entry.base:
        data = data[part]
    return data


def _finding(root: Path, error: ValueError) -> Finding:
    return Finding(root, 1, (), f"places, lokets and catalogue do not fit together: {error}")


def _write_others(connection: sqlite3.Connection, root: Path, catalogue: BuildCatalogue) -> None:
    """Let places, lokets and the catalogue write the tables they read."""
    places.build(connection, root)
    lokets.build(connection, root)
    catalogue(connection, root)
    arbeidsmarkt.build(connection, root)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
