"""The CSV of a regional loket that has only a spreadsheet. The columns are described in docs/catalogus.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.feeds import table, vocabulary
from knowledge.feeds.draft import Draft, Entry, Refusal, Rejected
from knowledge.feeds.reading import Delivery
from knowledge.feeds.table import Columns, Row

COLUMNS = Columns(
    names=(
        "id", "soort", "titel", "organisatie", "brin", "beroep", "crebo", "kwalificatie", "niveau", "vorm", "sector",
        "plaats", "gemeente", "postcode", "bereik", "beschikbaar_vanaf", "beschikbaar_tot", "startdatums", "uren",
        "maanden", "school", "website", "telefoon", "email", "omschrijving",
    ),
    other_names={
        "nummer": "id", "kenmerk": "id", "type": "soort", "naam": "titel", "werkgever": "organisatie",
        "leerbedrijf": "organisatie", "aanbieder": "organisatie", "opleider": "organisatie", "crebo_code": "crebo",
        "crebocode": "crebo", "leerweg": "vorm", "woonplaats": "plaats", "pc": "postcode", "vanaf": "beschikbaar_vanaf",
        "tot": "beschikbaar_tot", "tot_en_met": "beschikbaar_tot", "startdatum": "startdatums", "start": "startdatums",
        "uren_per_week": "uren", "duur_maanden": "maanden", "url": "website", "link": "website", "tel": "telefoon",
        "telefoonnummer": "telefoon", "e_mail": "email", "mail": "email", "emailadres": "email",
        "e_mailadres": "email", "beschrijving": "omschrijving", "toelichting": "omschrijving",
    },
    required=("id", "soort", "titel", "organisatie"),
    personal=("contactpersoon", "contact", "naam_contactpersoon", "praktijkopleider", "leermeester"),
)  # fmt: skip


def read(delivery: Delivery, notes: list[str]) -> Iterator[Entry]:
    """Yield the rows as drafts; `notes` gets what the operator should know of the columns. Raises FeedError."""
    for row in table.rows(delivery, COLUMNS, notes):
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            yield draft(row)
        except Refusal as refusal:
            yield Rejected(row.where, row.values.get("id", ""), str(refusal))


def draft(row: Row) -> Draft:
    """Return a row as a draft. Raises Refusal."""
    cell: Mapping[str, str] = {column: row.values.get(column, "") for column in COLUMNS.names}
    return Draft(
        where=row.where,
        own_id=cell["id"],
        kind=vocabulary.kind(cell["soort"]),
        title=cell["titel"],
        organisation=cell["organisatie"],
        brin=cell["brin"],
        crebo=cell["crebo"],
        qualification=cell["kwalificatie"],
        occupation=cell["beroep"],
        sectors=vocabulary.sectors(cell["sector"]),
        level=vocabulary.level(cell["niveau"]),
        forms=vocabulary.forms(cell["vorm"]),
        place=cell["plaats"],
        gemeente=cell["gemeente"],
        postcode=cell["postcode"],
        reach=vocabulary.reach(cell["bereik"]),
        first=vocabulary.day(cell["beschikbaar_vanaf"], "beschikbaar_vanaf"),
        last=vocabulary.day(cell["beschikbaar_tot"], "beschikbaar_tot"),
        starts=vocabulary.days(cell["startdatums"], "startdatums"),
        phone=cell["telefoon"],
        email=cell["email"],
        url=cell["website"],
        hours=vocabulary.number(cell["uren"], "uren", vocabulary.MOST_HOURS),
        months=vocabulary.number(cell["maanden"], "maanden", vocabulary.MOST_MONTHS),
        school=cell["school"],
        summary=cell["omschrijving"],
    )
