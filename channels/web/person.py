"""Waiting for a person and talking with one, from the citizen's side; and the appointment as a calendar file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from channels.conversation.model import Message
from channels.conversation.owner import Owner
from channels.desk import appointments, waiting
from channels.desk.appointments import Booked
from channels.desk.calendar import calendar
from channels.errors import Problem
from channels.web import schema
from channels.web.access import CurrentGateway, LimitedConversation, ViewedConversation, documented, json_body

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

_Read = Annotated[schema.Read, Depends(json_body(schema.Read))]


@router.get("/{conversation_id}/queue", response_model=schema.InQueue, **documented(None, 401, 404, 429))
async def queue(gateway: CurrentGateway, conversation: LimitedConversation) -> Response:
    """See the place in the queue, for who does not follow the event stream."""

    def look(connection: Connection) -> waiting.Turn | None:
        gateway.reception.seen(connection, conversation.id, gateway.clock())
        return gateway.reception.turn(connection, conversation.id, gateway.clock())

    turn = await gateway.database.write(look) if conversation.owner is Owner.WACHTRIJ else None
    content = {
        "owner": conversation.owner.value,
        "place": turn.place if turn else None,
        "minutes": turn.minutes if turn else None,
    }
    return JSONResponse(content)


@router.post("/{conversation_id}/queue/leave", response_model=schema.Moved, **documented(None, 401, 404, 429))
async def leave(gateway: CurrentGateway, conversation: LimitedConversation) -> Response:
    """Leave the queue and go on with the assistant. Elsewhere than in the queue nothing happens."""
    return _moved(*await gateway.service.leave_queue(conversation))


@router.post("/{conversation_id}/end", response_model=schema.Moved, **documented(None, 401, 404, 429))
async def end(gateway: CurrentGateway, conversation: LimitedConversation) -> Response:
    """End the conversation, whoever has it. A new message opens it again, at the assistant."""
    return _moved(*await gateway.service.end(conversation))


def _moved(said: list[Message], owner: Owner) -> Response:
    return JSONResponse({"owner": owner.value, "messages": [message.as_json() for message in said]})


@router.post("/{conversation_id}/typing", status_code=204, **documented(None, 401, 404, 429))
async def typing(gateway: CurrentGateway, conversation: LimitedConversation) -> Response:
    """Show the adviser that you type; what you type comes only when you send it."""
    if conversation.owner is Owner.ADVISEUR:
        await gateway.desk.citizen_types(conversation.id)
    return Response(status_code=204)


@router.post("/{conversation_id}/read", status_code=204, **documented(schema.Read, 400, 401, 404, 422, 429))
async def read(gateway: CurrentGateway, conversation: LimitedConversation, given: _Read) -> Response:
    """Show the adviser how far you have read."""
    if conversation.owner is Owner.ADVISEUR:
        await gateway.desk.citizen_read(conversation.id, given.seq)
    return Response(status_code=204)


@router.get(
    "/{conversation_id}/appointments/{reference}.ics", response_class=Response, **documented(None, 401, 404, 429)
)
async def appointment(gateway: CurrentGateway, conversation: ViewedConversation, reference: str) -> Response:
    """Download an appointment for a calendar; once cancelled, the file cancels it there."""

    def look(connection: Connection) -> Booked | None:
        return appointments.by_reference(connection, conversation.id, reference)

    booked = await gateway.database.read(look)
    if booked is None:
        raise Problem(404, "appointment-not-found", "This conversation has no such appointment.")
    lokets = gateway.desk.parts.directory
    content = calendar(booked, lokets.title(booked.loket), lokets.address(booked.loket))
    headers = {"Content-Disposition": f'attachment; filename="afspraak-{booked.reference}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
