"""Too much found: one more question, the one that narrows best, beside what was found. It can be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actions.tasks import finding
from actions.tasks.context import Turn
from actions.tasks.finding import Search
from actions.tasks.reply import Wording
from knowledge.records import Option

if TYPE_CHECKING:
    from knowledge.search import Narrowing
    from knowledge.search.narrowing import Attribute, Choice

MANY = 20  # hits from which a question is put
SPOKEN = 3  # answers that are read out
OTHER = "anders"
# The slot of each question; which work it is belongs to this search only.
SLOTS: dict[Attribute, str] = {"beroep": "welk_werk", "niveau": "niveau_doel", "vorm": "vorm"}
_ABOUT, _OFFERED = "welk_werk_van", "welk_werk_uit"


def wanted(turn: Turn, search: Search) -> Narrowing | None:
    """The question that narrows a search best; None when there is not much, or none is worth asking."""
    if finding.count(turn, search) <= MANY:
        return None
    known = [attribute for attribute, slot in SLOTS.items() if turn.knows(slot)]
    return turn.knowledge.catalogue.narrow(search.kinds, known, **finding.asked(turn, search))


def slot_of(narrowing: Narrowing) -> str:
    """The slot that holds the answer."""
    return SLOTS[narrowing.asks]


def options(turn: Turn, narrowing: Narrowing) -> list[Option]:
    """The answers; what was on offer is noted with the task, to know later what "other work" is."""
    if narrowing.asks == "beroep" and turn.task is not None:
        codes = [choice.value for choice in narrowing.choices if choice.value]
        turn.task.answers |= {_ABOUT: _about(turn), _OFFERED: codes}
    return [Option(*_option(turn, narrowing.asks, choice)) for choice in narrowing.choices]


def _option(turn: Turn, asks: Attribute, choice: Choice) -> tuple[str, str]:
    texts = turn.texts
    if asks == "beroep":
        occupation = turn.knowledge.catalogue.occupations.get(choice.value)
        return (choice.value, _capital(occupation.name)) if occupation else (OTHER, texts.title("search.other_work"))
    if asks == "niveau":
        level = choice.value or "geen"
        return level, _capital(texts.word("levels", level))
    return choice.value, _capital(texts.value_title("vorm", choice.value))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def question(turn: Turn, slot: str, titles: Sequence[str]) -> Wording:
    """The question, with the first answers where they are spoken."""
    offered = turn.texts.enumerate([title[:1].lower() + title[1:] for title in titles[:SPOKEN]], "of")
    return turn.texts.say(f"search.narrow_{slot}", opties=offered)


def chosen(turn: Turn) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The occupations to keep to and those to leave out, by the answer to which work; none once the work changed."""
    task, answer = turn.task, turn.text_value(SLOTS["beroep"])
    if task is None or answer is None or task.answers.get(_ABOUT) != _about(turn):
        return (), ()
    offered = tuple(str(code) for code in task.answers.get(_OFFERED) or ())
    return ((), offered) if answer == OTHER else ((answer,), ())


def _about(turn: Turn) -> str:
    """What work the search is about, so that an answer is not taken for another search."""
    slots = ("beroep_doel", "sector_doel")
    return "|".join(str(turn.profile.value(slot) or "") for slot in slots)
