"""Each persona gets, at each date, the verdict for every arrangement that was worked out by hand from the facts."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.rules import assess
from tests.knowledge.citizens import OUTCOMES, Persona, arrangements, outcome, personas

TODAY = date(2026, 11, 22)

cases = pytest.mark.parametrize(
    ("persona", "on"),
    [pytest.param(persona, on, id=f"{persona.id}-{on}") for persona in personas() for on in persona.dates],
)
everyone = pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.id)


def test_there_are_at_least_twelve_personas() -> None:
    assert len(personas()) >= 12


@everyone
def test_a_persona_is_judged_today_and_at_one_other_date(persona: Persona) -> None:
    assert TODAY in persona.dates
    assert len(persona.dates) == 2


@everyone
def test_what_a_persona_explains_exists(persona: Persona) -> None:
    assert set(persona.reasons) <= set(arrangements())


@cases
def test_a_persona_names_every_arrangement_once(persona: Persona, on: date) -> None:
    expected = persona.expected(on)
    assert set(expected.values()) <= set(OUTCOMES)
    assert sorted(expected) == sorted(arrangements())


@cases
def test_the_engine_gives_the_verdicts_worked_out_by_hand(persona: Persona, on: date) -> None:
    expected = persona.expected(on)
    found = {name: outcome(assess(item, persona.profile, on)) for name, item in arrangements().items()}
    differences = {
        name: f"by hand {expected.get(name)}, by the engine {found[name]}"
        for name in found
        if expected.get(name) != found[name]
    }
    assert not differences


@cases
def test_a_verdict_comes_with_its_reason(persona: Persona, on: date) -> None:
    for item in arrangements().values():
        found = assess(item, persona.profile, on)
        if found.offerable and found.verdict == "niet":
            assert found.why, f"{item.id}: niet without a reason"
        if found.verdict == "misschien" and found.offerable:
            assert found.missing or found.others_decide, f"{item.id}: misschien, but nothing is open"
