"""\"Mijn overzicht\": what was found for this person so far, as data and as a page to print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.clock import iso
from channels.conversation import store
from channels.conversation.model import Message
from channels.gateway import Gateway
from channels.web import schema
from channels.web.access import CurrentGateway, ViewedConversation, documented

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

_ORDER = {"waarschijnlijk": 0, "misschien": 1, None: 2, "niet": 3}
_HEADINGS = (
    ("waarschijnlijk", "Dit kunt u waarschijnlijk krijgen"),
    ("misschien", "Dit kan misschien: er ontbreekt nog iets"),
    (None, "Dit hebt u gevonden"),
    ("niet", "Dit past nu niet"),
)
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@router.get("/{conversation_id}/overview", response_model=schema.Overview, **documented(None, 401, 404, 429))
async def overview(request: Request, gateway: CurrentGateway, conversation: ViewedConversation) -> Response:
    """See what was found so far; as a page when the browser asks for one (`Accept: text/html`)."""
    messages = await gateway.database.read(lambda c: store.messages_after(c, conversation.id, 0))
    items = found_items(messages)
    if "text/html" in request.headers.get("accept", ""):
        page = templates.get_template("overzicht.html").render(
            groups=_groups(items), on=in_words(_today(gateway)), safe=is_web_address
        )
        return HTMLResponse(page)
    return JSONResponse(
        {"id": conversation.id, "at": iso(gateway.clock()), "owner": conversation.owner.value, "items": items}
    )


def found_items(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Return the newest card of each thing that was shown: what fits first, what does not fit last."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for message in messages:
        for item in message.body.get("items", ()):
            key = (item["kind"], item["id"])
            newest.pop(key, None)
            newest[key] = item
    return sorted(newest.values(), key=lambda item: _ORDER.get(item.get("verdict"), 2))


def _groups(items: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    grouped = [(words, [i for i in items if i.get("verdict") == verdict]) for verdict, words in _HEADINGS]
    return [(words, members) for words, members in grouped if members]


def _today(gateway: Gateway) -> date:
    return gateway.settings.today or date.fromtimestamp(gateway.clock() / 1000)


def in_words(day: date) -> str:
    """Write a date as Dutch people do: `22 november 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def is_web_address(url: object) -> bool:
    """Whether a link to it is a link to a page, and nothing that runs."""
    return isinstance(url, str) and url.startswith(("https://", "http://"))
