"""What the engine answers to one message: what to say, what it brings about, and how sure it was."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from channels.conversation.model import BOT_NAME, Author, Draft, Json


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class TurnButton(_Part):
    """A choice."""

    title: str = Field(min_length=1)
    payload: str = Field(pattern=r"^/[a-z_]+")


class Asks(_Part):
    """The slot a message asks for: question `step` of at most `at_most`; `multiple`: several answers may be given."""

    slot: str
    step: int | None = None
    at_most: int | None = None
    multiple: bool = False


class Item(BaseModel):
    """A card; what it holds besides is of its kind."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: str
    id: str


class TurnMessage(_Part):
    """What to say."""

    topic: str = Field(min_length=1)
    text: str = Field(min_length=1)
    simple: str | None = None
    spoken: str | None = None
    items: tuple[Item, ...] = ()
    buttons: tuple[TurnButton, ...] = ()
    asks: Asks | None = None
    suggestions: tuple[str, ...] = ()


class Effect(_Part):
    """Something to bring about besides saying it: `hand_over`, `callback`, `callback_withdraw`, `erase` or `end`."""

    kind: str
    reason: str | None = None
    contact: str | None = None
    window: str | None = None
    consent: bool = False


class Prediction(_Part):
    """What the model thought was meant, and how sure it was; `misses`: so many in a row were not understood."""

    topic: str | None = None
    confidence: float | None = None
    ranking: tuple[tuple[str, float], ...] = ()
    fallback: bool = False
    misses: int = 0


class Turn(_Part):
    """One answer of the engine."""

    message: TurnMessage
    effects: tuple[Effect, ...] = ()
    prediction: Prediction | None = None

    def draft(self) -> Draft:
        """Return what is to be said as a message that can be stored."""
        said = self.message
        body: Json = {
            "items": [item.model_dump() for item in said.items],
            "buttons": [button.model_dump() for button in said.buttons],
            "asks": said.asks.model_dump() if said.asks else None,
            "suggestions": list(said.suggestions),
            "simple": said.simple,
            "spoken": said.spoken,
        }
        prediction: dict[str, Any] | None = self.prediction.model_dump(mode="json") if self.prediction else None
        return Draft(Author.BOT, said.text, said.topic, BOT_NAME, {k: v for k, v in body.items() if v}, prediction)
