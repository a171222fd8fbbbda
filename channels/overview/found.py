"""What was shown in a conversation: the newest card of each thing, with when it was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from channels.conversation.model import Author, Json, Message

_ORDER = {"waarschijnlijk": 0, "misschien": 1, None: 2, "niet": 3}
# A task that is done again tells anew what fits and what to do; what a search found stays found.
_TOLD_ANEW = frozenset({"regeling", "stap"})


@dataclass(frozen=True, slots=True)
class Found:
    """A card as it was told: in message `seq`, at a moment (milliseconds), on a topic."""

    item: Json
    seq: int
    told_at: int
    topic: str | None


def newest(messages: Iterable[Message]) -> list[Found]:
    """Return the newest card of each thing: what fits first, what does not fit last.

    The end of a task replaces what the same task told before, also where it no longer names it: who corrects their age
    must not keep the verdicts of the old one. Of steps only those of the last plan on a topic are kept.
    """
    kept: dict[tuple[str, str], Found] = {}
    asking: str | None = None
    for message in messages:
        if message.author is Author.USER:
            continue
        items = message.body.get("items", ())
        if message.body.get("asks"):
            asking = message.topic
        elif asking is not None and message.topic == asking:
            _forget(kept, message.topic, _TOLD_ANEW)
            asking = None
        if any(item["kind"] == "stap" for item in items):
            _forget(kept, message.topic, frozenset({"stap"}))
        for item in items:
            key = (item["kind"], item["id"])
            kept.pop(key, None)
            kept[key] = Found(item, message.seq, message.at, message.topic)
    return sorted(kept.values(), key=lambda found: _ORDER.get(found.item.get("verdict"), 2))


def _forget(kept: dict[tuple[str, str], Found], topic: str | None, kinds: frozenset[str]) -> None:
    for key in [key for key, found in kept.items() if found.topic == topic and key[0] in kinds]:
        del kept[key]
