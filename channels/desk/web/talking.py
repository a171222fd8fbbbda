"""What an adviser does in a chat: take it, talk, note, correct, send cards."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, Response

from channels.desk.desk import Desk
from channels.desk.errors import Invalid, NotHeld
from channels.desk.web import pages, parts
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import CurrentDesk, Posted, Seated, VisibleChat

router = APIRouter(prefix="/desk/gesprek/{conversation_id}", include_in_schema=False, route_class=DeskRoute)

KINDS = {
    "": "Alles", "regeling": "Regelingen", "leerbaan": "Leerbanen", "opleiding": "Opleidingen",
    "certificaat": "Certificaten", "evc_aanbieder": "EVC-aanbieders", "loket": "Loketten",
}  # fmt: skip


@router.post("/nemen")
async def claim(request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: str) -> Response:
    """Take a chat out of the queue. Who is too late hears who was first, also when it is another loket's now."""
    await desk.queue.claim(seat.adviser, conversation_id)
    return pages.done(request, parts.with_chat(form.all("gesprek"), conversation_id))


@router.post("/bericht")
async def send(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat
) -> Response:
    """Send a message. The same id again is the same message."""
    given = form.text("bericht_id")
    message = await desk.chats.send(seat.adviser, conversation_id, _uuid(given), form.text("tekst"))
    return _told(request, conversation_id, seq=message.seq)


@router.post("/kaart")
async def send_card(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat
) -> Response:
    """Send a result of the search as a card, made again of its kind and id: nobody sends what we do not know."""
    kind, _, identifier = form.text("kaart").partition(":")
    words = form.text("tekst") or "Kijk eens naar deze kaart."
    message = await desk.chats.send(
        seat.adviser, conversation_id, _uuid(form.text("bericht_id")), words, [(kind, identifier)]
    )
    return _told(request, conversation_id, "gestuurd", seq=message.seq)


@router.post("/typt")
async def types(desk: CurrentDesk, seat: Seated, _: Posted, conversation_id: VisibleChat) -> Response:
    """Say that a message is being written."""
    await desk.chats.typing(seat.adviser, conversation_id)
    return Response(status_code=204)


@router.post("/gelezen")
async def read(desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat) -> Response:
    """Say up to which message the chat was read; of one that was just passed on there is nothing to say."""
    with suppress(NotHeld):
        await desk.chats.read(seat.adviser, conversation_id, form.number("seq"))
    return Response(status_code=204)


@router.post("/notitie")
async def note(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat
) -> Response:
    """Keep a private note with the chat."""
    await desk.chats.note(seat.adviser, conversation_id, form.text("notitie"))
    return _told(request, conversation_id, "opgeslagen", refresh=True)


@router.post("/gegeven")
async def correct(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat
) -> Response:
    """Correct what is known of the citizen; an empty value forgets it."""
    slot = form.text("gegeven")
    value = _value(desk, slot, "" if form.text("vergeet") else form.text("waarde"))
    await desk.known.correct(seat.adviser, conversation_id, slot, value)
    return _told(request, conversation_id, "verbeterd", refresh=True)


@router.get("/gegeven")
async def add_slot(request: Request, desk: CurrentDesk, seat: Seated, conversation_id: VisibleChat) -> Response:
    """A form for something that is not known yet."""
    known = await desk.known.of(seat.adviser, conversation_id)
    there = {one.slot for one in known.slots}
    choices = [one for one in desk.known.editable() if one.slot not in there]
    slot = request.query_params.get("gegeven", "")
    chosen = next((one for one in choices if one.slot == slot), None)
    return pages.sheet(
        request, seat, "_gegeven_erbij.html", title="Gegeven toevoegen", conversation_id=conversation_id,
        choices=choices, chosen=chosen,
    )  # fmt: skip


@router.get("/zoeken")
async def search(request: Request, desk: CurrentDesk, seat: Seated, conversation_id: VisibleChat) -> Response:
    """Search the knowledge; each result can be sent as a card."""
    query, kind = request.query_params.get("q", "").strip()[:200], request.query_params.get("soort", "")
    items: list[Any] = []
    if query:
        items = await desk.chats.search(seat.adviser, conversation_id, query, _kinds(kind))
        items.sort(key=lambda item: item.get("verdict") == "niet")  # what can be had comes first
    state, _ = await desk.chats.after(seat.adviser, conversation_id, 2**31 - 1)
    return pages.sheet(
        request, seat, "_gevonden.html", title="Zoeken in de kennis", conversation_id=conversation_id, items=items,
        query=query, kind=kind, kinds=KINDS, mine=state.holder == seat.adviser.id,
    )  # fmt: skip


def _told(request: Request, conversation_id: str, code: str = "", **extra: Any) -> Response:
    return pages.done(request, parts.workspace([conversation_id]), code, **extra)


def _uuid(given: str) -> str:
    try:
        return str(uuid.UUID(given))
    except ValueError:
        raise Invalid("bericht_id", "Laad de pagina opnieuw: dit bericht heeft geen nummer.") from None


def _kinds(kind: str) -> list[str]:
    return [kind] if kind and kind in KINDS else []


def _value(desk: Desk, slot: str, words: str) -> str | int | bool | None:
    choice = next((one for one in desk.known.editable() if one.slot == slot), None)
    if choice is None:
        raise Invalid("gegeven", "Dit gegeven bestaat niet.")
    if not words:
        return None
    if choice.kind == "integer":
        if not (words.isascii() and words.isdigit() and len(words) <= 4):
            raise Invalid("waarde", "Vul een getal in.")
        return int(words)
    if choice.kind == "boolean":
        return words in ("true", "True", "ja")
    return words
