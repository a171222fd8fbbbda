"""Folding, stems, compounds and sounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import words


def test_spellings_of_one_word_fold_together() -> None:
    assert words.fold("Súdwest-Fryslân") == words.fold("sudwest  fryslan") == "sudwest fryslan"
    assert words.fold("café") == words.fold("café") == "cafe"
    assert words.fold("ĲSSELSTEIN") == "ijsselstein"


def test_tokens_stand_where_they_say() -> None:
    text = "Ik woon in 's-Hertogenbosch!"
    assert [(text[start:end].lower(), token) for start, end, token in words.tokens(text)] == [
        ("ik", "ik"), ("woon", "woon"), ("in", "in"), ("s", "s"), ("hertogenbosch", "hertogenbosch")
    ]  # fmt: skip


def test_plural_and_singular_have_one_stem() -> None:
    assert words.stem("lassers") == words.stem("lasser")
    assert words.stems("ik wil een opleiding tot lasser") == (words.stem("lasser"),)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("heftruckchauffeur", ("heftruck", "chauffeur")),
        ("zorgmedewerker", ("zorg", "medewerker")),
        ("bedrijfsleider", ("bedrijf", "leider")),
        ("lasser", ("lasser",)),
        ("onbekend", ("onbekend",)),
    ],
)
def test_a_compound_is_cut_into_known_words(word: str, parts: tuple[str, ...]) -> None:
    splitter = words.Splitter({"heftruck", "chauffeur", "zorg", "medewerker", "bedrijf", "leider", "lasser"})
    assert splitter.parts(word) == parts


def test_names_that_sound_alike_sound_alike() -> None:
    assert words.sound("nymegen") == words.sound("nijmegen")
    assert words.sound("kastrikum") == words.sound("castricum")
    assert words.sound("zwolle") != words.sound("zutphen")


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert words.fold(words.fold(text)) == words.fold(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=40))
def test_parts_of_a_word_are_known_words_or_the_word_itself(word: str) -> None:
    known = {"auto", "monteur", "bouw", "vakker", "werk"}
    parts = words.Splitter(known).parts(word)
    assert parts == (word,) or set(parts) <= known
