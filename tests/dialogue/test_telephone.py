"""Calls over the whole product: the real engine, the real knowledge, signed webhooks of both kinds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from ops.phone import Heard, Phone
from tests.channels.voice.checking import check
from tests.whole import TELEPHONE_SECRET

both = pytest.mark.parametrize("provider", ["twiml", "jambonz"])


@pytest.fixture
async def client(stack_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=stack_url, timeout=30, trust_env=False) as opened:
        yield opened


def valid(provider: str, heard: Heard) -> Heard:
    for document in heard.documents:
        check(provider, document)
    return heard


async def talked(phone: Phone, *said: str) -> list[Heard]:
    """What is heard after each; digits are keyed in."""
    first = valid(phone.provider, await phone.dial())
    assert "digitale assistent" in first.whole[0]
    heard = []
    for words in said:
        does = phone.press if words.strip("#*").isdigit() else phone.say
        heard.append(valid(phone.provider, await does(words)))
    return heard


def texts(heard: list[Heard]) -> Iterator[str]:
    return (one.said for one in heard)


@both
async def test_a_question_is_answered_from_the_knowledge(client: httpx.AsyncClient, provider: str) -> None:
    phone = Phone(client, TELEPHONE_SECRET, provider=provider)
    answer, how = texts(await talked(phone, "bestaat het s t a p budget nog", "nee dank u"))
    assert "gestopt" in answer and "tweeduizend vierentwintig" in answer
    assert how.endswith("?")


@both
async def test_a_leerbaan_is_found_by_what_people_say(client: httpx.AsyncClient, provider: str) -> None:
    phone = Phone(client, TELEPHONE_SECRET, provider=provider)
    said = ("ik zoek een leerbaan in de zorg", "vijfendertig elf", "ja graag", "volgende")
    asked, found, first, second = texts(await talked(phone, *said))
    assert "In welke plaats woont u?" in asked
    assert "Utrecht" in found and found.endswith("Zal ik de eerste noemen?")
    assert "De eerste is een voorbeeld" in first and "De tweede is een voorbeeld" in second
    assert "kilometer van u" in first


async def test_keys_alone_lead_to_a_result(client: httpx.AsyncClient) -> None:
    phone = Phone(client, TELEPHONE_SECRET)
    heard = await talked(phone, "3", "1", "1")
    assert heard[0].said.count("Één:") == 1
    for _ in range(8):
        if heard[-1].said.endswith("?") and heard[-1].keys == 4:
            break
        heard.append(await phone.press("1"))
    assert any("voor uw werk" in one.said for one in heard)


async def test_a_call_back_is_arranged_on_the_number_that_calls(client: httpx.AsyncClient) -> None:
    phone = Phone(client, TELEPHONE_SECRET)
    said = ("medewerker", "ja", "ja", "in de ochtend", "ja graag", "nee dank u")
    *_, consent, confirmed, end = texts(await talked(phone, *said))
    assert "Mogen wij uw nummer gebruiken" in consent
    assert "een adviseur belt u terug" in confirmed
    assert phone.over and "Dag" in end


async def test_somebody_in_need_hears_where_there_is_help(client: httpx.AsyncClient) -> None:
    phone = Phone(client, TELEPHONE_SECRET)
    await phone.dial()
    heard = await phone.say("ik zie geen uitweg meer ik wil niet meer leven", 0.4)
    assert "één één drie" in " ".join(heard.whole) and heard.slow


async def test_what_is_not_understood_twice_becomes_a_choice_of_keys(client: httpx.AsyncClient) -> None:
    phone = Phone(client, TELEPHONE_SECRET)
    said = ("welk geld is er voor een opleiding", "ik werk in loondienst", "ja", "ja hoor")
    *_, first, second = await talked(phone, *said)
    assert first.said.endswith("?")
    assert "Nul is een medewerker" in second.said
