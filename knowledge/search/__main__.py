"""Try a search: `python -m knowledge.search leerbaan "in de keuken" --near Almelo`.

For editors: shows which occupations the words are read as, and what is found, with why.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from knowledge import moments
from knowledge.search.items import KINDS, SearchResult
from knowledge.store import Knowledge, NotCompiled


def main(arguments: Sequence[str] | None = None) -> int:
    """Search the compiled knowledge and print what comes of it; returns 1 when there is none, or no such place."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.search", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("words", help="the work or course, in people's words")
    parser.add_argument("--near", help="a place, postcode, region or province")
    parser.add_argument("--km", type=float, default=30.0, help="how far at first (30)")
    parser.add_argument("--level", help="mbo1 to mbo4, ad, hbo or wo")
    parser.add_argument("--form", help="bol, bbl, derde_leerweg, voltijd, deeltijd, duaal, online or avond")
    parser.add_argument("--file", type=Path, default=Path("build/knowledge.sqlite"), help="the compiled knowledge")
    options = parser.parse_args(arguments)
    try:
        knowledge = Knowledge.open(options.file)
    except NotCompiled as error:
        sys.stderr.write(f"leerwijs: {error}\n")
        return 1
    places = knowledge.places.find(options.near) if options.near else ()
    if options.near and not places:
        sys.stderr.write(f"leerwijs: no place is called '{options.near}'\n")
        return 1
    found = knowledge.catalogue.search(
        options.kind,
        text=options.words,
        near=places[0] if places else None,
        within_km=options.km,
        level=options.level,
        form=options.form,
        on=datetime.now(moments.AMSTERDAM).date(),
    )
    sys.stdout.write(_shown(knowledge, options.words, found))
    knowledge.close()
    return 0


def _shown(knowledge: Knowledge, text: str, found: SearchResult) -> str:
    matches = knowledge.catalogue.occupations.find(text, limit=6)
    lines = [f"{match.score:.2f}  {match.occupation.name}  ({match.how}: {match.name})" for match in matches]
    lines = [*(lines or ["these words mean no occupation"]), "", f"{found.total} found, widened: {found.widened}"]
    for hit in found.hits:
        lines.append(f"- {hit.item.title}, {hit.item.organisation}: {' '.join(hit.why)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
