"""Whole conversations by kind: happy, corrections, digressions, cancellation, change of task, invalid input.

What is checked is what is asked, offered and remembered, never the wording.
"""

from __future__ import annotations

import json

import pytest

from tests.actions.conversation import UNSURE, Conversation, started

# ---- happy -------------------------------------------------------------------------------------


def test_a_task_asks_takes_each_answer_and_ends_with_what_fits(talk: Conversation) -> None:
    started(talk)
    answers = {"leeftijd": 52, "werksituatie": "werknemer", "sector_nu": "handel", "niveau_doel": "hbo"}
    while talk.asked:
        talk.presses(f'/gesprek_antwoord{{"{talk.asked}":{json.dumps(answers[talk.asked])}}}')
    assert talk.verdicts() == {"krediet": "waarschijnlijk", "winkelfonds": "waarschijnlijk"}
    assert talk.last["topic"] == "financiering_overzicht"


def test_several_facts_in_one_sentence_are_all_taken_in(talk: Conversation) -> None:
    talk.says(
        "ik ben 52 en werk in een winkel en wil hbo doen, wat krijg ik vergoed",
        "financiering_overzicht",
        entities={"leeftijd": 52, "sector": "handel", "niveau_doel": "hbo"},
    )
    assert (talk.known("leeftijd"), talk.known("sector_nu"), talk.known("niveau_doel")) == (52, "handel", "hbo")
    assert talk.asked == "werksituatie"


def test_facts_told_before_any_task_are_not_asked_for_again(talk: Conversation) -> None:
    talk.says("ik ben 52 en werk in een winkel", entities={"leeftijd": 52, "sector": "handel"})
    assert talk.asked is None
    assert "/financiering_overzicht" in talk.payloads
    talk.says("wat kan ik vergoed krijgen", "financiering_overzicht")
    asked = {talk.asked}
    while talk.asked:
        talk.presses("/gesprek_weet_niet")
        asked.add(talk.asked)
    assert asked.isdisjoint({"leeftijd", "sector_nu"})


def test_a_fact_told_beside_the_answer_spares_a_question(talk: Conversation) -> None:
    started(talk)
    talk.says("52, en ik werk in een winkel", entities={"leeftijd": 52, "sector": "handel"})
    while talk.asked:
        assert talk.asked != "sector_nu"
        talk.presses("/gesprek_weet_niet")


# ---- answers in any form -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "entities"),
    [("52", {}), ("52", {"getal": 52}), ("ik ben 52", {"leeftijd": 52}), ("tweeënvijftig", {"getal": 52})],
)
def test_an_age_is_understood_in_any_form(talk: Conversation, text: str, entities: dict[str, int]) -> None:
    started(talk).says(text, entities=entities)
    assert talk.known("leeftijd") == 52


def test_plain_text_answers_the_open_question_also_when_the_topic_is_not_understood(talk: Conversation) -> None:
    started(talk).babbles("52")
    assert talk.known("leeftijd") == 52
    assert talk.slots["memory"]["misses"] == 0


def test_the_title_of_a_button_may_be_typed_nearly_right(talk: Conversation) -> None:
    started(talk).says("52")
    assert talk.asked == "werksituatie"
    talk.babbles("ik heb ww")
    assert talk.known("werksituatie") == "ww"


def test_an_option_may_be_chosen_by_its_number(talk: Conversation) -> None:
    started(talk).says("52")
    talk.babbles("de tweede")
    assert talk.known("werksituatie") == "uitzend_of_flex"


def test_a_misspelt_place_is_found_and_said_back(talk: Conversation) -> None:
    talk.says("waar is het loket", "loket_zoeken")
    assert talk.asked == "plaats"
    talk.babbles("Zwole")
    assert talk.known("plaats") == "Zwolle"
    assert talk.last["items"][0]["id"] == "regio-zwolle"


def test_a_postcode_is_a_place(talk: Conversation) -> None:
    talk.says("waar is het loket", "loket_zoeken")
    talk.says("8011 AB", entities={"plaats": "8011 AB"})
    assert talk.known("plaats") == "8011"


def test_the_answer_wins_over_a_topic_that_is_not_sure(talk: Conversation) -> None:
    started(talk).says("52 jaar", "leerbaan_loon", confidence=UNSURE)
    assert talk.known("leeftijd") == 52
    assert talk.last["topic"] == "financiering_overzicht"


def test_a_bare_answer_wins_even_over_a_sure_topic(talk: Conversation) -> None:
    talk.says("waar is het loket", "loket_zoeken")
    talk.says("Utrecht", "leerbaan_zoeken", entities={"plaats": "Utrecht"})
    assert talk.last["topic"] == "loket_zoeken"
    assert talk.known("plaats") == "Utrecht"


