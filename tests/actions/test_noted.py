"""What is said back, and what only names the topic."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.texts import Texts
from tests.actions import fakes
from tests.actions.conversation import Conversation

TEXTS = Texts(fakes.knowledge(), fakes.NOW)


def role(text: str, name: str, value: str, word: str, role: str) -> dict[str, Any]:
    start = text.index(word)
    return {"entity": name, "value": value, "start": start, "end": start + len(word), "role": role}


FIRST = "ik ben 52, werk in een winkel en wil de zorg in. wat kan ik vergoed krijgen"
FACTS = [
    {"entity": "leeftijd", "value": 52, "start": 7, "end": 9},
    role(FIRST, "beroep", "winkelmedewerker", "winkel", "nu"),
    role(FIRST, "sector", "handel", "winkel", "nu"),
    role(FIRST, "sector", "zorg_welzijn", "zorg", "doel"),
]


def test_what_one_is_and_what_one_wants_are_said_apart_and_no_sector_beside_its_occupation() -> None:
    told = TEXTS.told({"leeftijd": 52, "beroep_nu": "kok", "sector_doel": "zorg_welzijn", "doel": "diploma"})
    is_, wants = told.split("; ")
    assert "52" in is_ and "kok" in is_
    assert wants.startswith("u wilt naar zorg en welzijn") and wants.count("u wilt") == 1
    talk = Conversation()
    talk.says(FIRST, entities=FACTS)
    assert "winkelmedewerker" in talk.last["text"] and "winkel en handel" not in talk.last["text"]
    assert talk.known("sector_nu") == "handel"


def test_facts_with_a_question_that_was_not_understood_get_the_likely_topics() -> None:
    talk = Conversation()
    ranking = {"financiering_overzicht": 0.21, "loopbaan_overstap": 0.2, "gesprek_antwoord": 0.15, "mens_spreken": 0.12}
    talk.says(FIRST, "nlu_fallback", 0.3, entities=FACTS, ranking=ranking)
    assert talk.known("leeftijd") == 52 and "52" in talk.last["text"]
    assert talk.last["suggestions"] == ["financiering_overzicht", "loopbaan_overstap"]
    assert talk.payloads[:2] == ["/financiering_overzicht", "/loopbaan_overstap"]
    talk.presses("/financiering_overzicht")
    assert talk.asked not in (None, "leeftijd")


def test_yes_to_the_only_likely_topic_starts_it() -> None:
    talk = Conversation()
    talk.says(FIRST, "nlu_fallback", 0.3, entities=FACTS, ranking={"financiering_overzicht": 0.21})
    talk.says("ja", "gesprek_bevestig")
    assert talk.last["topic"] == "financiering_overzicht"


def test_facts_with_nothing_likely_get_the_main_choices() -> None:
    talk = Conversation()
    talk.says(FIRST, "nlu_fallback", 0.3, entities=FACTS, ranking={"gesprek_antwoord": 0.2, "evc_uitleg": 0.05})
    assert talk.last["suggestions"] == []
    assert "/financiering_overzicht" in talk.payloads


NAMED = [
    ("hoe krijg ik EVC", "evc_aanvragen", "doel", "evc"),
    ("hoe krijg ik EVC", "nlu_fallback", "doel", "evc"),
    ("kost evc veel", "evc_kosten", "doel", "evc"),
    ("vind een leerbaan", "leerbaan_zoeken", "vorm", "bbl"),
    ("vind een leerbaan", "nlu_fallback", "vorm", "bbl"),
    ("ik wil een leerbaan", "opleiding_zoeken", "vorm", "bbl"),
    ("wat verdien je met bbl", "financiering_overzicht", "vorm", "bbl"),
]


@pytest.mark.parametrize(("text", "topic", "slot", "value"), NAMED)
def test_naming_the_topic_tells_nothing_about_the_person(text: str, topic: str, slot: str, value: str) -> None:
    talk = Conversation()
    word = "leerbaan" if "leerbaan" in text else value
    start = text.lower().index(word)
    entity = {"entity": slot, "value": value, "start": start, "end": start + len(word)}
    talk.says(text, topic, 0.6, entities=[entity])
    assert talk.known(slot) is None
    assert TEXTS.say("noted").web.split()[0] not in talk.last["text"]


def test_a_wish_for_it_or_an_answer_is_a_fact() -> None:
    talk = Conversation()
    talk.says("ik wil graag evc doen, is daar geld voor", "financiering_overzicht", entities={"doel": "evc"})
    assert talk.known("doel") == "evc"
    talk.says("mbo 3 bbl", entities={"vorm": "bbl"})
    assert talk.known("vorm") == "bbl"


def test_a_wish_for_hbo_does_not_limit_a_search_for_a_leerbaan() -> None:
    talk = Conversation()
    levels: list[Any] = []
    search = talk.knowledge.catalogue.search

    def noting(*args: Any, **options: Any) -> Any:
        levels.append(options.get("level"))
        return search(*args, **options)

    talk.knowledge.catalogue.search = noting  # type: ignore[method-assign]
    talk.says("ik wil hbo doen", entities={"niveau_doel": "hbo"})
    talk.says("leerbaan lasser in Zwolle", "leerbaan_zoeken", entities={"beroep": "lasser", "plaats": "Zwolle"})
    assert set(levels) == {None}
    assert "hbo" not in talk.last["text"]
    talk.says("nee, mbo 2", "gesprek_correctie", entities={"niveau_doel": "mbo2"})
    assert levels[-1] == "mbo2"
