"""The canned engine as a process of its own: ``python -m tests.distributed.engine PORT``. Everybody lives in Zwolle."""

from __future__ import annotations

import sys
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.e2e.desk_world import CannedEngine

_PROFILE = {"plaats": {"value": "Zwolle", "by": "citizen", "at": "2026-11-22T09:30:00+00:00"}}


class _Everybody(dict[str, Any]):
    """The same profile for whoever is asked for."""

    def get(self, key: str, default: Any = None) -> Any:
        return _PROFILE


_engine = CannedEngine(profiles=_Everybody())


async def _answer(request: Request) -> Response:
    asked = httpx.Request(request.method, str(request.url), content=await request.body())
    answer = await _engine._handle(asked)
    return Response(answer.content, answer.status_code, media_type="application/json")


app = Starlette(routes=[Route("/{path:path}", _answer, methods=["GET", "POST"])])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
