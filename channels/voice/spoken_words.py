"""What a recogniser writes, made fit for the engine: numbers, postcodes, digits, yes and no as Dutch people say."""

from __future__ import annotations

import re
import unicodedata

from num2words import num2words  # type: ignore[import-untyped]

from channels.conversation import masking, spoken_numbers

# ---- folding --------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Return small plain letters and single blanks, without punctuation at the ends of words."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^a-z0-9'+*#<>:]+", " ", plain).split())


# ---- numbers --------------------------------------------------------------------------------------------------------


def _small_numbers() -> dict[str, int]:
    words: dict[str, int] = {}
    for value in range(1, 100):
        plain = fold(num2words(value, lang="nl"))
        words[plain] = value
        tens, ones = divmod(value, 10)
        if tens > 1 and ones:  # "zeven en twintig", as some recognisers write it
            words[f"{fold(num2words(ones, lang='nl'))} en {fold(num2words(tens * 10, lang='nl'))}"] = value
    return words


_SMALL = _small_numbers()
_N = f"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
_HUNDREDS = rf"(?:(?:(?P<{{0}}h>{_N})\s?)?honderd(?:\s?(?:en\s)?(?P<{{0}}r>{_N}))?|(?P<{{0}}n>{_N}))"
_LARGE = re.compile(
    rf"\b(?:(?:{_HUNDREDS.format('t')}\s?)?(?P<duizend>duizend)(?:\s?(?:en\s)?{_HUNDREDS.format('a')})?"
    rf"|(?:(?P<bh>{_N})\s?)?(?P<honderd>honderd)(?:\s?(?:en\s)?(?P<br>{_N}))?)\b"
)
_HALF = {"anderhalf duizend": "1500", "anderhalf duizend euro": "1500 euro", "anderhalf honderd": "150"}
_UNITS = r"(?:euro|procent|kilometer|km|jaar|jaren|uur|uren|maanden|weken|dagen)"
_WITH_UNIT = re.compile(rf"\b({_N})(?= {_UNITS}\b)")
_NO_ARTICLE = frozenset({"een"})


def _part(match: re.Match[str], prefix: str) -> int:
    hundred, rest, alone = (match.group(f"{prefix}{letter}") for letter in "hrn")
    if alone:
        return _SMALL[alone]
    if hundred is None and rest is None and "honderd" not in match[0]:
        return 0
    return (_SMALL[hundred] if hundred else 1) * 100 + (_SMALL[rest] if rest else 0)


def _large(match: re.Match[str]) -> str:
    if match["honderd"]:
        hundred = _SMALL[match["bh"]] if match["bh"] else 1
        return str(hundred * 100 + (_SMALL[match["br"]] if match["br"] else 0))
    before, _, after = match[0].partition("duizend")
    thousands = _part(match, "t") if before.strip() else 1
    return str(thousands * 1000 + (_part(match, "a") if after.strip() else 0))


def large_numbers(folded: str) -> str:
    """Write "zevenentwintighonderd" and "twee duizend" in digits; small numbers too where a unit follows."""
    for words, digits in _HALF.items():
        folded = re.sub(rf"\b{words}\b", digits, folded)
    folded = _LARGE.sub(_large, folded)
    return _WITH_UNIT.sub(lambda m: m[0] if m[1] in _NO_ARTICLE else str(_SMALL[m[1]]), folded)


# ---- digits: codes, phone numbers, postcodes ------------------------------------------------------------------------

_TWICE = re.compile(r"\b(?:dubbele?|twee ?(?:keer|maal)) (?:een )?(\w+)")
_THRICE = re.compile(r"\b(?:driedubbele?|driemaal|drie ?(?:keer|maal)) (?:een )?(\w+)")


def digits_of(text: str) -> str:
    """Return all digits of an answer that consists of them, in figures or words: "nul zes dubbel twee" is 0622."""
    folded = re.sub(r"\bplus\b", "+", text.lower())
    folded = _THRICE.sub(r"\1 \1 \1", folded)
    folded = _TWICE.sub(r"\1 \1", folded)
    found = "".join(token.digits for run in spoken_numbers.runs(folded) for token in run)
    return f"+{found}" if folded.strip().startswith("+") else found


