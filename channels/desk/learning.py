"""The learning loop: advisers mark what the assistant got wrong, an editor decides, what is approved is for training.

The texts are masked ones, as stored; an approved text belongs to no conversation any more.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from channels.conversation import masking
from channels.conversation.model import Author
from channels.conversation.service import is_blank, readable
from channels.conversation.tables import messages
from channels.desk import audit, people, scope
from channels.desk.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.desk.parts import Parts, topic_title
from channels.desk.people import Adviser, Role
from channels.desk.tables import marks
from knowledge.topics import TOPICS

_LONGEST = 300
_k = marks.c
_m = messages.c


class MarkKind(StrEnum):
    """What was wrong: our answer, or how the citizen's message was understood."""

    FOUT_ANTWOORD = "fout_antwoord"
    NIET_BEGREPEN = "niet_begrepen"


class MarkState(StrEnum):
    """Where a mark stands."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Mark:
    """One of them. `text` is what the citizen said, `predicted` the topic it was taken for, `topic` the right one."""

    id: str
    conversation_id: str | None
    seq: int
    kind: MarkKind
    text: str
    predicted: str | None
    topic: str | None
    remark: str
    loket: str | None
    by_name: str
    at: int
    state: MarkState
    reviewed_by: str | None
    reviewed_at: int | None


def marks_of(connection: Connection, conversation_id: str) -> list[Mark]:
    """Return the marks in a conversation."""
    return _read(connection, _k.conversation_id == conversation_id)


def approved(connection: Connection) -> dict[str, list[str]]:
    """Return the approved texts by topic, each once, in order."""
    rows = connection.execute(
        select(_k.topic, _k.text)
        .where(_k.state == MarkState.APPROVED.value, _k.topic.is_not(None))
        .order_by(_k.topic, _k.text)
    )
    by_topic: dict[str, list[str]] = defaultdict(list)
    for topic, text in rows:
        line = " ".join(text.split())
        if line not in by_topic[topic]:
            by_topic[topic].append(line)
    return dict(by_topic)


def as_training_data(by_topic: dict[str, list[str]]) -> str:
    """Write approved texts in the form of `data/nlu`. Square and round brackets mean something there, so they go."""
    lines = ['version: "3.1"', "nlu:"]
    for topic, texts in by_topic.items():
        lines += [f"- intent: {topic}", "  examples: |"]
        lines += [f"    - {text.translate(_PLAIN)}" for text in texts]
    return "\n".join(lines if by_topic else [lines[0], "nlu: []"]) + "\n"


_PLAIN = str.maketrans({"[": "", "]": "", "{": "", "}": "", "<": "", ">": ""})


def _read(connection: Connection, *which: Any) -> list[Mark]:
    rows = connection.execute(select(marks).where(*which).order_by(_k.at, _k.id)).all()
    names = people.names(connection, {one for row in rows for one in (row.adviser_id, row.reviewed_by) if one})
    return [
        Mark(
            row.id, row.conversation_id, row.seq, MarkKind(row.kind), row.text, row.predicted, row.topic, row.remark,
            row.loket, names.get(row.adviser_id, ""), row.at, MarkState(row.state), names.get(row.reviewed_by or ""),
            row.reviewed_at,
        )
        for row in rows
    ]  # fmt: skip


class Learning:
    """What advisers mark and editors decide."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def topics(self) -> list[tuple[str, str]]:
        """Return all topics with their titles, by title."""
        titled = [(topic, topic_title(self._parts.texts, topic) or topic) for topic in TOPICS]
        return sorted(titled, key=lambda pair: pair[1].casefold())

    async def mark(
        self, adviser: Adviser, conversation_id: str, seq: int, kind: str, topic: str | None = None, remark: str = ""
    ) -> Mark:
        """Mark a message: the citizen's own as misunderstood, or our answer to it as wrong, with the right topic.

        Raises:
            NotFound: the chat is not theirs to see, or it has no such message.
            Invalid: no such topic or kind.
        """
        if kind not in set(MarkKind):
            raise Invalid("kind", "Kies wat er fout ging.")
        _check_topic(topic)
        return await self._parts.write(self._mark, adviser, conversation_id, seq, kind, topic, remark)

    def _mark(
        self, connection: Connection, adviser: Adviser, conversation_id: str, seq: int, kind: str, topic: str | None,
        remark: str,
    ) -> Mark:  # fmt: skip
        now = self._parts.clock()
        found = scope.seen(connection, adviser, conversation_id)
        text, predicted = _said(connection, conversation_id, seq)
        mark_id = str(uuid.uuid4())
        connection.execute(
            insert(marks).values(
                id=mark_id, conversation_id=conversation_id, seq=seq, kind=kind, text=text[:_LONGEST],
                predicted=predicted, topic=topic, remark=masking.mask(readable(remark).strip())[:_LONGEST],
                loket=found.loket, adviser_id=adviser.id, at=now, state=MarkState.OPEN.value,
            )
        )  # fmt: skip
        audit.record(connection, adviser, "gemarkeerd", now, conversation_id=conversation_id, loket=found.loket)
        return _read(connection, _k.id == mark_id)[0]

    async def to_review(self, adviser: Adviser) -> list[Mark]:
        """Return what an editor must decide: a coordinator that of their lokets, a beheerder all.

        Raises:
            NotAllowed: it is for coordinators.
        """
        return await self._parts.read(_read, _k.state == MarkState.OPEN.value, *_for_editor(adviser))

    async def review(
        self, adviser: Adviser, mark_id: str, approve: bool, topic: str | None = None, text: str | None = None
    ) -> Mark:
        """Approve a mark as an example of a topic, in the editor's words if given, or reject it.

        Raises:
            NotAllowed: it is for coordinators.
            NotFound: there is no such mark, or it is of another loket.
            Invalid: no topic, or nothing to read.
            Conflict: it was decided already.
        """
        _check_topic(topic)
        return await self._parts.write(self._review, adviser, mark_id, approve, topic, text)

    def _review(
        self, connection: Connection, adviser: Adviser, mark_id: str, approve: bool, topic: str | None, text: str | None
    ) -> Mark:
        now = self._parts.clock()
        found = _read(connection, _k.id == mark_id, *_for_editor(adviser))
        if not found:
            raise NotFound
        values: dict[str, Any] = {"state": MarkState.REJECTED.value}
        if approve:
            right = topic or found[0].topic
            words = masking.mask(" ".join(readable(text or found[0].text).split()))[:_LONGEST]
            if right is None:
                raise Invalid("topic", "Kies het goede onderwerp.")
            if is_blank(words):
                raise Invalid("text", "Er staat nog niets.")
            values = {
                "state": MarkState.APPROVED.value, "topic": right, "text": words, "conversation_id": None, "remark": "",
            }  # fmt: skip
        changed = connection.execute(
            update(marks)
            .where(_k.id == mark_id, _k.state == MarkState.OPEN.value)
            .values(reviewed_by=adviser.id, reviewed_at=now, **values)
        ).rowcount
        if not changed:
            raise Conflict
        action = "voorbeeld_goedgekeurd" if approve else "voorbeeld_afgewezen"
        audit.record(connection, adviser, action, now, loket=found[0].loket, markering=mark_id)
        return _read(connection, _k.id == mark_id)[0]

    async def export(self, adviser: Adviser) -> str:
        """Return all approved examples as training data.

        Raises:
            NotAllowed: it is for coordinators.
        """
        if not adviser.manages:
            raise NotAllowed

        def take(connection: Connection) -> dict[str, list[str]]:
            audit.record(connection, adviser, "voorbeelden_opgehaald", self._parts.clock())
            return approved(connection)

        return as_training_data(await self._parts.write(take))


