"""The audit trail, for coordinators: who saw and did what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from channels.desk import audit, outcomes
from channels.desk.audit import Entry
from channels.desk.known import SLOT_TITLES
from channels.desk.people import Role
from channels.desk.web import pages, parts
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import Coordinating, CurrentDesk

router = APIRouter(prefix="/desk/logboek", include_in_schema=False, route_class=DeskRoute)

_AT_ONCE = 100


@router.get("")
async def show(request: Request, desk: CurrentDesk, seat: Coordinating) -> Response:
    """Entries, newest first; of one chat, if asked."""
    conversation_id = request.query_params.get("gesprek") or None
    before = request.query_params.get("voor", "")
    entries = await desk.audit.entries(
        seat.adviser,
        conversation_id=conversation_id,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        limit=_AT_ONCE,
    )
    return pages.page(
        request, seat, "logboek.html", entries=entries, conversation_id=conversation_id, actions=ACTIONS,
        details=details, older=entries[-1].id if len(entries) == _AT_ONCE else None, short_name=parts.short_name,
        titles=dict(desk.house.lokets(seat.adviser)),
    )  # fmt: skip


def details(entry: Entry) -> list[str]:
    """Return what an entry tells besides who did what, in words; ids say nothing to who reads and are left out."""
    words = []
    for name, value in entry.detail.items():
        if name in audit.ACCOUNTS:
            words.append(entry.names.get(value, "een account dat er niet meer is"))
        elif name in _DETAILS:
            words.append(_DETAILS[name](value))
    return words


_OUTCOMES = {**outcomes.CALLBACK_OUTCOMES, **outcomes.APPOINTMENT_OUTCOMES}
_DETAILS: Mapping[str, Callable[[Any], str]] = {
    "role": lambda code: pages.ROLES[Role(code)].lower(),
    "outcome": lambda code: _OUTCOMES.get(code) or outcomes.title(code),
    "slot": lambda code: SLOT_TITLES.get(code, code),
    "aantal": lambda count: "1 tijd" if count == 1 else f"{count} tijden",
    "tabel": lambda key: str(key).replace("_", " "),
}

# Codes of the trail in words; a code that is not here is shown as it is.
ACTIONS: Mapping[str, str] = {
    "ingelogd": "Logde in",
    "uitgelogd": "Logde uit",
    "wachtwoord_gewijzigd": "Wijzigde het eigen wachtwoord",
    "account_gemaakt": "Maakte een account",
    "account_gewijzigd": "Wijzigde een account",
    "account_gestopt": "Stopte een account",
    "account_hervat": "Hervatte een account",
    "link_gemaakt": "Maakte een link voor een nieuw wachtwoord",
    "overal_uitgelogd": "Logde iemand overal uit",
    "gezien": "Bekeek het gesprek",
    "opgenomen": "Nam het gesprek",
    "teruggegeven": "Gaf het gesprek terug aan de assistent",
    "afgesloten": "Sloot het gesprek af",
    "notitie": "Schreef een notitie",
    "gecorrigeerd": "Paste een gegeven aan",
    "aangeboden": "Bood het gesprek aan",
    "overgenomen": "Nam het gesprek over",
    "geweigerd": "Nam een aangeboden gesprek niet aan",
    "aanbod_terug": "Trok een aanbod in",
    "nummer_gezien": "Zag een telefoonnummer",
    "gebeld": "Rondde een terugbelverzoek af",
    "gemarkeerd": "Noteerde een bericht voor de redactie",
    "voorbeeld_goedgekeurd": "Keurde een oefenzin goed",
    "voorbeeld_afgewezen": "Keurde een oefenzin af",
    "voorbeelden_opgehaald": "Haalde oefenzinnen op",
    "cijfers_opgehaald": "Haalde cijfers op",
    "tijden_gezet": "Zette tijden in de agenda",
    "tijd_weg": "Haalde een tijd uit de agenda",
    "afspraak_genomen": "Nam een afspraak",
    "afspraak_klaar": "Rondde een afspraak af",
    "afspraak_afgezegd": "Zegde een afspraak af",
    "tijden_gewijzigd": "Wijzigde de openingstijden",
    "delen_gewijzigd": "Wijzigde het helpen met de gezamenlijke wachtrij",
    "sluiting_gezet": "Voegde dagen toe waarop het loket dicht is",
    "sluiting_weg": "Haalde dagen weg waarop het loket dicht is",
    "sneltekst_gewijzigd": "Wijzigde een snelle tekst",
    "sneltekst_weg": "Haalde een snelle tekst weg",
    "aanwezig": "Aanwezig",
    "even_weg": "Even weg",
    "niet_beschikbaar": "Niet beschikbaar",
}
