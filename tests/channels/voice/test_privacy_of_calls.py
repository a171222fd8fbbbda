"""The caller's number is personal data: hashed, sealed where it was asked for, and nowhere in the clear."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import select

from channels.conversation.tables import metadata
from channels.voice.tables import calls
from tests.channels.voice.canned import ASK_PHONE, REPLIES, Script, TalkingEngine
from tests.channels.voice.conftest import Exchange, OpenExchange

NUMBER = "612345678"
IN_WORDS = "één twee, drie vier, vijf zes"


async def everything_stored(here: Exchange) -> str:
    def look(connection: Any) -> str:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))

    return await here.here.gateway.database.read(look)


async def test_a_number_is_nowhere_in_the_clear(
    exchange: OpenExchange, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("leerwijs.gateway").addHandler(caplog.handler)
    caplog.set_level(logging.DEBUG, "leerwijs.gateway")
    engine = TalkingEngine()
    engine.replies = Script(REPLIES, [ASK_PHONE], [])  # type: ignore[assignment]
    async with exchange(engine, database_url=database_url) as here:
        phone = here.phone()
        await phone.dial()
        await phone.press("0")
        await phone.say("ja")
        await phone.say("nee")
        heard = await phone.say("nul zes twaalf vierendertig zesenvijftig achtenzeventig")
        assert IN_WORDS in heard.said  # it is read back, and waits to be confirmed
        assert NUMBER not in await everything_stored(here) and IN_WORDS not in await everything_stored(here)
        await phone.say("ja")
        await phone.say("in de ochtend")
        await phone.say("ja")
        stored = await everything_stored(here)
        lines = [record.getMessage() + str(getattr(record, "fields", "")) for record in caplog.records]
        told = str(engine.told)
        logging.getLogger("leerwijs.gateway").removeHandler(caplog.handler)
        for place in (stored, "\n".join(lines), told):
            assert NUMBER not in place and IN_WORDS not in place and "zesenvijftig" not in place
        assert any("call turn" in line for line in lines)
        assert "<telefoon:1>" in told


async def test_the_same_caller_is_known_by_a_hash_of_the_number(exchange: OpenExchange) -> None:
    async with exchange() as here:
        for caller in ("+31612345678", "+31612345678", "+31687654321", "anonymous"):
            await here.phone(caller=caller).dial()
        rows = await here.here.gateway.database.read(lambda c: c.execute(select(calls.c.caller)).scalars().all())
        known = [row for row in rows if row]
        assert len(known) == 3 and len(set(known)) == 2


async def test_one_caller_cannot_start_calls_without_end(exchange: OpenExchange) -> None:
    async with exchange(rate_limit=True) as here:
        said = [(await here.phone().dial()).next for _ in range(62)]
        assert said[:60] == ["listen"] * 60 and said[-1] == "hangup"
        assert (await here.phone(caller="+31687654321").dial()).next == "listen"


async def test_erasing_a_conversation_erases_its_call_and_its_code(exchange: OpenExchange, database_url: str) -> None:
    async with exchange(database_url=database_url) as here:
        phone = here.phone()
        await phone.dial()
        await phone.say("geef mij een code")
        heard = await phone.say("wis mijn gesprek")
        assert heard.next == "hangup"
        left = await everything_stored(here)
        assert left.count("\n") <= 2, left  # the version of the tables, and what the engine must forget
        again = await phone.again()
        assert again.status_code == 200 and "Dit gesprek is afgelopen" in again.text


async def test_a_number_in_a_question_is_masked_as_on_the_website(exchange: OpenExchange) -> None:
    async with exchange() as here:
        phone = here.phone()
        await phone.dial()
        heard = await phone.say("mijn nummer is 06 12 34 56 78")
        assert "persoonlijk nummer" in heard.said
        assert NUMBER not in await everything_stored(here)
