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
