"""Searching the catalogue. How a wish becomes SQL is in `wish` and `stages`; this module runs it and reads the hits."""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Callable
from datetime import date

from knowledge.occupations import Occupation, Occupations
from knowledge.places import Place
from knowledge.search import reasons
from knowledge.search.items import FORMS, KINDS, Hit, Item, Match, SearchResult, Widening, read_item
from knowledge.search.stages import WIDENINGS, stages, statement
from knowledge.search.wish import Subject, Wish, make_wish

Connect = Callable[[], sqlite3.Connection]
_MATCHES: tuple[Match, ...] = ("beroep", "sector", "verwant", "zelfde_sector", "breed")


class Catalogue:
    """Reads the catalogue of a compiled knowledge file. Usable from several threads."""

    ENOUGH = 3  # with this many hits a search is not made wider

    def __init__(self, connect: Connect) -> None:
        """`connect` returns a read-only connection that the calling thread may use."""
        self._connect = connect
        self._lock = threading.Lock()
        self._words: frozenset[str] | None = None
        self.occupations = Occupations(connect)

    def search(
        self,
        kind: str,
        text: str | None = None,
        occupation: str | None = None,
        sector: str | None = None,
        near: Place | None = None,
        within_km: float | None = None,
        level: str | None = None,
        form: str | None = None,
        limit: int = 5,
        on: date | None = None,
        widen: bool = True,
    ) -> SearchResult:
        """Find items of one kind.

        Args:
            kind: leerbaan, opleiding, certificaat or evc_aanbieder.
            text: people's words for the work or course.
            occupation: an ESCO code, or again words; with `text`, items that fit either are found.
            sector: one of our sectors; only its items.
            near: where from. A region or province: only what is in it. What is online or for the whole country is
                near everywhere.
            within_km: at most so far from `near`; None: any distance, the nearest first.
            level: one of niveau_doel.
            form: one of vorm.
            limit: at most so many hits.
            on: today; what is no longer on offer then is left out. None: everything.
            widen: whether to look wider when there are fewer than `ENOUGH`.

        Raises:
            ValueError: a kind or form that does not exist.
        """
        if kind not in KINDS:
            raise ValueError(f"no kind '{kind}'")
        if form is not None and form not in FORMS:
            raise ValueError(f"no form '{form}'")
        said = [words for words in (text, occupation) if words and words.strip()]
        wish = make_wish(kind, said, self.occupations, near, within_km, level, sector, form, on, self._known_words)
        if wish.subject is not None and not _says_anything(wish.subject):
            return SearchResult((), (), 0, within_km)
        return self._run(wish, limit, widen)

    def get(self, item_id: str) -> Item | None:
        """Return one item, or None."""
        row = (
            self._connect()
            .execute("SELECT occupation, data FROM item JOIN item_data USING (id) WHERE key = ?", (item_id,))
            .fetchone()
        )
        return read_item(row[1], self._occupation(row[0])) if row else None

    def count(self, kind: str) -> int:
        """Return how many items of a kind there are."""
        return int(self._connect().execute("SELECT count(*) FROM item WHERE kind = ?", (kind,)).fetchone()[0])

    def _run(self, wish: Wish, limit: int, widen: bool) -> SearchResult:
        """Take the steps of the search until there is enough."""
        found: list[tuple[int, int, float | None]] = []
        total = 0
        within = wish.within_km
        for stage in stages(wish):
            if stage.last_resort and total:
                break
            query = statement(wish, stage, [row[0] for row in found], max(limit, self.ENOUGH))
            rows = self._connect().execute(query.sql, query.values).fetchall()
            found += [row[:3] for row in rows]
            if rows:
                total += rows[0][3]
                within = stage.within_km
            if total >= self.ENOUGH or not widen:
                break
        hits = tuple(self._hit(wish, *row) for row in found[:limit])
        widened = tuple(way for way in WIDENINGS if any(way in hit.widened for hit in hits))
        return SearchResult(hits, widened, total, within, wish.subject.understood if wish.subject else ())

    def _hit(self, wish: Wish, number: int, grade: int, square: float | None) -> Hit:
        query = "SELECT occupation, data FROM item JOIN item_data USING (id) WHERE id = ?"
        code, data = self._connect().execute(query, (number,)).fetchone()
        item = read_item(data, self._occupation(code))
        distance = math.sqrt(square) if square is not None and item.reach == "plaats" else None
        widened = tuple(_widened(wish, item, grade, distance))
        return reasons.explain(item, _match(wish, item, grade), distance, widened, wish.near, wish.on)

    def _occupation(self, code: str | None) -> Occupation | None:
        return self.occupations.get(code) if code else None

    @property
    def _known_words(self) -> frozenset[str]:
        with self._lock:
            if self._words is None:
                self._words = frozenset(row[0] for row in self._connect().execute("SELECT word FROM item_word"))
            return self._words


def _says_anything(subject: Subject) -> bool:
    return bool(subject.codes or subject.text or subject.sectors)


def _match(wish: Wish, item: Item, grade: int) -> Match:
    """Return what made an item fit."""
    if wish.subject is None:
        return "sector" if wish.sector and item.sectors else "breed" if not item.sectors else "alles"
    if grade == 0:
        return "beroep" if item.occupation and item.occupation.code in wish.subject.codes else "woord"
    if item.kind == "evc_aanbieder" and grade == 3:
        return "sector"
    return _MATCHES[grade]


def _widened(wish: Wish, item: Item, grade: int, distance: float | None) -> list[Widening]:
    """Return in which ways an item is not what was asked."""
    ways: list[Widening] = []
    near = wish.near
    if near is not None and item.reach == "plaats":
        outside = near.is_area and (item.regio if near.kind == "regio" else item.provincie) != near.name
        too_far = wish.within_km is not None and (distance is None or distance > wish.within_km)
        if outside or too_far:
            ways.append("afstand")
    if wish.subject is not None and grade in (2, 3) and item.kind != "evc_aanbieder":
        ways.append("beroep")
    if wish.level is not None and item.level != wish.level:
        ways.append("niveau")
    return ways
