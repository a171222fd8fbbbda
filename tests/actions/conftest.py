"""Fixtures of the tests of the actions."""

from __future__ import annotations

import pytest

from actions.tasks.reply import Wording
from actions.tasks.texts import Texts
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