def phone_number(text: str) -> str | None:
    """Return a phone number that was said or keyed in, as `+31612345678`; None when it cannot be one."""
    digits = digits_of(text)
    plus = digits.startswith("+")
    return masking.phone_number(digits.removeprefix("+"), plus=plus, asked=True)


# How letters are said one by one, and the Dutch spelling alphabet.
_LETTER_NAMES = {
    "aa": "a", "bee": "b", "be": "b", "cee": "c", "see": "c", "dee": "d", "de": "d", "ee": "e", "ef": "f", "gee": "g",
    "haa": "h", "ha": "h", "ie": "i", "jee": "j", "kaa": "k", "ka": "k", "el": "l", "em": "m", "en": "n", "oo": "o",
    "pee": "p", "pe": "p", "kuu": "q", "er": "r", "es": "s", "tee": "t", "te": "t", "uu": "u", "vee": "v", "wee": "w",
    "we": "w", "iks": "x", "ix": "x", "ij": "y", "zet": "z",
    "anton": "a", "anna": "a", "bernard": "b", "cornelis": "c", "dirk": "d", "eduard": "e", "ferdinand": "f",
    "gerard": "g", "hendrik": "h", "izaak": "i", "isaac": "i", "jan": "j", "johan": "j", "karel": "k", "lodewijk": "l",
    "leo": "l", "maria": "m", "marie": "m", "nico": "n", "otto": "o", "pieter": "p", "piet": "p", "quotient": "q",
    "rudolf": "r", "simon": "s", "theodoor": "t", "utrecht": "u", "victor": "v", "willem": "w", "xantippe": "x",
    "ypsilon": "y", "zacharias": "z",
}  # fmt: skip
_POSTCODE = re.compile(
    rf"\b(?P<first>[1-9]\d|{_N})\s?(?P<second>\d\d|nul {_N}|nul nul|{_N})"
    r"(?:\s(?P<letters>[a-z] ?[a-z]\b|\w+ \w+))?"
)
_DIGIT = "(?:nul|een|twee|drie|vier|vijf|zes|zeven|acht|negen)"
_FOUR_APART = re.compile(rf"\b({_DIGIT}(?: {_DIGIT}){{3}})\b(?:\s(?P<letters>[a-z] ?[a-z]\b|\w+ \w+))?")


def postcode(text: str) -> str | None:
    """Return the postcode an answer holds: "zesendertig elf AB" is "3611 AB", "acht nul één één" is "8011"."""
    folded = fold(text)
    written = re.search(r"\b([1-9]\d{3})(?: ?([a-z]) ?([a-z])\b)?", folded)
    if written:
        letters = "".join(filter(None, written.groups()[1:])).upper()
        return f"{written[1]} {letters}".strip()
    if re.fullmatch(r"\d(?: \d){3}", folded):
        return _with_letters(folded.replace(" ", ""), None)
    apart = _FOUR_APART.search(folded)
    if apart:
        return _with_letters(digits_of(apart[1]), apart["letters"])
    match = _POSTCODE.search(folded)
    if match is None:
        return None
    first, second = _pair(match["first"]), _pair(match["second"])
    if first is None or second is None or first < 10:
        return None
    return _with_letters(f"{first:02d}{second:02d}", match["letters"])


def _pair(words: str) -> int | None:
    if words.isdigit():
        return int(words)
    if words == "nul nul":
        return 0
    value = _SMALL.get(words.removeprefix("nul "))
    return value if value is not None and (value >= 10 or words.startswith("nul ")) else None


def _with_letters(digits: str, letters: str | None) -> str | None:
    if len(digits) != 4 or digits[0] == "0":
        return None
    if not letters:
        return digits
    compact = letters.replace(" ", "")
    if len(compact) != 2:
        compact = "".join(_LETTER_NAMES.get(word, word if len(word) == 1 else "") for word in letters.split())
    return f"{digits} {compact.upper()}" if len(compact) == 2 else digits


