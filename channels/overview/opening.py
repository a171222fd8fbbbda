"""What holds for every page behind a private link: whose it is, how errors look, and what its responses carry.

An error is a page for who wants a page, and RFC 9457 for a program. The key of the link is in neither, and in no log.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from starlette.datastructures import FormData

from channels import errors, logs
from channels.conversation.database import StorageUnavailable
from channels.conversation.limits import TooManyRequests, What
from channels.conversation.model import Conversation, ConversationNotFound
from channels.errors import Problem, translate
from channels.gateway import Gateway
from channels.overview import links
from channels.overview.printer import CannotPrint
from channels.overview.render import render
from channels.web.access import CurrentGateway, address_of, gateway_of
from knowledge import moments

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
    # Not "no-referrer": with that a browser sends `Origin: null` with a form, which is refused. No other site is told.
    "Referrer-Policy": "same-origin",
}
_KNOWN = (Problem, TooManyRequests, ConversationNotFound, StorageUnavailable, CannotPrint)
_PATTERN = "/overzicht/…"  # the address without the key

_PAGES: Mapping[int, tuple[str, tuple[str, ...]]] = {
    404: (
        "Dit overzicht is er niet meer",
        (
            "Deze link werkt niet. Misschien is het overzicht gewist of is de tijd om. Of u hebt een nieuwe link.",
            "U kunt altijd een nieuw gesprek beginnen.",
        ),
    ),
    429: ("Even wachten", ("U vroeg erg veel achter elkaar. Probeer het over een minuut opnieuw.",)),
    503: (
        "Dat lukt nu niet",
        ("Er gaat iets mis bij ons. Uw gegevens zijn er nog. Probeer het zo opnieuw.",),
    ),
}
_NO_PDF = (
    "De PDF lukt nu niet",
    ("Probeer het zo opnieuw. U kunt ook de pagina zelf printen, of bij printen kiezen voor: opslaan als PDF.",),
)


class Behind(APIRoute):
    """A route behind a private link."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route in what holds for all of them."""
        handle = super().get_route_handler()

        async def answering(request: Request) -> Response:
            try:
                response: Response = await handle(request)
            except _KNOWN as error:
                response = _failed(request, error)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return answering


def _failed(request: Request, error: Exception) -> Response:
    gateway = gateway_of(request)
    no_pdf = isinstance(error, CannotPrint)
    if no_pdf:
        detail = "No PDF can be made now. Try again."
        problem = Problem(503, "pdf-unavailable", detail, headers={"Retry-After": "5"})
    else:
        problem = translate(error, gateway.texts)
    gateway.metrics.problems.labels(str(problem.status)).inc()
    if problem.status >= 500:
        logs.warning("problem", status=problem.status, kind=problem.slug)
    if not wants_page(request):
        content = problem.as_json(_PATTERN)
        return JSONResponse(content, problem.status, headers=problem.headers, media_type=errors.MEDIA_TYPE)
    heading, lines = _NO_PDF if no_pdf else _PAGES.get(problem.status, _PAGES[503])
    page = render("bericht.html", heading=heading, lines=lines)
    return HTMLResponse(page, problem.status, headers=problem.headers)


def wants_page(request: Request) -> bool:
    """Whether a browser asks, for a person to read."""
    return "text/html" in request.headers.get("accept", "")


async def opened(request: Request, gateway: CurrentGateway, key: str) -> Conversation:
    """The conversation of the link.

    Raises:
        Problem: 404, no link has this key (any more).
        TooManyRequests: too many calls with this link, or too many wrong links from this address.
    """
    conversation = await gateway.database.read(lambda connection: links.find(connection, key))
    if conversation is None:
        await gateway.limits.take(What.ADDRESS, address_of(request), gateway.clock())
        raise Problem(404, "overview-not-found", "There is no overview with this link (any more).")
    await gateway.limits.take(What.OTHER, conversation.id, gateway.clock())
    return conversation


Opened = Annotated[Conversation, Depends(opened)]


def now_of(gateway: Gateway) -> datetime:
    """Return the moment in the Netherlands; on the day of `LEERWIJS_TODAY` where that is set."""
    now = datetime.fromtimestamp(gateway.clock() / 1000, moments.AMSTERDAM)
    return datetime.combine(gateway.settings.today, now.timetz()) if gateway.settings.today else now


def address(gateway: Gateway, request: Request, key: str) -> str:
    """Return the whole address of a link, as the citizen keeps it."""
    base = gateway.settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/overzicht/{key}"


def text_of(form: FormData, name: str) -> str:
    """Return a field of a form; empty when it is not there, or is a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> frozenset[str]:
    """Return all values of a field of a form."""
    return frozenset(value for value in form.getlist(name) if isinstance(value, str))
