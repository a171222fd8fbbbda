"""What an adviser must be told of their chats, also when they were away when it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from channels.desk.people import Adviser
from channels.desk.tables import notices

_n = notices.c
_MOST = 50


class Kind(StrEnum):
    """What happened."""

    ADVISER_GONE = "adviser_gone"
    FORWARD_ACCEPTED = "forward_accepted"
    FORWARD_REFUSED = "forward_refused"
    FORWARD_LAPSED = "forward_lapsed"
    CITIZEN_ENDED = "citizen_ended"


_WORDS = {
    Kind.ADVISER_GONE: "Je was er even niet. Dit gesprek staat weer in de wachtrij.",
    Kind.FORWARD_ACCEPTED: "Je collega heeft dit gesprek overgenomen.",
    Kind.FORWARD_REFUSED: "Niemand kon dit gesprek overnemen. Het staat weer in de wachtrij.",
    Kind.FORWARD_LAPSED: "Niemand antwoordde op je verzoek. Het gesprek is nog van jou.",
    Kind.CITIZEN_ENDED: "De burger heeft dit gesprek afgesloten.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One of them; `text` is a sentence for the screen."""

    id: int
    kind: Kind
    conversation_id: str
    at: int
    text: str


def put(connection: Connection, adviser_id: str, conversation_id: str, kind: Kind, now: int) -> None:
    """Tell an adviser, now or when they come back."""
    connection.execute(
        insert(notices).values(adviser_id=adviser_id, conversation_id=conversation_id, kind=kind.value, at=now)
    )


def unseen(connection: Connection, adviser: Adviser) -> list[Notice]:
    """Return what an adviser was not shown yet, oldest first."""
    rows = connection.execute(
        select(notices).where(_n.adviser_id == adviser.id, _n.seen_at.is_(None)).order_by(_n.id).limit(_MOST)
    )
    return [Notice(row.id, Kind(row.kind), row.conversation_id, row.at, _WORDS[Kind(row.kind)]) for row in rows]


def seen(connection: Connection, adviser: Adviser, ids: Iterable[int], now: int) -> None:
    """Note that an adviser was shown these; those of others are left alone."""
    connection.execute(
        update(notices)
        .where(_n.adviser_id == adviser.id, _n.id.in_(list(ids)), _n.seen_at.is_(None))
        .values(seen_at=now)
    )
