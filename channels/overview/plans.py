"""The steps that were told as a plan (EVC) or a tip, one list a topic, to be ticked off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from channels.overview import sources
from channels.overview.found import Found
from channels.overview.rights import Step
from channels.overview.shelf import Shelf
from channels.overview.sources import SourceLine
from channels.overview.ticks import Tick

# "Stap 1. Kies uw doel": the list counts itself.
_NUMBER = re.compile(r"^Stap \d+[.:]? ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, in order where `ordered`, as told on a topic. `sources` are where the steps come from."""

    topic: str
    title: str
    ordered: bool
    steps: tuple[Step, ...]
    sources: tuple[SourceLine, ...]


def plans(found: Iterable[Found], shelf: Shelf, ticked: Set[str]) -> tuple[Plan, ...]:
    """Return the plans, in the order in which they were told."""
    by_topic: dict[str, list[Found]] = {}
    for one in sorted(found, key=lambda one: one.seq):
        if one.item["kind"] == "stap":
            by_topic.setdefault(one.topic or "", []).append(one)
    return tuple(_plan(topic, members, shelf, ticked) for topic, members in by_topic.items())


def _plan(topic: str, members: list[Found], shelf: Shelf, ticked: Set[str]) -> Plan:
    lines = dict.fromkeys(filter(None, (sources.of_item(one.item.get("source")) for one in members)))
    return Plan(
        topic=topic,
        title=shelf.title(topic) or "Wat u kunt doen",
        ordered=any(_NUMBER.match(one.item.get("title") or "") for one in members),
        steps=tuple(_step(one, ticked) for one in members),
        sources=tuple(lines),
    )


def _step(found: Found, ticked: Set[str]) -> Step:
    item = found.item
    title = _NUMBER.sub("", item.get("title") or item["id"])
    detail = " ".join(part for part in (item.get("text") or "", *(item.get("why") or ())) if part)
    return Step(title, Tick.of(ticked, "plan", found.topic or "", item["id"], title, detail), detail)
