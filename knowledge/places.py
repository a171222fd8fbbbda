"""Places of the Netherlands: what a person means by a name or a postcode, and how far places are apart.

`find` answers "waar woont u" and is generous: aliases, typing errors, gemeenten, regions and provinces. `spot` reads
free text and is careful: names that are ordinary words ("best", "huizen", "leiden") only count where the sentence
says that a place is meant. The tables are made by `build` from `plaatsen/` (see SOURCE.txt there).
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge import place_names, words
from knowledge.distance import distance_km
from knowledge.place_names import key as name_key
from knowledge.place_tables import build

__all__ = ["Place", "PlaceMatch", "Places", "Spotted", "build", "distance_km"]

Connect = Callable[[], sqlite3.Connection]
Kind = Literal["woonplaats", "postcode", "gemeente", "regio", "provincie"]
How = Literal["exact", "alias", "postcode", "qualified", "sentence", "fuzzy", "none"]


@dataclass(frozen=True)
class Place:
    """A place, or the area of a postcode, a gemeente, a region or a province.

    `label` is unique and is found again by `Places.find`: the name, with the province or gemeente where the name
    exists twice. `gemeente`, `regio` and `provincie` are "" where they do not apply (the gemeente of a region).
    Coordinates are in degrees (WGS84); those of an area are its middle.
    """

    name: str
    gemeente: str
    regio: str
    provincie: str
    lat: float
    lon: float
    pc4: str | None = None
    kind: Kind = "woonplaats"
    label: str = ""
    weight: int = 1

    @property
    def is_area(self) -> bool:
        """Say whether this is an area too large to measure distances from."""
        return self.kind in ("regio", "provincie")


@dataclass(frozen=True)
class PlaceMatch:
    """What a text was read as. More than one place: the person must choose. `how` "fuzzy": ask whether it is right."""

    places: tuple[Place, ...]
    how: How


@dataclass(frozen=True)
class Spotted:
    """A place in a sentence: `text[start:end]` names one of `places`."""

    start: int
    end: int
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class _Name:
    """A way to write a place. `common` as in plaatsen.csv: 0 no word, 1 an ordinary word, 2 a very ordinary one."""

    place: int
    alias: bool
    common: int


class Places:
    """Reads the place tables of a compiled knowledge file. Usable from several threads."""

    MOST = 6  # places to choose from
    LONGEST_NAME = 6  # words

    def __init__(self, connect: Connect) -> None:
        """`connect` returns a read-only connection that the calling thread may use."""
        self._connect = connect
        self._lock = threading.Lock()
        self._loaded: _Table | None = None

    def find(self, text: str) -> tuple[Place, ...]:
        """Return the places that an answer may mean, most likely first; empty when there is none."""
        return self.match(text).places

    def match(self, text: str) -> PlaceMatch:
        """Return the places that an answer may mean, with how they were found."""
        folded = words.fold(text)
        digits = place_names.postcode(folded)
        if digits:
            area = self.postcode(digits)
            if area:
                return PlaceMatch((area,), "postcode")
            folded = " ".join(re.sub(r"\b\d{4}(?: ?[a-z]{2}\b)?", " ", folded).split())
        if not folded:
            return PlaceMatch((), "none")
        return self._table.match(folded, text)

    def suggest(self, beginning: str, most: int = MOST) -> tuple[Place, ...]:
        """Return the places of which a name, alias or postcode begins like this: towns first, the largest first."""
        folded = name_key(words.fold(beginning))
        if not folded:
            return ()
        area = self.postcode(folded) if folded.isdigit() and len(folded) == 4 else None
        rows = self._connect().execute(_SUGGESTED, {"from": folded, "to": folded + "\U0010ffff", "most": most})
        return (*((area,) if area else ()), *(Place(*row) for row in rows))[:most]

    def postcode(self, pc4: str) -> Place | None:
        """Return the area of a four-digit postcode, or None when it does not exist."""
        row = self._connect().execute(
            "SELECT name, gemeente, regio, provincie, lat, lon FROM postcode WHERE pc4 = ?", (pc4,)
        ).fetchone()  # fmt: skip
        if row is None:
            return None
        name, gemeente, regio, provincie, lat, lon = row
        return Place(name, gemeente, regio, provincie, lat, lon, pc4, "postcode", pc4)

    def spot(self, text: str) -> tuple[Spotted, ...]:
        """Return the places named in a sentence, in order of appearance; ordinary words are left alone."""
        found = list(self._table.spot(text))
        for at in _postcodes(text):
            area = self.postcode(text[at.start() : at.start() + 4])
            if area:
                found.append(Spotted(at.start(), at.end(), at.group(), (area,)))
        return tuple(sorted(found, key=lambda spotted: spotted.start))

    def gemeenten(self, regio: str) -> tuple[str, ...]:
        """Return the gemeenten of a region by name."""
        rows = self._connect().execute("SELECT gemeente FROM gemeente WHERE regio = ? ORDER BY 1", (regio,))
        return tuple(row[0] for row in rows)

    def regions(self, provincie: str) -> tuple[str, ...]:
        """Return the regions that have a gemeente in a province, by name."""
        rows = self._connect().execute(
            "SELECT DISTINCT regio FROM gemeente WHERE provincie = ? ORDER BY 1", (provincie,)
        )
        return tuple(row[0] for row in rows)

    @property
    def _table(self) -> _Table:
        with self._lock:
            if self._loaded is None:
                self._loaded = _Table(self._connect())
            return self._loaded


# A gemeente is left out where a town has its name: the town is meant.
_SUGGESTED = """
SELECT name, gemeente, regio, provincie, lat, lon, NULL, kind, label, weight FROM place
WHERE id IN (SELECT place FROM place_name WHERE key >= :from AND key < :to)
    AND NOT (kind = 'gemeente' AND name IN (SELECT name FROM place WHERE kind = 'woonplaats'))
