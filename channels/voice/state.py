"""Where a call stands between two webhooks."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field


class Expects(StrEnum):
    """What our last words were about, where that is not the conversation's own question."""

    ANYTHING = "anything"
    CHECK = "check"  # was it heard well?
    OWN_NUMBER = "own_number"  # may we call the number that is calling?
    NUMBER = "number"  # a phone number
    NUMBER_RIGHT = "number_right"  # was the number heard well?
    FIRST_ITEM = "first_item"  # shall I name what was found?
    NEXT_ITEM = "next_item"  # do you want the next one?
    REST = "rest"  # do you want to hear more?
    TEXT_MESSAGE = "text_message"  # may we send one?
    CODE = "code"
    CALL_BACK = "call_back"  # shall we call back? asked by the telephone itself
    ANYTHING_ELSE = "anything_else"  # what else? no means goodbye


# Questions of ours that yes and no answer.
YES_OR_NO = frozenset(Expects) - {Expects.ANYTHING, Expects.NUMBER, Expects.CODE, Expects.ANYTHING_ELSE}


class Choice(BaseModel):
    """An answer on offer: what it is called, and what choosing it sends."""

    title: str
    payload: str


class Waiting(BaseModel):
    """A message whose answer is under way."""

    client_id: str
    text: str
    payload: str | None = None
    to_items: bool = False


class State(BaseModel):
    """Everything that lasts.

    `said` is what the caller heard last; `asks`, `asks_step`, `topic` and `choices` are of the conversation's last
    message; `items` are ready to be said and `at` is the one said last; `rest` is what a long answer still has.
    """

    slow: bool = False
    by_keys: bool = False  # the caller answers by keys, so we say which
    help: str = ""  # the help that was named to somebody in need; it is what we repeat from then on
    closing: bool = False
    inputs: int = 0
    trouble: int = 0  # in a row: nothing heard, or not understood
    said: str = ""
    expects: Expects = Expects.ANYTHING
    topic: str | None = None
    asks: str | None = None
    asks_step: int | None = None
    choices: list[Choice] = Field(default_factory=list)
    page: int = 0
    rest: list[str] = Field(default_factory=list)
    items: list[str] = Field(default_factory=list)
    at: int = 0
    held: str = ""
    waiting: Waiting | None = None
    waits: int = 0
    explained: list[str] = Field(default_factory=list)
    regio: str = ""
    code_tries: int = 0

    @property
    def wants_yes_or_no(self) -> bool:
        """Whether yes and no answer what we said last."""
        return self.expects in YES_OR_NO or (self.expects is Expects.ANYTHING and self._asked and self.asks is None)

    @property
    def _asked(self) -> bool:
        return self.said.rstrip().endswith("?") and bool(self.topic) and self.topic not in _OPEN_QUESTIONS


# Their question at the end ("waarmee kan ik u helpen?") has no yes.
_OPEN_QUESTIONS = frozenset({"gesprek_groet", "bot_mogelijkheden", "gesprek_opnieuw"})
