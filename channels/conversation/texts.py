"""The words of the gateway itself, from the knowledge: greeting, crisis, honest sentences when something fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from channels.conversation.model import BOT_NAME, Author, Draft, Json
from knowledge.records import Answer, Text


class Knowledge(Protocol):
    """The part of the compiled knowledge that the gateway reads."""

    def text(self, key: str) -> Text:
        """Return a fixed text."""

    def answer(self, topic: str) -> Answer:
        """Return the authored answer to a topic."""


class KnowledgeMissing(Exception):
    """The compiled knowledge cannot be opened, or lacks a text that the gateway cannot do without."""


KEYS = (
    "engine_down", "empty_message", "too_long", "bsn_warning", "masked_notice", "callback_confirmed",
    "callback_withdrawn", "queue_joined",
"conversation_closed", "rate_limited", "crisis", "crisis_follow_up", "mens_spreken.offer_callback",
    "ask.telefoon", "ask.dagdeel", "ask.toestemming",
)  # fmt: skip
ANSWERS = ("gesprek_groet", "mens_terugbellen")


class Texts:
    """Drafts of everything the gateway says by itself.

    Raises:
        KnowledgeMissing: a text is not there.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        missing = [key for key in KEYS if not _has(knowledge.text, key)]
        missing += [topic for topic in ANSWERS if not _has(knowledge.answer, topic)]
        if missing:
            raise KnowledgeMissing(f"the knowledge has no text for: {', '.join(missing)}")

    def plain(self, key: str) -> str:
        """Return the written form of a text."""
        return self._knowledge.text(key).web.strip()

    def say(
        self, key: str, *, topic: str | None = None, buttons: Iterable[Json] = (), asks: Json | None = None
    ) -> Draft:
        """Return a fixed text as a message: of the bot when it has a topic, of the system when not."""
        wording = self._knowledge.text(key)
        body = {"simple": wording.simple, "spoken": wording.spoken, "buttons": list(buttons), "asks": asks}
        body = {name: value for name, value in body.items() if value}
        if topic is None:
            return Draft(Author.SYSTEM, wording.web.strip(), None, None, body)
        return Draft(Author.BOT, wording.web.strip(), topic, BOT_NAME, body)

    def greeting(self) -> Draft:
        """Return the first message: that this is a digital assistant, and what it can do."""
        answer = self._knowledge.answer("gesprek_groet")
        buttons = [button for topic in answer.follow_ups for button in self.button(topic)]
        body: Json = {"simple": answer.simple, "spoken": answer.spoken, "buttons": buttons}
        return Draft(
            Author.BOT,
            answer.web.strip(),
            "gesprek_groet",
            BOT_NAME,
            {key: value for key, value in body.items() if value},
        )

    def button(self, topic: str) -> list[Json]:
        """Return a button that asks about a topic, if that topic has an answer."""
        title = self.title(topic)
        return [{"title": title, "payload": f"/{topic}"}] if title else []

    def title(self, topic: str) -> str | None:
        """Return a topic in human words, if it has an answer."""
        return self._knowledge.answer(topic).title if _has(self._knowledge.answer, topic) else None

    def options(self, key: str) -> list[tuple[str | int | bool, str]]:
        """Return the answers that a question offers, as value and words."""
        return [(option.value, option.title) for option in self._knowledge.text(key).options]


def _has(look: Callable[[str], object], name: str) -> bool:
    try:
        return look(name) is not None
    except LookupError:
        return False


def open_texts(path: Path) -> Texts:
    """Open the compiled knowledge for the gateway.

    Raises:
        KnowledgeMissing: the file is not there, is not readable, or lacks a text.
    """
    if not path.is_file():
        raise KnowledgeMissing(f"there is no compiled knowledge at {path}; make it with 'python -m knowledge compile'")
    from knowledge.store import Knowledge as Compiled

    try:
        return Texts(Compiled.open(path))
    except KnowledgeMissing:
        raise
    except Exception as error:
        raise KnowledgeMissing(f"the compiled knowledge at {path} cannot be opened: {type(error).__name__}") from error
