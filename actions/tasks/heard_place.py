"""A place told in passing: a bare name is something told, and a name of several places is kept until it is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.tasks import flow
from actions.tasks.matching import plain
from actions.tasks.reply import Reply
from knowledge.place_names import LEADING, TRAILING

if TYPE_CHECKING:
    from actions.tasks.context import Turn
    from actions.tasks.understanding import Said

_AROUND = LEADING | TRAILING
_THERE = ("loket_zoeken", "leerbaan_zoeken", "opleiding_zoeken", "mens_spreken")


def as_told(said: Said) -> Said:
    """The message as something told when it is the name of a place and no more: no name says what is wanted."""
    if said.payload or not said.entities or any(e.name != "plaats" or e.negated for e in said.entities):
        return said
    left = list(said.text)
    for entity in said.entities:
        left[entity.start : entity.end] = " " * (entity.end - entity.start)
    bare = set(plain("".join(left)).split()) <= _AROUND
    return replace(said, topic="gesprek_antwoord") if bare else said


def keep(turn: Turn) -> None:
    """Keep the places of one name that were heard until one is chosen; another place than before takes its place."""
    if "plaats" in turn.heard.values:
        turn.memory.places = []
    elif turn.heard.places:
        labels = [place.label for place in turn.heard.places]
        if turn.profile.value("plaats") in labels:
            turn.heard.places = ()  # the one that was chosen before
            return
        turn.memory.places = labels
        turn.state.profile = turn.profile.without("plaats")


def name(turn: Turn) -> str | None:
    """The name of several places that was heard now; None when there is none, or several names that are alike."""
    names = {place.name for place in turn.heard.places}
    return names.pop() if len(names) == 1 and "plaats" not in turn.heard.values else None


def which_for_last(turn: Turn) -> Reply | None:
    """Which place is meant, where what was found last depends on that; None where it can wait."""
    task = turn.task
    kind = flow.kind_of(task) if task else None
    if task is None or kind is None or not task.done or "plaats" not in kind.slots or not turn.heard.places:
        return None
    task.done, task.at_most = False, 0
    task.asked = [slot for slot in task.asked if slot != "plaats"]
    return flow.proceed(turn)


def what_is_there(turn: Turn) -> Reply | None:
    """What can be looked for in a place, when nothing but the place was told and nothing runs."""
    if turn.changed or turn.learned not in ([], ["plaats"]) or not (turn.learned or turn.heard.places):
        return None
    reply = Reply("gesprek_antwoord", turn.texts.say("what_to_help_with"))
    return reply.add_buttons(*turn.texts.topic_buttons(_THERE))
