"""A server on this machine that gives what a test tells it to give, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Asked = list[tuple[str, Mapping[str, str]]]


@dataclass
class Answer:
    """What to answer. `promised` is the size it declares; `cut`: it hangs up after the body."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    cut: bool = False


@contextmanager
def serving(answer: Callable[[str], Answer]) -> Iterator[tuple[str, Asked]]:
    """Serve `answer(path)` at the address that is given, with what was asked."""
    asked: Asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, dict(self.headers)))
            given = answer(self.path)
            self.send_response(given.status)
            size = len(given.body) if given.promised is None else given.promised
            for name, value in {"Content-Length": str(size), **given.headers}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
