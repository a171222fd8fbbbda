"""When a search finds too much: the one question that narrows best, with answers that divide what was found.

The answers have nothing in common and leave nothing out, so that whoever answers loses nothing else than they mean to.
An attribute of which that is not true (an item may have two forms) is not asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from knowledge.search.index import Index
from knowledge.search.items import FORMS

Attribute = Literal["beroep", "niveau", "vorm"]
Found = tuple[Index, int]  # the items of a kind that were found

MOST = 4  # answers, besides "something else"
WORTH = 0.8  # a question is worth asking when it leaves less than this share of the hits, on average
_CANDIDATES = 100  # occupations that are looked at when none was named
REST = ""  # the value of "something else": no level, or another occupation


@dataclass(frozen=True)
class Choice:
    """An answer: `value` is an ESCO code, a level or a form, or `REST`; with `asks` of the narrowing, what `count`
    hits have. `wanted` are the arguments of a search for just these.
    """

    value: str
    count: int
    wanted: Mapping[str, Any]


@dataclass(frozen=True)
class Narrowing:
    """The question that narrows best: which `asks`, the answers with the most hits first."""

    asks: Attribute
    choices: tuple[Choice, ...]


def best(found: Sequence[Found], known: Collection[Attribute], occupations: Collection[str]) -> Narrowing | None:
    """Return the question that leaves least on average, of those whose answer is not `known`; None: none is worth it.

    `occupations` are those that may be offered; empty: the most frequent ones.
    """
    total = sum(items.bit_count() for _, items in found)
    questions = [
        question
        for question in _questions(found, occupations)
        if question.asks not in known and sum(choice.count for choice in question.choices) == total
    ]
    left = {question.asks: sum(choice.count**2 for choice in question.choices) for question in questions}
    worth = [question for question in questions if left[question.asks] < WORTH * total**2]
    return min(worth, key=lambda question: left[question.asks], default=None)


def _questions(found: Sequence[Found], occupations: Collection[str]) -> Iterator[Narrowing]:
    codes = _counted(found, "occupation", occupations or _frequent(found, "occupation"))[:MOST]
    among = [Choice(code, count, {"among": (code,)}) for code, count in codes]
    others = _without(found, "occupation", codes)
    yield Narrowing("beroep", (*among, *_rest(others, {"but": tuple(code for code, _ in codes)})))
    levels = _counted(found, "level", [level for level in _frequent(found, "level") if level != "geen"])
    if len(levels) <= MOST:
        named = [Choice(level, count, {"level": level}) for level, count in levels]
        yield Narrowing("niveau", (*named, *_rest(_without(found, "level", levels), {"level": REST})))
    forms = _counted(found, "form", FORMS)
    if len(forms) <= MOST and not _without(found, "form", forms):
        yield Narrowing("vorm", tuple(Choice(form, count, {"form": form}) for form, count in forms))


def _rest(count: int, wanted: Mapping[str, Any]) -> list[Choice]:
    return [Choice(REST, count, wanted)] if count else []


def _frequent(found: Sequence[Found], attribute: str) -> list[str]:
    """Return the values that most items of the catalogue have."""
    return list(dict.fromkeys(value for index, _ in found for value, _ in index.values(attribute)[:_CANDIDATES]))


def _counted(found: Sequence[Found], attribute: str, values: Collection[str]) -> list[tuple[str, int]]:
    """Return those of the values that hits have, with how many have each, the most frequent first."""
    counted = [
        (value, sum((items & index.having(attribute, value)).bit_count() for index, items in found)) for value in values
    ]
    return sorted(((value, count) for value, count in counted if count), key=lambda pair: (-pair[1], pair[0]))


def _without(found: Sequence[Found], attribute: str, values: Collection[tuple[str, int]]) -> int:
    """Return how many hits have none of the values."""
    named = [value for value, _ in values]
    return sum((items & ~index.having_any(attribute, named)).bit_count() for index, items in found)
