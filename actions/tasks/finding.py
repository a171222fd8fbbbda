"""Search hits and lokets as items, shared by the tasks that look for something near the person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import TYPE_CHECKING, Literal

from actions.tasks import cards
from actions.tasks.context import Turn
from actions.tasks.reply import Item
from actions.tasks.starting import AT_ANY_TIME, Start

if TYPE_CHECKING:
    from knowledge.lokets import Hours, Loket
    from knowledge.places import Place
    from knowledge.search import Hit, SearchResult
    from knowledge.search.wish import Asked


Fit = Literal["exact", "alike", "other"]
ENOUGH = 3  # hits of several kinds together with which none is looked for wider
_MOST_OTHER = 3  # hits of other work, when there is nothing else
EVC_KM = 100  # one goes to a provider of EVC a few times, and several come to you
_PROVIDES = frozenset({"aanbieder", "toeleider"})


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; None is anything. `within_km` is for who did not say how far they want to travel, and then
    `farthest_km` is how far the search may be widened. A distance that was said is a limit: nothing lies beyond it.

    `among` and `but` are occupations (ESCO codes) to keep to and to leave out.
    """

    kinds: tuple[str, ...]
    work: str | None = None
    sector: str | None = None
    level: str | None = None
    form: str | None = None
    within_km: int | None = None
    farthest_km: int | None = None
    start: Start = AT_ANY_TIME
    among: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Items, best first.

    widened: in which ways the search was made wider. total: how many there are in all. fit: whether at least one is for
    the work that was asked for, else for work like it; or all are other work of the same field.
    """

    items: list[Item]
    widened: tuple[str, ...]
    total: int
    fit: Fit


def place(turn: Turn) -> Place | None:
    """The place of the person; None when it is not known or has disappeared from the tables."""
    name = turn.profile.text("plaats")
    found = turn.knowledge.places.find(name) if name else ()
    return found[0] if found else None


def look(turn: Turn, search: Search, limit: int) -> Found:
    """The best hits of a search near the person; what was found is noted for their overview."""
    results = _of_all_kinds(turn, search, limit)
    hits = [hit for result in results for hit in result.hits]
    if len(results) > 1:  # Python sorts stably: within a kind the order of the catalogue stays
        hits.sort(key=lambda hit: (len(hit.widened), hit.match == "breed"))
    total = sum(result.total for result in results)
    fitting = [hit for hit in hits if hit.match != "ander_werk" or "beroep" not in hit.widened]
    if len(fitting) < len(hits):  # all that fit are among the hits, for only then other work is looked for
        hits = fitting or hits[:_MOST_OTHER]
        total = len(hits)
    hits = hits[:limit]
    items = [hit_item(turn, hit) for hit in hits]
    widened = dict.fromkeys(way for hit in hits for way in hit.widened)
    for item in items:
        turn.memory.find(item["kind"], item["id"], "gevonden")
    exact = any("beroep" not in hit.widened for hit in hits)
    return Found(items, tuple(widened), total, "exact" if exact else "alike" if fitting else "other")


def farther(turn: Turn, search: Search) -> tuple[str, float] | None:
    """The nearest of just what is looked for that lies too far away: its place and how many kilometers; else None."""
    wanted = asked(turn, search) | {"within_km": None, "farthest_km": None}
    results = [turn.knowledge.catalogue.search(kind, limit=1, widen=False, **wanted) for kind in search.kinds]
    hits = [hit for result in results for hit in result.hits if hit.distance_km is not None and hit.item.place]
    nearest = min(hits, key=lambda hit: hit.distance_km or 0.0, default=None)
    return (str(nearest.item.place), nearest.distance_km or 0.0) if nearest else None


def _of_all_kinds(turn: Turn, search: Search, limit: int) -> list[SearchResult]:
    """What is found of each kind; one kind is not looked for wider while another has enough."""
    wanted, catalogue = asked(turn, search), turn.knowledge.catalogue
    if len(search.kinds) > 1:
        strict = [catalogue.search(kind, limit=limit, widen=False, **wanted) for kind in search.kinds]
        if sum(result.total for result in strict) >= ENOUGH:
            return strict
    return [catalogue.search(kind, limit=limit, **wanted) for kind in search.kinds]


def asked(turn: Turn, search: Search) -> Asked:
    """The same as the catalogue wants it, near the person."""
    travel = turn.profile.value("reisafstand")
    stated = isinstance(travel, int)
    return {
        "text": search.work,
        "sector": None if search.work else search.sector,
        "near": place(turn),
        "within_km": travel if isinstance(travel, int) else search.within_km,
        "farthest_km": travel if isinstance(travel, int) else search.farthest_km,
        "stated_km": stated,
        "level": search.level,
        "form": search.form,
        "starts_from": search.start.earliest,
        "starts_by": search.start.latest,
        "among": search.among,
        "but": search.but,
        "on": turn.now.date(),
    }


def count(turn: Turn, search: Search) -> int:
    """How many there are of just what is looked for."""
    wanted = asked(turn, search)
    return sum(turn.knowledge.catalogue.search(kind, limit=1, widen=False, **wanted).total for kind in search.kinds)


def firms(turn: Turn, search: Search, limit: int) -> list[str]:
    """Leerbedrijven near the person that may train for the work, with where they are; demonstration data left out."""
    near = replace(search, level=None, form=None, start=AT_ANY_TIME)
    hits = turn.knowledge.catalogue.search("leerbedrijf", limit=limit, widen=False, **asked(turn, near)).hits
    return [f"{hit.item.title} ({hit.item.place})" for hit in hits if not hit.item.demo]


def _results(turn: Turn, search: Search, kind: str, limit: int) -> SearchResult:
    return turn.knowledge.catalogue.search(kind, limit=limit, **asked(turn, search))


def providers(turn: Turn, limit: int) -> list[Item]:
    """Providers of EVC for the person's occupation; schools and the register itself are none."""
    work, sector = turn.profile.text("beroep_nu"), turn.profile.text("sector_nu")
    search = Search(("evc_aanbieder",), work, sector, farthest_km=EVC_KM)
    found = _results(turn, search, "evc_aanbieder", 3 * limit).hits
    anything = search.work is None and search.sector is None
    hits = [hit for hit in found if _role(hit) in _PROVIDES and not (anything and hit.item.sectors)]
    items = [hit_item(turn, hit) for hit in hits[:limit]]
    for item in items:
        turn.memory.find(item["kind"], item["id"], "gevonden")
    return items


