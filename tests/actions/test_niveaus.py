"""What level a diploma is and what comes next, for what somebody said; and certificates that fit."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.niveaus import GOES_ON_TO, LADDER, MAX_LEVELS, levels_after
from actions.tasks.profile import SLOTS
from knowledge.store import Knowledge
from tests.actions.conversation import Conversation

TOPIC = "opleiding_niveaus"


def steps(talk: Conversation) -> list[str]:
    return [item["title"] for item in talk.last["items"] if item["kind"] == "stap"]


def told(real: Knowledge, text: str, *entities: dict[str, Any], channel: str = "web") -> Conversation:
    talk = Conversation(knowledge=real, channel=channel)
    talk.says(text, TOPIC, entities=list(entities))
    return talk


def diploma(text: str, words: str, value: str) -> dict[str, Any]:
    start = text.index(words)
    return {"entity": "hoogste_opleiding", "value": value, "start": start, "end": start + len(words)}


def test_when_nothing_is_known_the_scale_is_explained_and_nothing_has_to_be_answered(real: Knowledge) -> None:
    talk = told(real, "welke niveaus zijn er")
    assert "NLQF" in talk.last["text"] and "Welk diploma hebt u?" in talk.last["text"]
    assert talk.asked is None and not steps(talk)


def test_a_diploma_told_afterwards_gives_its_level_and_the_next_ones(real: Knowledge) -> None:
    talk = told(real, "welke niveaus zijn er")
    talk.says("ik heb mbo 2", entities={"hoogste_opleiding": "mbo2"})
    assert "Uw diploma: mbo niveau 2. Mbo 2 is niveau 2." in talk.last["text"]
    assert steps(talk) == ["Stap 1. Mbo 3", "Stap 2. Mbo 4", "Stap 3. Associate degree"]
    assert all(item["source"] and item["text"] for item in talk.last["items"])
    talk.chooses("Zoek een opleiding op mbo 3")
    assert talk.turns[-1]["message"]["topic"] == "opleiding_zoeken" and talk.known("niveau_doel") == "mbo3"


def test_what_was_told_before_is_used(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.presses(f'/{TOPIC}{{"hoogste_opleiding":"havo"}}')
    assert "Havo is niveau 4" in talk.last["text"] and steps(talk)[0] == "Stap 1. Associate degree"


def test_a_question_about_two_diplomas_answers_both_and_tells_nothing_of_who_asks(real: Knowledge) -> None:
    text = "is havo hoger dan mbo 4"
    talk = told(real, text, diploma(text, "havo", "havo"), diploma(text, "mbo 4", "mbo4"))
    assert talk.last["text"].startswith("U vraagt naar: havo en mbo niveau 4.")
    assert talk.known("hoogste_opleiding") is None


def test_a_level_that_is_aimed_at_is_no_diploma_that_one_has(real: Knowledge) -> None:
    text = "wat heb ik nodig voor mbo 4"
    talk = told(real, text, diploma(text, "mbo 4", "mbo4"))
    assert talk.last["text"].startswith("U vraagt naar: mbo 4. Het duurt 3 tot 4 jaar.")
    assert talk.known("hoogste_opleiding") is None
    talk.says("ik heb mbo 2", entities={"hoogste_opleiding": "mbo2"})
    assert steps(talk) == ["Stap 1. Mbo 3", "Stap 2. Mbo 4"]


def test_without_a_diploma_it_begins_with_what_asks_none(real: Knowledge) -> None:
    text = "ik heb geen diploma, welk niveau heb ik"
    talk = told(real, text, diploma(text, "geen diploma", "geen"))
    assert talk.last["text"].startswith("Zonder diploma kunt u beginnen op mbo niveau 1.")
    assert steps(talk)[0] == "Stap 1. Mbo 1"


def test_a_diploma_of_another_country_is_compared_by_idw_and_not_by_us(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.presses(f'/{TOPIC}{{"hoogste_opleiding":"buitenland"}}')
    assert "IDW" in talk.last["text"] and not steps(talk)
    assert any("opleiding_diplomawaardering" in payload for payload in talk.payloads)


def test_by_voice_only_the_level_and_the_next_step(real: Knowledge) -> None:
    text = "ik heb mbo 2 welk niveau is dat"
    talk = told(real, text, diploma(text, "mbo 2", "mbo2"), channel="voice")
    assert talk.last["spoken"] == "Mbo twee is niveau twee, en u kunt door naar mbo drie."


@pytest.mark.parametrize("education", SLOTS["hoogste_opleiding"].values)
def test_every_education_has_an_answer(education: str, real: Knowledge) -> None:
    assert education in GOES_ON_TO
    for channel in ("web", "voice"):
        talk = Conversation(knowledge=real, channel=channel)
        talk.presses(f'/{TOPIC}{{"hoogste_opleiding":"{education}"}}')
        assert talk.last["text"].strip() and "{" not in talk.last["text"]


@pytest.mark.parametrize("education", [one for one, then in GOES_ON_TO.items() if then])
@pytest.mark.parametrize("goal", [None, *LADDER])
def test_the_next_levels_go_up_and_end_at_the_one_aimed_at(education: str, goal: str | None) -> None:
    found = levels_after(education, goal)
    places = [LADDER.index(level) for level in found]
    assert places == sorted(set(places)) and 1 <= len(found) <= MAX_LEVELS
    if goal in LADDER[LADDER.index(str(GOES_ON_TO[education])) :]:
        assert found[-1] == goal


CERTIFICATE = "opleiding_mbo_certificaat"


def kinds(talk: Conversation) -> list[str]:
    return [item["kind"] for item in talk.last["items"]]


def test_a_certificate_is_explained_before_the_work_is_asked(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    mbo = [{"entity": "hoogste_opleiding", "value": "mbo_onbekend", "start": 11, "end": 14}]
    talk.says("wat is een mbo-certificaat", CERTIFICATE, entities=mbo)
    assert "bewijs voor een deel van een mbo-opleiding" in talk.last["text"]
    assert talk.asked == "beroep_doel" and talk.known("hoogste_opleiding") is None


def test_certificates_that_fit_and_who_pays_for_this_person(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.presses(f'/{CERTIFICATE}{{"sector_doel":"zorg_welzijn","werksituatie":"ww","plaats":"Arnhem"}}')
    assert talk.asked is None
    assert kinds(talk)[0] == "certificaat" and "regeling" in kinds(talk)
    assert "misschien meebetaalt" in talk.last["text"] and "voorbeelden, geen echte certificaten" in talk.last["text"]
    assert all(verdict != "niet" for verdict in talk.verdicts().values())


def test_who_pays_is_not_guessed_while_the_income_is_unknown(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.presses(f'/{CERTIFICATE}{{"sector_doel":"zorg_welzijn","plaats":"Arnhem"}}')
    assert "regeling" not in kinds(talk) and "hangt af van uw werk of uitkering" in talk.last["text"]


def test_who_names_no_work_is_not_kept_asking(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("wat is een mbo-certificaat", CERTIFICATE)
    talk.says("weet ik niet", "gesprek_weet_niet")
    assert talk.asked is None and talk.last["text"]
