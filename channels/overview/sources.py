"""Where a fact comes from, as the overview writes it below a card, a date or an amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge import dutch
from knowledge.records import Arrangement


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source: `date` is of the evidence ("2026-10"), `on` the same in words; a link only where it is one."""

    title: str
    url: str | None
    date: str
    on: str


def is_web_address(url: object) -> bool:
    """Whether a link to it is a link to a page, and nothing that runs."""
    return isinstance(url, str) and url.startswith(("https://", "http://"))


def of_item(source: Mapping[str, Any] | None) -> SourceLine | None:
    """Return the source of a card, None for one without."""
    if not source or not source.get("title"):
        return None
    return line(str(source["title"]), source.get("url"), str(source.get("evidence_date") or ""))


def of_arrangement(arrangement: Arrangement) -> SourceLine:
    """Return the source that a citizen is shown of an arrangement."""
    newest = arrangement.newest_source()
    return line(newest.title, newest.url, arrangement.evidence_date)


def line(title: str, url: object, date: str) -> SourceLine:
    """Return a source; a date that is none stays as it is written."""
    try:
        on = dutch.evidence(date) if date else ""
    except (ValueError, IndexError):  # a card of an older release, or of somebody else's making
        on = date
    return SourceLine(title, str(url) if is_web_address(url) else None, date, on)
