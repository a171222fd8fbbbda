"""What Rasa understood of one message, read from `latest_message` into typed fields.

Says nothing about what to do with it: see `facts` for what it tells about the person, `engine` for the reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FALLBACK = "nlu_fallback"

# From here on an intent counts as sure enough to leave the question that is open.
CONFIDENT = 0.7
# A question in the midst of a task is answered from here on, though the topic is not sure.
LIKELY = 0.3
# A suggestion ("bedoelt u ...?") must have at least this score.
PLAUSIBLE = 0.1

_WORD = re.compile(r"[^\W_]", re.UNICODE)
_ASKED = r"ik|je|jij|u|jullie|we|wij|men|er|dat|dit|het|daar|iemand|iedereen"
_VERB = (
    r"is|zijn|kan|kun|kunt|kost|kosten|moet|mag|krijg|krijgt|heb|hebt|hebben|doe|doet|betekent|geldt|gebeurt|levert|"
    r"verdien|verdient|betaal|betaalt|houdt|werkt|duurt|bestaat|zit|was"
)
# At the start of a message or a sentence; "heb ww" is an answer, "heb ik recht op ..." a question.
_QUESTION = re.compile(
    r"(?:^|[.!?;]\s+)(?:(?:en|maar|oh?|hoi|wacht|nee|ja|dus),? )*"
    r"(?:(?:(?:tot|met|voor|bij|in|op|van|aan|naar|per) )?(?:wat|wie|waar|waarom|wanneer|welke?|hoe|hoeveel|hoelang)\b|"
    r"(?:kan|kun|kunt|mag|moet|is|zijn|heeft|bestaat|krijgt|wordt|geldt|telt|betaalt)\b|"
    rf"(?:heb|krijg|word|ben|zit|val) (?:{_ASKED})\b)",
    re.IGNORECASE,
)
# In the middle: "bol of bbl wat is beter", not "ik weet niet wat ik wil".
_QUESTION_WITHIN = re.compile(rf"\b(?:wat|wie|waar|wanneer|welke|hoe|hoeveel|hoelang) (?:{_VERB})\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(ik|ikke|mijn|m'n|mn|mij|me|we|wij|ons|onze|ik'm|zelf)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity; `value` is canonical, `negated` when the clause around it denies it ("geen mbo")."""

    name: str
    value: Any
    start: int = 0
    end: int = 0
    negated: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a citizen. `topic` is None when the classifier was not sure (fallback)."""

    text: str
    topic: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Entity, ...] = ()
    channel: str = "web"
    payload: bool = False

    @property
    def empty(self) -> bool:
        """No letter and no digit: silence, blanks, only emoji."""
        return not self.payload and not _WORD.search(self.text)

    @property
    def confident(self) -> bool:
        """Whether the topic is sure enough to leave an open question for it."""
        return self.topic is not None and (self.payload or self.confidence >= CONFIDENT)

    @property
    def asks_something(self) -> bool:
        """Whether it is put as a question."""
        return self.asks_in_words or (not self.payload and self.text.rstrip().endswith("?"))

    @property
    def asks_in_words(self) -> bool:
        """Whether its words make it a question, with or without a question mark."""
        return not self.payload and bool(_QUESTION.search(self.text) or _QUESTION_WITHIN.search(self.text))

    @property
    def about_self(self) -> bool:
        """Whether the speaker speaks of themselves or theirs ("ik", "mijn zoon")."""
        return self.payload or bool(_FIRST_PERSON.search(self.text))

    def values(self, name: str) -> list[Any]:
        """Values of the entities of one name that are not denied."""
        return [e.value for e in self.entities if e.name == name and not e.negated]

    def first(self, name: str) -> Any | None:
        """The first value of an entity that is not denied, None when there is none."""
        return next(iter(self.values(name)), None)

    def plausible_topics(self) -> list[str]:
        """Topics that may have been meant, most likely first, scores below `PLAUSIBLE` left out."""
        return [topic for topic, score in self.ranking if score >= PLAUSIBLE]

    def prediction(self) -> dict[str, Any]:
        """What was predicted, for the log; also when nothing was sure enough to act on."""
        best = self.ranking[0] if self.ranking else (self.topic, self.confidence)
        return {
            "topic": self.topic or best[0],
            "confidence": round(float(best[1] if self.topic is None else self.confidence), 4),
            "ranking": [[topic, round(score, 4)] for topic, score in self.ranking[:3]],
            "fallback": self.topic is None,
        }


def read(message: Mapping[str, Any]) -> Said:
    """Read Rasa's `latest_message`; missing or odd fields become empty ones, nothing is raised."""
    intent = _mapping(message.get("intent"))
    metadata = _mapping(message.get("metadata"))
    name = intent.get("name")
    ranking = [
        (str(entry["name"]), _score(entry.get("confidence")))
        for entry in _sequence(message.get("intent_ranking"))
        if isinstance(entry, Mapping) and entry.get("name") not in (None, FALLBACK)
    ]
    ranking.sort(key=lambda entry: -entry[1])
    topic = name if isinstance(name, str) and name and name != FALLBACK else None
    confidence = _score(intent.get("confidence"))
    if topic and not ranking:
        ranking = [(topic, confidence)]
    text = message.get("text")
    return Said(
        text=text.strip() if isinstance(text, str) else "",
        topic=topic,
        confidence=confidence,
        ranking=tuple(ranking),
        entities=tuple(_entities(message.get("entities"))),
        channel=str(metadata.get("channel") or "web"),
        payload=bool(metadata.get("payload")) or (isinstance(text, str) and text.startswith("/")),
    )


def _entities(found: object) -> list[Entity]:
    entities = []
    for entry in _sequence(found):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("entity"), str):
            continue
        value = entry.get("value")
        if value is None or isinstance(value, (dict, list)):
            continue
        entities.append(
            Entity(
                name=entry["entity"],
                value=value,
                start=int(entry.get("start") or 0),
                end=int(entry.get("end") or 0),
                negated=bool(entry.get("negated")),
                role=entry.get("role") if isinstance(entry.get("role"), str) else None,
            )
        )
    return sorted(entities, key=lambda entity: entity.start)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: object) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else ()


def _score(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0
