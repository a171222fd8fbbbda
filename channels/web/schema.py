"""The shapes of the API, for checking what comes in and for the published description of what goes out."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

OwnerName = Literal["bot", "wachtrij", "adviseur", "gesloten"]


class NewMessage(BaseModel):
    """A text, or the payload of a button. `id` is the client's own; the same id again gives the same result."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    text: str | None = None
    payload: str | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> NewMessage:
        if (self.text is None) == (self.payload is None):
            raise ValueError("give either text or payload")
        return self


class NewFeedback(BaseModel):
    """A thumb for a message of ours, or without `message` a score from 1 to 5 for the conversation."""

    model_config = ConfigDict(extra="ignore")

    message: UUID | None = None
    score: Literal["up", "down"] | int
    reason: str | None = Field(default=None, max_length=500)

    @model_validator(mode="after")
    def _score_fits(self) -> NewFeedback:
        if self.message is not None and not isinstance(self.score, str):
            raise ValueError("a message gets up or down")
        if self.message is None and not (isinstance(self.score, int) and 1 <= self.score <= 5):
            raise ValueError("a conversation gets 1 to 5")
        return self


class Button(BaseModel):
    """A choice; sending `payload` makes it."""

    title: str
    payload: str


class Asks(BaseModel):
    """The message asks for this slot of the profile: question `step` of at most `at_most`.

    `multiple`: more than one of the buttons may be chosen; their titles are then sent together as text.
    """

    slot: str
    step: int | None
    at_most: int | None
    multiple: bool = False


class Source(BaseModel):
    """Where an item's facts come from."""

    title: str
    url: str | None = None
    evidence_date: str | None = None


class Item(BaseModel):
    """A card."""

    model_config = ConfigDict(extra="allow")

    kind: Literal[
        "regeling", "leerbaan", "opleiding", "certificaat", "evc_aanbieder", "loket", "beroep", "stap", "afspraak"
    ]
    id: str
    title: str
    verdict: Literal["waarschijnlijk", "misschien", "niet"] | None = None
    certainty: Literal["zeker", "voor_zover_bekend", "onbekend"] | None = None
    why: list[str] = []
    check: list[str] = []
    missing: list[str] = []
    facts: dict[str, Any] = {}
    url: str | None = None
    demo: bool = False
    source: Source | None = None


class Message(BaseModel):
    """One message. `seq` counts up by one per conversation, without gaps."""

    model_config = ConfigDict(extra="forbid")

    seq: int
    id: str
    sender: Literal["user", "bot", "adviser", "system"] = Field(alias="from")
    name: str | None
    at: str
    topic: str | None
    text: str
    items: list[Item]
    buttons: list[Button]
    asks: Asks | None
    suggestions: list[str]
    simple: str | None = None
    spoken: str | None = None


class Started(BaseModel):
    """A new conversation. The token is its only key and is given this once."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    token: str
    expires_at: str
    owner: OwnerName
    messages: list[Message]


class Answered(BaseModel):
    """What came of a message: the replies, and the message itself as it was stored."""

    model_config = ConfigDict(extra="forbid")

    messages: list[Message]
    owner: OwnerName
    received: Message


class Page(BaseModel):
    """Messages after a seq."""

    model_config = ConfigDict(extra="forbid")

    messages: list[Message]
    owner: OwnerName


class Read(BaseModel):
    """How far the citizen has read."""

    model_config = ConfigDict(extra="ignore")

    seq: int = Field(ge=0, le=2**31 - 1)


class InQueue(BaseModel):
    """Who speaks; in the queue the place (1 is next) and the minutes to wait, null where there is too little to say."""

    model_config = ConfigDict(extra="forbid")

    owner: OwnerName
    place: int | None
    minutes: int | None


class Moved(BaseModel):
    """Who speaks now, and what was said about it."""

    model_config = ConfigDict(extra="forbid")

    owner: OwnerName
    messages: list[Message]


class Ticket(BaseModel):
    """A key for what cannot send a header; for an event stream or the overview, as `?ticket=`."""

    model_config = ConfigDict(extra="forbid")

    ticket: str
    expires_at: str


class Overview(BaseModel):
    """What was found for this person so far, the newest of each."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    at: str
    owner: OwnerName
    items: list[Item]


class OverviewLink(BaseModel):
    """The private link to the page of the overview, from the root of this site; it is kept at least so long."""

    model_config = ConfigDict(extra="forbid")

    url: str
    expires_at: str


class ProblemDetails(BaseModel):
    """An error (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
