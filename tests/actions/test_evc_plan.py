from __future__ import annotations

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
    assert ids(talk)[:5] == ["step_1", "step_2", "step_3", "step_4", "step_5"]
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
    assert ids(talk)[:4] == [f"school_step_{n}" for n in range(1, 5)]
    assert ids(talk)[4] == "pays_gemeente"
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
