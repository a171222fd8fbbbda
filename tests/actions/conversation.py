"""Drives the task engine as a conversation: what a citizen says, with the topic and entities Rasa would give.

    talk = Conversation()
    talk.says("wat kan ik vergoed krijgen", "financiering_overzicht")
    talk.says("52", entities={"leeftijd": 52})
    assert talk.asked == "werksituatie"

The state goes through JSON between turns, as it does through Rasa.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.tasks.context import State
from actions.tasks.engine import take_turn
from actions.tasks.profile import Profile
from actions.tasks.state import Memory, Task
from actions.tasks.understanding import read
from knowledge.store import Knowledge
from tests.actions import fakes

SURE, UNSURE = 0.93, 0.45


@dataclass
class Conversation:
    """A conversation; every turn gives the Turn JSON that would go to the gateway."""

    knowledge: Knowledge = field(default_factory=fakes.knowledge)
    now: datetime = fakes.NOW
    channel: str = "web"
    slots: dict[str, Any] = field(default_factory=lambda: {"profile": None, "task": None, "memory": None})
    turns: list[dict[str, Any]] = field(default_factory=list)

    def says(
        self,
        text: str,
        topic: str = "gesprek_antwoord",
        confidence: float = SURE,
        entities: Mapping[str, Any] | list[dict[str, Any]] | None = None,
        ranking: Mapping[str, float] | None = None,
    ) -> dict[str, Any]:
        """Say something. `entities` by name, or as Rasa gives them."""
        found = [_entity(text, name, value) for name, value in entities.items()] if isinstance(entities, dict) else []
        message = {
            "text": text,
            "intent": {"name": topic, "confidence": confidence},
            "intent_ranking": [{"name": n, "confidence": c} for n, c in (ranking or {topic: confidence}).items()],
            "entities": entities if isinstance(entities, list) else found,
            "metadata": {"channel": self.channel, "payload": False},
        }
        return self.hears(message)

    def babbles(self, text: str = "flurb", **ranking: float) -> dict[str, Any]:
        """Say something that Rasa does not understand (fallback), with the scores of what it might have been."""
        return self.says(text, "nlu_fallback", 0.3, ranking={"nlu_fallback": 0.3, **ranking})

    def presses(self, payload: str) -> dict[str, Any]:
        """Press a button by its payload."""
        topic, _, body = payload.removeprefix("/").partition("{")
        values = json.loads("{" + body) if body else {}
        message = {
            "text": payload,
            "intent": {"name": topic, "confidence": 1.0},
            "intent_ranking": [{"name": topic, "confidence": 1.0}],
            "entities": [{"entity": n, "value": v, "start": 0, "end": 0} for n, v in values.items()],
            "metadata": {"channel": self.channel, "payload": True},
        }
        return self.hears(message)

    def chooses(self, title: str) -> dict[str, Any]:
        """Press the button of the last reply whose title holds these words."""
        matching = [b for b in self.last["buttons"] if title.lower() in b["title"].lower()]
        assert matching, f"no button {title!r} among {[b['title'] for b in self.last['buttons']]}"
        return self.presses(matching[0]["payload"])

    def hears(self, message: dict[str, Any]) -> dict[str, Any]:
        """Give the engine a message as Rasa would."""
        said = read(message)
        state = State(
            Profile.from_json(self.slots["profile"]),
            Task.from_json(self.slots["task"]),
            Memory.from_json(self.slots["memory"]),
        )
        reply, state = take_turn(said, state, self.knowledge, self.now)
        task = state.task.to_json() if state.task else None
        slots = {"profile": state.profile.to_json(), "task": task, "memory": state.memory.to_json()}
        self.slots = json.loads(json.dumps(slots))
        turn: dict[str, Any] = json.loads(json.dumps(reply.turn(said.prediction())))
        turn["said"] = message["text"]
        self.turns.append(turn)
        return turn

    @property
    def last(self) -> dict[str, Any]:
        """The last message of the assistant."""
        message: dict[str, Any] = self.turns[-1]["message"]
        return message

    @property
    def asked(self) -> str | None:
        """The slot that the last message asks for."""
        asks = self.last["asks"]
        return asks["slot"] if asks else None

    @property
    def effects(self) -> list[dict[str, Any]]:
        """The effects of the last turn."""
        found: list[dict[str, Any]] = self.turns[-1]["effects"]
        return found

    @property
    def payloads(self) -> list[str]:
        """The payloads of the last message's buttons."""
        return [button["payload"] for button in self.last["buttons"]]

    def verdicts(self) -> dict[str, str]:
        """Arrangement id to verdict, of the last message."""
        return {item["id"]: item["verdict"] for item in self.last["items"] if item["kind"] == "regeling"}

    def known(self, slot: str) -> Any:
        """What the profile holds of a slot."""
        entry = (self.slots["profile"] or {}).get(slot)
        return entry["value"] if entry else None

    def transcript(self) -> str:
        """The conversation, to be read aloud."""
        lines = []
        for turn in self.turns:
            message = turn["message"]
            lines += [f"\n>>> {turn['said']}", message["text"]]
            for item in message["items"]:
                why = " ".join([item.get("text") or "", *item["why"], *(f"[check] {c}" for c in item["check"])])
                lines.append(f"   * {item['kind']} {item['title']} | {item['verdict']} | {why} | {item['facts']}")
            lines += [f"   [{button['title']}] {button['payload']}" for button in message["buttons"]]
            if message["asks"]:
                lines.append(f"   (vraag {message['asks']})")
            if turn["effects"]:
                lines.append(f"   effects {turn['effects']}")
            lines.append(f"   spoken: {message['spoken']}")
        return "\n".join(lines)


def _entity(text: str, name: str, value: Any) -> dict[str, Any]:
    """An entity with its place in the text: of its value if that is there, else the whole text."""
    start = text.lower().find(str(value).lower())
    span = (start, start + len(str(value))) if start >= 0 else (0, len(text))
    return {"entity": name, "value": value, "start": span[0], "end": span[1]}


def started(talk: Conversation) -> Conversation:
    """In the middle of the personal check, asked for the age."""
    talk.says("wat kan ik vergoed krijgen", "financiering_overzicht")
    assert talk.asked == "leeftijd"
    return talk
