"""Call-backs and appointments as lists of work: who takes one sees what is needed for it, and says how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request, Response

from channels.desk.errors import Invalid
from channels.desk.outcomes import APPOINTMENT_OUTCOMES, CALLBACK_OUTCOMES
from channels.desk.web import pages, parts
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import CurrentDesk, Posted, Seated
from channels.web.access import CurrentGateway

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)

DAGDELEN = {"ochtend": "'s ochtends", "middag": "'s middags", "avond": "'s avonds"}
PLACES = {"loket": "Op het loket", "telefoon": "Telefonisch", "video": "Videobellen"}


@router.get("/terugbellen")
async def callbacks(request: Request, desk: CurrentDesk, seat: Seated) -> Response:
    """Who asked to be called; the number is shown to who takes the call."""
    found = await desk.callbacks.open(seat.adviser)
    numbers = {
        one.id: await desk.callbacks.number(seat.adviser, one.id) for one in found if one.claimed_by == seat.adviser.id
    }
    return pages.page(
        request, seat, "terugbellen.html", callbacks=found, numbers=numbers, outcomes=CALLBACK_OUTCOMES,
        dagdelen=DAGDELEN, workspace=parts.workspace, short_name=parts.short_name,
        visible=await parts.visible(desk, seat, (one.conversation_id for one in found)),
    )  # fmt: skip


@router.post("/terugbellen/{callback_id}/nemen")
async def claim_callback(request: Request, desk: CurrentDesk, seat: Seated, _: Posted, callback_id: str) -> Response:
    """Take a call on oneself."""
    await desk.callbacks.claim(seat.adviser, callback_id)
    return pages.done(request, f"/desk/terugbellen#{callback_id}")


@router.post("/terugbellen/{callback_id}/loslaten")
async def release_callback(request: Request, desk: CurrentDesk, seat: Seated, _: Posted, callback_id: str) -> Response:
    """Leave a call to a colleague."""
    await desk.callbacks.release(seat.adviser, callback_id)
    return pages.done(request, "/desk/terugbellen", "losgelaten")


@router.post("/terugbellen/{callback_id}/afronden")
async def finish_callback(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, callback_id: str
) -> Response:
    """Say how the call went."""
    await desk.callbacks.finish(seat.adviser, callback_id, _outcome(form.text("uitkomst"), CALLBACK_OUTCOMES))
    return pages.done(request, "/desk/terugbellen", "afgerond")


@router.get("/afspraken")
async def appointments(request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Seated) -> Response:
    """Who comes when, from a day on."""
    first = _day(request.query_params.get("vanaf", ""), pages.local(gateway.clock()).date())
    found = await desk.appointments.open(seat.adviser, first)
    return pages.page(
        request, seat, "afspraken.html", appointments=found, first=first, outcomes=APPOINTMENT_OUTCOMES, places=PLACES,
        workspace=parts.workspace, short_name=parts.short_name, titles=dict(desk.house.lokets(seat.adviser)),
        visible=await parts.visible(desk, seat, (one.conversation_id for one in found)),
    )  # fmt: skip


@router.post("/afspraken/{appointment_id}/nemen")
async def claim_appointment(
    request: Request, desk: CurrentDesk, seat: Seated, _: Posted, appointment_id: str
) -> Response:
    """Take an appointment on oneself."""
    await desk.appointments.claim(seat.adviser, appointment_id)
    return pages.done(request, f"/desk/afspraken#{appointment_id}")


@router.post("/afspraken/{appointment_id}/loslaten")
async def release_appointment(
    request: Request, desk: CurrentDesk, seat: Seated, _: Posted, appointment_id: str
) -> Response:
    """Leave an appointment to a colleague."""
    await desk.appointments.release(seat.adviser, appointment_id)
    return pages.done(request, "/desk/afspraken", "losgelaten")


@router.post("/afspraken/{appointment_id}/afronden")
async def finish_appointment(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, appointment_id: str
) -> Response:
    """Say how the appointment went."""
    await desk.appointments.finish(seat.adviser, appointment_id, _outcome(form.text("uitkomst"), APPOINTMENT_OUTCOMES))
    return pages.done(request, "/desk/afspraken", "afgerond")


@router.post("/afspraken/{appointment_id}/afzeggen")
async def cancel_appointment(
    request: Request, desk: CurrentDesk, seat: Seated, _: Posted, appointment_id: str
) -> Response:
    """Call an appointment off; the citizen is told in the conversation."""
    await desk.appointments.cancel(seat.adviser, appointment_id)
    return pages.done(request, "/desk/afspraken", "afgezegd")


def _outcome(code: str, known: Mapping[str, str]) -> str:
    if code not in known:
        raise Invalid("uitkomst", "Kies hoe het ging.")
    return code


def _day(words: str, default: date) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return default
