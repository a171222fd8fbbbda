"""Signatures, addresses, repeats and replays: each webhook is answered once, and only to the provider."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from channels.conversation.database import StorageUnavailable
from channels.conversation.tables import conversations, messages
from channels.voice import calls
from channels.voice.calls import Sealer, Standing
from channels.voice.state import State
from ops.phone import Phone, WebhookFailed
from tests.channels.fakes import NOON, SECOND
from tests.channels.voice.checking import check
from tests.channels.voice.conftest import SECRETS, OpenExchange

both = pytest.mark.parametrize("provider", ["twiml", "jambonz"])


async def count(here: Any, table: Any) -> int:
    found = await here.here.gateway.database.read(lambda c: c.execute(select(func.count()).select_from(table)).scalar())
    return int(found)


async def sent(phone: Phone, url: str, body: dict[str, Any], **changes: Any) -> httpx.Response:
    content, headers = phone.signed(changes.pop("sign", url), body, **changes)
    return await phone.client.post(url, content=content, headers=headers)


# ---- signatures -----------------------------------------------------------------------------------------------------


@both
async def test_a_webhook_with_another_secret_is_refused_and_nothing_is_stored(
    exchange: OpenExchange, provider: str
) -> None:
    async with exchange() as here:
        stranger = Phone(here.here.client, "geraden", provider=provider, clock=here.clock)
        with pytest.raises(WebhookFailed) as refused:
            await stranger.dial()
        assert refused.value.status == 403
        assert await count(here, conversations) == 0


@both
async def test_a_webhook_without_a_signature_is_refused(exchange: OpenExchange, provider: str) -> None:
    async with exchange() as here:
        phone = here.phone(provider)
        content, headers = phone.signed("http://gateway.test/", phone.body_of({}))
        headers = {"Content-Type": headers["Content-Type"]}
        answer = await phone.client.post(f"/voice/{provider}/start", content=content, headers=headers)
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"


@both
async def test_a_tampered_body_is_refused(exchange: OpenExchange, provider: str) -> None:
    async with exchange() as here:
        phone = here.phone(provider)
        await phone.dial()
        content, headers = phone.signed(phone.links["heard"], phone.body_of(phone._speech("wat is evc", 0.9)))
        tampered = content.replace(b"evc", b"xyz")
        answer = await phone.client.post(phone.links["heard"], content=tampered, headers=headers)
        assert answer.status_code == 403
        assert await count(here, messages) == 1  # the greeting


async def test_a_signature_counts_for_its_own_address_only(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone()
        await phone.dial()
        body = phone.body_of({"SpeechResult": "wat is evc", "Confidence": "0.9"})
        other = phone.links["heard"].replace("s=1", "s=2")
        assert (await sent(phone, other, body, sign=phone.links["heard"])).status_code == 403


async def test_behind_a_proxy_the_public_address_counts(exchange: OpenExchange) -> None:
    async with exchange(public_url="https://leerwijs.example/lijn/") as here:
        phone = here.phone(public="https://leerwijs.example/lijn")
        heard = await phone.dial()
        assert heard.next == "listen"
        assert phone.links["heard"].startswith("https://leerwijs.example/lijn/voice/twiml/heard?")
        assert "E V C" in (await phone.say("wat is evc")).said
        inside = here.phone()  # signed for the address behind the proxy
        with pytest.raises(WebhookFailed):
            await inside.dial()


async def test_without_a_public_address_what_the_trusted_proxy_says_counts(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone(public="http://gateway.test")
        assert (await phone.dial()).next == "listen"


async def test_an_old_request_of_jambonz_is_refused(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone("jambonz")
        for at, status in ((NOON // 1000 - 301, 403), (NOON // 1000 + 301, 403), (NOON // 1000 - 60, 200)):
            answer = await sent(phone, "http://gateway.test/voice/jambonz/start", phone.body_of({}), at=at)
            assert answer.status_code == status


async def test_a_moment_that_no_number_holds_is_no_signature(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone("jambonz")
        body, url = phone.body_of({}), "http://gateway.test/voice/jambonz/start"
        content, headers = phone.signed(url, body)
        long = {name: value.replace("t=", f"t={'9' * 5_000}") for name, value in headers.items()}
        assert (await phone.client.post(url, content=content, headers=long)).status_code == 403


@both
async def test_an_address_that_we_did_not_make_is_refused(exchange: OpenExchange, provider: str) -> None:
    async with exchange() as here:
        phone = here.phone(provider)
        await phone.dial()
        for address in ("heard", "heard?s=1", "heard?s=1&k=abc", "waited?s=0&k=", "heard?s=x&k=y"):
            answer = await sent(phone, f"http://gateway.test/voice/{provider}/{address}", phone.body_of({}))
            assert answer.status_code == 403, address


async def test_another_calls_address_is_refused(exchange: OpenExchange) -> None:
    async with exchange() as here:
        first, second = here.phone("jambonz"), here.phone("jambonz")
        await first.dial()
        await second.dial()
        second.links = first.links
        with pytest.raises(WebhookFailed) as refused:
            await second.say("wat is evc")
        assert refused.value.status == 403


async def test_a_line_without_a_provider_answers_nobody(exchange: OpenExchange) -> None:
    async with exchange(jambonz_secret="") as here:
        with pytest.raises(WebhookFailed) as refused:
            await Phone(here.here.client, SECRETS["jambonz"], provider="jambonz", clock=here.clock).dial()
        assert refused.value.status == 404


async def test_a_webhook_that_names_no_call_is_refused(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone()
        answer = await sent(phone, "http://gateway.test/voice/twiml/start", {"From": "+31612345678"})
        assert answer.status_code == 422


# ---- repeats and replays --------------------------------------------------------------------------------------------


@both
async def test_a_repeated_webhook_gets_the_same_document_and_is_processed_once(
    exchange: OpenExchange, provider: str, database_url: str
) -> None:
    async with exchange(database_url=database_url) as here:
        phone = here.phone(provider)
        first = await phone.dial()
        assert (await phone.again()).text == first.documents[-1]
        heard = await phone.say("wat is evc")
        again = [await phone.again() for _ in range(3)]
        assert {answer.text for answer in again} == {heard.documents[-1]}
        assert await count(here, conversations) == 1
        assert await count(here, messages) == 3  # greeting, question, answer


@both
async def test_the_same_webhook_twice_at_once_is_processed_once(
    exchange: OpenExchange, provider: str, database_url: str
) -> None:
    async with exchange(database_url=database_url) as here:
        phone = here.phone(provider)
        await phone.dial()
        body = phone._speech("wat is evc", 0.9)
        answers = await asyncio.gather(*(phone.post(phone.links["heard"], body) for _ in range(4)))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.text for answer in answers}) == 1
        assert await count(here, messages) == 3
        assert len(here.here.engine.told) == 1


async def test_two_starts_of_one_call_at_once_are_one_conversation(exchange: OpenExchange, database_url: str) -> None:
    async with exchange(database_url=database_url) as here:
        phone = here.phone()
        answers = await asyncio.gather(*(phone.post("http://gateway.test/voice/twiml/start", {}) for _ in range(3)))
        assert {answer.status_code for answer in answers} == {200}
        assert await count(here, conversations) == 1


@both
async def test_what_was_recorded_earlier_in_the_call_is_refused(
    exchange: OpenExchange, provider: str, database_url: str
) -> None:
    async with exchange(database_url=database_url) as here:
        phone = here.phone(provider)
        await phone.dial()
        await phone.say("wat is evc")
        recorded = phone.last
        await phone.say("welk geld is er")
        assert recorded is not None
        replayed = await phone.post(*recorded)
        assert replayed.status_code == 409
        assert "Leerwijs" not in replayed.text and "E V C" not in replayed.text
        assert (await phone.say("ik werk in loondienst")).said == "Hoe oud bent u?"  # the call goes on


@both
async def test_other_words_for_a_step_that_was_answered_are_refused(exchange: OpenExchange, provider: str) -> None:
    async with exchange() as here:
        phone = here.phone(provider)
        await phone.dial()
        link = phone.links["heard"]
        await phone.say("wat is evc")
        assert (await phone.post(link, phone._speech("welk geld is er", 0.9))).status_code == 409


async def test_after_the_call_everything_is_refused(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone()
        await phone.dial()
        await phone.say("wat is evc")
        recorded = phone.last
        assert recorded is not None
        await phone.hang_up()
        assert (await phone.post(*recorded)).status_code == 409
        assert (await phone.hang_up()).status_code == 200  # the provider may tell it twice
        with pytest.raises(WebhookFailed):
            await phone.dial()


async def test_a_webhook_whose_gateway_died_is_taken_over(exchange: OpenExchange) -> None:
    """Claimed and never answered: the provider asks again, and another gateway answers, once."""
    async with exchange() as here:
        phone = here.phone()
        await phone.dial()
        database, line = here.here.gateway.database, here.here.app.state.line
        name = line.sealer.call("twiml", phone.call)
        lost = await database.write(lambda c: calls.claim(c, name, 1, "x", here.clock()))
        assert lost.standing is Standing.DUE
        here.clock.forward(calls.TAKEN_OVER_AFTER + SECOND)
        taken = [await database.write(lambda c: calls.claim(c, name, 1, "x", here.clock())) for _ in range(2)]
        assert [claim.standing for claim in taken] == [Standing.DUE, Standing.UNDER_WAY]


def test_what_waits_between_webhooks_is_sealed() -> None:
    sealer = Sealer("geheim" * 6)
    sealed = sealer.seal(State(held="+31612345678"), "<Response>nul zes</Response>")
    assert b"612345678" not in sealed and b"nul zes" not in sealed
    assert sealer.open(sealed)[0].held == "+31612345678"
    assert Sealer("ander geheim").open(sealed) == (State(), "")


# ---- faults of ours -------------------------------------------------------------------------------------------------


@both
async def test_a_fault_is_said_in_dutch(exchange: OpenExchange, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange() as here:
        phone = here.phone(provider)
        await phone.dial()

        async def broken(_: object) -> None:
            raise RuntimeError("onverwacht")

        monkeypatch.setattr("channels.voice.dialogue.answer", broken)
        heard = await phone.say("wat is evc")
        check(provider, heard.documents[-1])
        assert "Er gaat nu iets mis bij ons" in heard.said and heard.next == "hangup"


@both
async def test_while_the_storage_is_away_the_caller_is_asked_for_patience(
    exchange: OpenExchange, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exchange() as here:
        phone = here.phone(provider)
        await phone.dial()
        database = here.here.gateway.database
        failures = [2]
        usual = database._write

        async def sometimes(work: Any, long: bool) -> Any:
            if failures[0]:
                failures[0] -= 1
                raise OSError
            return await usual(work, long)

        monkeypatch.setattr(database, "_write", sometimes)
        heard = await phone.say("wat is evc")
        assert heard.whole[:2] == ["Een ogenblik alstublieft."] * 2
        assert "Ik hoor u niet." in heard.said and heard.next == "listen"
        failures[0] = 99
        heard = await phone.say("wat is evc")
        assert heard.next == "hangup" and "Bel ons later nog eens" in heard.said
        for document in heard.documents:
            check(provider, document)


@both
async def test_a_call_whose_start_was_not_stored_starts_when_the_provider_asks_again(
    exchange: OpenExchange, provider: str, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    async with exchange(database_url=database_url) as here:
        usual, failures = calls.start, [1]

        def sometimes(*values: Any) -> None:
            if failures and failures.pop():
                raise StorageUnavailable
            usual(*values)

        monkeypatch.setattr(calls, "start", sometimes)
        phone = here.phone(provider)
        async with asyncio.timeout(10):
            heard = await phone.dial()
        check(provider, heard.documents[-1])
        assert heard.whole[0] == "Een ogenblik alstublieft." and heard.next == "listen"
        assert await count(here, conversations) == 1
        assert "E V C" in (await phone.say("wat is evc")).said


async def test_a_call_that_is_gone_while_its_conversation_is_not_is_over(exchange: OpenExchange) -> None:
    """It went on in another conversation, by a code, and was erased with that one."""
    async with exchange() as here:
        phone = here.phone()
        await phone.dial()
        await here.here.gateway.database.write(lambda c: c.execute(calls.calls.delete()))
        async with asyncio.timeout(5):
            again = await phone.again()
        assert "angup" in again.text
        assert await count(here, conversations) == 1


async def test_the_adviser_who_answers_must_press_a_key(exchange: OpenExchange) -> None:
    for provider in ("twiml", "jambonz"):
        async with exchange(transfer_number="0881234567", now=NOON - 48 * 3600 * SECOND) as here:
            phone = here.phone(provider)
            await phone.dial()
            await phone.press("0")
            accept = phone.links["accept"]
            offered = await phone.post(accept, {})
            check(provider, offered.text)
            assert "Druk op één om het gesprek aan te nemen" in offered.text
            key = "Digits" if provider == "twiml" else "digits"
            assert "angup" not in (await phone.post(accept, {key: "1"})).text
            assert "angup" in (await phone.post(accept, {key: "9"})).text
