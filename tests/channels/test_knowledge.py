"""The gateway goes by the knowledge that is on the shelf now, like the assistant: a new file needs no restart."""

from __future__ import annotations

import importlib
import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.app import create_app
from channels.gateway import Gateway
from channels.overview.shelf import Shelf

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REGELING = "levenlanglerenkrediet"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge as shipped."""
    path: Path = tmp_path_factory.mktemp("kennis") / "knowledge.sqlite"
    importlib.import_module("knowledge.__main__").main(["compile", "--out", str(path)])
    return path


@pytest.fixture
def file(compiled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(compiled, tmp_path / "knowledge.sqlite"))


@pytest.fixture
def gateway(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """The gateway as it is served."""
    monkeypatch.setenv("LEERWIJS_KNOWLEDGE", str(file))
    monkeypatch.setenv("LEERWIJS_DATA_DIR", str(tmp_path))
    return create_app().state.gateway  # type: ignore[no-any-return]


def swap(file: Path, statement: str, *values: str) -> None:
    """Put a new knowledge in the place of the old one, as the compiler does."""
    new = Path(shutil.copy(file, file.with_suffix(".new")))
    with sqlite3.connect(new) as connection:
        assert connection.execute(statement, values).rowcount
    connection.close()
    os.replace(new, file)


def test_a_regeling_that_changed_is_shown_as_it_is_now_in_the_overview_and_at_the_desk(
    gateway: Gateway, file: Path
) -> None:
    before = Shelf(gateway.texts).regeling(REGELING)
    assert before is not None
    swap(file, "UPDATE regeling SET data = replace(data, ?, 'Nieuwe naam') WHERE id = ?", before.title, REGELING)
    shown = Shelf(gateway.texts).regeling(REGELING)
    card = gateway.desk.parts.cards.get("regeling", REGELING, {}, NOW)
    assert shown is not None and card is not None
    assert {shown.title, card["title"]} == {"Nieuwe naam"}


def test_a_regeling_that_is_gone_is_no_card_any_more(gateway: Gateway, file: Path) -> None:
    assert gateway.desk.parts.cards.get("regeling", REGELING, {}, NOW)
    swap(file, "DELETE FROM regeling WHERE id = ?", REGELING)
    assert gateway.desk.parts.cards.get("regeling", REGELING, {}, NOW) is None


def test_the_lokets_and_the_words_of_the_gateway_are_those_of_now_too(gateway: Gateway, file: Path) -> None:
    old = gateway.desk.parts.directory.title("regio-zwolle")
    swap(file, "UPDATE loket SET data = replace(data, ?, 'Nieuw loket') WHERE id = 'regio-zwolle'", old)
    assert gateway.desk.parts.directory.title("regio-zwolle") == "Nieuw loket"
    said = gateway.texts.plain("crisis_follow_up").splitlines()[0]
    swap(file, "UPDATE tekst SET data = replace(data, ?, 'Nieuwe zin') WHERE id = 'crisis_follow_up'", said)
    assert gateway.texts.plain("crisis_follow_up").startswith("Nieuwe zin")


def test_knowledge_without_a_text_that_the_gateway_needs_is_not_taken(gateway: Gateway, file: Path) -> None:
    swap(file, "DELETE FROM tekst WHERE id = 'crisis'")
    assert gateway.texts.plain("crisis")
