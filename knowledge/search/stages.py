"""How a search is made wider, one thing at a time, and the SQL of each step.

First the distance, then neighbouring occupations and their sector, then the level; at last, if there is still nothing,
the whole country. Each step keeps what the steps before it allowed, so that a wider search never loses a hit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from knowledge.search.items import FORMS, Widening
from knowledge.search.wish import Subject, Wish

WIDER = 2.0  # times the distance asked
AT_LEAST = 40.0  # km: what a wider search reaches in any case
AROUND_AREA = 50.0  # km from the middle of a region or province
_NEVER = "0"


@dataclass(frozen=True)
class Stage:
    """How wide to look. `within_km` None: no limit. `breadth`: 0 what was meant, 1 near occupations, 2 the sector."""

    within_km: float | None
    area_too: bool
    breadth: int
    any_level: bool
    last_resort: bool = False


def stages(wish: Wish) -> Iterator[Stage]:
    """Yield the steps of a search, the strict one first."""
    is_area = wish.near is not None and wish.near.is_area
    now = Stage(wish.within_km, is_area, 0, wish.level is None)
    yield now
    if wish.within_km is not None:
        now = replace(now, within_km=max(WIDER * wish.within_km, AT_LEAST))
        yield now
    elif is_area:
        now = replace(now, area_too=False)
        yield now
    if wish.subject is not None and (wish.subject.near_codes or wish.subject.near_sectors):
        now = replace(now, breadth=1)
        yield now
        now = replace(now, breadth=2)
        yield now
    if wish.level is not None:
        now = replace(now, any_level=True)
        yield now
    if wish.within_km is not None or is_area:
        yield replace(now, within_km=None, last_resort=True)


@dataclass(frozen=True)
class Statement:
    """SQL with its values: gives id, grade, squared distance in km and the number of rows in all, in order."""

    sql: str
    values: tuple[Any, ...]


def statement(wish: Wish, stage: Stage, seen: Collection[int], limit: int) -> Statement:
    """Return the SQL of one step, without the items that were already found."""
    clauses = _Clauses(wish)
    clauses.add("kind = ?", wish.kind)
    clauses.subject(stage)
    clauses.place(stage)
    if wish.sector:
        clauses.add("id IN (SELECT item FROM item_sector WHERE sector = ? AND kind = ?)", wish.sector, wish.kind)
    if not stage.any_level:
        clauses.add("level = ?", wish.level)
    if wish.form:
        clauses.add("forms & ? != 0", 1 << FORMS.index(wish.form))
    if wish.on:
        clauses.add("(to_day IS NULL OR to_day >= ?)", wish.on.isoformat())
    if seen:
        clauses.add(f"id NOT IN ({_marks(seen)})", *sorted(seen))
    grade, grade_values = grading(wish.subject)
    sql = f"""SELECT id, {grade} AS grade, {_SQUARE if wish.near else "NULL"} AS square, count(*) OVER () AS total
              FROM item WHERE {" AND ".join(clauses.parts)}
              ORDER BY grade, square IS NULL, square, key LIMIT ?"""
    measured = (wish.x, wish.x, wish.y, wish.y) if wish.near else ()
    return Statement(sql, (*grade_values, *measured, *clauses.values, limit))


_SQUARE = "(x - ?) * (x - ?) + (y - ?) * (y - ?)"
_BOX = "SELECT id FROM item_place WHERE max_x >= ? AND min_x <= ? AND max_y >= ? AND min_y <= ?"
_CIRCLE = f"(id IN ({_BOX}) AND {_SQUARE} <= ?)"


class _Clauses:
    """The conditions of one step, with their values in order."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self.parts: list[str] = []
        self.values: list[Any] = []

    def add(self, part: str, *values: Any) -> None:
        """Add a condition."""
        self.parts.append(part)
        self.values.extend(values)

    def subject(self, stage: Stage) -> None:
        """Add what the item must be about."""
        subject = self._wish.subject
        if subject is None:
            return
        choices, values = _choices(self._wish.kind, subject, stage.breadth)
        self.add(f"id IN ({' UNION '.join(choices)})", *values)

    def place(self, stage: Stage) -> None:
        """Add where the item must be; what is everywhere is always near."""
        near = self._wish.near
        if near is None or stage.last_resort:
            return
        if near.is_area:
            column, name = ("regio", near.regio) if near.kind == "regio" else ("provincie", near.provincie)
            if stage.area_too:
                self.add(f"({column} = ? OR everywhere)", name)
            else:
                self.add(f"({column} = ? OR everywhere OR {_CIRCLE})", name, *self._round(AROUND_AREA))
        elif stage.within_km is not None:
            self.add(f"(everywhere OR {_CIRCLE})", *self._round(stage.within_km))

    def _round(self, km: float) -> tuple[float, ...]:
        x, y = self._wish.x, self._wish.y
        return (x - km, x + km, y - km, y + km, x, x, y, y, km * km)


def _choices(kind: str, subject: Subject, breadth: int) -> tuple[list[str], list[Any]]:
    """Return the selections that an item may come from; what serves all sectors fits every subject."""
    codes = (*subject.codes, *(subject.near_codes if breadth > 0 else ()))
    sectors = (*subject.sectors, *(subject.near_sectors if breadth > 1 else ()))
    choices, values = [f"SELECT id FROM item WHERE kind = ? AND occupation IN ({_marks(codes)})"], [kind, *codes]
    if subject.text:
        choices.append("SELECT rowid FROM item_text WHERE item_text MATCH ?")
        values.append(subject.text)
    if kind == "evc_aanbieder":
        # A provider has no occupation of its own: it serves the sectors of the occupations meant, or all.
        choices.append("SELECT id FROM item WHERE kind = 'evc_aanbieder' AND broad")
        sectors = (*sectors, *subject.near_sectors)
    if sectors:
        choices.append(f"SELECT item FROM item_sector WHERE kind = ? AND sector IN ({_marks(sectors)})")
        values += [kind, *sectors]
    return choices, values


def grading(subject: Subject | None) -> tuple[str, tuple[Any, ...]]:
    """Return SQL for how well an item fits: 0 the occupation or the words, 1 the sector that was named, 2 a near
    occupation, 3 the same sector, 4 serves everybody.
    """
    if subject is None:
        return _NEVER, ()
    cases = [f"WHEN occupation IN ({_marks(subject.codes)}) THEN 0"]
    values: list[Any] = [*subject.codes]
    if subject.text:
        cases.append("WHEN id IN (SELECT rowid FROM item_text WHERE item_text MATCH ?) THEN 0")
        values.append(subject.text)
    cases.append("WHEN broad THEN 4")
    if subject.sectors:
        cases.append(f"WHEN id IN (SELECT item FROM item_sector WHERE sector IN ({_marks(subject.sectors)})) THEN 1")
        values += subject.sectors
    cases.append(f"WHEN occupation IN ({_marks(subject.near_codes)}) THEN 2")
    values += subject.near_codes
    return f"CASE {' '.join(cases)} ELSE 3 END", tuple(values)


def _marks(values: Collection[Any]) -> str:
    return ", ".join("?" * len(values))


WIDENINGS: tuple[Widening, ...] = ("afstand", "beroep", "niveau")
