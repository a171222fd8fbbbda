"""The desk itself: the queue, one's own chats, and the chats that are open beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from channels.desk.errors import Invalid
from channels.desk.presence import PresenceState
from channels.desk.web import pages, parts
from channels.desk.web.route import DeskRoute, wants_page
from channels.desk.web.seat import CurrentDesk, Posted, Seated, Watching
from channels.web.access import CurrentGateway

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)


@router.get("")
async def show(request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Seated) -> Response:
    """The desk, with the chats that the address names."""
    now = gateway.clock()
    await desk.presence.beat(seat.adviser)
    asked = _distinct(request.query_params.getlist("gesprek"))
    open_columns = await parts.columns(desk, seat, asked)
    shown = list(open_columns)
    found = await parts.overview(desk, seat.adviser)
    return pages.page(
        request, seat, "balie.html", parts=parts.overview_parts(desk, found, seat, shown, now), counts=found.counts,
        columns={
            one: parts.column_html(gateway, column, seat, shown, now) for one, column in open_columns.items()
        },
        missing=len(asked[-parts.MOST_OPEN :]) - len(shown), short_name=parts.short_name,
    )  # fmt: skip


@router.get("/gesprek/{conversation_id}")
async def chat(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Seated, conversation_id: str
) -> Response:
    """One chat, as the desk adds it to those that are open."""
    if wants_page(request):
        await desk.chats.open(seat.adviser, conversation_id)
        return RedirectResponse(parts.workspace([conversation_id]), 303)
    column = await parts.column(desk, seat, conversation_id)
    shown = _distinct(request.query_params.getlist("naast"))
    return HTMLResponse(parts.column_html(gateway, column, seat, shown, gateway.clock()))


@router.get("/archief")
async def recent(request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Seated) -> Response:
    """The chats of one's lokets in which a person was asked for, newest first."""
    return pages.page(
        request, seat, "archief.html", chats=await desk.chats.recent(seat.adviser), owners=parts.OWNERS,
        short_name=parts.short_name, workspace=parts.workspace, titles=dict(desk.house.lokets(seat.adviser)),
    )  # fmt: skip


@router.post("/aanwezig")
async def set_presence(request: Request, desk: CurrentDesk, seat: Seated, form: Posted) -> Response:
    """Say whether one takes chats."""
    state = form.text("stand")
    if state not in set(PresenceState):
        raise Invalid("stand", "Kies aanwezig, even weg of niet beschikbaar.")
    await desk.presence.set(seat.adviser, PresenceState(state))
    return pages.done(request, pages.within(form.text("naar")))


@router.post("/teken")
async def sign_of_life(desk: CurrentDesk, seat: Watching, _: Posted) -> Response:
    """Say that the page is still open. It does not keep the session alive: that takes a person."""
    await desk.presence.beat(seat.adviser)
    return Response(status_code=204)


@router.post("/bezig")
async def at_work(seat: Seated, _: Posted) -> Response:
    """Say that somebody is at work here, though nothing was sent: it keeps the session alive."""
    return Response(status_code=204)


@router.post("/meldingen")
async def notices_seen(request: Request, desk: CurrentDesk, seat: Seated, form: Posted) -> Response:
    """Put notices away."""
    ids = [int(one) for one in form.all("melding") if one.isascii() and one.isdigit() and len(one) < 18]
    await desk.notices.seen(seat.adviser, ids)
    return pages.done(request, pages.within(form.text("naar")))


def _distinct(ids: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one for one in ids if one))
