"""The records behind the cards, read from the knowledge that the gateway holds open for its texts."""

from __future__ import annotations

from channels.conversation.texts import Texts
from knowledge.lokets import Loket
from knowledge.records import Arrangement
from knowledge.search import Item


class Shelf:
    """Looks records up by the id of a card. None: our knowledge has no such record (any more)."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._knowledge = texts.knowledge

    def regeling(self, arrangement_id: str) -> Arrangement | None:
        """Return an arrangement."""
        try:
            return self._knowledge.arrangement(arrangement_id)
        except LookupError:
            return None

    def loket(self, loket_id: str) -> Loket | None:
        """Return a loket."""
        return self._knowledge.lokets.get(loket_id)

    def offer(self, item_id: str) -> Item | None:
        """Return a leerbaan, an opleiding, a certificaat or an EVC-aanbieder."""
        return self._knowledge.catalogue.get(item_id)

    def title(self, topic: str | None) -> str | None:
        """Return a topic in human words."""
        return self._texts.title(topic) if topic else None
