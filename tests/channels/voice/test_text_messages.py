"""Text messages: behind one interface, sent only after asking, short, and without the number being kept."""

from __future__ import annotations

import httpx
import pytest

from channels.voice.items import as_text_message
from channels.voice.text_messages import LONGEST, ByTwilio, Loopback, NoTextMessages, NotSent


async def test_nobody_sends_what_is_not_configured() -> None:
    with pytest.raises(NotSent):
        await NoTextMessages().send("+31612345678", "hallo")


async def test_the_loopback_keeps_what_would_be_sent() -> None:
    kept = Loopback()
    await kept.send("+31612345678", "hallo")
    assert kept.sent == [("+31612345678", "hallo")]


async def test_twilio_is_asked_over_its_rest_interface() -> None:
    asked: list[httpx.Request] = []

    async def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(201, json={"sid": "SM1"})

    sender = ByTwilio("AC1", "geheim", "Leerwijs", "https://api.example", transport=httpx.MockTransport(handle))
    await sender.send("+31612345678", "Dit vond u")
    assert asked[0].url.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert asked[0].content == b"To=%2B31612345678&From=Leerwijs&Body=Dit+vond+u"
    assert asked[0].headers["authorization"].startswith("Basic ")
    await sender.close()


@pytest.mark.parametrize("status", [400, 401, 500])
async def test_a_provider_that_refuses_is_told_apart(status: int) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status))
    with pytest.raises(NotSent):
        await ByTwilio("AC1", "geheim", "Leerwijs", "https://api.example", transport=transport).send(
            "+31612345678", "x"
        )


def test_an_overview_fits_a_few_messages() -> None:
    cards = [{"kind": "regeling", "id": str(n), "title": f"Regeling met een lange naam {n}", "verdict": "misschien"}
             for n in range(40)]  # fmt: skip
    text = as_text_message(cards, "22 november 2026", "123456", "https://leerwijs.example", LONGEST)
    assert len(text) <= LONGEST
    assert "code 123456" in text and "(misschien)" in text and "22 november 2026" in text


def test_what_does_not_fit_the_person_is_not_sent_and_examples_are_called_so() -> None:
    cards = [{"kind": "regeling", "id": "a", "title": "STAP-budget", "verdict": "niet"},
             {"kind": "leerbaan", "id": "b", "title": "Leerling kok", "demo": True}]  # fmt: skip
    text = as_text_message(cards, "22 november 2026", "123456", "", LONGEST)
    assert "STAP" not in text and "Leerling kok (voorbeeld)" in text
