"""A gateway with the telephone, over the real texts and a canned engine."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from channels.conversation.texts import Texts
from channels.voice.text_messages import Loopback
from knowledge.store import Knowledge
from ops.phone import Phone
from tests.channels import fakes
from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings
from tests.channels.voice.canned import REPLIES, TalkingEngine

SECRETS = {"twiml": "geheim-van-twilio", "jambonz": "geheim-van-jambonz"}


@pytest.fixture(scope="session")
def real_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The knowledge as shipped."""
    path: Path = tmp_path_factory.mktemp("kennis") / "knowledge.sqlite"
    compile_to(path)
    return Knowledge.open(path)


def compile_to(path: Path) -> None:
    importlib.import_module("knowledge.__main__").main(["compile", "--out", str(path)])


class Exchange:
    """The gateway and the telephones that call it."""

    def __init__(self, here: Running, clock: ManualClock, sent: Loopback) -> None:
        self.here, self.clock, self.sent = here, clock, sent

    def phone(self, provider: str = "twiml", **values: Any) -> Phone:
        return Phone(self.here.client, SECRETS[provider], provider=provider, clock=self.clock, **values)


OpenExchange = Callable[..., contextlib.AbstractAsyncContextManager[Exchange]]


@pytest.fixture
def exchange(tmp_path: Path, real_knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> OpenExchange:
    """Open a gateway with the telephone; settings may be given."""
    monkeypatch.setattr(fakes, "texts", lambda: Texts(real_knowledge))

    @contextlib.asynccontextmanager
    async def opened(engine: FakeEngine | None = None, **values: Any) -> AsyncIterator[Exchange]:
        clock = ManualClock(values.pop("now", fakes.NOON))
        url = values.pop("database_url", "")
        chosen = {
            "twilio_token": SECRETS["twiml"], "jambonz_secret": SECRETS["jambonz"], "text_messages": "loopback",
            "rate_limit": False, **values,
        }  # fmt: skip
        canned = engine or TalkingEngine(replies=dict(REPLIES))
        async with running(settings(tmp_path, url, **chosen), canned, clock) as here:
            sent = here.app.state.line.tools.messages
            yield Exchange(here, clock, sent if isinstance(sent, Loopback) else Loopback(available=False))

    return opened
