"""What the bot must be told before it speaks again, kept until it knows: corrections of the profile, and that a person
spoke with the citizen meanwhile. The engine may be away when it happens; the conversation goes on without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from channels.conversation.model import Json
from channels.desk.tables import engine_updates

_u = engine_updates.c


def fact(value: Any, by: str, now: int) -> Json:
    """Return what was told as the bot keeps it; `now` in milliseconds UTC."""
    return {"value": value, "by": by, "at": datetime.fromtimestamp(now // 1000, UTC).isoformat()}


def put(
    connection: Connection,
    conversation_id: str,
    *,
    profile: Mapping[str, Any] | None = None,
    back: bool = False,
    said: str | None = None,
) -> None:
    """Add to what the bot must be told. The caller holds the conversation's row.

    Args:
        connection: of the transaction that brings it about.
        conversation_id: whose bot.
        profile: slots as `{"value", "by", "at"}`, or None for one to forget.
        back: the conversation comes back from people, so questions that were open before are not put again.
        said: the last thing that was said, for "kunt u dat herhalen?".
    """
    row = connection.execute(select(_u.data, _u.version).where(_u.conversation_id == conversation_id)).one_or_none()
    data: Json = dict(row.data) if row else {}
    if profile:
        data["profile"] = {**data.get("profile", {}), **profile}
    if back:
        data["back"] = True
    if said:
        data["said"] = said
    if row is None:
        connection.execute(insert(engine_updates).values(conversation_id=conversation_id, data=data, version=1))
        return
    connection.execute(
        update(engine_updates).where(_u.conversation_id == conversation_id).values(data=data, version=row.version + 1)
    )


def untold(connection: Connection, conversation_id: str) -> tuple[Json, int] | None:
    """Return what the bot must be told with the version of it, or None."""
    row = connection.execute(select(_u.data, _u.version).where(_u.conversation_id == conversation_id)).one_or_none()
    return (row.data, row.version) if row else None


def told(connection: Connection, conversation_id: str, version: int) -> None:
    """Note that the bot was told, unless something was added meanwhile: then it is told all of it again."""
    connection.execute(delete(engine_updates).where(_u.conversation_id == conversation_id, _u.version == version))
