"""The learning loop: what advisers marked is reviewed here; what was approved is taken out as training utterances."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from channels.desk.errors import Invalid
from channels.desk.web import pages, parts
from channels.desk.web.passing import MARK_KINDS
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import Coordinating, CurrentDesk, Posted

router = APIRouter(prefix="/desk/leren", include_in_schema=False, route_class=DeskRoute)


@router.get("")
async def to_review(request: Request, desk: CurrentDesk, seat: Coordinating) -> Response:
    """What was marked and waits for a decision, and what was decided."""
    marks = await desk.learning.to_review(seat.adviser)
    return pages.page(
        request, seat, "leren.html", marks=marks, kinds=MARK_KINDS,
        visible=await parts.visible(desk, seat, (one.conversation_id for one in marks)),
        topics=desk.learning.topics(), topic_names=dict(desk.learning.topics()), workspace=parts.workspace,
    )  # fmt: skip


@router.post("/{mark_id}")
async def review(request: Request, desk: CurrentDesk, seat: Coordinating, form: Posted, mark_id: str) -> Response:
    """Approve or reject what was marked."""
    decision = form.text("besluit")
    if decision not in ("goed", "niet"):
        raise Invalid("besluit", "Kies goedkeuren of niet gebruiken.")
    await desk.learning.review(
        seat.adviser, mark_id, decision == "goed", form.text("onderwerp") or None, form.text("tekst") or None
    )
    return pages.done(request, "/desk/leren", "beoordeeld")


@router.get("/export")
async def export(desk: CurrentDesk, seat: Coordinating) -> Response:
    """The approved utterances, as a file of the form of `data/nlu`."""
    return Response(
        await desk.learning.export(seat.adviser),
        media_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="leerwijs-zinnen.yml"'},
    )
