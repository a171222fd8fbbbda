"""A loket's own house, for its coordinator: who is present, hours and closures, quick texts, the agenda."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fastapi import APIRouter, Request, Response

from channels.desk.desk import Desk
from channels.desk.errors import Invalid, NotFound
from channels.desk.opening import parse_hours
from channels.desk.web import pages, parts
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import Coordinating, CurrentDesk, Form, Posted, Seat
from channels.desk.web.worklists import PLACES
from channels.errors import Problem
from channels.gateway import Gateway
from channels.web.access import CurrentGateway

router = APIRouter(prefix="/desk/loket", include_in_schema=False, route_class=DeskRoute)

DAYS = {
    "mo": "maandag", "tu": "dinsdag", "we": "woensdag", "th": "donderdag", "fr": "vrijdag", "sa": "zaterdag",
    "su": "zondag",
}  # fmt: skip
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d")
_AGENDA_DAYS = 28
_REFUSED = (Invalid, Problem)


class Again:
    """A form of this page that was refused: it comes back as it was filled in, with why. Which form is its `place`."""

    def __init__(self, place: str, form: Form | None = None, error: Invalid | Problem | None = None) -> None:
        self.place = place
        self.words = error.detail if isinstance(error, Problem) else str(error)
        self.field = error.field if isinstance(error, Invalid) else ""
        self._form = form

    def said(self, place: str, field: str, default: str = "") -> str:
        """Return what a field of a form must hold: what was filled in, or what is stored."""
        return self._form.text(field) if self._form and place == self.place else default


@router.get("")
async def choose(request: Request, desk: CurrentDesk, seat: Coordinating) -> Response:
    """The lokets that this coordinator manages; with one there is nothing to choose."""
    lokets = _managed(desk, seat)
    if len(lokets) == 1:
        return pages.done(request, f"/desk/loket/{lokets[0][0]}")
    return pages.page(request, seat, "lokets.html", lokets=lokets)


@router.get("/{loket}")
async def show(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, loket: str
) -> Response:
    """One loket."""
    _check(desk, seat, loket)
    return await _page(request, gateway, desk, seat, loket)


@router.post("/{loket}/uren")
async def set_hours(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, form: Posted, loket: str
) -> Response:
    """Set the hours at which chats are taken."""
    _check(desk, seat, loket)
    try:
        hours = None if form.text("volgens") == "kennis" else _hours(form)
        await desk.house.set_hours(seat.adviser, loket, hours)
    except _REFUSED as error:
        return await _page(request, gateway, desk, seat, loket, Again("uren", form, error))
    return pages.done(request, f"/desk/loket/{loket}#uren", "opgeslagen")


@router.post("/{loket}/gezamenlijk")
async def set_shared(request: Request, desk: CurrentDesk, seat: Coordinating, form: Posted, loket: str) -> Response:
    """Say whether advisers here help with the shared queue."""
    _check(desk, seat, loket)
    await desk.house.set_shared(seat.adviser, loket, form.text("gezamenlijk") == "ja")
    return pages.done(request, f"/desk/loket/{loket}#uren", "opgeslagen")


@router.post("/{loket}/sluitingen")
async def close_days(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, form: Posted, loket: str
) -> Response:
    """Close for some days."""
    _check(desk, seat, loket)
    try:
        first = _date(form, "eerste")
        last = _date(form, "laatste") if form.text("laatste") else first
        await desk.house.add_closure(seat.adviser, loket, first, last, form.text("reden"))
    except _REFUSED as error:
        return await _page(request, gateway, desk, seat, loket, Again("sluitingen", form, error))
    return pages.done(request, f"/desk/loket/{loket}#sluitingen", "opgeslagen")


@router.post("/{loket}/sluitingen/{closure_id}/weg")
async def open_days(
    request: Request, desk: CurrentDesk, seat: Coordinating, _: Posted, loket: str, closure_id: str
) -> Response:
    """Do not close after all."""
    _check(desk, seat, loket)
    await desk.house.remove_closure(seat.adviser, closure_id)
    return pages.done(request, f"/desk/loket/{loket}#sluitingen", "verwijderd")


@router.post("/{loket}/teksten")
async def put_text(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, form: Posted, loket: str
) -> Response:
    """Add or change a quick text."""
    _check(desk, seat, loket)
    try:
        await desk.house.put_quick_text(
            seat.adviser, loket, form.text("titel"), form.text("tekst"), text_id=form.text("id") or None
        )
    except _REFUSED as error:
        return await _page(request, gateway, desk, seat, loket, Again(f"teksten{form.text('id')}", form, error))
    return pages.done(request, f"/desk/loket/{loket}#teksten", "opgeslagen")


@router.post("/{loket}/teksten/{text_id}/weg")
async def remove_text(
    request: Request, desk: CurrentDesk, seat: Coordinating, _: Posted, loket: str, text_id: str
) -> Response:
    """Remove a quick text."""
    _check(desk, seat, loket)
    await desk.house.remove_quick_text(seat.adviser, text_id)
    return pages.done(request, f"/desk/loket/{loket}#teksten", "verwijderd")


@router.post("/{loket}/agenda")
async def add_slots(
    request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, form: Posted, loket: str
) -> Response:
    """Add times at which somebody can come."""
    _check(desk, seat, loket)
    try:
        await desk.agenda.add(
            seat.adviser, loket, _date(form, "dag"), _time(form.text("begin")), form.number("minuten"),
            form.number("aantal"), form.number("plekken"), form.text("soort"), form.text("plaats"),
        )  # fmt: skip
    except _REFUSED as error:
        return await _page(request, gateway, desk, seat, loket, Again("agenda", form, error))
    return pages.done(request, f"/desk/loket/{loket}#agenda", "opgeslagen")


@router.post("/{loket}/agenda/{slot_id}/weg")
async def remove_slot(
    request: Request, desk: CurrentDesk, seat: Coordinating, _: Posted, loket: str, slot_id: str
) -> Response:
    """Remove a time at which nobody comes."""
    _check(desk, seat, loket)
    await desk.agenda.remove(seat.adviser, slot_id)
    return pages.done(request, f"/desk/loket/{loket}#agenda", "verwijderd")


async def _page(
    request: Request, gateway: Gateway, desk: Desk, seat: Seat, loket: str, again: Again | None = None
) -> Response:
    today = pages.local(gateway.clock()).date()
    waiting = [one for one in await desk.queue.waiting(seat.adviser) if one.loket == loket]
    return pages.page(
        request, seat, "loket.html", 422 if again else 200,
        house=await desk.house.of(seat.adviser, loket), loket=loket, days=DAYS,
        present=[one for one in await desk.presence.everyone(seat.adviser) if loket in one.lokets], today=today,
        texts=await desk.house.quick_texts(seat.adviser, loket), waiting=waiting, places=PLACES,
        slots=await desk.agenda.slots(seat.adviser, loket, today, today + timedelta(days=_AGENDA_DAYS)),
        presence_names=parts.PRESENCE, again=again or Again(""),
    )  # fmt: skip


def _managed(desk: Desk, seat: Seat) -> list[tuple[str, str]]:
    return [one for one in desk.house.lokets(seat.adviser) if seat.adviser.coordinates(one[0])]


def _check(desk: Desk, seat: Seat, loket: str) -> None:
    """Accept a loket that is there and is theirs; a foreign one is as one that is not there."""
    if loket not in dict(_managed(desk, seat)):
        raise NotFound


def _hours(form: Form) -> dict[str, list[list[str]]]:
    hours: dict[str, list[list[str]]] = {}
    for day, words in DAYS.items():
        try:
            periods = _periods(form, day)
            parse_hours({day: periods})
        except Invalid as error:
            told = str(error)
            raise Invalid(day, told if words in told else f"{words.capitalize()}: {told}") from None
        if periods:
            hours[day] = periods
    return hours


def _periods(form: Form, day: str) -> list[list[str]]:
    periods = []
    for part in ("1", "2"):
        opens, closes = form.text(f"{day}_open{part}"), form.text(f"{day}_dicht{part}")
        if bool(opens) != bool(closes):
            raise Invalid(day, f"Vul voor {DAYS[day]} een begin én een einde in.")
        if opens:
            periods.append([_time(opens), _time(closes)])
    return periods


def _time(words: str) -> str:
    if not _TIME.fullmatch(words):
        raise Invalid("tijd", "Schrijf een tijd als 09:30.")
    hour, minute = re.split(r"[:.]", words)
    return f"{int(hour):02d}:{minute}"


def _date(form: Form, name: str) -> date:
    try:
        return date.fromisoformat(form.text(name))
    except ValueError:
        raise Invalid(name, "Kies een datum.") from None