ORDER BY kind = 'woonplaats' DESC, weight DESC, label LIMIT :most
"""

# "8011 AB" and "8011ab", and bare digits where the sentence says that they are a postcode.
_FULL = re.compile(r"\b[1-9]\d{3} ?[A-Za-z]{2}\b")
_SAID = re.compile(r"(?i)(?:postcode|woon(?: nu)? in|omgeving)(?: is| van)?:? (?P<pc>[1-9]\d{3})\b(?! ?[A-Za-z]{2}\b)")


def _postcodes(text: str) -> Iterable[re.Match[str]]:
    """Yield the postcodes in a sentence."""
    for found in _FULL.finditer(text):
        if place_names.full_postcode(found.group().lower()):
            yield found
    for said in _SAID.finditer(text):
        at = re.compile(r"\d{4}").match(text, said.start("pc"))
        if at:
            yield at


# What says that the next word is where somebody lives.
_CUE = re.compile(
    r"(?:\bwoon\w*|\bwonen\w*|\bverhuis\w*|\bkom|\bkomt|\bkomen|\bafkomstig|\bplaats|\bbuurt|\bomgeving|\bregio|"
    r"\bgemeente|\bprovincie|\brond|\brondom|\bnabij|\bvlakbij|\bomstreken|\bdorp)"
    r"(?: (?:nu|nog|zelf|hier|ook|is|ik|we|wij|al|jaren|van|uit|in|te|bij|naar|dichtbij)){0,4}$"
)
_HOME = re.compile(r"\b(?:woon|wonen|woonplaats|woonachtig|kom)(?: \w+){0,2} (?:in|te|uit|is)$|\bwoonplaats$")
_BEFORE_PLACE = words.word_set("in uit te bij rond naar vanuit rondom nabij omgeving regio tussen tot gemeente")
# "van Dongen" is mostly somebody's name; "in de buurt van Dongen" is not.
_BEFORE_VAN = words.word_set(
    "buurt omgeving inwoner gemeente rand stad regio kom komt komen afkomstig kant centrum oosten westen noorden "
    "zuiden oost west noord zuid station"
)


class _Table:
    """The names of all places in memory: some 4,000 keys."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(
            "SELECT id, name, gemeente, regio, provincie, lat, lon, NULL, kind, label, weight FROM place"
        )
        self.places: dict[int, Place] = {row[0]: Place(*row[1:]) for row in rows}
        self.names: dict[str, list[_Name]] = defaultdict(list)
        for key, place, alias, common in connection.execute("SELECT key, place, alias, common FROM place_name"):
            self.names[key].append(_Name(place, bool(alias), common))
        self.typed = [key for key in self.names if len(key) > 4 and not key.startswith(("regio ", "provincie "))]
        self.sounds: dict[str, list[str]] = defaultdict(list)
        for key in self.typed:
            self.sounds[words.sound(key)].append(key)

    def match(self, folded: str, text: str) -> PlaceMatch:
        """Read an answer: the name itself, without the words around it, with a qualifier, in a sentence, misspelled."""
        whole = name_key(folded)
        if place_names.EVERYWHERE.search(whole):
            return PlaceMatch((), "none")
        for scope, core in _cores(whole):
            found = self.named(core, scope)
            if found:
                how: How = "alias" if all(name.alias for name in self.names[core]) else "exact"
                return PlaceMatch(found, how)
            found = self.qualified(core)
            if found:
                return PlaceMatch(found, "qualified")
        if " " in whole:
            spotted = [place for spot in self.spot(text) for place in spot.places]
            if spotted:
                return PlaceMatch(tuple(dict.fromkeys(spotted))[: Places.MOST], "sentence")
        for scope, core in _cores(whole):
            found = self.misspelled(core, scope)
            if found:
                return PlaceMatch(found, "fuzzy")
        return PlaceMatch((), "none")

    def named(self, key: str, scope: str | None = None) -> tuple[Place, ...]:
        """Return the places with this name; an official name goes before an alias, a town before its region."""
        names = self.names.get(key, [])
        if scope:
            names = [name for name in names if self.places[name.place].kind == scope] or names
        else:
            towns = {place.gemeente for place in self._all(names) if place.kind == "woonplaats"}
            names = [name for name in names if not self._is_namesake(self.places[name.place], towns)]
        official = [name for name in names if not name.alias]
        return self.chosen(self._all(official or names), scope)

    def _all(self, names: Iterable[_Name]) -> list[Place]:
        return [self.places[name.place] for name in names]

    @staticmethod
    def _is_namesake(place: Place, towns: Collection[str]) -> bool:
        """Say whether this is the gemeente around a town of the same name: the town is meant."""
        return place.kind == "gemeente" and place.name in towns

    def chosen(self, places: Iterable[Place], scope: str | None) -> tuple[Place, ...]:
        """Sort by size, and drop the region or province that nobody means when it has the name of its city."""
        found = sorted(dict.fromkeys(places), key=lambda place: (-place.weight, place.label))
        if not scope:
            towns = [place for place in found if place.kind == "woonplaats"]
            provinces = {place.name for place in found if place.kind == "provincie"}
            found = [place for place in found if not _overshadowed(place, towns, provinces)]
        return tuple(found[: Places.MOST])

    def qualified(self, key: str) -> tuple[Place, ...]:
        """Read a name with what tells it from its namesakes: a province, gemeente or region, or a place nearby."""
        parts = key.split()
        for cut in range(len(parts) - 1, 0, -1):
            found = self.named(" ".join(parts[:cut]))
            tail = parts[cut:]
            near = "bij" in tail or "nabij" in tail
            while found and tail:
                wanted = " ".join(tail)
                fitting = _within(found, wanted)
                if fitting:
                    return fitting
                others = self.named(wanted) if near and tail[0] not in place_names.BETWEEN else ()
                if others:
                    return (min(found, key=lambda place: distance_km(place, others[0])),)
                if tail[0] not in place_names.BETWEEN:
                    break
                tail = tail[1:]
        return ()

    def misspelled(self, key: str, scope: str | None = None) -> tuple[Place, ...]:
        """Return the places whose name is one or two typing errors away, or sounds the same."""
        if len(key) < 4 or any(word in place_names.NO_PLACE for word in key.split()) or any(map(str.isdigit, key)):
            return ()
        candidates: dict[str, float] = dict.fromkeys(self.sounds.get(words.sound(key), ()), 1.0)
        most = 0 if len(key) < 5 else 1 if len(key) < 9 else 2
        near = extract(key, self.typed, scorer=OSA.distance, score_cutoff=most, limit=20)
        for other, errors, _ in near:
            if other[0] == key[0] or (errors == 1 and len(key) >= 8):
                candidates[other] = min(candidates.get(other, 9.0), float(errors))
        if not candidates:
            return ()
        fewest = min(candidates.values())
        places = [
            place for other, errors in candidates.items() if errors == fewest for place in self.named(other, scope)
        ]
        found = self.chosen(places, scope)
        clear = [place for place in found if place.weight * 5 >= found[0].weight]
        return tuple(clear)

    def spot(self, text: str) -> Iterable[Spotted]:
        """Yield the names in a sentence, the longest first at every word."""
        tokens = list(words.tokens(text))
        shouting = text.isupper()
        at = 0
        while at < len(tokens):
            taken = 1
            for length in range(min(Places.LONGEST_NAME, len(tokens) - at), 0, -1):
                key = name_key(" ".join(token for _, _, token in tokens[at : at + length]))
                start, end = tokens[at][0], tokens[at + length - 1][1]
                capital = not shouting and any(text[a].isupper() for a, _, _ in tokens[at : at + length])
                if key in self.names and self._meant(key, [token for _, _, token in tokens[:at]], capital):
                    yield Spotted(start, end, text[start:end], self.named(key))
                    taken = length
                    break
            else:
                yield from self._misspelled_home(text, tokens, at)
            at += taken

    def _meant(self, key: str, before: list[str], capital: bool) -> bool:
        """Say whether this name, after these words, is a place and not an ordinary word or somebody's name."""
        last = before[-1] if before else ""
        names = self.names[key]
        common = min(name.common for name in names)
        lead = " ".join(before[-6:])
        if last == "van" and (len(before) < 2 or before[-2] not in _BEFORE_VAN):
            return False
        if common == 0:
            return True
        if capital and last in _BEFORE_PLACE:
            return True
        return bool(_CUE.search(lead)) and (common == 1 or capital)

    def _misspelled_home(self, text: str, tokens: list[tuple[int, int, str]], at: int) -> Iterable[Spotted]:
        """Yield a misspelled name right after "ik woon in"."""
        word = tokens[at][2]
        if len(word) >= 6 and _HOME.search(" ".join(token for _, _, token in tokens[max(0, at - 4) : at])):
            found = self.misspelled(name_key(word))
            if found:
                start, end = tokens[at][0], tokens[at][1]
                yield Spotted(start, end, text[start:end], found)


