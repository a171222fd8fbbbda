from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.profile import SLOTS, Value, derive
from knowledge.questions import next_question
from knowledge.records import Arrangement
from knowledge.rules import assess
from tests.knowledge import make

ON = datetime(2026, 11, 10, 12, 0)
NOBODY: frozenset[str] = frozenset()


def made(*tests: dict[str, Any], **changes: Any) -> Arrangement:
    conditions = [{"id": f"c{n}", **test, "holds": "J", "fails": "N"} for n, test in enumerate(tests)]
    return make.arrangement(conditions=conditions, **changes)


def leaf(slot: str, op: str, value: Value | list[Value] | None = None) -> dict[str, Any]:
    return {"slot": slot, "op": op, "value": value}


YOUNG = leaf("leeftijd", "lt", 57)
BBL = leaf("vorm", "eq", "bbl")
FIRED = {"slot": "ontslag", "op": "is_true"}


def asks(arrangements: Sequence[Arrangement], profile: dict[str, Value], asked: frozenset[str] = NOBODY) -> str | None:
    question = next_question(arrangements, profile, ON, asked, make.USED)
    return question.slot if question else None


def test_the_question_that_settles_most_comes_first() -> None:
    found = next_question([made(YOUNG, id="a"), made(BBL, id="b"), made(BBL, id="c")], {}, ON, NOBODY, make.USED)
    assert found is not None
    assert (found.slot, found.settles, found.at_most) == ("vorm", 2, 2)


def test_between_equals_the_order_of_the_candidates_decides() -> None:
    arrangements = [made(FIRED, id="a"), made(leaf("rol", "eq", "voor_mijzelf"), FIRED, id="b")]
    assert asks([arrangements[0]], {}) == "ontslag"
    assert next_question(arrangements, {}, ON, NOBODY, ("rol", "ontslag")).slot == "ontslag"  # type: ignore[union-attr]


def test_a_question_that_settles_only_with_certain_answers_counts_by_their_share() -> None:
    """Only a failing answer settles: seven of the eight forms do, and less than half of the ages."""
    found = next_question([made({"all": [YOUNG, BBL]})], {}, ON, NOBODY, make.USED)
    assert found is not None and found.slot == "vorm"
    assert found.expected == 7 / 8


def test_what_is_known_or_was_asked_is_not_asked_again() -> None:
    arrangements = [made(YOUNG, BBL)]
    assert asks(arrangements, {"vorm": "bbl"}) == "leeftijd"
    assert asks(arrangements, {"vorm": "bbl"}, frozenset({"leeftijd"})) is None


def test_only_candidates_are_asked() -> None:
    assert next_question([made(YOUNG)], {}, ON, NOBODY, ("vorm", "plaats", "onzin")) is None


def test_what_cannot_be_applied_for_now_raises_no_question() -> None:
    shut = made(YOUNG, budget={"windows": [{"opens": "2027-02-01", "closes": "2027-03-01"}]})
    unknown = made(YOUNG, status="unknown", certainty="onbekend")
    assert asks([shut, unknown], {}) is None


def test_a_settled_verdict_raises_no_question() -> None:
    assert asks([made(YOUNG, BBL)], {"leeftijd": 60}) is None


def test_an_answer_that_no_longer_matters_is_not_asked() -> None:
    either = made({"any": [YOUNG, BBL]})
    assert asks([either], {"leeftijd": 30}) is None
    assert asks([either], {"leeftijd": 60}) == "vorm"


def test_two_answers_that_matter_only_together_are_both_asked() -> None:
    not_mine = leaf("rol", "ne", "voor_mijzelf")
    same = made({"any": [{"all": [FIRED, {"not": not_mine}]}, {"all": [{"not": FIRED}, not_mine]}]})
    first = next_question([same], {}, ON, NOBODY, ("ontslag", "rol"))
    assert first is not None and (first.slot, first.settles, first.at_most) == ("ontslag", 0, 2)
    assert asks([same], {"ontslag": True}) == "rol"


def test_the_education_is_asked_for_the_startkwalificatie_where_only_that_may_be_asked() -> None:
    qualified = made({"slot": "startkwalificatie", "op": "is_true"})
    candidates = ("hoogste_opleiding",)
    found = next_question([qualified], {}, ON, NOBODY, candidates)
    assert found is not None and (found.slot, found.at_most) == ("hoogste_opleiding", 1)
    assert next_question([qualified], {"startkwalificatie": True}, ON, NOBODY, candidates) is None


