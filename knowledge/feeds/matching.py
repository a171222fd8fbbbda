"""What a feed calls a place, an occupation or a qualification, as what we know. Every answer is kept: feeds repeat."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from knowledge import occupations, places, registers, words, yamlfile
from knowledge.distance import distance_km
from knowledge.feeds.clean import quoted
from knowledge.feeds.draft import Refusal
from knowledge.occupations import Occupation, Occupations
from knowledge.places import Place, Places
from knowledge.registers import Qualification

CACHED = 50_000
SURE = 0.95  # from this score a title names an occupation
TELLING = 0.93  # the same for the name of a leerbaan or a qualification: a name of work may stand inside it
ABOUT = 0.6  # from this score words tell the sector, though not the occupation
FAR = 20.0  # km: a place and a postcode farther apart than this contradict each other

_CREBO = re.compile(r"[0-9]{5}")
_UNIT = re.compile(r"K[0-9]{4}")  # a keuzedeel, of which certificates are made
_ESCO = re.compile(r"\d{4}(?:\.\d+)+")
_ISCO = re.compile(r"(?:isco(?:-?08)?[ :-]*|https?://data\.europa\.eu/esco/isco/c)?(\d{4})", re.IGNORECASE)
# What stands around the name of the work: what sort of place it is ("Leerbaan lasser (bbl, niveau 2) m/v") and the rank
# in the name of a qualification ("Allround tegelzetter", "Eerste monteur").
_AROUND = re.compile(
    r"\([^)]*\)|\b(?:bbl|bol|m/v(?:/x)?|v/m|mbo|niveau \d|leerling|leerbaan|leerwerkbaan|leerwerkplek|leerwerktraject|"
    r"opleiding|mbo-opleiding|opleidingsplek|vacature|gezocht|gevraagd|in opleiding|mbo-certificaat|certificaat|"
    r"aankomend|allround|eerste|1e|2e|gevorderd|gezel|uitvoerend|vakbekwaam|zelfstandig werkend|zelfstandig|meewerkend|"
    r"ondernemend|basis)\b:?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """A place as we know it: what a record of the catalogue holds of it."""

    place: str
    gemeente: str
    pc4: str | None


class Matcher:
    """Finds places, occupations and qualifications. Make one with `matcher`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """`connection` is to a database with the tables of places and occupations."""
        self._connection = connection
        self.places = Places(lambda: connection)
        self.occupations = Occupations(lambda: connection)
        self.place = lru_cache(CACHED)(self._place)
        self.is_place = lru_cache(CACHED)(self._is_place)
        self._named = lru_cache(CACHED)(self._named_by)
        self._about = lru_cache(CACHED)(self._about_by)

    def occupation(self, said: str, names: tuple[str, ...], least: float = SURE) -> Occupation | None:
        """Return the occupation that a code or words mean, else the one that one of the names is; None if unsure.

        `least` is how sure a name must be: SURE or TELLING.

        Raises:
            Refusal: `said` looks like a code of ESCO, and is none.
        """
        if _ESCO.fullmatch(said):
            found = self.occupations.get(said)
            if found is None:
                raise Refusal(f"de ESCO-code {said} bestaat niet")
            return found
        isco = _ISCO.fullmatch(said)
        for name in names if isco else (said, *names):
            found = self._named(name, least)
            if found and (not isco or found.isco == isco[1]):
                return found
        return None

    def sector(self, said: str, names: tuple[str, ...]) -> str | None:
        """Return the sector of a code of ISCO, else the one that the names are about; None when they do not tell."""
        isco = _ISCO.fullmatch(said)
        row = isco and self._connection.execute(
            "SELECT sector FROM occupation WHERE isco = ? LIMIT 1", (isco[1],)
        ).fetchone()  # fmt: skip
        return row[0] if row else next(filter(None, map(self._about, (said, *names))), None)

    def _named_by(self, name: str, least: float) -> Occupation | None:
        core = _core(name)
        found = self.occupations.find(core, limit=1) if core else ()
        sure = found and found[0].score >= least and found[0].how in ("naam", "woord") and not found[0].loose
        return found[0].occupation if sure else None

    def _about_by(self, name: str) -> str | None:
        core = _core(name)
        told = _told(core)
        if told:
            return told
        found = self.occupations.find(core, limit=1) if core else ()
        telling = found and found[0].score >= ABOUT and found[0].how in ("breed", "deel")
        return found[0].occupation.sector if telling else None

    def _is_place(self, word: str) -> bool:
        return self.places.match(word).how in ("exact", "alias")

    def _place(self, place: str, gemeente: str, postcode: str) -> Found:
        """Return where something is: by its postcode, else by the name of its place.

        Raises:
            Refusal: no such place or postcode, a name that more places have, or the two contradict each other.
        """
        if not postcode:
            return self._only(place, self._towns(place, gemeente) if place else ())
        area = self._area(postcode)
        try:
            named = self._towns(place, "") if place else ()
        except Refusal:  # a name that we do not know ("Amsterdam Zuidoost"): the postcode says enough
            named = ()
        if not named:
            return Found(area.name, area.gemeente, area.pc4)
        nearest = min(named, key=lambda town: distance_km(town, area))
        if nearest.gemeente != area.gemeente and distance_km(nearest, area) > FAR:
            raise Refusal(f"postcode {area.pc4} ligt in {area.name}, niet in {quoted(place)}")
        return Found(nearest.name, area.gemeente, area.pc4)

    def _area(self, postcode: str) -> Place:
        digits = postcode.strip()[:4]
        area = self.places.postcode(digits) if digits.isdigit() else None
        if area is None:
            raise Refusal(f"postcode '{quoted(postcode)}' bestaat niet")
        return area

    def _towns(self, place: str, gemeente: str) -> tuple[Place, ...]:
        """Return the places of this name, of this gemeente if it is given."""
        match = self.places.match(place)
        if match.how == "fuzzy" and match.places:
            raise Refusal(f"de plaats '{quoted(place)}' kennen wij niet; bedoelt u {match.places[0].label}?")
        towns = [found for found in match.places if found.kind in ("woonplaats", "gemeente")]
        if match.how not in ("exact", "alias", "qualified") or not towns:
            area = next((found for found in match.places if found.is_area), None)
            if area:
                raise Refusal(f"'{quoted(place)}' is een {area.kind}, geen plaats; geef een plaats of een postcode")
            raise Refusal(f"de plaats '{quoted(place)}' kennen wij niet")
        wanted = words.fold(gemeente)
        fitting = [town for town in towns if words.fold(town.gemeente) == wanted]
        if gemeente and not fitting:
            raise Refusal(f"{towns[0].name} ligt niet in de gemeente {quoted(gemeente)}, maar in {towns[0].gemeente}")
        return tuple(fitting or towns)

    @staticmethod
    def _only(place: str, towns: tuple[Place, ...]) -> Found:
        if not towns:
            raise Refusal("geen plaats: geef een plaats of een postcode, of bereik online of landelijk")
        if len({(town.name, town.gemeente) for town in towns}) > 1:
            labels = ", ".join(town.label for town in towns)
            raise Refusal(f"'{quoted(place)}' bestaat vaker ({labels}); geef ook de postcode of de gemeente")
        return Found(towns[0].name, towns[0].gemeente, None)


