from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.profile import Profile, canonical
from actions.tasks.state import Memory, Task
from tests.actions.fakes import NOW

NONSENSE: list[Any] = [None, 1, "x", [], {}, {"name": 3}, {"name": "x", "stack": "y", "asked": {}, "step": -1}]


@pytest.mark.parametrize("data", NONSENSE)
def test_nonsense_from_an_older_version_is_read_as_nothing(data: Any) -> None:
    Memory.from_json(data)
    Task.from_json(data)
    assert list(Profile.from_json(data)) == []


def test_a_task_survives_its_json() -> None:
    below = Task("evc_plan", asked=["route"], pending="route", step=1, at_most=4)
    task = Task("loket_zoeken", answers={"route": "x"}, choices=[{"value": "a", "title": "A"}], stack=[below])
    assert Task.from_json(task.to_json()) == task


def test_a_memory_survives_its_json_but_stays_small() -> None:
    memory = Memory(misses=1, topics=[str(n) for n in range(30)], callback={"contact": "telefoon:1"})
    for number in range(60):
        memory.find("regeling", str(number), "misschien")
    again = Memory.from_json(memory.to_json())
    assert again.topics == [str(n) for n in range(20, 30)]
    assert len(again.found) == 40 and "regeling:59" in again.found
    assert again.callback == memory.callback


def test_a_fact_is_kept_with_who_said_it_and_when() -> None:
    profile = Profile().with_fact("leeftijd", 52, NOW).with_fact("plaats", "Zwolle", NOW, by="adviser")
    assert Profile.from_json(profile.to_json()) == profile
    assert profile.facts["leeftijd"].at == "2026-11-24T11:00:00+01:00"
    assert profile.facts["plaats"].by == "adviser"
    assert list(profile.without("leeftijd")) == ["plaats"]


def test_what_the_contract_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError):
        Profile().with_fact("bsn", "123456782", NOW)
    with pytest.raises(ValueError):
        Profile().with_fact("telefoon", "<telefoon:1>", NOW)
    assert Profile.from_json({"leeftijd": {"value": "oud"}, "bsn": {"value": "1"}}) == Profile()


@pytest.mark.parametrize(
    ("slot", "value", "made"),
    [
        ("leeftijd", "52", 52), ("leeftijd", 52.0, 52), ("leeftijd", True, None), ("leeftijd", 5, None),
        ("ontslag", "true", True), ("ontslag", 1, None), ("werksituatie", "rijk", None), ("plaats", "  ", None),
        ("plaats", "x" * 200, "x" * 80), ("bestaat_niet", "x", None),
    ],
)  # fmt: skip
def test_values_are_made_canonical_or_refused(slot: str, value: object, made: object) -> None:
    assert canonical(slot, value) == made


def test_the_school_one_finished_tells_the_startkwalificatie() -> None:
    assert Profile().with_fact("hoogste_opleiding", "mbo2", NOW).values()["startkwalificatie"] is True
    assert "startkwalificatie" not in Profile().with_fact("hoogste_opleiding", "buitenland", NOW).values()
