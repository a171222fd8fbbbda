from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import records
from knowledge.conditions import Tables, TooManyCombinations, evaluate, pointless, tables
from knowledge.profile import SLOTS, ProfileError, Value, derive
from knowledge.records import AnyOf, Arrangement, Condition, Leaf, leaves
from tests.knowledge import make


def node(**data: Any) -> records.Node:
    return records.node(data)


def outcome(test: records.Node, profile: dict[str, Value]) -> bool | None:
    worked_out = Tables([Condition("c", test, "", "", None)])
    return worked_out.tables[0].outcome(worked_out.state(derive(profile)))


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({"leeftijd": 56}, True),
        ({"leeftijd": 57}, False),
        ({}, None),
    ],
)
def test_a_comparison_holds_fails_or_is_not_known(profile: dict[str, Value], expected: bool | None) -> None:
    test = node(slot="leeftijd", op="lt", value=57)
    assert evaluate(test, profile) is expected
    assert outcome(test, profile) is expected


@pytest.mark.parametrize(
    ("op", "value", "holds", "fails"),
    [
        ("eq", 30, 30, 31),
        ("ne", 30, 31, 30),
        ("lt", 30, 29, 30),
        ("le", 30, 30, 31),
        ("gt", 30, 31, 30),
        ("ge", 30, 30, 29),
        ("in", [30, 40], 40, 35),
        ("not_in", [30, 40], 35, 40),
    ],
)
def test_every_comparison_at_its_edge(op: str, value: object, holds: int, fails: int) -> None:
    test = node(slot="leeftijd", op=op, value=value)
    assert (outcome(test, {"leeftijd": holds}), outcome(test, {"leeftijd": fails})) == (True, False)


def test_true_and_false_are_compared_as_such() -> None:
    assert outcome(node(slot="ontslag", op="is_true"), {"ontslag": True}) is True
    assert outcome(node(slot="ontslag", op="is_false"), {"ontslag": True}) is False


def test_what_is_settled_whatever_the_answer_is_not_unknown() -> None:
    test = node(
        any=[
            {"slot": "leeftijd", "op": "ge", "value": 30},
            {"all": [{"slot": "leeftijd", "op": "lt", "value": 30}, {"slot": "vorm", "op": "eq", "value": "bbl"}]},
        ]
    )
    assert evaluate(test, {"vorm": "bbl"}) is None
    assert outcome(test, {"vorm": "bbl"}) is True
    assert outcome(test, {"vorm": "bol"}) is None


def test_an_open_slot_knows_the_values_that_are_named_and_all_others() -> None:
    test = node(slot="beroep_doel", op="in", value=["lasser", "kok"])
    assert (outcome(test, {"beroep_doel": "kok"}), outcome(test, {"beroep_doel": "bakker"})) == (True, False)
    assert pointless(test) is None


@pytest.mark.parametrize("value", [True, "52", -1, 130])
def test_a_value_outside_the_contract_is_refused(value: Value) -> None:
    with pytest.raises(ProfileError):
        outcome(node(slot="leeftijd", op="lt", value=57), {"leeftijd": value})


def test_a_choice_outside_the_contract_is_refused() -> None:
    with pytest.raises(ProfileError):
        outcome(node(slot="vorm", op="eq", value="bbl"), {"vorm": "thuis"})


def test_the_education_decides_the_startkwalificatie() -> None:
    test = node(slot="startkwalificatie", op="is_true")
    expected = {"vmbo": False, "mbo1": False, "mbo2": True, "havo": True, "buitenland": None, "mbo_onbekend": None}
    assert {value: outcome(test, {"hoogste_opleiding": value}) for value in expected} == expected


def test_a_condition_over_too_much_at_once_is_refused() -> None:
    slots = ("werksituatie", "hoogste_opleiding", "vorm", "sector_nu", "sector_doel")
    all_apart = [Leaf(slot, "eq", value) for slot in slots for value in SLOTS[slot].values]
    assert "split it" in str(pointless(AnyOf(tuple(all_apart))))
    with pytest.raises(TooManyCombinations):
        Tables([Condition("c", AnyOf(tuple(all_apart)), "", "", None)])


@given(tree=make.trees(), profile=make.profiles())
def test_the_tables_agree_with_the_plain_reading_wherever_that_is_sure(
    tree: dict[str, Any], profile: dict[str, Value]
) -> None:
    test = records.node(tree)
    plain = evaluate(test, derive(profile))
    if plain is not None:
        assert outcome(test, profile) is plain


@given(tree=make.trees(), profile=make.profiles(), data=st.data())
def test_unknown_means_that_the_answers_still_possible_differ(
    tree: dict[str, Any], profile: dict[str, Value], data: st.DataObject
) -> None:
    """A settled outcome is that of every full profile that fits; found by filling in at random."""
    test = records.node(tree)
    settled = outcome(test, profile)
    full = dict(derive(profile))
    for slot in sorted({leaf.slot for leaf in leaves(test)} | {"hoogste_opleiding"}, reverse=True):
        if slot not in full:
            full[slot] = data.draw(make.values_of(slot))
    if "startkwalificatie" in profile and derive(full)["startkwalificatie"] != profile["startkwalificatie"]:
        return  # this education contradicts what was said
    if settled is not None:
        assert evaluate(test, derive(full)) is settled


@given(made=make.arrangements())
def test_the_classes_of_a_slot_cover_all_its_answers(made: Arrangement) -> None:
    worked_out = tables(made)
    for classes in worked_out.classes:
        assert sum(item.weight for item in classes) == pytest.approx(1)
