from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from knowledge import shelf
from knowledge.shelf import Shelf
from knowledge.store import NotCompiled


class _Opened:
    def __init__(self, version: str) -> None:
        self.version = version


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A "compiled file" whose text is its version; "broken" cannot be opened."""

    def opened(path: Path) -> Any:
        text = path.read_text() if path.exists() else "broken"
        if text == "broken":
            raise NotCompiled("broken")
        return _Opened(text)

    monkeypatch.setattr(shelf.Knowledge, "open", opened)
    path = tmp_path / "knowledge.sqlite"
    path.write_text("one")
    return path


def swap(path: Path, version: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(version)
    os.replace(new, path)


def test_the_same_file_is_opened_once(file: Path) -> None:
    kept = Shelf(file)
    assert kept.knowledge() is kept.knowledge()


def test_a_swapped_file_is_taken_at_the_next_look(file: Path) -> None:
    kept = Shelf(file)
    swap(file, "two")
    assert kept.knowledge().version == "two"


def test_a_file_that_cannot_be_opened_leaves_the_old_one_in_use(file: Path) -> None:
    kept = Shelf(file)
    swap(file, "broken")
    assert kept.knowledge().version == "one"
    swap(file, "three")
    assert kept.knowledge().version == "three"


def test_a_file_that_is_away_for_a_moment_changes_nothing(file: Path) -> None:
    kept = Shelf(file)
    file.unlink()
    assert kept.knowledge().version == "one"


def test_no_file_at_the_start_is_an_error(tmp_path: Path, file: Path) -> None:
    with pytest.raises(NotCompiled):
        Shelf(tmp_path / "none.sqlite")
