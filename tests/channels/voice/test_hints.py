"""Words that a caller is likely to say: of the field, and the places of the region asked about."""

from __future__ import annotations

from channels.voice.hints import FIELD, Hints
from knowledge.store import Knowledge


def test_the_words_of_the_field_are_always_likely(real_knowledge: Knowledge) -> None:
    hints = Hints(real_knowledge).for_question("leeftijd", "")
    assert {"EVC", "leerbaan", "bbl", "Werkcentrum", "levenlanglerenkrediet", "medewerker"} <= set(hints)
    assert "Utrecht" not in hints


def test_where_a_place_is_asked_for_places_are_likely_those_of_the_region_first(real_knowledge: Knowledge) -> None:
    hints = Hints(real_knowledge)
    country, region = hints.for_question("plaats", ""), hints.for_question("plaats", "Twente")
    assert {"Amsterdam", "Utrecht", "Groningen"} <= set(country)
    assert {"Enschede", "Hengelo", "Almelo"} <= set(region) and "Amsterdam" not in region


def test_when_the_region_is_known_its_places_stay_likely(real_knowledge: Knowledge) -> None:
    assert "Enschede" in Hints(real_knowledge).for_question(None, "Twente")


def test_a_provider_takes_no_more_than_five_hundred(real_knowledge: Knowledge) -> None:
    assert len(Hints(real_knowledge).for_question("plaats", "")) < 200
    assert max(map(len, FIELD)) <= 100


def test_without_compiled_knowledge_the_field_remains() -> None:
    assert Hints(object()).for_question("plaats", "")[-len(FIELD) :] == FIELD
