"""The event stream of a conversation: messages, changes of owner, typing; resumed without loss or doubles."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from channels.clock import SECOND
from channels.conversation import store
from channels.conversation.database import StorageUnavailable
from channels.conversation.events import Note, Subscription
from channels.conversation.model import BOT_NAME, Conversation, Json, Message
from channels.conversation.owner import Owner
from channels.gateway import Gateway
from channels.web.access import CurrentGateway, ViewedConversation, documented

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

States = list[tuple[str, Json]]

_RETRY_MS = 2_000
_WITH_PEOPLE = (Owner.WACHTRIJ, Owner.ADVISEUR)
_SEEN_EVERY = 10 * SECOND
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_AFTER = Query(ge=0, le=2**31 - 1)


@router.get("/{conversation_id}/events", response_class=StreamingResponse, **documented(None, 401, 404, 422, 429))
async def events(
    request: Request,
    gateway: CurrentGateway,
    conversation: ViewedConversation,
    after: Annotated[int | None, _AFTER] = None,
) -> Response:
    """Follow a conversation by server-sent events.

    `message` has a message as data and its seq as id, so that `Last-Event-ID` (or `?after=`) resumes where it broke
    off. `owner`, `queue` (place, and minutes where they can be said honestly) and `read` (how far the adviser has read)
    are states, told anew on each connection where they hold. `typing` says who types. `erased` is the last.
    """
    start = _seq(request.headers.get("last-event-id", ""))
    chunks = follow(gateway, conversation, after or 0 if start is None else start)
    return StreamingResponse(chunks, media_type="text/event-stream", headers=_HEADERS)


def _seq(words: str) -> int | None:
    """Read a seq as a browser repeats it; None for what cannot be one of ours, however long it is."""
    return int(words) if words.isascii() and words.isdigit() and len(words) <= 9 else None


async def follow(gateway: Gateway, conversation: Conversation, after: int) -> AsyncIterator[str]:
    """Yield the events of a conversation after a seq, until it is erased or the gateway stops.

    It ends too when the token expires, or another took its place: the conversation then goes on at another device.
    """
    gateway.metrics.streams.inc()
    try:
        with gateway.wakeups.subscribe(conversation.id) as subscription:
            yield f"retry: {_RETRY_MS}\n\n"
            told: dict[str, Json] = {}
            version, seen_at = -1, 0
            while not gateway.closing.is_set():
                look = partial(_look, gateway, conversation.id, after)
                now, messages, states = await gateway.database.read(look)
                if now is None:
                    yield _event("erased", {})
                    return
                if now.token_hash != conversation.token_hash:
                    return
                for message in messages:
                    yield _event("message", message.as_json(), message.seq)
                    after = message.seq
                if version != now.owner_version:
                    version, told = now.owner_version, {}
                for kind, state in states:
                    if told.get(kind) != state:
                        told[kind] = state
                        yield _event(kind, state)
                subscription.know(conversation.id, (after, now.owner_version))
                if now.expires_at <= gateway.clock():
                    return
                if now.owner in _WITH_PEOPLE and seen_at <= gateway.clock() - _SEEN_EVERY:
                    seen_at = gateway.clock()
                    await gateway.database.write(partial(_seen, gateway, now.id))
                async for chunk in _until_change(gateway, subscription, states):
                    yield chunk
    except StorageUnavailable:
        return  # the client comes back by itself and resumes
    finally:
        gateway.metrics.streams.dec()


def _seen(gateway: Gateway, conversation_id: str, connection: Connection) -> None:
    """Note for the desk that the citizen is still there."""
    gateway.reception.seen(connection, conversation_id, gateway.clock())


async def _until_change(gateway: Gateway, subscription: Subscription, states: States) -> AsyncIterator[str]:
    """Yield typing as it happens and a sign of life when nothing does, until there is something to read."""
    while True:
        heard = await subscription.wait_unless(gateway.closing, gateway.settings.heartbeat_seconds)
        if gateway.closing.is_set():
            return
        notes = [note for _, note in heard]
        if not notes:
            yield ": still here\n\n"
            return
        if Note.TYPING in notes and Note.CHANGED not in notes:
            yield _event("typing", {"typing": True, "from": "bot", "name": BOT_NAME})
        if Note.ADVISER_TYPING in notes and Note.CHANGED not in notes:
            name = dict(states)["owner"].get("adviser", {}).get("name")
            yield _event("typing", {"typing": True, "from": "adviser", "name": name})
        if Note.CHANGED in notes or Note.ERASED in notes:
            return


def _look(
    gateway: Gateway, conversation_id: str, after: int, connection: Connection
) -> tuple[Conversation | None, list[Message], States]:
    # In this order: a message is never told of an owner that came after it was read.
    messages = store.messages_after(connection, conversation_id, after)
    found = store.find(connection, conversation_id)
    return found, messages, gateway.reception.states(connection, found, gateway.clock()) if found else []


def _event(kind: str, data: Json, seq: int | None = None) -> str:
    identity = f"id: {seq}\n" if seq is not None else ""
    return f"{identity}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
