from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.conditions import APPLICANT
from knowledge.profile import Value
from knowledge.records import Arrangement
from knowledge.rules import amount_for, assess, certainty
from tests.knowledge import make

OPEN = datetime(2026, 11, 10, 12, 0)
SHUT = datetime(2026, 12, 10, 12, 0)


def test_a_met_condition_in_an_open_window_is_probable_with_its_reason() -> None:
    found = assess(make.arrangement(), {"leeftijd": 52}, OPEN)
    assert (found.verdict, found.state, found.missing) == ("waarschijnlijk", "open", ())
    assert found.why == ("U bent jonger dan 57 jaar.",)
    assert found.check == ("Dit geldt als u in Nederland woont.",)
    assert found.closes == date(2026, 11, 30)


def test_an_unknown_condition_makes_perhaps_and_names_what_is_missing() -> None:
    found = assess(make.arrangement(), {}, OPEN)
    assert (found.verdict, found.missing, found.why) == ("misschien", ("leeftijd",), ())
    assert [(result.outcome, result.text) for result in found.conditions] == [("unknown", "")]


def test_a_failing_condition_is_not_with_its_reason() -> None:
    found = assess(make.arrangement(), {"leeftijd": 60}, OPEN)
    assert found.verdict == "niet"
    assert found.why == ("Dit is er alleen voor mensen die jonger zijn dan 57 jaar.",)
    assert found.missing == ()


def test_what_comes_first_makes_a_perhaps_a_no_until_an_exception_is_told() -> None:
    young = {
        "all": [{"slot": "leeftijd", "op": "lt", "value": 30}, {"not": {"slot": "vorm", "op": "eq", "value": "avond"}}]
    }
    first = {"id": "lening", "when": young, "text": "Vraag eerst de lening."}
    wants = {"id": "niveau", "slot": "niveau_doel", "op": "eq", "value": "hbo", "holds": "Hbo.", "fails": "Geen hbo."}
    item = make.arrangement(first=first, conditions=[wants])
    assert assess(item, {}, OPEN).verdict == "misschien"
    found = assess(item, {"leeftijd": 24}, OPEN)
    assert (found.verdict, found.why, found.missing) == ("niet", ("Vraag eerst de lening.",), ())
    assert assess(item, {"leeftijd": 24, "vorm": "avond"}, OPEN).verdict == "misschien"
    assert assess(item, {"leeftijd": 24, "niveau_doel": "hbo"}, OPEN).verdict == "waarschijnlijk"


def test_a_shut_window_is_not_even_when_every_condition_is_met() -> None:
    found = assess(make.arrangement(), {"leeftijd": 52}, SHUT)
    assert (found.verdict, found.state) == ("niet", "window_shut")
    assert found.why[0].startswith("U kunt nu niet aanvragen.")


def test_what_has_ended_says_since_when() -> None:
    found = assess(make.arrangement(), {}, date(2028, 3, 1))
    assert (found.verdict, found.state) == ("niet", "closed")
    assert found.why == ("Deze regeling is gestopt per 1 januari 2028.",)


def test_what_has_ended_says_it_in_the_words_of_its_record() -> None:
    found = assess(make.arrangement(closed_text="Dit geld is er niet meer."), {}, date(2028, 3, 1))
    assert found.why == ("Dit geld is er niet meer.",)


def test_what_is_to_come_says_from_when() -> None:
    found = assess(make.arrangement(), {}, date(2024, 3, 1))
    assert (found.verdict, found.state, found.opens_next) == ("niet", "not_yet", date(2026, 11, 2))
    assert found.why == ("U kunt dit aanvragen vanaf 2 november 2026.",)


def test_money_that_is_gone_is_said() -> None:
    budget = {"windows": [], "exhausted_since": "2026-06-01"}
    found = assess(make.arrangement(budget=budget), {"leeftijd": 30}, OPEN)
    assert (found.verdict, found.state) == ("niet", "exhausted")
    assert found.why == ("Het geld voor deze regeling is op.",)


def test_what_we_do_not_know_is_never_an_offer() -> None:
    unknown = make.arrangement(status="unknown", certainty="onbekend")
    found = assess(unknown, {"leeftijd": 30}, OPEN)
    assert (found.offerable, found.verdict, found.certainty, found.state) == (False, "misschien", "onbekend", "unknown")
    assert assess(unknown, {"leeftijd": 60}, OPEN).verdict == "niet"


@pytest.mark.parametrize(
    ("profile", "verdict"),
    [
        ({"rol": "voor_mijzelf", "werksituatie": "werknemer"}, "niet"),
        ({"rol": "voor_een_ander", "werksituatie": "zzp"}, "niet"),
        ({"rol": "voor_mijn_personeel"}, "waarschijnlijk"),
        ({"werksituatie": "werkgever"}, "waarschijnlijk"),
        ({"werksituatie": "werknemer"}, "misschien"),
        ({"rol": "voor_mijzelf"}, "misschien"),
        ({}, "misschien"),
    ],
)
def test_what_employers_apply_for_is_not_for_a_citizen(profile: dict[str, Value], verdict: str) -> None:
    subsidy = make.arrangement(applicant="employer", conditions=[])
    found = assess(subsidy, profile, OPEN)
    assert found.verdict == verdict
    if verdict == "niet":
        assert found.why == ("Dit vraagt een werkgever aan, niet u zelf.",)
        assert found.through == ("werkgever",)
        assert found.conditions[0].id == APPLICANT


