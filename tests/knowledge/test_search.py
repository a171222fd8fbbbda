"""Searching the catalogue: what a hit promises holds, wider never loses, the order is fixed, nothing is made up."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import yamlfile
from knowledge.distance import distance_km
from knowledge.folder import ROOT
from knowledge.places import Place
from knowledge.profile import SECTORS
from knowledge.search import Hit, Item, SearchResult
from knowledge.search.items import FORMS, KINDS
from tests.knowledge import world

TODAY = date(2026, 11, 22)
LEVELS = ("mbo1", "mbo2", "mbo3", "mbo4", "ad", "hbo", "geen")
MONTHS = (date(2026, 11, 1), date(2027, 2, 1), date(2027, 9, 1), date(2030, 1, 1))
WORDS = (None, "verzorgende", "in de keuken", "elektricien", "zorg", "techniek", "vrachtwagen chaufeur", "programmeur",
         "heftruck", "lasser", "blablabla", "Deltion", "warmtepomp", "winkel", "ik weet het niet")  # fmt: skip
PLACES = (
    None,
    "Zwolle",
    "8011",
    "Terschelling",
    "Maastricht",
    "regio Twente",
    "provincie Limburg",
    "Den Helder",
    "Utrecht",
)


@pytest.fixture(scope="module", autouse=True)
def compiled_before() -> None:
    """Compile now: inside a property, making examples would seem slow."""
    world.place("Utrecht")


@st.composite
def searches(draw: st.DrawFn) -> dict[str, Any]:
    place = draw(st.sampled_from(PLACES))
    return {
        "kind": draw(st.sampled_from(KINDS)),
        "text": draw(st.sampled_from(WORDS)),
        "sector": draw(st.none() | st.sampled_from(SECTORS)),
        "near": world.place(place) if place else None,
        "within_km": draw(st.none() | st.sampled_from([1, 10, 25, 40, 75])),
        "level": draw(st.none() | st.sampled_from(LEVELS)),
        "form": draw(st.none() | st.sampled_from(FORMS)),
        "on": draw(st.sampled_from([None, TODAY, date(2027, 3, 1), date(2030, 1, 1)])),
        "starts_from": draw(st.none() | st.sampled_from(MONTHS)),
        "starts_by": draw(st.none() | st.sampled_from(MONTHS)),
        "among": draw(st.just(()) | st.sampled_from([("5321.1.1", "5120.1"), ("7411.1",)])),
        "but": draw(st.just(()) | st.sampled_from([("5321.1.1",), ("7411.1", "8332.2")])),
        "limit": draw(st.integers(min_value=1, max_value=12)),
    }


def search(**wanted: Any) -> SearchResult:
    return world.catalogue().search(**wanted)


def ids(result: SearchResult) -> list[str]:
    return [hit.item.id for hit in result.hits]


def records() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "catalogus").rglob("*.yaml")):
        yield from yamlfile.load(path).data


def holds(hit: Hit, wanted: dict[str, Any]) -> list[str]:
    """Return the filters that a hit breaks without saying so."""
    item, broken = hit.item, []
    if item.kind != wanted["kind"]:
        broken.append("kind")
    if wanted["sector"] and item.sectors and wanted["sector"] not in item.sectors:
        broken.append("sector")
    if wanted["form"] and wanted["form"] not in item.forms:
        broken.append("form")
    if wanted["on"] and item.available_to and item.available_to < wanted["on"]:
        broken.append("on")
    if wanted["level"] and (item.level or "geen") != wanted["level"] and "niveau" not in hit.widened:
        broken.append("level")
    if wanted["among"] and not set(wanted["among"]) & set(item.codes):
        broken.append("among")
    if set(wanted["but"]) & set(item.codes):
        broken.append("but")
    broken += [bound for bound in ("starts_from", "starts_by") if wanted[bound] and not starts(item, bound, wanted)]
    if not is_near(item, wanted) and "afstand" not in hit.widened:
        broken.append("near")
    return broken


def starts(item: Item, bound: str, wanted: dict[str, Any]) -> bool:
    """Say whether one can begin with an item in the months that are wanted."""
    month = wanted[bound].strftime("%Y-%m")
    if bound == "starts_from":
        latest = item.start or item.available_to
        return latest is None or latest.strftime("%Y-%m") >= month
    earliest = item.start or item.available_from
    return earliest is None or earliest.strftime("%Y-%m") <= month


def is_near(item: Item, wanted: dict[str, Any]) -> bool:
    near: Place | None = wanted["near"]
    if near is None or item.reach != "plaats":
        return True
    if near.kind == "regio":
        return item.regio == near.regio
    if near.kind == "provincie":
        return item.provincie == near.provincie
    assert item.lat is not None
    assert item.lon is not None
    there = Place("", "", "", "", item.lat, item.lon)
    return wanted["within_km"] is None or distance_km(near, there) <= wanted["within_km"] * 1.001


@settings(max_examples=250, deadline=None)
@given(searches())
def test_every_hit_satisfies_every_filter_or_says_which_it_breaks(wanted: dict[str, Any]) -> None:
    result = search(**wanted)
    assert [holds(hit, wanted) for hit in result.hits] == [[] for _ in result.hits]
    assert len(result.hits) <= wanted["limit"]
    assert len(result.hits) <= result.total
    assert len(set(ids(result))) == len(ids(result))
    assert set(result.widened) == {way for hit in result.hits for way in hit.widened}


@settings(max_examples=150, deadline=None)
@given(searches())
def test_without_widening_nothing_is_broken(wanted: dict[str, Any]) -> None:
    result = search(**wanted, widen=False)
    assert all(hit.widened == () for hit in result.hits)
    assert result.widened == ()


@settings(max_examples=150, deadline=None)
@given(searches())
def test_a_wider_search_never_loses_a_hit_and_puts_the_strict_ones_first(wanted: dict[str, Any]) -> None:
    strict = search(**wanted, widen=False)
    wide = search(**wanted)
    assert ids(wide)[: len(ids(strict))] == ids(strict)
    assert wide.total >= strict.total


@settings(max_examples=100, deadline=None)
@given(searches())
def test_the_same_search_gives_the_same_answer_and_a_longer_list_begins_the_same(wanted: dict[str, Any]) -> None:
    again = search(**wanted)
    assert again == search(**wanted)
    longer = search(**{**wanted, "limit": wanted["limit"] + 5})
    assert ids(longer)[: len(ids(again))] == ids(again)
    assert longer.total == again.total


@settings(max_examples=100, deadline=None)
@given(searches())
def test_what_is_found_strictly_is_all_there_is(wanted: dict[str, Any]) -> None:
    """Without words, the strict result is exactly the items that fit, checked one by one."""
    wanted = {**wanted, "text": None, "limit": 1000}
    everything = search(kind=wanted["kind"], limit=1000).hits
    fitting = {hit.item.id for hit in everything if not holds(hit, wanted)}
    assert set(ids(search(**wanted, widen=False))) == fitting


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(KINDS))
def test_any_words_are_searched_without_error(text: str, kind: str) -> None:
    assert search(kind=kind, text=text).total >= 0


def test_hits_say_why_they_are_there() -> None:
    (hit,) = search(
        kind="leerbaan", text="elektricien", near=world.place("Zwolle"), level="mbo3", on=TODAY, limit=1
    ).hits
    assert hit.match == "beroep"
    assert "elektromonteur" in hit.why[0]
    assert any("kilometer van Zwolle" in reason for reason in hit.why)
    assert hit.distance_km is not None


def test_a_search_is_widened_one_thing_at_a_time() -> None:
    near = search(kind="leerbaan", text="lasser", near=world.place("Terschelling"), within_km=10, on=TODAY)
    assert near.hits[0].match == "beroep"
    assert near.hits[0].widened == ("afstand",)
    assert near.within_km is None  # at last the whole country
    enough = search(kind="leerbaan", text="zorg", near=world.place("provincie Limburg"), on=TODAY)
    assert enough.widened == ()


def test_words_that_mean_nothing_find_nothing_and_say_so() -> None:
    result = search(kind="leerbaan", text="blablabla", near=world.place("Zwolle"), within_km=20, on=TODAY)
    assert result == SearchResult((), (), 0, 20, ())


def test_an_empty_wish_finds_everything_of_the_kind() -> None:
    for kind in KINDS:
        assert search(kind=kind).total == world.catalogue().count(kind)


def test_nothing_is_on_offer_after_it_ended() -> None:
    assert search(kind="leerbaan", on=date(2031, 1, 1)).total == 0


def test_an_occupation_code_means_that_occupation_first() -> None:
    result = search(kind="leerbaan", occupation="5120.1", near=world.place("Utrecht"))
    assert result.hits[0].item.occupation is not None
    assert result.hits[0].item.occupation.code == "5120.1"
    assert search(kind="leerbaan", occupation="kok", near=world.place("Utrecht")).hits[0].item == result.hits[0].item
    assert search(kind="leerbaan", occupation="9999.99.99").total == 0


def test_what_is_online_is_near_everywhere() -> None:
    result = search(kind="certificaat", form="online", near=world.place("Terschelling"), within_km=1, widen=False)
    assert result.hits
    assert all(hit.item.reach == "online" and hit.distance_km is None for hit in result.hits)


def test_an_evc_provider_is_found_by_the_sector_of_the_occupation_and_the_general_ones_after_it() -> None:
    result = search(kind="evc_aanbieder", text="pedagogisch medewerker", near=world.place("Almere"))
    assert result.hits[0].item.sectors == ("kinderopvang",)
    assert {hit.match for hit in result.hits[1:]} == {"breed"}
    assert result.widened == ()


def test_a_wrong_kind_or_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no kind"):
        search(kind="vacature")
    with pytest.raises(ValueError, match="no form"):
        search(kind="leerbaan", form="gratis")


def test_the_catalogue_covers_the_country() -> None:
    leerbanen = [hit.item for hit in search(kind="leerbaan", limit=1000).hits]
    assert 140 <= len(leerbanen) <= 170
    regions = [item.regio for item in leerbanen]
    assert min(regions.count(regio) for regio in set(regions)) >= 2
    assert len(set(regions)) == 35
    assert len({item.provincie for item in leerbanen}) == 12
    assert search(kind="opleiding").total + search(kind="certificaat").total >= 120


def test_demonstration_data_is_marked_and_cannot_be_called_or_booked() -> None:
    for record in records():
        assert record["contact"] is None
        if record["kind"] == "evc_aanbieder":
            assert record["check"], "a real provider says that its recognition was not checked"
            assert not record["demo"]
        else:
            assert record["demo"] is True
            assert record["url"] is None
    for record in records():
        if record["kind"] == "leerbaan":
            assert record["employer"].endswith("(demo)")


def test_an_item_is_found_by_its_id() -> None:
    first = search(kind="leerbaan").hits[0].item
    assert world.catalogue().get(first.id) == first
    assert world.catalogue().get("no-such-item") is None
    assert first.source.title


def test_many_threads_may_search_at_once() -> None:
    wishes = [{"kind": "leerbaan", "text": text, "near": world.place("Zwolle"), "within_km": 30} for text in WORDS] * 6
    alone = [search(**wish) for wish in wishes]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda wish: search(**wish), wishes)) == alone


@settings(max_examples=80, deadline=None)
@given(searches())
def test_the_order_is_the_same_in_every_thread(wanted: dict[str, Any]) -> None:
    here = ids(search(**wanted))
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda _: ids(search(**wanted)), range(3))) == [here] * 3


NARROWED = ("kind", "limit", "widen")


@settings(max_examples=150, deadline=None)
@given(searches())
def test_the_answers_to_which_of_too_many_divide_what_was_found(wanted: dict[str, Any]) -> None:
    """Each answer finds as many as it says, none of them what another finds, and together they leave nothing out."""
    asked = {key: value for key, value in wanted.items() if key not in NARROWED}
    asked["among"], asked["but"] = (), ()
    everything = set(ids(search(kind=wanted["kind"], limit=1000, widen=False, **asked)))
    question = world.catalogue().narrow((wanted["kind"],), **asked)
    if question is None:
        return
    parts = [
        ids(search(kind=wanted["kind"], limit=1000, widen=False, **{**asked, **choice.wanted}))
        for choice in question.choices
    ]
    assert [len(part) for part in parts] == [choice.count for choice in question.choices]
    assert sum(map(len, parts)) == len(everything)
    assert set().union(*parts) == everything
    assert len(parts) > 1


def test_what_is_known_is_not_asked_again() -> None:
    near = world.place("provincie Limburg")
    asked = {"text": "zorg", "near": near}
    first = world.catalogue().narrow(("leerbaan",), **asked)
    assert first is not None
    second = world.catalogue().narrow(("leerbaan",), known=(first.asks,), **asked)
    assert second is None or second.asks != first.asks
    assert world.catalogue().narrow(("leerbaan",), text="zorg", near=near, sector="ict") is None


def test_farther_than_asked_is_only_said_when_a_distance_was_asked() -> None:
    near = world.place("Terschelling")
    asked = search(kind="leerbaan", text="lasser", near=near, within_km=10).hits[0]
    guessed = search(kind="leerbaan", text="lasser", near=near, within_km=10, stated_km=False).hits[0]
    assert asked.widened == guessed.widened == ("afstand",)
    assert "Dit is verder weg dan u vroeg." in asked.why
    assert "Dit is verder weg dan u vroeg." not in guessed.why
    area = search(kind="leerbaan", text="lasser", near=world.place("regio Zeeland")).hits
    assert any("buiten de regio Zeeland" in reason for hit in area if hit.widened for reason in hit.why)


@given(wanted=searches(), limit=st.sampled_from([5.0, 30.0, 60.0]))
@settings(max_examples=60, deadline=None)
def test_nothing_is_found_beyond_a_limit_however_wide_the_search(wanted: dict[str, Any], limit: float) -> None:
    found = search(**wanted, farthest_km=limit)
    near = wanted.get("near")
    if near is not None and not near.is_area:
        assert [hit.distance_km for hit in found.hits if hit.distance_km is not None and hit.distance_km > limit] == []


def test_work_of_the_same_broad_group_is_not_said_to_be_like_it() -> None:
    """Who looks for plastering is not told that fitting heat pumps is like it."""
    hits = search(kind="leerbaan", text="stukadoor", near=world.place("Utrecht"), within_km=30).hits
    heat_pumps = [hit for hit in hits if "warmtepompen" in hit.item.title]
    assert heat_pumps
    assert not [reason for hit in heat_pumps for reason in hit.why if "Lijkt op" in reason]