def test_an_education_that_does_not_tell_leaves_the_startkwalificatie_to_ask() -> None:
    qualified = made({"slot": "startkwalificatie", "op": "is_true"})
    assert asks([qualified], {"hoogste_opleiding": "mbo2"}) is None
    assert asks([qualified], {"hoogste_opleiding": "buitenland"}) == "startkwalificatie"


def test_what_somebody_else_decides_is_never_asked() -> None:
    decides = made({"slot": "beslist_een_ander", "op": "is_true"})
    assert next_question([decides], {}, ON, NOBODY, ("beslist_een_ander", *make.USED)) is None


# Values that stand for all others in random conditions (see make.leaves).
AGES = (17, 18, 19, 29, 30, 31, 56, 57, 58, 66, 67, 68)


def values(slot: str) -> Sequence[Value]:
    kind = SLOTS[slot].kind
    return (True, False) if kind == "boolean" else AGES if kind == "integer" else SLOTS[slot].values


def fits(profile: dict[str, Value]) -> bool:
    said = profile.get("startkwalificatie")
    return said is None or derive(profile)["startkwalificatie"] == said


def completions(profile: dict[str, Value], slots: Sequence[str]) -> Iterator[dict[str, Value]]:
    for chosen in product(*((None, *values(slot)) for slot in slots)):
        extra = {slot: value for slot, value in zip(slots, chosen, strict=True) if value is not None}
        filled = {**profile, **extra}
        if fits(filled):
            yield filled


def verdicts(arrangements: Sequence[Arrangement], profile: dict[str, Value]) -> list[str]:
    return [assess(item, profile, ON).verdict for item in arrangements]


FEW = ("leeftijd", "ontslag", "rol", "startkwalificatie")


@settings(max_examples=60, deadline=None)
@given(arrangements=st.lists(make.arrangements(), min_size=1, max_size=2), profile=make.profiles())
def test_no_question_is_asked_that_cannot_change_a_verdict(
    arrangements: list[Arrangement], profile: dict[str, Value]
) -> None:
    """Brute force: for some answers to the other questions, an answer to this one changes a verdict."""
    question = next_question(arrangements, profile, ON, NOBODY, FEW)
    assume(question is not None)
    assert question is not None
    others = [slot for slot in FEW if slot not in profile and slot != question.slot]
    assert any(
        verdicts(arrangements, context) != verdicts(arrangements, {**context, question.slot: value})
        for context in completions(profile, others)
        for value in values(question.slot)
        if fits({**context, question.slot: value})
    )


@settings(max_examples=60, deadline=None)
@given(arrangements=st.lists(make.arrangements(), min_size=1, max_size=2), profile=make.profiles())
def test_when_no_question_is_left_no_answer_would_change_a_verdict(
    arrangements: list[Arrangement], profile: dict[str, Value]
) -> None:
    assume(next_question(arrangements, profile, ON, NOBODY, FEW) is None)
    now = verdicts(arrangements, profile)
    unknown = [slot for slot in FEW if slot not in profile]
    assert all(verdicts(arrangements, filled) == now for filled in completions(profile, unknown))


@settings(max_examples=150, deadline=None)
@given(arrangements=st.lists(make.arrangements(), min_size=1, max_size=4), start=make.profiles(), data=st.data())
def test_at_most_is_never_less_than_the_questions_that_follow(
    arrangements: list[Arrangement], start: dict[str, Value], data: st.DataObject
) -> None:
    """Walk through a dialogue with any answers, "weet ik niet" among them."""
    profile, asked, bounds = dict(start), set[str](), list[int]()
    while question := next_question(arrangements, profile, ON, frozenset(asked), make.USED):
        assert question.slot not in profile and question.slot not in asked
        bounds.append(question.at_most)
        asked.add(question.slot)
        answer = data.draw(st.none() | make.values_of(question.slot), label=question.slot)
        if answer is not None and fits({**profile, question.slot: answer}):
            profile[question.slot] = answer
    for number, bound in enumerate(bounds):
        assert len(bounds) - number <= bound
    assert bounds == sorted(bounds, reverse=True)


@settings(deadline=None)
@given(arrangements=st.lists(make.arrangements(), max_size=4), profile=make.profiles(), data=st.data())
def test_the_order_of_answers_does_not_change_the_question(
    arrangements: list[Arrangement], profile: dict[str, Value], data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(profile.items()))))
    assert next_question(arrangements, shuffled, ON, NOBODY, make.USED) == next_question(
        arrangements, profile, ON, NOBODY, make.USED
    )
