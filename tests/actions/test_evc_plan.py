from __future__ import annotations

from typing import Any

import pytest

from knowledge.store import Knowledge
from tests.actions.conversation import Conversation


def kinds(talk: Conversation) -> list[str]:
    return [item["kind"] for item in talk.last["items"]]


def ids(talk: Conversation) -> list[str]:
    return [item["id"] for item in talk.last["items"]]


def test_the_route_is_asked_first() -> None:
    talk = Conversation()
    talk.says("hoe krijg ik evc", "evc_aanvragen")
    assert talk.last["asks"] == {"slot": "route", "step": 1, "at_most": 5}


def test_for_work_the_level_is_not_asked_and_providers_come_last() -> None:
    talk = Conversation()
    talk.says("hoe krijg ik evc", "evc_aanvragen")
    talk.presses('/gesprek_antwoord{"route":"arbeidsmarkt"}')
    talk.says("ik ben lasser", entities={"beroep": "lasser"})
    assert talk.asked == "werksituatie"
    talk.presses('/gesprek_antwoord{"werksituatie":"werknemer"}')
    talk.says("Utrecht", entities={"plaats": "Utrecht"})
    assert talk.asked is None
    assert ids(talk)[:6] == ["step_1", "step_2", "who_pays", "step_3", "step_4", "step_5"]
    assert any("lasser" in why for why in talk.last["items"][1]["why"])


def test_towards_a_diploma_the_school_steps_are_shown_and_the_loket() -> None:
    talk = Conversation()
    talk.says("ik wil een diploma met evc", "evc_aanvragen", entities={"doel": "diploma"})
    assert talk.asked == "beroep_nu"
    talk.says("in de techniek", entities={"sector": "techniek"})
    assert talk.asked == "niveau_doel"
    talk.presses('/gesprek_antwoord{"niveau_doel":"mbo3"}')
    talk.presses('/gesprek_antwoord{"werksituatie":"bijstand"}')
    talk.says("Zwolle", entities={"plaats": "Zwolle"})
    assert ids(talk)[:5] == ["school_step_1", "pays_gemeente", "school_step_2", "school_step_3", "school_step_4"]
    assert kinds(talk)[-1] == "loket"


def test_who_does_not_know_the_route_sees_both_and_is_not_asked_for_a_level() -> None:
    talk = Conversation()
    talk.says("hoe krijg ik evc", "evc_aanvragen")
    while talk.asked:
        assert talk.asked != "niveau_doel"
        talk.says("weet ik niet", "gesprek_weet_niet")
    assert {"route_arbeidsmarkt", "route_onderwijs"} <= set(ids(talk))


def test_the_steps_count_up_from_one() -> None:
    talk = Conversation()
    talk.says("hoe krijg ik evc", "evc_aanvragen")
    while talk.asked:
        talk.says("weet ik niet", "gesprek_weet_niet")
    titles = [item["title"] for item in talk.last["items"] if item["kind"] == "stap"]
    numbered = [title for title in titles if title.split(".")[0].split()[-1].isdigit()]
    assert [int(title.split(".")[0].split()[-1]) for title in numbered] == list(range(1, len(numbered) + 1))


def test_a_correction_of_the_income_changes_who_pays() -> None:
    talk = Conversation()
    talk.presses('/evc_aanvragen{"werksituatie":"ww","sector_nu":"techniek","plaats":"Utrecht"}')
    while talk.asked:
        talk.presses('/gesprek_antwoord{"route":"arbeidsmarkt"}')
    assert "pays_uwv" in ids(talk)
    talk.says("nee, ik heb bijstand", "gesprek_correctie", entities={"werksituatie": "bijstand"})
    assert "pays_gemeente" in ids(talk)


def plan(real: Knowledge, channel: str = "web", **slots: str) -> Conversation:
    talk = Conversation(knowledge=real, channel=channel)
    values = ",".join(f'"{slot}":"{value}"' for slot, value in slots.items())
    talk.presses(f"/evc_aanvragen{{{values}}}")
    while talk.asked:
        talk.presses('/gesprek_antwoord{"route":"arbeidsmarkt"}' if talk.asked == "route" else "/gesprek_weet_niet")
    return talk


def step(talk: Conversation, identifier: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in talk.last["items"] if item["id"] == identifier)
    return found


def test_the_standard_and_its_level_are_those_of_the_occupation(real: Knowledge) -> None:
    talk = plan(real, beroep_nu="lasser", werksituatie="werknemer")
    assert any("Basislasser (mbo 2)" in why for why in step(talk, "step_2")["why"])


def test_for_work_without_a_standard_that_we_know_it_says_so(real: Knowledge) -> None:
    talk = plan(real, sector_nu="overig", werksituatie="werknemer")
    assert any("weten wij niet" in why for why in step(talk, "step_2")["why"])


@pytest.mark.parametrize(
    ("situation", "words"),
    [("vrijwilliger", "brief van de organisatie"), ("werknemer", "loonstrook"), ("ww", ""), ("zzp", "")],
)
def test_what_to_collect_fits_the_person(situation: str, words: str, real: Knowledge) -> None:
    why = step(plan(real, beroep_nu="kok", werksituatie=situation), "step_3")["why"]
    assert len(why) == 1 and words in why[0]


def test_a_newcomer_has_the_diploma_compared_first_and_the_steps_still_count_up(real: Knowledge) -> None:
    talk = plan(real, beroep_nu="kok", werksituatie="bijstand", hoogste_opleiding="buitenland")
    assert talk.last["items"][0]["id"] == "foreign" and talk.last["items"][0]["title"].startswith("Stap 1. ")
    assert "IDW" in str(talk.last["items"][0])
    assert len(step(talk, "step_3")["why"]) == 2


def test_who_may_pay_is_judged_for_this_person(real: Knowledge) -> None:
    employee = plan(real, beroep_nu="lasser", werksituatie="werknemer").verdicts()
    unemployed = plan(real, beroep_nu="lasser", werksituatie="ww").verdicts()
    assert employee and unemployed and set(employee) != set(unemployed)
    assert "niet" not in {*employee.values(), *unemployed.values()}


def test_no_price_is_given_as_todays(real: Knowledge) -> None:
    talk = plan(real, beroep_nu="lasser", werksituatie="werknemer")
    assert "vaste prijs is er niet" in step(talk, "who_pays")["why"][0]


def test_every_step_has_a_source_and_the_loket_comes_last(real: Knowledge) -> None:
    talk = plan(real, beroep_nu="lasser", werksituatie="werknemer", plaats="Zwolle")
    assert all(item["source"] for item in talk.last["items"])
    assert kinds(talk)[-1] == "loket" and "evc_aanbieder" in kinds(talk)


def test_a_refused_place_ends_in_the_plan(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.presses('/evc_aanvragen{"beroep_nu":"kok","werksituatie":"ww","doel":"diploma","niveau_doel":"mbo3"}')
    assert talk.asked == "plaats"
    talk.says("nee", "gesprek_ontken")
    assert talk.asked is None and kinds(talk)[0] == "stap"


def test_by_voice_the_steps_are_named_on_request(real: Knowledge) -> None:
    talk = plan(real, "voice", beroep_nu="kok", werksituatie="ww")
    assert talk.last["spoken"].endswith("Zal ik de stappen noemen?")
    talk.says("ja", "gesprek_bevestig")
    assert talk.last["spoken"].startswith("Stap 1. ") and talk.last["spoken"].endswith("?")
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked == "telefoon"
