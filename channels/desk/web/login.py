"""Coming in and going out: by password, by an OpenID provider, by a one-time link."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from channels import logs
from channels.conversation.tokens import token_hash
from channels.desk import accounts, audit, people, sessions
from channels.desk.login import Entry, LoginRefused
from channels.desk.oidc import AWAY_SECONDS, OidcFailed
from channels.desk.passwords import WeakPassword, check
from channels.desk.throttle import TooManyTries
from channels.desk.web import pages
from channels.desk.web.route import DeskRoute, problem_of
from channels.desk.web.seat import (
    CurrentDesk,
    CurrentDoor,
    OpenForm,
    Posted,
    Seated,
    cookie_names,
    find_seat,
    session_token,
    visitor_of,
)
from channels.gateway import Gateway
from channels.web.access import CurrentGateway

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)

_DEVICE_SECONDS = 180 * 24 * 3600
_REFUSED = "E-mailadres en wachtwoord horen niet bij elkaar, of dit account is gestopt."
_NOT_INVITED = "Inloggen bij je organisatie is gelukt, maar je hebt hier geen account. Vraag je coördinator."
_EXTERNAL_FAILED = "Inloggen via je organisatie is niet gelukt. Probeer het opnieuw."


@router.get("/inloggen")
async def ask(request: Request, gateway: CurrentGateway, door: CurrentDoor) -> Response:
    """The log-in page."""
    target = pages.within(request.query_params.get("naar", ""))
    if await find_seat(gateway, door, session_token(request), used=False):
        return RedirectResponse(target, 303)
    return _page(request, door.oidc is not None, target)


@router.post("/inloggen")
async def enter(request: Request, gateway: CurrentGateway, door: CurrentDoor, form: OpenForm) -> Response:
    """Log in by password."""
    target = pages.within(form.text("naar"))
    login = form.text("email")
    try:
        entry = await door.enter(login, form.raw("wachtwoord"), visitor_of(request))
    except (LoginRefused, TooManyTries) as error:
        problem = problem_of(error)
        logs.warning("log-in refused", kind=problem.slug if problem else "refused")
        detail, status = (problem.detail, 429) if problem else (_REFUSED, 401)
        response = _page(request, door.oidc is not None, target, status=status, error=detail, login=login)
        response.headers.update(problem.headers if problem else {})
        return response
    return await _welcome(gateway, entry, target)


@router.get("/inloggen/extern")
async def depart(request: Request, gateway: CurrentGateway, door: CurrentDoor) -> Response:
    """Go to the organisation's own log-in."""
    target = pages.within(request.query_params.get("naar", ""))
    if door.oidc is None:
        return RedirectResponse("/desk/inloggen", 303)
    try:
        departure = await door.oidc.depart(_redirect_uri(request, gateway), target, gateway.clock())
    except OidcFailed as failure:
        return _failed(request, failure.slug, _EXTERNAL_FAILED)
    response = RedirectResponse(departure.url, 303)
    _set_cookie(gateway, response, 2, departure.cookie, AWAY_SECONDS)
    return response


@router.get("/inloggen/terug")
async def arrive(request: Request, gateway: CurrentGateway, door: CurrentDoor) -> Response:
    """Come back from the organisation's own log-in."""
    if door.oidc is None:
        return RedirectResponse("/desk/inloggen", 303)
    cookie = request.cookies.get(cookie_names(gateway)[2], "")
    try:
        back = await door.oidc.arrive(
            cookie, dict(request.query_params), _redirect_uri(request, gateway), gateway.clock()
        )
        entry = await door.enter_as(back.person, visitor_of(request))
    except OidcFailed as failure:
        return _failed(request, failure.slug, _EXTERNAL_FAILED)
    except LoginRefused:
        return _failed(request, "not-invited", _NOT_INVITED)
    response = await _welcome(gateway, entry, back.target)
    response.delete_cookie(cookie_names(gateway)[2], path="/")
    return response


@router.post("/uitloggen")
async def leave(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, door: CurrentDoor, seat: Seated, _: Posted
) -> Response:
    """Log out. Chats that are held go back to the queue, unless another device of this person is logged in."""
    hashed = token_hash(session_token(request))

    now = gateway.clock()

    def end(connection: Connection) -> bool:
        sessions.end(connection, hashed)
        audit.record(connection, seat.adviser, "uitgelogd", now)
        return not sessions.of_account(connection, seat.adviser.id, life=door.life, now=now)

    if await gateway.database.write(end):
        await desk.presence.left(seat.adviser)
    response = RedirectResponse("/desk/inloggen?gedaan=uitgelogd", 303)
    response.delete_cookie(cookie_names(gateway)[0], path="/")
    response.headers["Clear-Site-Data"] = '"cache"'  # not the rest: the widget keeps a citizen's chat on this site
    return response


# ---- one-time links -------------------------------------------------------------------------------------------------


@router.get("/wachtwoord/{token}")
async def choose(request: Request, gateway: CurrentGateway, token: str) -> Response:
    """Choose a password with a one-time link."""
    account = await gateway.database.read(lambda c: accounts.of_link(c, token, gateway.clock()))
    return pages.page(request, None, "wachtwoord_kiezen.html", name=account.name, login=account.login)


@router.post("/wachtwoord/{token}")
async def chosen(request: Request, gateway: CurrentGateway, door: CurrentDoor, form: OpenForm, token: str) -> Response:
    """Store the password that was chosen with a one-time link."""
    account = await gateway.database.read(lambda c: accounts.of_link(c, token, gateway.clock()))
    password = form.raw("nieuw")
    try:
        check(password, about=(account.name, account.login))
        if password != form.raw("herhaald"):
            raise WeakPassword("De twee wachtwoorden zijn niet gelijk.")
    except WeakPassword as weak:
        return pages.page(
            request, None, "wachtwoord_kiezen.html", 422, name=account.name, login=account.login, error=str(weak)
        )
    hashed = await door.hashing.hash(password)
    await gateway.database.write(lambda c: accounts.use_link(c, token, hashed, gateway.clock()))
    return RedirectResponse("/desk/inloggen?gedaan=wachtwoord-gekozen", 303)


# ---- parts ----------------------------------------------------------------------------------------------------------


def _page(
    request: Request, external: bool, target: str, *, status: int = 200, error: str = "", login: str = ""
) -> Response:
    return pages.page(
        request, None, "inloggen.html", status, external=external, target=target, error=error, login=login
    )


def _failed(request: Request, slug: str, words: str) -> Response:
    logs.warning("log-in elsewhere failed", kind=slug)
    return _page(request, True, "/desk", status=401, error=words)


def _redirect_uri(request: Request, gateway: Gateway) -> str:
    base = gateway.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return f"{base}/desk/inloggen/terug"


async def _welcome(gateway: Gateway, entry: Entry, target: str) -> Response:
    def note(connection: Connection) -> None:
        adviser = people.load(connection, entry.account.id)
        if adviser:
            audit.record(connection, adviser, "ingelogd", gateway.clock())

    await gateway.database.write(note)
    response = RedirectResponse(target, 303)
    _set_cookie(gateway, response, 0, entry.token, None)
    _set_cookie(gateway, response, 1, entry.mark, _DEVICE_SECONDS)
    return response


def _set_cookie(gateway: Gateway, response: Response, which: int, value: str, seconds: int | None) -> None:
    response.set_cookie(
        cookie_names(gateway)[which],
        value,
        max_age=seconds,
        path="/",
        secure=gateway.settings.env == "production",
        httponly=True,
        samesite="lax",
    )
