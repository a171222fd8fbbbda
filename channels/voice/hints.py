"""Words that a caller is likely to say, for the recogniser: of the field, and the places of the region asked about."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

FIELD = (
    "EVC", "ervaringscertificaat", "leerbaan", "bbl", "bol", "Werkcentrum", "leerwerkloket", "levenlanglerenkrediet",
    "STAP-budget", "SLIM-subsidie", "O&O-fonds", "ontwikkelfonds", "scholingsaftrek", "praktijkverklaring",
    "mbo-certificaat", "associate degree", "derde leerweg", "startkwalificatie", "omscholen", "bijscholen",
    "zij-instroom", "erkend leerbedrijf", "praktijkleren", "transitievergoeding", "studiefinanciering", "UWV", "DUO",
    "mbo", "hbo", "vmbo", "zzp'er", "bijstand", "uitkering", "WW-uitkering", "WIA", "Wajong", "inburgering",
    "diplomawaardering", "vrijstelling", "examencommissie", "opleiding", "cursus", "vergoeding", "werkgever",
)  # fmt: skip
ALWAYS = ("medewerker", "ja", "nee", "herhaal", "langzamer", "korter", "weet ik niet")
_PLACES = 60


class HasConnection(Protocol):
    """Compiled knowledge, whose tables of places are read."""

    def connection(self) -> Any:
        """Return the connection of the calling thread."""


class Hints:
    """Hints for what a question asks. Without compiled knowledge only the words of the field."""

    def __init__(self, knowledge: object) -> None:
        self._knowledge: HasConnection | None = knowledge if hasattr(knowledge, "connection") else None

    def for_question(self, asks: str | None, regio: str) -> tuple[str, ...]:
        """Return the words that are likely now; `regio` is the region of the caller, "" when we do not know."""
        if asks == "plaats" or (regio and asks is None):
            return (*ALWAYS, *self.places(regio), *FIELD)
        return (*ALWAYS, *FIELD)

    @lru_cache(maxsize=64)  # noqa: B019  lives as long as the process
    def places(self, regio: str) -> tuple[str, ...]:
        """Return the largest places of a region, or of the country."""
        if self._knowledge is None:
            return ()
        where = "AND regio = ?" if regio else ""
        rows = self._knowledge.connection().execute(
            f"SELECT name FROM place WHERE kind = 'woonplaats' {where} ORDER BY weight DESC, name LIMIT {_PLACES}",
            (regio,) if regio else (),
        )
        return tuple(str(row[0]) for row in rows)
