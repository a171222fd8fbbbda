"""Leerbanen with the fields that SBB's registers know, as CSV or as JSON (a list, or a page with `items`).

SBB publishes no feed: a delivery has to be agreed with them, or comes from whoever may pass the data on. The names of
the fields are those of the register as its own site uses them (leerplaatsId, organisatie.naam, kwalificatie.crebocode,
leerweg, adres.plaats, startdatum, einddatum), or the plain Dutch words of a table. A place in bol is a stage, no
leerbaan, and is passed over. The name of a contact person is never read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from knowledge import words
from knowledge.feeds import table, vocabulary
from knowledge.feeds.draft import Draft, Entry, FeedError, Passed, Refusal, Rejected
from knowledge.feeds.jsonstream import Broken, Elements
from knowledge.feeds.reading import Delivery
from knowledge.feeds.table import Columns, Row

COLUMNS = Columns(
    names=(
        "id", "leerbedrijf", "titel", "crebo", "kwalificatie", "niveau", "leerweg", "plaats", "postcode", "land",
        "vanaf", "tot", "uren", "school", "website", "telefoon", "email", "omschrijving",
    ),
    other_names={
        "leerplaatsid": "id", "leerbaan_id": "id", "leerplaats_id": "id", "organisatie": "leerbedrijf",
        "organisatie_naam": "leerbedrijf", "naam_leerbedrijf": "leerbedrijf", "bedrijf": "leerbedrijf",
        "crebocode": "crebo", "crebonummer": "crebo", "kwalificatie_crebocode": "crebo",
        "kwalificatie_kwalificatie": "kwalificatie", "kwalificatie_naam": "kwalificatie",
        "naam_kwalificatie": "kwalificatie", "kwalificatie_niveaunaam": "niveau", "kwalificatie_niveau": "niveau",
        "niveaunaam": "niveau", "adres_plaats": "plaats", "vestigingsplaats": "plaats", "adres_postcode": "postcode",
        "adres_land_code": "land", "startdatum": "vanaf", "beschikbaar_vanaf": "vanaf", "einddatum": "tot",
        "beschikbaar_tot": "tot", "uren_per_week": "uren", "onderwijsinstelling": "school",
        "organisatie_website": "website", "organisatie_telefoon": "telefoon", "telefoonnummer": "telefoon",
        "organisatie_telefoonnummer": "telefoon", "organisatie_email": "email", "emailadres": "email",
        "e_mail": "email", "e_mailadres": "email", "study_description": "omschrijving",
    },
    required=("id", "leerbedrijf", "crebo", "leerweg"),
    personal=("contactpersoon", "contact", "naam_contactpersoon", "praktijkopleider", "leermeester"),
)  # fmt: skip
_FORMS = {
    "bbl": "bbl", "beroepsbegeleidende leerweg": "bbl", "derde leerweg": "derde_leerweg", "ovo": "derde_leerweg",
    "overig onderwijs": "derde_leerweg",
}  # fmt: skip
_ABROAD = "het leerbedrijf ligt niet in Nederland"
_STAGE = "bol is een stage, geen leerbaan"


def read(delivery: Delivery, notes: list[str]) -> Iterator[Entry]:
    """Yield the leerbanen as drafts; `notes` gets what the operator should know of the columns. Raises FeedError."""
    (path,) = delivery.paths
    with delivery.bytes(path) as file:
        is_json = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    for row in _objects(delivery) if is_json else table.rows(delivery, COLUMNS, notes):
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            yield draft(row)
        except (Refusal, Passed) as why:
            kind: Literal["refused", "passed"] = "refused" if isinstance(why, Refusal) else "passed"
            yield Rejected(row.where, row.values.get("id", ""), str(why), kind)


def draft(row: Row) -> Draft:
    """Return a row as a draft. Raises Refusal or Passed."""
    cell: Mapping[str, str] = {column: row.values.get(column, "") for column in COLUMNS.names}
    if cell["land"] and words.fold(cell["land"]) not in ("nl", "nederland"):
        raise Passed(_ABROAD)
    return Draft(
        where=row.where,
        own_id=cell["id"],
        kind="leerbaan",
        title=cell["titel"] or cell["kwalificatie"],
        organisation=cell["leerbedrijf"],
        crebo=cell["crebo"],
        qualification=cell["kwalificatie"],
        level=vocabulary.level(cell["niveau"]),
        forms=(_form(cell["leerweg"]),),
        place=cell["plaats"],
        postcode=cell["postcode"],
        first=vocabulary.day(cell["vanaf"], "vanaf"),
        last=vocabulary.day(cell["tot"], "tot"),
        phone=cell["telefoon"],
        email=cell["email"],
        url=cell["website"],
        hours=vocabulary.number(cell["uren"], "uren", vocabulary.MOST_HOURS),
        school=cell["school"],
        summary=cell["omschrijving"],
    )


def _form(leerweg: str) -> str:
    said = words.fold(leerweg)
    if said in ("bol", "beroepsopleidende leerweg"):
        raise Passed(_STAGE)
    if said not in _FORMS:
        raise Refusal(
            f"leerweg '{leerweg[:40]}' kennen wij niet; kies uit bbl, derde leerweg (en bol: die slaan wij over)"
        )
    return _FORMS[said]


def _objects(delivery: Delivery) -> Iterator[Row | Rejected]:
    """Yield the objects of a JSON file as rows."""
    (path,) = delivery.paths
    with delivery.text(path) as file:
        elements = Elements(file, ("items", "leerbanen"))
        try:
            for number, (line, value) in enumerate(elements, start=1):
                where = f"item {number} (regel {line})"
                if isinstance(value, dict):
                    yield Row(where, _columns(value))
                else:
                    yield Rejected(where, "", "hier hoort een leerbaan te staan")
        except Broken as broken:
            raise FeedError(f"{delivery.name}: {broken}.") from broken
        if elements.envelope.get("hasNextPage") is True:
            raise FeedError(f"{delivery.name} is één bladzijde van meer: lever alle leerbanen in één bestand.")


def _columns(value: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that we read, by our names; what is of the organisation goes before what is of a contact."""
    found: dict[str, str] = {}
    for name, text in _fields(value):
        column = COLUMNS.find(name)
        if column and column in COLUMNS.names and (column not in found or name.startswith("organisatie")):
            found[column] = text
    return found


def _fields(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and text of every field, the name of an inner field behind that of its object."""
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _fields(inner, f"{before}{key}_")
        elif isinstance(inner, str | int | float) and not isinstance(inner, bool):
            yield f"{before}{key}", str(inner).strip()
