"""What the dialogue of a call works with: the call itself for one webhook, and the tools that all calls share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from channels.conversation.model import Conversation
from channels.gateway import Gateway
from channels.voice.codes import Codes
from channels.voice.document import Event
from channels.voice.hints import Hints
from channels.voice.people import People
from channels.voice.state import State
from channels.voice.text_messages import TextMessages

_MESSAGES = uuid.UUID("6f1c2d0e-6a4b-4f0e-9d55-0c1b7a9e4d11")


@dataclass
class Tools:
    """Shared by all calls."""

    gateway: Gateway
    hints: Hints
    codes: Codes
    people: People
    messages: TextMessages


@dataclass
class Call:
    """One webhook of a call. `name` is ours for the call; `state` and `conversation` may be replaced while it lasts."""

    tools: Tools
    name: str
    step: int
    event: Event
    state: State
    conversation: Conversation
    started_at: int
    now: int
    _ids: int = field(default=0)

    def message_id(self) -> str:
        """Return an id for a message of this webhook: the same again when the webhook is answered again."""
        self._ids += 1
        return str(uuid.uuid5(_MESSAGES, f"{self.name}:{self.step}:{self._ids}"))
