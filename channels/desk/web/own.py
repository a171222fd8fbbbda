"""One's own account: password, the devices one is logged in on, how many chats at once."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from channels.conversation.events import Note
from channels.conversation.tokens import token_hash
from channels.desk import accounts, audit, sessions, throttle
from channels.desk.errors import NotFound
from channels.desk.keys import of_adviser
from channels.desk.login import Door
from channels.desk.passwords import WeakPassword, check
from channels.desk.web import pages
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import CurrentDoor, Posted, Seat, Seated, session_token
from channels.gateway import Gateway
from channels.web.access import CurrentGateway, address_of

router = APIRouter(prefix="/desk/account", include_in_schema=False, route_class=DeskRoute)


@router.get("")
async def show(request: Request, gateway: CurrentGateway, door: CurrentDoor, seat: Seated) -> Response:
    """The account of who is logged in."""
    return await _page(request, gateway, door, seat)


@router.post("/wachtwoord")
async def change_password(
    request: Request, gateway: CurrentGateway, door: CurrentDoor, seat: Seated, form: Posted
) -> Response:
    """Change one's own password; other devices are logged out."""
    now = gateway.clock()
    account, stored = await gateway.database.read(
        lambda c: (accounts.find(c, seat.adviser.id), accounts.password_of(c, seat.adviser.id))
    )
    if account is None:
        raise NotFound
    # A browser that was left open must not become a place to try passwords either.
    keys = door.tries(login=account.login, address=address_of(request), device=seat.session.id)
    await gateway.database.write(lambda connection: throttle.take(connection, keys, now))
    try:
        if not await door.hashing.matches(stored, form.raw("huidig")):
            raise WeakPassword("Je huidige wachtwoord klopt niet.")
        password = form.raw("nieuw")
        check(password, about=(account.name, account.login))
        if password != form.raw("herhaald"):
            raise WeakPassword("De twee nieuwe wachtwoorden zijn niet gelijk.")
    except WeakPassword as weak:
        return await _page(request, gateway, door, seat, status=422, error=str(weak))
    hashed = await door.hashing.hash(password)

    def store(connection: Connection) -> None:
        throttle.give_back(connection, keys)
        accounts.set_password(connection, account.id, hashed, now, keep_session=seat.session.token_hash)
        audit.record(connection, seat.adviser, "wachtwoord_gewijzigd", now)

    await gateway.database.write(store)
    await _look_again(gateway, seat)
    return pages.done(request, "/desk/account", "wachtwoord")


@router.post("/gesprekken")
async def set_at_most(request: Request, gateway: CurrentGateway, seat: Seated, form: Posted) -> Response:
    """Set how many chats one takes at once."""
    chats = form.number("hoogstens")
    await gateway.database.write(lambda c: accounts.set_at_most(c, seat.adviser.id, chats, gateway.clock()))
    return pages.done(request, pages.within(form.text("naar"), "/desk/account"), "opgeslagen")


@router.post("/sessies/{session_id}")
async def end_session(request: Request, gateway: CurrentGateway, seat: Seated, _: Posted, session_id: str) -> Response:
    """Log one of one's own devices out."""
    ended = await gateway.database.write(lambda c: sessions.end_by_id(c, seat.adviser.id, session_id))
    if not ended:
        raise NotFound
    await _look_again(gateway, seat)
    return pages.done(request, "/desk/account", "sessie")


@router.post("/sessies")
async def end_others(request: Request, gateway: CurrentGateway, seat: Seated, _: Posted) -> Response:
    """Log all of one's other devices out."""
    mine = token_hash(session_token(request))
    await gateway.database.write(lambda c: sessions.end_all(c, seat.adviser.id, but=mine))
    await _look_again(gateway, seat)
    return pages.done(request, "/desk/account", "sessies")


async def _look_again(gateway: Gateway, seat: Seat) -> None:
    """Let the pages that are open elsewhere see at once that their session has ended."""
    await gateway.wakeups.tell(of_adviser(seat.adviser.id), Note.CHANGED)


async def _page(
    request: Request, gateway: Gateway, door: Door, seat: Seat, *, status: int = 200, error: str = ""
) -> Response:
    now = gateway.clock()
    account, open_sessions = await gateway.database.read(
        lambda c: (
            accounts.find(c, seat.adviser.id),
            sessions.of_account(c, seat.adviser.id, life=door.life, now=now),
        )
    )
    return pages.page(
        request, seat, "account.html", status, account=account, sessions=open_sessions, error=error,
        most_chats=accounts.MOST_CHATS,
    )  # fmt: skip
