"""Which loket serves whom: the lokets of the knowledge, and the place that somebody names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from channels.conversation.texts import Knowledge
from knowledge.lokets import Loket
from knowledge.places import Place

SHARED_TITLE = "Gezamenlijke wachtrij"
_ANYWHERE = re.compile(
    r"\W*(?:(?:dat |het )?maakt (?:mij |me )?(?:niet|niks|niets)(?: zoveel)? uit|geen voorkeur|overal|"
    r"boeit (?:me )?niet|(?:dat )?zeg ik (?:liever )?niet|liever niet|weet ik niet|nee)\W*",
    re.IGNORECASE,
)
# A misspelled place is believed only where nothing else was said.
_WORDS_OF_A_MISSPELLING = 3


@dataclass(frozen=True, slots=True)
class Location:
    """Where somebody lives, and the loket for it; None where more than one loket could be meant."""

    plaats: str
    regio: str | None
    loket: str | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What the directory asks of the knowledge of places; `match` also says how sure it is, as `PlaceMatch.how`."""

    match: Callable[[str], tuple[tuple[Place, ...], str]]
    spot: Callable[[str], Iterable[tuple[Place, ...]]]
    lokets_for: Callable[[Place], tuple[Loket, ...]]


class Directory:
    """Lokets by id and by place, as they are now."""

    def __init__(self, lokets: Callable[[], Iterable[Loket]], places: Gazetteer) -> None:
        self._lokets = lokets
        self._places = places

    @classmethod
    def of(cls, knowledge: Knowledge) -> Directory:
        """Return the directory of a knowledge."""

        def match(text: str) -> tuple[tuple[Place, ...], str]:
            found = knowledge.places.match(text)
            return found.places, found.how

        def spot(text: str) -> Iterable[tuple[Place, ...]]:
            return (spotted.places for spotted in knowledge.places.spot(text))

        def lokets_for(place: Place) -> tuple[Loket, ...]:
            return knowledge.lokets.for_area(place)

        return cls(lambda: knowledge.lokets.all(), Gazetteer(match, spot, lokets_for))

    @classmethod
    def empty(cls) -> Directory:
        """Return a directory of no lokets."""
        return cls(tuple, Gazetteer(lambda _: ((), "none"), lambda _: (), lambda _: ()))

    @property
    def lokets(self) -> Mapping[str, Loket]:
        """Every loket by id."""
        return {loket.id: loket for loket in self._lokets()}

    def title(self, loket: str | None) -> str:
        """Return what a loket is called; None and "" are the shared queue."""
        found = self.lokets.get(loket or "")
        return found.title if found else (loket or SHARED_TITLE)

    def address(self, loket: str | None) -> str | None:
        """Return the address of a loket, None where it is not known."""
        found = self.lokets.get(loket or "")
        return found.address if found else None

    def regio(self, loket: str | None) -> str | None:
        """Return the region of a loket."""
        found = self.lokets.get(loket or "")
        return found.regio if found else None

    def locate(self, text: str) -> Location | None:
        """Return where somebody lives who says this: a place, a gemeente, a postcode; None when it names none."""
        words = text.strip()
        if not words:
            return None
        places, how = self._places.match(words)
        if how == "fuzzy" and len(words.split()) > _WORDS_OF_A_MISSPELLING:
            places = ()
        for candidates in (places, *self._places.spot(words)):
            if candidates:
                return self._location(candidates)
        return None

    def _location(self, places: tuple[Place, ...]) -> Location:
        lokets = {loket.id for place in places for loket in self._places.lokets_for(place)}
        regions = {place.regio for place in places if place.regio}
        first = places[0]
        return Location(
            first.label or first.name,
            regions.pop() if len(regions) == 1 else None,
            lokets.pop() if len(lokets) == 1 else None,
        )


def anywhere(text: str) -> bool:
    """Whether somebody says that it does not matter where the adviser is, or does not want to say."""
    return bool(_ANYWHERE.fullmatch(text))
