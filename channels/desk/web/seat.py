"""Who sits at the desk in this browser: the dependencies of the routes, and reading of forms.

The account and what it may do are read anew for each request: a change of role or loket holds at once.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile

from channels.conversation.tokens import token_hash
from channels.desk import scope, sessions
from channels.desk.desk import Desk
from channels.desk.errors import NotAllowed
from channels.desk.login import Door, Visitor
from channels.desk.people import Adviser, Role
from channels.desk.sessions import Session, device_of
from channels.desk.web.route import ForeignPage, NotSeated
from channels.errors import Problem
from channels.gateway import Gateway
from channels.web.access import CurrentGateway, address_of, gateway_of

FORM_KEY = "form_key"
_FORM_KEY_HEADER = "x-form-key"
_LONGEST_FIELD = 8_000


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is logged in. `form_key` must come back with whatever they post."""

    adviser: Adviser
    session: Session
    form_key: str

    @property
    def coordinates(self) -> bool:
        """Whether there is anything for them to manage."""
        return self.adviser.role is not Role.ADVISEUR

    @property
    def administers(self) -> bool:
        """Whether they manage all lokets."""
        return self.adviser.role is Role.BEHEERDER


def door_of(request: Request) -> Door:
    """Return what lets people in to the desk of this gateway."""
    door: Door = request.app.state.door
    return door


def desk_of(request: Request) -> Desk:
    """Return the desk of this gateway."""
    return gateway_of(request).desk


CurrentDoor = Annotated[Door, Depends(door_of)]
CurrentDesk = Annotated[Desk, Depends(desk_of)]


def cookie_names(gateway: Gateway) -> tuple[str, str, str]:
    """Return what the cookies are called: of the session, of a known device, of a log-in that is under way elsewhere.

    In production their names make browsers refuse them without https, and from a subdomain.
    """
    prefix = "__Host-" if gateway.settings.env == "production" else ""
    return f"{prefix}leerwijs-balie", f"{prefix}leerwijs-toestel", f"{prefix}leerwijs-onderweg"


def session_token(request: Request) -> str:
    """Return the token that the browser sent, or nothing."""
    return request.cookies.get(cookie_names(gateway_of(request))[0], "")


def visitor_of(request: Request) -> Visitor:
    """Return where a log-in comes from."""
    mark = request.cookies.get(cookie_names(gateway_of(request))[1], "")
    device = device_of(request.headers.get("user-agent", ""))
    return Visitor(address_of(request), device, mark, session_token(request))


async def find_seat(gateway: Gateway, door: Door, token: str, *, used: bool) -> Seat | None:
    """Return who sits there by the token of a session; None when it is over. `used`: this keeps the session alive."""
    if not token:
        return None
    now = gateway.clock()
    seat = await gateway.database.read(lambda connection: read_seat(connection, door, token, now))
    if seat and used and sessions.due(seat.session, now):
        await gateway.database.write(lambda connection: sessions.mark(connection, seat.session, now))
    return seat


def read_seat(connection: Connection, door: Door, token: str, now: int) -> Seat | None:
    """As `find_seat`, within a transaction; it keeps nothing alive."""
    hashed = token_hash(token)
    found = sessions.sitting(connection, hashed, life=door.life, now=now)
    return Seat(found[1], found[0], door.form_keys.of(hashed)) if found else None


async def watching(request: Request, gateway: CurrentGateway, door: CurrentDoor) -> Seat:
    """Who sits there, for what the page does by itself: it does not keep the session alive.

    Raises:
        NotSeated: nobody does.
    """
    seat = await find_seat(gateway, door, session_token(request), used=False)
    if seat is None:
        raise NotSeated
    return seat


async def seated(request: Request, gateway: CurrentGateway, door: CurrentDoor) -> Seat:
    """Who sits there.

    Raises:
        NotSeated: nobody does.
    """
    seat = await find_seat(gateway, door, session_token(request), used=True)
    if seat is None:
        raise NotSeated
    request.state.seat = seat  # for the page that tells of an error: it keeps its navigation, and one is still there
    return seat


Watching = Annotated[Seat, Depends(watching)]
Seated = Annotated[Seat, Depends(seated)]


def _least(role: Role) -> Callable[[Seated], Seat]:
    order = (Role.ADVISEUR, Role.COORDINATOR, Role.BEHEERDER)

    def check(seat: Seated) -> Seat:
        if order.index(seat.adviser.role) < order.index(role):
            raise NotAllowed
        return seat

    return check


Coordinating = Annotated[Seat, Depends(_least(Role.COORDINATOR))]


async def visible_chat(desk: CurrentDesk, seat: Seated, conversation_id: str) -> str:
    """The id of the chat in the path, for who may see it: what they may do in it is looked at after that.

    Raises:
        NotFound: there is none, or it is of a loket they do not belong to.
    """
    await desk.parts.read(scope.seen, seat.adviser, conversation_id)
    return conversation_id


VisibleChat = Annotated[str, Depends(visible_chat)]


class Form:
    """What was posted. Every value is a text; there are no files."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def text(self, name: str) -> str:
        """Return a field without blanks around it; empty when it is not there.

        Raises:
            Problem: 413, it is longer than any field of ours.
        """
        value = self._data.get(name, "")
        if isinstance(value, UploadFile):
            return ""
        if len(value) > _LONGEST_FIELD:
            raise Problem(413, "too-long", f"Deze tekst is langer dan {_LONGEST_FIELD} tekens.")
        return value.strip().replace("\r\n", "\n").replace("\x00", "")

    def raw(self, name: str) -> str:
        """Return a field as it was typed: a password."""
        value = self._data.get(name, "")
        return "" if isinstance(value, UploadFile) else value

    def all(self, name: str) -> list[str]:
        """Return every value of a field, such as the boxes that are ticked."""
        return [value for value in self._data.getlist(name) if isinstance(value, str)]

    def number(self, name: str) -> int:
        """Return a field as a whole number.

        Raises:
            Problem: 422, it is none.
        """
        value = self.text(name)
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            raise Problem(422, "invalid", "Vul een getal in.")
        return int(value)


async def open_form(request: Request) -> Form:
    """What somebody posts who need not be logged in."""
    return Form(await request.form())


async def own_form(request: Request, door: CurrentDoor) -> Form:
    """What was posted from a page that was made for this session.

    Raises:
        ForeignPage: it does not carry the session's key.
    """
    form = Form(await request.form())
    given = request.headers.get(_FORM_KEY_HEADER) or form.text(FORM_KEY)
    wanted = door.form_keys.of(token_hash(session_token(request)))
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise ForeignPage
    return form


OpenForm = Annotated[Form, Depends(open_form)]
Posted = Annotated[Form, Depends(own_form)]
