"""What an import did or would have done: for the operator as text, for a program as JSON.

No more than `MOST_LINES` refusals and notes are kept; all of them are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from knowledge import dutch
from knowledge.feeds.store import Counts

MOST_LINES = 1_000
SHOWN = 20  # lines of a kind in the text


@dataclass(frozen=True)
class Line:
    """Something about one item: where it stands, its own id, and what is the matter."""

    where: str
    own_id: str
    text: str


@dataclass
class Lines:
    """The lines of one kind; `count` counts those that were not kept too."""

    kept: list[Line] = field(default_factory=list)
    count: int = 0

    def add(self, where: str, own_id: str, text: str) -> None:
        """Count a line, and keep it while there are not too many."""
        self.count += 1
        if len(self.kept) < MOST_LINES:
            self.kept.append(Line(where, own_id, text))


@dataclass
class Report:
    """An import. `read` is all items of the feed: added, changed, unchanged, refused and passed over together.

    `stopped` says why nothing was changed; None when it went through. `columns` are notes on the feed as a whole.
    """

    feed: str
    format: str
    address: str
    on: date
    dry_run: bool = False
    read: int = 0
    counts: Counts = field(default_factory=lambda: Counts(0, 0, 0, 0, 0, 0, 0))
    refused: Lines = field(default_factory=Lines)
    passed: Lines = field(default_factory=Lines)
    noted: Lines = field(default_factory=Lines)
    columns: list[str] = field(default_factory=list)
    replaces: tuple[str, ...] = ()
    stopped: str | None = None

    @property
    def accepted(self) -> int:
        """Return how many items were fit to take over."""
        return self.read - self.refused.count - self.passed.count

    def summary(self) -> dict[str, Any]:
        """Return the counts alone."""
        return {
            "read": self.read,
            **asdict(self.counts),
            "refused": self.refused.count,
            "passed_over": self.passed.count,
            "notes": self.noted.count,
        }

    def data(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "feed": self.feed,
            "format": self.format,
            "address": self.address,
            "on": self.on.isoformat(),
            "dry_run": self.dry_run,
            "stopped": self.stopped,
            "counts": self.summary(),
            "replaces_demonstration": list(self.replaces),
            "about_the_feed": self.columns,
            **{
                name: [asdict(line) for line in lines.kept]
                for name, lines in (("refused", self.refused), ("passed_over", self.passed), ("notes", self.noted))
            },
        }

    def text(self) -> str:
        """Return the report as an operator reads it."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"Bron {self.feed} ({self.format}, {self.address}), {dutch.full_date(self.on)}"
        yield self._verdict()
        yield ""
        counts = self.counts
        over = f", waarvan {number(counts.over)} omdat de laatste dag voorbij is" if counts.over else ""
        rows = (
            ("gelezen", self.read, ""),
            ("nieuw", counts.added, ""),
            ("gewijzigd", counts.changed, ""),
            ("gelijk", counts.unchanged, ""),
            ("geweigerd", self.refused.count, ""),
            ("overgeslagen", self.passed.count, ""),
            ("verdwenen", counts.gone, over),
            ("opgeruimd", counts.removed, ""),
        )
        for name, count, more in rows:
            yield f"  {name:<13}{number(count):>9}{more}"
        for note in self.columns:
            yield f"\nLet op: {note}."
        yield from _section("Geweigerd", self.refused)
        yield from _section("Overgeslagen", self.passed)
        yield from _section("Overgenomen, maar let op", self.noted)
        if self.replaces and self.stopped is None:
            yield f"\nEr is echt aanbod van {', '.join(self.replaces)}: de voorbeelden daarvan tellen niet meer mee."

    def _verdict(self) -> str:
        if self.stopped is not None:
            return f"GESTOPT, er is niets veranderd. {self.stopped}"
        if self.dry_run:
            return "PROEF, er is niets veranderd. Zonder --dry-run wordt dit overgenomen."
        return "OVERGENOMEN."


def number(count: int) -> str:
    """Write a count with points between the thousands."""
    return f"{count:,}".replace(",", ".")


def _section(title: str, lines: Lines) -> Iterator[str]:
    if not lines.count:
        return
    yield f"\n{title} ({number(lines.count)}):"
    for line in lines.kept[:SHOWN]:
        called = f" ({line.own_id})" if line.own_id else ""
        yield f"  {line.where}{called}: {line.text}"
    if lines.count > SHOWN:
        yield f"  … en nog {number(lines.count - SHOWN)}; zie --report."
