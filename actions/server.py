"""The action server: `uvicorn actions.server:app --host 127.0.0.1 --port 5055`.

`POST /webhook` runs an action for Rasa. The request carries slots and the last message, no domain: what rasa-sdk wants
of one is brought here. An action that fails answers 500 with the error, and in the same body an honest reply that may
be shown to the citizen. Logs name the topic, never the text.
"""

from __future__ import annotations

import gc
import logging
import os
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from actions.bot import ActionBot
from actions.clock import Clock, clock
from actions.evc import ActionEvc
from actions.financiering import ActionFinanciering
from actions.gesprek import ActionGesprek
from actions.leerbaan import ActionLeerbaan
from actions.loket import ActionLoket
from actions.loopbaan import ActionLoopbaan
from actions.mens import ActionMens
from actions.niet_begrepen import ActionNietBegrepen
from actions.opleiding import ActionOpleiding
from actions.service import ActionService
from actions.settings import Settings
from actions.turns import ThemeAction, failed_turn
from actions.werkgever import ActionWerkgever
from knowledge.shelf import Shelf

log = logging.getLogger(__name__)

ACTIONS: tuple[type[ThemeAction], ...] = (
    ActionBot,
    ActionEvc,
    ActionFinanciering,
    ActionGesprek,
    ActionLeerbaan,
    ActionLoket,
    ActionLoopbaan,
    ActionMens,
    ActionNietBegrepen,
    ActionOpleiding,
    ActionService,
    ActionWerkgever,
)

# rasa-sdk refuses to run without a domain it has seen; this stands for ours, which no action looks into.
_DOMAIN: dict[str, Any] = {"slots": {"profile": {}, "task": {}, "memory": {}}}
_DIGEST = "leerwijs"


def executor(shelf: Shelf, now: Clock) -> ActionExecutor:
    """rasa-sdk's executor with our actions and a domain of its own."""
    made = ActionExecutor()
    made.domain, made.domain_digest = _DOMAIN, _DIGEST
    for kind in ACTIONS:
        action = kind(shelf, now)
        made.register_function(action.name(), action.run)
    return made


def create_app(settings: Settings, now: Clock | None = None) -> FastAPI:
    """Make the server.

    Raises:
        NotCompiled: there is no compiled knowledge; without it no question can be answered.
    """
    shelf = Shelf(settings.knowledge)
    runs = executor(shelf, now or clock(settings.today))
    app = FastAPI(title="Leerwijs actions", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Say that the server works, and with which knowledge."""
        return {"status": "ok", "knowledge": shelf.knowledge().version}

    @app.post("/webhook")
    async def webhook(request: Request) -> JSONResponse:
        """Run one action."""
        try:
            call = await request.json()
        except ValueError:
            return JSONResponse({"error": "the body is not JSON"}, 400)
        if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
            return JSONResponse({"error": "an action call needs a tracker"}, 400)
        name = str(call.get("next_action"))
        try:
            result = await runs.run({**call, "domain": None, "domain_digest": _DIGEST})
        except ActionNotFoundException:
            return JSONResponse({"error": f"there is no action '{name}'", "action_name": name}, 404)
        except Exception as error:
            return _failed(call, name, error)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return app


def _failed(call: dict[str, Any], name: str, error: Exception) -> JSONResponse:
    """500, with a reply that can be shown all the same. No slot changes: the next turn starts where this one did."""
    message = call["tracker"].get("latest_message")
    turn = failed_turn(message if isinstance(message, dict) else {})
    log.error("%s failed on topic %s: %s", name, turn["message"]["topic"], _where(error))
    body = {"error": type(error).__name__, "action_name": name, "events": [], "responses": [{"custom": turn}]}
    return JSONResponse(body, 500)


def _where(error: Exception) -> str:
    """The kind of error and the lines it came through. Not its message: that may quote what a citizen typed."""
    lines, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(lines[-6:]))}"


def __getattr__(attribute: str) -> FastAPI:
    """Make `app` when it is asked for, so that importing this module opens nothing."""
    if attribute == "app":
        made = globals()["app"] = create_app(Settings.read(os.environ))
        # The knowledge is never garbage: to look through it takes a fifth of a second, in which everybody waits.
        gc.collect()
        gc.freeze()
        return made
    raise AttributeError(attribute)
