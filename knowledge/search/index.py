"""The items of one kind as sets of bits: which have an attribute, lie somewhere, are on offer.

Reads what `tables` wrote. Sets are whole numbers (see `bits`): `&` is and, `|` is or. What was read is kept, as far
as there is room.
"""

from __future__ import annotations

import math
import sqlite3
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache

from knowledge.places import Place
from knowledge.search import bits
from knowledge.search.locations import Locations, Run

Connect = Callable[[], sqlite3.Connection]

KEPT = 1_000  # sets of a kind that are kept in memory: of 250,000 items each takes 33 kB
_RINGS = (5.0, 15.0, 40.0, 100.0, 500.0)  # km: how far to look, step by step, for the nearest
_FEW = 200  # so many items are sorted by distance one by one
_BLOCK = 32  # items that stay together when there is no place to sort by


class Index:
    """The items of one kind. Usable from several threads."""

    def __init__(self, connect: Connect, kind: str, locations: Locations) -> None:
        """`connect` returns a read-only connection that the calling thread may use."""
        self._connect, self._kind, self._locations = connect, kind, locations
        row = connect().execute("SELECT first, items, starts FROM kind WHERE kind = ?", (kind,)).fetchone()
        self.first: int = row[0] if row else 0
        self.size: int = row[1] if row else 0
        self._starts = array("I", row[2] if row else bytes(4 * (len(locations) + 2)))
        self.all: int = (1 << self.size) - 1
        # What is online or for the whole country comes after all that is somewhere.
        self.everywhere: int = self.all & ~((1 << self._starts[len(locations)]) - 1)
        self.having = lru_cache(KEPT)(self._having)
        self.on_offer = lru_cache(4)(self._on_offer)
        self.area = lru_cache(64)(self._area)

    def _having(self, attribute: str, value: str) -> int:
        """Return the items that have a value of an attribute; see `records.attributes` and `records.texts`."""
        row = self._connect().execute(
            "SELECT bits FROM posting WHERE kind = ? AND attribute = ? AND value = ?", (self._kind, attribute, value)
        ).fetchone()  # fmt: skip
        return bits.decode(row[0]) if row else 0

    def having_any(self, attribute: str, values: Iterable[str]) -> int:
        """Return the items that have one of the values."""
        found = 0
        for value in values:  # a loop of its own: this is where a search spends its time
            found |= self.having(attribute, value)
        return found

    def values(self, attribute: str) -> list[tuple[str, int]]:
        """Return the values of an attribute with how many items have each, the most frequent first."""
        return self._connect().execute(
            "SELECT value, items FROM posting WHERE kind = ? AND attribute = ? ORDER BY items DESC, value",
            (self._kind, attribute),
        ).fetchall()  # fmt: skip

    def _on_offer(self, on: date) -> int:
        """Return the items that are still on offer on a day."""
        ended = [value for value, _ in self.values("until") if value and value < on.isoformat()]
        return self.all & ~self._of("until", ended)

    def starting(self, after: date | None, before: date | None) -> int:
        """Return the items that one can begin with in the month of `after` or later, of `before` or earlier."""
        found = self.all
        if after is not None:
            found &= ~self._of("latest", [m for m, _ in self.values("latest") if m and m < after.isoformat()[:7]])
        if before is not None:
            found &= ~self._of("earliest", [m for m, _ in self.values("earliest") if m > before.isoformat()[:7]])
        return found

    def _of(self, attribute: str, values: Iterable[str]) -> int:
        """The same as `having_any`, for many values at once: nothing of it is kept."""
        return bits.union(self._having(attribute, value) for value in values)

    def within(self, x: float, y: float, km: float) -> int:
        """Return the items at most so far from a point, in km; not those that are everywhere."""
        return self._at(self._locations.within(x, y, km))

    def _area(self, place: Place) -> int:
        """Return the items in a region or province; not those that are everywhere."""
        return self._at(self._locations.area(place))

    def _at(self, locations: Iterable[Run]) -> int:
        starts = self._starts
        return bits.of_runs(((starts[first], starts[end]) for first, end in locations), self.size)

    def nearest(self, found: int, x: float, y: float, limit: int) -> list[tuple[int, float | None]]:
        """Return the first items of a set with their distance in km: the nearest, then by number; None: everywhere."""
        here, rest = found & ~self.everywhere, found & self.everywhere
        ordered = self._sorted(here, x, y, limit) if here.bit_count() <= _FEW else self._ringed(here, x, y, limit)
        hits: list[tuple[int, float | None]] = [(number, math.sqrt(square)) for square, number in ordered]
        if len(hits) < limit and rest:
            hits += [(number, None) for number in _first(rest, limit - len(hits))]
        return hits

    def spread(self, found: int, limit: int) -> list[int]:
        """Return the first items of a set in a fixed order that mixes the whole country."""
        data = bits.to_bytes(found)
        hits: list[int] = []
        for at in self._mixed:
            block = data[at * _BLOCK // 8 : (at + 1) * _BLOCK // 8]
            if any(block):
                hits += bits.positions_in(block, at * _BLOCK)
                if len(hits) >= limit:
                    break
        return hits[:limit]

    @cached_property
    def _mixed(self) -> Sequence[int]:
        return sorted(range(self.size // _BLOCK + 1), key=lambda at: zlib.crc32(b"%d" % at))

    def _sorted(self, found: int, x: float, y: float, limit: int) -> list[tuple[float, int]]:
        measured = []
        for number in bits.positions(found):
            place = bisect_right(self._starts, number) - 1
            measured.append((self._locations.square(place, x, y), number))
        return sorted(measured)[:limit]

    def _ringed(self, found: int, x: float, y: float, limit: int) -> list[tuple[float, int]]:
        """Look in wider and wider rings until there is enough."""
        data = bits.to_bytes(found)
        hits: list[tuple[float, int]] = []
        inner = -1.0
        for outer in _RINGS:
            for square, place in self._locations.nearest(x, y, outer, inner):
                if len(hits) >= limit and square > hits[-1][0]:
                    return sorted(hits)[:limit]
                hits += [(square, n) for n in bits.between(data, self._starts[place], self._starts[place + 1])]
            if len(hits) >= limit:
                break
            inner = outer
        return sorted(hits)[:limit]


def _first(found: int, limit: int) -> Iterator[int]:
    for number in bits.positions(found):
        if limit <= 0:
            return
        limit -= 1
        yield number
