"""Putting a question: its words, its answers as buttons, and "vraag 2 van maximaal 4"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from actions.tasks.context import Step, TaskKind, Turn
from actions.tasks.facts import Question
from actions.tasks.matching import plain
from actions.tasks.profile import CHOSEN, CHOSEN_SLOTS, SLOTS
from actions.tasks.reply import Button, Reply, Wording, button
from actions.tasks.state import Task
from actions.tasks.words import UNEMPLOYED
from knowledge.records import Option

# What "werkloos" can be: with which benefit, or none.
_UNEMPLOYED = frozenset({"ww", "bijstand", "werkzoekend", "wia", "anders"})


def options(turn: Turn, task: Task, slot: str) -> Sequence[Option]:
    """The answers on offer for a slot: those of the moment (two places of one name), else the usual ones."""
    if task.choices and slot == task.pending:
        return [Option(choice["value"], str(choice["title"])) for choice in task.choices if "value" in choice]
    return turn.texts.options(slot, task.name)


def question_for(turn: Turn, task: Task, kind: TaskKind) -> Question | None:
    """The open question of a task, as `facts.listen` wants it; None when there is none."""
    if task.pending is None or task.pending not in SLOTS:
        return None
    slot = task.pending
    accepts = partial(kind.accepts, turn, slot) if slot in kind.free_text else None
    return Question(slot, options(turn, task, slot), accepts, turn.texts.hints(slot))


def put(turn: Turn, task: Task, kind: TaskKind, step: Step) -> Reply:
    """Ask the next question. The number announced never grows, unless a correction cleared it."""
    task.step += 1
    bound = task.step - 1 + max(step.at_most, 1)
    task.at_most = max(min(bound, task.at_most) if task.at_most else bound, task.step)
    task.pending = step.slot
    task.asked.append(step.slot)
    task.choices, task.detours = [], 0
    task.choices = [{"value": option.value, "title": option.title} for option in kind.choices(turn, step.slot)]
    if step.slot == "plaats":
        task.choices = place_choices(turn) or task.choices
    reply = put_again(turn, task, kind)
    if step.slot == "plaats" and turn.heard.unknown_place:
        reply.say_first(turn.texts.say("place_unknown", plaats=turn.heard.unknown_place[:40]))
    if step.slot == "telefoon" and "<telefoon" in turn.said.text:
        reply.say_first(turn.texts.say("mens_terugbellen.once_more"))
    return reply


def place_choices(turn: Turn) -> list[dict[str, str]]:
    """The places of one name that were heard now or before, to choose from: their labels tell them apart."""
    labels = [place.label for place in turn.heard.places] or turn.memory.places
    return [{"value": label, "title": label} for label in labels]


def _which_place(turn: Turn, task: Task) -> Wording:
    """Which of the places on offer, by the name that they share: it may have been said some time ago."""
    names = {str(choice["title"]).split(" (")[0] for choice in task.choices}
    if len(names) == 1:
        return turn.texts.say("which_of_name", plaats=names.pop())
    return turn.texts.say("gesprek_antwoord.which_place")


def put_again(turn: Turn, task: Task, kind: TaskKind, without: Sequence[object] = ()) -> Reply:
    """The open question once more, with the same number; `without` the answers that were ruled out."""
    slot = task.pending
    if slot is None:
        raise ValueError("there is no open question")
    if task.at_most < task.step:
        _announce(turn, task, kind)
    wording = _which_place(turn, task) if task.choices and slot == "plaats" else Wording()
    wording = (
        wording
        or kind.question(turn, slot)
        or turn.texts.say(f"ask.{slot}.{task.name}", f"ask.{slot}", "ask.fallback", slot=turn.texts.slot_title(slot))
    )
    if slot == "werksituatie" and says_unemployed(turn):
        wording = turn.texts.say("ask.werksituatie.werkloos")
        without = [option.value for option in options(turn, task, slot) if option.value not in _UNEMPLOYED]
    reply = Reply(kind.topic, wording, buttons=answer_buttons(turn, task, slot, without))
    if kind.light and task.step > 1:
        reply.add_buttons(button(turn.texts.title("button.tot_hier"), "gesprek_stop"))
    reply.asks = {"slot": slot, "step": task.step, "at_most": task.at_most}
    return kind.beside(turn, reply)


def says_unemployed(turn: Turn) -> bool:
    """Whether somebody has no work without saying of what they live: only that is still to be asked."""
    return not turn.said.payload and bool(UNEMPLOYED.search(plain(turn.said.text)))


def _announce(turn: Turn, task: Task, kind: TaskKind) -> None:
    """After a correction: how many questions there are at most by now, the open one included."""
    pending, task.pending = task.pending, None
    after = kind.next_step(turn)
    task.pending = pending
    task.at_most = task.step + (after.at_most if after else 0)


def answer_buttons(turn: Turn, task: Task, slot: str, without: Sequence[object] = ()) -> list[Button]:
    """A button for each answer, and one for not knowing, where that is an answer."""
    name = CHOSEN if slot in CHOSEN_SLOTS else slot
    buttons = [
        button(option.title, "gesprek_antwoord", **{name: option.value})
        for option in options(turn, task, slot)
        if option.value not in without
    ]
    if any(button_["payload"].endswith(':"weet_niet"}') for button_ in buttons):
        return buttons
    if slot not in ("toestemming", "telefoon"):
        buttons.append(button(turn.texts.title("button.weet_niet"), "gesprek_weet_niet"))
    else:
        buttons.append(button(turn.texts.title("button.stop"), "gesprek_stop"))
    return buttons
