"""Six digits from the telephone to the website and back."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from channels.voice.codes import LIFE
from ops.phone import Heard
from tests.channels.fakes import SECOND, Talk
from tests.channels.voice.conftest import Exchange, OpenExchange

_DIGITS = {word: str(value) for value, word in enumerate(
    ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"))}  # fmt: skip


def heard_code(heard: Heard) -> str:
    """The code that a caller writes down."""
    said = re.search(r"Uw code is (.*?), ik herhaal, (.*?)\.", heard.said)
    assert said and said[1] == said[2]
    return "".join(_DIGITS[word] for word in re.findall(r"\w+", said[1]))


async def open_code(here: Exchange, code: str) -> httpx.Response:
    return await here.here.client.post("/api/v1/codes", json={"code": code})


async def test_from_the_telephone_to_the_website(exchange: OpenExchange, database_url: str) -> None:
    async with exchange(database_url=database_url) as here:
        phone = here.phone()
        await phone.dial()
        await phone.say("wat is evc")
        code = heard_code(await phone.say("ik wil verder op de website"))
        opened = await open_code(here, f"{code[:3]} {code[3:]}")
        assert opened.status_code == 200
        body = opened.json()
        talk = Talk(here.here.client, body["id"], body["token"], body)
        texts = [message["text"] for message in await talk.messages()]
        assert "wat is evc" in texts
        assert (await talk.say("welk geld is er"))["owner"] == "bot"
        assert here.here.engine.told[-1]["metadata"]["channel"] == "web"


async def test_and_the_call_goes_on_as_a_call(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone()
        await phone.dial()
        code = heard_code(await phone.say("geef mij een code"))
        assert (await open_code(here, code)).status_code == 200
        await phone.say("wat is evc")
        assert here.here.engine.told[-1]["metadata"]["channel"] == "voice"


async def test_from_the_website_to_the_telephone_in_words_or_by_key(exchange: OpenExchange, database_url: str) -> None:
    async with exchange(database_url=database_url) as here:
        for by_key in (True, False):
            talk = await here.here.start()
            await talk.say("welk geld is er")
            given = await here.here.client.post(f"{talk.path}/code", headers=talk.headers)
            assert given.status_code == 200
            code = given.json()["code"]
            phone = here.phone(call=f"CA{by_key}")
            await phone.dial()
            assert "zes cijfers" in (await phone.press("8")).said
            heard = await (phone.press(code) if by_key else phone.say(" ".join(code)))
            assert "We gaan verder met uw gesprek" in heard.said
            assert "Hebt u werk, een uitkering" in heard.said
            assert (await phone.say("ik werk in loondienst")).said == "Hoe oud bent u?"
            assert [m["text"] for m in await talk.messages()][-2:] == [
                "ik werk in loondienst", "(op de site) Hoe oud bent u?",
            ]  # fmt: skip


async def test_a_code_works_once(exchange: OpenExchange) -> None:
    async with exchange() as here:
        talk = await here.here.start()
        code = (await here.here.client.post(f"{talk.path}/code", headers=talk.headers)).json()["code"]
        assert [(await open_code(here, code)).status_code for _ in range(2)] == [200, 404]


async def test_a_code_works_for_a_quarter_of_an_hour(exchange: OpenExchange) -> None:
    async with exchange() as here:
        talk = await here.here.start()
        code = (await here.here.client.post(f"{talk.path}/code", headers=talk.headers)).json()["code"]
        here.clock.forward(LIFE)
        assert (await open_code(here, code)).status_code == 404


async def test_a_new_code_ends_the_one_before(exchange: OpenExchange) -> None:
    async with exchange() as here:
        talk = await here.here.start()
        codes = [(await here.here.client.post(f"{talk.path}/code", headers=talk.headers)).json()["code"] for _ in "ab"]
        assert [(await open_code(here, code)).status_code for code in codes] == [404, 200]


async def test_after_the_code_the_earlier_token_no_longer_works(exchange: OpenExchange) -> None:
    async with exchange() as here:
        talk = await here.here.start()
        code = (await here.here.client.post(f"{talk.path}/code", headers=talk.headers)).json()["code"]
        await open_code(here, code)
        assert (await talk.post(text="hallo")).status_code == 404


async def test_guessing_is_throttled(exchange: OpenExchange) -> None:
    async with exchange(rate_limit=True) as here:
        statuses = [(await open_code(here, f"{n:06d}")).status_code for n in range(12)]
        assert statuses[:10] == [404] * 10 and statuses[10:] == [429] * 2


async def test_guessing_from_ever_other_addresses_is_throttled_too(exchange: OpenExchange) -> None:
    async with exchange(rate_limit=True) as here:

        async def guess(address: str) -> int:
            transport = httpx.ASGITransport(here.here.app, client=(address, 4000))
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
                return (await client.post("/api/v1/codes", json={"code": "123456"})).status_code

        near = [await guess(f"2001:db8:1:2:{n:x}::1") for n in range(11)]
        assert near == [404] * 10 + [429], "one subscriber has all of a /64"
        far = [await guess(f"2001:db8:{n:x}::1") for n in range(100, 160)]
        assert far == [404] * 50 + [429] * 10, "and all together have 60 at once"
        here.clock.forward(5 * SECOND)
        assert [await guess("192.0.2.1") for _ in "ab"] == [404, 429]


@pytest.mark.parametrize("body", [{}, {"code": "12345"}, {"code": "1234567"}, {"code": "abcdef"}, {"code": 123456}])
async def test_what_is_no_code_is_refused(exchange: OpenExchange, body: dict[str, Any]) -> None:
    async with exchange() as here:
        assert (await here.here.client.post("/api/v1/codes", json=body)).status_code == 422


async def test_a_code_needs_the_conversations_token(exchange: OpenExchange) -> None:
    async with exchange() as here:
        talk = await here.here.start()
        assert (await here.here.client.post(f"{talk.path}/code")).status_code == 401


async def test_the_page_to_enter_a_code_runs_nothing_of_elsewhere(exchange: OpenExchange) -> None:
    async with exchange() as here:
        page = await here.here.client.get("/mijn-gesprek")
        assert page.status_code == 200 and "Code van zes cijfers" in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "<script>" not in page.text and "style=" not in page.text
        for name in re.findall(r'(?:src|href)="(/mijn-gesprek/[^"]+)"', page.text):
            assert (await here.here.client.get(name)).status_code == 200
        assert (await here.here.client.get("/mijn-gesprek/mijn-gesprek.html")).status_code == 404
