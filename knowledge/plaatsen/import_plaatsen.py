"""Make this folder's CSV files from the source tables.

    python -m knowledge.plaatsen.import_plaatsen SOURCE_FOLDER

SOURCE_FOLDER holds `gemeenten_2026.csv` (gemeentecode, gemeente, provincie, arbeidsmarktregio,
inwoners) and `postcode4_gemeente_regio.csv` (pc4, postbus, gemeentecode_2024, gemeente,
arbeidsmarktregio_2026, woonplaats_4pp, lat, lon). `correcties.yaml` beside this script is ours. Where
it all comes from, and what is not right in it: SOURCE.txt.

Users of the product do not need this script: it is there for when the regions or the postcodes change.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

import yaml

from knowledge import csvfile

HERE = Path(__file__).parent
Point = tuple[float, float]
Row = dict[str, Any]

# A postcode farther than this from the middle of its gemeente, in km, has wrong coordinates (two have).
FARTHEST_IN_GEMEENTE = 30.0
# The same name in two gemeenten is one place across a border when it is this near, in km; else two places.
SAME_PLACE = 9.0
# The table of 2024 writes these gemeenten in another way than the list of 2026.
GEMEENTE_NAMES = {"'s-Gravenhage": "Den Haag", "Bergen (NH.)": "Bergen (NH)", "Bergen (L.)": "Bergen (L)"}


class ImportProblem(Exception):
    """The source tables do not fit together."""


def main(arguments: Sequence[str]) -> int:
    """Read the source folder, write the three tables, and say how many rows each has."""
    source = csvfile.source_folder(arguments, __doc__)
    corrections = yaml.safe_load((HERE / "correcties.yaml").read_text(encoding="utf-8"))
    gemeenten = read_gemeenten(source / "gemeenten_2026.csv")
    rows = read_postcodes(source / "postcode4_gemeente_regio.csv", gemeenten, corrections)
    places = make_places(rows, gemeenten, corrections)
    csvfile.write(
        HERE / "gemeenten.csv",
        ("code", "gemeente", "provincie", "regio", "inhabitants"),
        ((g["code"], name, g["provincie"], g["regio"], g["inhabitants"]) for name, g in gemeenten.items()),
    )
    csvfile.write(
        HERE / "postcodes.csv",
        ("pc4", "place", "gemeente", "lat", "lon", "approx"),
        ((r["pc4"], r["place"], r["gemeente"], *coordinates(r["point"]), r["approx"]) for r in rows),
    )
    csvfile.write(
        HERE / "plaatsen.csv",
        ("naam", "gemeente", "lat", "lon", "weight", "common_word", "very_common", "approx", "andere_namen"),
        (
            (
                p["name"],
                p["gemeente"],
                *coordinates(p["point"]),
                p["weight"],
                min(p["common"], 1),
                p["common"] // 2,
                p["approx"],
                "|".join(p["also"]),
            )
            for p in places
        ),
    )
    sys.stdout.write(f"{len(gemeenten)} gemeenten, {len(rows)} postcodes, {len(places)} plaatsen\n")
    return 0


def read_gemeenten(path: Path) -> dict[str, Row]:
    """Read the gemeenten of 2026 by name."""
    found: dict[str, Row] = {}
    for row in csvfile.read(path):
        name = "'s-Hertogenbosch" if row["gemeente"] == "s-Hertogenbosch" else row["gemeente"]
        found[name] = {
            "code": row["gemeentecode"],
            "provincie": row["provincie"],
            "regio": row["arbeidsmarktregio"],
            "inhabitants": int(row["inwoners"]),
        }
    return dict(sorted(found.items()))


def read_postcodes(path: Path, gemeenten: dict[str, Row], corrections: Row) -> list[Row]:
    """Read the postcodes, with corrected names, and coordinates for every one of them."""
    renamed = {**corrections["hernoemd"], **corrections["fout"]}
    rows: list[Row] = []
    for row in csvfile.read(path):
        gemeente = GEMEENTE_NAMES.get(row["gemeente"], row["gemeente"])
        if gemeente not in gemeenten:
            raise ImportProblem(f"postcode {row['pc4']}: there is no gemeente '{gemeente}'")
        if gemeenten[gemeente]["regio"] != row["arbeidsmarktregio_2026"]:
            raise ImportProblem(f"postcode {row['pc4']}: {gemeente} is in another region in the two tables")
        place = row["woonplaats_4pp"]
        rows.append(
            {
                "pc4": row["pc4"],
                "gemeente": gemeente,
                "table_name": place,
                "box": row["postbus"] == "J",
                "place": "" if place in corrections["weggelaten"] else renamed.get(place, place),
                "point": (float(row["lat"]), float(row["lon"])) if row["lat"] else None,
                "approx": 0,
            }
        )
    middles = {
        name: middle(r["point"] for r in rows if r["gemeente"] == name and r["point"] and not r["box"])
        for name in gemeenten
    }
    for known in rows:
        if known["point"] and kilometres(known["point"], middles[known["gemeente"]]) > FARTHEST_IN_GEMEENTE:
            known["point"] = None
    estimate(rows, middles)
    return rows


def estimate(rows: list[Row], middles: dict[str, Point]) -> None:
    """Give coordinates to postcodes without: of their place, of neighbours in number, or of the gemeente.

    Coordinates of post-box codes are those of the post office, sometimes of another town: they are not used.
    """
    known = [r for r in rows if r["point"] and not r["box"]]
    of_place: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in known:
        of_place[row["gemeente"], row["place"]].append(row["point"])
    for row in rows:
        if row["point"] and not row["box"]:
            continue
        row["approx"] = 1
        here = of_place.get((row["gemeente"], row["place"])) if row["place"] else None
        own = [r for r in known if r["gemeente"] == row["gemeente"]]
        near = [r["point"] for r in own if abs(int(r["pc4"]) - int(row["pc4"])) <= 3]
        row["point"] = average(here) if here else average(near) if near else middles[row["gemeente"]]


def make_places(rows: list[Row], gemeenten: dict[str, Row], corrections: Row) -> list[Row]:
    """Make one row per place: the middle of its postcodes, the gemeente with most of them, its size."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["place"] and not row["box"]:
            groups[row["place"]].append(row)
    places = [make_place(name, group, gemeenten) for name in sorted(groups) for group in apart(groups[name])]
    for border in corrections["hoofdgemeente"]:
        for place in places:
            if (place["name"], place["gemeente"]) == (border["naam"], border["niet"]):
                place["gemeente"] = border["wel"]
    for extra in corrections["toegevoegd"]:
        beside = next(p for p in places if p["name"] == extra["bij"])
        places.append(
            {
                "name": extra["naam"],
                "gemeente": extra["gemeente"],
                "point": beside["point"],
                "weight": 1,
                "approx": 1,
                "also": [],
            }
        )
    for place in places:
        always = place["name"] in corrections["altijd_gewoon"]
        place["common"] = 2 if always else int(place["name"] in corrections["gewoon_woord"])
    unknown = {*corrections["gewoon_woord"], *corrections["altijd_gewoon"]} - {p["name"] for p in places}
    if unknown:
        raise ImportProblem(f"correcties.yaml marks names that are no places: {sorted(unknown)}")
    return sorted(places, key=lambda p: (p["name"].lower(), p["gemeente"]))


