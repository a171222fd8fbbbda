"""What the index is made of: sets as bits, places in bands. Each against the plain way to do it."""

from __future__ import annotations

import math
import sqlite3
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.distance import plane
from knowledge.search import bits
from knowledge.search.index import Index
from knowledge.search.items import KINDS
from knowledge.search.locations import Locations
from knowledge.spelling import Speller
from tests.knowledge import world

SIZE = 3_000
numbers = st.sets(st.integers(0, SIZE - 1), max_size=300)


def as_set(found: int) -> set[int]:
    return set(bits.positions(found))


@given(numbers)
def test_what_is_packed_comes_out_again(found: set[int]) -> None:
    assert as_set(bits.decode(bits.encode(sorted(found), SIZE))) == found


@given(st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, 90)), max_size=12))
def test_runs_hold_every_number_in_them(drawn: list[tuple[int, int]]) -> None:
    runs = [(start, min(start + length, SIZE)) for start, length in drawn]
    assert as_set(bits.of_runs(runs, SIZE)) == {number for start, end in runs for number in range(start, end)}


@given(numbers, st.integers(0, SIZE), st.integers(0, SIZE))
def test_a_stretch_of_a_set_is_read_in_order(found: set[int], start: int, end: int) -> None:
    data = bits.to_bytes(bits.decode(bits.encode(sorted(found), SIZE)))
    assert list(bits.between(data, start, end)) == sorted(number for number in found if start <= number < end)


@pytest.fixture(scope="module")
def locations() -> Locations:
    return Locations(world.connect())


places = st.sampled_from(["Utrecht", "Terschelling", "Vaals", "Delfzijl", "Sluis", "Den Helder", "Winterswijk"])


@settings(max_examples=60, deadline=None)
@given(name=places, km=st.floats(0.0, 350.0))
def test_a_circle_holds_the_locations_at_that_distance(locations: Locations, name: str, km: float) -> None:
    place = world.place(name)
    x, y = plane(place.lat, place.lon)
    inside = [at for run in locations.within(x, y, km) for at in range(*run)]
    assert len(inside) == len(set(inside))
    exact = {at for at in range(len(locations)) if locations.square(at, x, y) <= km * km}
    # On the edge itself a rounding error decides.
    assert all(abs(math.sqrt(locations.square(at, x, y)) - km) < 0.01 for at in exact ^ set(inside))


@settings(max_examples=80, deadline=None)
@given(name=places, kind=st.sampled_from(KINDS[:3]), limit=st.integers(1, 40), seed=st.integers(0, 2**64))
def test_the_nearest_come_first(locations: Locations, name: str, kind: str, limit: int, seed: int) -> None:
    index = Index(world.connect, kind, locations)
    place = world.place(name)
    x, y = plane(place.lat, place.lon)
    found = index.all & seed * 0x9E3779B97F4A7C15F39CC0605CEDC8341082276BF3A27251F86C6A11D0C18E95
    nearest = index.nearest(found, x, y, limit)
    assert len(nearest) == min(limit, found.bit_count())
    assert nearest == index.nearest(found, x, y, 1_000)[:limit]
    measured = [math.inf if km is None else km for _, km in nearest]
    assert measured == sorted(measured)


@settings(max_examples=40, deadline=None)
@given(limit=st.integers(1, 60))
def test_without_a_place_the_order_is_fixed_and_a_longer_list_begins_the_same(locations: Locations, limit: int) -> None:
    index = Index(world.connect, "leerbaan", locations)
    assert index.spread(index.all, limit) == index.spread(index.all, index.size)[:limit]
    assert sorted(index.spread(index.all, index.size)) == list(range(index.size))


def test_many_items_in_one_place_are_found_ring_by_ring(tmp_path: Path) -> None:
    """More than are sorted one by one: the same order as when they are."""
    index, x, y = crowd()
    near, far = index.nearest(index.all, x, y, 10), index.nearest(index.all, x, y, 5_000)
    assert [number for number, _ in near] == [number for number, _ in far[:10]]
    assert len(far) == index.size == 2_000
    assert [km for _, km in far] == sorted(km for _, km in far if km is not None)


def crowd() -> tuple[Index, float, float]:
    """An index of two thousand items at four locations, 1, 20, 60 and 150 km east of (0, 0)."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE location (id, x, y, gemeente, regio, provincie, lat, lon)")
    rows: list[tuple[Any, ...]] = [(at, x, 0.0, "", "", "", 52, 5) for at, x in enumerate((1.0, 20.0, 60.0, 150.0))]
    connection.executemany("INSERT INTO location VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("CREATE TABLE kind (kind, first, items, starts)")
    starts = array("I", [0, 3, 500, 1_200, 2_000, 2_000])
    connection.execute("INSERT INTO kind VALUES ('leerbaan', 0, 2000, ?)", (starts.tobytes(),))
    return Index(lambda: connection, "leerbaan", Locations(connection)), 0.0, 0.0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("exel", "excel"), ("loodgiter", "loodgieter"), ("hofenier", "hovenier"), ("bevijliger", "beveiliger"),
     ("excel", "excel"), ("kok", None), ("qwertyuiop", None), ("2512", None)],
)  # fmt: skip
def test_a_misspelled_word_is_the_nearest_known_one(typed: str, meant: str | None) -> None:
    speller = Speller(["excel", "loodgieter", "hovenier", "beveiliger", "kok", "kop", "2511"])
    assert speller.nearest(typed) == meant