def _cores(key: str) -> Iterable[tuple[str | None, str]]:
    """Yield an answer with fewer and fewer words around it, with "gemeente", "regio" or "provincie" if it said so."""
    parts = key.split()
    scope: str | None = None
    while parts:
        tail = list(parts)
        while tail:
            yield scope, " ".join(tail)
            if len(tail) < 2 or tail[-1] not in place_names.TRAILING:
                break
            tail = tail[:-1]
        if parts[0] not in place_names.LEADING or len(parts) < 2:
            return
        scope = place_names.SCOPES.get(parts[0], scope)
        parts = parts[1:]


def _within(places: Iterable[Place], area: str) -> tuple[Place, ...]:
    """Return the places that lie in the province, else the gemeente, else the region with this key."""
    found = tuple(places)
    for keys in (_province_keys, _gemeente_keys, _region_keys):
        fitting = tuple(place for place in found if area in keys(place))
        if fitting:
            return fitting
    return ()


def _province_keys(place: Place) -> set[str]:
    short = {short for short, name in place_names.PROVINCE_WORDS.items() if name == place.provincie}
    return {place_names.key_of(place.provincie), *short}


def _gemeente_keys(place: Place) -> set[str]:
    return {place_names.key_of(place.gemeente), place_names.key_of(place.gemeente.split(" (")[0])}


def _region_keys(place: Place) -> set[str]:
    return {place_names.key_of(place.regio)}


def _overshadowed(place: Place, towns: list[Place], provinces: set[str]) -> bool:
    """Say whether another place of that name is what people mean by it."""
    if place.kind == "regio" and place.name in provinces:
        return True
    # A province or region named after its city gives way; Zeeland the province does not give way to the village.
    return place.is_area and any(town.name == town.gemeente for town in towns)
