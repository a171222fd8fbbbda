"""DUO's registers as far as we hold them: institutions by BRIN code, mbo qualifications by crebo code.

They give real names to codes. What they do not say (that a school is open, that one can enrol) is in
`onderwijs/SOURCE.txt`: a code that is missing here may well exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge import csvfile

FOLDER = Path(__file__).parent / "onderwijs"


@dataclass(frozen=True)
class Institution:
    """An institution. `name` is as the register has it, cut off at 30 letters; `pc4` is None for one abroad."""

    brin: str
    name: str
    pc4: str | None


@dataclass(frozen=True)
class Qualification:
    """An mbo qualification. `level` is mbo1 to mbo4."""

    crebo: str
    name: str
    level: str


@cache
def institutions() -> Mapping[str, Institution]:
    """Return the institutions by BRIN code (two digits, two capitals)."""
    rows = csvfile.read(FOLDER / "instellingen.csv")
    return {row["brin"]: Institution(row["brin"], row["naam"], row["pc4"] or None) for row in rows}


@cache
def qualifications() -> Mapping[str, Qualification]:
    """Return the qualifications by crebo code (five digits)."""
    rows = csvfile.read(FOLDER / "kwalificaties.csv")
    return {row["crebo"]: Qualification(row["crebo"], row["naam"], row["niveau"]) for row in rows}
