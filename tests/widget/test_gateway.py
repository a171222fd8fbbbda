"""On the real gateway: our widget on its own page, and a chat client that others made for Rasa on the REST webhook.

The engine behind the gateway is a stand-in. The client is `@scalableminds/chatroom` from npm: tests/widget/rasa_client.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from tests.channels.fakes import FakeEngine, ManualClock, running, settings, turn
from tests.e2e.chromium import DESKTOP
from tests.e2e.visitor import Visitor
from tests.widget.test_axe import findings

CLIENT = Path(__file__).parent / "rasa_client" / "node_modules" / "@scalableminds" / "chatroom" / "dist" / "Chatroom.js"
PAGE = """<!doctype html><html><meta charset="utf-8"><title>Een Rasa-client</title><div class="chat-container"></div>
<script src="/Chatroom.js"></script><script>
  new Chatroom({ host: "%s", title: "Chat", container: document.querySelector(".chat-container") }).openChat();
</script></html>"""


@dataclass
class Served:
    """A gateway on a port of its own."""

    url: str
    engine: FakeEngine


class Site(BaseHTTPRequestHandler):
    """The site of somebody else, with the client of others on it."""

    gateway = ""

    def do_GET(self) -> None:
        script = self.path.endswith(".js")
        content = CLIENT.read_bytes() if script else (PAGE % self.gateway).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of that site: another than the gateway's."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def served(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The gateway's application with a stand-in for the engine, for a site at another address."""
    engine = FakeEngine()
    engine.replies["wat is evc"] = turn(
        "EVC erkent wat u al kunt.", buttons=[{"title": "Kosten", "payload": "/evc_kosten"}]
    )
    engine.replies["/evc_kosten"] = turn("Dat verschilt per aanbieder.", topic="evc_kosten")
    url: list[str] = []
    started, stop = threading.Event(), threading.Event()

    async def run() -> None:
        chosen = settings(tmp_path_factory.mktemp("gateway"), allowed_origins=(site,))
        async with running(chosen, engine, ManualClock()) as here:
            server = uvicorn.Server(uvicorn.Config(here.app, port=0, log_level="warning", lifespan="off"))
            task = asyncio.create_task(server.serve())
            while not server.started and not task.done():
                await asyncio.sleep(0.01)
            url.append(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
            started.set()
            while not stop.is_set():
                await asyncio.sleep(0.05)
            here.gateway.closing.set()
            server.should_exit = True
            await task

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert started.wait(20)
    Site.gateway = url[0]
    yield Served(url[0], engine)
    stop.set()
    thread.join(10)


@pytest.fixture
def rasa_page(browser: Browser, site: str, served: Served) -> Iterator[Page]:
    """The page of a site that uses the client of others."""
    assert CLIENT.is_file(), "run `npm ci` in tests/widget/rasa_client"

    with contextlib.closing(browser.new_context(viewport=DESKTOP)) as context:
        page = context.new_page()
        page.goto(site)
        yield page


def ask(page: Page, text: str) -> None:
    page.locator(".chatroom form input[type=text]").fill(text)
    page.keyboard.press("Enter")


def test_a_rasa_client_of_others_asks_and_is_answered(rasa_page: Page, served: Served) -> None:
    ask(rasa_page, "wat is evc")
    expect(rasa_page.locator(".chat.left", has_text="EVC erkent wat u al kunt.")).to_be_visible()
    assert served.engine.told[-1]["message"] == "wat is evc"


def test_a_button_of_ours_works_in_the_client_of_others(rasa_page: Page, served: Served) -> None:
    ask(rasa_page, "wat is evc")
    rasa_page.locator(".chat-button", has_text="Kosten").click()
    expect(rasa_page.locator(".chat.left", has_text="Dat verschilt per aanbieder.")).to_be_visible()
    assert served.engine.told[-1]["message"] == "/evc_kosten"


def test_who_is_in_danger_is_helped_in_the_client_of_others_too(rasa_page: Page, served: Served) -> None:
    told = len(served.engine.told)
    ask(rasa_page, "ik wil dood")
    expect(rasa_page.locator(".chat.left", has_text="crisis")).to_be_visible()
    assert len(served.engine.told) == told, "the engine does not come into it"


def test_the_gateways_own_page_has_a_chat_that_works_under_its_own_policy(browser: Browser, served: Served) -> None:
    visitor = Visitor.at(browser, served.url)
    visitor.message(1).wait_for()
    assert findings(visitor) == []
    expect(visitor.panel).to_have_attribute("data-connection", "live")
    answer = visitor.say("wat is evc")
    answer.get_by_role("button", name="Kosten").click()
    expect(visitor.answers().last).to_contain_text("Dat verschilt per aanbieder.")
    assert visitor.sequence() == [1, 2, 3, 4, 5]
    visitor.page.reload()
    visitor.message(5).wait_for()
    assert visitor.errors == []
    visitor.context.close()


def test_it_can_be_erased_from_the_gateways_own_page(browser: Browser, served: Served) -> None:
    visitor = Visitor.at(browser, served.url)
    visitor.message(1).wait_for()
    visitor.page.get_by_role("button", name="Meer mogelijkheden").click()
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").click()
    visitor.page.get_by_role("button", name="Ja, verwijder alles").click()
    expect(visitor.page.locator(".entry")).to_have_count(0)
    assert visitor.errors == []
    visitor.context.close()
