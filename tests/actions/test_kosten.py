"""What a study costs: the price that was asked for, and no verdict on something else."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.store import Knowledge
from tests.actions.conversation import Conversation

SAID = {"leeftijd": "25", "hoogste_opleiding": "mbo 4", "vorm": "bol"}  # as Rasa's word lists find them
MEANT = {"leeftijd": 25, "hoogste_opleiding": "mbo4", "vorm": "bol"}
TOPIC = "financiering_studiefinanciering"


def asked(real: Knowledge, words: str, **entities: Any) -> Conversation:
    talk = Conversation(knowledge=real)
    talk.says(words, TOPIC, entities=entities)
    return talk


@pytest.mark.parametrize(
    "words", ["wat kost een mbo opleiding", "hoeveel lesgeld betaal je voor bol", "schoolgeld mbo"]
)
def test_who_asks_for_the_price_of_mbo_gets_that_and_not_the_price_of_hbo(real: Knowledge, words: str) -> None:
    talk = asked(real, words)
    assert "1.511" in talk.last["text"] and "2.694" not in talk.last["text"]
    assert [item["id"] for item in talk.last["items"]] == ["lesgeld_cursusgeld_mbo"]
    assert "1.511" in talk.last["items"][0]["facts"]["bedrag"]


def test_the_price_for_this_person_comes_first_and_the_level_asked_about_is_no_diploma(real: Knowledge) -> None:
    words = "ik ben 25 hoeveel lesgeld betaal ik voor mbo 4 bol"
    talk = Conversation(knowledge=real)
    at = {name: (words.index(said), words.index(said) + len(said)) for name, said in SAID.items()}
    found = [{"entity": n, "value": v, "start": at[n][0], "end": at[n][1]} for n, v in MEANT.items()]
    talk.says(words, TOPIC, entities=found)
    [card] = talk.last["items"]
    assert (card["verdict"], card["facts"]["bedrag"]) == ("waarschijnlijk", "€ 1.511 per schooljaar")
    assert "1.511" in talk.last["text"].split("\n\n")[0]
    assert talk.known("hoogste_opleiding") is None


def test_under_18_no_price_is_named_as_theirs(real: Knowledge) -> None:
    talk = asked(real, "ik ben 17 wat kost mbo 2 bol", leeftijd=17, niveau_doel="mbo2", vorm="bol")
    [card] = talk.last["items"]
    assert card["verdict"] == "niet" and "bedrag" not in card["facts"]
    assert talk.last["text"].startswith(card["why"][0])


def test_who_asks_for_a_price_hears_nothing_of_an_age_limit_of_studiefinanciering(real: Knowledge) -> None:
    talk = asked(real, "ik ben 40 hoeveel kost mbo niveau 4 bol", leeftijd=40, hoogste_opleiding="mbo4", vorm="bol")
    assert "studiefinanciering_onder30" not in talk.verdicts()
    assert "30" not in talk.last["text"].split("\n\n")[0]


def test_hbo_has_its_own_price_and_an_unknown_level_both(real: Knowledge) -> None:
    assert "1.511" not in asked(real, "wat kost hbo").last["text"]
    both = asked(real, "wat kost een studie").last["text"]
    assert "1.511" in both and "2.694" in both


@pytest.mark.parametrize("words", ["krijg ik studiefinanciering voor mbo", "kan ik mijn lesgeld lenen"])
def test_who_asks_for_money_is_told_of_money(real: Knowledge, words: str) -> None:
    assert "studiefinanciering_onder30" in asked(real, words).verdicts()
