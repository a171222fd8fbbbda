"""How the name of a place is written: keys that make spellings equal, words around a name, what qualifies it.

Pure; the names themselves are in `knowledge.places`.
"""

from __future__ import annotations

import re

from knowledge import words

# Short ways to write a province behind a name ("Hengelo Gld").
PROVINCE_WORDS = {
    "nh": "Noord-Holland", "n h": "Noord-Holland", "zh": "Zuid-Holland", "z h": "Zuid-Holland",
    "nb": "Noord-Brabant", "n br": "Noord-Brabant", "brabant": "Noord-Brabant", "l": "Limburg", "lb": "Limburg",
    "lim": "Limburg", "gld": "Gelderland", "gl": "Gelderland", "g": "Gelderland", "ov": "Overijssel",
    "o": "Overijssel", "ut": "Utrecht", "u": "Utrecht", "fr": "Friesland", "frl": "Friesland",
    "fryslan": "Friesland", "gn": "Groningen", "gr": "Groningen", "dr": "Drenthe", "fl": "Flevoland",
    "z": "Zeeland", "zl": "Zeeland", "zld": "Zeeland",
}  # fmt: skip

# Words that may stand before a name in an answer to "waar woont u".
LEADING = words.word_set(
    "ik we wij woon wonen woont woonachtig in te uit bij rond rondom om omgeving van nabij buurt de het dorp stad "
    "stadje dorpje plaats plaatsje woonplaats postcode ongeveer vlakbij dichtbij naast mijn is kom nu momenteel "
    "zelf en dat ligt gewoon hier ergens ja nou eh uh euh centrum gemeente gem provincie prov regio "
    "arbeidsmarktregio zeg maar boven onder op"
)
# Words that may stand behind one.
TRAILING = words.word_set(
    "en omgeving eo e o omstreken nederland nl stad centrum noord zuid oost west noordoost zuidoost noordwest "
    "zuidwest hoor graag alstublieft aub"
)
SCOPES = {
    "gemeente": "gemeente", "gem": "gemeente", "provincie": "provincie", "prov": "provincie", "regio": "regio",
    "arbeidsmarktregio": "regio",
}  # fmt: skip
# What stands between a name and what qualifies it ("Elst bij Arnhem", "Haren gemeente Oss").
BETWEEN = words.word_set("gemeente gem bij in provincie prov regio de het te nabij")

# Answers that are no place, however much they look like one with a typing error.
NO_PLACE = words.word_set(
    """
    thuis nergens overal buitenland belgie duitsland frankrijk nederland europa holland onbekend anders geen
    weet niet maakt huis straat wonen werken lopen reizen stad dorp flat kamer appartement woning straten
    boven beneden noord zuid oost west noorden zuiden oosten westen midden heel veel weinig verder dichtbij
    vlakbij hetzelfde misschien liever morgen vandaag rolstoel polder eiland landelijk online platteland
    randstad worden werd andere maken waren laten grote willen werden geven kinderen zeggen goede houden
    dagen groot zitten manier buiten geleden eten echter helpen minder dingen groep maart school leren horen
    ander echte mogen zoeken halen delen wilde landen reden handen leden meteen woorden boeken beeld rijden
    blijf kent waaronder vormen broer gisteren overleden witte helpt hoort punten amerika gelegen strijd
    waard bracht ronde beelden londen overzicht zwaar deelnemers luisteren bellen steun groene allen vonden
    wilden wijze gelezen groen hallo schrijf halve ochtend heren deden geldt leider stijl vaste sluit gasten
    tijdje melden spijt tonen dienen gast meiden raakte twijfel voelde winkels leveren gent landelijke voort
    groei beiden zette deuren burger prins zeiden steen velen haven lagen meedoen waarden armen lossen
    kanten fase lijden overleven wezen groeit heden tanden gezonde voren wederom huilen krachten steek bevel
    levens roken hemel leerde merken doelen lieten line vielen harte raden verhuizen bart middelbare tante
    liegen brede levende netwerken oostenrijk wetgeving beurs schone dachten harder deelt letten valse vrees
    leefde brachten lijnen dronken durven lenen hielden malen woede gelden graven herkennen kwart laden
    varen overeen score ziekenhuizen liepen heten linda marie rusten tekeningen duiken lukte aandeel daden
    hekel leugen haten verre gemeen keert waarderen strijden bende geert groeide huren overheden overnemen
    losse garanderen vals zeilen spits sprong dieper deken kelder overwegen bommen meten markten herken
    meren spring bundel blokken schapen legende duivel ruimen schamen streep voeden ruiken ruilen blokkeren
    overheen
    """
)

EVERYWHERE = re.compile(r"\b(?:heel|hele|gehele|overal in) (?:nederland|land)\b")

_POSTCODE = re.compile(r"(?<!\w)([1-9]\d{3})(?: ?([a-z]{2}))?(?!\w)")
_TOKENS = {"st": "sint", "sst": "sint", "ad": "aan", "adn": "aan"}
_AAN = re.compile(r"\baan(?: (?:den|de|der|het|t|d))?\b|\ba (?:den|de|d)\b(?= \w)")
# What people write where a name has this, most of them without looking up which it is.
_WRITTEN = (
    (_AAN, ("aan den", "aan de", "aan het", "aan", "a d", "a den", "ad")),
    (re.compile(r"\bs(?:in)?t\b"), ("sint", "st")),
)
# Two letters behind four digits that make a sentence, not a postcode ("in 2019 en daarna").
_NO_LETTERS = words.word_set("en is in op te of er ik je we ze om al tm km mw nu na zo ja dd")


def key(folded: str) -> str:
    """Return the key of a folded name: "alphen a d rijn" and "alphen aan den rijn" have the same."""
    spelled = " ".join(_TOKENS.get(token, token) for token in folded.split())
    return _AAN.sub("aan", spelled)


def key_of(name: str) -> str:
    """Return the key of a name as written."""
    return key(words.fold(name))


def spellings(surface: str) -> set[str]:
    """Return the folded ways to write a name that have its key, for who looks whole words up in a list of them."""
    folded, short = words.fold(surface), key_of(surface)
    found = {folded, short}
    for pattern, written in _WRITTEN:
        found |= {pattern.sub(way, known) for known in (folded, short) for way in written if pattern.search(known)}
    return {way for way in found if key(way) == short}


def postcode(folded: str) -> str | None:
    """Return the four digits of a postcode in a folded text, or None."""
    found = _POSTCODE.search(folded)
    return found.group(1) if found else None


def full_postcode(folded: str) -> str | None:
    """Return the digits of a postcode that stands there with its letters, so that it can be nothing else."""
    for found in _POSTCODE.finditer(folded):
        if found.group(2) and not (" " in found.group() and found.group(2) in _NO_LETTERS):
            return found.group(1)
    return None
