"""Make this folder's CSV files from the source tables.

    python -m knowledge.beroepen.import_beroepen SOURCE_FOLDER

SOURCE_FOLDER holds `esco_beroepen_nl.csv` (uri, esco_code, isco08, naam, andere_namen), `isco08_groepen_nl.csv`
(isco08, naam) and `brc2014_BRC_2014_variabelen.csv`. Where they come from: SOURCE.txt. `sectoren.yaml` and
`woorden.yaml` in this folder are ours and are not touched. Users of the product do not need this script.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge import csvfile

HERE = Path(__file__).parent
LONGEST_NAME = 80  # letters; longer "names" are descriptions


def main(arguments: Sequence[str]) -> int:
    """Read the source folder, write the two tables, and say how many rows each has."""
    source = csvfile.source_folder(arguments, __doc__)
    occupations = [
        (row["esco_code"], row["naam"], "|".join(also(row)))
        for row in sorted(csvfile.read(source / "esco_beroepen_nl.csv"), key=lambda row: code_order(row["esco_code"]))
    ]
    brc = {row["ISCO2008unitgroup"]: row for row in csvfile.read(source / "brc2014_BRC_2014_variabelen.csv")}
    names = {row["isco08"]: row["naam"] for row in csvfile.read(source / "isco08_groepen_nl.csv")}
    groups = [
        (isco, name, row["BRC2014beroepsgroep"], row["BRC2014beroepsgroep_label"])
        for isco, name in sorted(names.items())
        if (row := brc.get(isco))
    ]
    csvfile.write(HERE / "beroepen.csv", ("code", "naam", "andere_namen"), occupations)
    csvfile.write(HERE / "isco.csv", ("isco", "naam", "brc", "brc_naam"), groups)
    sys.stdout.write(f"{len(occupations)} beroepen, {len(groups)} groepen\n")
    return 0


def also(row: dict[str, str]) -> list[str]:
    """Return the other names of an occupation, each once, without the name itself."""
    names = (" ".join(name.split()) for name in row["andere_namen"].split("|"))
    return sorted({name for name in names if name and len(name) <= LONGEST_NAME} - {row["naam"]})


def code_order(code: str) -> tuple[str, list[int]]:
    """Return what sorts ESCO codes as numbers: 2654.1.7 before 2654.1.10."""
    isco, *rest = code.split(".")
    return isco, [int(part) for part in rest]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
