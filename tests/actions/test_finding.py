"""Searching in conversation, on the real places and occupations and a catalogue large enough to find too much in."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest

from actions.tasks.narrowing import MANY
from actions.tasks.zoeken import MAX_HITS
from knowledge.search import Hit, SearchResult
from knowledge.search.items import make_item
from tests.actions import fakes
from tests.actions.conversation import Conversation
from tests.bench import compiled

CARE = {"sector": "zorg_welzijn"}


def conversation(channel: str = "web") -> Conversation:
    return Conversation(knowledge=compiled.small(), channel=channel)


def too_many(channel: str = "web") -> Conversation:
    """Asked for work in care in a province: more than anybody wants to read."""
    talk = conversation(channel)
    talk.says("leerbaan in de zorg", "leerbaan_zoeken", entities=CARE)
    talk.says("provincie Noord-Holland")
    return talk


def places(talk: Conversation) -> set[Any]:
    return {item["facts"].get("plaats") for item in talk.last["items"]}


def test_what_is_found_says_why_and_how_far_it_is() -> None:
    talk = conversation()
    talk.says("leerbaan als verzorgende", "leerbaan_zoeken", entities={"beroep": "verzorgende"})
    talk.says("Zwolle")
    assert talk.asked is None
    assert 1 <= len(talk.last["items"]) <= MAX_HITS
    for item in talk.last["items"]:
        assert item["kind"] == "leerbaan"
        assert item["why"]
        assert item["facts"]["afstand"]
        assert item["demo"]


def test_words_that_mean_nothing_find_nothing_and_lead_to_the_loket() -> None:
    talk = conversation()
    talk.says("vind een leerbaan", "leerbaan_zoeken")
    talk.says("xyzzy plugh")
    talk.says("Zwolle")
    assert [item["kind"] for item in talk.last["items"]] == ["loket"]


def test_too_much_is_shown_in_part_with_the_one_question_that_narrows_most() -> None:
    talk = too_many()
    assert talk.asked in ("welk_werk", "niveau_doel")
    assert talk.last["asks"]["step"] == talk.last["asks"]["at_most"]
    assert len(talk.last["items"]) == MAX_HITS
    titles = [button["title"] for button in talk.last["buttons"]]
    assert 3 <= len(titles) <= 6
    assert titles[-1] == "Maakt niet uit"


def test_each_answer_leaves_only_what_it_says() -> None:
    for at in range(len(too_many().last["buttons"]) - 1):
        talk = too_many()
        before = talk.asked
        talk.presses(talk.payloads[at])
        assert talk.asked is None, "one such question is enough"
        if before == "niveau_doel":
            assert len({item["facts"].get("niveau") for item in talk.last["items"]}) == 1


def test_other_work_leaves_out_the_work_that_was_on_offer() -> None:
    talk = too_many()
    if talk.asked != "welk_werk":
        pytest.fail("the test needs another search: it is about the question which work")
    names = [button["title"].lower() for button in talk.last["buttons"][:-2]]
    talk.chooses("ander werk")
    assert talk.last["items"]
    assert not any(name in reason for name in names for item in talk.last["items"] for reason in item["why"])


@pytest.mark.parametrize("words", ["maakt niet uit", "weet ik niet"])
def test_the_question_may_be_skipped(words: str) -> None:
    talk = too_many()
    shown = [item["id"] for item in talk.last["items"]]
    talk.says(words, "gesprek_weet_niet")
    assert talk.asked is None
    assert [item["id"] for item in talk.last["items"]] == shown


def test_the_question_may_be_answered_in_words() -> None:
    for words in (too_many().last["buttons"][1]["title"], "de tweede"):
        talk = too_many()
        talk.says(words)
        assert talk.asked is None
        assert talk.last["items"]


def test_on_the_telephone_at_most_three_answers_are_read_and_no_cards() -> None:
    talk = too_many("voice")
    assert talk.asked is not None
    spoken = talk.last["spoken"]
    assert spoken.count("?") == 1
    offered = [button["title"].lower() for button in talk.last["buttons"][:-1]]
    assert sum(name in spoken.lower() for name in offered) <= 3
    assert "maakt niet uit" in spoken


def test_other_work_instead_of_an_answer_is_another_search() -> None:
    talk = too_many()
    talk.says("nee, ik wil kok worden", "gesprek_correctie", entities={"beroep": "kok"})
    assert talk.known("beroep_doel") == "kok"
    assert talk.asked is None
    assert "kok" in talk.last["text"]


def test_few_hits_are_not_asked_about() -> None:
    talk = conversation()
    talk.says("leerbaan als schoorsteenveger", "leerbaan_zoeken", entities={"beroep": "schoorsteenveger"})
    talk.says("Zwolle")
    assert talk.asked is None
    assert len(talk.last["items"]) < MANY


def test_a_name_that_no_place_has_is_asked_again_and_a_postcode_will_do() -> None:
    talk = conversation()
    talk.says("leerbaan als verzorgende", "leerbaan_zoeken", entities={"beroep": "verzorgende"})
    talk.says("Nergenshuizen")
    assert talk.asked == "plaats"
    assert "Nergenshuizen" in talk.last["text"]
    talk.says("8011 AB")
    assert talk.known("plaats") == "8011"
    assert talk.last["items"]


def test_a_misspelled_place_is_understood() -> None:
    talk = conversation()
    talk.says("leerbaan als verzorgende", "leerbaan_zoeken", entities={"beroep": "verzorgende"})
    talk.says("Nijmege")
    assert talk.known("plaats") == "Nijmegen"


@pytest.mark.parametrize(
    ("name", "wanted", "label"),
    [("Hengelo", "Gelderland", "Hengelo (Gelderland)"), ("Bergen", "Limburg", "Bergen (Limburg)")],
)
def test_a_place_that_exists_twice_is_asked_which(name: str, wanted: str, label: str) -> None:
    talk = conversation()
    talk.says("leerbaan als verzorgende", "leerbaan_zoeken", entities={"beroep": "verzorgende"})
    talk.says(name)
    assert talk.asked == "plaats"
    assert len([p for p in talk.payloads if name in p]) >= 2
    talk.chooses(wanted)
    assert talk.known("plaats") == label
    assert talk.last["items"]


def test_whoever_changes_the_place_half_way_gets_that_place() -> None:
    talk = too_many()
    talk.says("nee wacht, ik zoek in Maastricht", "gesprek_correctie", entities={"plaats": "Maastricht"})
    assert talk.known("plaats") == "Maastricht"
    assert "Maastricht" in talk.last["text"]
    talk.says("doe toch maar Groningen", "gesprek_correctie", entities={"plaats": "Groningen"})
    assert talk.known("plaats") == "Groningen"
    assert "Groningen" in talk.last["text"]


def test_a_province_is_searched_whole_and_no_distance_is_made_up() -> None:
    talk = conversation()
    talk.says("leerbaan als verzorgende", "leerbaan_zoeken", entities={"beroep": "verzorgende"})
    talk.says("provincie Limburg")
    assert "in de provincie Limburg" in talk.last["text"]
    assert talk.last["items"]
    assert not any("afstand" in item["facts"] for item in talk.last["items"])
    assert all("In de provincie Limburg." in item["why"] for item in talk.last["items"])


def test_a_distance_that_was_said_is_a_limit_and_what_lies_beyond_it_is_offered() -> None:
    talk = conversation()
    talk.says("leerbaan als lasser", "leerbaan_zoeken", entities={"beroep": "lasser"})
    talk.says("Zwolle, hoogstens 5 km", entities={"plaats": "Zwolle", "reisafstand": 5})
    assert "tot 5 kilometer" in talk.last["text"]
    assert not any("Past bij lasser." in item["why"] for item in talk.last["items"])
    talk.chooses("Zoek tot 70 kilometer")
    assert any("Past bij lasser." in item["why"] for item in talk.last["items"])


def test_nothing_lies_farther_than_one_travels_in_a_day_nor_is_anything_wider_called_the_best() -> None:
    for place in ("Terschelling", "Vaals", "Den Helder", "Sluis", "Zwolle", "Utrecht"):
        for work in ("lasser", "bakker", "stukadoor", "piloot", "kapper"):
            talk = conversation()
            talk.says(f"leerbaan als {work}", "leerbaan_zoeken", entities={"beroep": work})
            talk.says(f"in {place}", entities={"plaats": place})
            reasons = [reason for item in talk.last["items"] for reason in item["why"]]
            distances = [int(km) for reason in reasons for km in re.findall(r"ongeveer (\d+) kilometer", reason)]
            assert all(km <= 60 for km in distances)
            only_this_near_by = all(f"Past bij {work}." in item["why"] for item in talk.last["items"])
            if not only_this_near_by or any(km > 30 for km in distances):
                assert "passen het best" not in talk.last["text"]


def test_a_month_to_begin_in_is_kept_to_and_said_back() -> None:
    talk = conversation()
    talk.says("een opleiding voor verzorgende die begint in september", "opleiding_zoeken")
    talk.says("provincie Noord-Brabant")
    assert talk.known("beroep_doel") == "verzorgende"
    assert "begint in september 2027" in talk.last["text"]
    talk.says("weet ik niet", "gesprek_weet_niet")
    for item in talk.last["items"]:
        assert not any(reason.startswith("Begint op") and "september" not in reason for reason in item["why"])


class OnlyFirms(fakes.FakeCatalogue):
    """Has leerbedrijven, and no leerbaan."""

    def search(self, kind: str, *given: Any, **wanted: Any) -> SearchResult:
        if kind != "leerbedrijf":
            return SearchResult((), (), 0)
        name, source = "Bakkerij Jansen", {"title": "SBB"}
        record = {"id": "b", "kind": kind, "title": name, "employer": name, "sector": "horeca", "place": "Zwolle"}
        record |= {"demo": False, "source": source}
        return SearchResult((Hit(make_item(record, None), "beroep", 1.0, (), ()),), (), 1)


def test_without_a_leerbaan_leerbedrijven_nearby_are_named() -> None:
    knowledge = fakes.FakeKnowledge(catalogue=OnlyFirms())
    talk = Conversation(knowledge=cast(Any, knowledge))
    talk.says("leerbaan bakker in Zwolle", "leerbaan_zoeken", entities={"beroep": "bakker", "plaats": "Zwolle"})
    assert "Bakkerij Jansen (Zwolle)" in talk.last["text"]
    assert [item["kind"] for item in talk.last["items"]] == ["loket"]
