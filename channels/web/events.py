"""The event stream of a conversation: messages, changes of owner, typing; resumed without loss or doubles."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from channels.conversation import store
from channels.conversation.database import StorageUnavailable
from channels.conversation.events import Note, Subscription
from channels.conversation.model import BOT_NAME, Conversation, Json, Message
from channels.gateway import Gateway
from channels.web.access import CurrentGateway, ViewedConversation, documented

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

_RETRY_MS = 2_000
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
    off. `owner` and `typing` are states, told anew on each connection where they hold. `erased` is the last.
    """
    resumed = request.headers.get("last-event-id", "")
    start = int(resumed) if resumed.isascii() and resumed.isdigit() else after or 0
    return StreamingResponse(
        follow(gateway, conversation, min(start, 2**31 - 1)), media_type="text/event-stream", headers=_HEADERS
    )


async def follow(gateway: Gateway, conversation: Conversation, after: int) -> AsyncIterator[str]:
    """Yield the events of a conversation after a seq, until it is erased, its token expires, or the gateway stops."""
    gateway.metrics.streams.inc()
    try:
        with gateway.wakeups.subscribe(conversation.id) as subscription:
            yield f"retry: {_RETRY_MS}\n\n"
            told: tuple[str, int] | None = None
            while not gateway.closing.is_set():
                now, messages = await gateway.database.read(lambda c, seq=after: _look(c, conversation.id, seq))  # type: ignore[misc]
                if now is None:
                    yield _event("erased", {})
                    return
                for message in messages:
                    yield _event("message", message.as_json(), message.seq)
                    after = message.seq
                if told != (now.owner.value, now.owner_version):
                    told = (now.owner.value, now.owner_version)
                    yield _event("owner", {"owner": now.owner.value})
                if now.expires_at <= gateway.clock():
                    return
                async for chunk in _until_change(gateway, subscription):
                    yield chunk
    except StorageUnavailable:
        return  # the client comes back by itself and resumes
    finally:
        gateway.metrics.streams.dec()


async def _until_change(gateway: Gateway, subscription: Subscription) -> AsyncIterator[str]:
    """Yield typing as it happens and a sign of life when nothing does, until there is something to read."""
    while True:
        notes = await _wait(gateway, subscription)
        if not notes:
            yield ": still here\n\n"
            return
        if Note.TYPING in notes and Note.CHANGED not in notes:
            yield _event("typing", {"typing": True, "from": "bot", "name": BOT_NAME})
        if Note.CHANGED in notes or Note.ERASED in notes:
            return


async def _wait(gateway: Gateway, subscription: Subscription) -> list[Note]:
    waiting = asyncio.ensure_future(subscription.wait(gateway.settings.heartbeat_seconds))
    closing = asyncio.ensure_future(gateway.closing.wait())
    try:
        await asyncio.wait((waiting, closing), return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else [Note.CHANGED]
    finally:
        for task in (waiting, closing):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await closing


def _look(connection: Connection, conversation_id: str, after: int) -> tuple[Conversation | None, list[Message]]:
    # In this order: a message is never told of an owner that came after it was read.
    messages = store.messages_after(connection, conversation_id, after)
    return store.find(connection, conversation_id), messages


def _event(kind: str, data: Json, seq: int | None = None) -> str:
    identity = f"id: {seq}\n" if seq is not None else ""
    return f"{identity}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
