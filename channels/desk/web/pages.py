"""Rendering: the templates of the desk, and how moments and counts are written in them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from channels.desk.people import Role
from channels.errors import Problem
from channels.web.overview import in_words, is_web_address

if TYPE_CHECKING:
    from channels.desk.web.seat import Seat

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")

# What a page says after something was done and the browser was sent on; only these words can be in an address.
DONE: Mapping[str, str] = {
    "opgeslagen": "Opgeslagen.",
    "wachtwoord": "Je nieuwe wachtwoord is opgeslagen. Je bent op andere apparaten uitgelogd.",
    "wachtwoord-gekozen": "Je wachtwoord is opgeslagen. Log nu in.",
    "uitgelogd": "Je bent uitgelogd.",
    "sessie": "Dat apparaat is uitgelogd.",
    "sessies": "Alle andere apparaten zijn uitgelogd.",
    "gedeactiveerd": "Dit account is gestopt. De persoon is meteen uitgelogd.",
    "verwijderd": "Verwijderd.",
    "gestuurd": "Gestuurd.",
    "losgelaten": "Dit staat niet meer op jouw naam.",
    "afgerond": "Afgerond.",
    "afgezegd": "De afspraak is afgezegd. De burger leest dat in het gesprek.",
    "afgesloten": "Het gesprek is afgesloten.",
    "teruggegeven": "De assistent gaat verder met dit gesprek.",
    "doorgegeven": "Gevraagd. Het gesprek blijft bij jou tot iemand het aanneemt.",
    "ingetrokken": "Je vraag om het gesprek over te nemen is ingetrokken.",
    "geweigerd": "Je hebt het gesprek niet aangenomen. De ander weet het.",
    "gemarkeerd": "Genoteerd voor de redactie.",
    "beoordeeld": "Beoordeeld.",
    "verbeterd": "Aangepast. De assistent weet dit nu ook.",
}


def local(moment: int) -> datetime:
    """Return a moment (milliseconds UTC) in Dutch time."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(_AMSTERDAM)


def clock(moment: int) -> str:
    """Write the time of a moment: `9.05`; colleagues write a point, as the style of the government does."""
    here = local(moment)
    return f"{here.hour}.{here.minute:02d}"


def short(moment: int) -> str:
    """Write day and time of a moment: `22 november 9.05 uur`."""
    return f"{in_words(local(moment).date()).rsplit(' ', 1)[0]} {clock(moment)} uur"


def brief(moment: str, now: int) -> str:
    """Write a moment that is given as `2026-11-22T09:30:00Z`: today its time, else its day."""
    try:
        then = int(datetime.fromisoformat(moment).timestamp() * 1000)
    except ValueError:
        return ""
    today = local(then).date() == local(now).date()
    return f"{clock(then)} uur" if today else in_words(local(then).date()).rsplit(" ", 1)[0]


def minutes(count: int) -> str:
    """Write how long somebody waits: `net`, `4 min`, `1 uur 5 min`."""
    if count < 1:
        return "net"
    hours, rest = divmod(count, 60)
    return f"{hours} uur {rest} min" if hours else f"{rest} min"


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(
    clock=clock,
    short=short,
    minutes=minutes,
    in_words=in_words,
    brief=brief,
)
_templates.globals.update(safe_url=is_web_address, new_id=lambda: str(uuid.uuid4()))

ROLES: Mapping[Role, str] = {
    Role.ADVISEUR: "Adviseur",
    Role.COORDINATOR: "Coördinator",
    Role.BEHEERDER: "Beheerder",
}
_templates.globals.update(role_names=ROLES)


def render(template: str, /, **values: Any) -> Markup:
    """Return a template as HTML."""
    return Markup(_templates.get_template(template).render(**values))


def page(request: Request, seat: Seat | None, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """Return a whole page; `seat` is who looks at it."""
    values.setdefault("error", None)
    done = DONE.get(request.query_params.get("gedaan", ""), "")
    now = request.app.state.gateway.clock()
    return HTMLResponse(render(template, seat=seat, path=request.url.path, done=done, now=now, **values), status)


def problem(request: Request, found: Problem) -> HTMLResponse:
    """Return the page that tells of an error."""
    titles = {403: "Dit mag niet", 404: "Niet gevonden", 409: "Dat ging niet", 429: "Even wachten", 503: "Even geduld"}
    title = titles.get(found.status, "Er ging iets mis")
    seat = getattr(request.state, "seat", None)
    response = page(request, seat, "fout.html", found.status, title=title, detail=found.detail)
    response.headers.update(found.headers)
    return response


def done(request: Request, to: str, code: str = "", **extra: Any) -> Response:
    """Answer something that was done: a script hears so, a browser goes on to `to` (a path of the desk)."""
    if "x-desk" in request.headers:
        return JSONResponse({"done": DONE.get(code, ""), "to": to, **extra})
    path, _, place = to.partition("#")
    if code:
        path += f"{'&' if '?' in path else '?'}gedaan={code}"
    return RedirectResponse(f"{path}#{place}" if place else path, HTTPStatus.SEE_OTHER)


def within(path: str, default: str = "/desk") -> str:
    """Return a path to go on to if it is one of the desk, else the default: nobody is sent elsewhere."""
    parts = urlsplit(path)
    inside = not parts.scheme and not parts.netloc and (parts.path == "/desk" or parts.path.startswith("/desk/"))
    return path if inside and "\\" not in path and path.isprintable() else default


def sheet(request: Request, seat: Seat, template: str, /, *, title: str, **values: Any) -> HTMLResponse:
    """Return a form or list that the desk shows on top of itself; without scripts it is a page of its own."""
    body = render(template, seat=seat, **values)
    if "x-desk" in request.headers:
        return HTMLResponse(render("_blad.html", title=title, body=body))
    return page(request, seat, "blad.html", title=title, body=body)
