"""What a call does next, for any provider: say this, then listen, wait, connect or hang up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Listen:
    """Speech and keys at once; both may come through `Document.say`.

    Args:
        keys: as many keys as make an answer; 0: until the hash key.
        hints: words that are likely, for the recogniser.
        seconds: silence after which nothing was said.
    """

    keys: int = 1
    hints: tuple[str, ...] = ()
    seconds: int = 6


@dataclass(frozen=True, slots=True)
class Wait:
    """The answer is not there yet: come back at once. `pause`: seconds of silence first, where nothing is said."""

    pause: int = 0


@dataclass(frozen=True, slots=True)
class Connect:
    """Connect the caller with a person. Whoever answers must press a key: no answering machine takes the call."""

    number: str
    caller_id: str = ""
    seconds: int = 25


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


Next = Listen | Wait | Connect | HangUp


@dataclass(frozen=True, slots=True)
class Document:
    """One answer to the provider. Texts are as written; the rendering makes them fit for the ear.

    Args:
        first: said whole, nobody can talk through it: short.
        say: said after it; the caller may interrupt when `then` is Listen.
        slow: speak slower than usual.
    """

    say: str
    then: Next
    first: str = ""
    slow: bool = False


class Kind(StrEnum):
    """What a provider tells us of a call."""

    STARTED = "started"
    HEARD = "heard"
    WAITED = "waited"
    CONNECTED = "connected"  # the attempt to connect ended
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook, whoever sent it.

    Args:
        call: the provider's name of the call.
        caller: the caller's number (`+31…`), "" where it is withheld.
        line: the number that was called.
        text: what was recognised; "" when nothing was.
        confidence: of the recogniser, 0 to 1; None when it does not say.
        keys: the keys that were pressed.
        machine: an answering machine or fax is on the line.
        answered: for CONNECTED, whether a person took the call.
    """

    kind: Kind
    call: str
    caller: str = ""
    line: str = ""
    text: str = ""
    confidence: float | None = None
    keys: str = ""
    machine: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute addresses that a document may name."""

    heard: str
    waited: str
    connected: str
    accept: str
