"""The overview behind its private link: the page, the PDF, the calendar file, ticks, a new link, and erasing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import JSONResponse

from channels.conversation.limits import What
from channels.conversation.model import Conversation
from channels.gateway import Gateway
from channels.overview import model, store
from channels.overview.calendar import calendar
from channels.overview.links import kept_until
from channels.overview.model import Overview
from channels.overview.opening import Behind, Opened, address, now_of, text_of, texts_of, wants_page
from channels.overview.render import render
from channels.overview.rights import Group
from channels.overview.shelf import Shelf
from channels.web.access import CurrentGateway
from knowledge.levels import SOURCE
from knowledge.moments import AMSTERDAM

router = APIRouter(prefix="/overzicht", include_in_schema=False, route_class=Behind)

READ = ["GET", "HEAD"]
_MOST_FIELDS = 600
_PLACE = re.compile(r"[a-z0-9-]{1,40}")

GROUPS = (
    (
        Group.WAARSCHIJNLIJK,
        "Dit past waarschijnlijk",
        "Voor zover wij weten, klopt alles. De organisatie beslist zelf.",
    ),
    (
        Group.MISSCHIEN,
        "Dit past misschien",
        "Er ontbreekt nog iets, of een ander beslist. Bij elke regeling staat wat.",
    ),
    (
        Group.WERKGEVER,
        "Vraag dit aan uw werkgever",
        "Dit kunt u niet zelf aanvragen. Uw werkgever kan dat wel.",
    ),
)
_NOTICES = {
    "vinkjes": "Uw vinkjes zijn bewaard.",
    "link": "U hebt een nieuwe link. De oude werkt niet meer. Bewaar deze pagina opnieuw.",
}


async def overview_of(gateway: Gateway, conversation: Conversation) -> Overview:
    """Return the overview of a conversation as of now."""
    now = gateway.clock()
    kept = await gateway.database.read(lambda connection: store.read(connection, conversation.id, now))
    return model.build(kept, Shelf(gateway.texts), now_of(gateway))


@router.api_route("/{key}", methods=READ)
async def page(request: Request, gateway: CurrentGateway, conversation: Opened, key: str) -> Response:
    """The overview as a page."""
    overview = await overview_of(gateway, conversation)
    done, total = overview.steps_done()
    until = kept_until(conversation, gateway.settings.transcript_days)
    werkcentrum = Shelf(gateway.texts).regeling("werkcentrum")
    content = render(
        "overzicht.html",
        key=key,
        here="overzicht",
        url=address(gateway, request, key),
        overview=overview,
        verdict=model.verdict(overview),
        contents=_contents(overview),
        groups=GROUPS,
        has_demo=has_demo(overview),
        done=done,
        total=total,
        ticked=[tick.name for tick in overview.ticks().values() if tick.done],
        kept_until=datetime.fromtimestamp(until / 1000, AMSTERDAM).date(),
        werkcentrum=werkcentrum.url if werkcentrum else None,
        notice=_NOTICES.get(request.query_params.get("melding", "")),
    )
    return HTMLResponse(content)


def has_demo(overview: Overview) -> bool:
    """Whether something on the overview does not exist."""
    offers = (offer for group in overview.offers.values() for offer in group)
    return any(one.demo for group in (overview.rights, overview.places, offers) for one in group)


def _contents(overview: Overview) -> Sequence[tuple[str, str]]:
    refused = bool(overview.group(Group.NIET))
    return [
        *((group.value, heading) for group, heading, _ in GROUPS if overview.group(group)),
        *([("data", "Belangrijke data")] if overview.deadlines else []),
        *([("geld", "Geld")] if overview.money.lines else []),
        *([("stappen", "Uw stappen")] if overview.plans else []),
        *([("aanbod", "Leren en werken")] if overview.offers else []),
        *([("niet", "Dit past nu niet")] if refused else []),
        ("loket", "Uw loket"),
        ("kunnen", "Wat ik kan"),
        ("bewaren", "Bewaren of wissen"),
    ]


@router.post("/{key}/vinkjes")
async def tick(request: Request, gateway: CurrentGateway, conversation: Opened, key: str) -> Response:
    """Tick and untick: `aan` are the boxes that are ticked now, `toen` those that were when the page was made.

    Only what differs is changed, so that a page that stood open elsewhere undoes nothing.
    """
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        on, before, place = texts_of(form, "aan"), texts_of(form, "toen"), text_of(form, "bij")
    known = (await overview_of(gateway, conversation)).ticks().keys()
    new, gone = (on - before) & known, (before - on) & known
    now = gateway.clock()
    if new or gone:
        await gateway.database.write(lambda connection: store.tick(connection, conversation.id, new, gone, now))
    if not wants_page(request):
        done, total = (await overview_of(gateway, conversation)).steps_done()
        return JSONResponse({"done": done, "total": total})
    anchor = place if _PLACE.fullmatch(place) else "melding"
    return RedirectResponse(f"/overzicht/{key}?melding=vinkjes#{anchor}", 303)


@router.api_route("/{key}/overzicht.pdf", methods=READ)
async def as_pdf(gateway: CurrentGateway, conversation: Opened) -> Response:
    """The overview as a PDF file."""
    overview = await overview_of(gateway, conversation)
    return await print_pdf(gateway, conversation, overview, "Mijn overzicht", "mijn-overzicht", whole=True)


async def print_pdf(
    gateway: Gateway, conversation: Conversation, overview: Overview, title: str, name: str, *, whole: bool
) -> Response:
    """Return the overview, or without `whole` only what the citizen can, as a PDF file.

    Raises:
        CannotPrint: it cannot be made now.
        TooManyRequests: too many of this conversation.
    """
    await gateway.limits.take(What.PRINT, conversation.id, gateway.clock())
    values: dict[str, Any] = {
        "title": title,
        "whole": whole,
        "overview": overview,
        "verdict": model.verdict(overview),
        "groups": GROUPS,
        "has_demo": has_demo(overview),
        "level_source": SOURCE,
    }
    made = await gateway.printer.pdf(render("pdf.html", **values))
    shown_as = f'inline; filename="{name}-{overview.today.isoformat()}.pdf"'
    return Response(made, media_type="application/pdf", headers={"Content-Disposition": shown_as})


@router.api_route("/{key}/data.ics", methods=READ)
async def as_calendar(gateway: CurrentGateway, conversation: Opened) -> Response:
    """The days of the overview as a calendar file."""
    overview = await overview_of(gateway, conversation)
    content = calendar(overview.deadlines, overview.now)
    headers = {"Content-Disposition": 'attachment; filename="leerwijs-data.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/{key}/nieuwe-link")
async def replace_link(gateway: CurrentGateway, conversation: Opened) -> Response:
    """Make a new link; the one it was asked with opens nothing any more."""
    key = await gateway.database.write(lambda connection: gateway.links.replace(connection, conversation.id))
    return RedirectResponse(f"/overzicht/{key}?melding=link#melding", 303)


@router.api_route("/{key}/wissen", methods=READ)
async def ask_erase(conversation: Opened, key: str) -> Response:
    """Ask whether everything is to be erased."""
    return HTMLResponse(render("wissen.html", key=key, here="wissen"))


@router.post("/{key}/wissen")
async def erase(gateway: CurrentGateway, conversation: Opened) -> Response:
    """Erase the conversation everywhere, and with it this overview."""
    await gateway.service.erase(conversation.id)
    lines = ("Uw gesprek, uw overzicht en wat u opschreef, zijn weg.", "De link werkt niet meer.")
    return HTMLResponse(render("bericht.html", heading="Alles is gewist", lines=lines))
