"""A whole gateway in a thread of this process with an overview to look at, for tests in a browser.

Real storage, records and cards of its own, and no model.
"""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from channels.app import build
from channels.conversation.model import Json
from channels.conversation.texts import Texts
from channels.gateway import assemble
from tests.channels.fakes import FakeCards, FakeEngine, ManualClock, directory, settings, turn
from tests.channels.overview_world import Records, arrangement, card, for_employers, loan, loket, offer, thing

_SOURCE = {"title": "De school", "url": "https://school.example/", "evidence_date": "2026-05"}
_CHECKS = ["De opleiding is erkend.", "U woont in Nederland.", "U begint na de aanvraag.", "Uw school doet mee."]
_GIFT = arrangement("gift", title="Opleidingsgeld", apply=["Vraag een formulier.", "Stuur het op."])
_LOAN = loan("lening", title="Leergeld lenen")
_LATER = arrangement("later", title="Zomergeld", budget={"windows": [{"opens": "2027-02-01", "closes": "2027-03-01"}]})
_BOSS = for_employers("baas", title="Subsidie voor uw werkgever")
_RECORDS = (
    _GIFT, _LOAN, _LATER, _BOSS, loket(title="Werkcentrum Zwolle"),
    offer("leerbaan-kok", title="Leerbaan kok", start=date(2027, 2, 1)),
    offer("leerbaan-bakker", title="Leerbaan bakker"),
)  # fmt: skip


def cards() -> list[Json]:
    """One of everything that can stand on an overview."""
    steps = [
        thing("stap", f"step_{n}", title=f"Stap {n}. Doe {n}", text="Zo doet u dat.", source=_SOURCE) for n in (1, 2)
    ]
    facts = {"werkgever": "Bedrijf Voorbeeld", "plaats": "Zwolle", "niveau": "mbo 3"}
    return [
        card(_GIFT, check=_CHECKS),
        card(_LOAN, "misschien", missing=["leeftijd"]),
        card(_LATER, "niet", why=["U kunt nu niet aanvragen. Dat kan weer vanaf 1 februari 2027."]),
        card(_BOSS, "niet", why=["Dit vraagt een werkgever aan."], check=["Vraag dit aan uw werkgever."]),
        *steps,
        thing("leerbaan", "leerbaan-kok", title="Leerbaan kok", facts=facts, why=["In Zwolle."]),
        thing("leerbaan", "leerbaan-bakker", title="Leerbaan bakker", facts=facts, why=["In Zwolle."]),
        thing("loket", "zwolle", title="Werkcentrum Zwolle", demo=False, url="https://www.werkcentrum.nl"),
    ]  # fmt: skip


@dataclass
class Site:
    """The gateway, as a browser reaches it."""

    url: str
    engine: FakeEngine

    def overview(self, items: Sequence[Json] = ()) -> Overview:
        """The overview of a new conversation in which these cards were shown."""
        http = httpx.Client(base_url=self.url, timeout=20)
        started = http.post("/api/v1/conversations").json()
        http.headers["Authorization"] = f"Bearer {started['token']}"
        path = f"/api/v1/conversations/{started['id']}"
        if items:
            self.engine.replies["wat is er"] = turn(items=list(items), topic="financiering_overzicht")
            http.post(f"{path}/messages", json={"id": str(uuid.uuid4()), "text": "wat is er"}).raise_for_status()
        link = http.post(f"{path}/overview/link").json()["url"]
        return Overview(self.url + link, http, path)


@dataclass
class Overview:
    """One citizen's overview: its private address, and the conversation that it is of."""

    url: str
    http: httpx.Client
    conversation: str

    def send(self, form: str, **fields: Any) -> None:
        """Send one of its forms, as a browser without scripts does."""
        answer = httpx.post(self.url + form, data=fields, headers={"Accept": "text/html"}, follow_redirects=True)
        answer.raise_for_status()


@contextmanager
def serving(data: Path) -> Iterator[Site]:
    """A running gateway on the loopback address."""
    engine = FakeEngine()
    gateway = assemble(
        settings(data, rate_limit=False), Texts(Records(*_RECORDS)), directory=directory(), cards=FakeCards(),
        clock=ManualClock(), transport=engine.transport(),
    )  # fmt: skip
    config = uvicorn.Config(build(gateway, background=False), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    started = threading.Event()

    async def run() -> None:
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        started.set()
        await serving

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    if not started.wait(30) or not server.started:
        raise RuntimeError("the gateway did not start")
    try:
        yield Site(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", engine)
    finally:
        server.should_exit = True
        thread.join(15)
