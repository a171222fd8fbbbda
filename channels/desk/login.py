"""Coming in: a name and password, or the word of an OpenID provider, become a session."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from channels.clock import Clock
from channels.conversation.database import Database
from channels.conversation.tokens import token_hash
from channels.desk import accounts, sessions, throttle
from channels.desk.accounts import Account
from channels.desk.oidc import Oidc, Person
from channels.desk.passwords import Hashing
from channels.desk.sessions import FormKeys, Life
from channels.desk.throttle import Keys, KnownDevices, Throttle
from channels.settings import Settings


class LoginRefused(Exception):
    """The name and password do not belong together, or the account is not there or not active: never told apart."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody comes from: address, browser in words, the mark of a known device if it has one, and the token of
    the session they had."""

    address: str
    device: str
    mark: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a browser gets when its owner came in: the session's token, and the mark of a known device."""

    account: Account
    token: str
    mark: str


class Door:
    """Lets people in."""

    def __init__(self, settings: Settings, database: Database, clock: Clock, oidc: Oidc | None = None) -> None:
        self._database = database
        self._clock = clock
        self._throttle = Throttle(settings.secret)
        self.devices = KnownDevices(settings.secret)
        self.hashing = Hashing()
        self.form_keys = FormKeys(settings.secret)
        self.life = Life.of(settings.desk_idle_minutes, settings.desk_session_hours)
        self.oidc = oidc or oidc_of(settings)

    def tries(self, *, login: str, address: str, device: str | None) -> Keys:
        """Return what a try of a password counts against."""
        return self._throttle.keys(email=login.strip().lower(), address=address, device=device)

    async def enter(self, login: str, password: str, visitor: Visitor) -> Entry:
        """Let somebody in by password.

        Raises:
            LoginRefused: name and password do not belong together, or the account may not come in.
            TooManyTries: the password was not looked at.
        """
        now = self._clock()
        account, stored = await self._database.read(lambda connection: _look(connection, login))
        device = self.devices.of(account.id, visitor.mark) if account else None
        keys = self.tries(login=login, address=visitor.address, device=device)
        await self._database.write(lambda connection: throttle.take(connection, keys, now))
        right = await self.hashing.matches(stored, password)
        if not right or account is None or stored is None:
            raise LoginRefused
        fresh = await self.hashing.hash(password) if self.hashing.outdated(stored) else None

        def begin(connection: Connection) -> str:
            if accounts.password_of(connection, account.id) != stored:  # changed while we were looking
                raise LoginRefused
            throttle.give_back(connection, keys)
            if fresh is not None:
                accounts.rehash(connection, account.id, stored, fresh)
            return self._begin(connection, account, visitor, now)

        token = await self._database.write(begin)
        return Entry(account, token, visitor.mark if device else self.devices.issue(account.id))

    async def enter_as(self, person: Person, visitor: Visitor) -> Entry:
        """Let somebody in for whom the provider vouches: known by subject, or invited by e-mail address.

        Raises:
            LoginRefused: nobody invited this person, or the account is not active.
        """
        now = self._clock()

        def begin(connection: Connection) -> Entry:
            account = accounts.by_subject(connection, person.issuer, person.subject)
            if account is None and person.email:
                invited = accounts.by_login(connection, person.email)
                if invited and accounts.bind_subject(connection, invited.id, person.issuer, person.subject, now):
                    account = invited
            if account is None or not account.active:
                raise LoginRefused
            return Entry(account, self._begin(connection, account, visitor, now), self.devices.issue(account.id))

        return await self._database.write(begin)

    def _begin(self, connection: Connection, account: Account, visitor: Visitor, now: int) -> str:
        if visitor.session:  # a browser has one session: whoever was here before is out
            sessions.end(connection, token_hash(visitor.session))
        accounts.logged_in(connection, account.id, now)
        return sessions.start(connection, account.id, device=visitor.device, life=self.life, now=now)


def _look(connection: Connection, login: str) -> tuple[Account | None, str | None]:
    account = accounts.by_login(connection, login)
    if account is None or not account.active:
        return None, None
    return account, accounts.password_of(connection, account.id)


def oidc_of(settings: Settings) -> Oidc | None:
    """Return the client of the provider in the settings, or None when there is none."""
    if not settings.oidc_issuer:
        return None
    return Oidc(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        secret=settings.secret,
    )
