"""What the gateway itself adds to a turn: `python -m tests.channels.overhead [database-url [redis-url]]`.

A gateway and a stand-in for the engine run as processes of their own, on loopback. The figure is the median of a whole
turn less the median of asking the stand-in directly. Give a database that may be thrown away.
"""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

BUDGET_MS = 6.0
ROUNDS, TURNS = 10, 20
TEXT = "ik ben 52 en werk in een winkel, wat kan ik vergoed krijgen?"

ENGINE = """
import json, sys, uvicorn
from tests.channels.fakes import turn
item = {"kind": "regeling", "id": "x", "title": "T", "verdict": "misschien", "why": ["a" * 80], "check": ["b" * 80]}
answer = turn("Antwoord " * 40, items=[{**item, "id": str(n)} for n in range(4)])
body = json.dumps([{"recipient_id": "x", "custom": answer}]).encode()
head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
async def app(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
"""

GATEWAY = """
import sys, uvicorn
from pathlib import Path
from channels import logs
from channels.app import build
from channels.gateway import assemble
from tests.channels.fakes import settings, texts
folder, port, engine, database, redis = sys.argv[1:]
logs.configure("info")
chosen = settings(Path(folder), database, engine_url=f"http://127.0.0.1:{engine}", redis_url=redis, rate_limit=False)
uvicorn.run(build(assemble(chosen, texts())), host="127.0.0.1", port=int(port), log_level="warning", access_log=False)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(code: str, port: int, *arguments: str) -> Iterator[http.client.HTTPConnection]:
    """Run a server until it is not needed any more; give a connection to it."""
    running = subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.DEVNULL)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        for _ in range(400):
            try:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                break
            except OSError:
                connection.close()
                time.sleep(0.05)
        yield connection
    finally:
        running.terminate()
        running.wait()


def post(connection: http.client.HTTPConnection, path: str, body: Any, token: str = "") -> Any:
    connection.request("POST", path, json.dumps(body), {"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    content = response.read()
    assert response.status in (200, 201), content
    return json.loads(content)


def milliseconds(action: Callable[[], object]) -> list[float]:
    took = []
    for _ in range(TURNS):
        began = time.perf_counter()
        action()
        took.append((time.perf_counter() - began) * 1000)
    return took


def main(database: str = "", redis: str = "") -> int:
    engine_port, port = free_port(), free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        process(ENGINE, engine_port, str(engine_port)) as engine,
        process(GATEWAY, port, folder, str(port), str(engine_port), database, redis) as gateway,
    ):
        talk = post(gateway, "/api/v1/conversations", {})
        path, token = f"/api/v1/conversations/{talk['id']}/messages", talk["token"]

        def whole() -> None:
            assert post(gateway, path, {"id": str(uuid.uuid4()), "text": TEXT}, token)["messages"]

        def bare() -> None:
            post(engine, "/webhooks/rest/webhook", {"sender": "x", "message": TEXT})

        milliseconds(whole)
        turns: list[float] = []
        direct: list[float] = []
        for _ in range(ROUNDS):
            gateway.close()  # an idle connection may have been closed on the other side
            engine.close()
            turns += milliseconds(whole)
            direct += milliseconds(bare)
    overhead = statistics.median(turns) - statistics.median(direct)
    early, late = statistics.median(turns[:TURNS]), statistics.median(turns[-TURNS:])
    print(f"overhead {overhead:.2f} ms (at most {BUDGET_MS:.0f}), first turns {early:.2f} ms, last turns {late:.2f} ms")
    return 0 if overhead < BUDGET_MS else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
