"""Accounts of the desk: who may come in, and who may change that.

Two things are kept apart: **loketten give chats, roles give management.** Who belongs to a loket sees its chats,
whatever the role. A coordinator manages the people of their own loketten; a beheerder manages everybody, and sees no
chats but those of loketten they belong to. What somebody may see in a chat is for `channels.desk.people`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from channels.clock import HOUR
from channels.conversation.tokens import new_token, token_hash
from channels.desk.accounts_tables import account_links, desk_sessions
from channels.desk.people import Adviser, Role
from channels.desk.tables import desk_account_lokets, desk_accounts

LINK_HOURS = 72
MOST_CHATS = 8
_EMAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]+\.[^\s@<>\".]+")
_LONGEST_EMAIL = 120
_LONGEST_NAME = 60
_a = desk_accounts.c
_l = desk_account_lokets.c


class AccountNotFound(Exception):
    """There is no such account."""


class LoginTaken(Exception):
    """Another account has this e-mail address."""


class BadAccount(ValueError):
    """The account cannot be as asked; the message says why, in Dutch."""


class NotManaged(Exception):
    """Managing this account, or making it what was asked, is for somebody else."""


class LinkSpent(Exception):
    """The link was used, replaced by a newer one, or is too old; or the account is not active."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as those who manage it see it. `login` is an e-mail address; `lokets` are ids."""

    id: str
    login: str
    name: str
    role: Role
    lokets: frozenset[str]
    at_most: int
    active: bool
    has_password: bool
    last_login_at: int | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What an account is to be."""

    login: str
    name: str
    role: Role
    lokets: frozenset[str]

    def checked(self, known_lokets: Collection[str]) -> Wish:
        """Return the wish as it will be stored.

        Raises:
            BadAccount: no e-mail address, no name, a loket that is not there, or none where one is needed.
        """
        login, name = self.login.strip().lower(), " ".join(self.name.split())
        if len(login) > _LONGEST_EMAIL or not _EMAIL.fullmatch(login):
            raise BadAccount("Vul een geldig e-mailadres in, zoals naam@gemeente.nl.")
        if not 1 <= len(name) <= _LONGEST_NAME:
            raise BadAccount(f"Vul een naam in van hoogstens {_LONGEST_NAME} tekens.")
        if not self.lokets <= set(known_lokets):
            raise BadAccount("Dit loket bestaat niet.")
        if not self.lokets and self.role is not Role.BEHEERDER:
            raise BadAccount("Kies minstens één loket.")
        return Wish(login, name, self.role, self.lokets)


def manages(by: Adviser, other: Account) -> bool:
    """Whether `by` may change that account: all its lokets are theirs, and its role is not above theirs."""
    if by.role is Role.BEHEERDER:
        return True
    below = by.role is Role.COORDINATOR and other.role is not Role.BEHEERDER
    return below and bool(other.lokets) and other.lokets <= by.lokets


def allow(by: Adviser, wish: Wish, now: Account | None = None) -> None:
    """Accept that `by` makes an account, or makes `now` into this.

    Raises:
        NotManaged: it is for a beheerder or for the coordinator of another loket, or it is one's own role.
    """
    if now is not None and not manages(by, now):
        raise NotManaged
    if now is not None and now.id == by.id and wish.role is not now.role:
        raise NotManaged
    if by.role is Role.BEHEERDER:
        return
    below = by.role is Role.COORDINATOR and wish.role is not Role.BEHEERDER
    if not (below and wish.lokets and wish.lokets <= by.lokets):
        raise NotManaged


# ---- reading --------------------------------------------------------------------------------------------------------

_ACCOUNT = (_a.id, _a.login, _a.name, _a.role, _a.at_most, _a.active, _a.password_hash, _a.last_login_at)


def _with_lokets(connection: Connection, rows: Iterable[Any]) -> list[Account]:
    rows = list(rows)
    of: dict[str, set[str]] = {row.id: set() for row in rows}
    for account_id, loket in connection.execute(select(_l.account_id, _l.loket).where(_l.account_id.in_(list(of)))):
        of[account_id].add(loket)
    return [
        Account(
            row.id, row.login, row.name, Role(row.role), frozenset(of[row.id]), row.at_most, row.active,
            row.password_hash is not None, row.last_login_at,
        )
        for row in rows
    ]  # fmt: skip


def find(connection: Connection, account_id: str) -> Account | None:
    """Return an account, active or not, or None."""
    found = _with_lokets(connection, connection.execute(select(*_ACCOUNT).where(_a.id == account_id)))
    return found[0] if found else None


def by_login(connection: Connection, login: str) -> Account | None:
    """Return the account that logs in with this e-mail address, active or not, or None."""
    found = _with_lokets(connection, connection.execute(select(*_ACCOUNT).where(_a.login == login.strip().lower())))
    return found[0] if found else None


def by_subject(connection: Connection, issuer: str, subject: str) -> Account | None:
    """Return the account of somebody whom an OpenID provider knows by this subject, or None."""
    rows = connection.execute(select(*_ACCOUNT).where(_a.issuer == issuer, _a.subject == subject))
    found = _with_lokets(connection, rows)
    return found[0] if found else None


def everybody(connection: Connection) -> list[Account]:
    """Return all accounts, active ones first, by name."""
    return _with_lokets(connection, connection.execute(select(*_ACCOUNT).order_by(_a.active.desc(), _a.name, _a.id)))


def managed(connection: Connection, by: Adviser) -> list[Account]:
    """Return the accounts that `by` may change, active ones first, by name."""
    return [account for account in everybody(connection) if manages(by, account)]


def password_of(connection: Connection, account_id: str) -> str | None:
    """Return the stored hash of the account's password."""
    return connection.execute(select(_a.password_hash).where(_a.id == account_id)).scalar_one_or_none()


