"""Accounts from the command line: the first one, and for who got locked out. Never with a password of ours."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from channels.__main__ import main
from channels.clock import system_clock
from channels.conversation.database import Work, open_database
from channels.desk import accounts, command
from channels.desk.accounts import Account
from channels.desk.passwords import Hashing
from channels.desk.people import Role
from channels.desk.tables import audit
from channels.settings import Settings
from tests.channels.desk.doors import HERE

LINK = re.compile(r"(https?://\S+)/desk/wachtwoord/([\w-]{43})")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, and a knowledge that has two lokets."""
    monkeypatch.setenv("LEERWIJS_DATA_DIR", str(tmp_path))

    class Lokets:
        def all(self) -> list[Any]:
            return [type("Loket", (), {"id": one}) for one in (HERE, "zeeland")]

    class Knowledge:
        lokets = Lokets()

        @classmethod
        def open(cls, _: Path) -> Knowledge:
            return cls()

    monkeypatch.setattr(command, "Knowledge", Knowledge)
    return tmp_path


def kept(look: Work[Any]) -> Any:
    """What is in the database."""

    async def read() -> Any:
        database = open_database(Settings(_env_file=None).storage_url)  # type: ignore[call-arg]
        try:
            return await database.read(look)
        finally:
            await database.close()

    return asyncio.run(read())


def stored(login: str) -> tuple[Account | None, str | None]:
    """The account with this login, and what is kept of its password."""
    account = kept(lambda c: accounts.by_login(c, login))
    return account, kept(lambda c: accounts.password_of(c, account.id)) if account else None


def add(*options: str) -> int:
    return main(["desk", "add-account", "Bea@Loket.example", "--name", "Bea", *options])


def test_the_first_beheerder_is_made_with_a_link_and_no_password(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEERWIJS_PUBLIC_URL", "https://balie.example/")
    assert add() == 0
    link = LINK.search(capsys.readouterr().out)
    assert link
    assert link[1] == "https://balie.example"
    account, kept = stored("bea@loket.example")
    assert account is not None
    assert (account.role, account.lokets, kept) == (Role.BEHEERDER, frozenset(), None)


def test_a_coordinator_belongs_to_lokets_that_are_there(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add("--role", "coordinator", "--loket", HERE, "--loket", "zeeland") == 0
    account, _ = stored("bea@loket.example")
    assert account is not None
    assert account.lokets == {HERE, "zeeland"}
    for wrong in (("--role", "coordinator"), ("--role", "adviseur", "--loket", "nergens")):
        assert main(["desk", "add-account", "x@loket.example", "--name", "X", *wrong]) == 1
    assert "leerwijs: " in capsys.readouterr().err


def test_a_login_is_made_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add() == 0
    assert add() == 1
    assert "already" in capsys.readouterr().err


def test_somebody_who_is_locked_out_gets_a_link(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add()
    first = LINK.search(capsys.readouterr().out)
    assert main(["desk", "link", "bea@loket.example"]) == 0
    second = LINK.search(capsys.readouterr().out)
    assert first
    assert second
    assert first[2] != second[2]
    assert main(["desk", "link", "niemand@loket.example"]) == 1


def test_a_stopped_account_gets_no_link_that_would_not_work(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add()
    main(["desk", "stop-account", "bea@loket.example"])
    capsys.readouterr()
    assert main(["desk", "link", "bea@loket.example"]) == 1
    told = capsys.readouterr()
    assert not LINK.search(told.out)
    assert "--reactivate" in told.err


def test_the_last_beheerder_is_let_in_again_after_all(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add()
    main(["desk", "stop-account", "bea@loket.example"])
    capsys.readouterr()
    assert main(["desk", "link", "bea@loket.example", "--reactivate"]) == 0
    link = LINK.search(capsys.readouterr().out)
    assert link
    opened = kept(lambda c: accounts.of_link(c, link[2], system_clock()))
    assert opened.login == "bea@loket.example"


def test_what_the_command_does_with_accounts_is_in_the_trail_also_of_their_loket(data: Path) -> None:
    add("--role", "coordinator", "--loket", HERE)
    for does in (["link"], ["stop-account"], ["link"], ["link", "--reactivate"]):
        main(["desk", does[0], "bea@loket.example", *does[1:]])
    trail = kept(lambda c: c.execute(audit.select().order_by(audit.c.id)).all())
    assert [(entry.actor, entry.action, entry.loket) for entry in trail] == [
        ("system", action, HERE)
        for action in ("account_gemaakt", "link_gemaakt", "account_gestopt", "account_hervat", "link_gemaakt")
    ]


def test_accounts_are_listed_and_stopped(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add()
    assert main(["desk", "stop-account", "bea@loket.example"]) == 0
    capsys.readouterr()
    assert main(["desk", "accounts"]) == 0
    listed = capsys.readouterr().out
    assert "bea@loket.example" in listed
    assert "(stopped)" in listed


@pytest.mark.parametrize(
    "wrong",
    [
        {"LEERWIJS_DEMO": "0"},
        {"LEERWIJS_DEMO": "1", "LEERWIJS_DESK": "0"},
        {"LEERWIJS_DEMO": "1", "LEERWIJS_ENV": "production", "LEERWIJS_SECRET_KEY": "x" * 40},
    ],
)
def test_demonstration_accounts_are_for_demonstrations_only(
    data: Path, wrong: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    assert main(["desk", "demo"]) == 1
    assert stored("samira@demo.example") == (None, None)


def test_a_demonstration_has_a_password_of_its_own_each_time(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEERWIJS_DEMO", "1")
    passwords = []
    for _ in range(2):
        assert main(["desk", "demo"]) == 0
        passwords.append(capsys.readouterr().out.rpartition("password: ")[2].strip())
    assert passwords[0] != passwords[1]
    for name, role in (("samira", Role.ADVISEUR), ("joost", Role.ADVISEUR), ("marleen", Role.COORDINATOR)):
        account, kept = stored(f"{name}@demo.example")
        assert account is not None
        assert account.role is role
        assert asyncio.run(Hashing().matches(kept, passwords[1]))
        assert not asyncio.run(Hashing().matches(kept, passwords[0]))
