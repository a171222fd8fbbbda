"""The words of the gateway itself, from the knowledge: greeting, crisis, honest sentences when something fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from channels.conversation.model import BOT_NAME, Author, Draft, Json
from knowledge.records import Answer, Arrangement, Text
from knowledge.render import DeadReference
from knowledge.shelf import Current, Shelf

if TYPE_CHECKING:
    from knowledge.lokets import Lokets
    from knowledge.places import Places
    from knowledge.search import Catalogue


class Knowledge(Protocol):
    """The part of the compiled knowledge that the gateway reads."""

    @property
    def lokets(self) -> Lokets:
        """The lokets."""

    @property
    def places(self) -> Places:
        """The places."""

    @property
    def catalogue(self) -> Catalogue:
        """What can be done where."""

    def text(self, key: str, **values: object) -> Text:
        """Return a fixed text with its variables filled in."""

    def answer(self, topic: str) -> Answer:
        """Return the authored answer to a topic."""

    def arrangement(self, arrangement_id: str) -> Arrangement:
        """Return one regeling."""

    def arrangements(self) -> tuple[Arrangement, ...]:
        """Return every regeling."""


class KnowledgeMissing(Exception):
    """The compiled knowledge cannot be opened, or lacks a text that the gateway cannot do without."""


KEYS = (
    "engine_down", "empty_message", "too_long", "bsn_warning", "masked_notice", "callback_confirmed",
    "callback_withdrawn", "queue_joined", "conversation_closed", "rate_limited", "crisis",
    "crisis_follow_up", "crisis_geweld", "crisis_geweld_follow_up",
    "mens_spreken.offer_callback", "ask.telefoon", "ask.dagdeel", "ask.toestemming",
    "mens_spreken.changed_mind", "mens_spreken.outside_hours",
    "desk.opens", "desk.long_queue", "desk.ask_region", "desk.region_found", "desk.region_nobody", "desk.any_region",
    "desk.still_waiting", "desk.button_bot", "desk.adviser_joined", "desk.adviser_changed", "desk.adviser_gone",
    "desk.back_in_queue", "desk.returned", "desk.remark", "desk.closed", "desk.choose_time",
    "desk.ask_region_appointment", "desk.no_times", "desk.time_gone", "desk.booked", "desk.cancelled",
    "desk.nothing_to_cancel", "desk.loket_cancelled", "desk.button_cancel",
)  # fmt: skip
ANSWERS = ("gesprek_groet", "mens_terugbellen")


class Texts:
    """Drafts of everything the gateway says by itself.

    Raises:
        KnowledgeMissing: a text is not there.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        if lack := _lack(knowledge):
            raise KnowledgeMissing(lack)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge that the texts come from: the overview reads the records themselves."""
        return self._knowledge

    def plain(self, key: str, **values: object) -> str:
        """Return the written form of a text."""
        return self._knowledge.text(key, **values).web.strip()

    def say(
        self,
        key: str,
        *,
        topic: str | None = None,
        buttons: Iterable[Json] = (),
        asks: Json | None = None,
        **values: object,
    ) -> Draft:
        """Return a fixed text as a message: of the bot when it has a topic, of the system when not.

        `values` are the variables of the text.
        """
        wording = self._knowledge.text(key, **values)
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

    def option_titles(self, key: str) -> dict[str | int | bool, str]:
        """Return the words of the answers that a question offers, by value; empty when nobody wrote that question."""
        return dict(self.options(key)) if _has(self._knowledge.text, key) else {}

    def options(self, key: str) -> list[tuple[str | int | bool, str]]:
        """Return the answers that a question offers, as value and words."""
        return [(option.value, option.title) for option in self._knowledge.text(key).options]


def _lack(knowledge: Knowledge) -> str:
    """Why the gateway cannot do with this knowledge; "" when it can."""
    missing = [key for key in KEYS if not _has(knowledge.text, key)]
    missing += [topic for topic in ANSWERS if not _has(knowledge.answer, topic)]
    return f"the knowledge has no text for: {', '.join(missing)}" if missing else ""


def _has(look: Callable[[str], object], name: str) -> bool:
    try:
        return look(name) is not None
    except LookupError:
        return False
    except DeadReference:  # it is there, and wants variables
        return True


def open_knowledge(path: Path) -> Current:
    """Open the compiled knowledge for the gateway; a newer file at the same path is taken when it is there.

    Raises:
        KnowledgeMissing: the file is not there or is not readable.
    """
    if not path.is_file():
        raise KnowledgeMissing(f"there is no compiled knowledge at {path}; make it with 'python -m knowledge compile'")
    try:
        return Current(Shelf(path, _lack))
    except Exception as error:
        raise KnowledgeMissing(f"the compiled knowledge at {path} cannot be opened: {type(error).__name__}") from error
