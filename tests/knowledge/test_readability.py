from __future__ import annotations

import pytest

from knowledge.readability import TERM_SYLLABLES, read, split, syllables, too_hard, too_long

EASY = (
    "U leent geld bij DUO. U betaalt het later terug. Dat doet u in kleine stukken. Bent u jonger dan 57 jaar? "
    "Dan kunt u het vragen. Doe dat voor de school begint. Hulp nodig? Bel ons of kom langs."
)
HARD = (
    "De subsidie wordt verstrekt ten behoeve van de begeleiding van deelnemers aan een leerwerktraject, waarbij de "
    "aanvrager aantoonbaar dient te beschikken over een erkenning als leerbedrijf. Aanvragen kunnen uitsluitend "
    "elektronisch worden ingediend met gebruikmaking van het daartoe beschikbaar gestelde formulier."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("geld", 1), ("jaar", 1), ("opleiding", 3), ("financiën", 4), ("bijeenkomst", 3), ("geïnteresseerd", 5),
        ("bureau", 2), ("levenlanglerenkrediet", 7), ("mooie", 2), ("leeuw", 1), ("bbl", 1),
    ],
)  # fmt: skip
def test_syllables_of_dutch_words(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula_is_that_of_douma() -> None:
    """Two sentences, ten words, ten syllables: 206.84 - 0.93 * 5 - 0.77 * 100."""
    reading = read("Ik zie de grote kat. Zij slaapt op mijn bed.")
    assert (reading.sentences, reading.words, reading.syllables) == (2, 10, 11)
    assert reading.ease == pytest.approx(206.84 - 0.93 * 5 - 0.77 * 110)


def test_plain_language_passes_and_official_language_does_not() -> None:
    assert too_hard(EASY, "web") is None
    assert too_hard(EASY, "simple") is None
    assert "Flesch-Douma" in str(too_hard(HARD, "web"))


def test_a_few_words_say_nothing_about_a_text() -> None:
    assert read("Kies een leerwerktraject.").ease is None
    assert too_hard("Kies een beroepsbegeleidende leerweg.", "web") is None


def test_a_short_text_is_held_to_a_lower_bound() -> None:
    sentence = "Uw gemeente betaalt soms de opleiding en het openbaar vervoer naar de opleiding."
    assert too_hard(sentence, "web") is None
    assert too_hard(" ".join([sentence] * 3), "web") is not None


def test_a_fixed_term_counts_as_a_short_word() -> None:
    words = "levenlanglerenkrediet " * 12
    assert read(words, {"levenlanglerenkrediet"}).syllables == 12 * TERM_SYLLABLES
    assert read(words).syllables == 12 * 7


def test_a_line_of_a_list_and_a_paragraph_end_a_sentence() -> None:
    assert split("Dit kan wel:\n- lenen bij DUO;\n- sparen.\n\nBel ons\n\nDag") == [
        "Dit kan wel:", "lenen bij DUO;", "sparen.", "Bel ons", "Dag",
    ]  # fmt: skip


def test_figures_times_and_addresses_do_not_end_a_sentence() -> None:
    assert len(split("Bel van 9.00 tot 17.00 uur, of kijk op https://duo.nl/geld. Het kost € 2.694.")) == 2


def test_a_long_sentence_is_named() -> None:
    problem = too_long("Kort. " + "heel " * 26 + "lang.", "web")
    assert problem is not None and problem.startswith("a sentence of 27 words (at most 25)")
    assert too_long("Kort. " * 30, "web") is None
