"""A made-up citizen who answers whatever is asked, so that a test does not depend on which question comes when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.e2e.visitor import Visitor

DOES_NOT_KNOW = "/gesprek_weet_niet"
MOST_QUESTIONS = 15


@dataclass(frozen=True)
class Persona:
    """Per slot the value (as in a button's payload) and the words for who has to type it."""

    answers: Mapping[str, tuple[object, str]]

    def answer(self, visitor: Visitor, slot: str) -> None:
        """Press the button with the value, else type the words; what the persona does not know is said so."""
        value, words = self.answers.get(slot, (None, "Dat weet ik niet"))
        for button in visitor.page.locator(".choices button").all():
            payload = button.get_attribute("data-payload") or ""
            if slots_of(payload).get(slot, DOES_NOT_KNOW) == value or (value is None and payload == DOES_NOT_KNOW):
                act(visitor, button)
                return
        act(visitor, words)

    def converse(self, visitor: Visitor, opening: str) -> list[str]:
        """Open with these words and answer until nothing is asked any more. Returns the slots that were asked."""
        act(visitor, opening)
        return self.answer_all(visitor)

    def answer_all(self, visitor: Visitor) -> list[str]:
        """Answer until nothing is asked any more. Returns the slots that were asked."""
        asked: list[str] = []
        while slot := asked_slot(visitor):
            asked.append(slot)
            assert len(asked) <= MOST_QUESTIONS, f"It keeps asking: {asked}"
            self.answer(visitor, slot)
        return asked


def slots_of(payload: str) -> dict[str, object]:
    """The slots of a payload in Rasa's syntax: `/topic{"slot": value}`."""
    _, brace, body = payload.partition("{")
    found: dict[str, object] = json.loads(brace + body) if brace else {}
    return found


def act(visitor: Visitor, what: Locator | str) -> None:
    """Press a button or type words, and wait until the answer is there."""
    before = visitor.last_seq()
    if isinstance(what, str):
        visitor.field.fill(what)
        visitor.page.keyboard.press("Enter")
    else:
        what.click()
    expect(visitor.page.locator("[data-status]")).to_have_count(0, timeout=15_000)
    visitor.until(lambda: visitor.last_answer_seq() > before, "an answer comes")


def asked_slot(visitor: Visitor) -> str | None:
    """What is asked for since the person last spoke."""
    for entry in reversed(visitor.page.locator(".entry[data-seq]").all()):
        if entry.get_attribute("data-from") == "user":
            return None
        if slot := entry.get_attribute("data-asks"):
            return slot
    return None
