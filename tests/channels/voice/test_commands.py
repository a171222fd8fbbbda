"""What a caller can say at any time, and what only looks like it."""

from __future__ import annotations

import pytest

from channels.voice.commands import Command, command


@pytest.mark.parametrize(("said", "wanted"), [
    ("medewerker", Command.PERSON), ("mag ik een medewerker spreken", Command.PERSON),
    ("een mens alstublieft", Command.PERSON), ("kunt u mij doorverbinden", Command.PERSON),
    ("herhaal", Command.REPEAT), ("kunt u dat herhalen", Command.REPEAT), ("wat zei u", Command.REPEAT),
    ("Wat zegt u?", Command.REPEAT), ("nog een keer", Command.REPEAT), ("pardon", Command.REPEAT),
    ("langzamer", Command.SLOWER), ("kunt u wat langzamer praten", Command.SLOWER), ("u praat te snel", Command.SLOWER),
    ("sneller", Command.FASTER), ("korter", Command.SHORTER), ("in het kort", Command.SHORTER),
    ("ik heb een code", Command.HAVE_CODE), ("geef mij een code voor de website", Command.GIVE_CODE),
    ("ik wil verder op de website", Command.GIVE_CODE), ("kunt u mij een sms sturen", Command.TEXT_MESSAGE),
    ("stuur mij het overzicht", Command.TEXT_MESSAGE), ("lees voor", Command.READ_OUT), ("volgende", Command.NEXT),
    ("de vorige", Command.PREVIOUS), ("keuzemenu", Command.CHOICES),
])  # fmt: skip
def test_commands(said: str, wanted: Command) -> None:
    assert command(said) is wanted


@pytest.mark.parametrize("said", [
    "", "ja", "nee", "wat is evc", "mijn medewerker wil een cursus", "een cursus voor onze medewerkers",
    "ik ben medewerker in de zorg", "ik wil code 95 halen", "ik heb code vijfennegentig", "mijn postcode is 3611",
    "ik wil een website leren bouwen", "een korte opleiding", "hoe lang duurt de volgende opleiding dan ongeveer",
    "ik wil graag iemand spreken over geld voor mijn opleiding in de zorg",
])  # fmt: skip
def test_words_for_the_conversation(said: str) -> None:
    assert command(said) is None
