"""Which work a question about a change tells, beside the entities: "van magazijn naar planner".

In such a question what stands behind "naar" is wanted, and all else is what somebody does. Occupations that the word
list leaves alone in a sentence ("planner") and places to work ("magazijn") are looked up here, where they are expected.
"""

from __future__ import annotations

import re

from actions.tasks import beroepen
from actions.tasks.context import Turn
from actions.tasks.understanding import Entity
from knowledge.words import fold

_TOWARDS = re.compile(
    r"\b(?:naar|richting|worden|word|wil|wilt|willen|graag|liever|liefst)"
    r"(?: (?:een|de|het|iets|meer|als|in|met|bij|toe|gaan|ook|misschien|wel|graag|liever|liefst|naar|werken|worden))*"
    r"\s*$"
)
# A message that begins so tells a wish; "ik doe iets met computers" does not.
_WISHES = re.compile(r"^(?:(?:nee|nou|ja|maar|misschien|het liefst|dan) )*iets (?:met|in)\s*(?:de|het|een)?\s*$")
# Other work is wanted, and not which.
_VAGUE = re.compile(
    r"\biets (?:met|in|anders|nieuws)\b|\bgeen (?:\w+ )?\w+ meer\b|\bniet meer (?:in|bij)\b|"
    r"\bander(?:e|s)? (?:soort )?(?:werk|baan)\b"
)
_INTO = re.compile(r"^\s*(?:in|worden)\b")
_GOAL = re.compile(r"\bnaar (?:(?:een|de|het|meer|toe) )*((?:\w+ ?){1,3})")
# "docent" is many occupations; behind "ik ben" it still is what somebody does.
_OWN = re.compile(r"\bik (?:ben|was|werk als|werkte als) (?:(?:een|nu|nog|altijd|al|jaren) )*((?:\w+ ?){1,3})")
_ENDS = re.compile(r"\b(?:en|maar|die|dat|op|in|bij|met|van|voor|geweest|geworden|toe)\b.*")
_EXACT = 0.99  # "vrouw" looks like a word of a funeral
_SLOTS = ("beroep_nu", "beroep_doel", "sector_nu", "sector_doel")


def take_sides(turn: Turn) -> None:
    """Set right on which side the occupations and sectors of the message are: now, or wanted."""
    text = turn.said.text.casefold()
    sides: dict[str, str] = {}
    for entity in turn.said.entities:
        if entity.name in ("beroep", "sector") and not entity.negated:
            towards = _stands_behind(text, entity.start, entity.end)
            sides.setdefault(f"{entity.name}_{'doel' if towards else 'nu'}", str(entity.value))
    unlearn(turn, *_SLOTS)
    for slot, value in sides.items():
        _learn(turn, slot, value)


def take_wishes(turn: Turn) -> None:
    """Put on the other side what was taken for work of now and is wanted: "iets met computers" besides our question."""
    text = turn.said.text.casefold()
    for entity in turn.said.entities:
        side = f"{entity.name}_nu"
        if side in _SLOTS and side in turn.learned and _stands_behind(text, entity.start, entity.end):
            unlearn(turn, side)
            _learn(turn, f"{entity.name}_doel", str(entity.value))


def is_vague_wish(turn: Turn) -> bool:
    """Whether other work is wanted and the words do not tell which: "iets met mensen"."""
    told = {*turn.learned, *(change.slot for change in turn.changed)}
    return not turn.said.payload and not told and bool(_VAGUE.search(fold(turn.said.text)))


def unlearn(turn: Turn, *slots: str) -> None:
    """Take back what this message was thought to tell about these slots."""
    for slot in [slot for slot in slots if slot in turn.learned]:
        turn.state.profile = turn.profile.without(slot)
        turn.learned.remove(slot)
        turn.heard.values.pop(slot, None)


def notice(turn: Turn) -> None:
    """Take in work that only the words tell: what one does, and behind "naar" what one wants."""
    if turn.said.payload:
        return
    if not turn.knows("beroep_doel", "sector_doel"):
        _notice_goal(turn)
    if "beroep_nu" not in turn.profile:
        _notice_own(turn)


def _notice_own(turn: Turn) -> None:
    text = turn.said.text
    spotted = [(one.text, one.start, one.end) for one in turn.knowledge.catalogue.occupations.spot(text)]
    spotted += [(text[one.start : one.end], one.start, one.end) for one in _workplaces(turn)]
    for words, start, end in spotted:
        found = beroepen.meant(turn, words)
        if len(found) == 1 and not _stands_behind(text.casefold(), start, end):
            _learn(turn, "beroep_nu", found[0].name)
            return
    named = turn.knowledge.arbeidsmarkt.named_in(fold(text)) or _said_to_be(turn, fold(text))
    if named:
        _learn(turn, "beroep_nu", named)


def _said_to_be(turn: Turn, folded: str) -> str | None:
    """The word for work behind "ik ben", if we surely know it; it may mean several occupations."""
    found = _OWN.search(folded)
    words = _ENDS.sub("", found.group(1)).split() if found else []
    for length in range(len(words), 0, -1):
        tried = " ".join(words[:length])
        matches = turn.knowledge.catalogue.occupations.find(tried)
        if any(match.score >= _EXACT or match.how == "breed" for match in matches):
            return tried
    return None


def _workplaces(turn: Turn) -> list[Entity]:
    """Words for a branch that are a place to work with one occupation ("magazijn"), not a whole branch ("de bouw")."""
    found = []
    for entity in turn.said.entities:
        if entity.name == "sector" and not entity.negated:
            matches = turn.knowledge.catalogue.occupations.find(turn.said.text[entity.start : entity.end])
            if not any(match.how == "breed" for match in matches):
                found.append(entity)
    return found


def _notice_goal(turn: Turn) -> None:
    found = _GOAL.search(fold(turn.said.text))
    words = found.group(1).split() if found else []
    for length in range(len(words), 0, -1):
        meant = beroepen.meant(turn, " ".join(words[:length]))
        if len(meant) == 1:
            _learn(turn, "beroep_doel", meant[0].name)
            return


def _stands_behind(text: str, start: int, end: int) -> bool:
    """Whether what stands there is what somebody wants to go to."""
    before = text[:start]
    return bool(_TOWARDS.search(before) or _WISHES.search(before) or _INTO.search(text[end:]))


def _learn(turn: Turn, slot: str, value: str) -> None:
    if slot not in turn.profile:
        turn.state.profile = turn.profile.with_fact(slot, value, turn.now)
        turn.heard.values[slot] = value
        turn.learned.append(slot)
