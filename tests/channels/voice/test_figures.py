"""Figures as Dutch people say them."""

from __future__ import annotations

from datetime import date, time

import pytest

from channels.voice import figures


@pytest.mark.parametrize(("value", "said"), [
    (0, "nul"), (1, "één"), (11, "elf"), (21, "eenentwintig"), (101, "honderdeen"), (250, "tweehonderdvijftig"),
    (1000, "duizend"), (1001, "duizend één"), (1100, "elfhonderd"), (1511, "vijftienhonderd elf"),
    (2000, "tweeduizend"), (2700, "tweeduizend zevenhonderd"), (12345, "twaalfduizend driehonderdvijfenveertig"),
    (121_000, "honderdeenentwintigduizend"), (1_000_000, "één miljoen"), ("2,33", "twee komma drieëndertig"),
    ("2,05", "twee komma nul vijf"), ("0,5", "nul komma vijf"), (-3, "min drie"),
])  # fmt: skip
def test_numbers(value: int | str, said: str) -> None:
    assert figures.getal(value) == said


@pytest.mark.parametrize(("value", "said"), [
    (2700, "tweeduizend zevenhonderd euro"), ("14.71", "veertien euro eenenzeventig"), ("0,50", "vijftig cent"),
    (1, "één euro"), (1800, "achttienhonderd euro"),
])  # fmt: skip
def test_amounts(value: int | str, said: str) -> None:
    assert figures.bedrag(value) == said


def test_percentages_years_and_dates() -> None:
    assert figures.procent(35) == "vijfendertig procent"
    assert figures.jaartal(2026) == "tweeduizend zesentwintig"
    assert figures.jaartal(1996) == "negentienhonderd zesennegentig"
    assert figures.datum(date(2024, 1, 1)) == "één januari tweeduizend vierentwintig"
    assert figures.datum("2026-03-14") == "veertien maart tweeduizend zesentwintig"
    assert figures.rangtelwoord(30) == "dertigste"


@pytest.mark.parametrize(("moment", "said"), [
    ("14:30", "half drie"), ("9.15", "kwart over negen"), ("16:45", "kwart voor vijf"), ("9:40", "tien over half tien"),
    ("9:20", "tien voor half tien"), ("12:00", "twaalf uur"), ("0:05", "vijf over twaalf"), ("13:00", "één uur"),
    ("12:30", "half één"), (time(10, 50), "tien voor elf"),
])  # fmt: skip
def test_times(moment: str | time, said: str) -> None:
    assert figures.tijd(moment) == said


@pytest.mark.parametrize(("number", "said"), [
    ("0800-0113", "nul achthonderd, nul één één drie"),
    ("0900-1234", "nul negenhonderd, één twee drie vier"),
    ("0800-0234444", "nul achthonderd, nul twee drie, vier vier, vier vier"),
    ("06-12345678", "nul zes, één twee, drie vier, vijf zes, zeven acht"),
    ("+31612345678", "nul zes, één twee, drie vier, vijf zes, zeven acht"),
    ("050 599 98 28", "nul vijf nul, vijf negen negen, negen acht, twee acht"),
    ("0597123456", "nul vijf negen zeven, één twee, drie vier, vijf zes"),
    ("113", "één één drie"),
    ("+4915112345678", "plus vier negen, één vijf, één één, twee drie, vier vijf, zes zeven, acht"),
])  # fmt: skip
def test_phone_numbers(number: str, said: str) -> None:
    assert figures.telefoon(number) == said


@pytest.mark.parametrize(("code", "said"), [
    ("3611 AB", "zesendertig elf, A B"), ("8011", "tachtig elf"), ("1001AA", "tien nul één, A A"),
])  # fmt: skip
def test_postcodes(code: str, said: str) -> None:
    assert figures.postcode(code) == said


def test_a_code_is_said_in_groups() -> None:
    assert figures.cijfers("102456", 3) == "één nul twee, vier vijf zes"
