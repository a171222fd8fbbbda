"""The same searches without our index: `LIKE` on a plain SQLite table, and PostgreSQL's full text in Dutch.

Both get what an item is called, whose it is, and the names of its occupations as one text, the words that tell
something, and the same filters; they give the nearest first.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from knowledge import words
from knowledge.distance import plane
from knowledge.search.items import FORMS, codes_of
from tests.bench.search_wishes import Wished

POSTGRESQL = os.environ.get("LEERWIJS_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
COLUMNS = "key, kind, text, level, forms, x, y, regio, provincie, until"
Row = tuple[Any, ...]


def rows(path: Path) -> Iterator[Row]:
    """Yield the items of a compiled catalogue as flat rows."""
    with closing(sqlite3.connect(path)) as connection:
        names = dict(connection.execute("SELECT code, name || ' ' || esco_name FROM occupation"))
        found = connection.execute(
            "SELECT key, data, x, y, regio, provincie FROM item LEFT JOIN location ON location.id = item.location"
        )
        for key, data, x, y, regio, provincie in found:
            record = json.loads(data)
            owner = record.get("employer") or record.get("provider") or ""
            text = " ".join((record["title"], owner, *(names[code] for code in codes_of(record))))
            forms = sum(1 << FORMS.index(form) for form in record.get("form") or ())
            yield key, record["kind"], text, record.get("level"), forms, x, y, regio, provincie, record.get("to")


def telling(text: str | None) -> list[str]:
    """Return the words of a text that say something."""
    return [word for word in words.fold(text or "").split() if word not in words.STOP_WORDS]


class Rival:
    """What both have in common: the filters, in the SQL that both understand."""

    mark = "?"

    def search(self, wish: Wished, limit: int = 5) -> list[str]:
        """Return the keys of the first hits."""
        raise NotImplementedError

    def _filters(self, wish: Wished) -> tuple[list[str], list[Any]]:
        parts, values = [f"kind = {self.mark}"], [wish["kind"]]
        near, km = wish.get("near"), wish.get("within_km")
        if near is not None and near.is_area:
            column = "regio" if near.kind == "regio" else "provincie"
            parts.append(f"({column} = {self.mark} OR x IS NULL)")
            values.append(near.name)
        elif near is not None and km is not None:
            x, y = plane(near.lat, near.lon)
            parts.append(f"(x IS NULL OR {self._square()} <= {self.mark})")
            values += [x, x, y, y, km * km]
        if wish.get("level"):
            parts.append(f"level = {self.mark}")
            values.append(wish["level"])
        if wish.get("form"):
            parts.append(f"forms & {self.mark} <> 0")
            values.append(1 << FORMS.index(wish["form"]))
        parts.append(f"(until IS NULL OR until >= {self.mark})")
        values.append(wish["on"].isoformat())
        return parts, values

    def _square(self) -> str:
        return f"((x - {self.mark}) * (x - {self.mark}) + (y - {self.mark}) * (y - {self.mark}))"

    def _select(self, parts: list[str], values: list[Any], wish: Wished, limit: int) -> tuple[str, list[Any]]:
        near = wish.get("near")
        x, y = plane(near.lat, near.lon) if near is not None else (0.0, 0.0)
        sql = f"SELECT key FROM item WHERE {' AND '.join(parts)} ORDER BY x IS NULL, {self._square()} LIMIT {limit}"
        return sql, [*values, x, x, y, y]


class Like(Rival):
    """`LIKE '%word%'` for each word, on a table with an index on the kind."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE TABLE item ({COLUMNS})")
        self._connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows(path))
        self._connection.execute("CREATE INDEX item_kind ON item (kind)")

    def search(self, wish: Wished, limit: int = 5) -> list[str]:
        """Return the keys of the first hits."""
        parts, values = self._filters(wish)
        for word in telling(wish.get("text")):
            parts.append("text LIKE ?")
            values.append(f"%{word}%")
        return [row[0] for row in self._connection.execute(*self._select(parts, values, wish, limit))]


class FullText(Rival):
    """`plainto_tsquery('dutch', ...)` on an indexed column."""

    mark = "%s"

    def __init__(self, connection: psycopg.Connection[Any], path: Path) -> None:
        self._connection = connection
        connection.execute(
            """CREATE TABLE item (key text, kind text, text text, level text, forms int, x float8, y float8, regio text,
               provincie text, until text, words tsvector GENERATED ALWAYS AS (to_tsvector('dutch', text)) STORED)"""
        )
        with connection.cursor().copy(f"COPY item ({COLUMNS}) FROM STDIN") as copy:
            for row in rows(path):
                copy.write_row(row)
        connection.execute("CREATE INDEX ON item USING gin (words)")
        connection.execute("CREATE INDEX ON item (kind)")
        connection.execute("ANALYZE item")

    def search(self, wish: Wished, limit: int = 5) -> list[str]:
        """Return the keys of the first hits."""
        parts, values = self._filters(wish)
        said = " ".join(telling(wish.get("text")))
        if said:
            parts.append("words @@ plainto_tsquery('dutch', %s)")
            values.append(said)
        found = self._connection.execute(*self._select(parts, values, wish, limit))  # type: ignore[arg-type]
        return [row[0] for row in found.fetchall()]


@contextmanager
def postgresql(path: Path) -> Iterator[FullText]:
    """Fill a database of our own and drop it afterwards. Raises psycopg.OperationalError when there is no server."""
    name = f"leerwijs_bench_{os.getpid()}"
    with psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=5) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(f"{POSTGRESQL}/{name}", autocommit=True) as connection:
                yield FullText(connection, path)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
