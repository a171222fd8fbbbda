"""\"Mijn overzicht\" in the API: what was found as data, and the way to its private page (`channels.overview`)."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.clock import iso
from channels.conversation import store
from channels.conversation.model import Conversation, Json
from channels.gateway import Gateway
from channels.overview.found import newest
from channels.overview.links import kept_until
from channels.overview.sources import is_web_address
from channels.web import schema
from channels.web.access import CurrentGateway, LimitedConversation, ViewedConversation, documented
from knowledge.dutch import full_date as in_words

__all__ = ["in_words", "is_web_address", "router", "templates"]

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@router.get("/{conversation_id}/overview", response_model=schema.Overview, **documented(None, 401, 404, 429))
async def overview(request: Request, gateway: CurrentGateway, conversation: ViewedConversation) -> Response:
    """See what was found so far; a browser (`Accept: text/html`) is sent on to the private page."""
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(await _path(gateway, conversation), 303)
    messages = await gateway.database.read(lambda c: store.messages_after(c, conversation.id, 0))
    items = [found.item for found in newest(messages)]
    return JSONResponse(
        {"id": conversation.id, "at": iso(gateway.clock()), "owner": conversation.owner.value, "items": items}
    )


@router.post("/{conversation_id}/overview/link", response_model=schema.OverviewLink, **documented(None, 401, 404, 429))
async def link(gateway: CurrentGateway, conversation: LimitedConversation) -> Json:
    """Receive the private link to the page: the same one each time, until the citizen asks for a new one."""
    until = kept_until(conversation, gateway.settings.transcript_days)
    return {"url": await _path(gateway, conversation), "expires_at": iso(until)}


@router.delete("/{conversation_id}/overview/link", status_code=204, **documented(None, 401, 404, 429))
async def replace_link(gateway: CurrentGateway, conversation: LimitedConversation) -> Response:
    """Let the private link open nothing any more; the next one asked for is another."""
    await gateway.database.write(lambda connection: gateway.links.replace(connection, conversation.id))
    return Response(status_code=204)


async def _path(gateway: Gateway, conversation: Conversation) -> str:
    key = await gateway.database.write(lambda connection: gateway.links.key(connection, conversation.id))
    return f"/overzicht/{key}"
