"""Slow answers: the caller hears that we are looking it up, and is never left in silence."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from channels.voice import asking
from tests.channels.voice.canned import REPLIES, TalkingEngine
from tests.channels.voice.checking import check
from tests.channels.voice.conftest import OpenExchange

both = pytest.mark.parametrize("provider", ["twiml", "jambonz"])


def test_what_is_waited_for_stays_under_three_seconds() -> None:
    assert asking.PATIENCE < 2.5


@both
async def test_a_slow_answer_is_bridged_and_comes_once(
    exchange: OpenExchange, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    engine = TalkingEngine(replies=dict(REPLIES))
    engine.gate = asyncio.Event()
    async with exchange(engine) as here:
        phone = here.phone(provider)
        await phone.dial()
        asyncio.get_running_loop().call_later(0.25, engine.gate.set)
        heard = await phone.say("wat is evc")
        assert heard.whole[0] == "Ik zoek het even op."
        assert set(heard.whole[1:]) <= {"Nog een ogenblik alstublieft."}
        assert "E V C is erkenning" in heard.said
        assert len(engine.told) == 1
        assert max(heard.milliseconds) < 3000
        for document in heard.documents:
            check(provider, document)


@both
async def test_an_answer_that_never_comes_ends_in_an_honest_sentence(
    exchange: OpenExchange, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine gives up by itself (its own limit), and the caller is offered a call-back."""
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    engine = TalkingEngine(mode="slow")
    async with exchange(engine, engine_timeout=0.3) as here:
        phone = here.phone(provider)
        await phone.dial()
        began = time.monotonic()
        heard = await phone.say("wat is evc")
        assert time.monotonic() - began < 5
        assert "Er gaat nu iets mis bij ons" in heard.said and "Zullen wij u terugbellen?" in heard.said


async def test_who_speaks_while_we_look_it_up_hears_the_answer_first(
    exchange: OpenExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.02)
    engine = TalkingEngine(replies=dict(REPLIES))
    engine.gate = asyncio.Event()
    async with exchange(engine) as here:
        phone = here.phone()
        await phone.dial()
        body: dict[str, Any] = phone._speech("wat is evc", 0.9)
        document = (await phone.post(phone.links["heard"], body)).text
        assert "Ik zoek het even op." in document
        engine.gate.set()
        waited = document.partition("<Redirect")[2].partition(">")[2].partition("<")[0].replace("&amp;", "&")
        answer = await phone.post(waited.replace("/waited", "/heard"), phone._speech("hallo", 0.9))
        assert "E V C is erkenning" in answer.text


async def test_somebody_in_need_does_not_wait_for_a_slow_answer(
    exchange: OpenExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    engine = TalkingEngine(replies=dict(REPLIES))
    engine.gate = asyncio.Event()
    async with exchange(engine) as here:
        phone = here.phone()
        await phone.dial()
        document = (await phone.post(phone.links["heard"], phone._speech("wat is evc", 0.9))).text
        waited = document.partition("<Redirect")[2].partition(">")[2].partition("<")[0].replace("&amp;", "&")
        answer = await phone.post(waited.replace("/waited", "/heard"), phone._speech("ik wil niet meer leven", 0.9))
        assert "één één drie" in answer.text
        engine.gate.set()