def test_a_question_that_names_a_place_is_not_swallowed_as_the_place_asked_for(talk: Conversation) -> None:
    talk.says("waar is het loket", "loket_zoeken")
    talk.says("wat verdient bbl in Utrecht", "leerbaan_loon", entities={"plaats": "Utrecht"})
    assert talk.last["topic"] == "leerbaan_loon"
    assert talk.known("plaats") is None
    assert talk.asked == "plaats"


def test_ones_own_age_in_a_question_is_taken_in_all_the_same(talk: Conversation) -> None:
    started(talk)
    talk.says("ik ben 52, wat is evc eigenlijk?", "evc_uitleg", entities={"leeftijd": 52})
    assert talk.last["topic"] == "evc_uitleg"
    assert talk.known("leeftijd") == 52
    assert talk.asked not in (None, "leeftijd")


def test_a_telling_word_of_one_option_is_enough_when_nothing_else_was_understood(talk: Conversation) -> None:
    talk.says("hoe krijg ik evc", "evc_aanvragen")
    talk.babbles("voor mijn werk denk ik")
    assert talk.asked == "beroep_nu"
    assert talk.slots["task"]["answers"] == {"route": "arbeidsmarkt"}


def test_a_question_that_was_not_understood_is_no_occupation(talk: Conversation) -> None:
    talk.says("vind een leerbaan", "leerbaan_zoeken")
    talk.babbles("wat verdien je dan eigenlijk")
    assert talk.known("beroep_doel") is None


def test_a_bare_number_that_answers_nothing_else_is_an_age(talk: Conversation) -> None:
    talk.presses('/financiering_overzicht{"sector_nu":"handel","niveau_doel":"geen"}')
    while talk.asked == "leeftijd":
        talk.presses("/gesprek_weet_niet")
    assert talk.asked == "werksituatie"
    talk.says("62", entities={"getal": 62})
    assert talk.known("leeftijd") == 62
    assert talk.slots["memory"]["misses"] == 0


# ---- correction --------------------------------------------------------------------------------


def test_a_correction_while_asking_is_taken_and_the_question_put_again(talk: Conversation) -> None:
    started(talk).says("52")
    question = talk.asked
    talk.says("nee wacht, ik ben 58", "gesprek_correctie", entities={"leeftijd": 58})
    assert talk.known("leeftijd") == 58
    assert talk.asked == question


def test_a_correction_after_the_result_recomputes_it_and_says_what_changed(talk: Conversation) -> None:
    talk.says("ik ben 52 en wil hbo", entities={"leeftijd": 52, "niveau_doel": "hbo"})
    talk.says("wat krijg ik vergoed", "financiering_overzicht")
    while talk.asked:
        talk.presses("/gesprek_weet_niet")
    assert talk.verdicts()["krediet"] == "waarschijnlijk"
    talk.says("nee wacht, ik ben 58", "gesprek_correctie", entities={"leeftijd": 58})
    assert "krediet" not in talk.verdicts()
    assert "Krediet" in talk.last["text"]
    talk.says("toch 52", "gesprek_correctie", entities={"getal": 52})
    assert talk.verdicts()["krediet"] == "waarschijnlijk"


def test_a_correction_needs_no_topic_of_its_own(talk: Conversation) -> None:
    started(talk).says("52")
    talk.says("ik ben trouwens 58", entities={"leeftijd": 58})
    assert talk.known("leeftijd") == 58


def test_a_bare_correction_changes_the_latest_fact_it_can_be(talk: Conversation) -> None:
    started(talk).says("52")
    talk.presses('/gesprek_antwoord{"werksituatie":"ww"}')
    talk.says("nee, 58", "gesprek_correctie", entities={"getal": 58})
    assert talk.known("leeftijd") == 58


def test_that_is_wrong_without_what_asks_what_and_takes_the_next_answer(talk: Conversation) -> None:
    started(talk).says("52")
    talk.presses('/gesprek_antwoord{"werksituatie":"ww"}')
    talk.says("dat klopt niet", "gesprek_correctie")
    assert talk.asked is None
    talk.says("58", entities={"getal": 58})
    assert talk.known("leeftijd") == 58


# ---- digression --------------------------------------------------------------------------------


def test_a_question_in_the_middle_is_answered_and_ours_put_again_once(talk: Conversation) -> None:
    started(talk).says("wat is evc?", "evc_uitleg")
    assert (talk.last["topic"], talk.asked) == ("evc_uitleg", "leeftijd")
    talk.says("en hoe lang duurt dat?", "evc_duur")
    assert (talk.last["topic"], talk.asked) == ("evc_duur", None)
    assert talk.payloads[0] == "/financiering_overzicht"


