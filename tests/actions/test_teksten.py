"""The engine's own sentences are held to the same rules as those of the editors, and none is used that nobody wrote."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from actions.tasks.profile import PROFILE_SLOTS, TASK_SLOTS
from actions.tasks.texts import Texts, own_texts
from knowledge import check_tekst, folder
from knowledge.folder import Entry
from knowledge.render import Renderer
from tests.actions import fakes

ACTIONS = Path(__file__).parents[2] / "actions"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def words() -> check_tekst.Words:
    found = folder.read()
    arrangements = {key: entry.record for key, entry in found.arrangements.items()}
    return check_tekst.Words(check_tekst.TERMS, Renderer(arrangements), arrangements)


def test_own_texts_are_as_readable_as_those_of_the_editors(words: check_tekst.Words) -> None:
    path = ACTIONS / "tasks" / "teksten.yaml"
    from knowledge import yamlfile

    document = yamlfile.load(path)
    problems = []
    for key, text in own_texts().items():
        if key.startswith(("button.", "joint.")):
            continue
        entry = Entry(document, text, (key,))
        problems += [str(f) for f in check_tekst.text_problems(entry, words, TODAY) if "no slot" not in f.message]
    assert not problems


def test_every_key_that_the_code_asks_for_has_a_text() -> None:
    texts = Texts(fakes.knowledge(), fakes.NOW)
    code = "\n".join(path.read_text(encoding="utf-8") for path in ACTIONS.rglob("*.py"))
    keys = set(re.findall(r'\.(?:say|title)\(\s*"([a-z_]+(?:\.[a-z_]+)*)"', code))
    assert len(keys) > 25
    assert sorted(key for key in keys if texts.record(key) is None) == []


def test_every_slot_and_value_has_a_name_for_people() -> None:
    texts = Texts(fakes.knowledge(), fakes.NOW)
    for name, slot in {**PROFILE_SLOTS, **TASK_SLOTS}.items():
        if name == "wissen":
            continue
        assert texts.slot_title(name) != name.replace("_", " ") or name == "route", name
        for value in slot.values:
            assert "_" not in texts.value_title(name, value)


def test_every_slot_that_may_be_asked_for_has_a_question() -> None:
    texts = Texts(fakes.knowledge(), fakes.NOW)
    asked = {*PROFILE_SLOTS, *TASK_SLOTS} - {"wissen"}
    assert sorted(slot for slot in asked if texts.record(f"ask.{slot}") is None) == []


def test_a_placeholder_without_a_value_is_left_out_rather_than_shown() -> None:
    assert "{" not in Texts(fakes.knowledge(), fakes.NOW).say("noted").web
