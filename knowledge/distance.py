"""Distances within the Netherlands, in km: over the earth's surface, and on a plane for searching in bulk."""

from __future__ import annotations

import math
from typing import Protocol

EARTH = 6371.0088  # mean radius in km (IUGG)

# The middle of the plane: the tower of Amersfoort, as in the Dutch national grid.
_MIDDLE = (math.radians(52.15517), math.radians(5.38721))
# A stereographic plane stretches outwards; this factor spreads the error over the country (within 0.02 percent).
_SCALE = 0.99993


class Located(Protocol):
    """Anything with coordinates in degrees (WGS84)."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


def distance_km(a: Located, b: Located) -> float:
    """Return the distance as the crow flies in km (haversine)."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    north, east = math.sin((lat_b - lat_a) / 2), math.sin((lon_b - lon_a) / 2)
    h = north * north + math.cos(lat_a) * math.cos(lat_b) * east * east
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, h)))


def plane(lat: float, lon: float) -> tuple[float, float]:
    """Return x (east) and y (north) in km on a plane where plain geometry gives the distances of this country.

    With it a database can select and sort by distance with multiplication only.
    """
    north, east = math.radians(lat), math.radians(lon) - _MIDDLE[1]
    sin_0, cos_0 = math.sin(_MIDDLE[0]), math.cos(_MIDDLE[0])
    spread = 1 + sin_0 * math.sin(north) + cos_0 * math.cos(north) * math.cos(east)
    k = _SCALE * 2 * EARTH / spread
    x = k * math.cos(north) * math.sin(east)
    y = k * (cos_0 * math.sin(north) - sin_0 * math.cos(north) * math.cos(east))
    return x, y
