"""Finds personal numbers and addresses in a text and replaces them, before anything is stored, logged or sent on.

Found: BSN (by the eleven-test, or because the person says that it is one), IBAN (mod 97), e-mail addresses, and phone
numbers as Dutch people write, spell and say them. Left alone: postcodes, years, dates, amounts, crebo codes, ages, and
public service numbers (0800, 0900). A number that passes the eleven-test need not be a BSN: one in eleven does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from channels.conversation import spoken_numbers


class Kind(StrEnum):
    """What was found; also the word in the placeholder."""

    BSN = "bsn"
    IBAN = "iban"
    EMAIL = "email"
    TELEFOON = "telefoon"


@dataclass(frozen=True, slots=True)
class Found:
    """One find: `text[start:end]`, normalised to `value`. `said` is true when the person named the kind themselves."""

    kind: Kind
    start: int
    end: int
    value: str
    said: bool = False


# ---- e-mail -------------------------------------------------------------------------------------------------------

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_EMAIL_SPOKEN = re.compile(
    r"\b[\w.-]{1,40}(?: (?:punt|streepje|underscore) [\w-]{1,40}){0,3} ?(?:@|\bapenstaartje\b|\bat\b) ?"
    r"[\w-]{1,40}(?: ?(?:\.|\bpunt\b|\bdot\b) ?[\w-]{1,40}){0,2} ?(?:\.|\bpunt\b|\bdot\b) ?"
    r"(?:nl|com|net|org|be|eu|de|nu)\b",
    re.IGNORECASE,
)


def _emails(text: str) -> Iterator[Found]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found(Kind.EMAIL, match.start(), match.end(), match[0])
    for match in _EMAIL_SPOKEN.finditer(text):
        value = re.sub(r"apenstaartje|\bat\b", "@", match[0], flags=re.IGNORECASE)
        value = re.sub(r"\b(?:punt|dot)\b", ".", value, flags=re.IGNORECASE)
        yield Found(Kind.EMAIL, match.start(), match.end(), value.replace(" ", ""))


# ---- IBAN ---------------------------------------------------------------------------------------------------------

# Lengths from the IBAN registry (SWIFT), the countries of SEPA and Turkey.
_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TR": 26, "VA": 22,
}  # fmt: skip
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2}) ?(?=\d[ .-]?\d)")
_IBAN_SEPARATORS = " .-\u00a0\u202f\u2011\u2013"
_NL_ACCOUNT = re.compile(r"NL\d\d[A-Z]{4}\d{10}")


def _ibans(text: str) -> Iterator[Found]:
    for match in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(match[1].upper())
        end = _end_of_iban(text, match.start(), length) if length else None
        if end is None:
            continue
        value = "".join(c for c in text[match.start() : end] if c.isalnum()).upper()
        # One typing error makes the check fail, and it is still somebody's account.
        if passes_mod_97(value) or _NL_ACCOUNT.fullmatch(value):
            yield Found(Kind.IBAN, match.start(), end, value)


def _end_of_iban(text: str, start: int, length: int) -> int | None:
    count = 0
    for position in range(start, min(len(text), start + 2 * length)):
        character = text[position]
        if character.isascii() and character.isalnum():
            count += 1
            if count == length:
                after = text[position + 1 : position + 2]
                return None if after.isalnum() else position + 1
        elif character not in _IBAN_SEPARATORS:
            return None
    return None


def passes_mod_97(iban: str) -> bool:
    """The check of ISO 7064 (mod 97-10) that every IBAN passes."""
    digits = "".join(str(int(c, 36)) for c in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


# ---- phone numbers and BSN ------------------------------------------------------------------------------------------

_SAYS_BSN = re.compile(r"\b(?:bsn|burger ?service ?n(?:umme|umm|ummme|omme)?r|sofi(?:-? ?nummer)?)\b", re.IGNORECASE)
_SAYS_BSN_WITHIN = 40
_AMOUNT_BEFORE = re.compile(r"(?:€|\beur|\beuro) ?$", re.IGNORECASE)
_AMOUNT_AFTER = re.compile(r" ?(?:€|euro\b|eur\b)|,(?:\d\d(?!\d)|-)", re.IGNORECASE)
_PUBLIC_NUMBER = re.compile(r"0(?:800|900|906|909)(?:\d{4}|\d{7})")
_DATE = re.compile(r"(?:19|20)\d\d")
_APART = re.compile(r",|\.\s")  # a comma, or the end of a sentence
_LONGEST = 15  # digits of a phone number, country included (ITU-T E.164)


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits may be a BSN: 9a + 8b + … + 2h - i is divisible by eleven (and not all are zero)."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and int(digits) > 0


def _numbers(text: str, asked: Kind | None) -> Iterator[Found]:
    for run in spoken_numbers.runs(text):
        start = 0
        while start < len(run):
            found, used = _longest_at(text, run, start, asked)
            if found:
                yield found
            start += used


def _longest_at(text: str, run: list[spoken_numbers.Token], start: int, asked: Kind | None) -> tuple[Found | None, int]:
    if _is_date(run, start):
        return None, 3  # all of it: the rest of a date is no start of a number either
    digits = ""
    best: tuple[Found | None, int] = (None, 1)
    for used, token in enumerate(run[start:], 1):
        digits += token.digits
        if len(digits) > _LONGEST + 2:
            break
        found = _number(text, run[start : start + used], digits, asked)
        if found:
            best = (found, used)
    return best


def _number(text: str, tokens: list[spoken_numbers.Token], digits: str, asked: Kind | None) -> Found | None:
    first, last = tokens[0], tokens[-1]
    plus = first.plus
    start = first.start - plus
    if text[start - 1 : start] == "(" and ")" in text[start : last.end]:
        start -= 1
    phone = phone_number(digits, plus=bool(plus), asked=asked is Kind.TELEFOON)
    if phone and not (digits.startswith("31") and not plus and len(tokens) > 4):
        return Found(Kind.TELEFOON, start, last.end, phone)
    said = bool(_SAYS_BSN.search(text, max(0, first.start - _SAYS_BSN_WITHIN), first.start))
    if said and len(digits) in (8, 9):
        return Found(Kind.BSN, first.start, last.end, digits, said=True)
    if len(digits) == 9 and _grouped_as_bsn(tokens) and passes_eleven_test(digits) and not _is_amount(text, tokens):
        return Found(Kind.BSN, first.start, last.end, digits)
    return None


def phone_number(digits: str, *, plus: bool = False, asked: bool = False) -> str | None:
    """Return a phone number in its international form (`+31612345678`), or None if the digits are none.

    With `asked` (we asked for a number) a mobile number without its zero counts too.
    """
    plus = plus and not digits.startswith("0")  # "+06…" is a Dutch number with a plus too many
    if plus or digits.startswith("00"):
        number = digits if plus else digits[2:]
        if number.startswith("31"):
            national = number[2:].removeprefix("0")
            return f"+31{national}" if len(national) == 9 and national[0] != "0" else None
        return f"+{number}" if 9 <= len(number) <= _LONGEST and number[0] != "0" else None
    if len(digits) == 10 and digits[0] == "0" and digits[1] != "0" and not _PUBLIC_NUMBER.match(digits):
        return f"+31{digits[1:]}"
    if len(digits) == 11 and digits.startswith("316"):
        return f"+{digits}"
    if asked and len(digits) == 9 and digits[0] == "6":
        return f"+31{digits}"
    return None


def _is_date(run: list[spoken_numbers.Token], start: int) -> bool:
    """Whether day, month and year start here (`01-02-2026`), written with the same mark twice and no more of it."""
    if len(run) < start + 3:
        return False
    day, month, year = run[start : start + 3]
    mark = month.before
    further = run[start + 3].before if len(run) > start + 3 else ""
    return (
        mark in ("-", "/", ".")
        and year.before == mark
        and further != mark
        and bool(_DATE.fullmatch(year.digits))
        and 1 <= int(day.digits) <= 31
        and 1 <= int(month.digits) <= 12
    )


def _grouped_as_bsn(tokens: list[spoken_numbers.Token]) -> bool:
    """A BSN comes whole or in groups of at most four; two numbers that happen to stand together are not one."""
    sizes = [len(token.digits) for token in tokens]
    if any(_APART.search(token.before) for token in tokens[1:]):
        return False
    if len(tokens) == 1 or all(size == 1 for size in sizes):
        return True
    return max(sizes) <= 4 and not any(_DATE.fullmatch(token.digits) for token in tokens)


def _is_amount(text: str, tokens: list[spoken_numbers.Token]) -> bool:
    before = text[max(0, tokens[0].start - 6) : tokens[0].start]
    return bool(_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(text, tokens[-1].end))


# ---- the whole ------------------------------------------------------------------------------------------------------


def find(text: str, asked: Kind | None = None) -> list[Found]:
    """Return what must be masked, in order, without overlap. `asked` is the kind our last message asked for."""
    finds: list[Found] = []
    for found in (*_emails(text), *_ibans(text), *_numbers(text, asked)):
        if not any(found.start < other.end and other.start < found.end for other in finds):
            finds.append(found)
    return sorted(finds, key=lambda found: found.start)


def replace(text: str, finds: list[Found], word: Callable[[Found], str] = lambda found: f"<{found.kind}>") -> str:
    """Return the text with each find replaced by its placeholder."""
    parts, position = [], 0
    for found in finds:
        parts += [text[position : found.start], word(found)]
        position = found.end
    return "".join([*parts, text[position:]])


def mask(text: str) -> str:
    """Return the text with everything personal replaced: `<bsn>`, `<iban>`, `<email>`, `<telefoon>`."""
    return replace(text, find(text))
