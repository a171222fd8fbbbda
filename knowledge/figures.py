"""Find the phone numbers, sums of money and percentages in a text, and see whether a source holds them.

A citizen may act on such a figure, so none may stand in a text on its own authority. Ages, years and counts of months
are left alone: they are part of rules that carry their own source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["phone", "money", "percentage"]


@dataclass(frozen=True)
class Figure:
    """A figure as it stands in a text. `value` is the digits of a phone number, else the amount."""

    kind: Kind
    value: str | Decimal
    text: str


_DATE = re.compile(r"\b\d{1,2}-\d{1,2}-\d{4}\b")
_PHONE = re.compile(
    r"(?<![\w.,€])(?:"
    r"(?:\+31|0031)[\s\-]?(?:\(0\))?(?:[\s\-]?\d){6,9}"  # international
    r"|0\d(?:[\s\-]?\d){5,9}"  # 050 599 98 28, 0800-0113
    r"|14[\s\-]?0\d{2,3}"  # 14 020, municipalities
    r"|11[234](?:[\s\-]?\d{3})?|144|116[\s\-]?\d{3}"  # emergency and help lines
    r")(?![\w%]|[.,]\d|\s*(?:euro|procent|miljoen))"
)
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_SCALE = r"(?:\s*(?P<scale{n}>duizend|miljoen|mln|miljard|mld))?"
_RANGE = rf"(?:(?P<low>{_NUMBER})\s*(?:-|–|tot(?: en met)?|à)\s*)?"
_MONEY = re.compile(
    rf"€\s*{_RANGE}(?P<after>{_NUMBER}){_SCALE.format(n=1)}"
    rf"|\b{_RANGE.replace('low', 'low2')}(?P<before>{_NUMBER}){_SCALE.format(n=2)}(?:,-)?\s*(?:euro\b|EUR\b)"
)
_PERCENTAGE = re.compile(rf"\b{_RANGE}(?P<value>{_NUMBER})\s*(?:%|procent\b)")
_WORDS = re.compile(
    r"(?<!\d )\b(?!geen\b)\w*(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|tig"
    r"|honderd|duizend|miljoen)\s+(?:euro|procent)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d[\d.,]*\d|\d")
_SCALES = {"duizend": 1_000, "miljoen": 10**6, "mln": 10**6, "miljard": 10**9, "mld": 10**9}


def quoted(text: str) -> tuple[Figure, ...]:
    """Return the phone numbers, sums of money and percentages that a text states."""
    text = _DATE.sub(" ", text)
    return (*_phones(text), *_sums(text), *_percentages(text))


def spelled_out(text: str) -> tuple[str, ...]:
    """Return sums and percentages written in words, which nobody can check against a source."""
    return tuple(match.group() for match in _WORDS.finditer(text))


def holds(source_text: str, figure: Figure) -> bool:
    """Say whether a source's own words hold this figure."""
    if figure.kind == "phone":
        return any(phone.value == figure.value for phone in _phones(source_text))
    return isinstance(figure.value, Decimal) and figure.value in set(numbers(source_text))


def held_by(sources: Iterable[str], figure: Figure) -> bool:
    """Say whether at least one of the sources holds this figure."""
    return any(holds(source, figure) for source in sources)


def numbers(text: str) -> Iterator[Decimal]:
    """Yield every number a source may mean: "2.694" is 2694 for a Dutch and 2,694 for an English writer."""
    for match in _TOKEN.finditer(text):
        scale = re.match(r"\s*(duizend|miljoen|mln|miljard|mld)\b", text[match.end() :])
        factor = _SCALES[scale.group(1)] if scale else 1
        for reading in _readings(match.group()):
            yield reading * factor


def _readings(token: str) -> set[Decimal]:
    readings = set()
    for thousands, comma in ((".", ","), (",", ".")):
        plain = token.replace(thousands, "") if re.fullmatch(_grouped(thousands, comma), token) else token
        plain = plain.replace(comma, ".")
        if re.fullmatch(r"\d+(?:\.\d+)?", plain):
            readings.add(Decimal(plain))
    return readings


def _grouped(thousands: str, comma: str) -> str:
    return rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(comma)}\d+)?"


def _dutch(token: str, scale: str | None = None) -> Decimal:
    if re.fullmatch(_grouped(".", ","), token):
        token = token.replace(".", "")
    return Decimal(token.replace(",", ".")) * _SCALES.get(scale or "", 1)


def _phones(text: str) -> Iterator[Figure]:
    for match in _PHONE.finditer(_DATE.sub(" ", text)):
        digits = re.sub(r"\D", "", match.group().replace("(0)", ""))
        digits = re.sub(r"^(?:0031|31(?=\d{8}))", "0", digits)
        yield Figure("phone", digits, match.group())


def _sums(text: str) -> Iterator[Figure]:
    for match in _MONEY.finditer(text):
        scale = match["scale1"] or match["scale2"]
        for name in ("low", "low2", "after", "before"):
            if match[name]:
                yield Figure("money", _dutch(match[name], scale), match.group().strip())


def _percentages(text: str) -> Iterator[Figure]:
    for match in _PERCENTAGE.finditer(text):
        for name in ("low", "value"):
            if match[name]:
                yield Figure("percentage", _dutch(match[name]), match.group().strip())
