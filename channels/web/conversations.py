"""Starting, talking in, reading and erasing a conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from channels.clock import iso
from channels.conversation import feedback, payload, store
from channels.conversation.model import Conversation, Json
from channels.conversation.service import Incoming
from channels.gateway import Gateway
from channels.web import schema
from channels.web.access import (
    CurrentGateway,
    LimitedConversation,
    OpenConversation,
    address_of,
    documented,
    json_body,
)

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

_Message = Annotated[schema.NewMessage, Depends(json_body(schema.NewMessage))]
_Feedback = Annotated[schema.NewFeedback, Depends(json_body(schema.NewFeedback))]


@router.post("", status_code=201, response_model=schema.Started, **documented(None, 413, 429))
async def start(request: Request, gateway: CurrentGateway) -> Response:
    """Start a conversation. Its first message says that this is a digital assistant."""
    started = await gateway.service.start("web", address=address_of(request))
    conversation = started.conversation
    content = {
        "id": conversation.id,
        "token": started.token,
        "expires_at": iso(conversation.expires_at),
        "owner": conversation.owner.value,
        "messages": [started.greeting.as_json()],
    }
    return JSONResponse(content, 201, headers={"Location": f"/api/v1/conversations/{conversation.id}"})


@router.post(
    "/{conversation_id}/messages",
    response_model=schema.Answered,
    **documented(schema.NewMessage, 400, 401, 404, 413, 422, 429),
)
async def send(
    request: Request, gateway: CurrentGateway, conversation: OpenConversation, message: _Message
) -> Response:
    """Send a message and receive the answer. While a person owns the conversation `messages` is empty."""
    incoming = incoming_of(gateway, conversation, message, address_of(request))
    taken = await gateway.service.take(conversation, incoming)
    content = {
        "messages": [reply.as_json() for reply in taken.replies],
        "owner": taken.owner.value,
        "received": taken.received.as_json(),
    }
    return JSONResponse(content)


def incoming_of(gateway: Gateway, conversation: Conversation, message: schema.NewMessage, address: str) -> Incoming:
    """Return a message with a payload that is ours, and the words that stood on its button.

    Raises:
        BadPayload: neither of the form of a payload nor offered in this conversation's last message.
    """
    client_id = str(message.id)
    if message.payload is None:
        return Incoming(client_id, message.text or "", address=address)
    raw = message.payload.strip()
    title = conversation.offered.get(raw)
    if title is not None:
        return Incoming(client_id, title, raw, address)
    choice = payload.parse(raw)
    return Incoming(client_id, gateway.texts.title(choice.topic) or choice.topic, str(choice), address)


@router.get("/{conversation_id}/messages", response_model=schema.Page, **documented(None, 401, 404, 422, 429))
async def read(
    gateway: CurrentGateway, conversation: LimitedConversation, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> Response:
    """Read the messages after a seq, in order."""
    found = await gateway.database.read(lambda c: store.messages_after(c, conversation.id, after))
    return JSONResponse({"messages": [message.as_json() for message in found], "owner": conversation.owner.value})


@router.post("/{conversation_id}/ticket", response_model=schema.Ticket, **documented(None, 401, 404, 429))
async def ticket(gateway: CurrentGateway, conversation: LimitedConversation) -> Json:
    """Receive a ticket for an event stream or the overview, which a browser opens without headers."""
    issued, until = gateway.tickets.issue(conversation.id, conversation.token_hash, gateway.clock())
    return {"ticket": issued, "expires_at": iso(until)}


@router.delete("/{conversation_id}", status_code=204, **documented(None, 401, 404))
async def erase(gateway: CurrentGateway, conversation: OpenConversation) -> Response:
    """Erase the conversation everywhere. 202: all but the engine's memory, which follows when it is back."""
    told = await gateway.service.erase(conversation.id)
    return Response(status_code=204) if told else JSONResponse({"erased": True, "engine": "later"}, 202)


@router.post(
    "/{conversation_id}/feedback", status_code=204, **documented(schema.NewFeedback, 400, 401, 404, 413, 422, 429)
)
async def judge(gateway: CurrentGateway, conversation: LimitedConversation, given: _Feedback) -> Response:
    """Say what you think of a message, or at the end of the conversation. The last word counts."""
    await gateway.database.write(
        lambda connection: feedback.give(
            connection,
            conversation.id,
            message_id=str(given.message) if given.message else None,
            score=str(given.score),
            reason=given.reason,
            now=gateway.clock(),
        )
    )
    return Response(status_code=204)
