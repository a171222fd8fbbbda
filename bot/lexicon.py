"""Word lists: surface forms of the values of a slot, matched on whole words, the longest form first.

Read from ``data/entities`` when the process starts, not trained: a changed list is in force at the next start.
``*.yml`` (``entity: <name>``, ``values: {<canonical>: [forms]}``) is written by hand; ``<entity>.tsv`` (columns
``form``, ``value``, ...) is made from the knowledge by ``python -m knowledge.gazetteer``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_TOKEN = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")


def fold(text: str) -> str:
    """Lower case without diacritics, of the same length, so that positions stay true."""
    folded = []
    for char in text:
        base = unicodedata.normalize("NFKD", char)[0].lower()
        folded.append(base if len(base) == 1 else char)
    return "".join(folded)


def tokens(folded: str) -> list[tuple[str, int, int]]:
    """Split folded text into words with their start and end."""
    return [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]


@dataclass(frozen=True)
class Match:
    """A form found in a text."""

    entity: str
    value: Any
    start: int
    end: int
    common: int = 0  # 1: an ordinary word as well, 2: a very ordinary one


@dataclass
class Lexicon:
    """Forms by their words; ``find`` takes the longest form at each position."""

    _forms: dict[tuple[str, ...], dict[str, tuple[Any, int]]] = field(default_factory=dict)
    _longest: int = 1

    def add(self, entity: str, form: str, value: Any, common: int = 0) -> None:
        """Add a form. A second value for the same form and entity is ignored: the first one listed wins."""
        words = tuple(word for word, _, _ in tokens(fold(form)))
        if words:
            self._forms.setdefault(words, {}).setdefault(entity, (value, common))
            self._longest = max(self._longest, len(words))

    def find(self, folded: str) -> Iterator[Match]:
        """Yield the matches of each entity in folded text; longer forms hide shorter ones of the same entity."""
        words = tokens(folded)
        covered: dict[str, int] = {}  # entity -> end of its last match
        for index, (_, start, _) in enumerate(words):
            for length in range(min(self._longest, len(words) - index), 0, -1):
                key = tuple(word for word, _, _ in words[index : index + length])
                for entity, (value, common) in self._forms.get(key, {}).items():
                    if start >= covered.get(entity, 0):
                        covered[entity] = words[index + length - 1][2]
                        yield Match(entity, value, start, covered[entity], common)

    def __len__(self) -> int:
        return len(self._forms)


def read_lexicon(folder: Path) -> Lexicon:
    """Read all word lists of a folder.

    Raises:
        ValueError: naming the file, when a list has not the form described above.
    """
    lexicon = Lexicon()
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or not isinstance(content.get("values"), dict) or "entity" not in content:
            raise ValueError(f"{path}: a word list has 'entity' and 'values'")
        for value, forms in content["values"].items():
            for form in forms:
                lexicon.add(content["entity"], str(form), value)
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                lexicon.add(path.stem, row["form"], row["value"], int(row.get("common") or 0))
    return lexicon
