"""Periods of figures: a year ("2025"), years ("2025-2026") or a quarter ("2026-Q1")."""

from __future__ import annotations

_QUARTERS = {"Q1": "eerste", "Q2": "tweede", "Q3": "derde", "Q4": "vierde"}


def in_words(period: str) -> str:
    """Write a period as one says it: "2025", "2025-2026", "eerste kwartaal van 2026"."""
    year, _, rest = period.partition("-")
    return f"{_QUARTERS[rest]} kwartaal van {year}" if rest in _QUARTERS else period


def aloud(period: str) -> str:
    """Write a period as it is read out after "in": "2026 tot 2027", "het eerste kwartaal van 2026"."""
    said = in_words(period)
    return f"het {said}" if said != period else period.replace("-", " tot ")


def last_year(period: str) -> int:
    """Return the last year that a period is of."""
    year, _, rest = period.partition("-")
    return int(rest) if rest.isdigit() else int(year)
