from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.figures import holds, numbers, quoted, spelled_out


def found(text: str) -> list[tuple[str, str | Decimal]]:
    return [(figure.kind, figure.value) for figure in quoted(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Bel 050 599 98 28.", "0505999828"),
        ("Bel 0800-0113", "08000113"),
        ("Bel +31 50 599 98 28", "0505999828"),
        ("Bel 0031 50 5999828", "0505999828"),
        ("Bel 14 020", "14020"),
        ("Bel 113, dag en nacht", "113"),
        ("Bel direct 112.", "112"),
    ],
)
def test_phone_numbers_are_found_however_they_are_written(text: str, value: str) -> None:
    assert found(text) == [("phone", value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("€ 2.694", ["2694"]),
        ("€2694,-", ["2694"]),
        ("2.207,88 euro", ["2207.88"]),
        ("1,5 miljoen euro", ["1500000"]),
        ("€ 73,7 miljoen", ["73700000"]),
        ("€ 500 tot 900", ["500", "900"]),
        ("250 à 500 euro", ["250", "500"]),
        ("een brief van 2024 en 100 euro", ["100"]),
    ],
)
def test_sums_of_money_are_found(text: str, values: list[str]) -> None:
    assert found(text) == [("money", Decimal(value)) for value in values]


@pytest.mark.parametrize(
    ("text", "values"), [("2,33 procent", ["2.33"]), ("60%", ["60"]), ("40 tot 50 procent", ["40", "50"])]
)
def test_percentages_are_found(text: str, values: list[str]) -> None:
    assert found(text) == [("percentage", Decimal(value)) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "U bent jonger dan 57 jaar.",
        "Dat geldt in 2026-2027.",
        "Voor 1-1-2024 of op 01-01-2024.",
        "Van 9.00 tot 17.00 uur.",
        "Postcode 8011 AB.",
        "Er zijn 1.120 plekken en 113.000 banen.",
        "Mbo niveau 2 duurt 3 jaar.",
    ],
)
def test_ages_years_times_and_counts_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["duizend euro", "een paar honderd euro", "vijftig procent"])
def test_figures_in_words_are_found(text: str) -> None:
    assert spelled_out(text)


@pytest.mark.parametrize("text", ["1,5 miljoen euro", "geen euro", "hoeveel euro", "100 procent"])
def test_figures_in_digits_are_not_words(text: str) -> None:
    assert spelled_out(text) == ()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("collegegeld 2694 euro", "€ 2.694"),
        ("tuition of EUR 2,694", "€ 2.694"),
        ("rente 2.33%", "2,33 procent"),
        ("ruim 73,7 mln", "€ 73.700.000"),
        ("tel. 050-5999828", "050 599 98 28"),
    ],
)
def test_a_source_holds_a_figure_in_its_own_notation(source: str, text: str) -> None:
    assert all(holds(source, figure) for figure in quoted(text))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("collegegeld 2694 euro", "€ 694"),
        ("in 2694 gevallen", "€ 26.940"),
        ("nummer 50599982812", "050 599 98 28"),
        ("ruim 73 mln", "€ 73,7 miljoen"),
    ],
)
def test_a_source_does_not_hold_what_only_looks_like_it(source: str, text: str) -> None:
    assert not any(holds(source, figure) for figure in quoted(text))


def test_a_number_with_a_point_is_read_both_ways() -> None:
    assert set(numbers("2.694")) == {Decimal("2694"), Decimal("2.694")}
