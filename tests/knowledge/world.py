"""The real places, lokets, occupations and catalogue of the repository, compiled once for all tests."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
import threading
from functools import cache
from pathlib import Path

from knowledge import lokets as loket_tables
from knowledge import places as place_tables
from knowledge import search as search_tables
from knowledge.folder import ROOT
from knowledge.lokets import Lokets
from knowledge.occupations import Occupations
from knowledge.places import Place, Places
from knowledge.search import Catalogue

__all__ = ["build_all", "catalogue", "connect", "lokets", "occupations", "place", "places"]

_mine = threading.local()


def build_all(connection: sqlite3.Connection, root: Path) -> None:
    """Write all tables in the order of the compiler."""
    place_tables.build(connection, root)
    loket_tables.build(connection, root)
    search_tables.build(connection, root)


@cache
def _file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="leerwijs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "world.sqlite"
    connection = sqlite3.connect(path)
    build_all(connection, ROOT)
    connection.commit()
    connection.close()
    return path


def connect() -> sqlite3.Connection:
    """Return this thread's read-only connection."""
    if not hasattr(_mine, "connection"):
        _mine.connection = sqlite3.connect(f"{_file().as_uri()}?mode=ro&immutable=1", uri=True)
    return _mine.connection


@cache
def places() -> Places:
    return Places(connect)


@cache
def lokets() -> Lokets:
    return Lokets(connect)


@cache
def occupations() -> Occupations:
    return Occupations(connect)


@cache
def catalogue() -> Catalogue:
    return Catalogue(connect)


def place(text: str) -> Place:
    """Return the only place that a text means."""
    (found,) = places().find(text)
    return found
