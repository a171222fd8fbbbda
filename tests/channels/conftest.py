"""Every test that takes `api` or `database_url` runs on SQLite and on PostgreSQL. Without PostgreSQL they fail."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings

POSTGRESQL = os.environ.get("LEERWIJS_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
# Tests that run beside each other (pytest-xdist) have a Redis database each.
_BESIDE = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS = os.environ.get("LEERWIJS_TEST_REDIS", f"redis://127.0.0.1:6379/{9 - _BESIDE}")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("LEERWIJS_") and not name.startswith("LEERWIJS_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgresql_database() -> Iterator[str]:
    """A database of this test run's own."""
    name = f"leerwijs_test_{os.getpid()}"
    with psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=5) as server:
        server.execute(f"CREATE DATABASE {name}")
        server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        try:
            yield f"{POSTGRESQL}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(postgresql_database: str) -> Iterator[str]:
    """A PostgreSQL database with nothing in it; the tables stay from test to test, since making them takes a second."""
    yield postgresql_database
    with psycopg.connect(postgresql_database, autocommit=True) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = ", ".join(name for (name,) in rows if name != "schema_version")
        if tables:
            connection.execute("SET session_replication_role = replica")  # the trail refuses to be emptied
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path / 'gateway.sqlite'}"


@pytest.fixture
def redis_url() -> str:
    return REDIS


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def api(database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> AsyncIterator[Running]:
    """A running gateway."""
    async with running(settings(tmp_path, database_url), engine, clock) as here:
        yield here
