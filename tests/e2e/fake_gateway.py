"""A small gateway for tests of the widget alone: the design's API, canned answers, and faults on request.

It keeps everything in memory and understands nothing. The tests hold the `FakeGateway` and turn its knobs; the server
runs in a thread of the same process.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.middleware.cors import CORSMiddleware

from tests.e2e.canned import CALENDAR, GREETING, answer_to, places_like
from tests.e2e.fake_site import add_pages


@dataclass
class Talk:
    """One conversation: its messages, and a queue for each open stream."""

    id: str
    token: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    streams: list[asyncio.Queue[str | None]] = field(default_factory=list)
    owner: dict[str, Any] = field(default_factory=lambda: {"owner": "bot"})
    queue: dict[str, Any] = field(default_factory=dict)
    seen: int = 0


@dataclass
class FakeGateway:
    """The knobs: what fails, and what happened."""

    url: str = ""
    talks: dict[str, Talk] = field(default_factory=dict)
    # So many sends from now on are refused with `failure` before they are taken in, or lost after.
    failing_sends: int = 0
    lost_answers: int = 0
    failure: int = 503
    retry_after: str | None = None
    detail: str = "Het lukt nu niet."
    down: bool = False
    streams_blocked: bool = False
    delay: float = 0.0
    feedback: list[dict[str, Any]] = field(default_factory=list)
    sends: list[dict[str, Any]] = field(default_factory=list)
    # What an adviser would notice: "typing", "read 4", "leave", "end".
    noticed: list[str] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    # Requests for the chat itself, which comes when it is needed; it is not served while `chat_missing`.
    chat_loads: int = 0
    chat_missing: bool = False
    stream_starts: int = 0
    loop: asyncio.AbstractEventLoop | None = None

    def reset(self) -> None:
        """Forget all conversations and faults."""
        self.drop_streams()
        fresh = FakeGateway(url=self.url, loop=self.loop)
        self.__dict__.update(fresh.__dict__)

    @property
    def talk(self) -> Talk:
        """The newest conversation."""
        return list(self.talks.values())[-1]

    def drop_streams(self) -> None:
        """End every event stream, as a gateway that dies."""
        for talk in self.talks.values():
            for stream in talk.streams:
                self._put(stream, None)

    def say(self, message: dict[str, Any], sender: str = "adviser", name: str = "Sanne") -> None:
        """Another party says something in the newest conversation."""
        self.add(self.talk, {"from": sender, "name": name, **message})

    def own(self, **owner: Any) -> None:
        """Somebody else owns the newest conversation from now on."""
        self.talk.owner = owner
        self.own_of(self.talk)

    def own_of(self, talk: Talk) -> None:
        """Tell the streams of a conversation who owns it."""
        self._send(talk, "owner", talk.owner)

    def take_over(self, name: str = "Samira", loket: str | None = "Werkcentrum Twente") -> None:
        """An adviser takes the newest conversation over, and the gateway says so."""
        self.say({"text": f"{name} van {loket} neemt het gesprek over."}, sender="system", name="Mededeling")
        self.own(owner="adviseur", adviser={"name": name, "loket": loket})

    def wait_in_queue(self, place: int, minutes: int | None = None) -> None:
        """The person of the newest conversation waits at this place."""
        if self.talk.owner["owner"] != "wachtrij":
            self.own(owner="wachtrij")
        self.talk.queue = {"place": place, "minutes": minutes}
        self._send(self.talk, "queue", self.talk.queue)

    def read_up_to(self, seq: int) -> None:
        """The adviser has read up to this message."""
        self.talk.seen = seq
        self._send(self.talk, "read", {"seq": seq})

    def type(self, name: str) -> None:
        """An adviser is typing."""
        self._send(self.talk, "typing", {"typing": True, "from": "adviser", "name": name})

    def add(self, talk: Talk, message: dict[str, Any]) -> dict[str, Any]:
        """Store a message under the next number, and tell the streams."""
        seq = len(talk.messages) + 1
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        full = {
            "seq": seq, "id": str(uuid.uuid4()), "from": "bot", "name": "Leerwijs", "at": moment, "topic": None,
            "items": [], "buttons": [], "asks": None, "suggestions": [], **message,
        }  # fmt: skip
        talk.messages.append(full)
        self._send(talk, "message", full, seq)
        return full

    def _send(self, talk: Talk, event: str, data: dict[str, Any], seq: int | None = None) -> None:
        head = f"id: {seq}\n" if seq else ""
        for stream in talk.streams:
            self._put(stream, f"event: {event}\n{head}data: {json.dumps(data)}\n\n")

    def _put(self, stream: asyncio.Queue[str | None], chunk: str | None) -> None:
        assert self.loop is not None
        self.loop.call_soon_threadsafe(stream.put_nowait, chunk)


def problem(status: int, detail: str, retry_after: str | None = None) -> JSONResponse:
    """An error in the one format of the API (RFC 9457)."""
    headers = {"Retry-After": retry_after} if retry_after else None
    body = {"type": "about:blank", "title": "Probleem", "status": status, "detail": detail}
    return JSONResponse(body, status, headers, "application/problem+json")


def create_app(gateway: FakeGateway) -> FastAPI:
    """The application around a set of knobs."""
    app = FastAPI()
    app.add_middleware(
        CORSMiddleware, allow_origin_regex=r"http://localhost:\d+", allow_methods=["*"], allow_headers=["*"]
    )
    add_pages(app, gateway)

    @app.middleware("http")
    async def fault(request: Request, call_next: Any) -> Response:
        gateway.loop = asyncio.get_running_loop()
        if gateway.down and request.url.path.startswith("/api"):
            return problem(503, "Niet beschikbaar")
        response: Response = await call_next(request)
        return response

    def found(talk_id: str, request: Request) -> Talk | None:
        talk = gateway.talks.get(talk_id)
        key = request.headers.get("Authorization", "").removeprefix("Bearer ") or request.query_params.get("ticket")
        return talk if talk and key in (talk.token, f"ticket-{talk.token}") else None

    @app.post("/api/v1/conversations", status_code=201)
    async def start() -> dict[str, Any]:
        talk_id = str(uuid.uuid4())
        talk = gateway.talks[talk_id] = Talk(talk_id, uuid.uuid4().hex)
        greeting = gateway.add(talk, GREETING)
        expires = "2099-01-01T00:00:00Z"
        return {"id": talk_id, "token": talk.token, "expires_at": expires, "messages": [greeting], "owner": "bot"}

    @app.post("/api/v1/conversations/{talk_id}/messages")
    async def send(talk_id: str, request: Request) -> Any:
        talk = found(talk_id, request)
        if not talk:
            return problem(401, "Geen toegang")
        body = await request.json()
        gateway.sends.append(body)
        if gateway.failing_sends > 0:
            gateway.failing_sends -= 1
            return problem(gateway.failure, gateway.detail, gateway.retry_after)
        await asyncio.sleep(gateway.delay)
        if body["id"] not in talk.answered:
            talk.answered[body["id"]] = take_in(gateway, talk, body)
        if gateway.lost_answers > 0:
            gateway.lost_answers -= 1
            return problem(502, "Weg")
        mine, *replies = talk.answered[body["id"]]
        return {"messages": replies, "received": mine, **talk.owner}

    @app.get("/api/v1/conversations/{talk_id}/messages")
    async def page(talk_id: str, request: Request, after: int = 0) -> Any:
        talk = found(talk_id, request)
        return {"messages": talk.messages[after:], **talk.owner} if talk else problem(401, "Geen toegang")

    @app.post("/api/v1/conversations/{talk_id}/ticket")
    async def ticket(talk_id: str, request: Request) -> Any:
        talk = found(talk_id, request)
        return {"ticket": f"ticket-{talk.token}"} if talk else problem(401, "Geen toegang")

    @app.post("/api/v1/conversations/{talk_id}/overview/link")
    async def overview_link(talk_id: str, request: Request) -> Any:
        talk = found(talk_id, request)
        return {"url": f"/overzicht/sleutel-{talk.id}"} if talk else problem(401, "Geen toegang")

    @app.get("/overzicht/{key}")
    async def overview(key: str) -> HTMLResponse:
        return HTMLResponse("<title>Mijn overzicht</title>")

    @app.get("/api/v1/conversations/{talk_id}/events")
    async def events(talk_id: str, request: Request, after: int = 0) -> Any:
        talk = found(talk_id, request)
        if not talk:
            return problem(401, "Geen toegang")
        if gateway.streams_blocked:
            return problem(503, "Geen stroom")
        gateway.stream_starts += 1
        after = int(request.headers.get("Last-Event-ID") or after)
        return StreamingResponse(stream(talk, after), media_type="text/event-stream")

    @app.post("/api/v1/conversations/{talk_id}/feedback", status_code=204)
    async def feedback(talk_id: str, request: Request) -> Response:
        gateway.feedback.append(await request.json())
        return Response(status_code=204)

    add_person(app, gateway, found)

    @app.get("/api/v1/places")
    async def places(q: str) -> dict[str, Any]:
        gateway.searched.append(q)
        return {"places": places_like(q)}

    @app.delete("/api/v1/conversations/{talk_id}", status_code=204)
    async def erase(talk_id: str, request: Request) -> Response:
        if not found(talk_id, request):
            return problem(404, "Niet gevonden")
        del gateway.talks[talk_id]
        return Response(status_code=204)

    return app


def add_person(app: FastAPI, gateway: FakeGateway, found: Callable[[str, Request], Talk | None]) -> None:
    """What there is between the person and an adviser: typing, reading, the queue, the end, an appointment."""
    path = "/api/v1/conversations/{talk_id}"

    @app.post(f"{path}/typing", status_code=204)
    async def typing(talk_id: str) -> Response:
        gateway.noticed.append("typing")
        return Response(status_code=204)

    @app.post(f"{path}/read", status_code=204)
    async def read(talk_id: str, request: Request) -> Response:
        gateway.noticed.append(f"read {(await request.json())['seq']}")
        return Response(status_code=204)

    @app.get(f"{path}/queue")
    async def queue(talk_id: str, request: Request) -> Any:
        talk = found(talk_id, request)
        return {**talk.owner, **talk.queue} if talk else problem(401, "Geen toegang")

    def back(talk: Talk | None, word: str, owner: str) -> Any:
        if not talk:
            return problem(401, "Geen toegang")
        gateway.noticed.append(word)
        talk.owner = {"owner": owner}
        message = gateway.add(talk, {"from": "system", "name": "Mededeling", "text": f"[{word}]"})
        gateway.own_of(talk)
        return {"owner": owner, "messages": [message]}

    @app.post(f"{path}/queue/leave")
    async def leave(talk_id: str, request: Request) -> Any:
        return back(found(talk_id, request), "leave", "bot")

    @app.post(f"{path}/end")
    async def end(talk_id: str, request: Request) -> Any:
        return back(found(talk_id, request), "end", "gesloten")

    @app.get(f"{path}/appointments/{{name}}")
    async def calendar(talk_id: str, request: Request) -> Any:
        talk = found(talk_id, request)
        return Response(CALENDAR, media_type="text/calendar") if talk else problem(401, "Geen toegang")


def take_in(gateway: FakeGateway, talk: Talk, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Store what the user said and, while the bot owns the conversation, the answer."""
    said = body.get("text") or body.get("payload") or ""
    mine = gateway.add(talk, {"id": body["id"], "from": "user", "name": None, "text": said})
    if talk.owner["owner"] not in ("bot", "gesloten"):
        return [mine]
    answer = json.dumps(answer_to(said)).replace("{talk}", talk.id)
    return [mine, gateway.add(talk, json.loads(answer))]


