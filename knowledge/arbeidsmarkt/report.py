"""Which figures on the labour market an editor should look at, for `python -m knowledge report`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from knowledge import dutch, moments
from knowledge.arbeidsmarkt.periods import last_year
from knowledge.arbeidsmarkt.records import Figure, Move
from knowledge.folder import Records


def outdated(records: Records, today: date) -> Iterator[str]:
    """Yield, by source, how many figures and transitions are older than a year or of a period that is over."""
    limit = moments.a_year_before(today)
    old: dict[str, int] = defaultdict(int)
    over: dict[str, int] = defaultdict(int)
    found: list[Figure | Move] = [entry.record for entry in records.figures.values()]
    found += [entry.record for entry in records.moves.values()]
    for record in found:
        old[record.source] += moments.earliest(record.evidence_date) < limit
        over[record.source] += last_year(record.period) < today.year
    for key, source in sorted(records.market_sources.items()):
        parts = [f"{count} {what}" for count, what in ((old[key], "ouder dan een jaar"), (over[key], "over")) if count]
        if parts:
            yield f"{key}: {', '.join(parts)} (bewijs {dutch.evidence(source.record.date)})"
