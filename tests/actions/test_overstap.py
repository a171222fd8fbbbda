"""Occupations near one's own: documented steps first, each with why, its chances and a way to learn it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.store import Knowledge
from tests.actions.conversation import Conversation

TOPIC = "loopbaan_overstap"
WORK = ("lasser", "kok", "verzorgende", "vzig", "winkelmedewerker", "metselaar", "kapper", "bankmedewerker",
        "administratief medewerker", "vrachtwagenchauffeur", "tovenaar", "flurb", "leraar", "secretaresse")  # fmt: skip


def found(talk: Conversation) -> list[dict[str, Any]]:
    return [item for item in talk.last["items"] if item["kind"] == "beroep"]


def titles(talk: Conversation) -> list[str]:
    return [item["title"] for item in found(talk)]


def asked(knowledge: Knowledge, **slots: str) -> Conversation:
    """The cards for what is known; the place is left out unless it is given."""
    talk = Conversation(knowledge=knowledge)
    values = ",".join(f'"{slot}":"{value}"' for slot, value in slots.items())
    talk.presses(f"/{TOPIC}{{{values}}}")
    while talk.asked:
        talk.presses("/gesprek_weet_niet")
    return talk


def test_it_asks_for_the_work_of_now_and_then_a_place_that_may_be_left_out() -> None:
    talk = Conversation()
    talk.says("kan ik overstappen naar ander werk", TOPIC)
    assert talk.last["asks"] == {"slot": "beroep_nu", "step": 1, "at_most": 2}
    talk.says("lasser")
    assert talk.last["asks"] == {"slot": "plaats", "step": 2, "at_most": 2}
    talk.says("nee", "gesprek_ontken")
    assert talk.asked is None and found(talk)


def test_what_was_said_in_the_question_is_not_asked_again() -> None:
    talk = Conversation()
    talk.says("ik ben lasser en wil ander werk", TOPIC, entities={"beroep": "lasser"})
    assert talk.asked == "plaats"
    talk.says("Zwolle", entities={"plaats": "Zwolle"})
    assert found(talk)
    assert talk.last["items"][-1]["kind"] == "loket"


def test_a_step_that_a_source_names_comes_first_with_who_says_it() -> None:
    talk = Conversation()
    talk.presses(f'/{TOPIC}{{"beroep_nu":"lasser"}}')
    talk.says("nee", "gesprek_ontken")
    first, second = found(talk)[:2]
    assert first["title"] == "Cv-monteur"
    assert first["why"] == ["Iemand deed dit. (Bureau, 2023)"]
    assert first["facts"]["nog_te_leren"] == "Een opleiding."
    assert second["title"] == "Plaatwerker" and "lassers en plaatwerkers" in second["why"][0]


def test_what_is_not_known_is_said() -> None:
    talk = Conversation()
    talk.presses(f'/{TOPIC}{{"beroep_nu":"medewerker bediening"}}')
    talk.says("nee", "gesprek_ontken")
    for item in found(talk):
        assert item["facts"]["kans_op_werk"] and item["facts"]["nog_te_leren"] and item["facts"]["leren_kan_via"]


@pytest.mark.parametrize("words", ["flurb", "weet ik niet"])
def test_when_nothing_is_known_it_says_so_and_points_to_a_person(words: str, real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("kan ik overstappen", TOPIC)
    talk.says(words, "gesprek_weet_niet" if words == "weet ik niet" else "gesprek_antwoord")
    talk.says("nee", "gesprek_ontken")
    assert not found(talk) and "weten wij niet" in talk.last["text"]
    pressed = " ".join(talk.payloads)
    assert "mens_spreken" in pressed and "loket_zoeken" in pressed and "loopbaan_welk_beroep" in pressed


@pytest.mark.parametrize(
    ("text", "work"),
    [("ik sta in een winkel en wil ander werk", "winkelmedewerker"), ("ik ben vzig en zoek ander werk", "verzorgende")],
)
def test_people_s_own_words_for_their_work_are_understood(text: str, work: str, real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says(text, TOPIC)
    if talk.asked == "beroep_nu":
        talk.says(text.split(" en ")[0])
    talk.says("nee", "gesprek_ontken")
    assert f"Uw werk: {work}" in talk.last["text"] and len(found(talk)) >= 3


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("ik ben docent en wil wat anders", "docent"),
        ("ik ben jaren monteur geweest en wil iets nieuws", "monteur"),
        ("van magazijn naar planner", "magazijnmedewerker"),
        ("ik ben een vrouw en zoek ander werk", None),
        ("ik ben moe van mijn werk", None),
        ("ik ben klaar met mijn baan", None),
    ],
)
def test_only_what_is_surely_work_is_taken_from_a_sentence(text: str, work: str | None, real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    magazijn = [{"entity": "sector", "value": "transport_logistiek", "start": 4, "end": 12}]
    talk.says(text, TOPIC, entities=magazijn if "magazijn" in text else [])
    assert talk.known("beroep_nu") == work
    assert talk.asked == ("plaats" if work else "beroep_nu")


def test_a_wished_branch_goes_before_nearness(real: Knowledge) -> None:
    talk = asked(real, beroep_nu="winkelmedewerker", sector_doel="zorg_welzijn")
    assert "U wilt naar: zorg en welzijn" in talk.last["text"]
    assert titles(talk)[0] == "Verzorgende IG"
    occupations = real.catalogue.occupations
    sectors = {one.sector for item in found(talk) if (one := occupations.get(item["id"]))}
    assert sectors == {"zorg_welzijn"}


def test_a_wish_said_before_is_kept(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    wish = [{"entity": "sector", "value": "zorg_welzijn", "role": "doel", "start": 7, "end": 14}]
    talk.says("ik wil de zorg in", "loopbaan_zij_instroom", entities=wish)
    assert talk.known("sector_doel") == "zorg_welzijn"
    talk.chooses("Overstappen naar ander werk")
    talk.says("kok", entities={"beroep": "kok"})
    talk.says("nee", "gesprek_ontken")
    assert "U wilt naar: zorg en welzijn" in talk.last["text"]


def test_a_wished_occupation_is_shown_even_when_it_is_far(real: Knowledge) -> None:
    talk = asked(real, beroep_nu="metselaar", beroep_doel="kapper")
    assert titles(talk)[0] == "Kapper"
    assert found(talk)[0]["why"][0] == "Dit werk noemde u zelf."


def test_the_own_occupation_is_no_step_and_no_occupation_stands_twice(real: Knowledge) -> None:
    talk = asked(real, beroep_nu="verzorgende")
    assert "Verzorgende IG" not in titles(talk)
    assert len(set(titles(talk))) == len(titles(talk))


def test_the_buttons_look_for_a_way_to_learn_with_the_occupation_filled_in(real: Knowledge) -> None:
    talk = asked(real, beroep_nu="metselaar")
    talk.chooses("Zoek leerbanen als")
    assert talk.turns[-1]["message"]["topic"] == "leerbaan_zoeken"
    assert talk.known("beroep_doel")


def test_examples_are_called_examples(real: Knowledge) -> None:
    talk = asked(real, beroep_nu="metselaar")
    assert "voorbeeld" in found(talk)[0]["facts"]["leren_kan_via"]
    assert "zijn nu voorbeelden" in talk.last["text"]


@pytest.mark.parametrize("channel", ["web", "voice"])
def test_by_voice_the_first_three_are_named_and_more_on_request(channel: str, real: Knowledge) -> None:
    talk = Conversation(knowledge=real, channel=channel)
    talk.presses(f'/{TOPIC}{{"beroep_nu":"metselaar"}}')
    talk.says("nee", "gesprek_ontken")
    assert talk.last["spoken"].endswith("Zal ik er meer over vertellen?")
    if channel == "voice":
        talk.says("ja", "gesprek_bevestig")
        assert talk.last["spoken"].count("zegt UWV") >= 2
        talk.says("ja", "gesprek_bevestig")
        assert talk.asked == "telefoon"


@settings(max_examples=40, deadline=None)
@given(
    work=st.sampled_from(WORK),
    wish=st.sampled_from([None, "zorg_welzijn", "techniek", "groen", "creatief"]),
    place=st.sampled_from([None, "Groningen", "Zwolle", "Enschede", "Sittard"]),
)
def test_every_figure_that_is_shown_has_who_says_it_and_when(
    real: Knowledge, work: str, wish: str | None, place: str | None
) -> None:
    slots = {"beroep_nu": work, **({"sector_doel": wish} if wish else {}), **({"plaats": place} if place else {})}
    talk = asked(real, **slots)
    assert len(found(talk)) <= 5
    assert any("mens_spreken" in payload for payload in talk.payloads)
    for item in found(talk):
        assert item["why"] and item["source"]
        for name in ("kans_op_werk", "in_uw_regio", "verwachting", "startloon"):
            said = item["facts"].get(name)
            assert said is None or said == "niet bekend" or re.search(r"\([^()]+, [^()]*20\d\d[^()]*\)", said), said


def test_a_wish_is_compared_with_no_work_that_nobody_told(real: Knowledge) -> None:
    talk = asked(real, beroep_doel="timmerman")
    why = [sentence for item in found(talk) for sentence in item["why"]]
    assert found(talk)[0]["why"] == ["Dit werk noemde u zelf."]
    assert not any("dan uw werk van nu" in sentence or "werk in timmerman" in sentence for sentence in why)


def test_who_says_it_has_no_bracket_left_open(real: Knowledge) -> None:
    talk = asked(real, beroep_doel="timmerman")
    assert all(sentence.count("(") == sentence.count(")") for item in found(talk) for sentence in item["why"])


@pytest.mark.parametrize("text", ["iets met mensen", "nee ik wil geen supermarkt meer", "ander werk"])
def test_a_vague_wish_is_no_unknown_place_and_no_miss(text: str) -> None:
    talk = Conversation()
    talk.says("ik ben lasser en wil ander werk", TOPIC, entities={"beroep": "lasser"})
    for _ in range(2):
        talk.says(text)
        assert talk.last["text"].startswith("Wilt u een ander soort werk?")
        assert talk.asked == "plaats" and "/loopbaan_welk_beroep" in talk.payloads


def test_a_branch_that_is_wished_for_is_not_taken_for_the_work_of_now() -> None:
    talk = Conversation()
    talk.says("ik ben lasser en wil ander werk", TOPIC, entities={"beroep": "lasser"})
    talk.says("iets met computers", entities=[_sector("iets met computers", "computers", "ict")])
    assert talk.known("sector_doel") == "ict" and talk.known("sector_nu") is None


def _sector(text: str, words: str, value: str) -> dict[str, Any]:
    start = text.index(words)
    return {"entity": "sector", "value": value, "start": start, "end": start + len(words)}
