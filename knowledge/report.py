"""What an editor should look at: `python -m knowledge report`. Markdown, so that it can be kept and compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge import dutch, folder, moments
from knowledge.arbeidsmarkt.report import outdated
from knowledge.budget import availability
from knowledge.folder import Records
from knowledge.records import Arrangement
from knowledge.render import DeadReference, Renderer
from knowledge.topics import TOPICS

SOON = timedelta(days=30)


Asked = Sequence[Mapping[str, Any]]
_REASONS = {"niet_begrepen": "niet begrepen", "buiten_bereik": "buiten bereik", "niets_gevonden": "niets gevonden"}


def read_asked(path: Path) -> Asked:
    """Return what `python -m channels gaps` wrote: what citizens asked for and did not get.

    Raises:
        ValueError: the file is not that.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    needed = {"reason", "text", "nearest", "conversations"}
    if not isinstance(content, list) or any(not isinstance(gap, dict) or needed - gap.keys() for gap in content):
        raise ValueError(f"{path} was not written by 'python -m channels gaps'")
    return content


def report(root: Path, today: date, asked: Asked = ()) -> str:
    """Return the report on the records under `root` as of `today`; `asked`: what citizens asked for in vain."""
    records = folder.read(root)
    sections = (
        ("Nakijken is over tijd of binnen 30 dagen nodig", _due(records, today)),
        ("Niet bekend: wordt nooit aangeboden", _unknown(records)),
        ("Bewijs ouder dan een jaar: burgers lezen 'voor zover bekend'", _old(records, today)),
        ("Cijfers over werk: bewijs ouder dan een jaar, of de periode is voorbij", outdated(records, today)),
        ("Nu dicht of gestopt", _shut(records, today)),
        ("Loopt binnen 30 dagen af of gaat dan open", _changing(records, today)),
        ("Nergens genoemd in een antwoord of als alternatief", _unused(records)),
        ("Gevraagd en niet geholpen, in twee of meer gesprekken", (_asked(gap) for gap in asked)),
        ("Onderwerpen zonder antwoord", (topic for topic in TOPICS if topic not in records.answers)),
        ("Bestanden die niet gelezen konden worden", (str(finding) for finding in records.findings)),
    )
    lines = [f"# Kennis op {dutch.full_date(today)}", ""]
    lines += [
        f"{len(records.arrangements)} regelingen, {len(records.answers)} antwoorden, {len(records.texts)} teksten, "
        f"{len(records.lokets)} lokets, {len(records.items)} catalogusitems.",
        "",
    ]
    for title, items in sections:
        found = list(items)
        lines += [f"## {title} ({len(found)})", "", *(f"- {item}" for item in found or ["niets"]), ""]
    return "\n".join(lines)


def _due(records: Records, today: date) -> Iterator[str]:
    due: list[tuple[date, str]] = []
    for key, entry in records.arrangements.items():
        due.append((entry.record.review_by, f"regeling {key}"))
    for key, answer in records.answers.items():
        if answer.record.review_by:
            due.append((answer.record.review_by, f"antwoord {key}"))
    for key, loket in records.lokets.items():
        due.append((moments.day(str(loket.record["review_by"])), f"loket {key}"))
    for day, name in sorted(due):
        if day <= today + SOON:
            yield f"{name}: {dutch.full_date(day)}"


def _unknown(records: Records) -> Iterator[str]:
    for item in _arrangements(records):
        if item.status == "unknown" or item.certainty == "onbekend":
            yield f"{item.id}: {item.title} (bewijs {dutch.evidence(item.evidence_date)})"


def _old(records: Records, today: date) -> Iterator[str]:
    limit = moments.a_year_before(today)
    for item in sorted(_arrangements(records), key=lambda item: moments.earliest(item.evidence_date)):
        if moments.earliest(item.evidence_date) < limit and item.status != "closed":
            yield f"{item.id}: {dutch.evidence(item.evidence_date)}"


def _shut(records: Records, today: date) -> Iterator[str]:
    for item in _arrangements(records):
        now = availability(item, today)
        if now.state not in ("open", "unknown"):
            again = f", weer open op {dutch.full_date(now.opens_next)}" if now.opens_next else ""
            yield f"{item.id}: {now.state}{again}"


def _changing(records: Records, today: date) -> Iterator[str]:
    for item in _arrangements(records):
        now = availability(item, today)
        if now.closes and now.closes <= today + SOON:
            yield f"{item.id}: laatste dag {dutch.full_date(now.closes)}"
        if now.opens_next and now.opens_next <= today + SOON:
            yield f"{item.id}: opent {dutch.full_date(now.opens_next)}"


def _unused(records: Records) -> Iterator[str]:
    renderer = Renderer({})
    used: set[str] = set()
    for entry in records.answers.values():
        answer = entry.record
        used.update(answer.regelingen)
        for lengths in (answer, *answer.parts.values()):
            for text in (lengths.web, lengths.spoken, lengths.simple):
                used.update(_references(renderer, text))
    for item in _arrangements(records):
        used.update(item.instead)
    return (f"{item.id}: {item.title}" for item in _arrangements(records) if item.id not in used)


def _asked(gap: Mapping[str, Any]) -> str:
    nearest = f", leek op {gap['nearest']}" if gap["nearest"] else ""
    return f'"{gap["text"]}" ({gap["conversations"]} keer, {_REASONS.get(gap["reason"], gap["reason"])}{nearest})'


def _references(renderer: Renderer, text: str) -> tuple[str, ...]:
    try:
        return renderer.references(text)
    except DeadReference:
        return ()


def _arrangements(records: Records) -> Iterable[Arrangement]:
    return [entry.record for entry in records.arrangements.values()]
