"""The loket on the overview: where it is, when it is open, and whether that is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import quote_plus

from channels.conversation.model import Json
from channels.desk.opening import Closure, Opening
from channels.overview import sources, words
from channels.overview.found import Found
from channels.overview.shelf import Shelf
from channels.overview.sources import SourceLine, is_web_address
from knowledge import dutch, moments
from knowledge.lokets import DAYS, Loket, holiday

_MAP = "https://www.openstreetmap.org/search?query="


@dataclass(frozen=True, slots=True)
class Place:
    """A loket as far as it is known. `today` says whether it is open now, `week` when it is open each day.

    `map_url` shows the address on OpenStreetMap: a link to follow, nothing of it is loaded.
    """

    id: str
    title: str
    address: str | None
    phone: str | None
    email: str | None
    website: str | None
    map_url: str | None
    walk_in: bool | None
    week: tuple[tuple[str, str], ...]
    is_open: bool | None
    today: str
    source: SourceLine | None
    demo: bool


def places(
    found: Iterable[Found], shelf: Shelf, opening: Opening, now: datetime, expected: Loket | None = None
) -> tuple[Place, ...]:
    """Return the loket that expects the person, if any, and those that were shown, the last first; with the hours that
    they set themselves where they did.
    """
    shown = sorted((one for one in found if one.item["kind"] == "loket"), key=lambda one: -one.seq)
    cards = {one.item["id"]: one.item for one in shown}
    if expected:
        cards = {expected.id: cards.get(expected.id) or _card(expected), **cards}
    return tuple(_place(card, shelf.loket(loket_id), opening, now) for loket_id, card in cards.items())


def _card(loket: Loket) -> Json:
    """A loket that was never shown, as a card."""
    newest = loket.sources[-1]
    source = {"title": newest.title, "url": newest.url, "evidence_date": loket.evidence_date}
    return {
        "kind": "loket",
        "id": loket.id,
        "title": loket.title,
        "url": loket.website,
        "demo": loket.demo,
        "source": source,
    }


def _place(item: Json, loket: Loket | None, opening: Opening, now: datetime) -> Place:
    facts = item.get("facts") or {}
    demo = bool(item.get("demo"))
    own = opening.hours(item["id"])
    if loket and own is not None:
        loket = replace(loket, hours=own)
    closures = opening.closures(item["id"])
    address = loket.address if loket else facts.get("adres")
    return Place(
        id=item["id"],
        title=item.get("title") or item["id"],
        address=address,
        phone=None if demo else (loket.phone if loket else facts.get("telefoon")),
        email=None if demo else (loket.email if loket else facts.get("e-mail")),
        website=item["url"] if is_web_address(item.get("url")) else None,
        map_url=_MAP + quote_plus(address) if address and not demo else None,
        walk_in=loket.walk_in if loket else None,
        week=week(loket) if loket else (),
        is_open=_is_open(loket, closures, now) if loket else None,
        today=_today(loket, closures, now) if loket else "Vraag het loket wanneer het open is.",
        source=sources.of_item(item.get("source")),
        demo=demo,
    )


def week(loket: Loket) -> tuple[tuple[str, str], ...]:
    """Return the hours in words, days with the same hours together; nothing when the hours are not known."""
    if loket.hours is None:
        return ()
    rows: list[tuple[list[str], str]] = []
    for day in DAYS:
        periods = loket.hours.get(day, ())
        said = _periods(periods) if periods else "dicht"
        if rows and rows[-1][1] == said:
            rows[-1][0].append(words.WEEKDAYS[day])
        else:
            rows.append(([words.WEEKDAYS[day]], said))
    return tuple((_span(days), said) for days, said in rows)


def _span(days: list[str]) -> str:
    return f"{days[0]} tot en met {days[-1]}" if len(days) > 2 else words.listed(days)


def _periods(periods: tuple[tuple[time, time], ...]) -> str:
    return words.listed([f"{_clock(opens)} tot {_clock(closes)} uur" for opens, closes in periods])


def _closed(closures: Sequence[Closure], day: date) -> Closure | None:
    return next((one for one in closures if one.first <= day <= one.last), None)


def _is_open(loket: Loket, closures: Sequence[Closure], now: datetime) -> bool | None:
    return False if loket.hours is not None and _closed(closures, now.date()) else loket.open_at(now)


def _today(loket: Loket, closures: Sequence[Closure], now: datetime) -> str:
    """Say whether the loket is open now, and else when it opens next."""
    if loket.hours is None:
        return "De openingstijden weten wij niet. Kijk op de site of bel voordat u gaat."
    is_open = _is_open(loket, closures, now)
    if is_open:
        return f"Nu open, tot {_closes(loket, now)} uur."
    again = _next_opening(loket, closures, now)
    opens = f" Weer open: {in_words(again, now.date())}." if again else ""
    if is_open is None:
        return f"Of het loket vandaag open is, weten wij niet.{opens}"
    closure = _closed(closures, now.date())
    name = closure.reason if closure else holiday(now.date())
    return f"Nu dicht{f' ({name})' if name else ''}.{opens}"


def _next_opening(loket: Loket, closures: Sequence[Closure], now: datetime) -> datetime | None:
    opens = loket.next_opening(now)
    while opens and (closure := _closed(closures, opens.date())):
        opens = loket.next_opening(datetime.combine(closure.last, time(23, 59), moments.AMSTERDAM))
    return opens


def _closes(loket: Loket, now: datetime) -> str:
    here = moments.local(now)
    periods = (loket.hours or {}).get(DAYS[here.weekday()], ())
    return next(_clock(closes) for opens, closes in periods if opens <= here.time() < closes)


def in_words(moment: datetime, today: date) -> str:
    """Write a moment to come: "morgen om 10.00 uur", "maandag 23 november om 10.00 uur"."""
    at = f"om {_clock(moment.time())} uur"
    if moment.date() == today:
        return f"vandaag {at}"
    if moment.date() == today + timedelta(days=1):
        return f"morgen {at}"
    day = words.WEEKDAYS[DAYS[moment.weekday()]]
    return f"{day} {moment.day} {dutch.MONTHS[moment.month - 1]} {at}"


def _clock(moment: time) -> str:
    return f"{moment.hour}.{moment.minute:02d}"