def qualification(code: str) -> Qualification | None:
    """Return the qualification of a crebo code; None when our register does not hold it, which says nothing about it.

    Raises:
        Refusal: this is no code.
    """
    if not _CREBO.fullmatch(code) and not _UNIT.fullmatch(code):
        raise Refusal(f"crebo '{quoted(code)}' is geen code van vijf cijfers")
    return registers.qualifications().get(code)


def is_group(code: str) -> bool:
    """Say whether this is a code of ISCO: a group of occupations, which is less than an occupation."""
    return bool(_ISCO.fullmatch(code))


def _told(name: str) -> str | None:
    """Return the sector that a word of a name tells by our own list; of more words the longest counts."""
    folded = f" {words.fold(name)}"
    found = [(len(word), sector) for word, sector in _sector_words() if f" {word}" in folded]
    return max(found)[1] if found else None


@cache
def _sector_words() -> tuple[tuple[str, str], ...]:
    lists: dict[str, list[str]] = yamlfile.load(registers.FOLDER / "sectoren.yaml").data
    return tuple((words.fold(word), sector) for sector, told in lists.items() for word in told)


def _core(name: str) -> str:
    return " ".join(_AROUND.sub(" ", name).split())


@contextmanager
def matcher(root: Path) -> Iterator[Matcher]:
    """Make a matcher of the places and occupations in a knowledge folder; it takes some seconds."""
    with closing(sqlite3.connect(":memory:")) as connection:
        places.build(connection, root)
        occupations.build(connection, root)
        yield Matcher(connection)
