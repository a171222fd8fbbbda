"""Fixtures of the tests of the imports: the real places and occupations, and a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.feeds.matching import Matcher, matcher
from knowledge.feeds.normal import Normaliser
from knowledge.folder import ROOT
from tests.knowledge.feeds.feed import TODAY


@pytest.fixture(scope="session")
def matching() -> Iterator[Matcher]:
    with matcher(ROOT) as found:
        yield found


@pytest.fixture(scope="session")
def normaliser(matching: Matcher) -> Normaliser:
    return Normaliser(matching, TODAY)


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "catalogus.sqlite"
