"""Messages that lean on the reply before, and statements that only look like a topic."""

from __future__ import annotations

import pytest

from knowledge.store import Knowledge
from tests.actions.conversation import Conversation, started

LOAN = "financiering_levenlanglerenkrediet"


def test_what_is_told_after_an_answer_gives_that_answer_again_for_this_person(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("wat is levenlanglerenkrediet", LOAN)
    assert talk.verdicts()["levenlanglerenkrediet"] != "niet"
    talk.says("ik ben 61", entities={"leeftijd": 61})
    assert talk.last["topic"] == LOAN
    assert talk.verdicts()["levenlanglerenkrediet"] == "niet"


def test_how_to_apply_is_answered_for_what_was_just_found(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("wat is levenlanglerenkrediet", LOAN)
    talk.babbles("hoe vraag ik dat aan")
    assert talk.verdicts()["levenlanglerenkrediet"] in ("waarschijnlijk", "misschien")
    assert "Zo vraagt u" in talk.last["text"]


def test_how_to_apply_is_no_question_when_nothing_was_found(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.babbles("hoe vraag ik dat aan")
    assert talk.last["topic"] == "bot_mogelijkheden"


def test_a_closed_arrangement_is_never_told_how_to_apply_for(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("bestaat stap nog", "financiering_stap")
    closed = [id for id, verdict in talk.verdicts().items() if verdict == "niet"]
    assert closed
    talk.babbles("hoe vraag ik dat aan")
    assert not set(closed) & set(talk.verdicts())


def test_whether_one_can_apply_for_what_employers_apply_for_is_answered_with_no(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("slim subsidie", "werkgever_slim")
    talk.babbles("kan ik dat zelf aanvragen")
    assert talk.last["text"].startswith("Nee") and "werkgever" in talk.last["text"]
    assert "slim_scholing" not in talk.verdicts()


def test_an_employee_who_asks_whether_they_can_apply_hears_no_first(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("mag ik als medewerker slim subsidie aanvragen", "werkgever_slim")
    assert talk.last["text"].startswith("Nee")


@pytest.mark.parametrize("words", ["dat klopt niet", "nee dat klopt niet hoor", "er klopt iets niet", "dat is fout"])
def test_that_is_wrong_after_a_result_asks_what_must_change(words: str) -> None:
    talk = Conversation()
    talk.says("leerbaan kok in utrecht", "leerbaan_zoeken", entities={"beroep": "kok", "plaats": "Utrecht"})
    talk.says(words, "gesprek_ontken")
    assert talk.last["topic"] == "gesprek_correctie"


def test_a_statement_the_task_needs_is_taken_in_whatever_topic_it_looks_like() -> None:
    talk = started(Conversation())
    before = talk.asked
    talk.says("mavo is het hoogste wat ik heb", "opleiding_niveaus", entities={"hoogste_opleiding": "vmbo"})
    assert talk.known("hoogste_opleiding") == "vmbo"
    assert (talk.last["topic"], talk.asked) == ("financiering_overzicht", before)


def test_a_question_in_the_midst_of_a_task_is_still_answered() -> None:
    talk = started(Conversation())
    talk.says("welk niveau is mijn mavo?", "opleiding_niveaus", entities={"hoogste_opleiding": "vmbo"})
    assert talk.last["topic"] == "opleiding_niveaus"


def test_the_words_of_a_button_are_that_answer_whatever_topic_they_name(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("wat kan ik vergoed krijgen", "financiering_overzicht")
    talk.presses('/gesprek_antwoord{"werksituatie":"werknemer"}')
    talk.presses('/gesprek_antwoord{"leeftijd":45}')
    assert talk.asked == "vorm"
    title = next(b["title"] for b in talk.last["buttons"] if "derde leerweg" in b["title"])
    talk.says(title, "opleiding_derde_leerweg", entities={"niveau_doel": "mbo_onbekend"})
    assert talk.known("vorm") == "derde_leerweg"
    assert talk.last["topic"] == "financiering_overzicht"


def test_an_age_told_after_a_list_by_age_gives_that_answer_for_that_age(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("hoeveel verdien ik met bbl", "leerbaan_loon")
    talk.says("ik ben 20", entities={"leeftijd": 20})
    assert talk.last["topic"] == "leerbaan_loon"
    assert "- 20 jaar:" in talk.last["text"]
    assert "- 19 jaar:" not in talk.last["text"]


def test_a_place_told_after_an_answer_that_leads_to_the_loket_gives_the_loket_there(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("ik kan niet goed lezen", "opleiding_basisvaardigheden")
    talk.says("Hoofddorp", entities={"plaats": "Hoofddorp"})
    assert talk.last["topic"] == "loket_zoeken"
    assert talk.last["items"]


def test_a_fact_that_changes_nothing_leaves_the_way_on_from_the_last_answer(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("kan ik een opleiding korter maken", "opleiding_verkorten")
    talk.says("ik ben 45", entities={"leeftijd": 45})
    assert "/evc_routes" in [button["payload"] for button in talk.last["buttons"]]


@pytest.mark.parametrize("topic", ["gesprek_antwoord", "opleiding_niveaus"])
def test_a_bare_level_after_a_search_is_the_level_looked_for(topic: str) -> None:
    talk = Conversation()
    talk.says("leerbaan kok in utrecht", "leerbaan_zoeken", entities={"beroep": "kok", "plaats": "Utrecht"})
    talk.says("niveau 3", topic, 0.6, entities=[{"entity": "hoogste_opleiding", "value": "mbo3", "start": 0, "end": 8}])
    assert talk.last["topic"] == "leerbaan_zoeken"
    assert (talk.known("niveau_doel"), talk.known("hoogste_opleiding")) == ("mbo3", None)


def test_a_level_that_somebody_says_to_have_is_no_wish() -> None:
    talk = Conversation()
    talk.says("leerbaan kok in utrecht", "leerbaan_zoeken", entities={"beroep": "kok", "plaats": "Utrecht"})
    found = [{"entity": "hoogste_opleiding", "value": "mbo3", "start": 7, "end": 12}]
    talk.says("ik heb mbo 3", "gesprek_antwoord", entities=found)
    assert (talk.known("niveau_doel"), talk.known("hoogste_opleiding")) == (None, "mbo3")


def test_a_bare_number_under_an_answer_is_an_age(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("krijg ik studiefinanciering", "financiering_studiefinanciering")
    talk.says("28", entities={"getal": 28})
    assert talk.known("leeftijd") == 28
    assert talk.last["topic"] == "financiering_studiefinanciering"


def test_a_bare_level_in_the_midst_of_a_search_is_the_level_looked_for() -> None:
    talk = Conversation()
    talk.says("ik zoek een leerbaan als kok", "leerbaan_zoeken", entities={"beroep": "kok"})
    assert talk.asked == "plaats"
    talk.says("niveau 2", entities=[{"entity": "hoogste_opleiding", "value": "mbo2", "start": 0, "end": 8}])
    assert (talk.known("niveau_doel"), talk.known("hoogste_opleiding")) == ("mbo2", None)
