"""The compiled knowledge, opened for reading: one file, never written, safe to share between threads.

    knowledge = Knowledge.open(Path("build/knowledge.sqlite"))
    knowledge.answer("financiering_stap").web

Records are read once at opening. Places, lokets and the catalogue stay in the file and are searched there. A new
version is opened as a new `Knowledge`; this one goes on reading the file it opened, even after that was replaced.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from knowledge import moments, records
from knowledge.arbeidsmarkt import Arbeidsmarkt
from knowledge.conditions import tables
from knowledge.connections import FORMAT, Connections
from knowledge.lokets import Lokets
from knowledge.places import Places
from knowledge.records import Answer, Arrangement, Lengths, Text
from knowledge.render import Renderer, timed
from knowledge.search import Catalogue

T = TypeVar("T")

CACHED_ANSWERS = 2_000


class NotCompiled(Exception):
    """There is no compiled knowledge at this path, or it has another format; compile it first."""


class Unknown(KeyError):
    """There is no record with this id."""


class Knowledge:
    """All that is known, read-only. Make one with `open`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.version: str = self._read_version()
        self._arrangements = {key: records.arrangement(data) for key, data in self._rows("regeling")}
        self._answers = {key: records.answer(data) for key, data in self._rows("antwoord")}
        self._texts = {key: records.text(key, data) for key, data in self._rows("tekst")}
        self._renderer = Renderer(self._arrangements)
        self._timed = {key for key, answer in self._answers.items() if _is_timed(answer)}
        self._rendered: dict[tuple[str, date], Answer] = {}
        self.places = Places(self.connection)
        self.lokets = Lokets(self.connection)
        self.catalogue = Catalogue(self.connection)
        self.arbeidsmarkt = Arbeidsmarkt.read(self.connection())
        self._warm_up()

    @classmethod
    def open(cls, path: Path | str) -> Knowledge:
        """Open a compiled file.

        Raises:
            NotCompiled: no such file, not ours, or of another format.
        """
        try:
            connections = Connections(Path(path))
            found = connections.connection().execute("PRAGMA user_version").fetchone()[0]
            if found != FORMAT:
                raise NotCompiled(f"{path} has format {found}, not {FORMAT}: compile the knowledge again")
            return cls(connections)
        except (OSError, sqlite3.Error) as error:
            raise NotCompiled(f"{path} cannot be opened ({error}): run 'python -m knowledge compile'") from error

    def close(self) -> None:
        """Close the file; nothing can be searched afterwards."""
        self._connections.close()

    def connection(self) -> sqlite3.Connection:
        """Return the connection of the calling thread. Raises Replaced (see `knowledge.connections`)."""
        return self._connections.connection()

    def arrangement(self, arrangement_id: str) -> Arrangement:
        """Return one regeling. Raises Unknown."""
        return _found(self._arrangements, arrangement_id)

    def arrangements(self) -> tuple[Arrangement, ...]:
        """Return every regeling, closed ones too, by id."""
        return tuple(self._arrangements.values())

    def topics(self) -> tuple[str, ...]:
        """Return the topics that have an answer."""
        return tuple(self._answers)

    def answer(self, topic: str, on: date | datetime | None = None) -> Answer:
        """Return the answer on a topic with its references filled in, as of `on` (now, if not given).

        Raises:
            Unknown: no answer on this topic.
        """
        answer = _found(self._answers, topic)
        moment = on if on is not None else datetime.now(moments.AMSTERDAM)
        if topic in self._timed:
            return self._render(answer, moment)
        key = (topic, moments.local(moment).date() if isinstance(moment, datetime) else moment)
        rendered = self._rendered.get(key)
        if rendered is None:
            if len(self._rendered) >= CACHED_ANSWERS:
                self._rendered.clear()
            rendered = self._rendered[key] = self._render(answer, moment)
        return rendered

    def text(self, key: str, **values: object) -> Text:
        """Return a fixed text, its variables filled in with `values`.

        Raises:
            Unknown: no such text.
            DeadReference: a variable of the text was not given.
        """
        text = _found(self._texts, key)
        if not any("{" in length for length in (text.web, text.spoken, text.simple)):
            return text
        today = datetime.now(moments.AMSTERDAM)
        return replace(text, **vars(self._lengths(text, today, values)))

    def texts(self) -> tuple[str, ...]:
        """Return the keys of all fixed texts."""
        return tuple(self._texts)

    def _render(self, answer: Answer, on: date | datetime) -> Answer:
        parts = {name: self._lengths(part, on, {}) for name, part in answer.parts.items()}
        return replace(answer, parts=parts, **vars(self._lengths(answer, on, {})))

    def _lengths(self, source: Lengths, on: date | datetime, values: Mapping[str, object]) -> Lengths:
        render: Callable[[str], str] = lambda text: self._renderer.render(text, on, **values)  # noqa: E731
        return Lengths(render(source.web), render(source.spoken), render(source.simple))

    def _warm_up(self) -> None:
        """Work out and load what is otherwise made at first use, so that the first citizen does not wait."""
        for arrangement in self._arrangements.values():
            tables(arrangement)
        self.places.find("Utrecht")
        self.catalogue.search("leerbaan", text="zorg", limit=1)

    def _read_version(self) -> str:
        row = self.connection().execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        if row is None:
            raise NotCompiled("the file has no version: compile the knowledge again")
        return str(row[0])

    def _rows(self, table: str) -> list[tuple[str, Any]]:
        rows = self.connection().execute(f"SELECT id, data FROM {table} ORDER BY id")
        return [(key, json.loads(data)) for key, data in rows]


def _is_timed(answer: Answer) -> bool:
    versions = (answer, *answer.parts.values())
    return any(timed(text) for item in versions for text in (item.web, item.spoken, item.simple))


def _found(entries: Mapping[str, T], key: str) -> T:
    try:
        return entries[key]
    except KeyError:
        raise Unknown(key) from None
