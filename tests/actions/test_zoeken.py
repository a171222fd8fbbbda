from __future__ import annotations

import pytest

from actions.tasks.understanding import Said
from actions.tasks.zoeken import MAX_HITS, subject_of
from tests.actions.conversation import Conversation


def test_only_work_and_place_are_asked_and_which_of_too_many() -> None:
    talk = Conversation()
    talk.says("vind een leerbaan", "leerbaan_zoeken")
    assert talk.last["asks"] == {"slot": "beroep_doel", "step": 1, "at_most": 3}
    talk.says("lasser", entities={"beroep": "lasser"})
    assert talk.last["asks"] == {"slot": "plaats", "step": 2, "at_most": 3}
    talk.says("Zwolle", entities={"plaats": "Zwolle"})
    assert [item["id"] for item in talk.last["items"]] == ["las-1", "las-2"]


def test_what_was_said_at_once_is_not_asked() -> None:
    talk = Conversation()
    talk.says("leerbaan lasser in Zwolle", "leerbaan_zoeken", entities={"beroep": "lasser", "plaats": "Zwolle"})
    assert talk.asked is None
    first = talk.last["items"][0]
    assert first["demo"] is True
    assert first["facts"]["werkgever"] == "Staal en Zonen"
    assert first["facts"]["niveau"] and first["facts"]["afstand"]
    assert len(talk.last["items"]) <= MAX_HITS


def test_a_sector_will_do() -> None:
    talk = Conversation()
    talk.says("leerbaan in de horeca", "leerbaan_zoeken", entities={"sector": "horeca"})
    assert talk.asked == "plaats"
    talk.says("Zwolle", entities={"plaats": "Zwolle"})
    assert [item["id"] for item in talk.last["items"]] == ["kok-1"]


def test_a_place_is_not_taken_for_an_occupation() -> None:
    talk = Conversation()
    talk.says("vind een leerbaan", "leerbaan_zoeken")
    talk.says("Zwolle", entities={"plaats": "Zwolle"})
    assert (talk.asked, talk.known("plaats"), talk.known("beroep_doel")) == ("beroep_doel", "Zwolle", None)


def test_nothing_found_says_so_and_gives_the_loket() -> None:
    talk = Conversation()
    talk.says("leerbaan astronaut in Zwolle", "leerbaan_zoeken", entities={"beroep": "astronaut", "plaats": "Zwolle"})
    assert [item["kind"] for item in talk.last["items"]] == ["loket"]


def test_another_search_keeps_the_place() -> None:
    talk = Conversation()
    talk.says("leerbaan lasser in Zwolle", "leerbaan_zoeken", entities={"beroep": "lasser", "plaats": "Zwolle"})
    talk.says("en als kok?", "leerbaan_zoeken", entities={"beroep": "kok"})
    assert [item["id"] for item in talk.last["items"]] == ["kok-1"]


def test_a_correction_of_the_place_searches_again() -> None:
    talk = Conversation()
    talk.says("leerbaan lasser in Zwolle", "leerbaan_zoeken", entities={"beroep": "lasser", "plaats": "Zwolle"})
    talk.says("nee, Deventer", "gesprek_correctie", entities={"plaats": "Deventer"})
    assert [item["id"] for item in talk.last["items"]] == ["las-2", "las-1"]


def test_without_a_place_the_whole_country_is_searched() -> None:
    talk = Conversation()
    talk.says("leerbaan lasser", "leerbaan_zoeken", entities={"beroep": "lasser"})
    talk.says("maakt niet uit", "gesprek_weet_niet")
    assert len(talk.last["items"]) == 2


def test_the_subject_may_stand_in_the_words_of_the_question() -> None:
    talk = Conversation()
    talk.says("ik zoek een cursus voor lasser", "opleiding_zoeken")
    assert talk.known("beroep_doel") == "lasser"
    assert talk.asked == "plaats"


def test_looking_for_work_as_something_is_not_being_it() -> None:
    looking, being = Conversation(), Conversation()
    as_cook = [{"entity": "beroep", "value": "kok", "role": "nu", "start": 25, "end": 28}]
    looking.says("ik zoek een leerbaan als kok", "leerbaan_zoeken", entities=as_cook)
    assert (looking.known("beroep_doel"), looking.known("beroep_nu"), looking.asked) == ("kok", None, "plaats")
    being.says(
        "nu werk ik in een kantine als kok", "leerbaan_zoeken", entities=[{**as_cook[0], "start": 30, "end": 33}]
    )
    assert (being.known("beroep_nu"), being.asked) == ("kok", "beroep_doel")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("ik zoek een cursus excel", "excel"),
        ("vind een leerbaan", ""),
        ("waar kan ik iets leren", ""),
        ("cursus bloemschikken in de avond", "bloemschikken"),
        ("ik ben al jaren bezig met allerlei dingen en nu weet ik niet meer waar ik moet kijken", ""),
    ],
)
def test_only_a_few_telling_words_are_a_subject(text: str, subject: str) -> None:
    assert subject_of(Said(text, "opleiding_zoeken", 0.9, ())) == subject
