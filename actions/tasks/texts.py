"""What to say: sentences by key and answers by topic, out of the knowledge.

The engine's own sentences (`teksten.yaml` beside this file, in the form of `knowledge/teksten.yaml`) are the
defaults; a text of the same key in the knowledge wins, so an editor can reword any of them without touching code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from actions.tasks.profile import SLOTS, Value
from actions.tasks.reply import Button, Wording, button
from knowledge import records
from knowledge.records import Answer, Option, Text
from knowledge.render import DeadReference

if TYPE_CHECKING:
    from knowledge.store import Knowledge

# How what somebody wants begins, in `namen.yaml`: said once for all wishes together.
_WANTS = "u wilt "
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def own_texts() -> Mapping[str, Text]:
    """The engine's own sentences by key."""
    with (Path(__file__).parent / "teksten.yaml").open(encoding="utf-8") as file:
        data = yaml.safe_load(file)
    return {key: records.text(key, entry) for key, entry in data.items()}


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Any]:
    with (Path(__file__).parent / "namen.yaml").open(encoding="utf-8") as file:
        names: Mapping[str, Any] = yaml.safe_load(file)
    return names


class Texts:
    """Sentences, questions, titles and answers; every method falls back rather than raising."""

    def __init__(self, knowledge: Knowledge, now: datetime) -> None:
        self._knowledge = knowledge
        self._now = now
        self._own = own_texts()

    def record(self, key: str) -> Text | None:
        """The text of a key, None when nobody wrote it."""
        try:
            return self._knowledge.text(key)
        except (KeyError, DeadReference):  # nobody wrote it, or it wants a value that we do not have
            pass
        topic, _, part = key.partition(".")
        answer = self.answer(topic) if part else None
        if answer is not None and part in answer.parts:
            lengths = answer.parts[part]
            return Text(lengths.web, lengths.spoken, lengths.simple, key=key)
        return self._own.get(key)

    def say(self, *keys: str, **values: object) -> Wording:
        """The first of the keys that has a text, with `{name}` filled in; empty when none has."""
        for key in keys:
            text = self.record(key)
            if text is not None:
                return Wording(_fill(text.web, values), _fill(text.spoken, values), _fill(text.simple, values))
        return Wording()

    def title(self, key: str, **values: object) -> str:
        """A short text on one line: a button, the name of a slot."""
        return " ".join(self.say(key, **values).web.split())

    def answer(self, topic: str) -> Answer | None:
        """The authored answer of a topic, None when there is none."""
        try:
            return self._knowledge.answer(topic, self._now)
        except KeyError:
            return None

    def topic_title(self, topic: str) -> str:
        """A topic in people's words, for a button; empty when it has no answer of its own."""
        answer = self.answer(topic)
        return answer.title if answer else ""

    def options(self, slot: str, task: str) -> Sequence[Option]:
        """The answers that the question for a slot offers: yes and no where it is a matter of that."""
        text = self.record(f"ask.{slot}.{task}") or self.record(f"ask.{slot}")
        if text is not None and text.options:
            return text.options
        if SLOTS[slot].kind == "boolean":
            return (Option(True, self.title("button.ja")), Option(False, self.title("button.nee")))
        return ()

    def hints(self, slot: str) -> Mapping[str, Sequence[str]]:
        """Words that point at an answer to the question for a slot besides those on its button, by value."""
        found: Mapping[str, Sequence[str]] = _names()["hints"].get(slot, {})
        return found

    def value_title(self, slot: str, value: Value) -> str:
        """A value in people's words: "52 jaar", "in loondienst", "Zwolle"."""
        names = _names()["values"].get(slot, {})
        name = names.get(str(value).lower()) or names.get("*")
        return _fill(name, {"waarde": value}) if name else str(value).replace("_", " ")

    def told(self, facts: Mapping[str, Value]) -> str:
        """Facts as one says them back: what one is, then what one wants: "u bent 52 jaar; u wilt naar techniek"."""
        said = {"is": list[str](), "wants": list[str]()}
        for slot, value in facts.items():
            names = _names()["told"].get(slot, {})
            name = names.get(str(value).lower()) or names.get("*") or self.slot_title(slot) + ": {titel}"
            side = "wants" if name.startswith(_WANTS) else "is"
            said[side].append(_fill(name, {"waarde": value, "titel": self.value_title(slot, value)}))
        wants = [wish.removeprefix(_WANTS) for wish in said["wants"]]
        wishes = _WANTS + self.enumerate(wants) if wants else ""
        return "; ".join(part for part in (self.enumerate(said["is"]), wishes) if part)

    def slot_title(self, slot: str) -> str:
        """A slot in people's words: "uw leeftijd"."""
        name: str = _names()["slots"].get(slot) or slot.replace("_", " ")
        return name

    def word(self, group: str, name: str) -> str:
        """One name of a group of names: "maandag"."""
        return str(_names()[group].get(name, name))

    def words(self, group: str) -> Sequence[str]:
        """The names that a group knows, in order."""
        return tuple(_names()[group])

    def phrase(self, name: str, **values: object) -> str:
        """A short phrase with its values filled in: "10.00 tot 16.00 uur"."""
        return _fill(str(_names()[name]), values)

    def follow_up_buttons(self, topic: str) -> list[Button]:
        """A button for each follow-up of a topic that has a title."""
        answer = self.answer(topic)
        return self.topic_buttons(answer.follow_ups if answer else ())

    def topic_buttons(self, topics: Sequence[str]) -> list[Button]:
        """A button for each topic that has a title."""
        titles = [(topic, self.topic_title(topic)) for topic in topics]
        return [button(title, topic) for topic, title in titles if title]

    def enumerate(self, parts: Sequence[str], joint: str = "en") -> str:
        """Parts in one phrase: "a, b en c"; `joint` is "en" or "of"."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.title(f'joint.{joint}')} {parts[-1]}"


def answer_wording(answer: Answer) -> Wording:
    """The text of an authored answer."""
    return Wording(answer.web, answer.spoken, answer.simple)


def _fill(text: str, values: Mapping[str, object]) -> str:
    """Fill `{name}`; a name without value stays empty. Never raises: the texts come from editors."""
    if "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: str(values.get(found.group(1), "")), text)
