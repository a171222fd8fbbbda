"""People of the desk for tests: accounts that are there, and browsers that are logged in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
from argon2 import PasswordHasher
from sqlalchemy import Connection

from channels.conversation.database import Database
from channels.desk import accounts, people, sessions
from channels.desk.accounts import Account, Wish
from channels.desk.people import Adviser, Role
from channels.desk.sessions import Life
from channels.desk.web.seat import cookie_names
from tests.channels.fakes import NOON, Running

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
LIFE = Life.of(idle_minutes=120, hours=12)
PASSWORD = "mijn fiets staat buiten"
ORIGIN = "http://gateway.test"
HERE = "regio-zwolle"
ELSEWHERE = "zeeland"


def sqlalchemy_url(url: str) -> str:
    """The URL of a fixture as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://")


def wish(name: str = "Samira", role: Role = Role.ADVISEUR, *lokets: str) -> Wish:
    return Wish(f"{name.lower()}@loket.example", name, role, frozenset(lokets or (HERE,)))


async def account(
    database: Database, name: str = "Samira", role: Role = Role.ADVISEUR, *lokets: str, password: str = PASSWORD
) -> Account:
    """An account with a password; of the loket HERE, if no other is given."""

    def make(connection: Connection) -> Account:
        made = accounts.create(connection, wish(name, role, *lokets), NOON)
        if password:
            accounts.set_password(connection, made.id, QUICK.hash(password), NOON)
        found = accounts.find(connection, made.id)
        assert found is not None
        return found

    return await database.write(make)


async def adviser(database: Database, account_id: str) -> Adviser:
    found = await database.read(lambda connection: people.load(connection, account_id))
    assert found is not None
    return found


@dataclass
class Browser:
    """A browser of somebody at the desk, with cookies of its own."""

    client: httpx.AsyncClient
    account: Account | None = None
    adviser: Adviser | None = None
    form_key: str = ""

    @property
    def who(self) -> Adviser:
        assert self.adviser is not None
        return self.adviser

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(path, params=params or None, headers={"Accept": "text/html"})

    async def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """Post as a script of ours does: the answer is JSON."""
        sent = {"Origin": ORIGIN, "X-Desk": "1", "X-Form-Key": self.form_key, **headers}
        return await self.client.post(path, data=fields or {}, headers=sent)

    async def submit(self, path: str, fields: dict[str, Any]) -> httpx.Response:
        """Post as a form of a page does: the answer is a page, or the way to one."""
        sent = {"Origin": ORIGIN, "Accept": "text/html"}
        return await self.client.post(path, data={"form_key": self.form_key, **fields}, headers=sent)

    def cookie(self, name: str) -> str:
        return self.client.cookies.get(name) or ""


def stranger(here: Running) -> Browser:
    """A browser in which nobody is logged in."""
    transport = httpx.ASGITransport(here.app, raise_app_exceptions=True, client=("192.0.2.1", 4000))
    return Browser(httpx.AsyncClient(transport=transport, base_url=ORIGIN, timeout=30))


async def seat(here: Running, name: str = "Samira", role: Role = Role.ADVISEUR, *lokets: str) -> Browser:
    """A browser in which a new account is logged in already."""
    database = here.gateway.database
    made = await account(database, name, role, *lokets, password="")

    def begin(connection: Connection) -> str:
        return sessions.start(connection, made.id, device="Firefox", life=LIFE, now=here.clock())

    browser = stranger(here)
    browser.client.cookies.set(cookie_names(here.gateway)[0], await database.write(begin))
    browser.account, browser.adviser = made, await adviser(database, made.id)
    browser.form_key = form_key(await browser.get("/desk/account"))
    return browser


def form_key(response: httpx.Response) -> str:
    """The key that the forms of a page carry."""
    found = re.search(r'name="form_key" value="([0-9a-f]+)"', response.text)
    assert found, response.text[:500]
    return found[1]


async def log_in(browser: Browser, login: str, password: str = PASSWORD) -> httpx.Response:
    """Log in by the form."""
    response = await browser.submit("/desk/inloggen", {"email": login, "wachtwoord": password})
    if response.status_code == 303:
        browser.form_key = form_key(await browser.get("/desk/account"))
    return response
