"""How often a password may be tried, and that nobody can be locked out for good."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.conversation.database import Database, open_database
from channels.desk import throttle
from channels.desk.accounts_tables import login_attempts
from channels.desk.throttle import ADDRESS, DEVICE, STRANGERS, Keys, KnownDevices, Throttle, TooManyTries
from tests.channels.desk.doors import sqlalchemy_url
from tests.channels.fakes import HOUR, MINUTE, NOON

SAMIRA = "samira@loket.example"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlalchemy_url(database_url))
    await database.create()
    yield database
    await database.close()


def keys(address: str = "192.0.2.1", email: str = SAMIRA, device: str | None = None) -> Keys:
    return Throttle("secret").keys(email=email, address=address, device=device)


async def tries(database: Database, counted: Keys, now: int = NOON, most: int = 200) -> int:
    """How many tries pass before one is refused."""
    for passed in range(most):
        try:
            await database.write(lambda connection: throttle.take(connection, counted, now))
        except TooManyTries:
            return passed
    return most


async def test_a_name_is_tried_so_often_and_then_once_in_a_while(database: Database) -> None:
    assert await tries(database, keys()) == STRANGERS.burst
    with pytest.raises(TooManyTries) as refused:
        await database.write(lambda connection: throttle.take(connection, keys(), NOON))
    assert refused.value.retry_after == STRANGERS.pause // 1000
    assert await tries(database, keys(), NOON + STRANGERS.pause) == 1


async def test_many_addresses_share_the_tries_of_one_name(database: Database) -> None:
    passed = [await tries(database, keys(address=f"192.0.2.{n}"), most=3) for n in range(1, 9)]
    assert sum(passed) == STRANGERS.burst


async def test_one_address_cannot_try_many_names(database: Database) -> None:
    passed = [await tries(database, keys(email=f"{n}@loket.example"), most=5) for n in range(20)]
    assert sum(passed) == ADDRESS.burst


async def test_strangers_cannot_lock_somebody_out_of_a_device_they_know(database: Database) -> None:
    await tries(database, keys(address="198.51.100.7"))
    assert await tries(database, keys(device="d1")) == DEVICE.burst


async def test_a_right_password_costs_nothing(database: Database) -> None:
    for _ in range(STRANGERS.burst * 3):
        await database.write(lambda connection: throttle.take(connection, keys(), NOON))
        await database.write(lambda connection: throttle.give_back(connection, keys()))
    assert await tries(database, keys()) == STRANGERS.burst


async def test_what_is_over_is_forgotten_and_holds_no_name(database: Database) -> None:
    await tries(database, keys())
    rows = await database.read(lambda connection: connection.execute(login_attempts.select()).all())
    assert rows
    assert not any(SAMIRA in str(row) or "192.0.2.1" in str(row) for row in rows)
    await database.write(lambda connection: throttle.take(connection, keys("203.0.113.5", "x@y.example"), NOON + HOUR))
    assert len(await database.read(lambda connection: connection.execute(login_attempts.select()).all())) == 2


def test_a_mark_is_of_one_account_only() -> None:
    devices = KnownDevices("secret")
    mark = devices.issue("a")
    assert devices.of("a", mark) == mark.partition(".")[0]
    for account, other in (("b", mark), ("a", mark[:-1] + "x"), ("a", ""), ("a", "é.é")):
        assert devices.of(account, other) is None
    assert KnownDevices("another").of("a", mark) is None


def test_allowances_leave_a_guesser_no_chance() -> None:
    """At most this many guesses a day at one name, from strange devices."""
    assert 24 * HOUR // STRANGERS.pause + STRANGERS.burst < 1_000
    assert STRANGERS.pause >= MINUTE
