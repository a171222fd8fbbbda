"""When somebody wants to begin, read from their words: "vanaf september", "uiterlijk in mei", "zo snel mogelijk".

Only words that say when to begin count: a month alone can be about anything ("ik word in mei 45").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from actions.tasks.matching import plain
from knowledge.dutch import MONTHS

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})(?: (?P<year>20\d\d))?"
_OF_MONTH = r"(?:(?:begin|half|eind|de maand) )?"
_FROM = re.compile(rf"\b(?:vanaf|pas in|niet eerder dan|na) {_OF_MONTH}{_MONTH}\b")
_UNTIL = re.compile(rf"\b(?:uiterlijk|op zijn laatst|tot en met)(?: in)? {_OF_MONTH}{_MONTH}\b")
_BEFORE = re.compile(rf"\bvoor (?!de\b){_OF_MONTH}{_MONTH}\b")
_BEGIN = r"(?:begin\w*|start\w*)"
_SOON = r"(?:zo snel mogelijk|zo gauw mogelijk|meteen|direct|per direct|nu)"
_IN = (
    re.compile(rf"\b{_BEGIN}(?: \w+)? (?:in|per) {_OF_MONTH}{_MONTH}\b"),
    re.compile(rf"\bin {_OF_MONTH}{_MONTH}(?: \w+)? {_BEGIN}\b"),
)
_NOW = re.compile(rf"\b{_SOON} (?:\w+ )?{_BEGIN}\b|\b{_BEGIN} (?:\w+ )?{_SOON}\b")
_SOON_MONTHS = 2  # within which "zo snel mogelijk" begins


@dataclass(frozen=True, slots=True)
class Start:
    """The months to begin in, each as its first day; None: no bound."""

    earliest: date | None = None
    latest: date | None = None


AT_ANY_TIME = Start()
_WORDS = frozenset({*MONTHS, "die", "dat", "deze", "vanaf", "uiterlijk", "begin", "half", "eind", "pas", "snel",
                    "mogelijk", "meteen", "direct", "per"})  # fmt: skip


def read(text: str, today: date) -> Start | None:
    """What a text says of when to begin; None when it says nothing. A month without a year is the next one."""
    said = plain(text)
    if found := next(filter(None, (pattern.search(said) for pattern in _IN)), None):
        month = _month(found["month"], found["year"], today)
        return Start(month, month)
    if found := _UNTIL.search(said):
        return Start(latest=_month(found["month"], found["year"], today))
    if found := _BEFORE.search(said):
        return Start(latest=_shifted(_month(found["month"], found["year"], today), -1))
    if found := _FROM.search(said):
        return Start(earliest=_month(found["month"], found["year"], today))
    if _NOW.search(said):
        return Start(latest=_shifted(today.replace(day=1), _SOON_MONTHS))
    return None


def without(words: str) -> str:
    """Folded words without those that only say when to begin."""
    return " ".join(word for word in words.split() if word not in _WORDS and not re.fullmatch(_BEGIN, word))


def _month(name: str, year: str | None, today: date) -> date:
    number = MONTHS.index(name) + 1
    if year:
        return date(int(year), number, 1)
    return date(today.year + (number < today.month), number, 1)


def _shifted(month: date, months: int) -> date:
    at = month.year * 12 + month.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
