"""One turn in the making: what was said, what is known, what the tasks need to read and to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from actions.tasks.facts import Heard
from actions.tasks.profile import TASK_SLOTS, Profile, Value, canonical
from actions.tasks.reply import Effect, Item, Reply, Wording
from actions.tasks.state import Memory, Task
from actions.tasks.texts import Texts
from actions.tasks.understanding import Said
from knowledge.records import Option

if TYPE_CHECKING:
    from knowledge.store import Knowledge


@dataclass(frozen=True, slots=True)
class Change:
    """A slot whose value became another: `before` is never None, `after` never equals it."""

    slot: str
    before: Value
    after: Value


@dataclass(slots=True)
class State:
    """What lasts between two turns."""

    profile: Profile
    task: Task | None
    memory: Memory


@dataclass
class Turn:
    """The workbench of one turn. `heard`, `learned` and `changed` are filled once the message was listened to."""

    said: Said
    state: State
    knowledge: Knowledge
    now: datetime
    heard: Heard = field(default_factory=Heard)
    learned: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    texts: Texts = field(init=False)

    def __post_init__(self) -> None:
        self.texts = Texts(self.knowledge, self.now)

    @property
    def memory(self) -> Memory:
        """The conversation's memory."""
        return self.state.memory

    @property
    def profile(self) -> Profile:
        """What is known of the person."""
        return self.state.profile

    @property
    def task(self) -> Task | None:
        """The task that runs or was the last to finish."""
        return self.state.task

    @property
    def running(self) -> Task | None:
        """The task that still waits for something; None when none does."""
        task = self.state.task
        return task if task is not None and not task.done else None

    @property
    def on_voice(self) -> bool:
        """Whether this is a telephone call."""
        return self.said.channel == "voice"

    def value(self, slot: str) -> Value | None:
        """What is known of a slot, in the running task or in the profile."""
        if slot in TASK_SLOTS:
            return canonical(slot, self.task.answers.get(slot)) if self.task else None
        return self.profile.value(slot)

    def text_value(self, slot: str) -> str | None:
        """The same, for a slot that holds text."""
        value = self.value(slot)
        return value if isinstance(value, str) else None

    def knows(self, *slots: str) -> bool:
        """Whether at least one of the slots is known."""
        return any(self.value(slot) is not None for slot in slots)

    def was_asked(self, slot: str) -> bool:
        """Whether the task asked for the slot and got past it, answered or not."""
        return self.task is not None and slot in self.task.asked and slot != self.task.pending

    def open_slots(self, slots: Sequence[str]) -> list[str]:
        """Those that are neither known nor asked for before."""
        return [slot for slot in slots if not self.knows(slot) and not self.was_asked(slot)]


@dataclass(frozen=True, slots=True)
class Step:
    """The next question: for `slot`; `at_most` questions are still needed, this one included."""

    slot: str
    at_most: int


# So many words can be a name that we do not know ("excel", "sociaal werk").
SHORT_NAME = 3


class TaskKind:
    """A kind of task. Holds no state: that is in `Task`. A new kind is one module and one line in `registry`."""

    name: str
    topic: str  # the topic that starts it, and that its messages carry
    slots: frozenset[str] = frozenset()  # what its result depends on
    favour: str = "doel"  # "nu" or "doel": where an occupation or sector belongs when the words do not say
    free_text: frozenset[str] = frozenset()  # slots for which any words will do
    asks: bool = True  # False: it answers at once, and interrupts no other task
    echoes: bool = False  # its result says what was looked for, so that a change need not be said apart
    weighs: bool = False  # its result is verdicts: after a correction it is said which of them became others
    light: bool = False  # its questions are small: "weet ik niet" needs no word, and one can stop at each

    def instead(self, turn: Turn) -> Reply | None:
        """Another reply than starting the task, where that helps more; normally None."""
        return None

    def begin(self, turn: Turn) -> None:
        """Take in what the words that started it tell, beyond the entities."""

    def hear(self, turn: Turn, heard: Heard) -> None:
        """Take in what only this kind understands of a message while it runs; normally nothing."""

    def listened(self, turn: Turn) -> None:
        """Set right what a message besides the open question was taken to tell; normally nothing."""

    def unasked(self, turn: Turn) -> Reply | None:
        """What to say of words that are no answer to the open question, yet no nonsense; normally None."""
        return None

    def next_step(self, turn: Turn) -> Step | None:
        """The next question, None when the result can be given. Never a slot that is known or was asked."""
        raise NotImplementedError

    def result(self, turn: Turn) -> Reply:
        """What it comes to. Called again after a correction: it may change the memory, nothing else."""
        raise NotImplementedError

    def question(self, turn: Turn, slot: str) -> Wording:
        """A question in words of its own; empty: the usual text for the slot."""
        return Wording()

    def choices(self, turn: Turn, slot: str) -> Sequence[Option]:
        """The answers on offer for a question at this moment; none: the usual ones of the slot."""
        return ()

    def beside(self, turn: Turn, reply: Reply) -> Reply:
        """Add to an open question what can be shown already; normally nothing."""
        return reply

    def so_far(self, turn: Turn) -> Reply | None:
        """What it can give when it is broken off half-way; normally None."""
        return None

    def aloud(self, turn: Turn, items: Sequence[Item]) -> Wording:
        """What is said of its cards when they are read out; empty: their titles."""
        return Wording()

    def matters(self, turn: Turn, slot: str) -> bool:
        """Whether the answer for a slot that is being asked for can still change the result."""
        return True

    def accepts(self, turn: Turn, slot: str, words: str) -> bool:
        """Whether words of the person's own, which no entity was found in, can be the value of a free-text slot."""
        return len(words.split()) <= SHORT_NAME

    def left_open(self, turn: Turn, slot: str) -> Wording:
        """What stays open when the person does not know the answer; may be empty."""
        return Wording()

    def declined(self, turn: Turn, slot: str) -> Reply | None:
        """The end of the task because "no" was the answer to this slot; None: no is no such answer."""
        return None

    def stopped(self, turn: Turn) -> list[Effect]:
        """What must happen when the task is broken off."""
        return []


def steps(turn: Turn, slots: Sequence[str]) -> Step | None:
    """The next of a fixed row of questions."""
    left = turn.open_slots(slots)
    return Step(left[0], len(left)) if left else None
