"""The desk in a browser: pages and what they post. Rendered on the server; scripts only keep them up to date."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response

from channels.desk.errors import NotFound
from channels.desk.login import Door
from channels.desk.web import (
    colleagues,
    figures,
    house,
    learning,
    login,
    own,
    passing,
    stream,
    talking,
    trail,
    worklists,
    workspace,
)
from channels.desk.web.route import DeskRoute
from channels.gateway import Gateway
from channels.web.page import static_file

_ASSETS = Path(__file__).parent / "assets"
_files = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)


@_files.api_route("/assets/{name}", methods=["GET", "HEAD"])
async def asset(request: Request, name: str) -> Response:
    """A style sheet or script of the desk; looked at anew each time, so that an update holds at once."""
    response = static_file(request, _ASSETS, name)
    response.headers["Cache-Control"] = "no-cache"
    return response


@_files.api_route("/{rest:path}", methods=["GET", "POST"])
async def nothing(rest: str) -> Response:
    """Anything else is not there."""
    raise NotFound


def install(app: FastAPI, gateway: Gateway) -> None:
    """Add the desk to the gateway's application."""
    app.state.door = Door(gateway.settings, gateway.database, gateway.clock)
    modules = (
        login, workspace, stream, talking, passing, worklists, learning, figures, house, colleagues, own, trail,
    )  # fmt: skip
    for router in (*(module.router for module in modules), _files):
        app.include_router(router)
