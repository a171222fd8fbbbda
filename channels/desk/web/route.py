"""Every route of the desk: its errors as a page for who reads and as a problem for a script, and its own headers.

Who is not logged in is sent to the log-in page. Who writes must come from a page of ours: that is looked at here,
before anything else, for all routes alike.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from channels import errors
from channels.conversation.contact import UnreadableContact
from channels.conversation.database import StorageUnavailable
from channels.conversation.model import ConversationNotFound
from channels.desk.accounts import AccountNotFound, BadAccount, LinkSpent, LoginTaken, NotManaged
from channels.desk.errors import DeskError
from channels.desk.passwords import WeakPassword
from channels.desk.throttle import TooManyTries
from channels.desk.web import pages
from channels.errors import Problem
from channels.gateway import Gateway

_READ = ("GET", "HEAD", "OPTIONS")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    # With "no-referrer" a browser hides where a form comes from, and we look at that.
    "Referrer-Policy": "same-origin",
}


class NotSeated(Exception):
    """Nobody is logged in (any more) in this browser."""


class ForeignPage(Exception):
    """What was posted does not come from a page of ours."""


class DeskRoute(APIRoute):
    """A route of the desk."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with what holds for the whole desk around it."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                if request.method not in _READ:
                    same_site(request)
                response = await handle(request)
            except NotSeated:
                response = _to_login(request)
            except Exception as error:
                problem = problem_of(error)
                if problem is None:
                    raise
                response = _told(request, problem)
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return guarded


def same_site(request: Request) -> None:
    """Accept a request that changes something only from our own pages.

    Raises:
        ForeignPage: the browser says it comes from elsewhere, or says nothing.
    """
    gateway: Gateway = request.app.state.gateway
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site") != "same-origin":
            raise ForeignPage
        return
    if origin in gateway.settings.public_origins:
        return
    if not origin.startswith(("https://", "http://")) or urlsplit(origin).netloc != request.headers.get("host"):
        raise ForeignPage


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer, and not a script of ours."""
    return "text/html" in request.headers.get("accept", "") and "x-desk" not in request.headers


def _to_login(request: Request) -> Response:
    if not wants_page(request):
        return errors.respond(request, Problem(401, "not-logged-in", "Je bent niet (meer) ingelogd."))
    target = {}
    if request.method == "GET" and request.url.path != "/desk":
        query = f"?{request.url.query}" if request.url.query else ""
        target = {"naar": f"{request.url.path}{query}"}
    return RedirectResponse("/desk/inloggen" + (f"?{urlencode(target)}" if target else ""), 303)


def problem_of(error: Exception) -> Problem | None:
    """Return what is told of an error, in Dutch; None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DeskError):
        return Problem(error.status, error.slug, str(error))
    if isinstance(error, BadAccount | WeakPassword):
        return Problem(422, "invalid", str(error))
    if isinstance(error, TooManyTries):
        wait = f"{error.retry_after} seconden" if error.retry_after < 90 else f"{error.retry_after // 60 + 1} minuten"
        headers = {"Retry-After": str(error.retry_after)}
        return Problem(
            429, "too-many-tries", f"Te vaak geprobeerd. Wacht {wait} en probeer het opnieuw.", headers=headers
        )
    if isinstance(error, RequestValidationError):
        return Problem(422, "invalid", "Er ontbreekt iets, of er staat iets wat hier niet kan.")
    if isinstance(error, HTTPException):
        return Problem(error.status_code, HTTPStatus(error.status_code).name.lower().replace("_", "-"), error.detail)
    if isinstance(error, StorageUnavailable):
        return Problem(
            503, "storage-unavailable", "De opslag is even weg. Probeer het zo opnieuw.", headers={"Retry-After": "5"}
        )
    return next((Problem(status, slug, words) for kind, status, slug, words in _KNOWN if isinstance(error, kind)), None)


_KNOWN: tuple[tuple[type[Exception], int, str, str], ...] = (
    (ForeignPage, 403, "foreign-page", "Deze pagina is verlopen of hoort niet bij de balie. Laad de pagina opnieuw."),
    (NotManaged, 403, "not-allowed", "Dit mag je niet wijzigen."),
    (AccountNotFound, 404, "not-found", "Dit account is er niet."),
    (ConversationNotFound, 404, "not-found", "Dit gesprek is er niet (meer)."),
    (LoginTaken, 409, "login-taken", "Er is al een account met dit e-mailadres."),
    (LinkSpent, 410, "link-spent", "Deze link is gebruikt of verlopen. Vraag je coördinator om een nieuwe."),
    (UnreadableContact, 500, "unreadable-contact", "Het nummer is met een andere sleutel bewaard en niet te lezen."),
)


def _told(request: Request, problem: Problem) -> Response:
    answer: JSONResponse = errors.respond(request, problem)  # counted and logged like all others
    return pages.problem(request, problem) if wants_page(request) else answer
