"""A reply under construction, and the Turn JSON it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]
Button = dict[str, str]
Effect = dict[str, Any]

# A sentence that asks, at the end of a text that says something before it.
_LAST_QUESTION = re.compile(r"(?<=[.!?:;])\s+[^.!?\n]*\?\s*$")


@dataclass(frozen=True, slots=True)
class Wording:
    """One thing to say in the three lengths: on the page, spoken, and simpler."""

    web: str = ""
    spoken: str = ""
    simple: str = ""

    def __bool__(self) -> bool:
        return bool(self.web.strip())

    def then(self, other: Wording, paragraph: bool = True) -> Wording:
        """This, and then the other: in a new paragraph, or going on in the same one."""
        gap = "\n\n" if paragraph else " "
        return Wording(
            _join(self.web, other.web, gap),
            _join(self.spoken, other.spoken, " "),
            _join(self.simple, other.simple, gap),
        )

    def only_read(self) -> Wording:
        """The same for the page only: on the phone it would be too much."""
        return Wording(self.web, "", self.simple)

    def without_question(self) -> Wording:
        """The same without a question at the end, for where another question follows."""
        return Wording(*(_LAST_QUESTION.sub("", text) for text in (self.web, self.spoken, self.simple)))


def _join(first: str, second: str, gap: str) -> str:
    return gap.join(part.strip() for part in (first, second) if part.strip())


def payload(topic: str, **values: Any) -> str:
    """The payload of a button in Rasa's syntax: `/topic` or `/topic{"slot": value}`."""
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""
    return f"/{topic}{body}"


def button(title: str, topic: str, **values: Any) -> Button:
    """One button."""
    return {"title": title, "payload": payload(topic, **values)}


@dataclass(slots=True)
class Reply:
    """What goes back to the citizen after one turn, and what must happen besides."""

    topic: str
    wording: Wording
    items: list[Item] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    asks: dict[str, Any] | None = None
    suggestions: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def say_first(self, wording: Wording) -> Reply:
        """Put something before the text."""
        self.wording = wording.then(self.wording)
        return self

    def say_last(self, wording: Wording, paragraph: bool = True) -> Reply:
        """Put something after the text, in a new paragraph or going on in the same one."""
        self.wording = self.wording.then(wording, paragraph)
        return self

    def add_buttons(self, *buttons: Button, first: bool = False) -> Reply:
        """Add buttons; one payload or title comes only once, the first wins."""
        merged: list[Button] = []
        for candidate in [*buttons, *self.buttons] if first else [*self.buttons, *buttons]:
            if all(candidate["payload"] != b["payload"] and candidate["title"] != b["title"] for b in merged):
                merged.append(candidate)
        self.buttons = merged
        return self

    def turn(self, prediction: Mapping[str, Any]) -> dict[str, Any]:
        """The Turn JSON of the contract between Rasa and the actions."""
        return {
            "message": {
                "topic": self.topic,
                "text": self.wording.web,
                "simple": self.wording.simple or self.wording.web,
                "spoken": self.wording.spoken or self.wording.web,
                "items": self.items,
                "buttons": self.buttons,
                "asks": self.asks,
                "suggestions": self.suggestions,
            },
            "effects": self.effects,
            "prediction": dict(prediction),
        }
