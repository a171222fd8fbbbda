"""Fixtures of the tests of the actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.tasks.reply import Wording
from actions.tasks.texts import Texts
from knowledge.compile import compile_to
from knowledge.folder import ROOT
from knowledge.store import Knowledge
from tests.actions.conversation import Conversation


@pytest.fixture(autouse=True, scope="session")
def _every_key_has_a_text() -> None:
    """In production a missing text is left out; here it fails the test that came upon it."""
    say = Texts.say

    def strict(self: Texts, *keys: str, **values: object) -> Wording:
        assert any(self.record(key) for key in keys), f"no text for {keys}"
        return say(self, *keys, **values)

    Texts.say = strict  # type: ignore[method-assign]


@pytest.fixture
def talk() -> Conversation:
    """A new conversation."""
    return Conversation()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    """The knowledge of the repository, compiled."""
    path: Path = tmp_path_factory.mktemp("knowledge") / "knowledge.sqlite"
    compile_to(path, ROOT, date(2026, 11, 22))
    opened = Knowledge.open(path)
    yield opened
    opened.close()
