"""What can be chosen: leerbanen, opleidingen, certificaten, EVC-aanbieders and beroepen, as they were found.

What was chosen comes first, and only of that the dates come on the time line and the costs in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from channels.overview import sources, words
from channels.overview.found import Found
from channels.overview.rights import extra_facts, told_on
from channels.overview.shelf import Shelf
from channels.overview.sources import SourceLine, is_web_address
from channels.overview.ticks import Tick
from knowledge.search import Item


@dataclass(frozen=True, slots=True)
class Offer:
    """A leerbaan, an opleiding, a provider. `over`: it is no longer on offer. `record` is None when we have no such."""

    kind: str
    id: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...]
    why: tuple[str, ...]
    check: tuple[str, ...]
    url: str | None
    source: SourceLine | None
    demo: bool
    told_on: date
    over: str | None
    tick: Tick
    record: Item | None

    @property
    def chosen(self) -> bool:
        """Whether the citizen chose it."""
        return self.tick.done


def offers(found: Iterable[Found], shelf: Shelf, today: date, ticked: Set[str]) -> Mapping[str, tuple[Offer, ...]]:
    """Return what can be chosen by kind, what was chosen first."""
    groups: dict[str, list[Offer]] = {}
    for one in found:
        if one.item["kind"] in words.KINDS:
            groups.setdefault(one.item["kind"], []).append(_offer(one, shelf, today, ticked))
    return {kind: tuple(sorted(groups[kind], key=lambda o: not o.chosen)) for kind in words.KINDS if kind in groups}


def _offer(found: Found, shelf: Shelf, today: date, ticked: Set[str]) -> Offer:
    item = found.item
    record = shelf.offer(item["id"])
    return Offer(
        kind=item["kind"],
        id=item["id"],
        title=item.get("title") or item["id"],
        text=item.get("text") or "",
        facts=extra_facts(item),
        why=tuple(item.get("why") or ()),
        check=tuple(item.get("check") or ()),
        url=item["url"] if is_web_address(item.get("url")) else None,
        source=sources.of_item(item.get("source")),
        demo=bool(item.get("demo")),
        told_on=told_on(found),
        over=_over(item["kind"], record, today),
        tick=Tick.of(ticked, "keuze", item["kind"], item["id"]),
        record=record,
    )


def _over(kind: str, record: Item | None, today: date) -> str | None:
    if kind == "beroep":
        return None
    if record is None:
        return "Dit staat nu niet in onze gegevens. Vraag of het er nog is."
    if record.available_to and record.available_to < today:
        return "Dit aanbod is voorbij."
    return None
