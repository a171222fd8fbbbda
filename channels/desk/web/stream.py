"""The event stream of the desk: one for each page, with all that it shows. What changed is in the database; a stream
that broke off loses nothing, since the page says with its next one which messages it has.

Who sits there and what they may see is looked at anew before anything is sent.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from channels.conversation.database import StorageUnavailable
from channels.conversation.events import Note, Subscription
from channels.conversation.model import Author, Message
from channels.desk.chats import ChatState
from channels.desk.errors import DeskError
from channels.desk.keys import of_adviser, of_chats
from channels.desk.login import Door
from channels.desk.web import parts
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import CurrentDoor, Seat, Watching, read_seat, session_token
from channels.gateway import Gateway
from channels.web.access import CurrentGateway

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)

# What stands beside the chats follows at most so often; messages, and what an adviser does, are told at once.
BESIDE_SECONDS = 0.5
SOON_SECONDS = 0.1
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/stroom")
async def stream(request: Request, gateway: CurrentGateway, door: CurrentDoor, seat: Watching) -> Response:
    """Follow the desk by server-sent events; `gesprek=<id>:<seq>` names each open chat and the last message there."""
    asked = [_asked(one) for one in request.query_params.getlist("gesprek")[-parts.MOST_OPEN :]]
    view = View(gateway, door, session_token(request), seat, dict(asked))
    return StreamingResponse(view.follow(), media_type="text/event-stream", headers=_HEADERS)


def _asked(words: str) -> tuple[str, int]:
    conversation_id, _, seq = words.partition(":")
    return conversation_id, int(seq) if seq.isascii() and seq.isdigit() and len(seq) <= 9 else 0


@dataclass(frozen=True, slots=True)
class _News:
    """Who sits there by now (None: nobody any more), and each chat that changed (None: not theirs to see any more)."""

    seat: Seat | None
    chats: dict[str, tuple[ChatState, list[Message]] | None]


class View:
    """What one page of the desk has been told."""

    def __init__(self, gateway: Gateway, door: Door, token: str, seat: Seat, seqs: dict[str, int]) -> None:
        self._gateway = gateway
        self._desk = gateway.desk
        self._door = door
        self._token = token
        self._seat = seat
        self._seqs = seqs
        self._told: dict[str, Any] = {}
        # What stands beside the chats, and which parts of it may have changed since; when to tell that (loop time).
        self._found: parts.Overview | None = None
        self._stale: set[str] = set(parts.PARTS)
        self._beside_at = 0.0

    async def follow(self) -> AsyncIterator[str]:
        """Yield events until the session ends or the gateway stops."""
        self._gateway.metrics.streams.inc()
        try:
            keys = (*self._desk.keys(self._seat.adviser), *self._seqs)
            with self._gateway.wakeups.subscribe(*keys) as subscription:
                changed: set[str] = set(keys)
                while not self._gateway.closing.is_set():
                    news = await self._gateway.database.read(partial(self._look, changed))
                    if news.seat is None:
                        yield event("left", {})
                        return
                    if self._desk.keys(news.seat.adviser) != self._desk.keys(self._seat.adviser):
                        yield event("again", {})  # other lokets: the page asks for a stream that listens there
                        return
                    self._seat = news.seat
                    # First the messages: somebody is waiting for those.
                    for conversation_id, found in news.chats.items():
                        for chunk in self._chat(conversation_id, found):
                            yield chunk
                        if found:
                            subscription.know(conversation_id, (self._seqs[conversation_id], found[0].owner_version))
                    if self._stale and _time() >= self._beside_at:
                        for chunk in await self._beside():
                            yield chunk
                    changed = set()
                    async for chunk in self._wait(subscription, changed):
                        yield chunk
        except StorageUnavailable:
            return  # the page comes back by itself
        finally:
            self._gateway.metrics.streams.dec()

    def _look(self, changed: set[str], connection: Connection) -> _News:
        """Read who sits there and what is new in the chats, in one transaction."""
        seat = read_seat(connection, self._door, self._token, self._gateway.clock())
        if seat is None:
            return _News(None, {})
        chats: dict[str, tuple[ChatState, list[Message]] | None] = {}
        for conversation_id in [one for one in self._seqs if one in changed]:
            after = self._seqs[conversation_id]
            try:
                chats[conversation_id] = self._desk.chats.read_after(connection, seat.adviser, conversation_id, after)
            except DeskError:
                chats[conversation_id] = None
        return _News(seat, chats)

    def _chat(self, conversation_id: str, found: tuple[ChatState, list[Message]] | None) -> Iterator[str]:
        if found is None:
            del self._seqs[conversation_id]
            yield event("gone", {"chat": conversation_id})
            return
        state, messages = found
        if messages:
            after, self._seqs[conversation_id] = self._seqs[conversation_id], messages[-1].seq
            html = parts.messages_html(self._gateway, conversation_id, messages)
            spoken = [m.text for m in messages if m.author is Author.USER]
            yield event(
                "messages",
                {"chat": conversation_id, "html": html, "after": after, "last": messages[-1].seq, "said": spoken},
            )
        now = {
            "chat": conversation_id, "owner": state.owner.value, "version": state.owner_version,
            "mine": state.holder == self._seat.adviser.id, "urgent": state.urgent, "offered": state.offered_to or "",
            "citizen_read": state.citizen_read,
        }  # fmt: skip
        if self._new(f"state:{conversation_id}", now):
            yield event("state", now)

    async def _beside(self) -> list[str]:
        """Return what is new beside the chats."""
        names, self._stale = [name for name in parts.PARTS if name in self._stale], set()
        self._beside_at = _time() + BESIDE_SECONDS
        if self._found and names == [parts.MINE]:
            found = await parts.with_mine(self._desk, self._seat.adviser, self._found)
        else:
            found = await parts.overview(self._desk, self._seat.adviser)
        self._found = found
        html = parts.overview_parts(self._desk, found, self._seat, list(self._seqs), self._gateway.clock(), names)
        chunks = [
            event("part", {"name": name, "html": body})
            for name, body in html.items()
            if self._new(f"part:{name}", body)
        ]
        counts = {**found.counts, "ids": [one.conversation_id for one in found.waiting]}
        return [*chunks, event("counts", counts)] if self._new("counts", counts) else chunks

    async def _wait(self, subscription: Subscription, changed: set[str]) -> AsyncIterator[str]:
        """Yield typing as it happens and a sign of life when nothing does, until there is something to look at."""
        while not changed:
            heartbeat = self._gateway.settings.heartbeat_seconds
            seconds = max(0.0, self._beside_at - _time()) if self._stale else heartbeat
            notes = await subscription.wait_unless(self._gateway.closing, seconds)
            if self._gateway.closing.is_set():
                return
            if not notes:
                if self._stale:
                    return
                yield ": nog hier\n\n"
                self._stale.update(parts.PARTS)  # how long somebody waits changes by itself
                return
            for key, note in notes:
                if note is Note.CITIZEN_TYPING:
                    yield event("typing", {"chat": key})
                else:
                    changed.add(key)
                    self._mark(key)

    def _mark(self, key: str) -> None:
        """Note what may have changed beside the chats; what follows on its heels is then told with it."""
        if key == of_adviser(self._seat.adviser.id):
            self._beside_at = 0.0  # they did it themselves, or it is for them: at once
        elif not self._stale:
            self._beside_at = max(self._beside_at, _time() + SOON_SECONDS)
        is_talk = key in self._seqs or key == of_chats(self._seat.adviser.id)
        self._stale.update([parts.MINE] if is_talk else parts.PARTS)

    def _new(self, name: str, value: Any) -> bool:
        if self._told.get(name) == value:
            return False
        self._told[name] = value
        return True


def _time() -> float:
    return asyncio.get_running_loop().time()


def event(kind: str, data: dict[str, Any]) -> str:
    """Write an event as browsers read it."""
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
