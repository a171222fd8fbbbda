"""Figures as Dutch people say them: numbers, amounts, dates, times, phone numbers, postcodes. Also Jinja2's filters.

`num2words` is the base; corrected here where it writes what nobody says ("duizendhonderd", "honderdéén") or what is
hard to follow by ear ("tweeduizendzevenhonderd" in one word).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from num2words import num2words  # type: ignore[import-untyped]

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
_DIGITS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
# Area codes of three digits; all others have four (the Dutch numbering plan; 08x: company numbers).
_SHORT_AREAS = frozenset(
    [
        "010",
        "013",
        "014",
        "015",
        "020",
        "023",
        "024",
        "026",
        "030",
        "033",
        "035",
        "036",
        "038",
        "040",
        "043",
        "045",
        "046",
        "050",
        "053",
        "055",
        "058",
        "070",
        "071",
        "072",
        "073",
        "074",
        "075",
        "076",
        "077",
        "078",
        "079",
        "082",
        "084",
        "085",
        "087",
        "088",
    ]
)
_NO_PHONE = re.compile(r"\D")


def getal(value: int | float | Decimal | str) -> str:
    """Say a number: 2700 "tweeduizend zevenhonderd", 1100 "elfhonderd", "2,33" "twee komma drieëndertig"."""
    number = value if isinstance(value, Decimal) else Decimal(str(value).replace(",", "."))
    if number < 0:
        return f"min {getal(-number)}"
    whole = int(number)
    # What stands behind the comma is read as it was written: 2,30 keeps its nought.
    _, _, decimals = format(number, "f").partition(".")
    if not decimals.strip("0"):
        return _whole(whole)
    noughts = len(decimals) - len(decimals.lstrip("0"))
    rest = [_DIGITS[0]] * noughts + [_whole(int(decimals))]
    return f"{_whole(whole)} komma {' '.join(rest)}"


def _whole(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if 10 < hundreds < 20:  # 1996 and 1100 alike
        return f"{_plain(hundreds)}honderd {_plain(rest)}".strip() if rest else f"{_plain(hundreds)}honderd"
    return _plain(number)


def _plain(number: int) -> str:
    if number == 1:
        return "één"
    words: str = num2words(number, lang="nl")
    words = re.sub(r"honderdéén\b", "honderdeen", words)
    words = re.sub(r"duizend(?=\w)", "duizend ", words)
    return re.sub(r"^een (?=milj)", "één ", words)


def rangtelwoord(number: int) -> str:
    """Say which in a row: 30 "dertigste"."""
    words: str = num2words(number, lang="nl", to="ordinal")
    return words


def bedrag(value: int | float | Decimal | str) -> str:
    """Say an amount in euros: "tweeduizend zevenhonderd euro", 14,71 "veertien euro eenenzeventig"."""
    number = Decimal(str(value).replace(",", "."))
    whole, cents = int(number), round((number - int(number)) * 100)
    if not cents:
        return f"{getal(whole)} euro"
    if not whole:
        return f"{getal(cents)} cent"
    return f"{getal(whole)} euro {getal(cents)}"


def procent(value: int | float | Decimal | str) -> str:
    """Say a percentage: "vijfendertig procent"."""
    return f"{getal(value)} procent"


def jaartal(year: int) -> str:
    """Say a year: 2026 "tweeduizend zesentwintig", 1996 "negentienhonderd zesennegentig"."""
    return getal(year)


def datum(day: date | str) -> str:
    """Say a date (or one written as 2026-03-14): "veertien maart tweeduizend zesentwintig"."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{getal(on.day)} {MONTHS[on.month - 1]} {jaartal(on.year)}"


def tijd(moment: time | str) -> str:
    """Say a time of day (or one written as 14:30): "half drie", "kwart over negen", "tien voor half vijf"."""
    at = time.fromisoformat(moment.replace(".", ":").zfill(5)) if isinstance(moment, str) else moment
    this, following = getal(_hour(at.hour)), getal(_hour(at.hour + 1))
    minutes = at.minute
    if minutes == 0:
        return f"{this} uur"
    if minutes == 30:
        return f"half {following}"
    if minutes < 30:
        if minutes > 15:
            return f"{getal(30 - minutes)} voor half {following}"
        return f"{_minutes(minutes)} over {this}"
    if minutes < 45:
        return f"{getal(minutes - 30)} over half {following}"
    return f"{_minutes(60 - minutes)} voor {following}"


def _hour(hour: int) -> int:
    return hour % 12 or 12


def _minutes(minutes: int) -> str:
    return "kwart" if minutes == 15 else getal(minutes)


def cijfers(digits: str, group: int = 0) -> str:
    """Say digits one by one, with a pause after every `group` of them."""
    said = [_DIGITS[int(digit)] for digit in digits]
    if not group:
        return " ".join(said)
    return ", ".join(" ".join(said[at : at + group]) for at in range(0, len(said), group))


def telefoon(number: str) -> str:
    """Say a phone number: 0800-0113 "nul achthonderd, nul één één drie", a mobile one in pairs of digits."""
    digits = _NO_PHONE.sub("", number)
    if number.strip().startswith("+") or digits.startswith("0031"):
        digits = digits.removeprefix("00")
        if not digits.startswith("31"):
            return f"plus {cijfers(digits, 2)}"
        digits = "0" + digits[2:].removeprefix("0")
    if digits[:4] in ("0800", "0900", "0906", "0909") and len(digits) > 4:
        hundred = "achthonderd" if digits[1] == "8" else "negenhonderd"
        service = f"nul {hundred}" if digits[2:4] == "00" else f"nul {hundred} {cijfers(digits[3])}"
        rest = digits[4:]
        return f"{service}, {cijfers(rest) if len(rest) <= 4 else f'{cijfers(rest[:3])}, {cijfers(rest[3:], 2)}'}"
    if len(digits) < 6:
        return cijfers(digits)
    area = 2 if digits.startswith("06") else 3 if digits[:3] in _SHORT_AREAS else 4
    head, rest = digits[:area], digits[area:]
    if area == 3 and len(rest) == 7:
        return f"{cijfers(head)}, {cijfers(rest[:3])}, {cijfers(rest[3:], 2)}"
    return f"{cijfers(head)}, {cijfers(rest, 2)}"


def postcode(code: str) -> str:
    """Say a postcode: 3611 AB "zesendertig elf, A B"."""
    compact = code.replace(" ", "").upper()
    first, second, letters = compact[:2], compact[2:4], " ".join(compact[4:])
    tail = getal(int(second)) if second[0] != "0" else cijfers(second)
    said = f"{getal(int(first))} {tail}"
    return f"{said}, {letters}" if letters else said


FILTERS: dict[str, Callable[..., str]] = {
    "getal": getal,
    "bedrag": bedrag,
    "procent": procent,
    "jaartal": jaartal,
    "datum": datum,
    "tijd": tijd,
    "cijfers": cijfers,
    "telefoon": telefoon,
    "postcode": postcode,
    "rangtelwoord": rangtelwoord,
}
