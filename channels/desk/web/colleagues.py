"""Accounts, for who manages them: a coordinator those of the own lokets, a beheerder all."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from channels.desk import accounts, audit, people, sessions
from channels.desk.accounts import Account, BadAccount, LoginTaken, Wish
from channels.desk.desk import Desk
from channels.desk.errors import Invalid, NotAllowed, NotFound
from channels.desk.login import Door
from channels.desk.people import Adviser, Role
from channels.desk.web import pages
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import Coordinating, CurrentDesk, CurrentDoor, Form, Posted, Seat
from channels.gateway import Gateway
from channels.web.access import CurrentGateway

router = APIRouter(prefix="/desk/collegas", include_in_schema=False, route_class=DeskRoute)


@router.get("")
async def show(request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating) -> Response:
    """Everybody whom this coordinator manages, and a form for a new colleague."""
    return await _overview(request, gateway, desk, seat)


@router.post("")
async def create(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, form: Posted
) -> Response:
    """Make an account; its one-time link is shown once."""
    now = gateway.clock()
    known = desk.parts.directory.lokets
    try:
        wish = _wish(form).checked(known)
        accounts.allow(seat.adviser, wish)

        def make(connection: Connection) -> tuple[Account, str]:
            account = accounts.create(connection, wish, now)
            _note(connection, seat.adviser, "account_gemaakt", account, now)
            return account, accounts.new_link(connection, account.id, now)

        account, token = await gateway.database.write(make)
    except (BadAccount, LoginTaken) as error:
        words = str(error) if isinstance(error, BadAccount) else "Er is al een account met dit e-mailadres."
        return await _overview(request, gateway, desk, seat, status=422, error=words, form=form)
    return _link_page(request, gateway, seat, account, token)


@router.get("/{account_id}")
async def one(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, door: CurrentDoor, seat: Coordinating, account_id: str
) -> Response:
    """One account, to change."""
    return await _one(request, gateway, desk, door, seat, account_id)


@router.post("/{account_id}")
async def change(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, door: CurrentDoor, seat: Coordinating, form: Posted,
    account_id: str,
) -> Response:  # fmt: skip
    """Change name, e-mail address, role and lokets of an account."""
    now = gateway.clock()
    known = desk.parts.directory.lokets

    def store(connection: Connection) -> None:
        account = _managed(connection, seat.adviser, account_id)
        wish = _wish(form, account).checked(known)
        accounts.allow(seat.adviser, wish, account)
        _note(connection, seat.adviser, "account_gewijzigd", accounts.change(connection, account_id, wish, now), now)

    try:
        await gateway.database.write(store)
    except (BadAccount, LoginTaken) as error:
        words = str(error) if isinstance(error, BadAccount) else "Er is al een account met dit e-mailadres."
        return await _one(request, gateway, desk, door, seat, account_id, status=422, error=words)
    return pages.done(request, f"/desk/collegas/{account_id}", "opgeslagen")


@router.post("/{account_id}/link")
async def reset(request: Request, gateway: CurrentGateway, seat: Coordinating, _: Posted, account_id: str) -> Response:
    """Make a one-time link with which somebody chooses a new password; shown once."""
    now = gateway.clock()

    def make(connection: Connection) -> tuple[Account, str]:
        account = _managed(connection, seat.adviser, account_id)
        if not account.active:
            raise NotFound
        _note(connection, seat.adviser, "link_gemaakt", account, now)
        return account, accounts.new_link(connection, account_id, now)

    account, token = await gateway.database.write(make)
    return _link_page(request, gateway, seat, account, token)


@router.post("/{account_id}/uitloggen")
async def log_out(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, _: Posted, account_id: str
) -> Response:
    """Log somebody out everywhere."""
    now = gateway.clock()

    def end(connection: Connection) -> Adviser | None:
        account = _managed(connection, seat.adviser, account_id)
        sessions.end_all(connection, account_id)
        _note(connection, seat.adviser, "overal_uitgelogd", account, now)
        return people.load(connection, account_id)

    await _left(desk, await gateway.database.write(end))
    return pages.done(request, f"/desk/collegas/{account_id}", "sessies")


@router.post("/{account_id}/stoppen")
async def deactivate(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, _: Posted, account_id: str
) -> Response:
    """Let somebody in no more. Whoever they had a chat with waits for a colleague at once."""
    if account_id == seat.adviser.id:
        raise NotAllowed("Je kunt je eigen account niet stoppen. Vraag een collega.")
    now = gateway.clock()

    def end(connection: Connection) -> Adviser | None:
        account = _managed(connection, seat.adviser, account_id)
        leaving = people.load(connection, account_id)
        accounts.deactivate(connection, account_id, now)
        _note(connection, seat.adviser, "account_gestopt", account, now)
        return leaving

    await _left(desk, await gateway.database.write(end))
    return pages.done(request, "/desk/collegas", "gedeactiveerd")


@router.post("/{account_id}/hervatten")
async def reactivate(
    request: Request, gateway: CurrentGateway, seat: Coordinating, _: Posted, account_id: str
) -> Response:
    """Let somebody in again; a new one-time link is shown once."""
    now = gateway.clock()

    def begin(connection: Connection) -> tuple[Account, str]:
        account = _managed(connection, seat.adviser, account_id)
        accounts.reactivate(connection, account_id, now)
        _note(connection, seat.adviser, "account_hervat", account, now)
        return account, accounts.new_link(connection, account_id, now)

    account, token = await gateway.database.write(begin)
    return _link_page(request, gateway, seat, account, token)


# ---- parts ----------------------------------------------------------------------------------------------------------


def _managed(connection: Connection, by: Adviser, account_id: str) -> Account:
    """The account, if it is theirs to manage; if not, they do not hear whether it is there."""
    account = accounts.find(connection, account_id)
    if account is None or not accounts.manages(by, account):
        raise NotFound
    return account


def _wish(form: Form, now: Account | None = None) -> Wish:
    role = form.text("rol") or (now.role.value if now else Role.ADVISEUR.value)
    if role not in set(Role):
        raise Invalid("rol", "Kies een rol uit de lijst.")
    return Wish(form.text("email"), form.text("naam"), Role(role), frozenset(form.all("loket")))


def _note(connection: Connection, by: Adviser, action: str, account: Account, now: int) -> None:
    loket = next(iter(sorted(account.lokets & by.lokets or account.lokets)), None)
    audit.record(connection, by, action, now, loket=loket, account=account.id, role=account.role.value)


async def _left(desk: Desk, adviser: Adviser | None) -> None:
    if adviser is not None:
        await desk.presence.left(adviser)


async def _overview(
    request: Request, gateway: Gateway, desk: Desk, seat: Seat, *, status: int = 200, error: str = "",
    form: Form | None = None,
) -> Response:  # fmt: skip
    found = await gateway.database.read(lambda connection: accounts.managed(connection, seat.adviser))
    lokets = desk.house.lokets(seat.adviser)
    return pages.page(
        request, seat, "collegas.html", status, accounts=found, lokets=lokets, titles=dict(lokets), error=error,
        form=form, roles=_roles(seat.adviser),
    )  # fmt: skip


async def _one(
    request: Request, gateway: Gateway, desk: Desk, door: Door, seat: Seat, account_id: str, *, status: int = 200,
    error: str = "",
) -> Response:  # fmt: skip
    now = gateway.clock()
    account, open_sessions = await gateway.database.read(
        lambda c: (
            _managed(c, seat.adviser, account_id),
            sessions.of_account(c, account_id, life=door.life, now=now),
        )
    )
    lokets = desk.house.lokets(seat.adviser)
    return pages.page(
        request, seat, "collega.html", status, account=account, sessions=open_sessions, lokets=lokets, error=error,
        roles=_roles(seat.adviser), own=account.id == seat.adviser.id,
    )  # fmt: skip


def _roles(by: Adviser) -> list[Role]:
    return [role for role in Role if by.role is Role.BEHEERDER or role is not Role.BEHEERDER]


def _link_page(request: Request, gateway: Gateway, seat: Seat, account: Account, token: str) -> Response:
    base = gateway.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    link = f"{base}/desk/wachtwoord/{token}"
    return pages.page(request, seat, "link.html", account=account, link=link, hours=accounts.LINK_HOURS)
