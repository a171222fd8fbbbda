"""The file of imported items: ours or refused, one writer at a time, and whole after the hardest of interruptions."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from knowledge.feeds import store as module
from knowledge.feeds.draft import FeedError
from knowledge.feeds.normal import Normaliser
from knowledge.feeds.store import opened
from tests.knowledge.feeds.feed import TODAY, contents, drafts, imported

ROOT = Path(__file__).parents[3]


def test_a_file_of_something_else_is_never_written(store_path: Path, normaliser: Normaliser) -> None:
    with sqlite3.connect(store_path) as connection:
        connection.execute("CREATE TABLE gesprek (id)")
    connection.close()
    before = store_path.read_bytes()
    with pytest.raises(FeedError, match="is een ander bestand"):
        imported(store_path, drafts(1), normaliser)
    assert store_path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(store_path: Path, normaliser: Normaliser) -> None:
    store_path.write_text("id;soort\n" * 100)
    with pytest.raises(FeedError, match="kan niet gelezen of geschreven worden"):
        imported(store_path, drafts(1), normaliser)


def test_a_store_of_another_version_is_refused(
    store_path: Path, normaliser: Normaliser, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(store_path, drafts(1), normaliser)
    monkeypatch.setattr(module, "FORMAT", 2)
    with pytest.raises(FeedError, match=r"van een andere versie \(1, niet 2\)"):
        contents(store_path)


def test_where_nothing_was_imported_there_is_nothing_to_list(store_path: Path) -> None:
    with pytest.raises(FeedError, match="nog niets geïmporteerd"), opened(store_path):
        pass
    assert not store_path.exists()


def test_two_imports_at_once_is_one_too_many(
    store_path: Path, normaliser: Normaliser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    imported(store_path, drafts(1), normaliser)
    with opened(store_path) as first:
        first.begin()
        with pytest.raises(FeedError, match="Er loopt al een import"):
            imported(store_path, drafts(2), normaliser)
        first.end(keep=False)
    assert imported(store_path, drafts(2), normaliser).stopped is None


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.knowledge.feeds.feed import TODAY, draft, imported
from knowledge.feeds.normal import Normal
class Quick:
    def record(self, draft):
        return Normal(draft.own_id, draft.kind, {"title": "y" * 200}, None, ())
def entries():
    for number in range(20_000):
        yield draft(number)
from knowledge.feeds.store import Store
taken_over = Store.take_over
def take_over(self, *rest):
    taken_over(self, *rest)
    os.kill(os.getpid(), signal.SIGKILL)
Store.take_over = take_over
imported(Path(sys.argv[1]), entries(), Quick(), accept_drop=True)
"""


def test_an_import_that_is_killed_at_its_last_step_leaves_what_there_was(
    store_path: Path, normaliser: Normaliser
) -> None:
    imported(store_path, drafts(10), normaliser)
    before = contents(store_path)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(store_path)], cwd=ROOT, env={**os.environ}, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert contents(store_path) == before
    assert imported(store_path, drafts(11), normaliser).counts.added == 1


def test_a_disk_that_is_full_leaves_what_there_was(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(10), normaliser)
    before = contents(store_path)
    with pytest.raises(FeedError, match="full"), opened(store_path) as store:
        store._connection.execute("PRAGMA max_page_count = 8")
        store.begin()
        try:
            store._connection.executemany(
                "INSERT INTO item VALUES ('proef', ?, 'leerbaan', NULL, 'd', 'd', NULL, x'00', ?)",
                ((f"n-{number}", "x" * 500) for number in range(1_000)),
            )
        finally:
            store.end(keep=False)
    assert contents(store_path) == before


def test_the_same_items_give_the_same_digest_and_others_another(
    store_path: Path, tmp_path: Path, normaliser: Normaliser
) -> None:
    other = tmp_path / "ander.sqlite"
    imported(store_path, drafts(3), normaliser)
    imported(other, reversed(drafts(3)), normaliser)
    with opened(store_path) as one, opened(other) as two:
        assert one.digest() == two.digest()
    imported(other, drafts(3), normaliser, TODAY + timedelta(days=1))
    with opened(store_path) as one, opened(other) as two:
        assert one.digest() != two.digest()
