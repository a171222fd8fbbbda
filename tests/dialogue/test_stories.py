"""Whole conversations with the trained model: any wrong step fails.

Stories are in ``stories/``, one file a kind. A step says something or presses a button and states what must
come back: the topic, what is asked, which items with which verdicts. Sentences are not compared: an editor
may reword any of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.whole import Citizen

STORIES = Path(__file__).parent / "stories"
KINDS = {
    *("happy", "correction", "digression", "cancellation", "change_of_task", "invalid_input", "noun_only"),
    *("negation", "repeat", "third_person", "distress", "off_topic", "other_language", "two_misses"),
}
MOST_QUESTIONS = 9


def load() -> list[Any]:
    stories = []
    for path in sorted(STORIES.glob("*.yml")):
        for story in yaml.safe_load(path.read_text(encoding="utf-8")):
            # A known fault is expected to fail, and the run fails when it no longer does.
            fault = story.get("known_fault")
            marks = [pytest.mark.xfail(reason=fault, strict=True, raises=AssertionError)] if fault else []
            stories.append(pytest.param(story, id=f"{path.stem}: {story['story']}", marks=marks))
    return stories


def test_every_kind_of_conversation_has_a_story() -> None:
    kinds = {param.values[0]["kind"] for param in load()}
    assert kinds >= KINDS


@pytest.mark.parametrize("story", load())
def test_story(story: dict[str, Any], stack_url: str) -> None:
    citizen = Citizen.arrive(stack_url)
    message = citizen.messages[-1]
    for number, step in enumerate(story["steps"], 1):
        message = take(citizen, step, message)
        expected = step.get("expect", {})
        problems = differences(message, citizen, expected)
        assert not problems, f"step {number} {describe(step)}: {'; '.join(problems)}\nbot: {message['text'][:400]}"


def take(citizen: Citizen, step: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    """Do what a step says: ``say``, ``press``, or ``answers`` (answer what is asked until nothing is)."""
    if "say" in step:
        return citizen.say(step["say"])
    if "press" in step:
        return citizen.press(step["press"])
    message = last
    for _ in range(MOST_QUESTIONS):
        if not message.get("asks"):
            return message
        slot = message["asks"]["slot"]
        answer = step["answers"].get(slot, "weet ik niet")
        message = citizen.say(str(answer))
    raise AssertionError(f"still asking after {MOST_QUESTIONS} answers: {message['asks']}")


def differences(message: dict[str, Any], citizen: Citizen, expected: dict[str, Any]) -> list[str]:
    """Say how a message differs from what a step expects."""
    problems = []
    unknown = set(expected) - set(CHECKS)
    assert not unknown, f"a story expects something unknown: {unknown}"
    for name, wanted in expected.items():
        got = CHECKS[name](message, citizen, wanted)
        if got is not None:
            problems.append(f"{name}: wanted {wanted!r}, got {got!r}")
    return problems


def _topic(message: dict[str, Any], _citizen: Citizen, wanted: str | list[str]) -> Any:
    allowed = [wanted] if isinstance(wanted, str) else wanted
    return None if message["topic"] in allowed else message["topic"]


def _asks(message: dict[str, Any], _citizen: Citizen, wanted: Any) -> Any:
    asked = (message.get("asks") or {}).get("slot")
    fits = asked is not None if wanted == "any" else asked in (wanted if isinstance(wanted, list) else [wanted])
    return None if fits else f"asks {asked}"


def _not_asks(message: dict[str, Any], _citizen: Citizen, wanted: list[str]) -> Any:
    asked = (message.get("asks") or {}).get("slot")
    return asked if asked in wanted else None


def _items(message: dict[str, Any], _citizen: Citizen, wanted: dict[str, Any]) -> Any:
    have = {item["id"]: item.get("verdict") for item in message.get("items", [])}
    return None if all(have.get(id, "absent") == verdict for id, verdict in wanted.items()) else have


def _no_items(message: dict[str, Any], _citizen: Citizen, wanted: list[str]) -> Any:
    """None of these ids with a verdict other than 'niet'."""
    offered = [i["id"] for i in message.get("items", []) if i["id"] in wanted and i.get("verdict") != "niet"]
    return offered or None


def _kinds(message: dict[str, Any], _citizen: Citizen, wanted: list[str]) -> Any:
    have = sorted({item["kind"] for item in message.get("items", [])})
    return None if set(wanted) <= set(have) else have


def _buttons(message: dict[str, Any], _citizen: Citizen, wanted: list[str]) -> Any:
    have = [button["payload"] for button in message.get("buttons", [])]
    return None if all(any(p.startswith(w) for p in have) for w in wanted) else have


def _suggestions(message: dict[str, Any], _citizen: Citizen, wanted: list[str]) -> Any:
    have = message.get("suggestions", [])
    return None if set(wanted) <= set(have) else have


def _owner(_message: dict[str, Any], citizen: Citizen, wanted: str) -> Any:
    return None if citizen.owner == wanted else citizen.owner


def _text_without(message: dict[str, Any], _citizen: Citizen, wanted: list[str]) -> Any:
    text = json.dumps(message, ensure_ascii=False).lower()
    return [w for w in wanted if w.lower() in text] or None


def _text_with(message: dict[str, Any], _citizen: Citizen, wanted: list[str]) -> Any:
    """Only for what must literally be there: a phone number, a date, an amount."""
    said = message["said"].lower()
    return [w for w in wanted if w.lower() not in said] or None


CHECKS = {
    "topic": _topic,
    "asks": _asks,
    "not_asks": _not_asks,
    "items": _items,
    "no_items": _no_items,
    "kinds": _kinds,
    "buttons": _buttons,
    "suggestions": _suggestions,
    "owner": _owner,
    "text_without": _text_without,
    "text_with": _text_with,
}


def describe(step: dict[str, Any]) -> str:
    return repr(step.get("say") or step.get("press") or step.get("answers"))
