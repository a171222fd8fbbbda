"""Dutch dates and amounts of money by Duckling, in this process.

The package that carries Duckling is from a little-known author: pinned by hash, and optional. Without it
(or without the machine's time zone files) dates and amounts are not recognised; nothing else changes.
"""

from __future__ import annotations

import logging
import re
from typing import Any

logger = logging.getLogger(__name__)

_ZONEINFO = "/usr/share/zoneinfo"
_UNSAFE = re.compile(r"[^\x20-\x7e€]")
_WORTH_ASKING = re.compile(
    r"\d|euro|morgen|vandaag|overmorgen|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|week|maand|januari|"
    r"februari|maart|april|juni|juli|augustus|september|oktober|november|december"
)


class Duckling:
    """Finds dates and amounts; ``parse`` returns entities with ISO dates and amounts in euro."""

    def __init__(self) -> None:
        try:
            import duckling

            self._duckling = duckling
            self._zones = duckling.load_time_zones(_ZONEINFO)
            self._locale = duckling.default_locale_lang(duckling.parse_lang("NL"))
            self._dimensions = duckling.parse_dimensions(["amount-of-money", "time"])
        except Exception as error:  # the package raises its own kinds; any of them means: go on without
            logger.warning("Duckling is not available (%s); dates and amounts are not recognised.", error)
            self._duckling = None

    def parse(self, text: str) -> list[dict[str, Any]]:
        """Return entities ``datum`` (ISO date) and ``bedrag`` (euro) with their positions."""
        if self._duckling is None or not _WORTH_ASKING.search(text):
            return []
        now = self._duckling.get_current_ref_time(self._zones, "Europe/Amsterdam")
        context = self._duckling.Context(now, self._locale)
        entities = []
        # It takes the whole process down on a NUL; what it reads is ASCII, but for the euro sign.
        safe = _UNSAFE.sub(" ", text)
        for found in self._duckling.parse(safe, context, self._dimensions, False):
            entity = _entity(found)
            if entity:
                entities.append({**entity, "start": found["start"], "end": found["end"]})
        return entities


def _entity(found: dict[str, Any]) -> dict[str, Any]:
    value = found["value"]
    if found["dim"] == "amount-of-money" and value.get("unit") == "EUR" and "value" in value:
        return {"entity": "bedrag", "value": value["value"]}
    if found["dim"] == "time":
        moment = value.get("value") or value.get("from", {}).get("value")
        if moment and value.get("grain", value.get("from", {}).get("grain")) in ("day", "hour", "minute", "week"):
            return {"entity": "datum", "value": str(moment)[:10]}
    return {}
