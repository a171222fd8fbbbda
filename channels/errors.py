"""Every error that leaves the gateway, in one format: RFC 9457, `application/problem+json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from channels import logs
from channels.conversation.database import StorageUnavailable
from channels.conversation.feedback import MessageNotFound
from channels.conversation.limits import TooManyRequests, What
from channels.conversation.model import ConversationNotFound
from channels.conversation.payload import BadPayload
from channels.conversation.service import LONGEST_TEXT, EmptyText, StillBusy, TextTooLong
from channels.conversation.texts import Texts

MEDIA_TYPE = "application/problem+json"
_AWAY_SECONDS = 5


class Problem(Exception):
    """An error as the client is told.

    `slug` names the kind for programs and is stable; `detail` says what is wrong with this request, for people.
    """

    def __init__(
        self, status: int, slug: str, detail: str, *, headers: Mapping[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(slug)
        self.status = status
        self.slug = slug
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra

    def as_json(self, instance: str) -> dict[str, Any]:
        """Return the members of RFC 9457."""
        return {
            "type": f"urn:leerwijs:problem:{self.slug}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            **self.extra,
        }

    def body(self, instance: str) -> bytes:
        """Return the whole as JSON."""
        return json.dumps(self.as_json(instance), ensure_ascii=False).encode()


def body_too_large(limit: int) -> Problem:
    """The body is larger than the gateway reads, whatever is in it."""
    return Problem(413, "body-too-large", f"The body of a request is at most {limit:,} bytes.")


def internal() -> Problem:
    """Something went wrong that is ours; it was logged."""
    return Problem(500, "internal", "Something went wrong on our side. It was noted.")


def unauthorised(detail: str, slug: str = "token-missing") -> Problem:
    """There is no key, or it has expired."""
    return Problem(401, slug, detail, headers={"WWW-Authenticate": "Bearer"})


def not_found() -> Problem:
    """There is no such conversation, or the token is not its key: the two are not told apart."""
    return Problem(404, "conversation-not-found", "There is no conversation with this id and this token.")


def invalid(errors: list[dict[str, Any]]) -> Problem:
    """The body or a parameter is not as the API describes. What was sent is not repeated."""
    where = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in errors)
    return Problem(
        422, "invalid", where or "not as described", errors=[{"at": list(e["loc"]), "is": e["msg"]} for e in errors]
    )


def translate(error: Exception, texts: Texts) -> Problem:
    """Return what the client is told of an error of the conversation."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, TooManyRequests):
        key = "crisis" if error.what is What.CRISIS else "rate_limited"
        return Problem(429, "too-many-requests", texts.plain(key), headers={"Retry-After": str(error.retry_after)})
    if isinstance(error, TextTooLong):
        detail = texts.plain("too_long")
        return Problem(413, "text-too-long", detail, at_most=LONGEST_TEXT, unit="characters")
    if isinstance(error, EmptyText):
        return Problem(422, "text-empty", texts.plain("empty_message"))
    if isinstance(error, BadPayload):
        return Problem(422, "payload-unknown", str(error))
    if isinstance(error, ConversationNotFound):
        return not_found()
    if isinstance(error, MessageNotFound):
        return Problem(422, "message-unknown", "The conversation has no such message of ours.")
    away = {"Retry-After": str(_AWAY_SECONDS)}
    if isinstance(error, StorageUnavailable):
        return Problem(
            503, "storage-unavailable", "Nothing can be stored now. Try again with the same id.", headers=away
        )
    if isinstance(error, StillBusy):
        return Problem(503, "still-busy", "The message is kept; its answer takes longer. Ask again.", headers=away)
    return internal()


_OF_THE_CONVERSATION = (
    Problem, TooManyRequests, TextTooLong, EmptyText, BadPayload, ConversationNotFound, MessageNotFound,
    StorageUnavailable, StillBusy,
)  # fmt: skip


def install(app: FastAPI) -> None:
    """Answer every error of the app in this format. The app's state must hold the gateway."""

    async def known(request: Request, error: Exception) -> JSONResponse:
        return respond(request, translate(error, request.app.state.gateway.texts))

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        phrase = HTTPStatus(error.status_code).phrase
        slug = phrase.lower().replace(" ", "-")
        detail = error.detail if error.detail != phrase else f"{phrase}: {request.method} {request.url.path}"
        return respond(request, Problem(error.status_code, slug, detail, headers=error.headers))

    async def unreadable(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return respond(request, invalid(list(error.errors())))

    for kind in _OF_THE_CONVERSATION:
        app.add_exception_handler(kind, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, unreadable)


def respond(request: Request, problem: Problem) -> JSONResponse:
    """Return a problem as a response, and count it."""
    request.app.state.gateway.metrics.problems.labels(str(problem.status)).inc()
    if problem.status >= 500:
        logs.warning("problem", status=problem.status, kind=problem.slug)
    return JSONResponse(
        problem.as_json(request.url.path), problem.status, headers=problem.headers, media_type=MEDIA_TYPE
    )
