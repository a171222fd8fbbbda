"""The records as they lie in a folder: every YAML file read, with what could not be read as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from knowledge import records, schemas, yamlfile
from knowledge.arbeidsmarkt import records as market
from knowledge.arbeidsmarkt import tables as market_tables
from knowledge.arbeidsmarkt.records import Figure, Interest, MarketSource, Move
from knowledge.records import Answer, Arrangement, Text
from knowledge.yamlfile import Document

ROOT = Path(__file__).parent

Where = tuple[str | int, ...]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Finding:
    """Something about a record that is wrong (`error`) or deserves a look (`warning`)."""

    path: Path
    line: int
    where: Where
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else "warning: "
        place = f"{written(self.where)}: " if self.where else ""
        here = Path.cwd()
        path = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        return f"{path}:{self.line}: {mark}{place}{self.message}"


@dataclass(frozen=True)
class Entry(Generic[T_co]):
    """A record with the file it comes from; `base` is where in that file it stands."""

    document: Document
    record: T_co
    base: Where = ()

    def finding(self, where: Where, message: str, warning: bool = False) -> Finding:
        """Return a finding at a place in this record."""
        line = self.document.line_of((*self.base, *where))
        severity: Literal["error", "warning"] = "warning" if warning else "error"
        return Finding(self.document.path, line, (*self.base, *where), message, severity)


@dataclass
class Records:
    """All records of a folder that could be read, and what was wrong with the others."""

    arrangements: dict[str, Entry[Arrangement]] = field(default_factory=dict)
    answers: dict[str, Entry[Answer]] = field(default_factory=dict)
    texts: dict[str, Entry[Text]] = field(default_factory=dict)
    lokets: dict[str, Entry[dict[str, Any]]] = field(default_factory=dict)
    items: dict[str, Entry[dict[str, Any]]] = field(default_factory=dict)
    market_sources: dict[str, Entry[MarketSource]] = field(default_factory=dict)
    figures: dict[str, Entry[Figure]] = field(default_factory=dict)
    moves: dict[str, Entry[Move]] = field(default_factory=dict)
    interests: dict[str, Entry[Interest]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def written(where: Where) -> str:
    """Write a place in a record as one reads it: `conditions[0].source`."""
    text = ""
    for part in where:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read(root: Path = ROOT) -> Records:
    """Read every record under `root`; one that does not fit its schema becomes a finding, not a record."""
    found = Records()
    for document in _documents(root / "regelingen", found):
        for entry in _fitting("regeling", document, found):
            _add(found.arrangements, entry, "id", records.arrangement, found)
    for document in _documents(root / "antwoorden", found):
        for entry in _fitting("antwoord", document, found):
            _add(found.answers, entry, "topic", records.answer, found)
    for document in _documents(root / "lokets", found):
        for entry in _fitting("loket", document, found):
            _add(found.lokets, entry, "id", dict, found)
    for document in _documents(root / "catalogus", found):
        for entry in _fitting("catalogusitem", document, found):
            _add(found.items, entry, "id", dict, found, named_after_file=False)
    for document in _documents(root / "arbeidsmarkt", found):
        _read_market(document, found)
    if (root / "teksten.yaml").exists():
        _read_texts(root / "teksten.yaml", found)
    return found


def _documents(folder: Path, found: Records) -> Iterator[Document]:
    for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.yml"))):
        document = _document(path, found)
        if document is not None:
            yield document


def _document(path: Path, found: Records) -> Document | None:
    try:
        return yamlfile.load(path)
    except yamlfile.YamlError as error:
        found.findings.append(Finding(path, error.line, (), error.problem))
        return None


def _fitting(kind: str, document: Document, found: Records) -> Iterator[Entry[Any]]:
    """Yield the records of a file that have the shape of their kind; a file may hold a list of records."""
    many = isinstance(document.data, list)
    for index, data in enumerate(document.data if many else [document.data]):
        entry: Entry[Any] = Entry(document, data, (index,) if many else ())
        problems = [entry.finding(where, message) for where, message in schemas.problems(kind, data)]
        found.findings.extend(problems)
        if not problems:
            yield entry


def _add(
    into: dict[str, Entry[T]],
    entry: Entry[Any],
    key: str,
    reader: Callable[[Any], T],
    found: Records,
    named_after_file: bool = True,
) -> None:
    """Read one record and file it under its id, which must be its own and, mostly, the name of its file."""
    record_id = entry.record[key]
    if named_after_file and record_id != entry.document.path.stem:
        name = entry.document.path.name
        found.findings.append(entry.finding((key,), f"'{record_id}' is not the name of its file, {name}"))
    if record_id in into:
        other = into[record_id].document.path.name
        found.findings.append(entry.finding((key,), f"'{record_id}' is already used in {other}"))
        return
    try:
        into[record_id] = Entry(entry.document, reader(entry.record), entry.base)
    except (ValueError, TypeError, KeyError) as error:
        found.findings.append(entry.finding((), f"cannot be read: {error}"))


def _read_market(document: Document, found: Records) -> None:
    """Read a file on the labour market; its name says what it holds."""
    kind = market_tables.kind_of(document.path)
    for entry in _fitting(kind, document, found):
        if kind == "marktbron":
            _add(found.market_sources, entry, "id", market.market_source, found, named_after_file=False)
        elif kind == "overstap":
            _add(found.moves, entry, "id", market.move, found, named_after_file=False)
        elif kind == "interesse":
            _add(found.interests, entry, "isco", market.interest, found, named_after_file=False)
        else:
            _add(found.figures, entry, "id", market.figure, found, named_after_file=False)


def _read_texts(path: Path, found: Records) -> None:
    document = _document(path, found)
    if document is None:
        return
    whole: Entry[Any] = Entry(document, document.data)
    problems = [whole.finding(where, message) for where, message in schemas.problems("teksten", document.data)]
    found.findings.extend(problems)
    wrong = {problem.where[0] for problem in problems if problem.where}
    if not isinstance(document.data, dict):
        return
    for key, data in document.data.items():
        if key not in wrong:
            found.texts[key] = Entry(document, records.text(key, data), (key,))
