"""Fixtures of the tests of the knowledge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.knowledge import make


@pytest.fixture
def few_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the topics of the folders that `make` writes need an answer."""
    monkeypatch.setattr("knowledge.check.TOPICS", make.TOPICS)


@pytest.fixture(autouse=True, scope="session")
def nothing_imported() -> Iterator[None]:
    """What was imported on this machine is no part of a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEERWIJS_CATALOGUE", "/niets/geimporteerd.sqlite")
        yield
