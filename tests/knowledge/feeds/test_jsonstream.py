"""Reading JSON piece by piece gives what reading it whole gives, and half a file is never taken for a whole one."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds import jsonstream
from knowledge.feeds.jsonstream import Broken, Elements

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


class Dripping(io.StringIO):
    """A file that gives a few letters at a time."""

    def read(self, size: int | None = -1) -> str:
        return super().read(3)


def elements(text: str, *keys: str) -> list[Any]:
    return [value for _, value in Elements(Dripping(text), keys)]


@given(st.lists(values, max_size=5), st.sampled_from([None, 0, 2]))
def test_the_elements_of_a_list_are_those_that_python_reads(items: list[Any], indent: int | None) -> None:
    assert elements(json.dumps(items, indent=indent)) == items


@given(st.lists(values, max_size=4), st.dictionaries(st.text(max_size=4).filter(lambda key: key != "items"), values))
def test_a_page_gives_its_items_and_keeps_the_rest(items: list[Any], rest: dict[str, Any]) -> None:
    page = Elements(Dripping(json.dumps({**rest, "items": items})), ("items",))
    assert [value for _, value in page] == items
    assert page.envelope == rest


@given(st.lists(st.dictionaries(st.text(max_size=4), values, max_size=3), min_size=1, max_size=4), st.data())
def test_half_a_list_is_never_taken_for_a_whole_one(items: list[Any], data: st.DataObject) -> None:
    whole = json.dumps(items)
    half = whole[: data.draw(st.integers(min_value=1, max_value=len(whole) - 1))]
    with pytest.raises(Broken):
        elements(half)


def test_objects_one_after_another_are_elements_with_the_line_they_begin_on() -> None:
    text = '{"a": 1}\n\n{"a":\n 2}\n{"a": 3}'
    assert list(Elements(io.StringIO(text), ("items",))) == [(1, {"a": 1}), (3, {"a": 2}), (5, {"a": 3})]


def test_one_object_without_the_list_is_the_only_element() -> None:
    assert elements('{"programId": "x"}', "items") == [{"programId": "x"}]


@pytest.mark.parametrize(
    "text",
    ["[1 2]", "[NaN]", '{"items": [1}', "[" * 100_000, "{[1]: 2}", '{"a" 1}', "[1}", '["\x00'],
)
def test_what_is_no_json_is_broken_and_nothing_worse(text: str) -> None:
    with pytest.raises(Broken):
        elements(text, "items")


def test_what_is_broken_says_on_which_line() -> None:
    with pytest.raises(Broken, match="regel 3"):
        elements('[\n{"a": 1},\n{"a": }]')
    with pytest.raises(Broken, match="regel 2 midden in een onderdeel op: het is niet heel"):
        elements('[{"a": 1},\n{"a": "half')


def test_one_element_that_never_ends_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonstream, "LARGEST", 10_000)
    file = io.StringIO('["' + "x" * 10_000_000)
    with pytest.raises(Broken, match="groter"):
        list(Elements(file, ()))
    assert file.tell() < 2_000_000
