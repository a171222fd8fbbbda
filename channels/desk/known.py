"""What is known of a person: the bot's slots with who said them, what was found, what it was about. And correcting it.

The bot's memory is the truth while it can be reached; else what it knew when the person asked for an adviser, with the
corrections made since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from channels.conversation import masking, store
from channels.conversation.engine import EngineFailure
from channels.conversation.model import Author, Json, Message
from channels.desk import audit, bot_memory, handover, people, scope
from channels.desk.errors import Invalid
from channels.desk.parts import Parts, topic_title
from channels.desk.people import Adviser
from channels.overview.found import newest
from knowledge.profile import SLOTS, Slot, Value, misfit

_LONGEST = 80
# "tests.channels.desk" checks that every slot has one.
SLOT_TITLES: Mapping[str, str] = {
    "leeftijd": "Leeftijd",
    "werksituatie": "Werksituatie",
    "rol": "Voor wie",
    "hoogste_opleiding": "Hoogste opleiding",
    "doel": "Doel",
    "niveau_doel": "Gewenst niveau",
    "vorm": "Vorm van leren",
    "sector_nu": "Sector nu",
    "sector_doel": "Gewenste sector",
    "beroep_nu": "Beroep nu",
    "beroep_doel": "Gewenst beroep",
    "plaats": "Woonplaats",
    "reisafstand": "Reisafstand (km)",
    "ontslag": "Ontslag",
    "werkgever_grootte": "Grootte van de werkgever",
    "startkwalificatie": "Startkwalificatie",
}
_YES_NO = ((True, "Ja"), (False, "Nee"))


@dataclass(frozen=True, slots=True)
class KnownSlot:
    """One thing that is known; `by` is citizen or adviser, `at` an ISO time, `shown` the value in words."""

    slot: str
    title: str
    value: Value
    shown: str
    by: str
    by_name: str | None
    at: str | None
    options: tuple[tuple[Value, str], ...]


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A thing that an adviser may fill in; options only for a choice."""

    slot: str
    title: str
    kind: str
    options: tuple[tuple[Value, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """All of it. `items` are what the bot found, `sent` the cards that advisers sent, each with who did.

    `live`: the bot itself said so just now.
    """

    slots: list[KnownSlot]
    items: list[Json]
    sent: list[tuple[Json, str]]
    topics: list[tuple[str, str]]
    live: bool


def plain_profile(profile: Mapping[str, Any] | None) -> dict[str, Value]:
    """Return the plain values of a profile as the bot keeps it; what cannot be understood is left out."""
    values: dict[str, Value] = {}
    for slot, fact in (profile or {}).items():
        value = fact.get("value") if isinstance(fact, dict) else None
        if slot in SLOTS and value is not None and misfit(SLOTS[slot], value) is None:
            values[slot] = value
    return values


class KnownThings:
    """What advisers see and correct."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def of(self, adviser: Adviser, conversation_id: str) -> Known:
        """Return what is known of the person of a chat.

        Raises:
            NotFound: there is no such chat, or it is not theirs to see.
        """

        def look(connection: Connection) -> tuple[Json, Json, list[Message]]:
            found = scope.seen(connection, adviser, conversation_id)
            untold = bot_memory.untold(connection, conversation_id)
            corrected = (untold[0] if untold else {}).get("profile", {})
            return dict(found.profile or {}), corrected, store.messages_after(connection, conversation_id, 0)

        before, corrected, messages = await self._parts.read(look)
        live = await self._parts.engine.profile(conversation_id)
        profile = {**(before if live is None else live), **corrected}
        profile = {slot: fact for slot, fact in profile.items() if isinstance(fact, dict)}
        if live is not None and profile != before:
            await self._parts.write(handover.change, conversation_id, profile=profile)
        names = await self._parts.read(people.names, _advisers(profile))
        slots = [self._slot(slot, fact, names) for slot, fact in profile.items() if slot in SLOT_TITLES]
        items = [found.item for found in newest(one for one in messages if one.author is not Author.ADVISER)]
        return Known(slots, items, _sent(messages), self._path(messages), live is not None)

    def _slot(self, slot: str, fact: Json, names: Mapping[str, str]) -> KnownSlot:
        by, _, who = str(fact.get("by") or "citizen").partition(":")
        value: Value = fact.get("value", "")
        options = self._options(SLOTS[slot])
        shown = dict(options).get(value) if isinstance(value, str | bool) else None
        return KnownSlot(
            slot,
            SLOT_TITLES[slot],
            value,
            shown or str(value),
            by,
            names.get(who),
            fact.get("at") or None,
            options,
        )

    def _path(self, messages: Sequence[Message]) -> list[tuple[str, str]]:
        path: list[tuple[str, str]] = []
        for message in messages:
            topic = message.topic
            if message.author is Author.BOT and topic and (not path or path[-1][0] != topic):
                path.append((topic, topic_title(self._parts.texts, topic) or topic))
        return path

    def editable(self) -> list[SlotChoice]:
        """Return all that an adviser may fill in."""
        return [
            SlotChoice(slot, title, SLOTS[slot].kind, self._options(SLOTS[slot])) for slot, title in SLOT_TITLES.items()
        ]

    def _options(self, slot: Slot) -> tuple[tuple[Value, str], ...]:
        if slot.kind == "boolean":
            return _YES_NO
        if slot.kind != "choice":
            return ()
        titles = self._parts.texts.option_titles(f"ask.{slot.id}")
        return tuple((value, titles.get(value) or value.replace("_", " ").capitalize()) for value in slot.values)

    async def correct(self, adviser: Adviser, conversation_id: str, slot: str, value: Value | None) -> None:
        """Say what is so, or with None that it is not known; the bot knows it before it speaks again.

        Raises:
            NotHeld: the chat is not (any more) this adviser's.
            Invalid: no such slot, or it cannot hold this.
        """
        checked = _checked(slot, value)

        def note(connection: Connection) -> tuple[Json, int] | None:
            now = self._parts.clock()
            scope.hold(connection, adviser, conversation_id, now)
            fact = None if checked is None else bot_memory.fact(checked, f"adviser:{adviser.id}", now)
            bot_memory.put(connection, conversation_id, profile={slot: fact})
            found = handover.current(connection, conversation_id)
            if found:
                known = {**(found.profile or {}), slot: fact}
                changes = {"profile": {key: value for key, value in known.items() if value}}
                if slot == "plaats":
                    changes |= self._where(checked)
                handover.change(connection, conversation_id, **changes)
            audit.record(
                connection, adviser, "gecorrigeerd", now, conversation_id=conversation_id,
                loket=found.loket if found else None, slot=slot,
            )  # fmt: skip
            return bot_memory.untold(connection, conversation_id)

        update = await self._parts.write(note)
        await self._parts.wake(conversation_id)
        if update:
            await self._tell(conversation_id, *update)

    def _where(self, plaats: Value | None) -> Json:
        location = self._parts.directory.locate(plaats) if isinstance(plaats, str) else None
        return {"plaats": location.plaats if location else None, "regio": location.regio if location else None}

    async def _tell(self, conversation_id: str, update: Json, version: int) -> None:
        try:
            await self._parts.engine.update(conversation_id, update)
        except EngineFailure:
            return  # it is told before its next turn
        await self._parts.write(bot_memory.told, conversation_id, version)


def _advisers(profile: Mapping[str, Any]) -> list[str]:
    return [str(fact.get("by")).partition(":")[2] for fact in profile.values() if ":" in str(fact.get("by"))]


def _checked(slot_id: str, value: Value | None) -> Value | None:
    slot = SLOTS.get(slot_id)
    if slot is None or slot_id not in SLOT_TITLES:
        raise Invalid("slot", "Dit gegeven bestaat niet.")
    if value is None:
        return None
    made: Value = masking.mask(value.strip())[:_LONGEST] if isinstance(value, str) else value
    if made == "" or misfit(slot, made):
        raise Invalid(slot_id, f"{SLOT_TITLES[slot_id]} kan dit niet zijn.")
    return made


def _sent(messages: Sequence[Message]) -> list[tuple[Json, str]]:
    """Return the cards that advisers sent, the newest of each, with the name the citizen saw."""
    sent = {
        (item["kind"], item["id"]): (item, message.name or "Een adviseur")
        for message in messages
        if message.author is Author.ADVISER
        for item in message.body.get("items", ())
    }
    return list(sent.values())
