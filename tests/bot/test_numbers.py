"""Which numbers are ages, and which are years of work, amounts or postcodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numbers import NUMBER_WORDS, find_numbers


def ages(text):
    return [number.value for number in find_numbers(text) if number.is_age]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("ik ben 52 en werk in een winkel", 52),
        ("nee wacht, ik ben 58", 58),
        ("ik ben tweeenvijftig", 52),
        ("ben twee en vijftig", 52),
        ("vrouw, 34 jaar, twee kinderen", 34),
        ("als 40-jarige", 40),
        ("mijn zoon is 17", 17),
        ("een man van 45 jaar", 45),
        ("ik ben 58 jaar oud", 58),
        ("ik word 50 in mei", 50),
        ("kan dat op mijn 60e nog", 60),
        ("op mijn 45ste weer naar school", 45),
        ("ik ben zzper van 58", 58),
        ("ik ben een werkloze lasser van 45 en zoek werk", 45),
        ("werkloos, 28, mbo 2, wil chauffeur worden", 28),
        ("ik ben zzp, 40, wil cursus vca", 40),
        ("41, in loondienst, mbo 4", 41),
        ("mijn zoon van 17 wil in de techniek", 17),
    ],
)
def test_an_age_is_recognised_as_people_say_it(text, age):
    assert ages(text) == [age]


@pytest.mark.parametrize(
    "text",
    [
        "ik werk al 20 jaar in de zorg",
        "ik heb 15 jaar ervaring",
        "20 jaar geleden",
        "al 30 jaar kok",
        "ik ben al 15 jaar hovenier",
        "in de 20e eeuw",
        "20 km",
        "8011 ab zwolle",
        "2500 euro",
        "ik ben 100",
        "32 uur per week",
        "vanaf 15 maart",
        "ik ben baas van 20 mensen",
        "ik ben eigenaar van 30 winkels",
        "zwolle, 30",
        "maat 36, 38, 40",
    ],
)
def test_other_numbers_are_no_age(text):
    assert ages(text) == []


def test_a_bare_number_is_a_number_not_an_age():
    [number] = find_numbers("52")
    assert (number.value, number.is_age) == (52, False)


@given(st.sampled_from(sorted(NUMBER_WORDS)))
def test_every_number_word_but_the_article_is_read(word):
    found = [number.value for number in find_numbers(f"het zijn {word} mensen")]
    assert found == ([] if word == "een" else [NUMBER_WORDS[word]])


@given(st.integers(12, 99))
def test_every_age_is_read_in_digits(age):
    assert ages(f"ik ben {age}") == [age]


@given(st.text(max_size=200))
def test_any_text_is_survived_and_positions_are_inside_it(text):
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