async def stream(talk: Talk, after: int) -> AsyncIterator[str]:
    """What was missed, then what happens, until the stream is dropped."""
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    talk.streams.append(queue)
    try:
        for message in talk.messages[after:]:
            yield f"event: message\nid: {message['seq']}\ndata: {json.dumps(message)}\n\n"
        yield f"event: owner\ndata: {json.dumps(talk.owner)}\n\n"
        if talk.queue and talk.owner["owner"] == "wachtrij":
            yield f"event: queue\ndata: {json.dumps(talk.queue)}\n\n"
        while (chunk := await queue.get()) is not None:
            yield chunk
    finally:
        talk.streams.remove(queue)


@contextmanager
def serving() -> Iterator[FakeGateway]:
    """A running fake gateway on a free port of the loopback address."""
    gateway = FakeGateway()
    server = uvicorn.Server(uvicorn.Config(create_app(gateway), host="127.0.0.1", port=0, log_level="warning"))
    started = threading.Event()

    async def run() -> None:
        gateway.loop = asyncio.get_running_loop()
        task = asyncio.create_task(server.serve())
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        started.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    if not started.wait(10) or not server.started:
        raise RuntimeError("The fake gateway did not start.")
    port = server.servers[0].sockets[0].getsockname()[1]
    gateway.url = f"http://127.0.0.1:{port}"
    try:
        yield gateway
    finally:
        gateway.drop_streams()
        server.should_exit = True
        thread.join(10)
