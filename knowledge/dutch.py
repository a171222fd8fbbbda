"""Write figures and dates as Dutch readers expect them: "€ 2.694", "2,33 procent", "1 januari 2024"."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from knowledge.moments import local

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip

_MILLION = 1_000_000


def number(value: int | float) -> str:
    """Write a number with a point between thousands and a comma before decimals: 2694.5 is "2.694,5"."""
    exact = Decimal(str(value)).normalize()
    whole, _, decimals = f"{exact:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped


def euro(value: int | float) -> str:
    """Write a sum of money: "€ 2.694", "€ 2.207,88", "€ 73,7 miljoen"."""
    if abs(value) >= _MILLION and value % (_MILLION // 10) == 0:
        return f"€ {number(value / _MILLION)} miljoen"
    if value == int(value):
        return f"€ {number(int(value))}"
    grouped, _, cents = f"{value:,.2f}".partition(".")
    return f"€ {grouped.replace(',', '.')},{cents}"


def figure(value: int | float | str, unit: str) -> str:
    """Write a figure with its unit; what it is per (after the slash) is left to `per`."""
    base = unit.split("/", 1)[0].strip()
    if isinstance(value, str):
        if base == "EUR":
            return f"€ {value}" if value[:1].isdigit() else value
        return f"{value} {base}".strip()
    if base == "EUR":
        return euro(value)
    return f"{number(value)} {base}".strip()


def per(unit: str) -> str:
    """Write what a figure is per: "EUR/persoon/jaar" gives "per persoon per jaar"."""
    return " ".join(f"per {part.strip()}" for part in unit.split("/")[1:])


def full_date(day: date) -> str:
    """Write a day: "1 januari 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def evidence(partial: str) -> str:
    """Write a date of evidence as precisely as it is known: "18 juli 2026", "juli 2026" or "2026"."""
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 3:
        return full_date(date(*parts))
    return str(parts[0]) if len(parts) == 1 else f"{MONTHS[parts[1] - 1]} {parts[0]}"


def moment(at: datetime) -> str:
    """Write a moment in Dutch time: "7 april 2026 om 9.00 uur"."""
    at = local(at)
    return f"{full_date(at)} om {at.hour}.{at.minute:02d} uur"
