"""Where items can be, in bands from south to north: an area is a few runs of location numbers.

Made by `tables`: within a band of `BAND` km locations are numbered from west to east.
"""

from __future__ import annotations

import math
import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.places import Place

BAND = 8.0  # km

Run = tuple[int, int]  # from the first up to, not with, the second


class Locations:
    """The locations on the plane of `knowledge.distance`, in km."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.x, self.y = array("d"), array("d")
        self._bands: dict[int, Run] = {}
        self._areas: dict[tuple[str, str], list[Run]] = defaultdict(list)
        self.words: list[Mapping[str, Any]] = []  # where each is, as an item shows it
        rows = connection.execute("SELECT id, x, y, gemeente, regio, provincie, lat, lon FROM location ORDER BY id")
        for number, x, y, gemeente, regio, provincie, lat, lon in rows:
            self.words.append({"gemeente": gemeente, "regio": regio, "provincie": provincie, "lat": lat, "lon": lon})
            self.x.append(x)
            self.y.append(y)
            band = math.floor(y / BAND)
            self._bands[band] = self._bands.get(band, (number, number))[0], number + 1
            for area in (("regio", regio), ("provincie", provincie)):
                runs = self._areas[area]
                if runs and runs[-1][1] == number:
                    runs[-1] = runs[-1][0], number + 1
                else:
                    runs.append((number, number + 1))

    def __len__(self) -> int:
        return len(self.x)

    def area(self, place: Place) -> list[Run]:
        """Return the locations in a region or province."""
        name = place.regio if place.kind == "regio" else place.provincie
        return self._areas.get((place.kind, name), [])

    def square(self, number: int, x: float, y: float) -> float:
        """Return the squared distance of a location from a point."""
        return (self.x[number] - x) ** 2 + (self.y[number] - y) ** 2

    def within(self, x: float, y: float, km: float) -> Iterator[Run]:
        """Yield the locations at most so far from a point.

        What lies well within a band's part of the circle is in it; only what is near the edge is measured.
        """
        for band in range(math.floor((y - km) / BAND), math.floor((y + km) / BAND) + 1):
            start, end = self._bands.get(band, (0, 0))
            if start == end:
                continue
            low, high = band * BAND - y, (band + 1) * BAND - y
            outer = _half(km, 0.0 if low <= 0 <= high else min(abs(low), abs(high)))
            inner = _half(km, max(abs(low), abs(high))) - 0.001  # a metre, for rounding
            first, last = bisect_left(self.x, x - outer, start, end), bisect_right(self.x, x + outer, start, end)
            west = bisect_left(self.x, x - inner, first, last) if inner > 0 else last
            east = bisect_right(self.x, x + inner, west, last)
            yield from self._on_edge(first, west, x, y, km)
            yield west, east
            yield from self._on_edge(east, last, x, y, km)

    def _on_edge(self, first: int, last: int, x: float, y: float, km: float) -> Iterator[Run]:
        """Yield those of some locations that lie at most so far from a point, neighbours together."""
        begun, most, xs, ys = first, km * km, self.x, self.y
        for number in range(first, last):
            if (xs[number] - x) ** 2 + (ys[number] - y) ** 2 > most:
                if begun < number:
                    yield begun, number
                begun = number + 1
        if begun < last:
            yield begun, last

    def nearest(self, x: float, y: float, km: float, beyond: float) -> list[tuple[float, int]]:
        """Return squared distance and number of the locations at most so far, and beyond `beyond`, nearest first."""
        found = ((self.square(at, x, y), at) for run in self.within(x, y, km) for at in range(*run))
        return sorted(one for one in found if beyond < 0 or one[0] > beyond * beyond)


def _half(km: float, off: float) -> float:
    """Return half the width of a circle of so many km, so far off its middle; 0 outside it."""
    return math.sqrt(km * km - off * off) if off < km else 0.0
