"""The national test set, and the search in a fiftieth of it: quick, so that it belongs to every test run."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings

from knowledge.search.items import KINDS
from tests.bench import compiled, national
from tests.knowledge import world
from tests.knowledge.test_search import holds, searches

PART = 0.002


@pytest.fixture(scope="module", autouse=True)
def compiled_before() -> None:
    """Compile now: inside a property, making examples would seem slow."""
    world.place("Utrecht")
    compiled.small()


def test_the_same_scale_gives_the_same_records() -> None:
    assert list(national.records(PART)) == list(national.records(PART))


def test_the_numbers_are_those_of_sbb() -> None:
    counted = Counter(record["kind"] for record in national.records(PART))
    assert counted["leerbaan"] == round(PART * 70_658)
    assert counted["leerbedrijf"] == round(PART * 247_000)
    assert counted["opleiding"] + counted["certificaat"] == round(PART * 100_000)


def test_nothing_in_it_can_be_taken_for_real() -> None:
    for record in national.records(PART):
        assert record["demo"] is True
        assert record["testset"] is True
        assert record["url"] is None
        assert record["contact"] is None
        assert (record.get("employer") or record["provider"]).endswith("(demo)")
        assert "verzonnen" in record["source"]["title"]


def test_a_leerbaan_names_its_leerbedrijf_and_stands_where_that_is() -> None:
    records = list(national.records(PART))
    firms = {record["id"]: record for record in records if record["kind"] == "leerbedrijf"}
    for record in records:
        if record["kind"] == "leerbaan":
            firm = firms[record["employer_id"]]
            assert record["employer"] == firm["employer"]
            assert record["pc4"] == firm["pc4"]
            assert record["occupation"] in firm["occupations"]


@settings(max_examples=120, deadline=None)
@given(searches())
def test_every_hit_satisfies_every_filter_or_says_which_it_breaks(wanted: dict[str, Any]) -> None:
    result = compiled.small().catalogue.search(**wanted)
    assert [holds(hit, wanted) for hit in result.hits] == [[] for _ in result.hits]
    assert len(result.hits) == min(wanted["limit"], result.total)


@settings(max_examples=120, deadline=None)
@given(searches())
def test_a_wider_search_never_loses_a_hit(wanted: dict[str, Any]) -> None:
    catalogue = compiled.small().catalogue
    strict = [hit.item.id for hit in catalogue.search(widen=False, **wanted).hits]
    wide = [hit.item.id for hit in catalogue.search(**wanted).hits]
    assert wide[: len(strict)] == strict


@settings(max_examples=80, deadline=None)
@given(searches())
def test_a_longer_list_begins_the_same(wanted: dict[str, Any]) -> None:
    catalogue = compiled.small().catalogue
    short = [hit.item.id for hit in catalogue.search(**wanted).hits]
    longer = catalogue.search(**{**wanted, "limit": wanted["limit"] + 300})
    assert [hit.item.id for hit in longer.hits[: len(short)]] == short


@settings(max_examples=100, deadline=None)
@given(searches())
def test_the_answers_to_which_of_too_many_divide_what_was_found(wanted: dict[str, Any]) -> None:
    catalogue = compiled.small().catalogue
    asked = {key: value for key, value in wanted.items() if key not in ("kind", "limit", "among", "but")}
    kinds = (wanted["kind"], "certificaat") if wanted["kind"] == "opleiding" else (wanted["kind"],)
    question = catalogue.narrow(kinds, **asked)
    if question is None:
        return
    total = sum(catalogue.search(kind, widen=False, **asked).total for kind in kinds)
    counts = [
        sum(catalogue.search(kind, widen=False, **{**asked, **choice.wanted}).total for kind in kinds)
        for choice in question.choices
    ]
    assert counts == [choice.count for choice in question.choices]
    assert sum(counts) == total


def test_every_kind_but_that_of_evc_is_in_it() -> None:
    catalogue = compiled.small().catalogue
    assert all(catalogue.count(kind) > 100 for kind in KINDS if kind != "evc_aanbieder")
