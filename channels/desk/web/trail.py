"""The audit trail, for coordinators: who saw and did what."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

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
        older=entries[-1].id if len(entries) == _AT_ONCE else None, short_name=parts.short_name,
        titles=dict(desk.house.lokets(seat.adviser)),
    )  # fmt: skip


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
    "aanwezig": "Aanwezig",
    "even_weg": "Even weg",
    "niet_beschikbaar": "Niet beschikbaar",
}
