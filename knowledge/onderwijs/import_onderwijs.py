"""Make this folder's CSV files from the source tables.

    python -m knowledge.onderwijs.import_onderwijs SOURCE_FOLDER

SOURCE_FOLDER holds `Dec_brinnummer.asc` (fixed width: code, name, postcode, town, founded, closed) and
`crebo_uit_Dec_vooropl.csv` (code, naam). Where they come from, and what is not right in them: SOURCE.txt. Users of the
product do not need this script: it is there for when the registers change.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge import csvfile

HERE = Path(__file__).parent

# Where a field begins and ends in a line of Dec_brinnummer.asc, counted in bytes from 0.
CODE, NAME, POSTCODE, CLOSED = slice(0, 4), slice(4, 34), slice(34, 38), slice(70, 78)

# The kind of qualification stands in brackets behind its name. WEB, article 7.2.2: entreeopleiding (in this table still
# under its older name, assistentenopleiding) is level 1, and so on.
LEVELS = {
    "assistentenopleiding": "mbo1",
    "basisberoepsopleiding": "mbo2",
    "vakopleiding": "mbo3",
    "middenkaderopleiding": "mbo4",
    "specialistenopleiding": "mbo4",
}
_NAMED = re.compile(r"(?P<name>.+) \((?P<kind>\w+)\)")


def main(arguments: Sequence[str]) -> int:
    """Read the source folder, write the two tables, and say how many rows each has."""
    source = csvfile.source_folder(arguments, __doc__)
    institutions = sorted(read_institutions(source / "Dec_brinnummer.asc"))
    qualifications = sorted(read_qualifications(source / "crebo_uit_Dec_vooropl.csv"))
    csvfile.write(HERE / "instellingen.csv", ("brin", "naam", "pc4"), institutions)
    csvfile.write(HERE / "kwalificaties.csv", ("crebo", "naam", "niveau"), qualifications)
    sys.stdout.write(f"{len(institutions)} instellingen, {len(qualifications)} kwalificaties\n")
    return 0


def read_institutions(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield code, name and postcode of the institutions that the register does not call closed."""
    for line in path.read_bytes().splitlines():
        if line[CODE].strip() and not line[CLOSED].strip():
            code, name, postcode = (line[field].decode("cp1252").strip() for field in (CODE, NAME, POSTCODE))
            yield code, " ".join(name.split()), postcode


def read_qualifications(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield code, name and level of the qualifications; a dossier, a domain or other schooling has no level."""
    for row in csvfile.read(path):
        found = _NAMED.fullmatch(" ".join(row["naam"].split()))
        level = LEVELS.get(found["kind"].lower()) if found else None
        if found and level:
            yield row["code"], found["name"], level


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
