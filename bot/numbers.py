"""Numbers as Dutch people write and say them, and which of them is an age.

Duckling (in process) reads amounts and dates; plain numbers are read here, since Duckling takes
"tien uur per week" for a time of day and reads no ages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONES = ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
         "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"]  # fmt: skip
_TENS = {20: "twintig", 30: "dertig", 40: "veertig", 50: "vijftig", 60: "zestig", 70: "zeventig", 80: "tachtig",
         90: "negentig"}  # fmt: skip
_LOWEST_AGE, _HIGHEST_AGE = 12, 99


def _number_words() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_ONES)}
    for ten, name in _TENS.items():
        words[name] = ten
        for one in range(1, 10):
            # "tweeënvijftig" has lost its diaeresis by now; a recogniser writes "twee en vijftig"
            words[f"{_ONES[one]}en{name}"] = ten + one
            words[f"{_ONES[one]} en {name}"] = ten + one
    words["honderd"] = 100
    return words


NUMBER_WORDS = _number_words()
# "een" is nearly always the article.
_WORD = "|".join(sorted((w for w in NUMBER_WORDS if w != "een"), key=len, reverse=True))
_NUMBER = re.compile(rf"(?<![\w.,-])(?:(?P<digits>\d{{1,6}})|(?P<word>{_WORD}))(?:(?=(?:e|ste|de)\b)|(?![\w]|[.,]\d))")
_POSTCODE = re.compile(r"(?<!\d)([1-9]\d{3})\s?(?!sa|sd|ss)[a-z]{2}(?![a-z])")

_UNIT_OF_TIME = r"(?:jaar|jaren|jr|maanden|maand|weken|week|dagen|uur|uren|x|keer)"
_OTHER_UNIT = re.compile(
    rf"^\s*(?:{_UNIT_OF_TIME}\b|procent|%|euro|km|kilometer|ec\b|studiepunten|januari|februari|maart|april|mei\b|juni|"
    r"juli|augustus|september|oktober|november|december)"
)
_SAID_OF_SOMEONE = re.compile(
    r"(?:\bik ben|\bben ik|\bben|\bik word|\bleeftijd(?: is)?:?|\b(?:hij|zij|ze|zoon|dochter|man|vrouw|broer|zus|"
    r"moeder|vader|vriend|vriendin) is|"
    r"\b(?:zoon|dochter|kind|jongen|meisje|man|vrouw|broer|zus|neef|nicht) van|\bik,)\s*"
    r"(?:nu |al |pas |net |inmiddels |bijna |nog maar )?$"
)
_SAID_WITH_YEARS = re.compile(
    r"\b(?:ik|hij|zij|ze|en|is|ben|van|word|wordt)\s+(?:nu |al |pas |net |bijna |inmiddels )?$"
)
_NO_AGE_AFTER = re.compile(
    r"^\s*(?:jaar|jaren|jr)\s*(?:ervaring|geleden|lang|gewerkt|in dienst|werk|bij|gedaan|als|thuis|ziek|werkloos|"
    r"achter|in de|in het|aan het|vrijwillig|zwart|niet)"
)
_JARIGE = re.compile(r"^-?\s?jarige?")
# "ik ben zzper van 58", "een lasser van 45", with nothing counted after it; "werkloos, 28, mbo 2".
_OF_AGE = re.compile(r"\b(?:ben|een|als)(?: [\w']+){1,3} van(?: nu| bijna| al)?\s*$")
_LISTED_BEFORE, _LISTED_AFTER = re.compile(r"(?:^|,)\s*$"), re.compile(r"^\s*(?:,|$)")
_ENDS = re.compile(r"^\s*(?:$|[,.;!?]|(?:en|maar|die|met|zonder|uit|ik|kan|wat|welke?|of)\b)")
_LISTED_AGES = range(16, 76)
_ORDINAL = re.compile(r"^\s?(?:e|ste|de)\b")
_AT_MY = re.compile(r"\b(?:op|na|tot|voor) (?:mijn|m'n|me|haar|zijn|je|uw)\s*$")
_YEARS_OLD = re.compile(r"^\s*(?:jaar|jr)\.?\s*(?:oud|jong)")
_AGE_AFTER = re.compile(r"^(?:\s*(?:jaar(?:tjes)?|jr\.?|jaren)\b(?:\s*(?:oud|jong|en|,|\.|$))|\s*-?jarige?)")
_NOTHING_AFTER_YEARS = re.compile(r"^\s*(?:jaar|jr)\.?\s*(?:oud|jong|en\b|[,.!?]|$)")
_YEARS = re.compile(r"^\s*(?:jaar|jr)\b")
_DURATION_BEFORE = re.compile(
    r"(?:sinds|over|al|ruim|meer dan|bijna|afgelopen|laatste|na|gedurende|ongeveer|zo'n|dik|eerste)\s*$"
)


@dataclass(frozen=True)
class Number:
    """A number in a text: its value, place, and whether the words around it make it an age."""

    value: int
    start: int
    end: int
    is_age: bool


def find_numbers(text: str) -> list[Number]:
    """Find whole numbers in lower-case text without diacritics; postcodes and decimals are left out."""
    taken = [match.span() for match in _POSTCODE.finditer(text)]
    found = []
    for match in _NUMBER.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        value = int(match["digits"]) if match["digits"] else NUMBER_WORDS[match["word"]]
        is_age = _is_age(value, text[: match.start()], text[match.end() :])
        found.append(Number(value, match.start(), match.end(), is_age))
    return found


def _is_age(value: int, before: str, after: str) -> bool:
    if not _LOWEST_AGE <= value <= _HIGHEST_AGE or _NO_AGE_AFTER.match(after):
        return False
    if _JARIGE.match(after) or (_ORDINAL.match(after) and _AT_MY.search(before)):
        return True
    before = before[-40:]
    if _YEARS.match(after):
        if before.rstrip().endswith(" al") and not _NOTHING_AFTER_YEARS.match(after):
            return False  # "ik ben al 15 jaar hovenier"
        if _SAID_WITH_YEARS.search(before) or _YEARS_OLD.match(after):
            return True
        return bool(_AGE_AFTER.match(after)) and not _DURATION_BEFORE.search(before)
    if _OTHER_UNIT.match(after):
        return False
    if value in _LISTED_AGES and ((_OF_AGE.search(before) and _ENDS.match(after)) or _is_listed(before, after)):
        return True
    # Without "jaar" only directly after "ik ben" and the like: "ik ben 52", "mijn leeftijd is 52".
    return bool(_SAID_OF_SOMEONE.search(before))


def _is_listed(before: str, after: str) -> bool:
    """Whether it stands alone between commas in what somebody lists of themselves: at least two other things."""
    alone = _LISTED_BEFORE.search(before) and _LISTED_AFTER.match(after)
    parts = [part.strip() for part in f"{before}{after}".split(",") if part.strip()]
    return bool(alone) and len(parts) >= 2 and not any(part.isdecimal() for part in parts)
