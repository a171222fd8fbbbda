from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from knowledge import dutch


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (2694, "€ 2.694"), (2207.88, "€ 2.207,88"), (500, "€ 500"), (1000.5, "€ 1.000,50"), (0.5, "€ 0,50"),
        (73700000, "€ 73,7 miljoen"), (5000000, "€ 5 miljoen"), (1234567, "€ 1.234.567"),
    ],
)  # fmt: skip
def test_money(value: float, written: str) -> None:
    assert dutch.euro(value) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (2.33, "procent/jaar", "2,33 procent"), (15, "jaar", "15 jaar"), (2694, "EUR/studiejaar", "€ 2.694"),
        ("40-50", "procent", "40-50 procent"), ("wat u zelf betaalt", "EUR", "wat u zelf betaalt"),
        ("1.604 tot 2.694", "EUR/studiejaar", "€ 1.604 tot 2.694"),
        (70658, "leerbanen", "70.658 leerbanen"), (100, "", "100"),
    ],
)  # fmt: skip
def test_figures_with_their_unit(value: float | str, unit: str, written: str) -> None:
    assert dutch.figure(value, unit) == written


def test_what_a_figure_is_per() -> None:
    assert dutch.per("EUR/persoon/jaar") == "per persoon per jaar"
    assert dutch.per("EUR") == ""


def test_dates_and_moments() -> None:
    assert dutch.full_date(date(2024, 1, 1)) == "1 januari 2024"
    assert [dutch.evidence(text) for text in ("2026", "2026-07", "2026-07-18")] == ["2026", "juli 2026", "18 juli 2026"]
    assert dutch.moment(datetime(2026, 4, 7, 7, 5, tzinfo=UTC)) == "7 april 2026 om 9.05 uur"
