"""What a conversation consists of: messages, the conversation itself, and what is about to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from channels.clock import iso
from channels.conversation.owner import Owner

Json = dict[str, Any]

BOT_NAME = "Leerwijs"


class Author(StrEnum):
    """Who a message is from; the API's `from`."""

    USER = "user"
    BOT = "bot"
    ADVISER = "adviser"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that is offered: what the person reads, and what it sends."""

    title: str
    payload: str


CALL_ME_BACK = "/mens_terugbellen"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message of the gateway, the bot or an adviser that is not stored yet; `body` holds the optional fields."""

    author: Author
    text: str
    topic: str | None = None
    name: str | None = None
    body: Json = field(default_factory=dict)
    prediction: Json | None = None

    @property
    def asks(self) -> str | None:
        """The slot this message asks for."""
        asks = self.body.get("asks")
        return asks["slot"] if asks else None


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message. `seq` counts up by one per conversation; `id` is the client's own for a user's message."""

    seq: int
    id: str
    author: Author
    at: int
    text: str
    topic: str | None = None
    name: str | None = None
    payload: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return the message in the API's format."""
        body = self.body
        message: Json = {
            "seq": self.seq,
            "id": self.id,
            "from": self.author.value,
            "name": self.name,
            "at": iso(self.at),
            "topic": self.topic,
            "text": self.text,
            "items": body.get("items", []),
            "buttons": body.get("buttons", []),
            "asks": body.get("asks"),
            "suggestions": body.get("suggestions", []),
        }
        for optional in ("simple", "spoken"):
            if body.get(optional):
                message[optional] = body[optional]
        return message


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known of a conversation apart from its messages. Moments in milliseconds UTC."""

    id: str
    token_hash: str
    channel: str
    created_at: int
    expires_at: int
    last_at: int
    owner: Owner
    owner_version: int
    urgent: bool
    last_seq: int
    offered: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pending:
    """A stored message of the citizen that has no reply yet."""

    seq: int
    text: str
    payload: str | None
    # Kinds of personal data that were masked in it without our asking, and not told of before.
    masked: tuple[str, ...] = ()


class ConversationNotFound(Exception):
    """There is no such conversation: it never was, or it was erased."""
