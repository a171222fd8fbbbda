"""The life of a task: start, go on, finish, break off, put aside for another one and take up again."""

from __future__ import annotations

from actions.tasks import asking
from actions.tasks.context import TaskKind, Turn
from actions.tasks.profile import SLOTS
from actions.tasks.registry import KINDS
from actions.tasks.reply import Reply, Wording, button
from actions.tasks.state import MAX_STACK, Offer, Task
from actions.tasks.texts import answer_wording


def kind_of(task: Task) -> TaskKind | None:
    """The kind of a task, None for one that this version does not know."""
    return KINDS.get(task.name)


def forget_unknown(turn: Turn) -> None:
    """Drop tasks and questions that this version does not know: another version may have begun them."""
    task = turn.task
    if task is None:
        return
    task.stack = [waiting for waiting in task.stack if waiting.name in KINDS]
    if task.name not in KINDS:
        drop(turn)
    elif task.pending is not None and task.pending not in SLOTS:
        task.pending = None


def start(turn: Turn, kind: TaskKind) -> Reply:
    """Start a task, or take it up where it was left; the one that runs is put aside."""
    running = turn.running
    if running is not None and running.name == kind.name:
        return go_on(turn)
    waiting = list(turn.task.stack) if turn.task else []
    if running is not None:
        running.stack, running.choices = [], []
        waiting.append(running)
    earlier = next((task for task in waiting if task.name == kind.name), None)
    waiting = [task for task in waiting if task.name != kind.name][-MAX_STACK:]
    turn.state.task = earlier or Task(kind.name)
    turn.state.task.stack = waiting
    if earlier is not None:
        return go_on(turn)
    kind.begin(turn)
    reply = proceed(turn)
    intro = turn.texts.answer(kind.topic)
    if reply.asks is not None and intro is not None:
        reply.say_first(answer_wording(intro).without_question())
    return reply


def answer_at_once(turn: Turn, kind: TaskKind) -> Reply:
    """The answer of a kind that asks nothing. It stays as the task if none runs, for what is told of it afterwards."""
    if turn.running is None:
        turn.state.task = Task(kind.name, done=True, stack=list(turn.task.stack) if turn.task else [])
        kind.begin(turn)
    return kind.result(turn)


def go_on(turn: Turn) -> Reply:
    """Go on with the running task: put the open question again, or the next, or give the result.

    Raises:
        ValueError: when no task runs.
    """
    task, kind = _running(turn)
    if task.pending is not None and not turn.knows(task.pending) and kind.matters(turn, task.pending):
        return asking.put_again(turn, task, kind)
    return proceed(turn)


def proceed(turn: Turn) -> Reply:
    """The open question is settled: ask the next one, or give the result.

    Raises:
        ValueError: when no task runs.
    """
    task, kind = _running(turn)
    task.pending, task.choices = None, []
    step = kind.next_step(turn)
    announced_all = task.at_most and task.step >= task.at_most
    if step is not None and step.slot not in task.asked and not announced_all:
        return asking.put(turn, task, kind, step)
    return finish(turn)


def finish(turn: Turn) -> Reply:
    """Give the result; a task that was put aside before is offered again."""
    task, kind = _running(turn)
    task.pending, task.choices = None, []
    reply = kind.result(turn)
    task.done = True
    return offer_waiting(turn, reply)


def offer_waiting(turn: Turn, reply: Reply) -> Reply:
    """Add the offer to go on with the task that was put aside, if there is one."""
    waiting = _waiting_kind(turn)
    if waiting is None or reply.asks is not None:
        return reply
    title = turn.texts.topic_title(waiting.topic)
    if turn.memory.offer is None:
        reply.wording = reply.wording.without_question().then(turn.texts.say("resume_offer", titel=title))
        turn.memory.offer = Offer("resume")
    return reply.add_buttons(button(turn.texts.title("button.verder", titel=title), waiting.topic), first=True)


def resume(turn: Turn) -> Reply | None:
    """Take up the task that was put aside last; None when there is none."""
    waiting = _waiting_kind(turn)
    if waiting is None or turn.task is None:
        return None
    stack = turn.task.stack
    turn.state.task = stack[-1]
    turn.state.task.stack = stack[:-1]
    return go_on(turn)


def drop(turn: Turn) -> None:
    """Break off the task that runs; those that were put aside are kept."""
    waiting = turn.task.stack if turn.task else []
    turn.state.task = Task("", done=True, stack=waiting) if waiting else None


def recompute(turn: Turn) -> Reply | None:
    """The result again after a correction, with what became different; None when it does not depend on that."""
    task = turn.task
    kind = kind_of(task) if task else None
    slots = {change.slot for change in turn.changed} | set(turn.learned)
    if task is None or kind is None or not task.done or not slots & kind.slots:
        return None
    before = dict(turn.memory.found)
    reply = kind.result(turn)
    return reply.say_first(_difference(turn, before)) if kind.weighs else reply


def _difference(turn: Turn, before: dict[str, str]) -> Wording:
    after = turn.memory.found
    better: list[str] = []
    worse: list[str] = []
    for key in dict.fromkeys([*before, *after]):
        kind, _, identifier = key.partition(":")
        if kind != "regeling" or before.get(key, "niet") == after.get(key, "niet"):
            continue
        title = turn.knowledge.arrangement(identifier).title
        (better if _rank(after.get(key)) > _rank(before.get(key)) else worse).append(title)
    texts = turn.texts
    if not better and not worse:
        has_outcome = any(key.startswith("regeling:") for key in after)
        return texts.say("gesprek_correctie.same_outcome") if has_outcome else Wording()
    wording = Wording()
    if better:
        wording = wording.then(texts.say("changed_better", titels=texts.enumerate(better)))
    if worse:
        wording = wording.then(texts.say("changed_worse", titels=texts.enumerate(worse)), paragraph=False)
    return wording


def _rank(verdict: str | None) -> int:
    return {"waarschijnlijk": 2, "misschien": 1}.get(verdict or "niet", 0)


def _running(turn: Turn) -> tuple[Task, TaskKind]:
    task = turn.running
    kind = kind_of(task) if task else None
    if task is None or kind is None:
        raise ValueError("no task is running")
    return task, kind


def _waiting_kind(turn: Turn) -> TaskKind | None:
    stack = turn.task.stack if turn.task and (turn.task.done or turn.running is None) else []
    return kind_of(stack[-1]) if stack else None
