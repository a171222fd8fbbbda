"""What can be ticked on the overview, each with a name of its own that changes with its words.

An editor who rewrites a step makes it another step: a tick never stands at words that the citizen did not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set
from dataclasses import dataclass

LENGTH = 12


def name_of(*parts: str) -> str:
    """Return the name of what these parts say together: short, and telling nothing of it."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:LENGTH]


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick: a step that was done, or an offer that was chosen."""

    name: str
    done: bool

    @classmethod
    def of(cls, ticked: Set[str], *parts: str) -> Tick:
        """Return the box of what these parts say, as it stands in the names that are ticked."""
        name = name_of(*parts)
        return cls(name, name in ticked)
