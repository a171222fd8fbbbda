"""The personal check: what is asked, and what its result holds."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.financiering_check import MAX_QUESTIONS
from tests.actions import fakes
from tests.actions.conversation import Conversation

ITEM_FIELDS = {
    "kind", "id", "title", "text", "verdict", "certainty", "why", "check", "missing", "facts", "url", "demo", "source",
}  # fmt: skip


def checked(**known: Any) -> Conversation:
    """A finished check for somebody who told this much and knows nothing more."""
    talk = Conversation()
    entities = [{"entity": slot, "value": value, "start": 0, "end": 0} for slot, value in known.items()]
    talk.says("wat krijg ik vergoed", "financiering_overzicht", entities=entities)
    while talk.asked:
        talk.says("weet ik niet", "gesprek_weet_niet")
    return talk


def test_what_is_likely_comes_before_what_may_be() -> None:
    talk = checked(leeftijd=30, niveau_doel="hbo")
    assert list(talk.verdicts().values()) == ["waarschijnlijk", "misschien", "misschien"]
    assert talk.last["items"][0]["id"] == "krediet"


def test_an_item_has_every_field_of_the_design_and_says_what_is_missing() -> None:
    talk = checked(leeftijd=30)
    items = {item["id"]: item for item in talk.last["items"]}
    assert all(set(item) == ITEM_FIELDS for item in items.values())
    assert items["krediet"]["missing"] == ["niveau_doel"]
    assert items["krediet"]["why"] == ["leeftijd past."]
    assert items["krediet"]["source"] == {
        "title": "Het fonds", "url": "https://fonds.example/", "evidence_date": "2026-05",
    }  # fmt: skip


def test_what_is_closed_unknown_or_not_for_this_person_is_never_offered() -> None:
    assert not {"stap_budget", "raadsel", "jongerengeld", "slim_mkb"} & set(checked(leeftijd=52).verdicts())


def test_an_employers_scheme_is_no_card_but_a_tip_for_who_has_an_employer() -> None:
    slim = fakes.regeling(
        "slim_mkb", title="SLIM", applicant="employer", kind="funding_employer", through=["werkgever"],
        conditions=[fakes.when("sector_nu", "eq", "handel")],
    )  # fmt: skip
    for income, tip in (("werknemer", True), ("ww", False), ("zzp", False)):
        talk = Conversation()
        talk.knowledge.known["slim_mkb"] = slim  # type: ignore[attr-defined]
        talk.presses(f'/financiering_overzicht{{"werksituatie":"{income}","sector_nu":"handel"}}')
        while talk.asked:
            talk.presses("/gesprek_weet_niet")
        assert "slim_mkb" not in talk.verdicts()
        tips = [item["text"] for item in talk.last["items"] if item["id"] == "vraag_werkgever"]
        assert any("SLIM" in text for text in tips) is tip


WORDS_BEFORE_CARDS = 45


@pytest.mark.parametrize("income", ["werknemer", "zzp", "ww", "bijstand", "weet_niet"])
@pytest.mark.parametrize("goal", ["diploma", "cursus"])
def test_what_stands_before_the_cards_is_short_and_begins_with_the_verdict(income: str, goal: str) -> None:
    known = {"doel": goal} if income == "weet_niet" else {"werksituatie": income, "doel": goal}
    talk = checked(**known, leeftijd=40, niveau_doel="hbo", sector_nu="handel")
    assert talk.last["items"]
    assert len(talk.last["text"].split()) <= WORDS_BEFORE_CARDS
    assert "past" in talk.last["text"].split(".")[0]


def test_ordinary_education_is_a_card_with_a_source_for_who_wants_a_diploma() -> None:
    tips = [item for item in checked(doel="diploma").last["items"] if item["id"] == "gewoon_onderwijs"]
    assert len(tips) == 1 and tips[0]["source"] and tips[0]["verdict"] is None
    assert not any(item["id"] == "gewoon_onderwijs" for item in checked(doel="cursus").last["items"])


@pytest.mark.parametrize(("income", "body"), [("ww", "UWV"), ("wia", "UWV"), ("bijstand", "gemeente")])
def test_on_a_benefit_permission_comes_right_after_the_verdict_and_before_the_cards(income: str, body: str) -> None:
    talk = Conversation()
    talk.presses(f'/financiering_overzicht{{"werksituatie":"{income}","leeftijd":40}}')
    while talk.asked:
        talk.presses('/gesprek_antwoord{"niveau_doel":"hbo","sector_nu":"zakelijk"}')
    permission = talk.last["text"].split("\n\n")[1]
    assert body in permission and "toestemming" in permission


def test_older_evidence_says_so_with_date_and_who_knows() -> None:
    talk = checked(werksituatie="ww")
    card = next(item for item in talk.last["items"] if item["id"] == "uwv_scholing")
    assert card["certainty"] == "voor_zover_bekend"
    assert any("mei 2026" in line and "Het fonds" in line for line in card["check"])


def test_not_knowing_says_which_arrangements_stay_uncertain() -> None:
    talk = Conversation()
    talk.presses('/financiering_overzicht{"leeftijd":30,"sector_nu":"zakelijk","niveau_doel":"hbo"}')
    assert talk.asked == "werksituatie"
    talk.presses("/gesprek_weet_niet")
    card = next(item for item in talk.last["items"] if item["id"] == "uwv_scholing")
    assert card["missing"] == ["werksituatie"]


def test_what_cannot_matter_any_more_is_not_asked() -> None:
    talk = Conversation()
    talk.presses('/financiering_overzicht{"leeftijd":60,"werksituatie":"ww","sector_nu":"handel"}')
    assert talk.asked is None  # at 60 the level makes no difference to the credit


def test_an_open_question_that_stops_mattering_is_dropped() -> None:
    talk = Conversation()
    talk.presses('/financiering_overzicht{"werksituatie":"ww","sector_nu":"handel","leeftijd":30}')
    assert talk.asked == "niveau_doel"
    talk.says("nee wacht, ik ben 60", "gesprek_correctie", entities={"leeftijd": 60})
    assert talk.asked is None
    assert talk.verdicts() == {"uwv_scholing": "waarschijnlijk", "winkelfonds": "waarschijnlijk"}


def test_an_employer_who_asks_for_staff_gets_the_overview_for_employers() -> None:
    talk = Conversation()
    talk.says("wat is er voor mijn personeel", "financiering_overzicht", entities={"rol": "voor_mijn_personeel"})
    assert talk.last["topic"] == "werkgever_scholing"
    assert talk.asked is None


def test_no_check_is_longer_than_people_bear() -> None:
    slots = {
        "leeftijd": 40, "werksituatie": "ww", "doel": "cursus", "niveau_doel": "hbo", "vorm": "bbl",
        "hoogste_opleiding": "havo", "sector_nu": "ict", "sector_doel": "ict", "ontslag": True,
    }  # fmt: skip
    talk = Conversation()
    talk.knowledge.known = {  # type: ignore[attr-defined]
        slot: fakes.regeling(slot, conditions=[fakes.when(slot, "eq", value)]) for slot, value in slots.items()
    }
    talk.says("wat krijg ik", "financiering_overzicht")
    assert talk.last["asks"]["at_most"] == MAX_QUESTIONS
    asked = 0
    while talk.asked:
        asked += 1
        talk.presses("/gesprek_weet_niet")
    assert asked == MAX_QUESTIONS


def test_never_asked_for_are_role_place_and_anything_outside_the_profile() -> None:
    from actions.tasks.financiering_check import _CANDIDATES
    from actions.tasks.profile import PROFILE_SLOTS

    assert set(_CANDIDATES) < set(PROFILE_SLOTS)
    assert not {"rol", "plaats"} & set(_CANDIDATES)


def test_what_was_found_is_kept_for_the_overview() -> None:
    talk = checked(leeftijd=30, niveau_doel="hbo")
    assert talk.slots["memory"]["found"]["regeling:krediet"] == "waarschijnlijk"
    talk.says("ik ben 60", "gesprek_correctie", entities={"leeftijd": 60})
    assert "regeling:krediet" not in talk.slots["memory"]["found"]
