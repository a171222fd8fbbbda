"""Transactions on SQLite or PostgreSQL behind one interface.

What happens inside a transaction is written once, as plain functions on a `Connection`, and is the same for both. On
PostgreSQL it runs on the event loop by psycopg. On SQLite it runs right there, in well under a millisecond: a thread
for it costs more than it saves. Only where another process holds the lock, or the work is long, a thread waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from channels.conversation.migrations import bring_up_to_date

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

# Two gateways that start together must not both create the tables.
_SCHEMA_LOCK = 7_370_001
_BUSY_SECONDS = 5
# How long the event loop itself may wait for the lock of another process.
_AT_ONCE_SECONDS = 0.005
_pause = time.sleep


class StorageUnavailable(Exception):
    """The database cannot be reached or does not answer in time; nothing was stored."""


class Database(ABC):
    """Runs work in a transaction: all of it is stored, or none."""

    async def write(self, work: Work[Result], *, long: bool = False) -> Result:
        """Run `work` with the right to change things. `long`: it touches many conversations.

        Raises:
            StorageUnavailable: the database is away; nothing changed.
        """
        with _translated():
            return await self._write(work, long)

    async def read(self, work: Work[Result]) -> Result:
        """Run `work` that only reads.

        Raises:
            StorageUnavailable: the database is away.
        """
        with _translated():
            return await self._read(work)

    @abstractmethod
    async def _write(self, work: Work[Result], long: bool) -> Result: ...

    @abstractmethod
    async def _read(self, work: Work[Result]) -> Result: ...

    @abstractmethod
    async def create(self) -> None:
        """Create the tables, or bring those of an older release to the shape of this one.

        Raises:
            StorageUnavailable: the database is away.
            SchemaTooNew: the database is of a later release.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let all connections go."""


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if _sqlite_name(error) == "SQLITE_ERROR":  # a wrong statement, which is a fault of ours
            raise
        raise StorageUnavailable from error
    except (PoolTimeout, OSError) as error:
        raise StorageUnavailable from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StorageUnavailable from error
        raise


def _sqlite_name(error: OperationalError) -> str:
    return str(getattr(error.orig, "sqlite_errorname", ""))


class _Sqlite(Database):
    def __init__(self, url: str) -> None:
        self._writer = self._engine(url, "BEGIN IMMEDIATE", _AT_ONCE_SECONDS)
        self._reader = self._engine(url, "BEGIN", _AT_ONCE_SECONDS)
        self._patient = self._engine(url, "BEGIN IMMEDIATE", _BUSY_SECONDS)
        self._waiting = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    @staticmethod
    def _engine(url: str, begin: str, busy_seconds: float) -> Engine:
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": busy_seconds})

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _: object) -> None:
            connection.isolation_level = None  # the driver's own BEGIN comes too late, and never IMMEDIATE
            cursor = connection.cursor()
            # NORMAL: what was acknowledged survives the death of any process; a power cut may take the last
            # moments. Erased text is overwritten, not only unlinked.
            for setting in ("synchronous = NORMAL", "secure_delete = ON"):
                cursor.execute(f"PRAGMA {setting}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def begins(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    async def _write(self, work: Work[Result], long: bool) -> Result:
        return await self._run(self._writer, work, long)

    async def _read(self, work: Work[Result]) -> Result:
        return await self._run(self._reader, work, False)

    async def _run(self, engine: Engine, work: Work[Result], long: bool) -> Result:
        if not long:
            try:
                return _transact(engine, work)
            except OperationalError as error:
                if not _sqlite_name(error).startswith("SQLITE_BUSY"):
                    raise
        return await asyncio.get_running_loop().run_in_executor(self._waiting, _transact, self._patient, work)

    async def create(self) -> None:
        with _translated():
            await asyncio.get_running_loop().run_in_executor(self._waiting, _let_readers_go_on, self._patient)
        await self.write(bring_up_to_date, long=True)

    async def close(self) -> None:
        self._waiting.shutdown(wait=True)
        for engine in (self._writer, self._reader, self._patient):
            engine.dispose()


def _let_readers_go_on(engine: Engine) -> None:
    """Give the file a write-ahead log, so that who reads need not wait for who writes; it keeps it for good.

    The one step in which SQLite itself does not wait for another writer (its busy handler is not called where a lock
    that is already held must grow), so two gateways that start together would stop each other.
    """
    give_up = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                _driver(connection).execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > give_up:
                raise StorageUnavailable from error
            _pause(_AT_ONCE_SECONDS)


def _driver(connection: Connection) -> Any:
    """The driver's own connection: in it no transaction is open, in which the log could not be changed."""
    return connection.connection.driver_connection


def _transact(engine: Engine, work: Work[Result]) -> Result:
    with engine.begin() as connection:
        return work(connection)


class _Postgresql(Database):
    def __init__(self, url: str) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=20,  # all are kept: to open one for a moment costs more than what it is for
            max_overflow=0,
            pool_timeout=_BUSY_SECONDS,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 3,
                "options": f"-c statement_timeout={_BUSY_SECONDS}s -c lock_timeout={_BUSY_SECONDS}s",
            },
        )
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def _write(self, work: Work[Result], long: bool) -> Result:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def _read(self, work: Work[Result]) -> Result:
        async with self._reader.connect() as connection:
            return await connection.run_sync(work)

    async def create(self) -> None:
        def once(connection: Connection) -> None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SCHEMA_LOCK})
            bring_up_to_date(connection)

        await self.write(once)

    async def close(self) -> None:
        await self._engine.dispose()


def open_database(url: str) -> Database:
    """Return the database of an SQLAlchemy URL; nothing is connected yet.

    Raises:
        ValueError: neither SQLite nor PostgreSQL.
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        return _Sqlite(url)
    if backend == "postgresql":
        return _Postgresql(url)
    raise ValueError(f"LEERWIJS_DATABASE_URL must be SQLite or PostgreSQL, not {backend}")
