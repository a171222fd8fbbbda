"""A loket's own house: hours, closures, whether it helps with the shared queue, quick texts. For its coordinator."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.conversation.service import is_blank, readable
from channels.desk import audit, scope
from channels.desk.errors import Invalid, NotFound
from channels.desk.keys import of_queue
from channels.desk.opening import Closure, Opening, coming_holidays, hours_as_json, milliseconds, parse_hours
from channels.desk.parts import Parts
from channels.desk.people import Adviser, Role
from channels.desk.tables import closures, loket_settings, quick_texts

_LONGEST_TITLE = 80
_LONGEST_TEXT = 2_000
_LONGEST_REASON = 120
_LONGEST_CLOSURE = 366  # days
_s = loket_settings.c
_k = closures.c
_q = quick_texts.c


@dataclass(frozen=True, slots=True)
class House:
    """How a loket is open. `hours` None: nobody told us; `own_hours`: its coordinator did, not the knowledge."""

    loket: str
    title: str
    hours: dict[str, list[list[str]]] | None
    own_hours: bool
    shared: bool
    closures: list[Closure]
    open_now: bool | None
    next_opening: int | None
    holidays: list[tuple[date, str]]


@dataclass(frozen=True, slots=True)
class QuickText:
    """A text that advisers of a loket send often."""

    id: str
    loket: str
    title: str
    text: str
    position: int


class Houses:
    """Reading is for who serves the loket, changing for who coordinates it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def lokets(self, adviser: Adviser) -> list[tuple[str, str]]:
        """Return the lokets that somebody serves or manages, by title."""
        known = self._parts.directory
        theirs = known.lokets if adviser.role is Role.BEHEERDER else adviser.lokets
        return sorted(((loket, known.title(loket)) for loket in theirs), key=lambda pair: pair[1])

    async def of(self, adviser: Adviser, loket: str) -> House:
        """Return how a loket is open.

        Raises:
            NotFound: it is not theirs.
        """
        _check_reader(adviser, loket)

        def look(connection: Connection) -> House:
            now = self._parts.clock()
            opening = Opening.look(connection, self._parts.directory)
            hours, opens = opening.hours(loket), opening.next_opening(loket, now)
            return House(
                loket, self._parts.directory.title(loket), None if hours is None else hours_as_json(hours),
                opening.has_own(loket), opening.shares(loket), opening.closures(loket), opening.open_at(loket, now),
                milliseconds(opens) if opens else None, coming_holidays(now),
            )  # fmt: skip

        return await self._parts.read(look)

    async def set_hours(
        self, adviser: Adviser, loket: str, hours: Mapping[str, Sequence[Sequence[str]]] | None
    ) -> None:
        """Set the hours, or with None go back to those of the knowledge.

        Raises:
            NotAllowed: not the coordinator.
            Invalid: a time that cannot be.
        """
        stored = None if hours is None else hours_as_json(parse_hours(hours))
        await self._change(adviser, loket, "tijden_gewijzigd", hours=stored)

    async def set_shared(self, adviser: Adviser, loket: str, shared: bool) -> None:
        """Say whether advisers of this loket help with the shared queue.

        Raises:
            NotAllowed: not the coordinator.
        """
        await self._change(adviser, loket, "delen_gewijzigd", shared=shared)

    async def _change(self, adviser: Adviser, loket: str, action: str, **values: Any) -> None:
        def put(connection: Connection) -> None:
            scope.coordinates(adviser, loket)
            now = self._parts.clock()
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            changed = {**values, "changed_at": now, "changed_by": adviser.id}
            first = {"loket": loket, "hours": None, "shared": True, **changed}
            connection.execute(
                dialect.insert(loket_settings)
                .values(**first)
                .on_conflict_do_update(index_elements=["loket"], set_=changed)
            )
            audit.record(connection, adviser, action, now, loket=loket)

        await self._parts.write(put)
        await self._parts.wake(of_queue(loket), of_queue(""))

    async def add_closure(self, adviser: Adviser, loket: str, first: date, last: date, reason: str) -> Closure:
        """Shut a loket on these days, both included.

        Raises:
            NotAllowed: not the coordinator.
            Invalid: the last day is before the first, or it is for more than a year.
        """
        if not 0 <= (last - first).days < _LONGEST_CLOSURE:
            raise Invalid("last", "De laatste dag moet op of na de eerste dag zijn.")
        closure = Closure(str(uuid.uuid4()), loket, first, last, readable(reason).strip()[:_LONGEST_REASON])

        def put(connection: Connection) -> None:
            scope.coordinates(adviser, loket)
            now = self._parts.clock()
            connection.execute(
                insert(closures).values(
                    id=closure.id, loket=loket, first_day=first.isoformat(), last_day=last.isoformat(),
                    reason=closure.reason, made_at=now, made_by=adviser.id,
                )
            )  # fmt: skip
            audit.record(connection, adviser, "sluiting_gezet", now, loket=loket)

        await self._parts.write(put)
        await self._parts.wake(of_queue(loket))
        return closure

    async def remove_closure(self, adviser: Adviser, closure_id: str) -> None:
        """Take a closure away.

        Raises:
            NotFound: there is no such closure.
            NotAllowed: not the coordinator of its loket.
        """
        await self._parts.write(self._remove, adviser, closures, closure_id, "sluiting_weg")

    # ---- quick texts ------------------------------------------------------------------------------------------------

    async def quick_texts(self, adviser: Adviser, loket: str) -> list[QuickText]:
        """Return the quick texts of a loket, in order.

        Raises:
            NotFound: the loket is not theirs.
        """
        _check_reader(adviser, loket)

        def look(connection: Connection) -> list[QuickText]:
            rows = connection.execute(select(quick_texts).where(_q.loket == loket).order_by(_q.position, _q.id))
            return [QuickText(row.id, row.loket, row.title, row.text, row.position) for row in rows]

        return await self._parts.read(look)

    async def put_quick_text(
        self, adviser: Adviser, loket: str, title: str, text: str, text_id: str | None = None
    ) -> QuickText:
        """Add a quick text at the end, or change one.

        Raises:
            NotAllowed: not the coordinator.
            NotFound: no such text of this loket to change.
            Invalid: no title or text, or too long.
        """
        title, text = readable(title).strip(), readable(text).strip()
        if is_blank(title) or len(title) > _LONGEST_TITLE:
            raise Invalid("title", f"Een titel is 1 tot {_LONGEST_TITLE} tekens.")
        if is_blank(text) or len(text) > _LONGEST_TEXT:
            raise Invalid("text", f"Een tekst is 1 tot {_LONGEST_TEXT} tekens.")
        return await self._parts.write(self._put_quick_text, adviser, loket, title, text, text_id)

    def _put_quick_text(
        self, connection: Connection, adviser: Adviser, loket: str, title: str, text: str, text_id: str | None
    ) -> QuickText:
        scope.coordinates(adviser, loket)
        now = self._parts.clock()
        values = {"title": title, "text": text, "changed_at": now, "changed_by": adviser.id}
        audit.record(connection, adviser, "sneltekst_gewijzigd", now, loket=loket)
        if text_id is not None:
            position = connection.execute(
                update(quick_texts).where(_q.id == text_id, _q.loket == loket).values(**values).returning(_q.position)
            ).scalar_one_or_none()
            if position is None:
                raise NotFound
            return QuickText(text_id, loket, title, text, position)
        last = connection.execute(select(func.max(_q.position)).where(_q.loket == loket)).scalar() or 0
        made = QuickText(str(uuid.uuid4()), loket, title, text, last + 1)
        connection.execute(insert(quick_texts).values(id=made.id, loket=loket, position=made.position, **values))
        return made

    async def remove_quick_text(self, adviser: Adviser, text_id: str) -> None:
        """Take a quick text away.

        Raises:
            NotFound: there is no such text.
            NotAllowed: not the coordinator of its loket.
        """
        await self._parts.write(self._remove, adviser, quick_texts, text_id, "sneltekst_weg")

    def _remove(self, connection: Connection, adviser: Adviser, table: Table, item_id: str, action: str) -> None:
        """Take a row away that belongs to a loket, for who coordinates that."""
        loket = connection.execute(select(table.c.loket).where(table.c.id == item_id)).scalar_one_or_none()
        if loket is None:
            raise NotFound
        scope.coordinates(adviser, loket)
        connection.execute(delete(table).where(table.c.id == item_id))
        audit.record(connection, adviser, action, self._parts.clock(), loket=loket)


def _check_reader(adviser: Adviser, loket: str) -> None:
    if not (adviser.serves(loket) or adviser.coordinates(loket)):
        raise NotFound
