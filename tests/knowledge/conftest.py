"""Fixtures of the tests of the knowledge."""

from __future__ import annotations

import pytest

from tests.knowledge import make


@pytest.fixture
def few_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the topics of the folders that `make` writes need an answer."""
    monkeypatch.setattr("knowledge.check.TOPICS", make.TOPICS)
