from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from knowledge.budget import Availability, availability
from tests.knowledge import make


def at(on: date | datetime, **changes: Any) -> Availability:
    return availability(make.arrangement(**changes), on)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-02T08:59", "window_shut"),
        ("2026-11-02T09:00", "open"),
        ("2026-11-30T16:59", "open"),
        ("2026-11-30T17:00", "window_shut"),
    ],
)
def test_a_window_opens_and_shuts_on_the_minute(moment: str, state: str) -> None:
    assert at(datetime.fromisoformat(moment)).state == state


WINTER = {"opens": "2026-11-02T09:00", "closes": "2026-11-30T17:00"}  # 9.00 in the Netherlands is 8.00 UTC
SUMMER = {"opens": "2026-04-07T09:00", "closes": "2026-05-04T17:00"}  # 9.00 in the Netherlands is 7.00 UTC


@pytest.mark.parametrize(
    ("window", "moment", "state"),
    [
        (WINTER, datetime(2026, 11, 2, 7, 59, tzinfo=UTC), "window_shut"),
        (WINTER, datetime(2026, 11, 2, 8, 0, tzinfo=UTC), "open"),
        (SUMMER, datetime(2026, 4, 7, 6, 59, tzinfo=UTC), "window_shut"),
        (SUMMER, datetime(2026, 4, 7, 7, 0, tzinfo=UTC), "open"),
        (SUMMER, datetime(2026, 5, 4, 14, 59, tzinfo=UTC), "open"),
        (SUMMER, datetime(2026, 5, 4, 15, 0, tzinfo=UTC), "window_shut"),
    ],
)
def test_a_window_is_in_dutch_time_summer_and_winter(window: dict[str, str], moment: datetime, state: str) -> None:
    assert at(moment, budget={"windows": [window]}).state == state


def test_a_window_of_days_lasts_until_the_end_of_its_last_day() -> None:
    budget = {"windows": [{"opens": "2026-05-26", "closes": "2026-12-31"}]}
    assert at(datetime(2026, 12, 31, 23, 59), budget=budget) == Availability("open", closes=date(2026, 12, 31))
    assert at(datetime(2027, 1, 1, 0, 0), budget=budget).state == "window_shut"


def test_a_plain_day_counts_when_part_of_it_is_open() -> None:
    assert at(date(2026, 11, 2)).state == "open"
    assert at(date(2026, 11, 30)).state == "open"
    assert at(date(2026, 11, 1)).state == "window_shut"
    assert at(date(2026, 12, 1)).state == "window_shut"


def test_between_windows_the_next_one_is_named() -> None:
    windows = [
        {"opens": "2026-08-19T09:00", "closes": "2026-09-07T17:00"},
        {"opens": "2026-04-07T09:00", "closes": "2026-05-04T17:00"},
    ]
    found = at(datetime(2026, 6, 1), budget={"windows": windows})
    assert found == Availability("window_shut", opens_next=date(2026, 8, 19))
    assert at(datetime(2026, 9, 7, 17), budget={"windows": windows}) == Availability("window_shut")


def test_being_within_validity_is_not_enough_when_the_money_is_gone() -> None:
    budget = {"windows": [], "exhausted_since": "2026-06-01T12:00"}
    assert at(datetime(2026, 6, 1, 11, 59), budget=budget).state == "open"
    assert at(datetime(2026, 6, 1, 12, 0), budget=budget).state == "exhausted"


def test_a_window_after_the_money_ran_out_has_money_of_its_own() -> None:
    windows = [{"opens": "2026-04-07", "closes": "2026-05-04"}, {"opens": "2026-08-19", "closes": "2026-09-07"}]
    budget = {"windows": windows, "exhausted_since": "2026-04-20"}
    assert at(date(2026, 4, 25), budget=budget) == Availability("exhausted", opens_next=date(2026, 8, 19))
    assert at(date(2026, 8, 20), budget=budget).state == "open"


def test_validity_comes_before_windows() -> None:
    assert at(datetime(2026, 11, 10), valid={"from": None, "to": "2026-11-09"}).state == "closed"
    assert at(datetime(2026, 11, 10), scheme_runs_until="2026-11-09").state == "closed"
    assert at(datetime(2026, 11, 10), valid={"from": "2026-11-11", "to": None}).state == "not_yet"


def test_the_last_day_is_that_of_the_window_or_of_the_validity_if_earlier() -> None:
    assert at(datetime(2026, 11, 10), valid={"from": None, "to": "2026-11-20"}).closes == date(2026, 11, 20)
    assert at(datetime(2026, 11, 10), budget=None).closes == date(2027, 12, 31)


def test_a_closed_record_was_open_while_it_was_valid() -> None:
    valid = {"from": "2022-03-01", "to": "2023-12-31"}
    assert at(date(2023, 12, 31), status="closed", budget=None, valid=valid).state == "open"
    assert at(date(2024, 1, 1), status="closed", budget=None, valid=valid).state == "closed"


@pytest.mark.parametrize(
    "changes",
    [
        {"valid": {"from": None, "to": "2027-12-31"}, "budget": None},
        {"valid": {"from": None, "to": None}, "budget": {"windows": [{"opens": "2026-11-02", "closes": "2027-11-30"}]}},
        {"valid": {"from": None, "to": None}, "budget": {"windows": [{"opens": "2027-11-02", "closes": "2027-11-30"}]}},
    ],
)
@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2026, 11, 22), date(2027, 11, 10)])
def test_what_was_seen_to_be_closed_stays_so_whatever_a_period_promises(changes: dict[str, Any], day: date) -> None:
    found = at(day, status="closed", evidence_date="2026-05", **changes)
    assert found == Availability("closed")


def test_a_closed_record_without_dates_is_closed_on_any_day() -> None:
    valid = {"from": None, "to": None}
    assert at(date(2023, 1, 1), status="closed", budget=None, valid=valid).state == "closed"


def test_a_running_scheme_that_is_closed_now_is_shut_and_not_ended() -> None:
    valid = {"from": None, "to": None}
    found = at(date(2026, 11, 22), status="closed", budget=None, valid=valid, scheme_runs_until="2029-12-31")
    assert found.state == "window_shut"


@pytest.mark.parametrize(("day", "state"), [(date(2026, 12, 31), "not_yet"), (date(2027, 1, 1), "unknown")])
def test_a_plan_that_should_have_started_is_not_taken_as_open(day: date, state: str) -> None:
    assert at(day, status="planned", budget=None, valid={"from": "2027-01-01", "to": None}).state == state


@pytest.mark.parametrize("changes", [{"status": "unknown"}, {"certainty": "onbekend"}])
def test_what_we_do_not_know_is_unknown_at_any_time(changes: dict[str, str]) -> None:
    assert at(date(2030, 1, 1), **changes).state == "unknown"
