"""Every text that can be said on the telephone, filled in: of the knowledge, of the task engine, of the telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from actions.tasks.texts import own_texts
from channels.voice import phrases
from knowledge.store import Knowledge

_VALUES: dict[str, Any] = {
    "keuzes": ["Ik ben in dienst bij een werkgever", "Ik werk via een uitzendbureau", "Ik ben zelfstandig"],
    "woorden": "wat kan ik vergoed krijgen", "titel": "geld voor uw opleiding", "nummer": "+31612345678",
    "code": "102456", "laatst": "Hebt u werk, een uitkering, of bent u zelfstandig?",
}  # fmt: skip
# What stands in the place of a variable is measured where it is made: items one by one, titles of at most three.
_PLACEHOLDER = re.compile(r"\{\w+\}")


def every_text(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield each with its name."""
    for topic in knowledge.topics():
        answer = knowledge.answer(topic)
        yield topic, answer.spoken
        for name, part in answer.parts.items():
            yield f"{topic}.{name}", part.spoken
    for key in knowledge.texts():
        try:
            yield key, knowledge.text(key).spoken
        except Exception:  # wants values of the moment
            continue
    for key, text in own_texts().items():
        yield key, _PLACEHOLDER.sub("dit", text.spoken)
    for key in phrases.names():
        yield f"telefoon.{key}", phrases.say(key, **_VALUES)
