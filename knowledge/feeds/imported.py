"""What was imported, as records for the compiler: `python -m knowledge compile` puts them beside those of our own.

A record says where it comes from (`source`, `origin`). It ends on the day after which we can no longer vouch for it:
its own last day, the day before it was gone from its source, or so many days after its source was last read.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge import search
from knowledge.feeds.store import Feed, Store, opened
from knowledge.search.records import CatalogueError, Clerk


class Imported:
    """The items of a store as of one day; without a store there are none. Make one with `imported`.

    After `build`, `taken` is how many records were written, and `misfits` are those that were left out.
    """

    def __init__(self, store: Store | None, today: date) -> None:
        self._store = store
        self._today = today
        self.taken = 0
        self.misfits: list[str] = []

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of which there are real items on offer: demonstration items of these are not needed."""
        return self._store.kinds(self._today) if self._store else frozenset()

    def digest(self) -> str:
        """Return what tells these records from others; empty without a store."""
        return f"{self._store.digest()} {self._today}" if self._store else ""

    def build(self, connection: sqlite3.Connection, root: Path) -> None:
        """Write the catalogue: the records of the folder and those that were imported. See `search.build`."""
        search.build(connection, root, self.records(connection), self.kinds)

    def records(self, connection: sqlite3.Connection) -> Iterator[Mapping[str, Any]]:
        """Yield the records, once the tables of places and occupations have been built on this connection.

        One that no longer fits these tables (a gemeente that merged, an occupation that is no more) is left out.
        """
        clerk = Clerk(connection, testset=False)
        for feed, own_id, seen, gone, data in self._store.rows() if self._store else ():
            record = _record(feed, own_id, seen, gone, json.loads(data), self._today)
            where = f"{feed.name}, {own_id}"
            try:
                clerk.spot(clerk.checked(record, where), where)
            except CatalogueError as error:
                self.misfits.append(str(error))
                continue
            self.taken += 1
            yield record


def _record(
    feed: Feed, own_id: str, seen: date, gone: date | None, record: dict[str, Any], today: date
) -> dict[str, Any]:
    """Return a record with its id, its source and its last day."""
    ends = [seen + timedelta(days=feed.valid_days)]
    if gone:
        ends.append(gone - timedelta(days=1))
    last = min([*(day.isoformat() for day in ends), *([record["to"]] if "to" in record else [])])
    upcoming = [day for day in record.get("starts", ()) if day >= today.isoformat()]
    return {
        **record,
        "id": f"{feed.name}-{hashlib.blake2b(own_id.encode(), digest_size=8).hexdigest()}",
        "to": last,
        **({"start": upcoming[0]} if upcoming else {}),
        "source": {"title": feed.title, "url": feed.url, "date": seen.isoformat()},
        "origin": {"feed": feed.name, "id": own_id, "seen": seen.isoformat(), "licence": feed.licence},
    }


@contextmanager
def imported(path: Path | None, today: date) -> Iterator[Imported]:
    """Open what was imported; without a path nothing was. Raises FeedError."""
    if path is None:
        yield Imported(None, today)
        return
    with opened(path) as store:
        yield Imported(store, today)
