"""A message put as a question is no answer, and what it is about is no fact about who asks."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.understanding import Said
from knowledge.store import Knowledge
from tests.actions.conversation import Conversation, started


def asked_for_level() -> Conversation:
    talk = Conversation()
    talk.presses('/financiering_overzicht{"leeftijd":40,"werksituatie":"werknemer","sector_nu":"zakelijk"}')
    assert talk.asked == "niveau_doel"
    return talk


def said(text: str) -> Said:
    return Said(text, None, 0.2, ())


@pytest.mark.parametrize(
    "text",
    ["hoeveel kost bbl eigenlijk", "en wat is dat dan", "bol of bbl wat is beter", "heb ik daar recht op", "bbl?",
     "ik ben 52. wat kan ik krijgen", "is daar geld voor", "krijg je loon", "tot welke leeftijd geldt dat"],
)  # fmt: skip
def test_a_question_is_known_by_its_words_or_its_mark(text: str) -> None:
    assert said(text).asks_something


@pytest.mark.parametrize(
    "text", ["heb ww", "krijg bijstand", "ik weet niet wat ik wil", "geen idee hoe dat heet", "52"]
)
def test_an_answer_without_a_pronoun_is_no_question(text: str) -> None:
    assert not said(text).asks_something


ABOUT: list[tuple[str, dict[str, Any]]] = [
    ("hoeveel kost bbl eigenlijk", {"vorm": "bbl"}),
    ("wat krijg je met hbo betaald dan", {"niveau_doel": "hbo"}),
    ("wat houdt evc precies in", {"doel": "evc"}),
    ("is zo'n opleiding duur in Utrecht", {"plaats": "Utrecht"}),
]


@pytest.mark.parametrize(("text", "entities"), ABOUT)
def test_what_a_question_is_about_is_no_fact_about_the_person(text: str, entities: dict[str, Any]) -> None:
    talk = asked_for_level()
    before = dict(talk.slots["profile"])
    talk.says(text, "nlu_fallback", 0.3, entities=entities, ranking={"leerbaan_uitleg": 0.39, "leerbaan_loon": 0.29})
    assert talk.slots["profile"] == before
    assert (talk.last["topic"], talk.asked) == ("leerbaan_uitleg", "niveau_doel")
    assert talk.slots["memory"]["misses"] == 0


def test_a_question_of_which_nothing_is_likely_gets_a_choice_of_topics_and_the_task_stays() -> None:
    talk = asked_for_level()
    ranking = {"leerbaan_uitleg": 0.21, "gesprek_antwoord": 0.2, "leerbaan_loon": 0.15, "evc_kosten": 0.12}
    talk.says("hoeveel kost bbl eigenlijk", "nlu_fallback", 0.3, entities={"vorm": "bbl"}, ranking=ranking)
    assert talk.last["suggestions"] == ["leerbaan_uitleg", "leerbaan_loon", "evc_kosten"]
    assert talk.payloads[:3] == ["/leerbaan_uitleg", "/leerbaan_loon", "/evc_kosten"]
    assert talk.asked == "niveau_doel"
    assert talk.known("vorm") is None


def test_another_task_is_not_begun_on_a_guess() -> None:
    talk = asked_for_level()
    talk.says("waar zit dat dan", "nlu_fallback", 0.3, ranking={"loket_zoeken": 0.45, "loket_afspraak": 0.2})
    assert talk.asked == "niveau_doel"
    assert "/loket_zoeken" in talk.payloads


@pytest.mark.parametrize("text", ["mbo 4?", "mbo 4", "is het mbo 4"])
def test_a_bare_value_is_an_answer_also_with_a_question_mark(text: str) -> None:
    talk = asked_for_level()
    talk.says(text, "nlu_fallback", 0.3, entities={"niveau_doel": "mbo4"})
    assert talk.known("niveau_doel") == "mbo4"


def test_who_speaks_of_themselves_in_a_question_answers_it_all_the_same() -> None:
    talk = asked_for_level()
    talk.says("kan dat ook als ik hbo wil doen?", "nlu_fallback", 0.3, entities={"niveau_doel": "hbo"})
    assert talk.known("niveau_doel") == "hbo"


def test_what_is_hbo_is_not_the_answer_hbo() -> None:
    talk = asked_for_level()
    talk.says("wat is hbo", "opleiding_niveaus", entities={"niveau_doel": "hbo"})
    assert talk.known("niveau_doel") is None
    assert (talk.last["topic"], talk.asked) == ("opleiding_niveaus", "niveau_doel")


def test_a_question_that_starts_a_search_still_tells_what_to_look_for(talk: Conversation) -> None:
    talk.says(
        "welke leerbanen zijn er als lasser in Zwolle?",
        "leerbaan_zoeken",
        entities={"beroep": "lasser", "plaats": "Zwolle", "vorm": "bbl"},
    )
    assert talk.last["items"][0]["id"] == "las-1"


def test_and_in_another_place_looks_again(talk: Conversation) -> None:
    talk.says("leerbaan lasser in Zwolle", "leerbaan_zoeken", entities={"beroep": "lasser", "plaats": "Zwolle"})
    talk.says("en in Deventer?", entities={"plaats": "Deventer"})
    assert talk.last["items"][0]["id"] == "las-2"


def test_an_age_in_a_question_about_others_is_not_the_age_asked_for(talk: Conversation) -> None:
    started(talk).says("tot welke leeftijd geldt dat, 57 jaar", "nlu_fallback", 0.3, entities={"leeftijd": 57})
    assert talk.known("leeftijd") is None
    assert talk.asked == "leeftijd"


def test_without_work_only_the_benefit_is_still_asked(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("wat kan ik vergoed krijgen", "financiering_overzicht")
    assert talk.asked == "werksituatie"
    talk.says("werkloos", "gesprek_antwoord")
    assert talk.asked == "werksituatie"
    titles = [button["title"] for button in talk.last["buttons"]]
    assert "Ik heb WW" in titles and "Ik ben zzp'er" not in titles
    talk.says("geen")
    assert talk.known("werksituatie") == "werkzoekend"


def test_erase_everything_in_a_few_words_offers_to_erase_the_conversation() -> None:
    talk = Conversation()
    talk.babbles("wis alles", service_privacy=0.3)
    assert talk.last["topic"] == "service_privacy"
    talk.says("ja", "gesprek_bevestig")
    assert talk.effects == [{"kind": "erase"}]
