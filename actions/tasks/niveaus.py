"""What level is my diploma, and what comes next: for the education that was named, else the scale in general."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.tasks import answer, cards
from actions.tasks.context import Step, TaskKind, Turn
from actions.tasks.heard_work import unlearn
from actions.tasks.profile import SLOTS
from actions.tasks.reply import Item, Reply, Wording, button
from actions.tasks.state import Offer

# The levels one above the other, and where on this ladder each education can go on. Sources: Nuffic (2024) for the
# order, Rijksoverheid (2026) for mbo; the sentences of each level say what it asks, and that a school may ask more.
LADDER = ("mbo1", "mbo2", "mbo3", "mbo4", "ad", "hbo", "master")
GOES_ON_TO: Mapping[str, str | None] = {
    **dict.fromkeys(("geen", "basisschool", "praktijkonderwijs"), "mbo1"),
    "vmbo": "mbo2",
    "mbo1": "mbo2",
    "mbo2": "mbo3",
    "mbo3": "mbo4",
    "mbo4": "ad",
    "havo": "ad",
    "vwo": "hbo",
    "ad": "hbo",
    "hbo": "master",
    **dict.fromkeys(("wo", "mbo_onbekend", "buitenland"), None),
}
_NO_DIPLOMA = frozenset({"geen", "basisschool"})
MAX_LEVELS = 3
MAX_SUBJECTS = 2
# Kept with the task: educations that were asked about, which are not the person's, and the level asked for.
_SUBJECTS, _GOAL = "opleidingen", "niveau"
_NAMING = ("hoogste_opleiding", "niveau_doel")
_TOWARDS = re.compile(r"\b(?:voor|naar|richting)(?: (?:een|de|het|het niveau|niveau))*\s*$")


class Niveaus(TaskKind):
    """Topic `opleiding_niveaus`."""

    name = "niveaus"
    topic = "opleiding_niveaus"
    slots = frozenset({"hoogste_opleiding", "niveau_doel"})
    favour = "nu"
    asks = False
    echoes = True

    def begin(self, turn: Turn) -> None:
        """Keep which diplomas and level the question is about: "is havo hoger dan mbo 4?" tells nothing of who asks."""
        if turn.task is None:
            return
        subjects, goal = _asked_about(turn)
        turn.task.answers[_SUBJECTS], turn.task.answers[_GOAL] = subjects, goal
        if goal is not None and not subjects and turn.profile.text("hoogste_opleiding") == goal:
            unlearn(turn, "hoogste_opleiding")

    def next_step(self, turn: Turn) -> Step | None:
        """Nothing: the scale itself is an answer, and a diploma can be named afterwards."""
        return None

    def result(self, turn: Turn) -> Reply:
        """The level of the education, and the next ones; the level aimed at first, when one was named."""
        texts = turn.texts
        (educations, own), goal = self._educations(turn), self._goal(turn)
        if not educations:
            reply = _towards(turn, goal) if goal in LADDER else answer.authored(turn, self.topic)
            turn.memory.offer = None  # "welk diploma hebt u?" has no yes
            return reply
        diplomas = texts.enumerate([texts.value_title("hoogste_opleiding", one) for one in educations])
        reply = Reply(self.topic, Wording())
        if not own or educations[0] not in _NO_DIPLOMA:
            key = "yours" if own else "about"
            reply.say_last(texts.say(f"opleiding_niveaus.{key}", diploma=diplomas).only_read())
        for education in educations:
            reply.say_last(texts.say(f"opleiding_niveaus.{education}"), paragraph=False)
        education = educations[0]
        following = levels_after(education, goal) if len(educations) == 1 else []
        if following:
            reply.say_last(texts.say("opleiding_niveaus.next").only_read())
            reply.items = [_level(turn, level, number) for number, level in enumerate(following, 1)]
            if following[0] in SLOTS["niveau_doel"].values:
                title = texts.title("button.opleiding_niveau", niveau=texts.word("levels", following[0]))
                reply.add_buttons(button(title, "opleiding_zoeken", niveau_doel=following[0]))
        if education == "buitenland":
            reply.add_buttons(*texts.topic_buttons(["opleiding_diplomawaardering"]))
            if turn.on_voice:  # the spoken text asks whether to tell how that goes
                turn.memory.offer = Offer("opleiding_diplomawaardering")
        return reply.add_buttons(*texts.follow_up_buttons(self.topic))

    def _educations(self, turn: Turn) -> tuple[list[str], bool]:
        """What was asked about, else what the person told of themselves, now or before; and whether it is theirs."""
        told = "hoogste_opleiding" in (*turn.learned, *(change.slot for change in turn.changed))
        subjects = [] if told else self._kept(turn)[0]
        found = subjects or [turn.profile.text("hoogste_opleiding") or ""]
        return [one for one in found if one in GOES_ON_TO], not subjects

    def _goal(self, turn: Turn) -> str | None:
        return self._kept(turn)[1] or turn.profile.text("niveau_doel")

    def _kept(self, turn: Turn) -> tuple[list[str], str | None]:
        """What the question was about: kept with the task, or of this message in the midst of another task."""
        task = turn.task
        if task is None or task.name != self.name:
            return _asked_about(turn)
        subjects, goal = task.answers.get(_SUBJECTS), task.answers.get(_GOAL)
        return (subjects if isinstance(subjects, list) else []), goal if isinstance(goal, str) else None


def _asked_about(turn: Turn) -> tuple[list[str], str | None]:
    """The diplomas that a question names, unless they are the person's own, and the level behind "voor" or "naar"."""
    said = turn.said
    named = [entity for entity in said.entities if entity.name in _NAMING and not entity.negated]
    goals = [str(entity.value) for entity in named if _TOWARDS.search(said.text[: entity.start].lower())]
    subjects = [str(entity.value) for entity in named if str(entity.value) not in goals]
    own = said.about_self and len(subjects) == 1
    return [] if own else list(dict.fromkeys(subjects))[:MAX_SUBJECTS], next(iter(goals), None)


def _towards(turn: Turn, goal: str) -> Reply:
    """What the level that was asked for takes, when we do not know what somebody has."""
    texts = turn.texts
    reply = Reply(Niveaus.topic, texts.say("opleiding_niveaus.about", diploma=texts.word("levels", goal)).only_read())
    reply.say_last(texts.say(f"opleiding_niveaus.naar_{goal}"), paragraph=False)
    reply.say_last(texts.say("opleiding_niveaus.which_have"))
    return reply.add_buttons(*texts.follow_up_buttons(Niveaus.topic))


def levels_after(education: str, goal: str | None) -> list[str]:
    """The next levels after an education, the lowest first; up to the one aimed at, if that lies higher."""
    first = GOES_ON_TO[education]
    if first is None:
        return []
    ahead = LADDER[LADDER.index(first) :]
    if goal in ahead:
        ahead = ahead[: ahead.index(goal) + 1]
        return [level for level in ahead if level != "ad" or goal == "ad"][-MAX_LEVELS:]
    return list(ahead[:MAX_LEVELS])


def _level(turn: Turn, level: str, number: int) -> Item:
    """A level that one can go on to: what it asks and how long it takes."""
    texts = turn.texts
    text = texts.record(f"opleiding_niveaus.naar_{level}")
    name = texts.word("levels", level)
    title = texts.phrase("step", nummer=number, titel=name[:1].upper() + name[1:])
    item = cards.stap(f"naar_{level}", title, text.web.strip() if text else "")
    if text is not None and text.sources:
        item["source"] = cards.source(max(text.sources, key=lambda source: source.date), "")
    return item
