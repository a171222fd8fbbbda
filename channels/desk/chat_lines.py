"""Chats in lists: one line each, with what the citizen said last and how much of it is unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from channels.clock import SECOND
from channels.conversation.model import Author
from channels.conversation.owner import Owner
from channels.conversation.tables import conversations, messages
from channels.desk.tables import handovers

# The citizen's page or call gave a sign of life so lately.
CITIZEN_HERE = 45 * SECOND
_c = conversations.c
_h = handovers.c
_m = messages.c


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A chat in a list. `unread` counts what the citizen wrote and the adviser did not read."""

    conversation_id: str
    owner: Owner
    urgent: bool
    reason: str
    loket: str | None
    last_seq: int
    last_at: int
    unread: int
    last_text: str
    citizen_here: bool


def lines(connection: Connection, which: Select[Any], now: int) -> list[ChatLine]:
    """Return the lines of the hand-overs that a query selects, the first of each chat.

    Three queries, however many chats: the desk asks at every wake-up.
    """
    about = (_c.owner, _c.urgent.label("in_danger"), _c.last_seq, _c.last_at)
    rows: dict[str, Any] = {}
    for row in connection.execute(which.join(conversations, _c.id == _h.conversation_id).add_columns(*about)):
        rows.setdefault(row.conversation_id, row)
    said = _last_said(connection, list(rows))
    unread = _unread(connection, [row.id for row in rows.values()])
    return [
        ChatLine(
            chat, Owner(row.owner), bool(row.in_danger), row.reason, row.loket, row.last_seq, row.last_at,
            unread.get(chat, 0), said.get(chat, ""), row.citizen_seen_at > now - CITIZEN_HERE,
        )
        for chat, row in rows.items()
    ]  # fmt: skip


_newest = (
    select(_m.conversation_id, func.max(_m.seq).label("seq"))
    .where(_m.conversation_id.in_(bindparam("b_ids", expanding=True)), _m.author == Author.USER.value)
    .group_by(_m.conversation_id)
    .subquery()
)
_LAST_SAID = select(_m.conversation_id, _m.text).join(
    _newest, (_newest.c.conversation_id == _m.conversation_id) & (_newest.c.seq == _m.seq)
)


def _last_said(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the last thing that the citizen of each of these conversations said."""
    if not ids:
        return {}
    rows = connection.execute(_LAST_SAID, {"b_ids": ids})
    return {row.conversation_id: row.text for row in rows}


_UNREAD = (
    select(_m.conversation_id, func.count())
    .join(handovers, (_h.conversation_id == _m.conversation_id) & (_m.seq > _h.adviser_read))
    .where(_h.id.in_(bindparam("b_ids", expanding=True)), _m.author == Author.USER.value)
    .group_by(_m.conversation_id)
)


def _unread(connection: Connection, handover_ids: Sequence[str]) -> dict[str, int]:
    """Return by conversation how much its citizen wrote that the adviser did not read."""
    if not handover_ids:
        return {}
    rows = connection.execute(_UNREAD, {"b_ids": handover_ids})
    return {conversation_id: count for conversation_id, count in rows}
