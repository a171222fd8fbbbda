"""What a citizen says of themselves: ages, places, schools, work, by word lists and rules, not learned.

A learned tagger needs annotated examples of everything and still misses the rare place name; Rasa's own
look-up tables are silently ignored unless an entity was annotated once. Entity names are the slots of the
profile. An entity may carry ``role`` (``nu`` or ``doel``: what somebody is, or wants to be) and
``negated`` (true where the words before it deny it).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.duckling_nl import Duckling
from bot.lexicon import fold, read_lexicon
from bot.numbers import Number, find_numbers

EXTRACTOR = "DutchEntityExtractor"

_CLAUSE_END = re.compile(r"[.,;:!?]| maar | en dan | want ")
_DENIAL = re.compile(r"\b(?:geen|niet|nooit|zonder|nog nooit)\b(?:\s+\w+){0,3}\s*$")
_WISH = re.compile(
    r"\b(?:wil|wilde|willen|wou|zou|graag|word|worden|haal|halen|volg|volgen|doen|leer|leren|naar|overstappen|omscholen|"
    r"richting|droom|studeren|beginnen|opleiding|cursus|leerbaan|bbl|vacature|zoek|zoekt|vind)\b"
)
_WISH_AFTER = re.compile(r"^\s*(?:in\b|te\b)?\s*(?:worden|gaan|doen|halen|volgen|leren|studeren|in gaan|wil worden)\b")
_PAST = re.compile(
    r"\b(?:heb|had|hebt|gedaan|gehaald|gevolgd|afgerond|diploma|deed|ben|was|werk|werkte|werkzaam|gewerkt|zit|al)\b"
)
# "geld voor een hbo diploma": what it is for is wanted.
_PURPOSE = re.compile(r"\bvoor (?:een |het |mijn |m'n )?$")
# "leraar op een basisschool", "ik werk op een hogeschool": where somebody works is not what they learned.
_WORKPLACE = re.compile(
    r"\b(?:werk\w*|leraar|lerares|leerkracht|juf|meester|docent|conci[eë]rge|assistent|onderwijsassistent|invaller|sta)\b"
    r"(?: \w+){0,3} (?:op|in|bij|aan)(?: een| de| het)?\s*$"
)
_RELATIVE = (
    r"(?:moeder|vader|ma|pa|man|vrouw|partner|vriend|vriendin|broer|zus|zusje|broertje|kind|neef|nicht|oom|tante|buurman|"
    r"buurvrouw|collega|schoonmoeder|schoonvader|schoonzus|zwager|ex)"
)
_OF_A_RELATIVE = re.compile(
    rf"\b(?:mijn|m'n|mn|me|onze|ons) {_RELATIVE}\b"
    r"(?= (?:is|wil|werkt|heeft|zoekt|woont|zit|kan|krijgt|moet|mag|zou|wordt|gaat|vraagt)\b)"
)
# "mijn man werkt, ik wil ook iets leren" is about oneself; "ik wil weten" and "ik vraag" are said on another's behalf.
_ABOUT_ONESELF = re.compile(
    r"\bik (?:ben|werk|zou|heb|zoek|moet|mag|krijg)\b|\bik wil\b(?! (?:graag )?(?:weten|vragen|iets vragen|wat vragen))"
)
_POSTCODE = re.compile(r"(?<!\d)([1-9]\d{3})\s?((?!sa|sd|ss)[a-z]{2})(?![a-z])")
_TRAVEL = re.compile(r"(\d{1,3})\s?(?:km|kilometer)")
_PHONE = re.compile(r"<telefoon(?::\d+)?>")
# By how ordinary a word is that is also a place: "in Leiden" is one, "in best" needs more.
_PLACE_BEFORE = {
    1: re.compile(r"\b(?:in|uit|te|bij|rond|rondom|omgeving|regio|gemeente|nabij|vanuit|buurt van|woonplaats:?)\s*$"),
    2: re.compile(r"\b(?:woon\w* (?:\w+ )?in|wonen in|uit|omgeving|regio|gemeente|buurt van|woonplaats:?)\s*$"),
}
_HAS_GOAL_AND_NOW = ("beroep", "sector")
_LEVELS_ONE_CAN_WANT = {"mbo1", "mbo2", "mbo3", "mbo4", "ad", "hbo", "wo"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DutchEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds the entities of a message; see the module for what they carry."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the folder of the word lists, relative to the repository."""
        return {"lexicon": "data/entities"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._lexicon = read_lexicon(Path(config["lexicon"]))
        self._duckling = Duckling()

    @classmethod
    def create(
        cls: type[DutchEntityExtractor],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DutchEntityExtractor:
        """Create the component (Rasa's factory)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the entities of each message."""
        for message in messages:
            if message.get(TEXT) and not message.get(INTENT, {}).get("payload"):
                found = self.extract(message.get(TEXT))
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def extract(self, text: str) -> list[dict[str, Any]]:
        """Return the entities of a text, in the order in which they stand."""
        folded = fold(text)
        found: list[dict[str, Any]] = []
        for match in self._lexicon.find(folded):
            if match.entity == "plaats" and not _meant_as_place(match.common, folded[: match.start]):
                continue
            entity = {"entity": match.entity, "value": match.value, "start": match.start, "end": match.end}
            found.append(entity)
        found.extend(_patterns(folded))
        taken = [(e["start"], e["end"]) for e in found]
        found.extend(_number_entity(n) for n in find_numbers(folded) if not _overlaps(n, taken))
        found.extend(self._duckling.parse(folded))
        described = (_describe(entity, folded) for entity in found)
        kept = [e for e in described if e is not None]
        for entity in kept:
            entity["extractor"] = EXTRACTOR
            entity["text"] = text[entity["start"] : entity["end"]]
        return sorted(_without_hidden(kept), key=lambda e: (e["start"], -e["end"], e["entity"]))


def _meant_as_place(common: int, before: str) -> bool:
    return common == 0 or bool(_PLACE_BEFORE[common].search(before))


def _number_entity(number: Number) -> dict[str, Any]:
    entity = "leeftijd" if number.is_age else "getal"
    return {"entity": entity, "value": number.value, "start": number.start, "end": number.end}


def _overlaps(number: Number, taken: list[Any]) -> bool:
    return any(start < number.end and number.start < end for start, end in taken)


def _patterns(folded: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for match in _POSTCODE.finditer(folded):
        postcode = f"{match[1]} {match[2].upper()}"
        found.append({"entity": "plaats", "value": postcode, "start": match.start(), "end": match.end()})
    for match in _TRAVEL.finditer(folded):
        found.append({"entity": "reisafstand", "value": int(match[1]), "start": match.start(), "end": match.end()})
    for match in _PHONE.finditer(folded):
        found.append({"entity": "telefoon", "value": match[0], "start": match.start(), "end": match.end()})
    relative = _OF_A_RELATIVE.search(folded)
    if relative and not _ABOUT_ONESELF.search(folded):
        found.append({"entity": "rol", "value": "voor_een_ander", "start": relative.start(), "end": relative.end()})
    return found


def _describe(entity: dict[str, Any], folded: str) -> dict[str, Any] | None:
    """Add role and denial; turn a school that somebody wants into the level aimed at. None: drop it."""
    before = _clause_before(folded, entity["start"])
    after = folded[entity["end"] :]
    if _DENIAL.search(before):
        entity["negated"] = True
    if entity["entity"] == "hoogste_opleiding" and _WORKPLACE.search(before):
        return None
    if entity["entity"] == "hoogste_opleiding" and _wanted(before, after):
        if entity["value"] not in _LEVELS_ONE_CAN_WANT:
            return None
        entity["entity"] = "niveau_doel"
    elif entity["entity"] in _HAS_GOAL_AND_NOW:
        if _wanted(before, after):
            entity["role"] = "doel"
        elif _PAST.search(before):
            entity["role"] = "nu"
    return entity


def _clause_before(folded: str, position: int) -> str:
    before = folded[max(0, position - 80) : position]
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    return before[ends[-1] :] if ends else before


def _wanted(before: str, after: str) -> bool:
    if _WISH_AFTER.match(after) or (_PURPOSE.search(before) and not _PAST.search(before)):
        return True
    wishes = [match.start() for match in _WISH.finditer(before)]
    past = [match.start() for match in _PAST.finditer(before)]
    return bool(wishes) and (not past or wishes[-1] > past[-1])


def _without_hidden(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop an occupation or place inside a longer match ("zorg" in "thuiszorg Zwolle" stays; "Best" in it not)."""
    kept = []
    for entity in entities:
        longer = any(
            other is not entity
            and other["start"] <= entity["start"]
            and other["end"] >= entity["end"]
            and other["end"] - other["start"] > entity["end"] - entity["start"]
            and (other["entity"] == entity["entity"] or entity["entity"] in ("plaats", "beroep", "getal"))
            for other in entities
        )
        if not longer:
            kept.append(entity)
    return kept
