"""The compiled knowledge on the shelf: opened once, opened again when the file was swapped for a new one.

The action server and the gateway each have one, so that both go by the same knowledge.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from knowledge.lokets import Lokets
from knowledge.places import Places
from knowledge.records import Answer, Arrangement, Text
from knowledge.search import Catalogue
from knowledge.store import Knowledge, NotCompiled

log = logging.getLogger(__name__)

_Print = tuple[int, int, int]


class Shelf:
    """Gives the knowledge of now. A new file that cannot be opened leaves the one in use in place.

    Usable from several threads. The check is one `stat` call, some microseconds.
    """

    def __init__(self, path: Path, lack: Callable[[Knowledge], str] = lambda _: "") -> None:
        """Open the file. `lack` says why a new one may not be taken: "" when it may.

        Raises:
            NotCompiled: there is no compiled knowledge at this path.
        """
        self._path = path
        self._lack = lack
        self._lock = threading.Lock()
        self._seen = _print(path)
        self._knowledge = Knowledge.open(path)

    def knowledge(self) -> Knowledge:
        """The knowledge in use, after a look at whether the file is another one by now."""
        found = _print(self._path)
        if found is not None and found != self._seen:
            with self._lock:
                if found != self._seen:
                    self._seen = found
                    self._swap()
        return self._knowledge

    def _swap(self) -> None:
        try:
            # The old one is not closed: a request in another thread may still be reading it.
            fresh = Knowledge.open(self._path)
            lack = self._lack(fresh)
        except NotCompiled as error:
            lack = str(error)
        if lack:
            log.error("new knowledge not taken: %s", lack)
        else:
            self._knowledge = fresh
            log.info("knowledge %s taken", fresh.version)


class Current:
    """The knowledge of now, for parts that hold on to it for long: each look goes to what is on the shelf then."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def places(self) -> Places:
        """The places of now."""
        return self._shelf.knowledge().places

    @property
    def lokets(self) -> Lokets:
        """The lokets of now."""
        return self._shelf.knowledge().lokets

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of now."""
        return self._shelf.knowledge().catalogue

    def arrangement(self, arrangement_id: str) -> Arrangement:
        """Return one regeling. Raises Unknown."""
        return self._shelf.knowledge().arrangement(arrangement_id)

    def arrangements(self) -> tuple[Arrangement, ...]:
        """Return every regeling, closed ones too, by id."""
        return self._shelf.knowledge().arrangements()

    def answer(self, topic: str) -> Answer:
        """Return the answer on a topic. Raises Unknown."""
        return self._shelf.knowledge().answer(topic)

    def text(self, key: str, **values: object) -> Text:
        """Return a fixed text. Raises Unknown, and DeadReference when a variable of it was not given."""
        return self._shelf.knowledge().text(key, **values)

    def connection(self) -> sqlite3.Connection:
        """Return the connection of the calling thread to the file of now."""
        return self._shelf.knowledge().connection()


def _print(path: Path) -> _Print | None:
    """What tells one file from the next; None while there is none (it is being swapped)."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
