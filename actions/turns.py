"""Between Rasa and the task engine: slots and the last message in, one response and three slot events out."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.clock import Clock
from actions.tasks.context import State
from actions.tasks.engine import take_turn
from actions.tasks.people import hand_over
from actions.tasks.profile import Profile
from actions.tasks.reply import Reply, Wording, button
from actions.tasks.state import Memory, Task
from actions.tasks.texts import own_texts
from actions.tasks.understanding import read
from knowledge.shelf import Shelf

Events = list[dict[str, Any]]


class ThemeAction(Action):
    """What all actions do: run one turn of the task engine. A theme may add to it in a module of its own."""

    theme: str

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def name(self) -> str:
        """The action's name in the domain."""
        return f"action_{self.theme}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        """Answer the last message of the tracker: exactly one response, and the new state."""
        said = read(tracker.latest_message)
        slots = tracker.slots
        state = State(
            Profile.from_json(slots.get("profile")),
            Task.from_json(slots.get("task")),
            Memory.from_json(slots.get("memory")),
        )
        reply, state = take_turn(said, state, self._shelf.knowledge(), self._clock())
        dispatcher.utter_message(json_message=reply.turn({**said.prediction(), "misses": state.memory.misses}))
        return [
            SlotSet("profile", state.profile.to_json()),
            SlotSet("task", state.task.to_json() if state.task else None),
            SlotSet("memory", state.memory.to_json()),
        ]


def failed_turn(message: dict[str, Any]) -> dict[str, Any]:
    """The Turn for when an action failed: an honest sentence and a person. Needs nothing that can fail again."""
    said = read(message)
    text = own_texts()["task_failed"]
    reply = Reply(said.topic or "bot_mogelijkheden", Wording(text.web, text.spoken, text.simple))
    reply.add_buttons(button(own_texts()["button.mens"].web, "mens_spreken"))
    reply.effects.append(hand_over("task_failed"))
    return reply.turn(said.prediction())
