"""What a feed calls a place, an occupation or a qualification: found when it is sure, never guessed."""

from __future__ import annotations

import pytest

from knowledge.feeds import matching as module
from knowledge.feeds.draft import Refusal
from knowledge.feeds.matching import SURE, TELLING, Found, Matcher
from knowledge.profile import SECTORS


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (("Zwolle", "", ""), Found("Zwolle", "Zwolle", None)),
        (("zwolle", "", "8011 AB"), Found("Zwolle", "Zwolle", "8011")),
        (("", "", "8011AB"), Found("Zwolle", "Zwolle", "8011")),
        (("Bergen", "Bergen (NH)", ""), Found("Bergen", "Bergen (NH)", None)),
        (("Den Bosch", "", ""), Found("'s-Hertogenbosch", "'s-Hertogenbosch", None)),
        (("Bergen", "", "1861 AA"), Found("Bergen", "Bergen (NH)", "1861")),
        (("Een wijk die wij niet kennen", "", "8011 AB"), Found("Zwolle", "Zwolle", "8011")),
        (("'S-GRAVENHAGE", "", ""), Found("Den Haag", "Den Haag", None)),
    ],
)
def test_a_place_is_found_by_its_name_or_its_postcode(
    matching: Matcher, said: tuple[str, str, str], found: Found
) -> None:
    assert matching.place(*said) == found


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (("Zwole", "", ""), "kennen wij niet; bedoelt u Zwolle"),
        (("Nergenshuizen", "", ""), "'Nergenshuizen' kennen wij niet"),
        (("Bergen", "", ""), "'Bergen' bestaat vaker .* geef ook de postcode of de gemeente"),
        (("Zwolle", "Kampen", ""), "Zwolle ligt niet in de gemeente Kampen"),
        (("Maastricht", "", "8011 AB"), "postcode 8011 ligt in Zwolle, niet in Maastricht"),
        (("", "", "0011 AB"), "postcode '0011 AB' bestaat niet"),
        (("", "", "geen"), "postcode 'geen' bestaat niet"),
        (("Twente", "", ""), "'Twente' is een regio, geen plaats"),
        (("", "", ""), "geen plaats: geef een plaats of een postcode"),
    ],
)
def test_a_place_that_is_not_one_is_refused_with_what_to_do(
    matching: Matcher, said: tuple[str, str, str], problem: str
) -> None:
    with pytest.raises(Refusal, match=problem):
        matching.place(*said)


@pytest.mark.parametrize(
    ("said", "names", "occupation"),
    [
        ("7212.3", (), "7212.3"),
        ("lasser", (), "7212.3"),
        ("", ("Leerbaan lasser (bbl, niveau 2) m/v",), "7212.3"),
        ("", ("Verzorgende-IG",), "5321.1.1"),
        ("7212", ("Allround lasser",), "7212.3"),
        ("http://data.europa.eu/esco/isco/C7212", ("lasser",), "7212.3"),
    ],
)
def test_an_occupation_is_found_by_its_code_or_its_name(
    matching: Matcher, said: str, names: tuple[str, ...], occupation: str
) -> None:
    found = matching.occupation(said, names)
    assert found is not None and found.code == occupation


@pytest.mark.parametrize("title", ["Cursus EHBO voor chauffeurs", "Iets leuks doen", "Training leidinggeven", "", "de"])
def test_a_title_that_names_no_occupation_gets_none(matching: Matcher, title: str) -> None:
    assert matching.occupation("", (title,), SURE) is None


def test_a_name_inside_a_longer_one_counts_for_a_qualification_only(matching: Matcher) -> None:
    name = "Specialist Restauratie Metselwerk"
    assert matching.occupation("", (name,), SURE) is None
    found = matching.occupation("", (name,), TELLING)
    assert found is not None and found.name == "metselaar"


def test_a_code_of_another_group_is_not_the_occupation_that_the_title_names(matching: Matcher) -> None:
    assert matching.occupation("5120", ("lasser",)) is None


def test_a_code_that_does_not_exist_is_refused(matching: Matcher) -> None:
    with pytest.raises(Refusal, match=r"ESCO-code 7212\.99 bestaat niet"):
        matching.occupation("7212.99", ())


@pytest.mark.parametrize(
    ("said", "names", "sector"),
    [
        ("7411", (), "techniek"),
        ("", ("Allround medewerker maritieme techniek",), "techniek"),
        ("", ("Leerbaan medewerker vers",), "handel"),
        ("", ("Coördinator havenlogistiek",), "transport_logistiek"),
        ("", ("Cursus Excel", "Training"), None),
    ],
)
def test_a_sector_is_told_by_a_code_or_a_telling_word(
    matching: Matcher, said: str, names: tuple[str, ...], sector: str | None
) -> None:
    assert matching.sector(said, names) == sector


def test_our_words_for_sectors_name_sectors_that_exist() -> None:
    assert {sector for _, sector in module._sector_words()} <= set(SECTORS)


@pytest.mark.parametrize("code", ["1234", "123456", "abcde", "25.656", "K12"])
def test_a_crebo_code_has_five_digits(code: str) -> None:
    with pytest.raises(Refusal, match="geen code van vijf cijfers"):
        module.qualification(code)


def test_a_code_that_our_register_lacks_is_unknown_and_not_wrong() -> None:
    assert module.qualification("27999") is None
    assert module.qualification("K0123") is None
