"""Where an offer to take a chat over stands."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, update

from channels.desk.tables import forwards

_f = forwards.c


class ForwardState(StrEnum):
    """Offered until somebody answers, nobody does, or the chat goes elsewhere."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


def withdraw_all(connection: Connection, conversation_id: str, now: int) -> None:
    """Take back what is offered of a chat: it went elsewhere."""
    connection.execute(
        update(forwards)
        .where(_f.conversation_id == conversation_id, _f.state == ForwardState.OFFERED.value)
        .values(state=ForwardState.WITHDRAWN.value, answered_at=now)
    )
