"""The same assistant behind the REST channel format of Rasa, for existing Rasa clients.

The format has no tokens and no message ids: who knows a sender's name talks in that sender's conversation, as in Rasa.
It brings nothing but answers, so nobody of the desk can talk here: who asks for a person is called back.
"""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from channels.conversation import payload, store
from channels.conversation.model import Conversation, Message
from channels.conversation.service import Incoming
from channels.gateway import Gateway
from channels.web.access import CurrentGateway, address_of, documented, json_body

router = APIRouter(tags=["rasa"])

_CHANNEL = "rest"
# What Rasa clients send to be greeted.
_GREET_ME = frozenset({"/session_start", "/restart", "/greet", "/start"})


class RestMessage(BaseModel):
    """A message as Rasa's REST channel takes it."""

    model_config = ConfigDict(extra="ignore")

    # Rasa makes "default" of none: then all who leave it out would talk in one conversation.
    sender: str = Field(min_length=1, max_length=200)
    message: str


_RestMessage = Annotated[RestMessage, Depends(json_body(RestMessage))]


@router.get("/webhooks/rest/")
async def alive() -> dict[str, str]:
    """Say that the channel is there, as Rasa does."""
    return {"status": "ok"}


@router.post("/webhooks/rest/webhook", **documented(RestMessage, 400, 413, 422, 429))
async def webhook(request: Request, gateway: CurrentGateway, said: _RestMessage) -> Response:
    """Send a message and receive the replies; each has the whole message under `custom`."""
    address = address_of(request)
    conversation, greeting = await _conversation(gateway, said.sender, address)
    if said.message.strip() in _GREET_ME:
        first = await gateway.database.read(lambda c: store.messages_after(c, conversation.id, 0)[:1])
        return JSONResponse([_reply(said.sender, message) for message in (greeting or first)])
    taken = await gateway.service.take(conversation, _incoming(gateway, conversation, said.message, address))
    return JSONResponse([_reply(said.sender, message) for message in taken.replies])


def _incoming(gateway: Gateway, conversation: Conversation, text: str, address: str) -> Incoming:
    client_id = str(uuid.uuid4())
    raw = text.strip()
    if raw in conversation.offered:
        return Incoming(client_id, conversation.offered[raw], raw, address)
    try:
        choice = payload.parse(raw)
    except payload.BadPayload:
        return Incoming(client_id, text, address=address)
    return Incoming(client_id, gateway.texts.title(choice.topic) or choice.topic, str(choice), address)


async def _conversation(gateway: Gateway, sender: str, address: str) -> tuple[Conversation, list[Message]]:
    """Return the conversation of a sender, a new one where there is none (any more), with its greeting if new."""
    key = gateway.senders.of(_CHANNEL, sender)

    def living(connection: Connection) -> Conversation | None:
        found = store.find_by_key(connection, key)
        if found and found.expires_at <= gateway.clock():
            store.release_key(connection, found.id)
            return None
        return found

    found = await gateway.database.write(living)
    if found is None:
        try:
            started = await gateway.service.start(_CHANNEL, address=address, external_key=key)
            return started.conversation, [started.greeting]
        except IntegrityError:  # two first messages of one sender at once: the other was first
            found = await gateway.database.read(lambda connection: store.find_by_key(connection, key))
    assert found is not None
    return found, []


def _reply(sender: str, message: Message) -> dict[str, Any]:
    content = message.as_json()
    reply: dict[str, Any] = {"recipient_id": sender, "text": message.text, "custom": content}
    if content["buttons"]:
        reply["buttons"] = content["buttons"]
    return reply
