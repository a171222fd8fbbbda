"""The telephone's webhooks: `/voice/twiml/…` and `/voice/jambonz/…`, each signed for its exact public address."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response

from channels import logs
from channels.errors import Problem
from channels.voice import calls
from channels.voice.document import Event, Kind
from channels.voice.line import Line, Provider, Refused, Webhook
from channels.voice.twiml import NAME as TWIML

router = APIRouter(prefix="/voice", include_in_schema=False)


def line_of(request: Request) -> Line:
    """Return the line of this gateway."""
    line: Line = request.app.state.line
    return line


CurrentLine = Annotated[Line, Depends(line_of)]


@router.post("/{provider}/start")
async def start(request: Request, line: CurrentLine, provider: str) -> Response:
    """A call comes in."""
    return await _webhook(request, line, provider, Kind.STARTED)


@router.post("/{provider}/started")
async def started(request: Request, line: CurrentLine, provider: str) -> Response:
    """A call came in while the storage was away: once more."""
    return await _webhook(request, line, provider, Kind.STARTED)


@router.post("/{provider}/heard")
async def heard(request: Request, line: CurrentLine, provider: str) -> Response:
    """The caller said something, pressed keys, or neither."""
    return await _webhook(request, line, provider, Kind.HEARD)


@router.post("/{provider}/waited")
async def waited(request: Request, line: CurrentLine, provider: str) -> Response:
    """The sentence that bridges a slow answer was said."""
    return await _webhook(request, line, provider, Kind.WAITED)


@router.post("/{provider}/connected")
async def connected(request: Request, line: CurrentLine, provider: str) -> Response:
    """The talk with a person is over, or nobody took the call."""
    return await _webhook(request, line, provider, Kind.CONNECTED)


@router.post("/{provider}/status")
async def status(request: Request, line: CurrentLine, provider: str) -> Response:
    """The state of a call changed; only its end matters."""
    speaks, form = await _signed(request, line, provider)
    event = speaks.read(Kind.HEARD, form)
    if event is not None and event.kind is Kind.ENDED:
        await line.answer(Webhook(speaks, event, 0, 0, "", ""))
    return Response(speaks.nothing(), media_type=speaks.media_type)


@router.post("/{provider}/accept")
async def accept(request: Request, line: CurrentLine, provider: str) -> Response:
    """An adviser's telephone was answered: by a person or by a machine?"""
    speaks, form = await _signed(request, line, provider)
    keys = str(form.get("Digits") or form.get("digits") or form.get("dtmf") or "")
    if keys:
        return Response(speaks.accepted(keys), media_type=speaks.media_type)
    return Response(speaks.offer(f"{base_of(request, line)}{request.url.path}"), media_type=speaks.media_type)


async def _webhook(request: Request, line: Line, name: str, kind: Kind) -> Response:
    provider, form = await _signed(request, line, name)
    event = provider.read(kind, form)
    if event is None:
        raise Problem(422, "invalid", "The webhook names no call.")
    step, tries = _step(request, line, provider, event)
    known = calls.fingerprint([kind, step, sorted((key, str(value)) for key, value in form.items())])
    webhook = Webhook(provider, event, step, tries, base_of(request, line), known)
    try:
        document = await line.answer(webhook)
    except Refused:
        logs.warning("webhook refused", reason="replayed", step=step)
        raise Problem(409, "webhook-replayed", "This webhook is not the one that is due.") from None
    return Response(document, media_type=provider.media_type)


async def _signed(request: Request, line: Line, name: str) -> tuple[Provider, Mapping[str, Any]]:
    """Return the provider and what it sent.

    Raises:
        Problem: 404 without such a provider, 403 when it is not signed for exactly this address.
    """
    provider = line.providers.get(name)
    if provider is None:
        raise Problem(404, "not-found", f"Not Found: {request.url.path}")
    body = await request.body()
    form = _form(name, body)
    url = public_address(request, line)
    if not provider.is_signed(url, request.headers, body, form, line.gateway.clock()):
        logs.warning("webhook refused", reason="signature", provider=name)
        raise Problem(403, "signature-invalid", "The webhook is not signed by the provider for this address.")
    return provider, form


def _form(name: str, body: bytes) -> Mapping[str, Any]:
    if name == TWIML:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _step(request: Request, line: Line, provider: Provider, event: Event) -> tuple[int, int]:
    """Return which webhook of its call this is.

    Raises:
        Problem: 403, the address was not made by us for this call.
    """
    query = request.query_params
    if "s" not in query:
        if event.kind in (Kind.STARTED, Kind.ENDED):
            return 0, 0
        raise Problem(403, "address-invalid", "The address does not belong to this call.")
    step, tries = query["s"], query.get("r", "0")
    expected = line.sealer.step_key(line.sealer.call(provider.name, event.call), f"{step}:{tries}")
    if not (step.isdigit() and tries.isdigit() and hmac.compare_digest(expected, query.get("k", ""))):
        logs.warning("webhook refused", reason="address", provider=provider.name)
        raise Problem(403, "address-invalid", "The address does not belong to this call.")
    return int(step), int(tries)


def base_of(request: Request, line: Line) -> str:
    """Return how the provider reaches us: `LEERWIJS_PUBLIC_URL`, else as the (trusted) proxy says this request came."""
    return line.gateway.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def public_address(request: Request, line: Line) -> str:
    """Return the address of a request exactly as the provider has it, query and all."""
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace").partition("?")[0]
    query = request.scope["query_string"].decode("ascii", "replace")
    return f"{base_of(request, line)}{path}" + (f"?{query}" if query else "")
