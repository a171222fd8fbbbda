"""What a recogniser writes of what Dutch people say: numbers, postcodes, phone numbers, yes and no, noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]

from channels.voice.spoken_words import (
    as_typed,
    digits_of,
    fold,
    is_noise,
    large_numbers,
    phone_number,
    postcode,
    yes_or_no,
)


@pytest.mark.parametrize(("said", "typed"), [
    ("zevenentwintighonderd euro", "2700 euro"), ("ik heb tweeduizend vijfhonderd euro", "ik heb 2500 euro"),
    ("twee duizend zeven honderd vijftig", "2750"), ("vijfentwintigduizend", "25000"), ("honderdvijftig", "150"),
    ("duizend euro", "1000 euro"), ("achttien honderd euro per jaar", "1800 euro per jaar"),
    ("anderhalf duizend euro", "1500 euro"), ("ik werk al vijfentwintig jaar", "ik werk al 25 jaar"),
    ("een jaar geleden", "een jaar geleden"), ("zeven en twintig honderd", "2700"), ("honderd duizend", "100000"),
    ("een leerbaan voor mij", "een leerbaan voor mij"),
])  # fmt: skip
def test_numbers(said: str, typed: str) -> None:
    assert large_numbers(fold(said)) == typed


@given(st.integers(min_value=100, max_value=99_999))
def test_every_number_in_words_is_read_back(number: int) -> None:
    words = num2words(number, lang="nl")
    assert large_numbers(fold(words)) == str(number)


@pytest.mark.parametrize(("said", "code"), [
    ("zesendertig elf AB", "3611 AB"), ("zesendertig elf a b", "3611 AB"), ("drieënzestig nul twee", "6302"),
    ("3611 ab", "3611 AB"), ("acht nul één één", "8011"), ("tachtig elf willem karel", "8011 WK"), ("8 0 1 1", "8011"),
    ("tien nul één", "1001"), ("mijn postcode is vijfendertig zeventien", "3517"), ("negenennegentig", None),
    ("ik woon in Zwolle", None), ("nul één twee drie", None),
])  # fmt: skip
def test_postcodes(said: str, code: str | None) -> None:
    assert postcode(said) == code


@pytest.mark.parametrize(("said", "number"), [
    ("nul zes twaalf vierendertig zesenvijftig achtenzeventig", "+31612345678"), ("06 12 34 56 78", "+31612345678"),
    ("nul zes dubbel twee drie vier vijf zes zeven acht", "+31622345678"),
    ("nul zes drie keer nul vijf vijf vijf vijf vijf", "+31600055555"),
    ("plus eenendertig zes twaalf vierendertig zesenvijftig achtenzeventig", "+31612345678"),
    ("nul drie acht een twee drie vier vijf zes zeven", "+31381234567"), ("0612345678", "+31612345678"),
    ("zes twaalf vierendertig zesenvijftig achtenzeventig", "+31612345678"), ("een twee drie", None),
    ("ik weet het niet", None),
])  # fmt: skip
def test_phone_numbers(said: str, number: str | None) -> None:
    assert phone_number(said) == number


@pytest.mark.parametrize("said", [
    "ja", "Ja hoor.", "ja graag", "doet u maar", "dat klopt", "jawel", "nou ja", "inderdaad", "prima", "dat is goed",
    "ja dat klopt", "oké", "eh ja", "jazeker", "ga uw gang", "ja dank u wel",
])  # fmt: skip
def test_yes(said: str) -> None:
    assert yes_or_no(said) is True


@pytest.mark.parametrize("said", [
    "nee", "Nee, dank u.", "nou nee", "nee hoor", "dat klopt niet", "liever niet", "dat hoeft niet", "laat maar",
    "nee dat hoeft niet", "neen", "nee bedankt", "niet nodig",
])  # fmt: skip
def test_no(said: str) -> None:
    assert yes_or_no(said) is False


@pytest.mark.parametrize("said", [
    "", "ja maar ik wil eerst weten wat het kost", "nee ik wil evc", "wat kost het", "mwah", "52", "ja of nee",
])  # fmt: skip
def test_neither_yes_nor_no(said: str) -> None:
    assert yes_or_no(said) is None


def test_noise_is_told_from_words() -> None:
    assert all(is_noise(text) for text in ("", " ", "eh", "uh uhm", "hm", "...", "a"))
    assert not any(is_noise(text) for text in ("5", "52", "ja", "evc", "eh wat is evc"))


def test_what_is_asked_decides_how_words_are_read() -> None:
    assert as_typed("zesendertig elf a b", "plaats") == "3611 AB"
    assert as_typed("zesendertig elf a b") == "zesendertig elf a b"
    assert as_typed("nul zes twaalf vierendertig", "telefoon") == "nul zes twaalf vierendertig"
    assert as_typed("wat is e v c") == "wat is evc"
    assert as_typed("Ik ben 52") == "Ik ben 52"
    assert as_typed("ik verdien zevenentwintighonderd euro") == "ik verdien 2700 euro"


def test_digits_are_read_in_figures_and_words() -> None:
    assert digits_of("één twee drie, vier vijf zes") == "123456"
    assert digits_of("123 456") == "123456"
    assert digits_of("niets") == ""