# ---- yes and no -----------------------------------------------------------------------------------------------------

_HEDGE = r"(?:nou|och|eh|uh|ehm|uhm|hm|tja|goh|oh|o|kijk|zeg|eigenlijk)"
_YES = re.compile(
    rf"(?:{_HEDGE} )*(?:ja+|jawel|jazeker|joa|jo|jep|yes|oke|okay|ok|goed|prima|graag|akkoord|zeker|zeker weten|klopt|"
    r"dat klopt|precies|inderdaad|uiteraard|natuurlijk|absoluut|vooruit|doe maar|doet u maar|dat mag|mag|mag wel|"
    r"dat is goed|dat is prima|is goed|is prima|graag zelfs|heel graag|dat wil ik|dat wil ik wel|wil ik wel|best|"
    r"ja ja|mij best|top|fijn|toe maar|ga uw gang|ga je gang)"
    r"(?: (?:hoor|graag|ja|dank u|dank je|dank u wel|dat klopt|klopt|dat is goed|is goed|doe maar|doet u maar|prima|"
    r"alstublieft|alsjeblieft|zeker|natuurlijk|mevrouw|meneer|dat mag|mag|fijn|oke|dat is zo|dat wil ik|wel|maar|"
    r"dat lijkt me goed|dat lijkt mij goed|dat zou fijn zijn))*"
)
_NO = re.compile(
    rf"(?:{_HEDGE} )*(?:nee+|neen|nope|nah|niet|liever niet|toch niet|nee niet|helemaal niet|dat klopt niet|klopt niet|"
    r"hoeft niet|dat hoeft niet|niet nodig|laat maar|doe maar niet|absoluut niet|zeker niet|nooit|geen behoefte)"
    r"(?: (?:hoor|dank u|dank je|dank u wel|bedankt|dat hoeft niet|hoeft niet|dat klopt niet|klopt niet|niet|"
    r"liever niet|dat is niet goed|dat is niet nodig|niet nodig|mevrouw|meneer|laat maar|nee|zo is het goed|"
    r"het is goed zo|"
    r"dat wil ik niet|echt niet|graag niet|nu niet|vandaag niet))*"
)


def yes_or_no(text: str) -> bool | None:
    """Whether an answer is yes or no and nothing else; None when it says more."""
    folded = fold(text)
    if not folded:
        return None
    if _NO.fullmatch(folded):
        return False
    return True if _YES.fullmatch(folded) else None


# ---- the whole ------------------------------------------------------------------------------------------------------

_NOISE = re.compile(r"(?:(?:eh|uh|ehm|uhm|hm+|mm+|ah|oh|o|hee|he|tsja|tja|nou|ja hallo|hallo hallo)\b ?)+")
_SPELLED_APART = re.compile(r"\b(e v c|b b l|b o l|m b o|h b o|v w o|z z p|u w v|w w|s t a p|r o c|w i a)\b")


def is_noise(text: str) -> bool:
    """Whether nothing was said in it: blanks, hesitation, single sounds."""
    folded = fold(text)
    return not folded or bool(_NOISE.fullmatch(folded)) or (len(folded) < 2 and not folded.isdigit())


def as_typed(text: str, asks: str | None = None) -> str:
    """Return what was said as somebody would type it, for the engine.

    `asks` is the slot that our last message asked for. A phone number stays as it was said: the masking reads it.
    """
    if asks == "telefoon":
        return text
    if asks == "plaats" and (code := postcode(text)):
        return code
    joined = _SPELLED_APART.sub(lambda match: match[1].replace(" ", ""), text.lower())
    numbers = large_numbers(fold(joined)) if _has_number(joined) else None
    if numbers is not None and numbers != fold(joined):
        return numbers
    return text if joined == text.lower() else joined


def _has_number(text: str) -> bool:
    return "honderd" in text or "duizend" in text or re.search(rf" {_UNITS}\b", text) is not None
