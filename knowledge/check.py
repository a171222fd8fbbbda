"""Refuse a record that would mislead a citizen: `python -m knowledge check`.

The schemas say which fields a record has. This module says what must be true of them together: periods that can be,
references that lead somewhere, figures that a source holds, conditions that can be met, texts that can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import check_loket, check_regeling, check_tekst, folder
from knowledge.arbeidsmarkt import check as check_arbeidsmarkt
from knowledge.folder import Finding, Records
from knowledge.topics import TOPICS


@dataclass(frozen=True)
class Outcome:
    """All that was found; `records` holds what could be read."""

    records: Records
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return what must be mended before the records can be used."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Return what deserves a look."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")


def check(root: Path, today: date) -> Outcome:
    """Read and judge all records under `root` as of `today`."""
    records = folder.read(root)
    findings = [*records.findings, *_judged(root, records, today)]
    findings.sort(key=lambda finding: (str(finding.path), finding.line, finding.message))
    return Outcome(records, tuple(findings))


def _judged(root: Path, records: Records, today: date) -> Iterator[Finding]:
    unreadable = {finding.path.stem for finding in records.findings}
    words = check_tekst.Words.of(records)
    for arrangement in records.arrangements.values():
        yield from check_regeling.problems(arrangement, records, today)
        yield from check_tekst.arrangement_problems(arrangement, words)
    for answer in records.answers.values():
        yield from check_tekst.answer_problems(answer, records, words, today)
    for text in records.texts.values():
        yield from check_tekst.text_problems(text, words, today)
    for key in check_tekst.missing_texts(records):
        yield Finding(root / "teksten.yaml", 1, (), f"the text '{key}' is missing")
    for topic in TOPICS:
        if topic not in records.answers and topic not in unreadable:
            yield Finding(root / "antwoorden" / f"{topic}.yaml", 1, (), "this topic has no answer")
    if not records.arrangements:
        yield Finding(root / "regelingen", 1, (), "there are no regelingen")
    for loket in records.lokets.values():
        yield from check_loket.loket_problems(loket, today)
    for item in records.items.values():
        yield from check_loket.item_problems(item)
    yield from check_arbeidsmarkt.problems(records, root, today)
