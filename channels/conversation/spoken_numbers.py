"""Runs of numbers in a text, in digits or in Dutch words, as people type, spell and say long numbers.

"06-12 34 56 78", "0 6 1 2…", "nul zes twaalf vierendertig zesenvijftig achtenzeventig".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONES = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")


def _words() -> dict[str, str]:
    words = {word: str(value) for value, word in enumerate(_ONES)}
    words |= {"één": "1", "eén": "1", "éen": "1"}
    words |= {word: str(value) for value, word in enumerate(_TEENS, 10)}
    for tens, word in enumerate(_TENS, 2):
        words[word] = str(tens * 10)
        for ones in range(1, 10):
            joint = "ën" if _ONES[ones].endswith("e") else "en"
            words[f"{_ONES[ones]}{joint}{word}"] = str(tens * 10 + ones)
            words[f"{_ONES[ones]}en{word}"] = str(tens * 10 + ones)
    return words


_WORDS = _words()
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_TOKEN = re.compile(rf"\d+|(?<!\w)(?:{_WORD})(?!\w)", re.IGNORECASE)
# What may stand between the parts of one number: a few blanks, dashes, dots, slashes, brackets, invisible characters.
_BETWEEN = re.compile(r"[\s.,\-‐‑‒–—−/()_\u200b-\u200d\u2060\ufeff\u00ad]{0,4}")
_PLUS = re.compile(r"\+[\s(]{0,2}$|\bplus $", re.IGNORECASE)
_CLOCK = re.compile(r":\d")


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a run: its digits, where it stands, what stands before it, and how wide a plus before it is."""

    digits: str
    start: int
    end: int
    before: str
    plus: int


def runs(text: str) -> list[list[Token]]:
    """Return the runs of numbers in a text: parts with nothing but separators between them, in order."""
    found: list[list[Token]] = []
    end = -1
    for match in _TOKEN.finditer(text):
        if _CLOCK.match(text, match.end()):  # the hour of a time, not a part of a number
            end = -1
            continue
        digits = _digits(match[0])
        plus = _PLUS.search(text, max(0, match.start() - 5), match.start())
        between = text[end : match.start()] if end >= 0 else None
        token = Token(digits, match.start(), match.end(), between or "", len(plus[0]) if plus else 0)
        if between is None or plus or not _BETWEEN.fullmatch(between):
            found.append([token])
        else:
            found[-1].append(token)
        end = match.end()
    return found


def _digits(word: str) -> str:
    if word[0].isdigit():
        return "".join(str(int(character)) for character in word)
    return _WORDS[word.lower()]