# ---- changing -------------------------------------------------------------------------------------------------------


def create(connection: Connection, wish: Wish, now: int) -> Account:
    """Make an account without a password. `wish` has been checked and allowed.

    Raises:
        LoginTaken: another account has the e-mail address; the transaction must be rolled back.
    """
    account_id = str(uuid.uuid4())
    try:
        connection.execute(
            insert(desk_accounts).values(
                id=account_id, login=wish.login, name=wish.name, role=wish.role.value, active=True, created_at=now,
                changed_at=now,
            )
        )  # fmt: skip
    except IntegrityError as error:
        raise LoginTaken(wish.login) from error
    _set_lokets(connection, account_id, wish.lokets)
    return _found(connection, account_id)


def change(connection: Connection, account_id: str, wish: Wish, now: int) -> Account:
    """Make an account into what is wished. `wish` has been checked and allowed.

    Raises:
        AccountNotFound: it is not there.
        LoginTaken: another account has the e-mail address; the transaction must be rolled back.
    """
    try:
        _update(connection, account_id, now, login=wish.login, name=wish.name, role=wish.role.value)
    except IntegrityError as error:
        raise LoginTaken(wish.login) from error
    _found(connection, account_id)
    _set_lokets(connection, account_id, wish.lokets)
    return _found(connection, account_id)


def _found(connection: Connection, account_id: str) -> Account:
    account = find(connection, account_id)
    if account is None:
        raise AccountNotFound(account_id)
    return account


def _update(connection: Connection, account_id: str, now: int, **values: Any) -> None:
    connection.execute(update(desk_accounts).where(_a.id == account_id).values(changed_at=now, **values))


def _set_lokets(connection: Connection, account_id: str, lokets: Iterable[str]) -> None:
    connection.execute(delete(desk_account_lokets).where(_l.account_id == account_id))
    rows = [{"account_id": account_id, "loket": loket} for loket in sorted(lokets)]
    if rows:
        connection.execute(insert(desk_account_lokets), rows)


