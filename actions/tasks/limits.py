"""What must not be started or answered as its topic says: a denied request, an island, money worries."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.tasks import answer
from actions.tasks.context import Turn
from actions.tasks.matching import plain
from actions.tasks.reply import Reply
from actions.tasks.terugbellen import TERUGBELLEN
from actions.tasks.understanding import PLAUSIBLE, Said

_OUT_OF_REACH = "gesprek_buiten_bereik"
_CALL = r"(?:terug ?)?(?:gebeld|bellen|telefoontje|belletje)"
_PERSON = r"(?:mens|medewerker|adviseur|persoon|iemand)"
_JOB = r"(?:leerbaan|leerbanen|leerwerkplek|leerwerkbaan)"
_THINGS = {
    "mens_terugbellen": f"(?:{_CALL}|{_PERSON})",
    "mens_spreken": f"(?:{_PERSON}|{_CALL})",
    "leerbaan_zoeken": _JOB,
}
_DENIED = {
    topic: re.compile(
        r"(?:^(?:nee |maar )*(?:liever )?|\b(?:wil|wilde|wou|hoef|hoeft|zoek|zocht|liever|vraag|vroeg)\b(?: \w+){0,3} )"
        rf"(?:niet|geen)(?: (?:met|een|door|meer|per|de|echt|echte))* {things}\b"
    )
    for topic, things in _THINGS.items()
}
_SCHOOLING = re.compile(r"\b(?:opleiding|cursus|studie|training)\w*\b")

_ISLAND = r"(?:bonaire|saba|(?:sint|st) eustatius|statia|aruba|curacao)"
# "in Sint Maarten" may be the village in Noord-Holland.
_LIVES_THERE = re.compile(
    r"\b(?:woon|wonen|woont|leef|leven|verblijf|zit|zitten)(?: \w+){0,4} "
    rf"(?:(?:op|in) {_ISLAND}|op (?:sint|st) maarten)\b"
)
_NAMES_ISLAND = re.compile(rf"\b(?:{_ISLAND}|(?:sint|st) maarten)\b")
_IS_ISLAND = re.compile(rf"^(?:op |in )?{_ISLAND}$|^op (?:sint|st) maarten$")
_MONEY_WORRIES = re.compile(
    r"\b(?:schuld|schulden|geldzorgen|geldproblemen|deurwaarder|incasso\w*|betalingsachterstand\w*)\b|"
    r"\b(?:huur|rekening|rekeningen|hypotheek|energie|boodschappen)\b(?: \w+){0,4} niet(?: \w+){0,2} betalen\b|"
    r"\bniet(?: \w+){0,3} (?:huur|rekening|rekeningen|hypotheek)(?: \w+){0,2} betalen\b|\b(?:niet|moeilijk) rondkomen\b"
)


def denied(turn: Turn) -> Reply | Said | None:
    """A request with "niet" or "geen" right before it is none: the answer, or what was said with the topic it has."""
    said = turn.said
    pattern = None if said.payload else _DENIED.get(said.topic or "")
    words = plain(said.text)
    if pattern is None or not pattern.search(words) or said.topic is None:
        return None
    rest = pattern.sub(" ", words)
    if re.search(rf"\b{_THINGS[said.topic]}\b", rest):
        return None  # "niet bellen, ik wil een mens spreken"
    if turn.running is not None and turn.running.name == TERUGBELLEN.name and said.topic != "leerbaan_zoeken":
        return TERUGBELLEN.withdrawn(turn, "mens_terugbellen.no_consent")
    if " maar " in rest and (meant := _meant_instead(said, rest)) is not None:
        return meant
    reply = answer.authored(turn, "gesprek_ontken")
    reply.buttons = [button for button in reply.buttons if button["payload"] != "/mens_spreken"]
    overview = turn.texts.answer("bot_mogelijkheden")
    others = [topic for topic in (overview.follow_ups if overview else ()) if not topic.startswith("mens_")]
    return reply.add_buttons(*turn.texts.topic_buttons([t for t in others if t != said.topic][:4]))


def _meant_instead(said: Said, rest: str) -> Said | None:
    for topic, score in said.ranking:
        if score >= PLAUSIBLE and topic not in _THINGS and not topic.startswith("gesprek_"):
            return replace(said, topic=topic, confidence=score)
    if _SCHOOLING.search(rest):
        return replace(said, topic="opleiding_zoeken")
    return None


def out_of_reach(turn: Turn) -> Reply | None:
    """Who lives on one of the islands, or has debts: their own text. None for anybody else."""
    said = turn.said
    words = plain(said.text)
    if said.payload:
        return None
    asked_place = turn.running is not None and turn.running.pending == "plaats"
    outside = said.topic == _OUT_OF_REACH
    key = None
    island = _IS_ISLAND if asked_place else _NAMES_ISLAND if outside else _LIVES_THERE
    if island.search(words) or _LIVES_THERE.search(words):
        key = "caribisch"
    elif outside and _MONEY_WORRIES.search(words):
        key = "geldzorgen"
    if key is None:
        return None
    if turn.running is not None:
        turn.running.detours = max(turn.running.detours, 1)  # our question does not fit now: only a button back to it
    reply = Reply(_OUT_OF_REACH, turn.texts.say(f"{_OUT_OF_REACH}.{key}"))
    return reply.add_buttons(*turn.texts.follow_up_buttons(_OUT_OF_REACH))
