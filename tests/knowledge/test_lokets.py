"""The lokets: every place has one, hours that are not known are never "closed", holidays are."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import lokets, moments, places
from knowledge.folder import ROOT
from knowledge.lokets import Loket, LoketError, holiday, maybe_off
from tests.knowledge import world

MONDAY = date(2026, 11, 23)


def loket(place: str) -> Loket:
    found = world.lokets().for_place(world.place(place))
    assert found is not None
    return found


def groningen() -> Loket:
    return loket("Groningen")


def test_there_is_one_loket_for_each_region() -> None:
    assert len(world.lokets().all()) == 35
    assert len({found.regio for found in world.lokets().all()}) == 35


def test_every_place_and_postcode_has_a_loket_of_its_own_region() -> None:
    for label, regio in world.connect().execute(
        "SELECT label, regio FROM place WHERE kind IN ('woonplaats', 'gemeente')"
    ):
        found = world.lokets().for_place(world.place(label))
        assert found is not None
        assert found.regio == regio
    assert loket("8011").id == "regio-zwolle"


def test_a_region_has_a_loket_and_a_province_may_have_several() -> None:
    assert loket("Twente").id == "twente"
    assert loket("provincie Friesland").id == "friesland"
    gelderland = world.place("provincie Gelderland")
    assert world.lokets().for_place(gelderland) is None
    assert "rivierenland" in [found.id for found in world.lokets().for_area(gelderland)]


def test_only_what_has_recent_evidence_is_filled_in() -> None:
    known = [found for found in world.lokets().all() if found.address or found.hours or found.phone or found.walk_in]
    assert {found.id for found in known} == {"groningen", "zuid-holland-centraal"}
    for found in known:
        assert moments.earliest(found.evidence_date) >= date(2025, 1, 1)
    assert all(found.website for found in world.lokets().all())
    assert not any(found.phone for found in world.lokets().all())


def test_unknown_hours_are_never_closed() -> None:
    for found in world.lokets().all():
        if found.hours is None:
            assert found.open_at(datetime(2026, 12, 25, 12)) is None
            assert found.next_opening(datetime(2026, 11, 23, 12)) is None


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 23, 9, 59), False),
        (datetime(2026, 11, 23, 10, 0), True),
        (datetime(2026, 11, 23, 15, 59), True),
        (datetime(2026, 11, 23, 16, 0), False),
        (datetime(2026, 11, 27, 12, 0), False),  # Friday
        (datetime(2026, 11, 22, 12, 0), False),  # Sunday
        (datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("UTC")), True),  # 10.30 in winter
        (datetime(2026, 7, 20, 14, 30, tzinfo=ZoneInfo("UTC")), False),  # 16.30 in summer
    ],
)
def test_hours_are_dutch_time_and_the_end_is_not_open(moment: datetime, expected: bool) -> None:
    assert groningen().open_at(moment) is expected


@pytest.mark.parametrize(
    "day",
    [date(2027, 4, 27), date(2026, 12, 25), date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17), date(2026, 1, 1)],
)
def test_a_public_holiday_is_closed(day: date) -> None:
    assert holiday(day)
    assert groningen().open_at(datetime.combine(day, datetime.min.time()).replace(hour=12)) is False


def test_on_a_day_off_for_some_we_do_not_know() -> None:
    liberation = datetime(2027, 5, 5, 12)  # a Wednesday
    assert maybe_off(liberation.date())
    assert groningen().open_at(liberation) is None
    assert maybe_off(date(2027, 3, 26))  # Good Friday
    assert not maybe_off(date(2030, 5, 5))
    assert holiday(date(2030, 5, 5))


def test_the_next_opening_steps_over_weekend_and_holidays() -> None:
    assert groningen().next_opening(datetime(2026, 11, 26, 16)) == datetime(2026, 11, 30, 10, tzinfo=moments.AMSTERDAM)
    assert groningen().next_opening(datetime(2027, 4, 26, 17)) == datetime(2027, 4, 28, 10, tzinfo=moments.AMSTERDAM)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2031, 12, 31)))
def test_the_next_opening_is_open_and_not_in_the_past(moment: datetime) -> None:
    opening = groningen().next_opening(moment)
    assert opening is not None
    assert opening > moments.local(moment)
    assert groningen().open_at(opening) is True
    assert groningen().open_at(opening - timedelta(minutes=1)) is not True


def test_a_country_with_a_gap_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lokets").mkdir()
    (tmp_path / "plaatsen").symlink_to(ROOT / "plaatsen")
    for path in sorted((ROOT / "lokets").glob("*.yaml"))[1:]:
        (tmp_path / "lokets" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    connection = sqlite3.connect(":memory:")
    places.build(connection, tmp_path)
    with pytest.raises(LoketError, match="Doetinchem"):
        lokets.build(connection, tmp_path)
