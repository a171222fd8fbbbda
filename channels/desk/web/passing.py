"""How a chat leaves an adviser: to a colleague or another loket, back to the assistant, or closed. Also what is marked
in it for the assistant to learn from. Each form is a page of its own, which the desk shows on top of itself.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from channels.desk.errors import Invalid, NotFound
from channels.desk.outcomes import CHAT_OUTCOMES
from channels.desk.web import pages, parts
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import CurrentDesk, Posted, Seated, VisibleChat

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)

MARK_KINDS = {"fout_antwoord": "Dit antwoord klopt niet", "niet_begrepen": "Dit is verkeerd begrepen"}


@router.get("/gesprek/{conversation_id}/doorgeven")
async def ask_forward(request: Request, desk: CurrentDesk, seat: Seated, conversation_id: VisibleChat) -> Response:
    """To whom, and what they should know."""
    colleagues = [one for one in await desk.presence.everyone(seat.adviser) if one.adviser_id != seat.adviser.id]
    return pages.sheet(
        request, seat, "_doorgeven.html", title="Gesprek doorgeven", conversation_id=conversation_id,
        colleagues=[one for one in colleagues if one.here], lokets=await desk.forwards.lokets(seat.adviser),
    )  # fmt: skip


@router.post("/gesprek/{conversation_id}/doorgeven")
async def forward(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat
) -> Response:
    """Ask a colleague or a loket to take the chat over."""
    kind, _, target = form.text("aan").partition(":")
    if kind not in ("adviseur", "loket") or not target:
        raise Invalid("aan", "Kies een collega of een loket.")
    who = {"to_adviser": target} if kind == "adviseur" else {"to_loket": target}
    await desk.forwards.offer(seat.adviser, conversation_id, note=form.text("notitie"), **who)
    return pages.done(request, parts.workspace([conversation_id]), "doorgegeven", refresh=True)


@router.post("/verzoek/{offer_id}/aannemen")
async def accept(request: Request, desk: CurrentDesk, seat: Seated, form: Posted, offer_id: str) -> Response:
    """Take a chat over that a colleague asked to take."""
    offered = next((one for one in await desk.forwards.open_to(seat.adviser) if one.id == offer_id), None)
    await desk.forwards.accept(seat.adviser, offer_id)
    shown = form.all("gesprek")
    return pages.done(request, parts.with_chat(shown, offered.conversation_id) if offered else parts.workspace(shown))


@router.post("/verzoek/{offer_id}/weigeren")
async def refuse(request: Request, desk: CurrentDesk, seat: Seated, form: Posted, offer_id: str) -> Response:
    """Do not take a chat over."""
    await desk.forwards.refuse(seat.adviser, offer_id)
    return pages.done(request, parts.workspace(form.all("gesprek")), "geweigerd")


@router.post("/verzoek/{offer_id}/intrekken")
async def withdraw(request: Request, desk: CurrentDesk, seat: Seated, form: Posted, offer_id: str) -> Response:
    """Keep a chat after all."""
    await desk.forwards.withdraw(seat.adviser, offer_id)
    return pages.done(request, parts.workspace(form.all("gesprek")), "ingetrokken", refresh=True)


@router.get("/gesprek/{conversation_id}/terug")
async def ask_give_back(request: Request, desk: CurrentDesk, seat: Seated, conversation_id: VisibleChat) -> Response:
    """What the citizen and the assistant must know, and how it ended."""
    return pages.sheet(
        request, seat, "_terug.html", title="Terug naar de assistent", conversation_id=conversation_id,
        outcomes=CHAT_OUTCOMES,
    )  # fmt: skip


@router.post("/gesprek/{conversation_id}/terug")
async def give_back(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat
) -> Response:
    """Let the assistant go on with the chat."""
    await desk.chats.give_back(seat.adviser, conversation_id, form.text("opmerking"), _outcome(form.text("uitkomst")))
    return pages.done(request, parts.workspace([conversation_id]), "teruggegeven", refresh=True)


@router.get("/gesprek/{conversation_id}/afsluiten")
async def ask_close(request: Request, desk: CurrentDesk, seat: Seated, conversation_id: VisibleChat) -> Response:
    """How it ended."""
    return pages.sheet(
        request, seat, "_afsluiten.html", title="Gesprek afsluiten", conversation_id=conversation_id,
        outcomes=CHAT_OUTCOMES,
    )  # fmt: skip


@router.post("/gesprek/{conversation_id}/afsluiten")
async def close(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat
) -> Response:
    """Close the chat, for both sides."""
    await desk.chats.close(seat.adviser, conversation_id, _outcome(form.text("uitkomst")))
    return pages.done(request, parts.workspace([conversation_id]), "afgesloten", refresh=True)


@router.get("/gesprek/{conversation_id}/merk/{seq}")
async def ask_mark(
    request: Request, desk: CurrentDesk, seat: Seated, conversation_id: VisibleChat, seq: int
) -> Response:
    """What was wrong with a message, and what it was about."""
    chat = await desk.chats.open(seat.adviser, conversation_id)
    message = next((one for one in chat.messages if one.seq == seq), None)
    if message is None:
        raise NotFound
    return pages.sheet(
        request, seat, "_merk.html", title="Noteren voor de redactie", conversation_id=conversation_id,
        message=message, kinds=MARK_KINDS, topics=desk.learning.topics(),
        kind="niet_begrepen" if message.author.value == "user" else "fout_antwoord",
    )  # fmt: skip


@router.post("/gesprek/{conversation_id}/merk/{seq}")
async def mark(
    request: Request, desk: CurrentDesk, seat: Seated, form: Posted, conversation_id: VisibleChat, seq: int
) -> Response:
    """Note what was wrong with a message."""
    kind = form.text("soort")
    if kind not in MARK_KINDS:
        raise Invalid("soort", "Kies wat er mis was.")
    await desk.learning.mark(
        seat.adviser, conversation_id, seq, kind, form.text("onderwerp") or None, form.text("opmerking")
    )
    return pages.done(request, parts.workspace([conversation_id]), "gemarkeerd", refresh=True)


def _outcome(code: str) -> str:
    if code not in CHAT_OUTCOMES:
        raise Invalid("uitkomst", "Kies hoe het gesprek eindigde.")
    return code
