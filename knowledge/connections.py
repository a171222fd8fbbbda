"""Connections to one immutable SQLite file, one for each thread at a time.

A statement of SQLite must not be used by two threads at once, and the file at the path may be replaced by a newer
one while this one is still read. So a number of connections is opened together at the start and lent to threads; a
thread gives its connection back when it ends. More are opened when more threads come, if the file is still the same.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

FORMAT = 3  # of the tables in the file; a store opens only its own
READY = 8


class Replaced(RuntimeError):
    """The file was replaced by a newer one, and all connections to the old one are in use: open the new one."""


class Connections:
    """Lends connections to a file. `connection` may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises sqlite3.Error when it is not there or is no database."""
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._path = path
        self._free: list[sqlite3.Connection] = []
        self._all: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None
        while self._file != _identity(path):  # again, should it be replaced just now
            self.close()
            self._file = _identity(path)
            self._all = [self._open() for _ in range(READY)]
            self._free = list(self._all)

    def connection(self) -> sqlite3.Connection:
        """Return the connection of the calling thread. Raises Replaced."""
        loan: _Loan | None = getattr(self._mine, "loan", None)
        if loan is None:
            loan = self._mine.loan = self._lend()
        return loan.connection

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._free.clear()

    def _lend(self) -> _Loan:
        with self._lock:
            if not self._free:
                fresh = self._open()
                if _identity(self._path) != self._file:
                    fresh.close()
                    raise Replaced(f"{self._path} was replaced: open it again")
                self._all.append(fresh)
                self._free.append(fresh)
            return _Loan(self, self._free.pop())

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Take a connection back from a thread that has ended."""
        with self._lock:
            self._free.append(connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the file now, not at first use
        return connection


class _Loan:
    """A connection in the hands of one thread; given back when the thread, and so this, goes away."""

    def __init__(self, owner: Connections, connection: sqlite3.Connection) -> None:
        self._owner = owner
        self.connection = connection

    def __del__(self) -> None:
        self._owner.give_back(self.connection)


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
