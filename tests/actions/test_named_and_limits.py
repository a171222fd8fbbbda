"""Arrangements asked for by name that cannot be had, denied requests, islands, money worries, answers that are none."""

from __future__ import annotations

import pytest

from tests.actions.conversation import Conversation, started

SHUT = ["nlu_fallback", "financiering_overzicht", "opleiding_zoeken", "bot_mogelijkheden", "financiering_uitkering"]


@pytest.mark.parametrize("topic", SHUT)
def test_a_closed_arrangement_by_name_is_said_to_be_closed_with_what_is_open(topic: str) -> None:
    talk = Conversation()
    reply = talk.says("doen jullie nog gratis cursussen via stap", topic, entities={"regeling": "stap_budget"})
    assert talk.last["text"].startswith("Het STAP-budget is gestopt per 1 januari 2024.")
    assert talk.verdicts() == {"stap_budget": "niet", "krediet": "misschien"}
    assert talk.last["topic"] == "financiering_overzicht"
    assert reply["message"]["asks"] is None
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked == "leeftijd"


def test_an_unknown_arrangement_is_never_offered() -> None:
    talk = Conversation()
    talk.says("kan ik het raadsel krijgen", "nlu_fallback", entities={"regeling": "raadsel"})
    assert talk.verdicts() == {"raadsel": "niet"}
    talk = Conversation()
    talk.says("en het raadsel", "evc_kosten", entities={"regeling": "raadsel"})
    assert talk.verdicts()["raadsel"] == "niet"


def test_an_employer_gets_the_topic_for_employers() -> None:
    talk = Conversation()
    entities = {"regeling": "raadsel", "rol": "voor_mijn_personeel"}
    talk.says("kan ik raadsel krijgen voor mijn personeel", "financiering_overzicht", entities=entities)
    assert talk.last["topic"] == "werkgever_scholing"
    talk.says("ja", "gesprek_bevestig")
    assert talk.last["topic"] == "werkgever_scholing"


def test_the_open_question_stays_after_a_closed_arrangement() -> None:
    talk = started(Conversation())
    talk.says("kan ik stap krijgen", "financiering_overzicht", entities={"regeling": "stap_budget"})
    assert talk.asked == "leeftijd"
    assert talk.last["text"].startswith("Het STAP-budget is gestopt")


def test_an_open_arrangement_by_name_starts_the_check() -> None:
    talk = Conversation()
    talk.says("kan ik het winkelfonds krijgen", "financiering_overzicht", entities={"regeling": "winkelfonds"})
    assert talk.asked == "leeftijd"


def test_what_does_not_suit_is_said_before_the_general_text() -> None:
    talk = Conversation()
    talk.knowledge.regelingen["financiering_levenlanglerenkrediet"] = ("krediet",)  # type: ignore[attr-defined]
    entities = {"leeftijd": 60, "regeling": "krediet"}
    talk.says("ik ben 60, kan ik krediet krijgen", "financiering_levenlanglerenkrediet", entities=entities)
    assert talk.last["text"].startswith("Voor u past dit niet: leeftijd past niet.")


@pytest.mark.parametrize(
    ("text", "form"),
    [("ik wil een bbl opleiding doen, kan ik krediet krijgen", "bbl"), ("ik wil weten of bbl krediet geeft", None)],
)
def test_a_wish_in_the_first_person_is_a_fact_about_the_form(text: str, form: str | None) -> None:
    talk = Conversation()
    talk.says(text, "financiering_levenlanglerenkrediet", entities={"vorm": "bbl"})
    assert talk.known("vorm") == form


@pytest.mark.parametrize("age", ["nul", "0", "7", "150"])
@pytest.mark.parametrize("topic", ["gesprek_antwoord", "mens_spreken", "nlu_fallback"])
def test_an_age_that_cannot_be_is_asked_for_again_then_a_person_or_skipping(age: str, topic: str) -> None:
    talk = started(Conversation())
    talk.says(age, topic)
    assert talk.asked == "leeftijd"
    assert not talk.effects
    talk.says(age, topic)
    assert {"/mens_spreken", "/gesprek_weet_niet"} <= set(talk.payloads)
    assert not talk.effects
    talk.chooses("overslaan")
    assert talk.asked not in ("leeftijd", None)


def test_a_bare_number_is_no_occupation() -> None:
    talk = Conversation()
    talk.says("ik zoek een leerbaan", "leerbaan_zoeken")
    assert talk.asked == "beroep_doel"
    talk.says("123456")
    assert talk.known("beroep_doel") is None
    assert talk.asked == "beroep_doel"


@pytest.mark.parametrize("text", ["ik heb een uitkering", "8011 euro", "€ 1200", "heb geen werk"])
def test_a_sentence_is_not_echoed_as_a_place(text: str) -> None:
    talk = Conversation()
    talk.says("waar is het loket", "loket_zoeken")
    assert talk.asked == "plaats"
    talk.says(text)
    assert "De plaats" not in talk.last["text"]
    assert talk.asked == "plaats"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ik wil niet gebeld worden", "mens_terugbellen"),
        ("ik wil niet gebeld worden", "mens_spreken"),
        ("ik wil geen mens spreken", "mens_spreken"),
        ("ik hoef geen adviseur", "mens_spreken"),
        ("ik zoek geen leerbaan", "leerbaan_zoeken"),
    ],
)
def test_a_denied_request_is_not_started(text: str, topic: str) -> None:
    talk = Conversation()
    talk.says(text, topic)
    assert talk.last["topic"] == "gesprek_ontken"
    assert talk.asked is None and not talk.effects
    assert f"/{topic}" not in talk.payloads


def test_what_was_meant_instead_is_started() -> None:
    talk = Conversation()
    talk.says("ik zoek geen leerbaan maar een opleiding", "leerbaan_zoeken")
    assert talk.last["topic"] == "opleiding_zoeken"


@pytest.mark.parametrize(
    "text", ["ik krijg geen mens aan de lijn", "ik ben nog niet gebeld", "niet bellen, ik wil een mens spreken"]
)
def test_a_request_with_a_negation_elsewhere_stands(text: str) -> None:
    talk = Conversation()
    talk.says(text, "mens_spreken")
    assert talk.last["topic"] == "mens_spreken"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ik woon op Bonaire, krijg ik ook geld", "financiering_overzicht"),
        ("wij wonen in Curaçao", "nlu_fallback"),
        ("geldt dit op Saba", "gesprek_buiten_bereik"),
    ],
)
def test_the_islands_have_rules_of_their_own(text: str, topic: str) -> None:
    talk = Conversation()
    talk.says(text, topic)
    assert talk.last["topic"] == "gesprek_buiten_bereik"
    assert "Bonaire" in talk.last["text"]


def test_an_island_as_the_place() -> None:
    talk = Conversation()
    talk.says("waar is het loket", "loket_zoeken")
    talk.says("Bonaire", entities={"plaats": "Bonaire"})
    assert talk.last["topic"] == "gesprek_buiten_bereik"


@pytest.mark.parametrize("text", ["ik heb schulden", "ik kan de huur niet betalen"])
def test_money_worries_have_their_own_words(text: str) -> None:
    talk = Conversation()
    talk.says(text, "gesprek_buiten_bereik")
    assert "Geldfit" in talk.last["text"]
