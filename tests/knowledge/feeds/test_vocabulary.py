"""The words of feeds read as ours, or refused with what would be right."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.feeds import vocabulary
from knowledge.feeds.draft import Refusal


@pytest.mark.parametrize("text", ["3", "mbo3", "MBO 3", "mbo-3", "niveau 3", "Niveau 3", "vakopleiding"])
def test_a_level_is_read_as_people_write_it(text: str) -> None:
    assert vocabulary.level(text) == "mbo3"


def test_more_forms_and_sectors_stand_in_one_cell() -> None:
    assert vocabulary.forms("BBL | derde leerweg/Avond") == ("bbl", "derde_leerweg", "avond")
    assert vocabulary.sectors("Zorg welzijn, techniek") == ("zorg_welzijn", "techniek")
    assert vocabulary.forms("") == vocabulary.sectors("") == ()


def test_a_word_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refusal, match=r"niveau '7' kennen wij niet; kies uit mbo1, mbo2"):
        vocabulary.level("7")
    with pytest.raises(Refusal, match="soort 'stage' kennen wij niet; kies uit leerbaan, opleiding"):
        vocabulary.kind("stage")
    with pytest.raises(Refusal, match="bereik"):
        vocabulary.reach("wereldwijd")


@pytest.mark.parametrize("text", ["2027-02-01", "1-2-2027", "01/02/2027", "1.2.2027", "2027-02-01T00:00:00.000Z"])
def test_a_day_is_read_as_the_dutch_or_as_machines_write_it(text: str) -> None:
    assert vocabulary.day(text, "datum") == date(2027, 2, 1)


@pytest.mark.parametrize(
    "text", ["32-13-2027", "2027-02-30", "februari", "2/2027", "1-2-27", "0202-02-02", "9999-01-01"]
)
def test_a_day_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="datum"):
        vocabulary.day(text, "datum")


def test_days_are_sorted_and_each_there_once() -> None:
    assert vocabulary.days("1-9-2027|2027-02-01, 1-9-2027", "d") == (date(2027, 2, 1), date(2027, 9, 1))


@pytest.mark.parametrize(("text", "number"), [("24", 24), ("24 uur", 24), ("24,0", 24), ("", None), (None, None)])
def test_hours_are_read_with_or_without_the_word(text: str | None, number: int | None) -> None:
    assert vocabulary.number(text, "uren", 60) == number


@pytest.mark.parametrize("text", ["0", "61", "24-32", "veel", "-8", "24,5"])
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="geen getal van 1 tot en met 60"):
        vocabulary.number(text, "uren", 60)


@pytest.mark.parametrize(
    ("duration", "months"), [("P3Y", 36), ("P1Y6M", 18), ("P10W", 2), ("P3D", 1), ("PT30H", None), ("drie jaar", None)]
)
def test_a_duration_becomes_whole_months(duration: str, months: int | None) -> None:
    assert vocabulary.months(duration) == months