def _for_editor(adviser: Adviser) -> tuple[Any, ...]:
    if not adviser.manages:
        raise NotAllowed
    return () if adviser.role is Role.BEHEERDER else (_k.loket.in_(sorted(adviser.lokets)),)


def _check_topic(topic: str | None) -> None:
    if topic is not None and topic not in TOPICS:
        raise Invalid("topic", "Dit onderwerp bestaat niet.")


def _said(connection: Connection, conversation_id: str, seq: int) -> tuple[str, str | None]:
    """Return what the citizen said and what it was taken for, by either the message itself or our answer to it."""
    row = connection.execute(
        select(_m.author, _m.text, _m.reply_to).where(_m.conversation_id == conversation_id, _m.seq == seq)
    ).one_or_none()
    asked = seq if row and row.author == Author.USER.value else row.reply_to if row else None
    if row is None or asked is None:
        raise NotFound
    text = connection.execute(
        select(_m.text).where(_m.conversation_id == conversation_id, _m.seq == asked)
    ).scalar_one()
    answer = connection.execute(
        select(_m.prediction, _m.topic)
        .where(_m.conversation_id == conversation_id, _m.reply_to == asked, _m.author == Author.BOT.value)
        .order_by(_m.seq)
        .limit(1)
    ).one_or_none()
    predicted = ((answer.prediction or {}).get("topic") or answer.topic) if answer else None
    return text, predicted