def test_what_institutions_apply_for_is_for_no_person() -> None:
    found = assess(make.arrangement(applicant="institution", conditions=[]), {"rol": "voor_mijn_personeel"}, OPEN)
    assert (found.verdict, found.through) == ("niet", ())


def test_where_somebody_else_decides_it_stays_perhaps() -> None:
    decides = {"id": "uwv", "slot": "beslist_een_ander", "op": "is_true", "holds": "J", "fails": "N"}
    found = assess(make.arrangement(conditions=[decides]), {}, OPEN)
    assert (found.verdict, found.missing, found.others_decide) == ("misschien", (), True)


def test_only_what_can_still_matter_is_missing() -> None:
    test = {"any": [{"slot": "leeftijd", "op": "ge", "value": 30}, {"slot": "vorm", "op": "eq", "value": "bbl"}]}
    made = make.arrangement(conditions=[{"id": "c", **test, "holds": "J", "fails": "N"}])
    assert assess(made, {}, OPEN).missing == ("leeftijd", "vorm")
    assert assess(made, {"leeftijd": 20}, OPEN).missing == ("vorm",)
    assert assess(made, {"leeftijd": 30}, OPEN).missing == ()


def test_evidence_older_than_a_year_is_no_longer_certain() -> None:
    made = make.arrangement()
    assert certainty(made, date(2027, 5, 1)) == "zeker"
    assert certainty(made, date(2027, 5, 2)) == "voor_zover_bekend"
    assert certainty(make.arrangement(certainty="voor_zover_bekend"), date(2026, 6, 1)) == "voor_zover_bekend"


@pytest.mark.parametrize(
    ("case", "profile", "expected"),
    [
        (None, {}, None),
        ({"percent": 60, "of": "kosten"}, {}, "60 procent van de kosten"),
        ({"percent": 60, "of": "kosten", "max": "hoogste"}, {}, "60 procent van de kosten, hoogstens € 1.500 per jaar"),
        ({"fixed": 500, "unit": "EUR/jaar"}, {}, "€ 500 per jaar"),
        ({"amount": "hoogste"}, {}, "€ 1.500 per jaar"),
        ({"amount": "hoogste", "when": {"slot": "vorm", "op": "eq", "value": "bbl"}}, {"vorm": "bol"}, None),
        ({"amount": "hoogste", "when": {"slot": "vorm", "op": "eq", "value": "bbl"}}, {}, None),
    ],
)
def test_the_amount_for_this_person(case: object, profile: dict[str, Value], expected: str | None) -> None:
    assert amount_for(make.arrangement(amount_for_person=case), profile) == expected


def test_of_several_amounts_the_first_that_holds_counts() -> None:
    cases = [
        {"when": {"slot": "vorm", "op": "eq", "value": "bbl"}, "fixed": 100},
        {"when": {"slot": "vorm", "op": "ne", "value": "bbl"}, "fixed": 200},
    ]
    made = make.arrangement(amount_for_person=cases)
    assert amount_for(made, {"vorm": "bol"}) == "€ 200"


@given(made=make.arrangements(), profile=make.profiles(), data=st.data())
def test_the_order_of_answers_does_not_matter(
    made: Arrangement, profile: dict[str, Value], data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(profile.items()))))
    assert assess(made, shuffled, OPEN) == assess(made, profile, OPEN)


@given(made=make.arrangements(), full=make.profiles(), data=st.data())
def test_more_knowledge_never_takes_back_what_was_settled(
    made: Arrangement, full: dict[str, Value], data: st.DataObject
) -> None:
    """Adding facts to a profile keeps niet at niet and waarschijnlijk at waarschijnlijk, condition by condition."""
    known = data.draw(st.sets(st.sampled_from(sorted(full)))) if full else set()
    before = assess(made, {slot: full[slot] for slot in known}, OPEN)
    after = assess(made, full, OPEN)
    if before.verdict != "misschien":
        assert after.verdict == before.verdict
    for earlier, later in zip(before.conditions, after.conditions, strict=True):
        if earlier.outcome != "unknown":
            assert later.outcome == earlier.outcome


@given(made=make.arrangements(), profile=make.profiles())
def test_a_verdict_always_has_its_grounds(made: Arrangement, profile: dict[str, Value]) -> None:
    found = assess(made, profile, OPEN)
    outcomes = {result.outcome for result in found.conditions}
    if found.verdict == "niet":
        assert "fails" in outcomes and found.why
    elif found.verdict == "misschien":
        assert "unknown" in outcomes and "fails" not in outcomes
        assert found.missing or found.others_decide
    else:
        assert outcomes <= {"holds"}
    assert not set(found.missing) & set(profile)


@given(profile=make.profiles(), minute=st.integers(0, 60 * 24 * 90))
def test_outside_its_window_nothing_is_offered(profile: dict[str, Value], minute: int) -> None:
    from datetime import timedelta

    on = datetime(2026, 10, 1) + timedelta(minutes=minute)
    inside = datetime(2026, 11, 2, 9) <= on < datetime(2026, 11, 30, 17)
    found = assess(make.arrangement(), profile, on)
    assert inside == (found.state == "open")
    assert inside or found.verdict == "niet"
