"""A short question about one side of the subject before is answered for that subject, or honestly not."""

from __future__ import annotations

import pytest

from knowledge.store import Knowledge
from tests.actions.conversation import UNSURE, Conversation

OUT_OF_SCOPE = "gesprek_buiten_bereik"
LOAN = "financiering_levenlanglerenkrediet"


def after(real: Knowledge, topic: str, question: str, looks_like: str = OUT_OF_SCOPE) -> Conversation:
    talk = Conversation(knowledge=real)
    talk.says("wat is dat precies voor iets", topic)
    talk.says(question, looks_like, UNSURE)
    return talk


@pytest.mark.parametrize(
    ("topic", "question", "said"),
    [
        ("werkgever_slim", "hoeveel krijg ik", "24.999"),
        ("werkgever_slim", "tot wanneer kan ik aanvragen", "nu dicht"),
        ("opleiding_diplomawaardering", "wat kost dat", "148,83"),
        ("opleiding_diplomawaardering", "hoe lang duurt dat?", "10 werkweken"),
        ("werkgever_praktijkleren", "hoeveel", "2.700"),
        ("opleiding_derde_leerweg", "hoeveel kost het", "De prijs verschilt"),
        ("opleiding_derde_leerweg", "kan ik daarvoor lenen", "Lenen bij DUO kan hiervoor niet"),
        ("opleiding_mbo_certificaat", "wat kost dat", "de overheid betaalt dit meestal niet"),
        ("opleiding_associate_degree", "en wat kost dat dan", "collegegeld"),
        ("opleiding_associate_degree", "hoe lang duurt het", "twee jaar"),
        ("opleiding_vavo", "wat kost dat", "De prijs hangt af van"),
        ("leerbaan_uitleg", "hoe lang duurt zo een opleiding", "1 tot 4 jaar"),
        (LOAN, "hoeveel moet ik dan terugbetalen", "15 jaar"),
    ],
)
def test_the_part_of_the_last_answer_is_said_again(real: Knowledge, topic: str, question: str, said: str) -> None:
    talk = after(real, topic, question)
    assert talk.last["topic"] == topic
    assert said in talk.last["text"]


@pytest.mark.parametrize("topic", ["financiering_stap", "financiering_scholingsaftrek", "financiering_leerrekening"])
@pytest.mark.parametrize(
    "question", ["hoeveel krijg ik dan", "waar moet ik dat aanvragen", "tot wanneer kan ik aanvragen"]
)
def test_of_what_is_gone_no_amount_or_date_of_something_else_is_told(
    real: Knowledge, topic: str, question: str
) -> None:
    talk = after(real, topic, question)
    assert talk.last["topic"] == topic
    assert talk.last["text"].startswith("Nee")


@pytest.mark.parametrize("topic", ["loopbaan_zij_instroom", "werkgever_leerbedrijf", "loopbaan_ontslag"])
def test_a_duration_that_we_do_not_know_is_never_that_of_something_else(real: Knowledge, topic: str) -> None:
    talk = after(real, topic, "hoe lang duurt dat", "evc_duur")
    assert talk.last["topic"] == topic
    assert "16 weken" not in talk.last["text"]


@pytest.mark.parametrize(
    ("topic", "question", "answered"),
    [
        ("evc_uitleg", "hoe lang duurt dat", "evc_duur"),
        ("evc_uitleg", "wat kost dat", "evc_kosten"),
        ("leerbaan_uitleg", "wat verdien ik dan", "leerbaan_loon"),
        ("opleiding_vavo", "kan ik daarvoor lenen", LOAN),
    ],
)
def test_an_answer_of_its_own_goes_first(real: Knowledge, topic: str, question: str, answered: str) -> None:
    assert after(real, topic, question).last["topic"] == answered


@pytest.mark.parametrize("question", ["wat verdien ik dan", "hoeveel verdien ik daar", "hoeveel verdient hij dan"])
def test_pay_after_a_search_for_a_leerbaan_is_that_of_a_leerbaan(question: str) -> None:
    talk = Conversation()
    talk.says("leerbaan kok in utrecht", "leerbaan_zoeken", entities={"beroep": "kok", "plaats": "Utrecht"})
    talk.babbles(question)
    assert talk.last["topic"] == "leerbaan_loon"


def test_what_somebody_wants_to_become_is_a_subject_too() -> None:
    talk = Conversation()
    talk.says(
        "hoe word ik kok", entities=[{"entity": "beroep", "value": "kok", "start": 11, "end": 14, "role": "doel"}]
    )
    talk.says("hoe lang duurt dat", "evc_duur", 0.76)
    assert talk.last["topic"] == "opleiding_zoeken"


def test_a_question_that_names_its_subject_is_not_about_the_last_answer(real: Knowledge) -> None:
    assert after(real, "opleiding_vavo", "hoe lang duurt evc", "evc_duur").last["topic"] == "evc_duur"


def test_the_first_question_leans_on_nothing(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("wat kost dat", OUT_OF_SCOPE)
    assert talk.last["topic"] == OUT_OF_SCOPE


def test_such_a_question_in_the_midst_of_a_task_brings_the_open_question_back(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("ik zoek een leerbaan", "leerbaan_zoeken")
    assert talk.asked == "beroep_doel"
    talk.says("hoe lang duurt dat", "evc_duur", 0.76)
    assert "1 tot 4 jaar" in talk.last["text"]
    assert talk.asked == "beroep_doel"


def test_how_to_apply_for_evc_starts_the_plan_for_it(real: Knowledge) -> None:
    talk = after(real, "evc_uitleg", "hoe vraag ik dat aan")
    assert (talk.last["topic"], talk.asked) == ("evc_aanvragen", "route")


def test_what_has_no_amount_leaves_a_question_for_money_to_the_check(real: Knowledge) -> None:
    assert after(real, "opleiding_verkorten", "hoeveel geld kan ik krijgen", "financiering_overzicht").asked


def test_without_a_subject_a_duration_is_not_that_of_evc(real: Knowledge) -> None:
    assert after(real, "gesprek_moedeloos", "hoe lang duurt dat", "evc_duur").last["topic"] == "opleiding_zoeken"


def test_a_mere_how_much_is_for_the_loan_rather_than_the_fees_it_pays(real: Knowledge) -> None:
    assert "5 keer" in after(real, LOAN, "hoeveel").last["text"]


def test_how_much_before_the_check_is_done_waits_for_its_outcome(real: Knowledge) -> None:
    talk = after(real, "financiering_overzicht", "en hoeveel dan")
    assert "zodra ik weet" in talk.last["text"]
    assert talk.asked
