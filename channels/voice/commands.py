"""What a caller can say at any time: repeat, slower, shorter, a person, a code, a text message, read it out."""

from __future__ import annotations

import re
from enum import StrEnum

from channels.voice.spoken_words import fold


class Command(StrEnum):
    """Something to do with the call itself."""

    PERSON = "person"
    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    SHORTER = "shorter"
    GIVE_CODE = "give_code"
    HAVE_CODE = "have_code"
    TEXT_MESSAGE = "text_message"
    READ_OUT = "read_out"
    CHOICES = "choices"
    NEXT = "next"
    PREVIOUS = "previous"


_POLITE = (
    r"(?:ja|nee|eh|nou|hallo|dag|goedendag|goedemiddag|goedemorgen|sorry|pardon|wacht|u|kunt|kun|zou|zoudt|wilt|wil|mag|"
    r"ik|je|dat|het|die|dit|graag|alstublieft|alsjeblieft|aub|even|eens|nog|een|keer|maar|wel|aan|de|lijn|spreken|"
    r"spreekt|praten|praat|met|naar|hebben|geef|geeft|mij|me|verbind|door|doorverbinden|doorverbonden|worden|echte?|liever|nu|toch|gewoon|"
    r"bitte|please|hoor|mevrouw|meneer|zeggen|zeg|doen|iets|wat|beetje|heel|veel|kan|kunnen|vragen|van|jullie|uw|over|"
    r"voor|er|is|wie|dan|om|te|mogelijk|bij|hier|iemand|heb|zit|op|weer|gaat)"
)
_WHOLE = (
    (Command.PERSON, r"medewerk\w+|adviseur\w*|mens|mensen|persoon|collega|telefoniste?|receptie|operator|"
     r"doorverbinden|doorverbonden"),
    (Command.REPEAT, r"herhaal\w*|herhalen|opnieuw zeggen|nog (?:een |n )?(?:keer|eens)|wablief\w*|"
     r"wat (?:zei|zegt|zeg|zegt u|zei u|zei je|was dat)|pardon|sorry wat|hoe bedoelt u dat zei u|niet verstaan|"
     r"niet gehoord|verstond (?:u|het|dat|je) niet|versta (?:u|het|je) niet"),
    (Command.SLOWER, r"langzamer|langzaam|trager|rustiger|niet zo snel|te snel|minder snel"),
    (Command.FASTER, r"sneller|vlotter|normale snelheid|gewoon tempo|te langzaam"),
    (Command.SHORTER, r"korter|kort|te lang|samenvatten|samenvatting|in het kort"),
    (Command.READ_OUT, r"lees (?:het |alles |ze |het overzicht )?voor|voorlezen|overzicht voorlezen|"
     r"noem ze(?: op)?|opnoemen|lees op|lijst"),
    (Command.NEXT, r"volgende|de volgende|verder|ga door|ga verder"),
    (Command.PREVIOUS, r"vorige|de vorige|terug|ga terug"),
    (Command.CHOICES, r"keuzes|keuzemenu|menu|toetsen|mogelijkheden|keuze menu|opties|welke keuzes"),
)  # fmt: skip
_COMPILED = tuple((command, re.compile(rf"(?:{_POLITE} )*(?:{words})(?: {_POLITE})*")) for command, words in _WHOLE)
# Staff of one's own are no wish to speak to somebody.
_OWN_STAFF = re.compile(r"\b(?:mijn|onze|ons|zijn|haar|hun|als|een van de) (?:\w+ )?(?:medewerk|collega)")
# "Code 95" is what drivers of lorries and buses need.
_CODE = r"code\b(?! (?:95|vijfennegentig|vijf en negentig|negen vijf))"
_CODE_MINE = re.compile(
    rf"\b(?:ik heb|hier is|mijn|heb hier|met)\b(?: \w+){{0,3}} {_CODE}|^(?:de )?code (?:is|invoeren|van de website)"
)
_CODE_WANTED = re.compile(
    rf"\b(?:geef|krijg|stuur|mag ik|kan ik|wil ik|ik wil)\b(?: \w+){{0,3}} {_CODE}|^(?:een |de |graag een )?code$|"
    r"\b(?:verder|doorgaan|verdergaan)\b(?: \w+){0,2} (?:op|via|naar) (?:\w+ )?(?:website|site|internet|computer)$|"
    r"\b(?:op|naar|via) (?:de|uw|jullie) (?:website|site) (?:verder|doorgaan|verdergaan)"
)
_SEND = r"(?:stuur|stuurt|sturen|toesturen|opsturen|gestuurd)"
_TEXT_MESSAGE = re.compile(
    rf"\b(?:sms|smsje|sms je|tekstbericht)\b|\b{_SEND}\b(?: \w+){{0,4}} (?:overzicht|bericht)\b|"
    rf"\b(?:overzicht|bericht)\b(?: \w+){{0,4}} {_SEND}\b"
)
_SHORT = 9  # words: what is longer says something of its own


def command(text: str) -> Command | None:
    """Return what a caller wants of the call, None when the words are for the conversation."""
    folded = fold(text)
    if not folded or len(folded.split()) > _SHORT:
        return None
    if _CODE_MINE.search(folded) and "postcode" not in folded:
        return Command.HAVE_CODE
    if _CODE_WANTED.search(folded) and "postcode" not in folded:
        return Command.GIVE_CODE
    if _TEXT_MESSAGE.search(folded):
        return Command.TEXT_MESSAGE
    if _OWN_STAFF.search(folded):
        return None
    for wanted, pattern in _COMPILED:
        if pattern.fullmatch(folded):
            return wanted
    return None
