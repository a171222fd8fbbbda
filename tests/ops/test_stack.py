"""The supervisor finds the gateway where it listens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ops.stack import Stack, StackFailed, demonstration, free_port

ELSEWHERE = "127.0.0.2"  # an address of this machine that is not the usual one


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    """The port of something ready, on that address only."""
    server = HTTPServer((ELSEWHERE, free_port()), _Ready)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("10.1.2.3", "http://10.1.2.3:8080"),
        ("localhost", "http://localhost:8080"),
        ("fd00::1", "http://[fd00::1]:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
    ],
)
def test_the_gateway_is_asked_where_it_listens_and_on_loopback_when_that_is_everywhere(host: str, url: str) -> None:
    assert Stack(host=host).url == url


def test_a_gateway_on_another_address_is_found_ready(port: int) -> None:
    assert Stack(host=ELSEWHERE, port=port)._ready()


def test_a_port_is_taken_when_it_is_taken_on_the_address_we_would_use(port: int) -> None:
    free = {"engine_port": free_port(), "actions_port": free_port()}
    with pytest.raises(StackFailed, match=f"port {port} .gateway. is taken"):
        Stack(host=ELSEWHERE, port=port, **free).start()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "1"),
        ({"LEERWIJS_ENV": "development"}, "1"),
        ({"LEERWIJS_ENV": "production"}, "0"),
        ({"LEERWIJS_ENV": "production", "LEERWIJS_DEMO": "1"}, "1"),
        ({"LEERWIJS_DEMO": "0"}, "0"),
    ],
)
def test_only_development_calls_itself_a_demonstration_unasked(given: dict[str, str], told: str) -> None:
    assert demonstration(given) == {"LEERWIJS_DEMO": told}
