"""What the tests of "Mijn overzicht" share: records of their own, cards as actions make them, and a browser's calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import httpx

from channels.conversation.model import Author, Json, Message
from channels.conversation.texts import Texts
from channels.overview.found import Found
from channels.overview.shelf import Shelf
from knowledge import lokets
from knowledge.lokets import Loket
from knowledge.moments import AMSTERDAM
from knowledge.records import Arrangement
from knowledge.search import Item
from knowledge.search.items import ItemSource
from tests.channels.fakes import NOON, FakeKnowledge, Running, Talk, turn
from tests.knowledge import make

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=AMSTERDAM)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass
class Drawer:
    """Records by id."""

    records: dict[str, Any] = field(default_factory=dict)

    def get(self, record_id: str) -> Any:
        return self.records.get(record_id)


class Records(FakeKnowledge):
    """A knowledge with these arrangements, lokets and offers."""

    def __init__(self, *records: Arrangement | Loket | Item) -> None:
        self.arrangements = {one.id: one for one in records if isinstance(one, Arrangement)}
        self.lokets = Drawer({one.id: one for one in records if isinstance(one, Loket)})
        self.catalogue = Drawer({one.id: one for one in records if isinstance(one, Item)})

    def arrangement(self, arrangement_id: str) -> Arrangement:
        return self.arrangements[arrangement_id]


def shelf(*records: Arrangement | Loket | Item) -> Shelf:
    return Shelf(Texts(Records(*records)))


def arrangement(arrangement_id: str = "opleidingsgeld", **changes: Any) -> Arrangement:
    """A gift of € 1.500 a year that one can apply for now, until the end of November; change what matters."""
    amounts = [{"id": "som", "value": 1500, "unit": "EUR/jaar", "meaning": "per jaar", "source": 1, "show": True}]
    defaults = {"id": arrangement_id, "title": f"Titel {arrangement_id}", "amounts": amounts, "instead": []}
    return make.arrangement(**{**defaults, "amount_for_person": {"amount": "som"}, **changes})


def loan(arrangement_id: str = "lening", **changes: Any) -> Arrangement:
    return arrangement(arrangement_id, form="lening", **changes)


def for_employers(arrangement_id: str = "werkgeversgeld", **changes: Any) -> Arrangement:
    fixed = {"kind": "funding_employer", "form": "subsidie_werkgever", "applicant": "employer"}
    return arrangement(arrangement_id, **fixed, through=["werkgever"], **changes)


def loket(loket_id: str = "zwolle", **changes: Any) -> Loket:
    return lokets.read({"email": None, **make.loket(id=loket_id, **changes)})


def offer(item_id: str = "leerbaan-1", kind: str = "leerbaan", **changes: Any) -> Item:
    """An offer of the catalogue, on offer until February."""
    values: dict[str, Any] = {
        "id": item_id, "kind": kind, "title": f"Titel {item_id}", "occupation": None, "sectors": (), "level": "mbo3",
        "forms": ("bbl",), "organisation": "Bedrijf", "reach": "plaats", "place": "Zwolle", "gemeente": "Zwolle",
        "regio": "Regio Zwolle", "provincie": "Overijssel", "pc4": None, "lat": None, "lon": None,
        "available_from": date(2026, 9, 1), "available_to": date(2027, 2, 1), "start": None, "url": None,
        "contact": None, "check": (), "certainty": "zeker", "demo": True,
        "source": ItemSource("Leerwijs, voorbeeld", None, "2026-11-22"), "details": {},
    }  # fmt: skip
    return Item(**{**values, **changes})


def card(record: Arrangement, verdict: str = "waarschijnlijk", **changes: Any) -> Json:
    """The card of an arrangement, as the actions make it for somebody it is for."""
    source = record.newest_source()
    facts = {"bedrag": "€ 1.500 per jaar", "aanvragen": " ".join(record.apply)} if verdict != "niet" else {}
    return {
        "kind": "regeling", "id": record.id, "title": record.title, "text": record.summary, "verdict": verdict,
        "certainty": "zeker", "why": ["U bent jonger dan 57 jaar."], "check": [], "missing": [], "facts": facts,
        "url": record.url, "demo": False,
        "source": {"title": source.title, "url": source.url, "evidence_date": record.evidence_date}, **changes,
    }  # fmt: skip


def thing(kind: str, item_id: str, **changes: Any) -> Json:
    """Any other card."""
    source = {"title": "Leerwijs, voorbeeld", "url": None, "evidence_date": "2026-11-22"}
    return {
        "kind": kind, "id": item_id, "title": f"Titel {item_id}", "text": None, "verdict": None, "certainty": None,
        "why": [], "check": [], "missing": [], "facts": {}, "url": None, "demo": True, "source": source, **changes,
    }  # fmt: skip


def found(*items: Json, at: int = NOON, topic: str = "financiering_overzicht") -> list[Found]:
    return [Found(item, seq, at, topic) for seq, item in enumerate(items, 1)]


def message(
    seq: int, *items: Json, topic: str = "financiering_overzicht", asks: str | None = None, author: Author = Author.BOT
) -> Message:
    body = {"items": list(items), **({"asks": {"slot": asks, "step": 1, "at_most": 2}} if asks else {})}
    return Message(seq, f"m{seq}", author, NOON + seq, "…", topic, None, None, body)


@dataclass
class Visitor:
    """A browser at a private link."""

    api: Running
    talk: Talk
    path: str

    async def get(self, path: str = "", *, follow: bool = True, **headers: str) -> httpx.Response:
        return await self.api.client.get(self.path + path, headers={**BROWSER, **headers}, follow_redirects=follow)

    async def post(self, path: str, data: Any = None, *, follow: bool = True, **more: Any) -> httpx.Response:
        headers = {**BROWSER, "Origin": "http://gateway.test", **more.pop("headers", {})}
        return await self.api.client.post(
            self.path + path, data=data or {}, headers=headers, follow_redirects=follow, **more
        )


async def visit(
    api: Running, items: Iterable[Json] = (), records: Iterable[Arrangement | Loket | Item] = (), **turns: Any
) -> Visitor:
    """A conversation in which these cards were shown, and a browser at its overview."""
    api.gateway.texts = Texts(Records(*records))
    talk = await api.start()
    cards = list(items)
    if cards:
        api.engine.replies["wat is er"] = turn(items=cards, topic="financiering_overzicht", **turns)
        await talk.say("wat is er")
    link = await api.client.post(f"{talk.path}/overview/link", headers=talk.headers)
    assert link.status_code == 200, link.text
    return Visitor(api, talk, link.json()["url"])
