"""The page that shows the assistant, and the files that it and other sites load."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from channels.errors import Problem
from channels.web.access import CurrentGateway
from channels.web.overview import templates

router = APIRouter(include_in_schema=False)

_READ = ["GET", "HEAD"]
_ASSETS = Path(__file__).parent / "assets"
_WIDGET = Path(__file__).parent.parent / "widget" / "dist"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@router.api_route("/", methods=_READ)
async def page(gateway: CurrentGateway) -> Response:
    """A page with the assistant on it."""
    settings = gateway.settings
    telephone = any(secret.get_secret_value() for secret in (settings.twilio_token, settings.jambonz_secret))
    return HTMLResponse(templates.get_template("pagina.html").render(demo=settings.demo, telephone=telephone))


@router.api_route("/assets/{name}", methods=_READ)
async def asset(request: Request, name: str) -> Response:
    """A file of our own pages."""
    return static_file(request, _ASSETS, name)


@router.api_route("/widget/{name}", methods=_READ)
async def widget(request: Request, name: str) -> Response:
    """The built widget, for our page and for the sites that embed it."""
    response = static_file(request, _WIDGET, name)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    # The button loads the chat as a module, which asks for this; it is the same file for everybody.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def static_file(request: Request, folder: Path, name: str) -> Response:
    """Return a file by its bare name, revalidated by its content.

    Raises:
        Problem: 404, it is not there or not of a kind that we serve.
    """
    path = folder / name
    kind = _TYPES.get(path.suffix)
    if kind is None or path.name != name or not path.is_file():
        raise Problem(404, "not-found", f"Not Found: {request.url.path}")
    content = path.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300, stale-while-revalidate=86400"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
