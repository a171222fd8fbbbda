"""What a button may send: `/topic_id` or `/topic_id{"slot": value}`, with topics and slots that we know."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from channels.conversation import masking
from knowledge.profile import SLOTS
from knowledge.topics import TOPICS

_PATTERN = re.compile(r"/([a-z]+(?:_[a-z]+)*)(\{.*\})?", re.DOTALL)
_LONGEST = 500
_LONGEST_VALUE = 100
# So many digits no amount, age or year needs; with more it may be somebody's number.
_MOST_DIGITS = 7
# What a task may ask for that is not of a person's profile.
PSEUDO_SLOTS = frozenset({
    "bedrag", "beroep", "dagdeel", "datum", "email", "getal", "keuze", "ontkenning", "regeling", "route", "sector",
    "telefoon", "toestemming", "wissen",
})  # fmt: skip
_TOPICS = frozenset(TOPICS)
Scalar = str | int | float | bool


class BadPayload(ValueError):
    """Not a payload of ours; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A choice the person made: a topic, and what it says of them."""

    topic: str
    slots: Mapping[str, Scalar]

    def __str__(self) -> str:
        return f"/{self.topic}" + (json.dumps(self.slots, ensure_ascii=False) if self.slots else "")


def parse(raw: str) -> Payload:
    """Read a payload; personal numbers in its values are masked.

    Raises:
        BadPayload: it is too long, not of the form, or names a topic or slot that does not exist.
    """
    match = _PATTERN.fullmatch(raw) if len(raw) <= _LONGEST else None
    if match is None:
        raise BadPayload('a payload is /topic_id or /topic_id{"slot": value}')
    topic, body = match.groups()
    if topic not in _TOPICS:
        raise BadPayload(f"there is no topic '{topic}'")
    return Payload(topic, _slots(body) if body else {})


def _slots(body: str) -> dict[str, Scalar]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadPayload("what follows the topic is not JSON") from error
    return {slot: _value(slot, value) for slot, value in values.items()}


def _value(slot: str, value: object) -> Scalar:
    if slot not in SLOTS and slot not in PSEUDO_SLOTS:
        raise BadPayload(f"there is no slot '{slot}'")
    if isinstance(value, str) and len(value) <= _LONGEST_VALUE and value.isprintable():
        return masking.mask(value)
    if isinstance(value, bool) or (isinstance(value, int | float) and _is_small(value)):
        return value
    raise BadPayload(f"{slot}: not a word, a number of at most {_MOST_DIGITS} digits, or yes and no")


def _is_small(value: float) -> bool:
    """Whether a number cannot be a BSN or a telephone number, with or without its zero."""
    digits = sum(map(str.isdigit, str(value).removesuffix(".0")))
    return abs(value) < 10**_MOST_DIGITS and digits <= _MOST_DIGITS


def as_text(text: str) -> str:
    """Return a person's text as the engine may have it: never a command, whatever it starts with."""
    words = text.strip()
    while words.startswith("/"):
        words = words[1:].strip()
    return words or "?"
