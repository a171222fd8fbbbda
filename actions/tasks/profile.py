"""What a person told about themselves: the slots of the profile contract, typed, with who said it and when.

Not for answers that belong to one task only (a telephone number, consent): those live in the task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from knowledge import profile as contract
from knowledge.profile import Slot, Value, derive, misfit

__all__ = ["PROFILE_SLOTS", "SLOTS", "TASK_SLOTS", "Fact", "Profile", "Value", "canonical"]

# What a person can tell; some slots of the contract are for others to decide and never get a value.
PROFILE_SLOTS: Mapping[str, Slot] = {name: slot for name, slot in contract.SLOTS.items() if slot.asked}

# Asked for within one task only; kept in the task, never in the profile.
TASK_SLOTS: Mapping[str, Slot] = {
    slot.id: slot
    for slot in (
        Slot("telefoon", "open"),
        Slot("dagdeel", "choice", ("ochtend", "middag", "avond")),
        Slot("toestemming", "boolean"),
        Slot("route", "choice", ("arbeidsmarkt", "onderwijs")),
        Slot("wissen", "boolean"),
        Slot("welk_werk", "open"),  # an ESCO code, or "anders"
        *(Slot(f"interesse_{letter}", "boolean") for letter in "riasec"),
        *(Slot(f"interesse_keuze_{turn}", "choice", tuple("riasec")) for turn in (1, 2)),
    )
}

SLOTS: Mapping[str, Slot] = {**PROFILE_SLOTS, **TASK_SLOTS}

# Their buttons say "this one" of what is on offer now, not which question it answers.
CHOSEN = "keuze"
CHOSEN_SLOTS = frozenset(slot for slot in TASK_SLOTS if slot.startswith("interesse_")) | {"welk_werk"}

# What a number must lie between to be taken for an answer at all (not what is likely: see knowledge.profile).
_BELIEVABLE = {"leeftijd": (12, 99), "reisafstand": (0, 400)}
_LONGEST_TEXT = 80
_KEPT_NUMBER = re.compile(r"<telefoon:\d+>")  # a number that the gateway did not keep cannot be called


def canonical(slot_id: str, value: object) -> Value | None:
    """The value in its canonical form, or None when the slot does not exist or cannot hold it."""
    slot = SLOTS.get(slot_id)
    if slot is None:
        return None
    made: object = value
    if slot.kind == "boolean":
        made = _boolean(value)
    elif slot.kind == "integer":
        made = _integer(value)
    elif isinstance(value, str):
        made = value.strip()[:_LONGEST_TEXT] or None
    if made is None or misfit(slot, made) or not isinstance(made, (int, str, bool)):
        return None
    if slot_id == "telefoon" and not _KEPT_NUMBER.fullmatch(str(made)):
        return None
    low, high = _BELIEVABLE.get(slot_id, (0, 0))
    if slot.kind == "integer" and not low <= int(made) <= high:
        return None
    return made


def _boolean(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


def _integer(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) <= 9:
        return int(value)
    return None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, `by` "citizen" or "adviser", `at` an ISO time."""

    value: Value
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person. Immutable: every change gives a new profile."""

    facts: Mapping[str, Fact] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: object) -> Profile:
        """Read the Rasa slot `profile`; what cannot be understood is left out, never raised."""
        facts: dict[str, Fact] = {}
        for slot, entry in data.items() if isinstance(data, dict) else ():
            if slot not in PROFILE_SLOTS or not isinstance(entry, dict):
                continue
            value = canonical(slot, entry.get("value"))
            if value is not None:
                facts[slot] = Fact(value, str(entry.get("by") or "citizen"), str(entry.get("at") or ""))
        return cls(facts)

    def to_json(self) -> dict[str, dict[str, Any]]:
        """The Rasa slot `profile`."""
        return {slot: {"value": f.value, "by": f.by, "at": f.at} for slot, f in self.facts.items()}

    def __contains__(self, slot: object) -> bool:
        return slot in self.facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def value(self, slot: str) -> Value | None:
        """The value of a slot, None when it is not known."""
        fact = self.facts.get(slot)
        return fact.value if fact else None

    def text(self, slot: str) -> str | None:
        """The value of a slot that holds text, None when it is not known."""
        value = self.value(slot)
        return value if isinstance(value, str) else None

    def values(self) -> dict[str, Value]:
        """Plain values for the rules, with what follows from them (startkwalificatie) filled in."""
        return derive({slot: fact.value for slot, fact in self.facts.items()})

    def with_fact(self, slot: str, value: Value, at: datetime, by: str = "citizen") -> Profile:
        """This profile with one fact added or replaced.

        Raises:
            ValueError: when the slot is not in the profile contract or cannot hold the value.
        """
        checked = canonical(slot, value)
        if slot not in PROFILE_SLOTS or checked is None:
            raise ValueError(f"{slot!r} cannot hold {value!r}")
        return Profile({**self.facts, slot: Fact(checked, by, at.isoformat(timespec="seconds"))})

    def without(self, slot: str) -> Profile:
        """This profile without what was said about one slot."""
        return Profile({name: fact for name, fact in self.facts.items() if name != slot})
