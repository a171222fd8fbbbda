"""Word lists of places and occupations for whoever reads free text: `python -m knowledge.gazetteer`.

Writes `data/entities/plaats.tsv` and `data/entities/beroep.tsv`. The first line is a header; then one form a line:

- `form`: how people write it, folded (lower case, no accents, single spaces between words), each way on a line;
- `value`: a place's label, or its plain name where it exists twice (`Places.find` then gives both, to choose from);
  or the occupation's name as we show it;
- places: `common` 0, or 1 for an ordinary word ("leiden"), 2 for a very ordinary one ("best"): those only count where
  the sentence says that a place is meant (`Places.spot` does);
- occupations: `code`, the ESCO code. Names that are ordinary words are left out.

A form that names several occupations stands there once, with the most likely one. Run it after a change in `plaatsen/`
or `beroepen/`; a test fails when it was forgotten.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from knowledge import occupations, place_names, places
from knowledge.folder import ROOT

TARGET = ROOT.parent / "data" / "entities"
LONGEST = 3  # words: longer names of occupations are descriptions that nobody says

_PLACES = "SELECT surface, key, common FROM place_name WHERE length(key) > 2 ORDER BY key, surface"
_WITHIN_A_WORD = re.compile(r"\w'\w")
_OCCUPATIONS = """
SELECT key, name, code FROM (
    SELECT n.key, o.name, o.code, row_number() OVER (
        PARTITION BY n.key ORDER BY n.kind = 'ook', length(o.code), o.code) AS rank
    FROM occupation_name AS n JOIN occupation AS o USING (code)
    WHERE n.kind NOT IN ('breed', 'zoek') AND length(n.key) > 2
    AND n.key NOT IN (SELECT key FROM occupation_name WHERE ordinary)) WHERE rank = 1 ORDER BY key
"""


def tables(root: Path = ROOT) -> dict[str, str]:
    """Return the text of each file by its name."""
    with closing(sqlite3.connect(":memory:")) as connection:
        places.build(connection, root)
        occupations.build(connection, root)
        rows = connection.execute(_OCCUPATIONS)
        said = [row for row in rows if row[0].count(" ") < LONGEST]
        reader = places.Places(lambda: connection)
        named = _places(reader, connection.execute(_PLACES))
        return {
            "plaats.tsv": _text(("form", "value", "common"), named),
            "beroep.tsv": _text(("form", "value", "code"), said),
        }


def _places(reader: places.Places, names: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Return every way to write each name: the list is looked up by its words, and "aan" is not "aan den"."""
    common: dict[str, int] = {}
    for surface, key, ordinary in names:
        forms = {key, *place_names.spellings(surface)}
        if _WITHIN_A_WORD.search(surface):  # whoever looks up "a'dam" by its words sees one
            forms.add(surface.lower())
        for form in forms:
            common[form] = min(ordinary, common.get(form, ordinary))
    return [(form, _value(reader.find(form)), common[form]) for form in sorted(common)]


def _value(found: Sequence[places.Place]) -> str:
    """Return what a form stands for: the only place of that name, or the name of all of them."""
    return found[0].label if len(found) == 1 else found[0].name


def _text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return "".join("\t".join(map(str, row)) + "\n" for row in (header, *rows))


def main() -> int:
    """Write the files and say how long they are."""
    for name, text in tables().items():
        (TARGET / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{TARGET / name}: {text.count(chr(10)) - 1} forms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
