"""The engine on the knowledge as it is in the repository: everything is answered, and fast."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from knowledge.store import Knowledge
from knowledge.topics import TOPICS
from tests.actions.conversation import Conversation

MOST_MS = 5.0
ANSWERS: dict[str, Any] = {
    "leeftijd": 45, "werksituatie": "ww", "doel": "omscholen", "niveau_doel": "hbo", "vorm": "deeltijd",
    "hoogste_opleiding": "mbo4", "sector_nu": "handel", "sector_doel": "techniek", "ontslag": False,
    "route": "arbeidsmarkt", "beroep_nu": "kapper", "beroep_doel": "timmerman", "plaats": "Groningen",
}  # fmt: skip


@pytest.mark.parametrize("topic", ["financiering_overzicht", "evc_aanvragen", "leerbaan_zoeken", "loket_zoeken"])
def test_each_job_comes_to_a_result_with_cards(real: Knowledge, topic: str) -> None:
    talk = Conversation(knowledge=real)
    talk.says("ik wil graag hulp", topic)
    for _ in range(8):
        if talk.asked is None:
            break
        talk.presses(f'/gesprek_antwoord{{"{talk.asked}":{json.dumps(ANSWERS[talk.asked])}}}')
    assert talk.asked is None
    assert talk.last["items"]
    assert all(item["source"] for item in talk.last["items"])


def test_what_is_closed_is_offered_to_nobody(real: Knowledge) -> None:
    shut = {a.id for a in real.arrangements() if a.status != "open" or a.applicant != "person"}
    for age in (19, 35, 52, 60):
        for income in ("werknemer", "zzp", "ww", "bijstand", "student"):
            talk = Conversation(knowledge=real)
            talk.presses(f'/financiering_overzicht{{"leeftijd":{age},"werksituatie":"{income}"}}')
            while talk.asked:
                talk.presses("/gesprek_weet_niet")
            assert not shut & set(talk.verdicts())


def test_every_topic_answers_with_the_real_texts(real: Knowledge) -> None:
    for topic in TOPICS:
        for channel in ("web", "voice"):
            talk = Conversation(knowledge=real, channel=channel)
            talk.says("vraag", topic)
            assert talk.last["text"] and "{{" not in talk.last["text"]


def test_who_learns_is_not_offered_what_an_employer_applies_for(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("ik ga een bbl opleiding doen, kan ik zelf subsidie praktijkleren aanvragen", "werkgever_praktijkleren")
    verdicts = {item["id"]: item["verdict"] for item in talk.last["items"]}
    for_employers = {"praktijkleren", "slim_scholing", "slim_mkb", "lkv_2026"} & set(verdicts)
    assert for_employers
    assert {verdicts[identifier] for identifier in for_employers} == {"niet"}
    employer = Conversation(knowledge=real)
    employer.says("hoe vraag ik slim scholing aan voor mijn personeel", "werkgever_slim")
    assert "misschien" in {item["verdict"] for item in employer.last["items"]}


def test_the_card_of_an_arrangement_names_the_amounts_that_may_be_quoted(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("kan ik lenen bij duo", "financiering_levenlanglerenkrediet")
    [card] = [item for item in talk.last["items"] if item["id"] == "levenlanglerenkrediet"]
    assert "2,33 procent" in card["facts"]["bedrag"]


@pytest.mark.parametrize("age", [22, 24, 26])
def test_who_is_young_and_on_bijstand_is_sent_to_studiefinanciering_and_not_to_the_loan(
    real: Knowledge, age: int
) -> None:
    talk = Conversation(knowledge=real)
    told = {"leeftijd": age, "werksituatie": "bijstand"}
    talk.says(f"ik ben {age} en zit in de bijstand en wil naar school", "financiering_uitkering", entities=told)
    assert talk.verdicts()["studiefinanciering_onder30"] == "misschien"
    assert "levenlanglerenkrediet" not in talk.verdicts()
    talk.babbles("waar moet ik dat aanvragen")
    assert "levenlanglerenkrediet" not in talk.verdicts()
    assert "studiefinanciering_onder30" in talk.verdicts()


def test_the_level_and_form_in_a_question_count_for_its_verdicts_and_are_no_diploma(real: Knowledge) -> None:
    words = "ik ben 22 en wil mbo 4 bol doen, kan ik levenlanglerenkrediet krijgen"
    told = {"leeftijd": 22, "niveau_doel": "mbo4", "vorm": "bol"}
    talk = Conversation(knowledge=real)
    talk.says(words, "financiering_levenlanglerenkrediet", entities=told)
    assert talk.verdicts()["levenlanglerenkrediet"] == "niet"
    assert talk.verdicts()["studiefinanciering_onder30"] == "waarschijnlijk"
    assert (talk.known("niveau_doel"), talk.known("vorm")) == ("mbo4", "bol")


def test_who_has_little_money_to_ask_for_first_sees_what_does_help(real: Knowledge) -> None:
    for income, first in (("werkzoekend", "gewoon_onderwijs"), ("zzp", "leren_als_zzper")):
        talk = Conversation(knowledge=real)
        talk.presses(f'/financiering_overzicht{{"leeftijd":61,"werksituatie":"{income}","doel":"cursus"}}')
        while talk.asked:
            talk.presses("/gesprek_weet_niet")
        shown = [item["id"] for item in talk.last["items"]]
        assert shown[0] == first
        assert "werkcentrum" in shown
        assert shown[-1] == "basisvaardigheden_volwassenen"
        assert "/financiering_werkgever_betaalt" not in talk.payloads


def test_who_wants_basic_skills_sees_that_course_first(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.presses('/financiering_overzicht{"leeftijd":61,"werksituatie":"werkzoekend","doel":"basisvaardigheden"}')
    while talk.asked:
        talk.presses("/gesprek_weet_niet")
    assert talk.last["items"][0]["id"] == "basisvaardigheden_volwassenen"


def test_a_turn_is_fast(real: Knowledge) -> None:
    def walk(turn: Callable[..., Any]) -> None:
        talk = Conversation(knowledge=real)
        turn(talk.says, "wat krijg ik vergoed", "financiering_overzicht")
        while talk.asked:
            turn(talk.presses, f'/gesprek_antwoord{{"{talk.asked}":{json.dumps(ANSWERS[talk.asked])}}}')
        turn(talk.says, "nee, ik ben 38", "gesprek_correctie", entities={"leeftijd": 38})
        turn(talk.says, "leerbaan timmerman", "leerbaan_zoeken", entities={"beroep": "timmerman"})
        turn(talk.babbles, "Zwole")
        turn(talk.says, "wat is evc", "evc_uitleg")
        turn(talk.says, "en slim dan", "werkgever_slim")
        turn(talk.babbles)

    taken: list[float] = []

    def timed(do: Callable[..., Any], *said: Any, **entities: Any) -> None:
        began = time.perf_counter()
        do(*said, **entities)
        taken.append((time.perf_counter() - began) * 1000)

    walk(timed)
    taken.clear()
    for _ in range(5):
        walk(timed)
    assert statistics.median(taken) < MOST_MS
