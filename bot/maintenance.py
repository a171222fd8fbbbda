"""Routes for the gateway inside the Rasa server: erase, read or change one conversation's working memory.

A Rasa input channel is the one supported way to add routes; it takes no messages itself.
"""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.tracker_store import ShortMemoryTrackerStore


class Maintenance(InputChannel):
    """Adds ``POST /leerwijs/conversations/{id}/erase``, which answers ``{"found": bool}``.

    ``GET /leerwijs/conversations/{id}/slots`` answers ``{"slots": {name: value}}``; ``POST`` of the same form changes
    them as ``ShortMemoryTrackerStore.change_slots`` says. 422 for what is not of this form or names another slot.
    ``POST /leerwijs/purge`` forgets what was not touched for days; ``GET /leerwijs/ready`` is 200 with a model that has
    read a text.
    """

    @classmethod
    def name(cls) -> str:
        """Name in credentials.yml."""
        return "leerwijs"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """There is nothing to configure: the server listens on loopback only."""
        return cls()

    def url_prefix(self) -> str:
        """Absolute, so that the routes do not land under Rasa's /webhooks/."""
        return "/leerwijs"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("leerwijs_maintenance")

        @routes.post("/conversations/<conversation_id:str>/erase")
        async def erase(request: Request, conversation_id: str) -> HTTPResponse:
            return response.json({"found": _store(request).erase(conversation_id)})

        @routes.get("/conversations/<conversation_id:str>/slots")
        async def slots(request: Request, conversation_id: str) -> HTTPResponse:
            return response.json({"slots": _store(request).slots(conversation_id)})

        @routes.post("/conversations/<conversation_id:str>/slots")
        async def change_slots(request: Request, conversation_id: str) -> HTTPResponse:
            changes = request.json.get("slots") if isinstance(request.json, dict) else None
            try:
                _store(request).change_slots(conversation_id, changes)
            except ValueError as error:
                return response.json({"error": str(error)}, status=422)
            return response.json({"changed": sorted(changes)})

        @routes.post("/purge")
        async def purge(request: Request) -> HTTPResponse:
            return response.json({"purged": _store(request).purge()})

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            # Rasa's own /status logs an error at each call until the model is loaded.
            agent = getattr(request.app.ctx, "agent", None)
            if not agent or not agent.is_ready():
                return response.json({"ready": False}, status=503)
            if not getattr(request.app.ctx, "warm", False):
                await agent.parse_message("warm draaien")  # the first text takes seconds: let no citizen wait for it
                request.app.ctx.warm = True
                # The model is never garbage: to look through all of it again and again holds everybody up.
                gc.collect()
                gc.freeze()
            return response.json({"ready": True})

        return routes


def _store(request: Request) -> ShortMemoryTrackerStore:
    # Rasa wraps every store in one that falls back to memory on errors; ours is inside.
    store = request.app.ctx.agent.tracker_store
    while hasattr(store, "_tracker_store"):
        store = store._tracker_store
    if not isinstance(store, ShortMemoryTrackerStore):
        raise TypeError(f"endpoints.yml must name ShortMemoryTrackerStore, not {type(store).__name__}")
    return store