def _role(hit: Hit) -> str:
    return str(hit.item.details.get("role") or "aanbieder")


def hit_item(turn: Turn, hit: Hit) -> Item:
    """A search hit as an item, with why it fits and how far it is. Of demonstration data no contact is given."""
    found, texts = hit.item, turn.texts
    item = cards.item(found.kind, found.id, found.title)
    by = "werkgever" if found.kind == "leerbaan" else "aanbieder"
    contact = found.contact if not found.demo else None
    facts = {
        by: found.organisation,
        "plaats": found.place,
        "afstand": None if hit.distance_km is None else texts.phrase("distance", km=max(1, round(hit.distance_km))),
        "niveau": texts.word("levels", found.level) if found.level else None,
        "school": found.details.get("school"),
        "uren_per_week": found.details.get("hours"),
        "contact": ", ".join(str(value) for value in contact.values() if value) if contact else None,
    }
    item["facts"] = {name: value for name, value in facts.items() if value}
    item["why"] = list(hit.why)
    item["check"] = list(found.check)
    item["certainty"] = found.certainty
    item["url"] = found.url
    item["demo"] = found.demo
    item["source"] = {"title": found.source.title, "url": found.source.url, "evidence_date": found.source.date}
    return item


def loket(turn: Turn) -> Item | None:
    """The loket for the person's place as an item; None without a place, or in an area with more than one."""
    where = place(turn)
    found = turn.knowledge.lokets.for_place(where) if where else None
    return loket_item(turn, found) if found else None


def loket_item(turn: Turn, found: Loket) -> Item:
    """A loket as far as it is known; what is not known is left out."""
    item = cards.item("loket", found.id, found.title)
    texts = turn.texts
    facts = {
        "adres": found.address,
        "telefoon": None if found.demo else found.phone,
        "e-mail": None if found.demo else found.email,
        "open": hours_text(turn, found.hours) if found.hours else None,
        "binnenlopen": texts.word("walk_in", str(found.walk_in).lower()) if found.walk_in is not None else None,
    }
    item["facts"] = {name: value for name, value in facts.items() if value}
    item["certainty"] = found.certainty
    item["url"] = found.website
    item["demo"] = found.demo
    if found.sources:
        item["source"] = cards.source(found.sources[0], found.evidence_date)
    turn.memory.find("loket", found.id, "gevonden")
    return item


def hours_text(turn: Turn, hours: Hours) -> str:
    """Opening hours in words: "maandag tot en met donderdag 10.00 tot 16.00 uur"."""
    texts, rows = turn.texts, list[tuple[list[str], tuple[tuple[time, time], ...]]]()
    for day in texts.words("days"):
        periods = tuple(hours.get(day, ()))
        if not periods:
            rows.append(([], ()))
        elif rows and rows[-1][1] == periods:
            rows[-1][0].append(day)
        else:
            rows.append(([day], periods))
    parts = []
    for days, periods in rows:
        if not days:
            continue
        names = [texts.word("days", day) for day in days]
        span = names[0] if len(names) == 1 else texts.phrase("days_span", eerste=names[0], laatste=names[-1])
        times = [texts.phrase("period", van=_clock(opens), tot=_clock(closes)) for opens, closes in periods]
        parts.append(f"{span} {texts.enumerate(times)}")
    return ", ".join(parts)


def _clock(moment: time) -> str:
    return f"{moment.hour}.{moment.minute:02d}"
