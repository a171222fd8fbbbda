"""Accounts: who may be made, who may change them, and the links with which a password is chosen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.conversation.database import Database, open_database
from channels.desk import accounts, people, sessions
from channels.desk.accounts import BadAccount, LinkSpent, LoginTaken, NotManaged, Wish
from channels.desk.people import Adviser, Role
from tests.channels.desk.doors import ELSEWHERE, HERE, LIFE, QUICK, account, adviser, sqlalchemy_url, wish
from tests.channels.fakes import HOUR, NOON

KNOWN = {HERE, ELSEWHERE}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlalchemy_url(database_url))
    await database.create()
    yield database
    await database.close()


def somebody(role: Role, *lokets: str) -> Adviser:
    return Adviser("1", "Iemand", role, frozenset(lokets))


def test_what_an_account_must_have() -> None:
    good = Wish("  Samira@Loket.Example ", "  Samira   B. ", Role.ADVISEUR, frozenset({HERE})).checked(KNOWN)
    assert (good.login, good.name) == ("samira@loket.example", "Samira B.")
    for bad in (
        Wish("samira", "Samira", Role.ADVISEUR, frozenset({HERE})),
        Wish("samira@loket", "Samira", Role.ADVISEUR, frozenset({HERE})),
        Wish("a@b.nl" + "x" * 200, "Samira", Role.ADVISEUR, frozenset({HERE})),
        Wish("a@b.nl", "  ", Role.ADVISEUR, frozenset({HERE})),
        Wish("a@b.nl", "x" * 61, Role.ADVISEUR, frozenset({HERE})),
        Wish("a@b.nl", "Samira", Role.ADVISEUR, frozenset({"nergens"})),
        Wish("a@b.nl", "Samira", Role.COORDINATOR, frozenset()),
    ):
        with pytest.raises(BadAccount):
            bad.checked(KNOWN)
    assert Wish("a@b.nl", "Beheer", Role.BEHEERDER, frozenset()).checked(KNOWN)


@pytest.mark.parametrize(
    ("by", "wished", "allowed"),
    [
        (somebody(Role.BEHEERDER), wish("X", Role.BEHEERDER), True),
        (somebody(Role.COORDINATOR, HERE), wish("X", Role.ADVISEUR, HERE), True),
        (somebody(Role.COORDINATOR, HERE), wish("X", Role.COORDINATOR, HERE), True),
        (somebody(Role.COORDINATOR, HERE), wish("X", Role.BEHEERDER, HERE), False),
        (somebody(Role.COORDINATOR, HERE), wish("X", Role.ADVISEUR, HERE, ELSEWHERE), False),
        (somebody(Role.COORDINATOR, HERE), wish("X", Role.ADVISEUR, ELSEWHERE), False),
        (somebody(Role.ADVISEUR, HERE), wish("X", Role.ADVISEUR, HERE), False),
    ],
)
def test_who_may_make_whom(by: Adviser, wished: Wish, allowed: bool) -> None:
    if allowed:
        accounts.allow(by, wished)
        return
    with pytest.raises(NotManaged):
        accounts.allow(by, wished)


async def test_who_may_change_whom(database: Database) -> None:
    mine = await account(database, "Samira", Role.ADVISEUR, HERE)
    shared = await account(database, "Joost", Role.ADVISEUR, HERE, ELSEWHERE)
    theirs = await account(database, "Wil", Role.ADVISEUR, ELSEWHERE)
    above = await account(database, "Bea", Role.BEHEERDER, HERE)
    boss = await account(database, "Marleen", Role.COORDINATOR, HERE)
    marleen, bea = await adviser(database, boss.id), await adviser(database, above.id)
    assert [accounts.manages(marleen, one) for one in (mine, shared, theirs, above, boss)] == [
        True, False, False, False, True
    ]  # fmt: skip
    assert all(accounts.manages(bea, one) for one in (mine, shared, theirs, above, boss))
    assert not accounts.manages(await adviser(database, mine.id), mine)
    listed = await database.read(lambda connection: accounts.managed(connection, marleen))
    assert [one.name for one in listed] == ["Marleen", "Samira"]
    with pytest.raises(NotManaged):  # nobody changes their own role
        accounts.allow(marleen, wish("Marleen", Role.ADVISEUR, HERE), boss)
    with pytest.raises(NotManaged):
        accounts.allow(bea, wish("Bea", Role.ADVISEUR, HERE), above)


async def test_a_login_is_of_one_account_whatever_its_case(database: Database) -> None:
    made = await account(database, "Samira")
    with pytest.raises(LoginTaken):
        await database.write(lambda c: accounts.create(c, wish("Samira"), NOON))
    assert await database.read(lambda c: accounts.by_login(c, " SAMIRA@Loket.example")) == made
    other = await account(database, "Joost")
    with pytest.raises(LoginTaken):
        await database.write(lambda c: accounts.change(c, other.id, wish("Samira"), NOON))
    assert await database.read(lambda c: accounts.find(c, other.id)) == other


async def test_a_link_works_once_and_ends_sessions(database: Database) -> None:
    made = await account(database)
    token = await database.write(lambda c: accounts.new_link(c, made.id, NOON))
    await database.write(lambda c: sessions.start(c, made.id, device="Firefox", life=LIFE, now=NOON))
    hashed = QUICK.hash("een heel ander wachtwoord")
    assert (await database.write(lambda c: accounts.use_link(c, token, hashed, NOON))).id == made.id
    assert await database.read(lambda c: accounts.password_of(c, made.id)) == hashed
    assert await database.read(lambda c: sessions.of_account(c, made.id, life=LIFE, now=NOON)) == []
    with pytest.raises(LinkSpent):
        await database.write(lambda c: accounts.use_link(c, token, hashed, NOON))


async def test_a_link_ends_by_time_by_a_newer_one_and_with_the_account(database: Database) -> None:
    made = await account(database)
    first = await database.write(lambda c: accounts.new_link(c, made.id, NOON))
    second = await database.write(lambda c: accounts.new_link(c, made.id, NOON))
    with pytest.raises(LinkSpent):
        await database.read(lambda c: accounts.of_link(c, first, NOON))
    late = NOON + accounts.LINK_HOURS * HOUR
    with pytest.raises(LinkSpent):
        await database.read(lambda c: accounts.of_link(c, second, late))
    assert (await database.read(lambda c: accounts.of_link(c, second, late - 1))).id == made.id
    await database.write(lambda c: accounts.deactivate(c, made.id, NOON))
    with pytest.raises(LinkSpent):
        await database.read(lambda c: accounts.of_link(c, second, NOON))


async def test_no_table_holds_a_link_or_a_session_that_could_be_used(database: Database) -> None:
    made = await account(database)
    secrets = [
        await database.write(lambda c: accounts.new_link(c, made.id, NOON)),
        await database.write(lambda c: sessions.start(c, made.id, device="Firefox", life=LIFE, now=NOON)),
    ]

    def everything(connection: object) -> str:
        return str([connection.execute(t.select()).all() for t in accounts.desk_accounts.metadata.sorted_tables])  # type: ignore[attr-defined]

    stored = await database.read(everything)
    assert made.login in stored
    assert not any(secret in stored for secret in secrets)


async def test_who_is_stopped_comes_back_with_a_link_only(database: Database) -> None:
    made = await account(database)
    await database.write(lambda c: accounts.deactivate(c, made.id, NOON))
    assert await database.read(lambda c: people.load(c, made.id)) is None
    await database.write(lambda c: accounts.reactivate(c, made.id, NOON))
    assert await database.read(lambda c: accounts.password_of(c, made.id)) is None
    assert await database.read(lambda c: people.load(c, made.id)) is not None


@pytest.mark.parametrize("chats", [0, accounts.MOST_CHATS + 1])
async def test_chats_at_once_stay_within_what_anybody_can_follow(database: Database, chats: int) -> None:
    made = await account(database)
    with pytest.raises(BadAccount):
        await database.write(lambda c: accounts.set_at_most(c, made.id, chats, NOON))
    await database.write(lambda c: accounts.set_at_most(c, made.id, 5, NOON))
    assert (await adviser(database, made.id)).at_most == 5
