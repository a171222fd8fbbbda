"""Any text of ours made fit for the ear."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.voice.aloud import aloud, seconds, sentences


@pytest.mark.parametrize(("written", "said"), [
    ("Bel gratis 113, dag en nacht. Is er gevaar, bel 112.",
     "Bel gratis één één drie, dag en nacht. Is er gevaar, bel één één twee."),
    ("Het kost 112 euro voor 113 mensen.", "Het kost honderdtwaalf euro voor honderddertien mensen."),
    ("Eén aanbieder vroeg 1.800 euro in 2023.",
     "Eén aanbieder vroeg achttienhonderd euro in tweeduizend drieëntwintig."),
    ("€ 500 per jaar, of 2,33 procent", "vijfhonderd euro per jaar, of twee komma drieëndertig procent"),
    ("Sinds 1 januari 2024", "Sinds één januari tweeduizend vierentwintig"),
    ("tot 01-02-2027, zie 2026-03", "tot één februari tweeduizend zevenentwintig, zie maart tweeduizend zesentwintig"),
    ("Open 10.00 tot 16.30 uur", "Open tien uur tot half vijf"),
    ("Open 9 tot 17 uur", "Open negen uur tot vijf uur"),
    ("3-4 dagen, voor uw 30e verjaardag, 29% van 250", "drie tot vier dagen, voor uw dertigste verjaardag, "
     "negenentwintig procent van tweehonderdvijftig"),
    ("Bel 088 - 898 92 94.", "Bel nul acht acht, acht negen acht, negen twee, negen vier."),
    ("Geldfit, 0800-8115", "Geldfit, nul achthonderd, acht één één vijf"),
    ("mbo 4 of EVC-aanbieder", "M B O vier of E V C aanbieder"),
    ("Wat is een leerbaan (bbl)?", "Wat is een leerbaan, B B L?"),
    ("Zie www.duo.nl of duo.nl/krediet. Mail info@idw.nl", "Zie de website of de website. Mail het e-mailadres"),
    ("t/m mei, bijv. 8 km", "tot en met mei, bijvoorbeeld acht kilometer"),
    ("- een\n- twee", "een twee"),
    ("3611 AB in Utrecht", "zesendertig elf, A B in Utrecht"),
])  # fmt: skip
def test_what_is_said(written: str, said: str) -> None:
    assert aloud(written) == said


@given(st.text(max_size=200))
def test_nothing_is_left_that_only_a_page_can_show(text: str) -> None:
    said = aloud(text)
    assert not re.search(r"[<>*_#|\[\]{}]|https?://|www\.", said)


@given(st.lists(st.sampled_from([
    "1.800 euro", "35%", "06-12345678", "1 januari 2024", "10.00 uur", "3611 AB", "2027", "30e", "€ 14,71", "112",
]), max_size=6))  # fmt: skip
def test_no_figure_is_left(parts: list[str]) -> None:
    assert not re.search(r"\d", aloud(" en ".join(parts)))


def test_the_length_of_what_is_said_is_known_before_it_is_said() -> None:
    assert sentences("Eén. Twee? Drie!") == ["Eén.", "Twee?", "Drie!"]
    assert 9.5 < seconds("x" * 130) < 10.5
