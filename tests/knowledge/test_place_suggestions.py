"""What a place that is being typed may become."""

from __future__ import annotations

import pytest

from tests.knowledge import world


def suggested(beginning: str) -> list[str]:
    return [place.label for place in world.places().suggest(beginning)]


def test_the_largest_town_comes_first_and_regions_come_after_towns() -> None:
    assert suggested("am")[:3] == ["Amsterdam", "Amersfoort", "Amstelveen"]
    assert suggested("tw")[0] == "Twello"
    assert "regio Twente" in suggested("twen")


def test_a_place_comes_once_however_many_names_it_has() -> None:
    assert suggested("amsterdam").count("Amsterdam") == 1


@pytest.mark.parametrize("typed", ["Den Haag", "den h", "'s-Gravenh", "s gravenhage"])
def test_another_name_or_spelling_will_do(typed: str) -> None:
    assert suggested(typed)[0] == "Den Haag"


def test_a_postcode_is_suggested_once_it_is_whole() -> None:
    assert suggested("8011")[0] == "8011"
    assert suggested("801") == suggested("0000") == []


def test_a_gemeente_is_only_suggested_where_no_town_has_its_name() -> None:
    assert "gemeente Hollands Kroon" in suggested("hollands k")
    assert "gemeente Zwolle" not in suggested("zwolle")


@pytest.mark.parametrize("typed", ["", "  ", "!!", "xqz", "%", "zwolle' OR 1=1"])
def test_what_is_no_place_gives_nothing(typed: str) -> None:
    assert suggested(typed) == []


def test_what_is_suggested_is_understood_as_an_answer() -> None:
    for beginning in ("zw", "den h", "utr", "hollands", "tw", "am"):
        for place in world.places().suggest(beginning):
            assert world.places().find(place.label)[0].label == place.label
