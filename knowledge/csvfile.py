"""CSV files with a header: the form in which reference tables are kept, and what the scripts that make them share."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path


def read(path: Path) -> list[dict[str, str]]:
    """Read a whole file into one dictionary a row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a file with Unix line ends, so that the same rows give the same bytes everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def source_folder(arguments: Sequence[str], usage: str | None) -> Path:
    """Return the only argument of an import script: the folder with the source tables.

    Raises:
        SystemExit: there is not exactly one argument; `usage` has been shown.
    """
    if len(arguments) != 1:
        sys.stderr.write(usage or "")
        raise SystemExit(2)
    return Path(arguments[0])