def test_after_a_second_digression_the_answer_is_still_taken(talk: Conversation) -> None:
    started(talk).says("wat is evc?", "evc_uitleg")
    talk.says("en hoe lang duurt dat?", "evc_duur")
    talk.says("52", entities={"getal": 52})
    assert talk.known("leeftijd") == 52
    assert talk.asked is not None


def test_the_button_goes_on_with_the_same_question_and_number(talk: Conversation) -> None:
    asks = started(talk).last["asks"]
    talk.says("wat is evc?", "evc_uitleg")
    talk.says("en hoe lang duurt dat?", "evc_duur")
    talk.presses("/financiering_overzicht")
    assert talk.last["asks"] == asks


# ---- cancellation ------------------------------------------------------------------------------


def test_stop_stops_keeps_what_was_said_and_offers_something_else(talk: Conversation) -> None:
    started(talk).says("52")
    talk.says("stop maar", "gesprek_stop")
    assert talk.asked is None
    assert talk.slots["task"] is None
    assert talk.known("leeftijd") == 52
    assert talk.last["buttons"]


def test_stop_without_a_task_says_so(talk: Conversation) -> None:
    talk.says("stop", "gesprek_stop")
    assert talk.last["topic"] == "gesprek_stop"
    assert talk.last["text"]


# ---- change of task ----------------------------------------------------------------------------


def test_another_task_comes_first_and_the_one_put_aside_is_offered_again(talk: Conversation) -> None:
    started(talk)
    talk.says("waar is het loket in Zwolle", "loket_zoeken", entities={"plaats": "Zwolle"})
    assert talk.last["items"][0]["kind"] == "loket"
    assert talk.payloads[0] == "/financiering_overzicht"
    talk.says("ja graag", "gesprek_bevestig")
    assert (talk.last["topic"], talk.asked) == ("financiering_overzicht", "leeftijd")


def test_no_to_the_offer_to_go_on_drops_the_task(talk: Conversation) -> None:
    started(talk)
    talk.says("waar is het loket in Zwolle", "loket_zoeken", entities={"plaats": "Zwolle"})
    talk.says("nee", "gesprek_ontken")
    assert talk.asked is None
    talk.says("hoi", "gesprek_groet")
    assert talk.asked is None
    assert not talk.slots["task"]["stack"]


def test_tasks_nest_and_come_back_in_turn(talk: Conversation) -> None:
    started(talk)
    talk.says("ik wil evc", "evc_aanvragen")
    assert talk.asked == "route"
    talk.says("bel mij terug", "mens_terugbellen")
    assert talk.asked == "telefoon"
    talk.says("stop", "gesprek_stop")
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked == "route"
    talk.says("stop", "gesprek_stop")
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked == "leeftijd"


def test_a_task_that_waits_is_taken_up_where_it_was_when_asked_for_again(talk: Conversation) -> None:
    started(talk).says("52")
    question = talk.asked
    talk.says("ik wil evc", "evc_aanvragen")
    talk.says("terug naar het geld", "financiering_overzicht")
    assert talk.asked == question


# ---- invalid input -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "...", "?!"])
def test_silence_and_emoji_are_told_off_kindly_and_the_question_stays(talk: Conversation, text: str) -> None:
    started(talk).says(text, "nlu_fallback", 0.0)
    assert talk.asked == "leeftijd"


def test_an_impossible_age_is_not_taken(talk: Conversation) -> None:
    started(talk).says("200", entities={"getal": 200})
    assert talk.known("leeftijd") is None
    assert talk.asked == "leeftijd"


def test_a_place_that_does_not_exist_is_asked_for_again(talk: Conversation) -> None:
    talk.says("waar is het loket", "loket_zoeken")
    talk.says("Atlantis")
    assert talk.asked == "plaats"
    assert "Atlantis" in talk.last["text"]


def test_two_places_of_one_name_become_buttons(talk: Conversation) -> None:
    talk.says("waar is het loket", "loket_zoeken")
    talk.says("Hengelo", entities={"plaats": "Hengelo"})
    assert talk.asked == "plaats"
    talk.chooses("Gelderland")
    assert talk.known("plaats") == "Hengelo (Gelderland)"
    assert talk.last["items"][0]["id"] == "achterhoek"


def test_two_places_of_one_name_may_be_told_apart_in_words(talk: Conversation) -> None:
    talk.says("loket in Hengelo", "loket_zoeken", entities={"plaats": "Hengelo"})
    province = [{"entity": "plaats", "value": "Utrecht", "start": 7, "end": 17}]
    talk.says("die in Overijssel", "gesprek_buiten_bereik", entities=province)
    assert talk.known("plaats") == "Hengelo (Overijssel)"
