"""The website's side of the code: give one for the telephone, take one from it, and the page to enter it on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from channels.clock import iso
from channels.conversation.events import Note
from channels.conversation.limits import What
from channels.conversation.model import Json
from channels.errors import Problem
from channels.voice.codes import LIFE, UnknownCode
from channels.voice.routes import CurrentLine
from channels.web.access import CurrentGateway, LimitedConversation, address_of, documented, json_body
from channels.web.page import static_file

router = APIRouter(tags=["conversations"])

_PAGES = Path(__file__).parent / "pages"
_templates = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined)


class GivenCode(BaseModel):
    """Six digits for the telephone; blanks between them are fine."""

    model_config = ConfigDict(extra="ignore")

    code: str = Field(pattern=r"^\s*(?:\d\s*){6}$")


class Code(BaseModel):
    """A code that opens the conversation elsewhere, once."""

    model_config = ConfigDict(extra="forbid")

    code: str
    expires_at: str


class Opened(BaseModel):
    """A conversation that a code opened: its id and its new token."""

    model_config = ConfigDict(extra="forbid")

    id: str
    token: str
    expires_at: str


@router.post("/api/v1/conversations/{conversation_id}/code", response_model=Code, **documented(None, 401, 404, 429))
async def give(gateway: CurrentGateway, line: CurrentLine, conversation: LimitedConversation) -> Json:
    """Receive a code of six digits, to go on by telephone. It works once, for a quarter of an hour."""
    now = gateway.clock()
    code = await gateway.database.write(lambda connection: line.tools.codes.give(connection, conversation.id, now))
    return {"code": code, "expires_at": iso(now + LIFE)}


@router.post("/api/v1/codes", response_model=Opened, **documented(GivenCode, 400, 404, 422, 429))
async def take(
    request: Request,
    gateway: CurrentGateway,
    line: CurrentLine,
    given: Annotated[GivenCode, Depends(json_body(GivenCode))],
) -> Response:
    """Use the code that was given by telephone: the conversation goes on here. Its earlier tokens no longer work."""
    now = gateway.clock()
    await gateway.limits.take(What.CODE, address_of(request), now)  # first: one address does not use up what all share
    await gateway.limits.take(What.CODES, "web", now)
    code = "".join(given.code.split())
    codes = line.tools.codes

    def used(connection: Connection) -> tuple[str, str, int]:
        conversation_id = codes.take(connection, code, "web", now)
        return conversation_id, *codes.new_token(connection, conversation_id, now)

    try:
        conversation_id, token, until = await gateway.database.write(used)
    except UnknownCode:
        raise Problem(404, "code-unknown", "Deze code werkt niet (meer).") from None
    await gateway.wakeups.tell(conversation_id, Note.CHANGED)  # the streams of its earlier tokens end at once
    return JSONResponse({"id": conversation_id, "token": token, "expires_at": iso(until)})


@router.api_route("/mijn-gesprek", methods=["GET", "HEAD"], include_in_schema=False)
async def page() -> Response:
    """The page to enter a code on, or to get one for the telephone."""
    return HTMLResponse(_templates.get_template("mijn-gesprek.html").render(minutes=LIFE // 60_000))


@router.api_route("/mijn-gesprek/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def asset(request: Request, name: str) -> Response:
    """The script and the styles of that page."""
    return static_file(request, _PAGES, name)
