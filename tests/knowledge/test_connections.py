from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.connections import READY, Connections, Replaced


def database(path: Path, value: int) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [(value,)] * 100)
        connection.commit()
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return database(tmp_path / "a.sqlite", 1)


@pytest.fixture
def connections(path: Path) -> Iterator[Connections]:
    opened = Connections(path)
    yield opened
    opened.close()


def together(count: int, connections: Connections) -> list[sqlite3.Connection]:
    """Let so many threads each hold a connection at the same moment."""
    barrier = threading.Barrier(count)
    found: list[sqlite3.Connection] = []

    def hold(_: int) -> None:
        found.append(connections.connection())
        barrier.wait(5)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(hold, range(count)))
    return found


def test_a_thread_keeps_its_connection_and_threads_do_not_share(connections: Connections) -> None:
    assert connections.connection() is connections.connection()
    found = together(READY - 1, connections)
    assert len(set(map(id, [*found, connections.connection()]))) == READY


def test_a_thread_that_ends_gives_its_connection_back(connections: Connections) -> None:
    first, second = together(READY, connections), together(READY, connections)
    assert set(map(id, first)) == set(map(id, second))


def test_more_threads_get_more_connections(connections: Connections) -> None:
    assert len(set(map(id, together(READY + 4, connections)))) == READY + 4


def test_connections_read_the_file_they_opened_after_it_was_replaced(
    connections: Connections, path: Path, tmp_path: Path
) -> None:
    database(tmp_path / "b.sqlite", 2).replace(path)
    read = {item.execute("SELECT DISTINCT x FROM t").fetchone()[0] for item in together(READY, connections)}
    assert read == {1}


def test_one_version_is_never_mixed_with_another(connections: Connections, path: Path, tmp_path: Path) -> None:
    held = [connections._lend() for _ in range(READY)]
    database(tmp_path / "b.sqlite", 2).replace(path)
    with pytest.raises(Replaced):
        connections.connection()
    assert held
