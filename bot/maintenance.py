"""Routes for the gateway inside the Rasa server: erase or repair one conversation's working memory.

A Rasa input channel is the one supported way to add routes; it takes no messages itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.tracker_store import ShortMemoryTrackerStore


class Maintenance(InputChannel):
    """Adds ``POST /leerwijs/conversations/{id}/erase`` and ``.../repair``, which answer ``{"found": bool}``.

    ``POST /leerwijs/purge`` forgets what was not touched for days; ``GET /leerwijs/ready`` is 200 with a model.
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

        @routes.post("/conversations/<conversation_id:str>/repair")
        async def repair(request: Request, conversation_id: str) -> HTTPResponse:
            return response.json({"found": _store(request).repair(conversation_id)})

        @routes.post("/purge")
        async def purge(request: Request) -> HTTPResponse:
            return response.json({"purged": _store(request).purge()})

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            # Rasa's own /status logs an error at each call until the model is loaded.
            agent = getattr(request.app.ctx, "agent", None)
            is_ready = bool(agent and agent.is_ready())
            return response.json({"ready": is_ready}, status=200 if is_ready else 503)

        return routes


def _store(request: Request) -> ShortMemoryTrackerStore:
    # Rasa wraps every store in one that falls back to memory on errors; ours is inside.
    store = request.app.ctx.agent.tracker_store
    while hasattr(store, "_tracker_store"):
        store = store._tracker_store
    if not isinstance(store, ShortMemoryTrackerStore):
        raise TypeError(f"endpoints.yml must name ShortMemoryTrackerStore, not {type(store).__name__}")
    return store
