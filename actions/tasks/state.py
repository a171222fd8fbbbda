"""What the engine remembers between two turns: the running task and the conversation's memory.

Both travel as JSON in the Rasa slots `task` and `memory`; reading is forgiving, since an older version may
have written them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MAX_STACK = 3
MAX_TOPICS = 10
MAX_FOUND = 40


@dataclass(slots=True)
class Task:
    """One task of one person.

    asked: slots that were asked for, in order; the last one may still be open.
    pending: the slot that is asked for now. step, at_most: the numbers announced with it.
    answers: values that belong to this task only. choices: what was offered for `pending` instead of the
    usual options (two places of one name). detours: questions answered since `pending` was last put.
    done: the result was given; the task stays so that a correction can recompute it.
    """

    name: str
    asked: list[str] = field(default_factory=list)
    pending: str | None = None
    step: int = 0
    at_most: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    choices: list[dict[str, Any]] = field(default_factory=list)
    detours: int = 0
    done: bool = False
    stack: list[Task] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: object) -> Task | None:
        """Read the Rasa slot `task`; None when there is none or it cannot be read."""
        if not isinstance(data, dict) or not isinstance(data.get("name"), str):
            return None
        stack = [cls.from_json(entry) for entry in _list(data.get("stack"))]
        pending = data.get("pending")
        return cls(
            name=data["name"],
            asked=[slot for slot in _list(data.get("asked")) if isinstance(slot, str)],
            pending=pending if isinstance(pending, str) else None,
            step=_number(data.get("step")),
            at_most=_number(data.get("at_most")),
            answers=_dict(data.get("answers")),
            choices=[choice for choice in _list(data.get("choices")) if isinstance(choice, dict)],
            detours=_number(data.get("detours")),
            done=bool(data.get("done")),
            stack=[task for task in stack if task is not None],
        )

    def to_json(self) -> dict[str, Any]:
        """The Rasa slot `task`."""
        return {
            "name": self.name,
            "asked": list(self.asked),
            "pending": self.pending,
            "step": self.step,
            "at_most": self.at_most,
            "answers": dict(self.answers),
            "choices": list(self.choices),
            "detours": self.detours,
            "done": self.done,
            "stack": [task.to_json() for task in self.stack],
        }


@dataclass(slots=True)
class Offer:
    """A question of ours that yes or no answers ("zal ik u laten terugbellen?"); holds for one turn.

    yes: the topic that yes starts, or "resume" or "erase". reason: of the hand-over, where it is one.
    """

    yes: str
    reason: str | None = None

    @classmethod
    def from_json(cls, data: object) -> Offer | None:
        """Read one; None when it is none."""
        if not isinstance(data, dict) or not isinstance(data.get("yes"), str):
            return None
        reason = data.get("reason")
        return cls(data["yes"], reason if isinstance(reason, str) else None)

    def to_json(self) -> dict[str, Any]:
        """As kept in the memory."""
        return {"yes": self.yes, "reason": self.reason}


@dataclass(slots=True)
class Memory:
    """The conversation's memory, whatever the task.

    misses: messages in a row that were not understood. last: the last reply, for "wat zegt u?" (without
    items: they are computed again). found: "kind:id" -> verdict, for "Mijn overzicht" and the adviser.
    callback: the call-back that stands. places: labels of the places of one name that were told, until one is chosen.
    correcting: we asked what must change.
    """

    misses: int = 0
    last: dict[str, Any] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    offer: Offer | None = None
    callback: dict[str, str] | None = None
    places: list[str] = field(default_factory=list)
    correcting: bool = False
    channel: str = "web"

    @classmethod
    def from_json(cls, data: object) -> Memory:
        """Read the Rasa slot `memory`; an empty memory when there is none."""
        if not isinstance(data, dict):
            return cls()
        callback = data.get("callback")
        return cls(
            misses=_number(data.get("misses")),
            last=_dict(data.get("last")),
            topics=[topic for topic in _list(data.get("topics")) if isinstance(topic, str)],
            found={str(key): str(verdict) for key, verdict in _dict(data.get("found")).items()},
            offer=Offer.from_json(data.get("offer")),
            callback={str(k): str(v) for k, v in callback.items()} if isinstance(callback, dict) else None,
            places=[label for label in _list(data.get("places")) if isinstance(label, str)],
            correcting=bool(data.get("correcting")),
            channel=str(data.get("channel") or "web"),
        )

    def to_json(self) -> dict[str, Any]:
        """The Rasa slot `memory`."""
        return {
            "misses": self.misses,
            "last": self.last,
            "topics": self.topics[-MAX_TOPICS:],
            "found": dict(list(self.found.items())[-MAX_FOUND:]),
            "offer": self.offer.to_json() if self.offer else None,
            "callback": self.callback,
            "places": list(self.places),
            "correcting": self.correcting,
            "channel": self.channel,
        }

    def find(self, kind: str, identifier: str, verdict: str) -> None:
        """Note that something was found for this person; the newest comes last."""
        key = f"{kind}:{identifier}"
        self.found.pop(key, None)
        self.found[key] = verdict


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000 else 0
