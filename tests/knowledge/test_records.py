"""The records of the product itself: they pass, they are complete, and they keep the promises of the product."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

import pytest

from knowledge.check import Outcome, check
from knowledge.folder import ROOT
from knowledge.profile import SLOTS, Value
from knowledge.questions import next_question
from knowledge.records import Arrangement
from knowledge.rules import assess
from knowledge.topics import TOPICS
from tests.effort import calls

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0)
MOST_CALLS = 4_000  # of Python functions: 2,400 take 0.8 ms on the machine of November 2026


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return check(ROOT, TODAY)


@pytest.fixture(scope="module")
def arrangements(outcome: Outcome) -> list[Arrangement]:
    return [entry.record for entry in outcome.records.arrangements.values()]


def test_all_records_pass_the_check(outcome: Outcome) -> None:
    assert [str(finding) for finding in outcome.errors] == []


def test_every_topic_has_an_answer(outcome: Outcome) -> None:
    assert set(outcome.records.answers) == set(TOPICS)


def test_what_has_ended_is_never_offered(arrangements: list[Arrangement]) -> None:
    situations = product(SLOTS["werksituatie"].values, SLOTS["rol"].values, SLOTS["vorm"].values)
    ended = [item for item in arrangements if item.id in ("stap_budget", "scholingsaftrek", "nl_leert_door", "liv")]
    assert len(ended) == 4
    for werksituatie, rol, vorm in situations:
        profile: dict[str, Value] = {"werksituatie": werksituatie, "rol": rol, "vorm": vorm, "leeftijd": 40}
        assert {assess(item, profile, NOON).verdict for item in ended} == {"niet"}


def test_a_dialogue_over_all_arrangements_ends(arrangements: list[Arrangement]) -> None:
    slots = [slot.id for slot in SLOTS.values() if slot.asked]
    asked: set[str] = set()
    while question := next_question(arrangements, {}, NOON, frozenset(asked), slots):
        assert question.slot not in asked and question.at_most >= 1
        asked.add(question.slot)
    assert asked


def test_judging_everything_and_finding_the_next_question_is_little_work(arrangements: list[Arrangement]) -> None:
    slots = [slot.id for slot in SLOTS.values() if slot.asked]
    profile: dict[str, Value] = {"rol": "voor_mijzelf", "werksituatie": "werknemer", "leeftijd": 52}

    def turn() -> None:
        for item in arrangements:
            assess(item, profile, NOON)
        next_question(arrangements, profile, NOON, frozenset(), slots)

    turn()
    assert calls(turn) < MOST_CALLS
