"""Accounts from the command line: `python -m channels desk ...`, for the first of them and for who got locked out.

There is no default password anywhere. What is printed is a link with which its owner chooses one, once.
"""

from __future__ import annotations

import argparse
import secrets
import sys

from sqlalchemy import Connection

from channels.clock import system_clock
from channels.conversation.database import Database, Work
from channels.desk import accounts, audit
from channels.desk.accounts import Account, BadAccount, LoginTaken, Wish
from channels.desk.passwords import Hashing
from channels.desk.people import Role
from channels.settings import Settings
from knowledge.store import Knowledge, NotCompiled

# Whom a demonstration needs: two colleagues to hand a chat over between, and somebody who manages.
_DEMO_LOKET = "regio-zwolle"
_DEMO = (("Samira", Role.ADVISEUR), ("Joost", Role.ADVISEUR), ("Marleen", Role.COORDINATOR))


class CommandFailed(Exception):
    """The command cannot be carried out; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's own arguments."""
    does = parser.add_subparsers(dest="does", required=True)
    add = does.add_parser("add-account", help="make an account; prints a link with which its owner chooses a password")
    add.add_argument("email")
    add.add_argument("--name", required=True, help="what colleagues and citizens see; a first name is enough")
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.BEHEERDER.value)
    add.add_argument("--loket", action="append", default=[], help="id of a loket (regio-zwolle); may be repeated")
    link = does.add_parser("link", help="print a new link for an account, to choose a password with")
    link.add_argument("email")
    link.add_argument("--reactivate", action="store_true", help="also let somebody in again whose account was stopped")
    stop = does.add_parser("stop-account", help="let somebody in no more, at once")
    stop.add_argument("email")
    does.add_parser("accounts", help="list all accounts")
    does.add_parser("demo", help="development only: three accounts with a password made up now")


async def run(options: argparse.Namespace, settings: Settings, database: Database) -> int:
    """Carry a command out.

    Raises:
        CommandFailed: it cannot be.
    """
    if options.does == "add-account":
        wish = Wish(options.email, options.name, Role(options.role), frozenset(options.loket))
        try:
            account, token = await database.write(_making(_checked(wish, settings)))
        except LoginTaken:
            raise CommandFailed(f"there is an account for {options.email} already") from None
        _say_link(settings, account, token)
    elif options.does == "link":
        account, token = await database.write(_linking(options.email, reactivate=options.reactivate))
        _say_link(settings, account, token)
    elif options.does == "stop-account":
        account = await database.write(lambda c: _stop(c, options.email))
        _say(f"{account.login} can no longer log in")
    elif options.does == "accounts":
        for one in await database.read(accounts.everybody):
            state = "" if one.active else "  (stopped)"
            _say(f"{one.login:40}  {one.name:20}  {one.role:12}  {', '.join(sorted(one.lokets))}{state}")
    else:
        await _demo(settings, database)
    return 0


def _checked(wish: Wish, settings: Settings) -> Wish:
    try:
        knowledge = Knowledge.open(settings.knowledge)
        return wish.checked({loket.id for loket in knowledge.lokets.all()})
    except NotCompiled as error:
        raise CommandFailed(str(error)) from error
    except BadAccount as error:
        raise CommandFailed(str(error)) from error


def _making(wish: Wish) -> Work[tuple[Account, str]]:
    def make(connection: Connection) -> tuple[Account, str]:
        now = system_clock()
        account = accounts.create(connection, wish, now)
        _note(connection, "account_gemaakt", account, now)
        return account, accounts.new_link(connection, account.id, now)

    return make


def _linking(email: str, *, reactivate: bool) -> Work[tuple[Account, str]]:
    def link(connection: Connection) -> tuple[Account, str]:
        now, account = system_clock(), _found(connection, email)
        if not account.active:
            if not reactivate:
                raise CommandFailed(f"{account.login} was stopped; add --reactivate to let its owner in again")
            accounts.reactivate(connection, account.id, now)
            _note(connection, "account_hervat", account, now)
        _note(connection, "link_gemaakt", account, now)
        return account, accounts.new_link(connection, account.id, now)

    return link


def _stop(connection: Connection, email: str) -> Account:
    now, account = system_clock(), _found(connection, email)
    accounts.deactivate(connection, account.id, now)
    _note(connection, "account_gestopt", account, now)
    return account


def _note(connection: Connection, action: str, account: Account, now: int) -> None:
    loket = next(iter(sorted(account.lokets)), None)  # its coordinators read it too
    audit.record(connection, None, action, now, loket=loket, account=account.id, role=account.role.value)


def _found(connection: Connection, email: str) -> Account:
    account = accounts.by_login(connection, email)
    if account is None:
        raise CommandFailed(f"there is no account for {email}")
    return account


async def _demo(settings: Settings, database: Database) -> None:
    if settings.env != "development" or not (settings.demo and settings.desk):
        raise CommandFailed("demonstration accounts are for development with LEERWIJS_DEMO=1 and a desk only")
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    hashed = await Hashing().hash(password)

    def fill(connection: Connection) -> None:
        now = system_clock()
        for name, role in _DEMO:
            login = f"{name.lower()}@demo.example"
            account = accounts.by_login(connection, login) or accounts.create(
                connection, Wish(login, name, role, frozenset({_DEMO_LOKET})), now
            )
            accounts.set_password(connection, account.id, hashed, now)

    await database.write(fill)
    names = ", ".join(f"{name.lower()}@demo.example" for name, _ in _DEMO)
    _say(f"{_base(settings)}/desk   {names}   password: {password}")


def _say_link(settings: Settings, account: Account, token: str) -> None:
    _say(f"{account.login} ({account.role}) chooses a password here, once, within {accounts.LINK_HOURS} hours:")
    _say(f"{_base(settings)}/desk/wachtwoord/{token}")


def _base(settings: Settings) -> str:
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
