"""What holds for every request: size of the body, sites that may embed us, security headers, no bare 500."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels import logs
from channels.errors import MEDIA_TYPE, Problem, body_too_large, internal
from channels.settings import Settings

LARGEST_BODY = 16_384  # bytes
_LONGEST_LENGTH = 18  # digits

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


class Guard:
    """ASGI middleware; written without Starlette's base class, which would hold event streams up."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        # Behind a proxy that changes Host, our own pages are known by the public address.
        self._origins = frozenset((*settings.allowed_origins, *settings.public_origins))
        self._page_headers = {"Content-Security-Policy": _page_policy(settings)}
        self._api_headers = {"Content-Security-Policy": _API_POLICY, "X-Frame-Options": "DENY"}
        self._always = dict(_ALWAYS)
        if settings.env == "production":
            self._always["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        try:
            headers = Headers(scope=scope)
            self._check_origin(scope["method"], headers)
            _check_length(headers)
            await self._app(scope, _counted(receive), guarded_send)
        except Problem as problem:
            await _send_problem(scope, guarded_send, problem)
        except Exception as error:
            logs.error("unexpected", error, path=_route(scope))
            if started:
                raise
            await _send_problem(scope, guarded_send, internal())

    def _check_origin(self, method: str, headers: Mapping[str, str]) -> None:
        origin = headers.get("origin")
        if origin is None or method in ("GET", "HEAD", "OPTIONS") or origin in self._origins:
            return
        if urlsplit(origin).netloc != headers.get("host"):
            raise Problem(403, "origin-not-allowed", "This site may not use the assistant (LEERWIJS_ALLOWED_ORIGINS).")

    def _add_headers(self, headers: MutableHeaders) -> None:
        is_page = headers.get("content-type", "").startswith("text/html")
        for name, value in {**self._always, **(self._page_headers if is_page else self._api_headers)}.items():
            headers.setdefault(name, value)


def _page_policy(settings: Settings) -> str:
    ancestors = " ".join(("'self'", *settings.allowed_origins))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )


def _check_length(headers: Mapping[str, str]) -> None:
    length = headers.get("content-length")
    if length is None:
        return
    if not (length.isascii() and length.isdigit()):
        raise Problem(400, "bad-request", "Content-Length is not a number.")
    # Python itself refuses to read a number of thousands of digits.
    if len(length) > _LONGEST_LENGTH or int(length) > LARGEST_BODY:
        raise body_too_large(LARGEST_BODY)


def _counted(receive: Receive) -> Receive:
    total = 0

    async def counting() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > LARGEST_BODY:
            raise body_too_large(LARGEST_BODY)
        return message

    return counting


async def _send_problem(scope: Scope, send: Send, problem: Problem) -> None:
    body = problem.body(scope["path"])
    headers: list[tuple[bytes, bytes]] = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        *((name.lower().encode(), value.encode()) for name, value in problem.headers.items()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _route(scope: Scope) -> Any:
    """The path as a pattern: an id belongs to a person's conversation."""
    route = scope.get("route")
    return getattr(route, "path", None)