def make_place(name: str, group: list[Row], gemeenten: dict[str, Row]) -> Row:
    """Make one place of its postcodes; it weighs more when its gemeente is named after it."""
    count = Counter(r["gemeente"] for r in group)
    gemeente = min(count, key=lambda g: (-count[g], g))
    namesake = gemeente == name or gemeente.split(" (")[0] == name
    weight = gemeenten[gemeente]["inhabitants"] // 1000 if namesake else 4 * len(group)
    also = sorted({r["table_name"] for r in group} - {name, "Glas"})
    return {
        "name": name,
        "gemeente": gemeente,
        "point": average([r["point"] for r in group]),
        "weight": max(weight, 1),
        "approx": int(all(r["approx"] for r in group)),
        "also": also,
    }


def apart(group: list[Row]) -> list[list[Row]]:
    """Split the postcodes of one name into places: gemeenten that lie near each other share one."""
    by_gemeente: dict[str, list[Row]] = defaultdict(list)
    for row in group:
        by_gemeente[row["gemeente"]].append(row)
    clusters: list[list[Row]] = []
    for name in sorted(by_gemeente, key=lambda g: (-len(by_gemeente[g]), g)):
        here = average([r["point"] for r in by_gemeente[name]])
        for cluster in clusters:
            if kilometres(here, average([r["point"] for r in cluster])) < SAME_PLACE:
                cluster.extend(by_gemeente[name])
                break
        else:
            clusters.append(list(by_gemeente[name]))
    return clusters


def middle(points: Iterable[Point | None]) -> Point:
    """Return the median of the points, which a wrong one cannot move."""
    known = [p for p in points if p]
    return median(p[0] for p in known), median(p[1] for p in known)


def average(points: Sequence[Point]) -> Point:
    """Return the average of the points."""
    return fmean(p[0] for p in points), fmean(p[1] for p in points)


def kilometres(a: Point, b: Point) -> float:
    """Return the distance over the earth's surface (haversine)."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    north, east = math.sin((lat_b - lat_a) / 2), math.sin((lon_b - lon_a) / 2)
    h = north**2 + math.cos(lat_a) * math.cos(lat_b) * east**2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def coordinates(point: Point) -> tuple[str, str]:
    """Write coordinates to about ten metres."""
    return f"{point[0]:.4f}", f"{point[1]:.4f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
