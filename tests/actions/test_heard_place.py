"""A place that is told in passing: a name that several places have is asked once, when it is needed."""

from __future__ import annotations

import pytest

from tests.actions.conversation import Conversation
from tests.bench import compiled


def told(text: str, place: str, topic: str = "gesprek_antwoord") -> Conversation:
    talk = Conversation(knowledge=compiled.small())
    talk.says(text, topic, entities={"plaats": place})
    return talk


def titles(talk: Conversation) -> list[str]:
    return [button["title"] for button in talk.last["buttons"]]


@pytest.mark.parametrize("place", ["Hengelo", "Rijswijk", "Katwijk", "Noordwijk", "Bergen", "Beek", "Hoorn"])
def test_a_name_of_several_places_is_said_back_and_asked_once_it_is_needed(place: str) -> None:
    talk = told(f"ik woon in {place}", place)
    assert place in talk.last["text"]
    assert talk.asked is None
    talk.says("leerbaan als kok", "leerbaan_zoeken", entities={"beroep": "kok"})
    assert talk.asked == "plaats"
    assert place in talk.last["text"]
    assert all(title.startswith(place) for title in titles(talk)[:-1])
    talk.chooses(titles(talk)[0])
    assert talk.asked != "plaats"
    assert str(talk.known("plaats")).startswith(place)


def test_what_was_found_for_another_place_waits_for_which_one_is_meant() -> None:
    talk = told("ik woon in Zwolle", "Zwolle")
    talk.says("leerbaan als kok", "leerbaan_zoeken", entities={"beroep": "kok"})
    talk.says("ik woon in Hengelo", entities={"plaats": "Hengelo"})
    assert (talk.asked, talk.known("plaats")) == ("plaats", None)
    talk.chooses("Overijssel")
    assert talk.known("plaats") == "Hengelo (Overijssel)"
    assert talk.last["items"]


def test_the_same_name_again_does_not_undo_the_choice() -> None:
    talk = told("ik woon in Hengelo (Overijssel)", "Hengelo (Overijssel)")
    talk.says("ik woon in Hengelo", entities={"plaats": "Hengelo"})
    assert talk.known("plaats") == "Hengelo (Overijssel)"


def test_a_place_told_later_takes_the_place_of_an_unclear_one() -> None:
    talk = told("ik woon in Hengelo", "Hengelo")
    talk.says("in Zwolle", entities={"plaats": "Zwolle"})
    talk.says("leerbaan als kok", "leerbaan_zoeken", entities={"beroep": "kok"})
    assert talk.known("plaats") == "Zwolle"
    assert talk.asked != "plaats"


@pytest.mark.parametrize("topic", ["gesprek_groet", "gesprek_bevestig", "gesprek_buiten_bereik", "nlu_fallback"])
@pytest.mark.parametrize("text", ["Almelo", "in Almelo", "Almelo en omgeving", "Almelo?"])
def test_the_bare_name_of_a_place_tells_where_somebody_lives_whatever_it_was_taken_for(text: str, topic: str) -> None:
    talk = told(text, "Almelo", topic)
    assert talk.known("plaats") == "Almelo"
    assert "Almelo" in talk.last["text"]
    assert talk.payloads[:3] == ["/loket_zoeken", "/leerbaan_zoeken", "/opleiding_zoeken"]


def test_a_name_with_more_words_is_left_to_its_topic() -> None:
    talk = told("loket Almelo", "Almelo", "loket_zoeken")
    assert talk.turns[-1]["message"]["topic"] == "loket_zoeken"
