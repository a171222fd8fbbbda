"""One import from beginning to end: read, match, compare, judge whether it can be right, and take over whole or not.

What stops an import is in `_problem`: a feed that is empty, that lost more items than can be, or of which too much is
wrong. An operator can allow the loss; nobody can allow an empty feed, for that there is the removal of a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.feeds import clean
from knowledge.feeds.draft import Draft, Entry, FeedError, Passed, Refusal
from knowledge.feeds.normal import Normal, Normaliser
from knowledge.feeds.report import Report, number
from knowledge.feeds.store import Feed, Store

DEMONSTRATED = ("leerbaan", "opleiding", "certificaat")  # kinds of which the product ships invented examples


@dataclass(frozen=True)
class Rules:
    """What an import may do. Shares from 0 to 1, `keep_days` is how long what is gone is kept."""

    max_drop: float = 0.20
    max_refused: float = 0.10
    accept_drop: bool = False
    keep_days: int = 30
    dry_run: bool = False


def run(
    store: Store,
    feed: Feed,
    entries: Iterable[Entry],
    normaliser: Normaliser,
    rules: Rules,
    report: Report,
    today: date,
) -> None:
    """Import the entries of a source into the store; `report` is filled, and says so when nothing was changed.

    Raises:
        FeedError: the feed cannot be read to its end, or another import is going on; nothing was changed.
    """
    known = store.feed(feed.name)
    if known and known.format != feed.format:
        raise FeedError(
            f"De bron {feed.name} is van de soort {known.format}, niet {feed.format}. Kies een andere naam."
        )
    store.begin()
    keep = False
    try:
        for entry in entries:
            report.read += 1
            _take(store, entry, normaliser, report)
        report.counts = store.compare(feed.name, today, rules.keep_days)
        report.replaces = tuple(kind for kind in store.incoming_kinds() if kind in DEMONSTRATED)
        report.stopped = _problem(report, rules)
        if report.stopped is None:
            store.take_over(feed, today, rules.keep_days, report.summary())
            keep = not rules.dry_run
    finally:
        store.end(keep)


def _take(store: Store, entry: Entry, normaliser: Normaliser, report: Report) -> None:
    """Take up one item, or say why not."""
    own_id = _shown(entry.own_id)
    if not isinstance(entry, Draft):
        (report.passed if entry.kind == "passed" else report.refused).add(entry.where, own_id, entry.why)
        return
    try:
        normal: Normal = normaliser.record(entry)
    except Refusal as refusal:
        report.refused.add(entry.where, own_id, str(refusal))
        return
    except Passed as passed:
        report.passed.add(entry.where, own_id, str(passed))
        return
    before = store.take(normal, entry.where)
    if before:
        report.refused.add(entry.where, own_id, f"deze id staat er twee keer, ook op {before}")
        return
    for note in normal.notes:
        report.noted.add(entry.where, own_id, note)


def _shown(own_id: str) -> str:
    """Return an id as a report may show it: nothing where it is somebody's number."""
    try:
        return clean.identifier(own_id)[:60]
    except Refusal:
        return ""


def _problem(report: Report, rules: Rules) -> str | None:
    """Say what makes this import not to be trusted, and what to do; None when it is well."""
    counts = report.counts
    if report.read == 0:
        kept = f" De {number(counts.standing)} items die er stonden, blijven staan." if counts.standing else ""
        return f"Er staat niets in de levering.{kept} Moet de bron weg, geef dan: sources --remove {report.feed}"
    judged = report.read - report.passed.count
    if judged and report.refused.count / judged > rules.max_refused:
        return (
            f"Geweigerd zijn {number(report.refused.count)} van de {number(judged)} items "
            f"({_percent(report.refused.count / judged)}); meer dan {_percent(rules.max_refused)} vertrouwen wij niet. "
            "Verbeter de levering, of geef --max-refused met een hoger getal."
        )
    if not report.accepted:
        return "Geen enkel item is bruikbaar. Wat er stond, blijft staan."
    lost = counts.gone - counts.over
    if counts.standing and lost / counts.standing > rules.max_drop and not rules.accept_drop:
        return (
            f"Van de {number(counts.standing)} items zouden er {number(lost)} verdwijnen "
            f"({_percent(lost / counts.standing)}); meer dan {_percent(rules.max_drop)} houden wij tegen, want een "
            "halve levering ziet er ook zo uit. Klopt het, herhaal het commando dan met --accept-drop."
        )
    return None


def _percent(share: float) -> str:
    return f"{100 * share:.0f} procent"
