"""How much work there is: per occupation and region, each figure with its source and period, or an honest nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.profile import SECTORS
from knowledge.store import Knowledge
from tests.actions.conversation import Conversation

TOPIC = "loopbaan_kans_op_werk"
WITH_WHO_AND_WHEN = re.compile(r"\([^()]+, [^()]*20\d\d[^()]*\)")
FIGURES = ("kans_op_werk", "in_uw_regio", "verwachting", "startloon", "baankans")


def found(talk: Conversation) -> list[dict[str, Any]]:
    return [item for item in talk.last["items"] if item["kind"] == "beroep"]


def told(knowledge: Knowledge | None, text: str, **entities: str) -> Conversation:
    talk = Conversation(knowledge=knowledge) if knowledge else Conversation()
    talk.says(text, TOPIC, entities=entities)
    if talk.asked == "plaats":
        talk.says("nee", "gesprek_ontken")
    return talk


def test_the_verdict_comes_first_with_who_says_it_and_of_when() -> None:
    talk = told(None, "hoeveel werk is er als lasser", beroep="lasser")
    assert talk.last["text"].startswith("Ja: als lasser is er veel werk, volgens Bureau (2026).")
    assert found(talk)[0]["facts"]["kans_op_werk"] == "veel werk voor lassers (Bureau, 2026)"
    assert found(talk)[0]["source"]["title"] == "Bureau, cijfers" and found(talk)[0]["certainty"] == "zeker"


def test_less_work_is_said_as_plainly() -> None:
    talk = told(None, "is er werk als plaatwerker", beroep="plaatwerker")
    assert "minder werk" in talk.last["text"] and not talk.last["text"].startswith("Ja")


def test_where_we_have_no_figure_it_says_so_and_who_knows() -> None:
    talk = told(None, "is er werk als kok", beroep="kok")
    assert "weten wij niet" in talk.last["text"] and "UWV" in talk.last["text"] and "Werkcentrum" in talk.last["text"]
    assert found(talk)[0]["facts"]["kans_op_werk"] == "niet bekend"
    assert any("mens_spreken" in payload for payload in talk.payloads)


def test_a_question_about_work_is_no_wish_for_it() -> None:
    talk = told(None, "hoeveel werk is er als lasser", beroep="lasser")
    assert talk.known("beroep_doel") is None and talk.known("beroep_nu") is None


def test_the_region_of_the_place_is_looked_at(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("is er werk als lasser in Groningen", TOPIC, entities={"beroep": "lasser", "plaats": "Groningen"})
    assert "In de regio Groningen is de arbeidsmarkt krap." in talk.last["text"]
    assert "bijna 3 vacatures" in talk.last["text"] and "(tweede kwartaal van 2025)" in talk.last["text"]


def test_a_region_without_figures_is_said_to_be_one(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("is er werk als lasser in Zwolle", TOPIC, entities={"beroep": "lasser", "plaats": "Zwolle"})
    assert "Voor de regio Zwolle hebben wij geen eigen cijfer" in talk.last["text"]
    assert talk.last["items"][-1]["kind"] == "loket"


def test_a_postcode_is_a_place_too(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("is er werk als lasser", TOPIC, entities={"beroep": "lasser"})
    talk.says("9712", entities={"plaats": "9712"})
    assert "In de regio Groningen" in talk.last["text"]


def test_a_whole_sector_gives_its_groups(real: Knowledge) -> None:
    talk = told(real, "is er werk in de zorg", sector="zorg_welzijn")
    assert 3 <= len(found(talk)) <= 5
    assert all("veel werk" in item["facts"]["kans_op_werk"] for item in found(talk))


def test_a_sector_in_its_region_has_the_figure_of_the_region_first(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("is er werk in de zorg", TOPIC, entities={"sector": "zorg_welzijn"})
    talk.says("Enschede", entities={"plaats": "Enschede"})
    assert "in_uw_regio" in found(talk)[0]["facts"]


def test_two_kinds_of_work_are_both_answered(real: Knowledge) -> None:
    entities = [
        {"entity": "beroep", "value": "lasser", "start": 16, "end": 22},
        {"entity": "beroep", "value": "kapper", "start": 26, "end": 32},
    ]
    talk = Conversation(knowledge=real)
    talk.says("is er meer werk als lasser of kapper", TOPIC, entities=entities)
    talk.says("nee", "gesprek_ontken")
    assert {"Lasser", "Kapper"} <= {item["title"] for item in found(talk)}


def test_without_any_work_named_there_are_groups_of_several_branches_and_nothing_is_asked(real: Knowledge) -> None:
    talk = Conversation(knowledge=real)
    talk.says("kan ik makkelijk werk vinden", TOPIC)
    assert talk.asked is None and len(found(talk)) >= 3
    assert "(UWV)" in talk.last["text"] and "(CBS)" in talk.last["text"]
    talk.says("lasser", entities={"beroep": "lasser"})
    assert "als lasser" in talk.last["text"]


def test_the_button_to_learn_it_has_the_occupation_filled_in(real: Knowledge) -> None:
    talk = told(real, "is er werk als timmerman", beroep="timmerman")
    talk.chooses("Zoek leerbanen als timmerman")
    assert talk.turns[-1]["message"]["topic"] == "leerbaan_zoeken" and talk.known("beroep_doel") == "timmerman"


@pytest.mark.parametrize("place", [None, "Groningen"])
def test_by_voice_the_question_comes_last(place: str | None, real: Knowledge) -> None:
    talk = Conversation(knowledge=real, channel="voice")
    entities = {"beroep": "lasser", **({"plaats": place} if place else {})}
    talk.says(f"is er werk als lasser in {place}", TOPIC, entities=entities)
    if talk.asked:
        talk.says("nee", "gesprek_ontken")
    assert re.search(r"in 20\d\d", talk.last["spoken"]) and talk.last["spoken"].count("?") == 1
    assert talk.last["spoken"].endswith("?")


@settings(max_examples=60, deadline=None)
@given(
    work=st.one_of(
        st.sampled_from(SECTORS).map(lambda sector: {"sector": sector}),
        st.sampled_from(["lasser", "kapper", "tegelzetter", "verpleegkundige", "receptionist", "acteur", "flurb"]).map(
            lambda occupation: {"beroep": occupation}
        ),
        st.just({}),
    ),
    place=st.sampled_from([None, "Groningen", "Enschede", "Utrecht", "Zwolle", "Overijssel"]),
)
def test_every_figure_that_is_shown_has_who_says_it_and_when(
    real: Knowledge, work: dict[str, str], place: str | None
) -> None:
    talk = Conversation(knowledge=real)
    talk.says("is er werk", TOPIC, entities={**work, **({"plaats": place} if place else {})})
    if talk.asked == "plaats":
        talk.says("nee", "gesprek_ontken")
    assert talk.asked is None
    assert any("mens_spreken" in payload for payload in talk.payloads)
    for item in found(talk):
        figures = [item["facts"][name] for name in FIGURES if name in item["facts"]]
        assert figures
        for said in figures:
            assert said == "niet bekend" or WITH_WHO_AND_WHEN.search(said), said
        assert item["source"] or figures == ["niet bekend"]


def test_work_that_is_named_while_the_place_is_asked_for_is_what_the_answer_is_about() -> None:
    talk = Conversation()
    talk.says("wat is de kans op werk als plaatwerker", TOPIC, entities={"beroep": "plaatwerker"})
    talk.says("en als lasser?", TOPIC, entities={"beroep": "lasser"})
    assert talk.asked == "plaats"
    talk.says("Zwolle", entities={"plaats": "Zwolle"})
    assert talk.last["text"].startswith("Ja: als lasser is er veel werk")
    assert [item["title"] for item in found(talk)] == ["Lasser"]


def test_a_correction_holds_when_the_place_is_not_known() -> None:
    talk = Conversation()
    talk.says("kans op werk plaatwerker", TOPIC, entities={"beroep": "plaatwerker"})
    talk.says("Nee ik bedoel lasser", "gesprek_correctie", entities={"beroep": "lasser"})
    talk.says("weet ik niet", "gesprek_weet_niet")
    assert "als lasser is er veel werk" in talk.last["text"]
    assert "plaatwerker" not in talk.last["text"]
