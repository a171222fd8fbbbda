"""A message in parts: people tell who they are and then ask ("ik ben 52, ik werk in een winkel. wat kan ik krijgen").

The whole of such a message looks like telling; one of its parts is the question. Featurizers describe the
parts as well, the classifier looks at them where the whole leaves it in doubt.
"""

from __future__ import annotations

import re

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

PARTS = "parts"  # message property: list of messages, empty when the text is one sentence
_MOST_PARTS = 6
_SHORTEST_PART = 3  # words: one word alone ("stappen?") says too little

# After a sentence; and, for those who type or speak without punctuation, before a word that begins a question.
_BOUNDARY = re.compile(
    r"(?<=[.!?;\n])\s+|,\s+(?=(?:en |maar |dus )?(?:wat|hoe|welke?|waar|wie|kan|kun|mag|moet|krijg|is|zijn|heb)\b)|"
    r"\s+(?=(?:wat|hoe|welke|waar|hoeveel) (?:\w+ )?(?:ik|je|jullie|u|kan|kun|moet|is|zijn|kost|krijg|werkt|voor)\b)|"
    r"(?<!\bhoe)(?<!\bwat)(?<!\bwaar)(?<!\bwelke)(?<!\bhoeveel)\s+(?=(?:kan|mag|krijg|heb|moet) ik\b)|"
    r"\s+(?=(?:maar |en |dus )?wie (?:gaat|moet|kan|zal|betaalt|helpt|regelt)\b)|\s+(?=(?:is|zijn) (?:er|daar)\b)",
    re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """Return the sentences and questions of a text that say something; none when it is one sentence."""
    pieces = [piece.strip() for piece in _BOUNDARY.split(text) if piece]
    if len(pieces) < 2:
        return []
    return [piece for piece in pieces if len(piece.split()) >= _SHORTEST_PART][:_MOST_PARTS]


def with_parts(messages: list[Message]) -> list[Message]:
    """Return the messages that have text, each followed by its parts; the parts are set on it once."""
    listed = []
    for message in messages:
        text = message.get(TEXT)
        if not text:
            continue
        if message.get(PARTS) is None:
            message.set(PARTS, [Message({TEXT: part}) for part in split(text)])
        listed.append(message)
        listed.extend(message.get(PARTS))
    return listed
