"""Reading a spreadsheet that was saved as CSV, as Excel and others write it in the Netherlands.

Separated by ; , or a tab (the header shows which), in UTF-8 or Windows, with or without quotation marks. A row that is
wrong is one refusal; a file that stops half-way stops the import.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from knowledge import words
from knowledge.feeds import clean
from knowledge.feeds.draft import FeedError, Rejected
from knowledge.feeds.reading import Delivery

_SEPARATORS = (";", ",", "\t")
_LONGEST_LINE = 1_000_000  # letters
_MOST_LINES = 50  # of one row; more is a quotation mark that was not closed


@dataclass(frozen=True)
class Row:
    """A row: `values` by the name of the column, without spaces around; `where` is how messages call it."""

    where: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of table: our names, other ways to write them, and what must be there.

    `personal` are columns that are never read, because they are for the name of a person.
    """

    names: Collection[str]
    other_names: Mapping[str, str]
    required: Collection[str]
    personal: Collection[str] = ()

    def find(self, header: str) -> str | None:
        """Return our name for a column, or None."""
        key = words.fold(header.replace("_", " ").replace(".", " ")).replace(" ", "_")
        return key if key in self.names or key in self.personal else self.other_names.get(key)


def rows(delivery: Delivery, columns: Columns, notes: list[str]) -> Iterator[Row | Rejected]:
    """Yield the rows of a table; what the operator should know of its columns is added to `notes`.

    Raises:
        FeedError: no header, a column that must be there is not, or the file stops half-way.
    """
    (path,) = delivery.paths
    with delivery.bytes(path) as raw:
        file = io.TextIOWrapper(raw, encoding=delivery.encoding(path), newline="")
        try:
            yield from _rows(file, columns, notes, delivery.name)
        except UnicodeDecodeError as error:
            raise FeedError(f"{delivery.name} veranderde tijdens het lezen.") from error


def _rows(file: IO[str], columns: Columns, notes: list[str], name: str) -> Iterator[Row | Rejected]:
    lines = _Lines(file)
    header = lines.first()
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        found = _header(next(reader, []), columns, notes, name)
    except csv.Error as error:
        raise FeedError(f"{name}: de aanhalingstekens in de eerste regel kloppen niet.") from error
    while True:
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise FeedError(_half_way(name, start)) from error
            if lines.number - start >= _MOST_LINES:
                raise FeedError(_unclosed(name, start)) from error
            yield Rejected(f"regel {start}", "", "de aanhalingstekens in deze regel kloppen niet")
            continue
        if lines.number - start >= _MOST_LINES:
            raise FeedError(_unclosed(name, start))
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(found) and lines.cut_short:
            raise FeedError(_half_way(name, start))
        if len(cells) < len(found) or any(cell.strip() for cell in cells[len(found) :]):
            yield Rejected(f"regel {start}", "", f"{len(cells)} vakken in plaats van {len(found)}")
            continue
        values = {column: cell.strip() for column, cell in zip(found, cells, strict=False) if column}
        yield Row(f"regel {start}", values)


def _header(cells: list[str], columns: Columns, notes: list[str], name: str) -> list[str]:
    """Return our name for each column, "" for one that is not read."""
    found: list[str] = []
    for cell in cells:
        column = columns.find(cell)
        if column in columns.personal:
            notes.append(f"kolom '{clean.quoted(cell)}' is niet gelezen: namen van personen horen niet in de catalogus")
        elif column is None and cell.strip():
            notes.append(f"kolom '{clean.quoted(cell)}' kennen wij niet en is niet gelezen")
        if column and column in found:
            raise FeedError(f"{name}: de kolom '{column}' staat er twee keer.")
        found.append(column if column and column not in columns.personal else "")
    missing = [column for column in columns.required if column not in found]
    if missing:
        raise FeedError(f"{name}: in de eerste regel ontbreekt {', '.join(missing)}. Zie docs/catalogus.md.")
    return found


def _half_way(name: str, line: int) -> str:
    return f"{name} houdt op regel {line} midden in een regel op: het bestand is niet heel."


def _unclosed(name: str, line: int) -> str:
    return f"{name}: op regel {line} begint een aanhalingsteken dat niet sluit. Verbeter die regel."


class _Lines:
    """The lines of a file, counted; `cut_short` says that the last one had no end."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._head: list[str] = []
        self.number = 0
        self.cut_short = False

    def first(self) -> str:
        """Return the first line without using it up."""
        self._head = [self._file.readline(_LONGEST_LINE)]
        return self._head[0]

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._head.pop() if self._head else self._file.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self.cut_short = not line.endswith(("\n", "\r"))
        return line
