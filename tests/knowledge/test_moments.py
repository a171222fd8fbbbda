from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from knowledge import moments


def test_a_date_of_evidence_covers_all_its_days() -> None:
    assert (moments.earliest("2026"), moments.latest("2026")) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (moments.earliest("2024-02"), moments.latest("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert moments.earliest("2026-07-18") == moments.latest("2026-07-18") == date(2026, 7, 18)


@pytest.mark.parametrize("text", ["circa 2026", "2026-13", "2026-02-30", "26", ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moments.earliest(text)


def test_a_moment_without_a_zone_is_dutch() -> None:
    assert moments.local(datetime(2026, 7, 1, 9)).utcoffset() == moments.opening("2026-07-01T09:00").utcoffset()
    assert moments.local(datetime(2026, 7, 1, 7, tzinfo=UTC)).hour == 9


def test_a_year_before_a_leap_day() -> None:
    assert moments.a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
