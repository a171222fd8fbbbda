"""Sessions of the desk: how long they last, and that they can be ended."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.conversation.database import Database, open_database
from channels.conversation.tokens import token_hash
from channels.desk import accounts, sessions
from channels.desk.sessions import FormKeys, Session, device_of
from tests.channels.desk.doors import LIFE, account, sqlalchemy_url
from tests.channels.fakes import HOUR, MINUTE, NOON


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlalchemy_url(database_url))
    await database.create()
    yield database
    await database.close()


async def begin(database: Database, account_id: str, now: int = NOON) -> str:
    return await database.write(lambda c: sessions.start(c, account_id, device="Firefox", life=LIFE, now=now))


async def look(database: Database, token: str, now: int) -> Session | None:
    found = await database.read(lambda c: sessions.sitting(c, token_hash(token), life=LIFE, now=now))
    return found[0] if found else None


async def test_a_session_ends_when_nobody_uses_it(database: Database) -> None:
    token = await begin(database, (await account(database)).id)
    assert await look(database, token, NOON + 2 * HOUR - 1)
    assert await look(database, token, NOON + 2 * HOUR) is None


async def test_use_keeps_a_session_but_not_for_ever(database: Database) -> None:
    token = await begin(database, (await account(database)).id)
    now = NOON
    while now < NOON + 12 * HOUR:
        session = await look(database, token, now)
        assert session is not None, now
        assert sessions.due(session, now) is (now > NOON)
        await database.write(lambda c, s=session, t=now: sessions.mark(c, s, t))  # type: ignore[misc]
        now += HOUR
    assert await look(database, token, now) is None


async def test_marking_is_not_due_for_each_request(database: Database) -> None:
    token = await begin(database, (await account(database)).id)
    session = await look(database, token, NOON)
    assert session is not None
    assert not sessions.due(session, NOON + MINUTE - 1)
    assert sessions.due(session, NOON + MINUTE)


async def test_stopping_an_account_ends_its_sessions_at_once(database: Database) -> None:
    made = await account(database)
    token = await begin(database, made.id)
    await database.write(lambda c: accounts.deactivate(c, made.id, NOON))
    assert await look(database, token, NOON) is None


async def test_sessions_are_listed_and_ended_one_by_one(database: Database) -> None:
    mine, other = await account(database), await account(database, "Joost")
    first, second, foreign = [
        await begin(database, who, NOON + n) for n, who in enumerate((mine.id, mine.id, other.id))
    ]
    listed = await database.read(lambda c: sessions.of_account(c, mine.id, life=LIFE, now=NOON + 9))
    assert [one.token_hash for one in listed] == [token_hash(second), token_hash(first)]
    foreign_id = (await database.read(lambda c: sessions.of_account(c, other.id, life=LIFE, now=NOON + 9)))[0].id
    assert not await database.write(lambda c: sessions.end_by_id(c, mine.id, foreign_id))
    assert await database.write(lambda c: sessions.end_by_id(c, mine.id, listed[1].id))
    assert await look(database, first, NOON + 9) is None
    assert await database.write(lambda c: sessions.end_all(c, mine.id, but=token_hash(second))) == 0
    assert await look(database, second, NOON + 9)
    assert await look(database, foreign, NOON + 9)


async def test_starting_clears_what_is_over(database: Database) -> None:
    made = await account(database)
    await begin(database, made.id)
    await begin(database, made.id, NOON + 3 * HOUR)
    rows = await database.read(lambda c: c.execute(sessions.desk_sessions.select()).all())
    assert len(rows) == 1


def test_a_form_key_is_of_one_session_and_one_secret() -> None:
    assert FormKeys("a").of("x") == FormKeys("a").of("x")
    assert len({FormKeys("a").of("x"), FormKeys("a").of("y"), FormKeys("b").of("x")}) == 3


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/17 Safari/605", "Safari op Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140", "Edge op Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 Mobile Safari/537", "Chrome op Android"),
        ("curl/8", "Browser"),
        ("", "Browser"),
    ],
)
def test_devices_are_known_by_name(agent: str, words: str) -> None:
    assert device_of(agent) == words
