"""The items that were imported, in one SQLite file of the operator: the sources, their items, when each was seen.

One import is one transaction: it happens whole or not at all, whatever interrupts it. The file belongs to whoever runs
the service and is never part of the product.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge.feeds.draft import FeedError
from knowledge.feeds.normal import Normal

FORMAT = 1
_APPLICATION = 0x4C575743  # "LWWC": marks the file as ours
_PATIENCE = 2.0  # seconds to wait for another import
_PATIENT_WRITING = 600_000  # milliseconds to wait for who is reading, once an import is under way

TABLES = (
    """CREATE TABLE IF NOT EXISTS feed (
        name TEXT PRIMARY KEY, format TEXT NOT NULL, title TEXT NOT NULL, address TEXT NOT NULL, licence TEXT NOT NULL,
        url TEXT, valid_days INTEGER NOT NULL, imported TEXT NOT NULL, report TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS item (
        feed TEXT NOT NULL REFERENCES feed, own_id TEXT NOT NULL, kind TEXT NOT NULL, until TEXT,
        first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, gone TEXT, digest BLOB NOT NULL, data TEXT NOT NULL,
        PRIMARY KEY (feed, own_id)) WITHOUT ROWID""",
)
_FEED = "name, format, title, address, licence, url, valid_days"
_INCOMING = """CREATE TEMP TABLE incoming (
    own_id TEXT PRIMARY KEY, place TEXT NOT NULL, kind TEXT NOT NULL, until TEXT, digest BLOB NOT NULL,
    data TEXT NOT NULL) WITHOUT ROWID"""


@dataclass(frozen=True)
class Feed:
    """A source: what it is called, where it comes from and on what terms, and how long its items stay after one import.

    `address` holds nothing secret. `url` is a page about the source for the citizen.
    """

    name: str
    format: str
    title: str
    address: str
    licence: str
    url: str | None
    valid_days: int


@dataclass(frozen=True)
class Counts:
    """What an import changes. `over` of the `gone` had passed their last day; `standing` were on offer before."""

    added: int
    changed: int
    unchanged: int
    gone: int
    over: int
    standing: int
    removed: int


@dataclass(frozen=True)
class Standing:
    """A source as it stands in the store: how many items are on offer, and how many are kept only for a while."""

    feed: Feed
    imported: date
    on_offer: int
    over: int
    gone: int
    oldest_gone: date | None


class Store:
    """An open store. Make one with `opened`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def feed(self, name: str) -> Feed | None:
        """Return a source, or None."""
        if not self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return None
        row = self._connection.execute(f"SELECT {_FEED} FROM feed WHERE name = ?", (name,)).fetchone()
        return Feed(*row) if row else None

    def begin(self) -> None:
        """Begin an import: nobody else can write until it ends.

        Raises:
            FeedError: another import is going on.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise FeedError("Er loopt al een import in dit bestand. Probeer het opnieuw als die klaar is.") from error
        self._connection.execute(f"PRAGMA busy_timeout = {_PATIENT_WRITING}")
        for table in (*TABLES, _INCOMING):
            self._connection.execute(table)
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._connection.execute(f"PRAGMA user_version = {FORMAT}")

    def take(self, normal: Normal, where: str) -> str | None:
        """Take up one item; returns where its id stood before, if it stands in this delivery already."""
        row = (normal.own_id, where, normal.kind, _written(normal.until), normal.digest, normal.data)
        try:
            self._connection.execute("INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            found = self._connection.execute("SELECT place FROM incoming WHERE own_id = ?", (normal.own_id,))
            return str(found.fetchone()[0])
        return None

    def compare(self, name: str, today: date, keep_days: int) -> Counts:
        """Return what taking over what came in would change."""
        joined = "incoming LEFT JOIN item ON item.own_id = incoming.own_id AND item.feed = ? AND item.gone IS NULL"
        added, changed, unchanged = self._connection.execute(
            f"""SELECT count(*) FILTER (WHERE item.digest IS NULL),
                count(*) FILTER (WHERE item.digest != incoming.digest),
                count(*) FILTER (WHERE item.digest = incoming.digest) FROM {joined}""",
            (name,),
        ).fetchone()  # fmt: skip
        missing = "own_id NOT IN (SELECT own_id FROM incoming)"
        gone, over, standing = self._connection.execute(
            f"""SELECT count(*) FILTER (WHERE {missing}), count(*) FILTER (WHERE {missing} AND until < ?),
                count(*) FILTER (WHERE until IS NULL OR until >= ?) FROM item WHERE feed = ? AND gone IS NULL""",
            (today.isoformat(), today.isoformat(), name),
        ).fetchone()  # fmt: skip
        removed = self._connection.execute(
            f"SELECT count(*) FROM item WHERE feed = ? AND gone <= ? AND {missing}", (name, _limit(today, keep_days))
        ).fetchone()[0]  # fmt: skip
        return Counts(added, changed, unchanged, gone, over, standing, removed)

    def take_over(self, feed: Feed, today: date, keep_days: int, report: dict[str, Any]) -> None:
        """Make what came in the items of a source; what is no longer there is gone, and after `keep_days` removed."""
        day = today.isoformat()
        execute = self._connection.execute
        execute(
            "INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*asdict(feed).values(), day, json.dumps(report, ensure_ascii=False)),
        )
        execute(
            "DELETE FROM item WHERE feed = ? AND gone <= ? AND own_id NOT IN (SELECT own_id FROM incoming)",
            (feed.name, _limit(today, keep_days)),
        )
        execute(
            """UPDATE item SET gone = ? WHERE feed = ? AND gone IS NULL
               AND own_id NOT IN (SELECT own_id FROM incoming)""",
            (day, feed.name),
        )
        execute(
            """INSERT INTO item SELECT ?, own_id, kind, until, ?, ?, NULL, digest, data FROM incoming WHERE true
               ON CONFLICT DO UPDATE SET kind = excluded.kind, until = excluded.until, last_seen = excluded.last_seen,
               gone = NULL, digest = excluded.digest, data = excluded.data""",
            (feed.name, day, day),
        )

    def end(self, keep: bool) -> None:
        """End an import: keep what it changed, or leave everything as it was."""
        if self._connection.in_transaction:  # an error of the disk has ended it already
            self._connection.execute("COMMIT" if keep else "ROLLBACK")

    def incoming_kinds(self) -> tuple[str, ...]:
        """Return the kinds of the items that came in."""
        return tuple(row[0] for row in self._connection.execute("SELECT DISTINCT kind FROM incoming ORDER BY kind"))

    def standings(self, today: date) -> list[Standing]:
        """Return the sources by name."""
        rows = self._connection.execute(
            f"""SELECT {_FEED}, imported,
                      count(own_id) FILTER (WHERE gone IS NULL AND (until IS NULL OR until >= ?)),
                      count(own_id) FILTER (WHERE gone IS NULL AND until < ?),
                      count(own_id) FILTER (WHERE gone IS NOT NULL), min(gone)
               FROM feed LEFT JOIN item ON item.feed = feed.name GROUP BY feed.name ORDER BY feed.name""",
            (today.isoformat(), today.isoformat()),
        )
        return [_standing(*row) for row in rows]

    def kinds(self, today: date) -> frozenset[str]:
        """Return the kinds of which something is on offer, of a source that was not read too long ago."""
        rows = self._connection.execute(
            """SELECT DISTINCT kind FROM item JOIN feed ON feed.name = item.feed
               WHERE gone IS NULL AND (until IS NULL OR until >= ?)
               AND date(last_seen, '+' || valid_days || ' days') >= ?""",
            (today.isoformat(), today.isoformat()),
        )
        return frozenset(row[0] for row in rows)

    def remove(self, name: str) -> int:
        """Remove a source with all its items; returns how many there were."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            count = self._connection.execute("DELETE FROM item WHERE feed = ?", (name,)).rowcount
            self._connection.execute("DELETE FROM feed WHERE name = ?", (name,))
        return count

    def rows(self) -> Iterator[tuple[Feed, str, date, date | None, str]]:
        """Yield source, own id, last seen, gone and record of every item, always in the same order."""
        feeds = {row[0]: Feed(*row) for row in self._connection.execute(f"SELECT {_FEED} FROM feed")}
        found = self._connection.execute("SELECT feed, own_id, last_seen, gone, data FROM item ORDER BY feed, own_id")
        for feed, own_id, last_seen, gone, data in found:
            left = date.fromisoformat(gone) if gone else None
            yield feeds[feed], own_id, date.fromisoformat(last_seen), left, data

    def digest(self) -> str:
        """Return what tells the contents of this store from others; two stores with the same items have the same."""
        digest = hashlib.blake2b(digest_size=16)
        for row in self._connection.execute("SELECT name, title, licence, url, valid_days FROM feed ORDER BY name"):
            digest.update(repr(row).encode())
        for row in self._connection.execute(
            "SELECT feed, own_id, last_seen, gone, digest FROM item ORDER BY feed, own_id"
        ):
            digest.update(repr(row).encode())
        return digest.hexdigest()


@contextmanager
def opened(path: Path, create: bool = False) -> Iterator[Store]:
    """Open a store; with `create` there need not be one yet, and none is left behind if nothing was imported.

    Raises:
        FeedError: there is none, the file is something else, or it cannot be read or written.
    """
    existed = path.exists()
    if not existed and not create:
        raise FeedError(f"{path} is er niet: er is nog niets geïmporteerd.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)) as connection:
            _recognise(connection, path, create)
            yield Store(connection)
    except (sqlite3.DatabaseError, OSError) as error:
        raise FeedError(f"{path} kan niet gelezen of geschreven worden: {error}.") from error
    finally:
        if not existed and path.exists() and not path.stat().st_size:
            path.unlink()


def _recognise(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    """Refuse a file that is not a store of this format; one without anything in it can become one."""
    mark, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if (mark, version) == (_APPLICATION, FORMAT):
        return
    if mark == _APPLICATION:
        raise FeedError(
            f"{path} is van een andere versie ({version}, niet {FORMAT}). Verplaats het en importeer opnieuw."
        )
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] or mark:
        raise FeedError(f"{path} is een ander bestand, niet dat van de catalogus. Kies een andere naam.")
    if not create:
        raise FeedError(f"In {path} staat nog niets.")


def _standing(*row: Any) -> Standing:
    feed, (imported, on_offer, over, gone, oldest) = Feed(*row[:7]), row[7:]
    first_gone = date.fromisoformat(oldest) if oldest else None
    return Standing(feed, date.fromisoformat(imported), on_offer, over, gone, first_gone)


def _limit(today: date, keep_days: int) -> str:
    return (today - timedelta(days=keep_days)).isoformat()


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
