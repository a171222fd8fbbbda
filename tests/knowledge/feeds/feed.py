"""What the tests of the imports share: drafts that are well, deliveries, and imports of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.feeds.draft import Draft, Entry, Rejected
from knowledge.feeds.normal import Normaliser
from knowledge.feeds.reading import Delivery, Limits, delivery
from knowledge.feeds.report import Report
from knowledge.feeds.run import Rules, run
from knowledge.feeds.store import Feed, opened

TODAY = date(2026, 11, 22)
SAMPLES = Path(__file__).parent / "samples"
FEED = Feed("proef", "csv", "Loket in de proef", "aanbod.csv", "CC BY 4.0", None, 90)


def draft(number: int | str = 1, **changes: Any) -> Draft:
    """A leerbaan that is well, but for the changes."""
    fields: dict[str, Any] = {
        "where": f"regel {number}", "own_id": f"l-{number}", "kind": "leerbaan", "title": "Leerbaan lasser",
        "organisation": "Voorbeeld Metaal (verzonnen)", "place": "Zwolle", "forms": ("bbl",), **changes,
    }  # fmt: skip
    return Draft(**fields)


def drafts(count: int, first: int = 0) -> list[Entry]:
    return [draft(number) for number in range(first, first + count)]


def imported(
    path: Path, entries: Iterable[Entry], normaliser: Normaliser, today: date = TODAY, feed: Feed = FEED, **rules: Any
) -> Report:
    """Import entries into the store at this path."""
    report = Report(feed.name, feed.format, feed.address, today, bool(rules.get("dry_run")))
    with opened(path, create=True) as store:
        run(store, feed, entries, normaliser, Rules(**rules), report, today)
    return report


def contents(path: Path) -> list[tuple[Any, ...]]:
    """Everything in a store, by item; nothing when there is none."""
    if not path.exists():
        return []
    with opened(path) as store:
        return [*store._connection.execute("SELECT * FROM item ORDER BY feed, own_id")]


def on_offer(path: Path, today: date = TODAY) -> int:
    with opened(path) as store:
        return sum(standing.on_offer for standing in store.standings(today))


def read(
    source: Path | str, reader: Callable[[Delivery], Iterable[Entry]], endings: tuple[str, ...] = (".json",)
) -> list[Entry]:
    """Read a delivery with the reader of its format."""
    with delivery(str(source), Limits(), endings) as files:
        return [*reader(files)]


def taken(entries: Iterable[Entry]) -> list[Draft]:
    return [entry for entry in entries if isinstance(entry, Draft)]


def rejected(entries: Iterable[Entry], kind: str = "refused") -> list[Rejected]:
    return [entry for entry in entries if isinstance(entry, Rejected) and entry.kind == kind]
