"""Searching the catalogue: runs what `wish` and `stages` work out, and reads the hits."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Sequence
from typing import Unpack

from knowledge import words
from knowledge.occupations import Occupations
from knowledge.search import bits, narrowing, reasons
from knowledge.search.index import Connect, Index
from knowledge.search.items import FORMS, KINDS, Hit, Item, Match, SearchResult, Widening, codes_of, make_item
from knowledge.search.locations import Locations
from knowledge.search.narrowing import Attribute, Narrowing
from knowledge.search.stages import GRADES, WIDENINGS, Selection, stages
from knowledge.search.wish import Asked, Reader, Wish, make_wish
from knowledge.spelling import Speller


class Catalogue:
    """Reads the catalogue of a compiled knowledge file. Usable from several threads."""

    def __init__(self, connect: Connect) -> None:
        """`connect` returns a read-only connection that the calling thread may use."""
        self._connect = connect
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self.occupations = Occupations(connect)

    def search(self, kind: str, limit: int = 5, widen: bool = True, **asked: Unpack[Asked]) -> SearchResult:
        """Find items of one kind: at most `limit` hits, best first.

        `widen`: whether to look wider when there is too little (see `stages`). What can be asked for: see `Asked`.

        Raises:
            ValueError: a kind or form that does not exist.
        """
        wish = self._wish(kind, asked)
        if wish is None:
            return SearchResult((), (), 0, asked.get("within_km"))
        return self._run(wish, limit, widen)

    def narrow(
        self, kinds: Sequence[str], known: Collection[Attribute] = (), **asked: Unpack[Asked]
    ) -> Narrowing | None:
        """Return the question that narrows the strict hits of a search best; None: none is worth asking.

        `known`: what need not be asked. A search that names one occupation is not asked for the occupation.

        Raises:
            ValueError: a kind or form that does not exist.
        """
        wishes = [wish for kind in kinds if (wish := self._wish(kind, asked)) is not None]
        found = []
        for wish in wishes:
            index = self._tables.index[wish.kind]
            found.append((index, bits.union(Selection(wish, index).graded(next(stages(wish))))))
        subject = wishes[0].subject if wishes else None
        codes = subject.codes if subject else ()
        settled: tuple[Attribute, ...] = ("beroep",) if len(codes) == 1 or (wishes and wishes[0].among) else ()
        return narrowing.best(found, {*known, *settled}, codes)

    def get(self, item_id: str) -> Item | None:
        """Return one item, or None."""
        row = self._connect().execute("SELECT id FROM item WHERE key = ?", (item_id,)).fetchone()
        return self._item(row[0]) if row else None

    def count(self, kind: str) -> int:
        """Return how many items of a kind there are."""
        return self._tables.index[kind].size

    def _wish(self, kind: str, asked: Asked) -> Wish | None:
        """Work out what is asked for; None: there are words and nothing in them."""
        if kind not in KINDS:
            raise ValueError(f"no kind '{kind}'")
        form = asked.get("form")
        if form is not None and form not in FORMS:
            raise ValueError(f"no form '{form}'")
        said = [given for given in (asked.get("text"), asked.get("occupation")) if given and given.strip()]
        subject = self._tables.reader.subject(said)
        if subject is not None and not subject.says_something:
            return None
        return make_wish(kind, subject, asked)

    def _run(self, wish: Wish, limit: int, widen: bool) -> SearchResult:
        """Take the steps of the search until there is enough."""
        index = self._tables.index[wish.kind]
        selection = Selection(wish, index)
        found: list[tuple[int, int, float | None]] = []
        seen = total = 0
        within = wish.within_km
        for stage in stages(wish):
            if total >= stage.under:
                continue
            grades = [items & ~seen for items in selection.graded(stage)]
            fresh = sum(items.bit_count() for items in grades)
            if fresh:
                found += _best(index, wish, grades, limit - len(found))
                seen |= sum(grades)  # they have nothing in common
                total += fresh
                within = stage.within_km
            if not widen:
                break
        hits = tuple(self._hit(wish, index.first + number, grade, km) for number, grade, km in found)
        widened = tuple(way for way in WIDENINGS if any(way in hit.widened for hit in hits))
        return SearchResult(hits, widened, total, within, wish.subject.understood if wish.subject else ())

    def _hit(self, wish: Wish, number: int, grade: int, km: float | None) -> Hit:
        item = self._item(
            number, (*wish.among, *wish.subject.codes, *wish.subject.kinds) if wish.subject else wish.among
        )
        distance = km if item.reach == "plaats" else None
        widened = tuple(_widened(wish, item, grade, distance))
        shown = None if wish.near is not None and wish.near.is_area else distance  # its middle says nothing
        return reasons.explain(item, _match(wish, item, grade), shown, widened, wish)

    def _item(self, number: int, wanted: Sequence[str] = ()) -> Item:
        location, data = self._connect().execute("SELECT location, data FROM item WHERE id = ?", (number,)).fetchone()
        record = json.loads(data)
        if location is not None:
            record.update(self._tables.locations.words[location])
        codes = codes_of(record)
        code = next((code for code in wanted if code in codes), codes[0] if codes else None)
        return make_item(record, self.occupations.get(code) if code else None)

    @property
    def _tables(self) -> _Loaded:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = _Loaded(self._connect, self.occupations)
        return self._loaded


class _Loaded:
    """What is read once and kept: where items are, an index for each kind, and the words they can be found by."""

    def __init__(self, connect: Connect, occupations: Occupations) -> None:
        self.locations = Locations(connect())
        self.index: dict[str, Index] = {kind: Index(connect, kind, self.locations) for kind in KINDS}
        self._words = frozenset(row[0] for row in connect().execute("SELECT word FROM item_word"))
        self._speller = Speller(self._words)
        self._connect, self._occupations = connect, occupations
        self.reader = Reader(occupations, self._spelled)

    def _spelled(self, word: str) -> str:
        """Return the known word that a word stands for, or the word itself."""
        if word in self._words or self._occupations.known(word) or self._names(words.stem(word)):
            return word
        return self._occupations.spelled(word) or self._speller.nearest(word) or word

    def _names(self, stem: str) -> bool:
        """Say whether an organisation has this word in its name."""
        query = "SELECT 1 FROM posting WHERE attribute = 'name' AND value = ? AND kind IN (SELECT kind FROM kind)"
        return self._connect().execute(query, (stem,)).fetchone() is not None


def _best(index: Index, wish: Wish, grades: Sequence[int], limit: int) -> list[tuple[int, int, float | None]]:
    """Return the first items as number, grade and distance: by grade, then the nearest."""
    best: list[tuple[int, int, float | None]] = []
    for grade, items in enumerate(grades):
        wanted = limit - len(best)
        if wanted <= 0:
            break
        if not items:
            continue
        if wish.near is None:
            best += [(number, grade, None) for number in index.spread(items, wanted)]
        else:
            best += [(number, grade, km) for number, km in index.nearest(items, wish.x, wish.y, wanted)]
    return best


def _match(wish: Wish, item: Item, grade: int) -> Match:
    """Return what made an item fit."""
    if set(wish.among) & set(item.codes):
        return "beroep"
    if wish.subject is None:
        return "sector" if wish.sector and item.sectors else "breed" if not item.sectors else "alles"
    match = GRADES[grade]
    if match == "beroep":
        meant = {*wish.subject.codes, *wish.subject.kinds}
        return "beroep" if meant & set(item.codes) else "woord"
    if match == "ander_werk" and item.kind == "evc_aanbieder":
        return "sector"
    return match


def _widened(wish: Wish, item: Item, grade: int, distance: float | None) -> list[Widening]:
    """Return in which ways an item is not what was asked."""
    ways: list[Widening] = []
    near = wish.near
    if near is not None and item.reach == "plaats":
        outside = near.is_area and (item.regio if near.kind == "regio" else item.provincie) != near.name
        too_far = wish.within_km is not None and (distance is None or distance > wish.within_km)
        if outside or too_far:
            ways.append("afstand")
    if wish.subject is not None and GRADES[grade] in ("verwant", "ander_werk") and item.kind != "evc_aanbieder":
        ways.append("beroep")
    if wish.level is not None and (item.level or "").replace("geen", "") != wish.level:
        ways.append("niveau")
    return ways
