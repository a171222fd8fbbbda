"""What was asked for and could not be given: for editors, who may add what is missing.

Reads the masked transcripts that are still kept. Only what several people said is worth an editor's time, and only that
is nobody's own story: a text is named when it was said in at least `LEAST` conversations.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, and_, select

from channels.conversation.model import Author
from channels.conversation.tables import messages

LEAST = 2
_SEARCHES = ("leerbaan_zoeken", "opleiding_zoeken", "evc_aanbieder", "loket_zoeken")
_OUT_OF_SCOPE = "gesprek_buiten_bereik"


@dataclass(frozen=True, slots=True)
class Gap:
    """A text that was not helped with. `reason`: niet_begrepen, buiten_bereik or niets_gevonden; `nearest`: the topic
    that it looked most like; `conversations`: in how many it was said."""

    reason: str
    text: str
    nearest: str | None
    conversations: int

    def as_json(self) -> dict[str, Any]:
        """Return it as `knowledge report --asked` reads it."""
        return asdict(self)


def gaps(connection: Connection) -> list[Gap]:
    """Return what was asked for and missing, the most frequent first."""
    reply, asked = messages.alias("reply"), messages.alias("asked")
    rows = connection.execute(
        select(asked.c.conversation_id, asked.c.text, reply.c.topic, reply.c.body, reply.c.prediction)
        .join(asked, and_(asked.c.conversation_id == reply.c.conversation_id, asked.c.seq == reply.c.reply_to))
        .where(reply.c.author == Author.BOT.value, asked.c.author == Author.USER.value, asked.c.payload.is_(None))
    )
    said: dict[tuple[str, str, str | None], set[str]] = defaultdict(set)
    for conversation_id, text, topic, body, prediction in rows:
        reason = _reason(topic, body or {}, prediction or {})
        if reason:
            said[reason, " ".join(text.casefold().split()), (prediction or {}).get("topic")].add(conversation_id)
    found = [Gap(*key, conversations=len(who)) for key, who in said.items() if len(who) >= LEAST]
    return sorted(found, key=lambda gap: (-gap.conversations, gap.reason, gap.text))


def _reason(topic: str | None, body: dict[str, Any], prediction: dict[str, Any]) -> str | None:
    if prediction.get("fallback"):
        return "niet_begrepen"
    if topic == _OUT_OF_SCOPE:
        return "buiten_bereik"
    nothing_found = not any(item["kind"] != "loket" for item in body.get("items", [])) and not body.get("asks")
    return "niets_gevonden" if topic in _SEARCHES and nothing_found else None