def set_at_most(connection: Connection, account_id: str, chats: int, now: int) -> None:
    """Set how many chats somebody takes at once.

    Raises:
        BadAccount: fewer than one or more than `MOST_CHATS`.
    """
    if not 1 <= chats <= MOST_CHATS:
        raise BadAccount(f"Kies een aantal van 1 tot en met {MOST_CHATS}.")
    _update(connection, account_id, now, at_most=chats)


def deactivate(connection: Connection, account_id: str, now: int) -> None:
    """Let somebody in no more: sessions and links end at once. The account stays, for the names in old chats."""
    _update(connection, account_id, now, active=False)
    connection.execute(delete(desk_sessions).where(desk_sessions.c.account_id == account_id))
    connection.execute(delete(account_links).where(account_links.c.account_id == account_id))


def reactivate(connection: Connection, account_id: str, now: int) -> None:
    """Let somebody in again, who needs a new link: the old password is gone."""
    _update(connection, account_id, now, active=True, password_hash=None)


def set_password(
    connection: Connection, account_id: str, hashed: str, now: int, *, keep_session: str | None = None
) -> None:
    """Store the hash of a new password; sessions end, but for the one with this token hash, and links too."""
    _update(connection, account_id, now, password_hash=hashed)
    others = delete(desk_sessions).where(desk_sessions.c.account_id == account_id)
    connection.execute(others.where(desk_sessions.c.token_hash != keep_session) if keep_session else others)
    connection.execute(delete(account_links).where(account_links.c.account_id == account_id))


def rehash(connection: Connection, account_id: str, before: str, after: str) -> None:
    """Replace the hash of an unchanged password by one with the parameters of today."""
    connection.execute(
        update(desk_accounts).where(_a.id == account_id, _a.password_hash == before).values(password_hash=after)
    )


def bind_subject(connection: Connection, account_id: str, issuer: str, subject: str, now: int) -> bool:
    """Tie an account to somebody at an OpenID provider; False when it is tied to somebody already."""
    changed = connection.execute(
        update(desk_accounts)
        .where(_a.id == account_id, _a.subject.is_(None))
        .values(issuer=issuer, subject=subject, changed_at=now)
    ).rowcount
    return bool(changed)


def logged_in(connection: Connection, account_id: str, now: int) -> None:
    """Note when somebody logged in last."""
    connection.execute(update(desk_accounts).where(_a.id == account_id).values(last_login_at=now))


# ---- one-time links -------------------------------------------------------------------------------------------------


def new_link(connection: Connection, account_id: str, now: int) -> str:
    """Return the token of a link with which a password can be chosen, once, within `LINK_HOURS`."""
    token = new_token()
    values = {"token_hash": token_hash(token), "expires_at": now + LINK_HOURS * HOUR}
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(account_links)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_=values)
    )
    return token


def of_link(connection: Connection, token: str, now: int) -> Account:
    """Return the account for which a link is good.

    Raises:
        LinkSpent: it is good for nothing (any more).
    """
    rows = connection.execute(
        select(*_ACCOUNT)
        .join(account_links, account_links.c.account_id == _a.id)
        .where(
            account_links.c.token_hash == token_hash(token),
            account_links.c.expires_at > now,
            _a.active.is_(True),
        )
    )
    found = _with_lokets(connection, rows)
    if not found:
        raise LinkSpent
    return found[0]


def use_link(connection: Connection, token: str, hashed: str, now: int) -> Account:
    """Set the password with a link, which then is spent; sessions of before end.

    Raises:
        LinkSpent: it is good for nothing (any more), also when somebody used it just now.
    """
    account = of_link(connection, token, now)
    used = connection.execute(delete(account_links).where(account_links.c.token_hash == token_hash(token))).rowcount
    if not used:
        raise LinkSpent
    set_password(connection, account.id, hashed, now)
    return account
