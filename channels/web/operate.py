"""For operators: is it alive, is it ready, what are its figures."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text

from channels.conversation.database import StorageUnavailable
from channels.errors import unauthorised
from channels.gateway import Gateway
from channels.web.access import CurrentGateway, host_of

router = APIRouter(tags=["operators"])

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers; says nothing about the rest."""
    return {"status": "ok"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz")
async def readyz(gateway: CurrentGateway) -> Response:
    """Say whether everything is there that a conversation needs, and if not, what is not."""
    parts = {"database": await _database(gateway), **await gateway.engine.ready()}
    if gateway.settings.redis_url:
        parts["redis"] = gateway.wakeups.everywhere
    # Without Redis the gateway goes on, a little slower: it is told, and does not count.
    ready = all(there for part, there in parts.items() if part != "redis")
    words = {part: "up" if there else "down" for part, there in parts.items()}
    return JSONResponse({"ready": ready, **words}, 200 if ready else 503)


async def _database(gateway: Gateway) -> bool:
    try:
        await gateway.database.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
    except StorageUnavailable:
        return False
    return True


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, gateway: CurrentGateway) -> Response:
    """The figures in Prometheus' format, for this machine or who holds `LEERWIJS_METRICS_TOKEN`."""
    token = gateway.settings.metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not (_is_here(request) or (token and hmac.compare_digest(given.encode(), token.encode()))):
        raise unauthorised("The figures are for this machine, or with LEERWIJS_METRICS_TOKEN as bearer token.")
    return Response(gateway.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _is_here(request: Request) -> bool:
    """Whether the request came from this machine itself, and not through a proxy on it."""
    if any(header in request.headers for header in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(host_of(request)).is_loopback
    except ValueError:
        return False
