"""The gateway as an ASGI application: `uvicorn channels.app:create_app --factory`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import ValidationError
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from channels import errors, logs
from channels.conversation.texts import KnowledgeMissing, Texts, open_knowledge
from channels.desk.cards import Cards
from channels.desk.directory import Directory
from channels.desk.web import install as install_desk
from channels.gateway import Gateway, assemble
from channels.overview import pages as overview_pages
from channels.overview import skill_pages
from channels.settings import Settings
from channels.voice import routes as voice
from channels.voice import web as voice_web
from channels.voice.line import open_line
from channels.web import conversations, events, operate, overview, page, person, places, rest
from channels.web.middleware import Guard

_DESCRIPTION = """Conversations with Leerwijs. Start one, send messages, follow what happens.
The token that starting gives is the only key to a conversation. Errors are RFC 9457."""


def create_app() -> FastAPI:
    """Build the application from the environment.

    Raises:
        SystemExit: with one sentence, when a setting is wrong or the knowledge is not there.
    """
    try:
        settings = Settings()
        logs.configure(settings.log_level)
        knowledge = open_knowledge(settings.knowledge)
        return build(assemble(settings, Texts(knowledge), directory=Directory.of(knowledge), cards=Cards.of(knowledge)))
    except ValidationError as error:
        reasons = "; ".join(f"{_variable(e['loc'])}{e['msg']}" for e in error.errors(include_input=False))
        raise SystemExit(f"leerwijs: the gateway cannot start: {reasons}") from None
    except (KnowledgeMissing, ValueError) as error:
        raise SystemExit(f"leerwijs: the gateway cannot start: {error}") from None


def _variable(location: tuple[int | str, ...]) -> str:
    return f"LEERWIJS_{str(location[0]).upper()}: " if location else ""


def build(gateway: Gateway, *, background: bool = True) -> FastAPI:
    """Build the application around a gateway; without `background` nothing happens but what requests ask."""

    line = open_line(gateway)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with gateway.running(background=background):
            with _streams_end_first(gateway):
                yield
        await line.close()

    app = FastAPI(
        title="Leerwijs",
        version="1",
        description=_DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the page of FastAPI loads scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=list(gateway.settings.allowed_origins),
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
                expose_headers=["Retry-After"],
                max_age=3600,
            ),
            Middleware(Guard, settings=gateway.settings),
        ],
    )
    app.state.gateway = gateway
    app.state.line = line
    errors.install(app)
    for router in (
        conversations.router,
        events.router,
        person.router,
        overview.router,
        operate.router,
        page.router,
        places.router,
    ):
        app.include_router(router)
    for router in (overview_pages.router, skill_pages.router, voice.router, voice_web.router):
        app.include_router(router)
    if gateway.settings.has_rasa_webhook:
        app.include_router(rest.router)
    if gateway.settings.desk:
        install_desk(app, gateway)
    return app


@contextlib.contextmanager
def _streams_end_first(gateway: Gateway) -> Iterator[None]:
    """End the event streams as soon as the process is asked to stop: the server waits for open connections."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def stopping(then: Callable[..., Any]) -> Callable[..., Any]:
        def handler(number: int, frame: Any) -> None:
            loop.call_soon_threadsafe(gateway.closing.set)
            then(number, frame)

        return handler

    for number in (int(signal.SIGTERM), int(signal.SIGINT)):
        current = signal.getsignal(number)
        if callable(current):
            before[number] = current
            signal.signal(number, stopping(current))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
