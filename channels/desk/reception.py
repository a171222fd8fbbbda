"""The desk as a conversation sees it: whether a person can take it, the queue, and the way out of it.

All of it but `stir` happens inside the transaction of what the citizen did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from channels.conversation.crisis import Kind as Danger
from channels.conversation.database import Database
from channels.conversation.events import Note, Wakeups
from channels.conversation.model import Conversation, Draft, Json
from channels.conversation.owner import Owner, Reason, Transition, change_owner
from channels.conversation.payload import BadPayload, parse
from channels.conversation.subject import subject
from channels.conversation.tables import conversations
from channels.conversation.texts import Texts
from channels.desk import ending, handover, people, routing, waiting
from channels.desk.booking import Booking
from channels.desk.directory import Directory, Location, anywhere
from channels.desk.handover import SHARED, Handover
from channels.desk.keys import of_queue
from channels.desk.opening import Opening, in_words
from channels.desk.routing import Route

# So many before one: they are told that it is busy and what else they can do.
LONG_QUEUE = 5
# Channels that bring only answers to what was just said: what an adviser writes would never arrive. Who is there is
# called back.
_ONLY_ANSWERED = ("voice", "rest")
_STAY = "mens_spreken"
_CRISIS = "gesprek_crisis"
_LEAVE = re.compile(
    r"\W*(?:stop(?:pen)?|laat (?:het )?maar(?: zitten)?|toch niet|"
    r"(?:nee,? )?(?:ik )?wil (?:toch )?niet (?:meer |langer )?wachten|"
    r"(?:ga )?(?:terug|verder) (?:naar|met) (?:de |het )?(?:bot|assistent|leerwijs|computer)|uit de (?:wacht)?rij)\W*",
    re.IGNORECASE,
)
_CALL_ME = re.compile(
    r"\W*(?:(?:kun|kan|kunt) (?:je|u|jullie) (?:mij|me) (?:(?:maar|dan|ook) )*(?:terug)?bellen|"
    r"bel (?:mij|me) (?:(?:maar|dan|liever) )*terug|(?:ik word )?(?:liever )?terugge?beld(?: worden)?|terugbellen)\W*",
    re.IGNORECASE,
)
_c = conversations.c


@dataclass(frozen=True, slots=True)
class Wish:
    """That somebody asks for a person or needs one: why, about what, and what the bot knows of them.

    `danger` is of which kind, where the topic is a crisis.
    """

    reason: Reason
    topic: str | None = None
    profile: Mapping[str, Any] | None = None
    danger: Danger = Danger.CRISIS


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the desk answers to a wish. `route.queue` None: nobody can take it now.

    `words` then say when somebody can, and `buttons` offer other ways than a call-back. Else `drafts` say that the
    person is in the queue.
    """

    route: Route
    location: Location | None = None
    place: int = 0
    drafts: tuple[Draft, ...] = ()
    words: str = ""
    buttons: tuple[Json, ...] = ()

    @property
    def joined(self) -> bool:
        """Whether there is a queue to join."""
        return self.route.queue is not None


@dataclass(frozen=True, slots=True)
class InQueue:
    """What comes of a message in the queue: replies; whether it led out of it; whether the bot is to answer it."""

    drafts: tuple[Draft, ...] = ()
    left: bool = False
    for_bot: bool = False


class Reception:
    """`is_open` is False for a product without a desk: then nobody can take anything."""

    def __init__(
        self, database: Database, texts: Texts, directory: Directory, wakeups: Wakeups, *, is_open: bool
    ) -> None:
        self._database = database
        self._texts = texts
        self._directory = directory
        self._wakeups = wakeups
        self.is_open = is_open
        self.booking = Booking(texts, directory, is_open=is_open)

    # ---- into the queue ---------------------------------------------------------------------------------------------

    def look(self, connection: Connection, conversation_id: str, wish: Wish, now: int) -> Arrival:
        """Say whether a person can take it, and where; changes nothing."""
        if not self.is_open or self._only_answered(connection, conversation_id):
            return Arrival(Route(None))
        location = self.location(wish.profile)
        urgent = wish.reason is Reason.DISTRESS or self._is_urgent(connection, conversation_id)
        route = routing.choose(connection, self._directory, location, urgent=urgent, now=now)
        times = self.booking.ways(connection, location, now)
        if route.queue is None:
            words = self._texts.plain("desk.opens", wanneer=in_words(route.opens, now)) if route.opens else ""
            return Arrival(route, location, words=words, buttons=tuple(times))
        place = 1 + waiting.ahead(connection, route.queue, urgent=urgent, queued_at=now)
        if urgent:
            route = replace(route, ask_region=False)
        return Arrival(route, location, place, self._welcome(route, place, wish, times))

    def _welcome(self, route: Route, place: int, wish: Wish, times: list[Json]) -> tuple[Draft, ...]:
        if wish.topic == _CRISIS:
            return (self._texts.say(wish.danger.follow_up, topic=_CRISIS),)
        stop = [{"title": self._texts.plain("desk.button_bot"), "payload": "/gesprek_stop"}]
        call = self._texts.button("mens_terugbellen")
        is_long = place > LONG_QUEUE
        said = [self._texts.say("queue_joined", topic=_STAY, buttons=[] if is_long or route.ask_region else stop)]
        if is_long:
            instead = [*call, *times, *([] if route.ask_region else stop)]
            said.append(self._texts.say("desk.long_queue", topic=_STAY, buttons=instead, aantal=place - 1))
        if route.ask_region:
            said.append(self._texts.say("desk.ask_region", topic=_STAY, buttons=stop, asks={"slot": "plaats"}))
        return tuple(said)

    def join(
        self, connection: Connection, conversation_id: str, arrival: Arrival, wish: Wish, actor: str, now: int
    ) -> None:
        """Put it into the queue, from the bot.

        Raises:
            OwnerChanged: the bot does not have it (any more).
        """
        queue, location = arrival.route.queue, arrival.location
        if queue is None:
            raise ValueError("there is no queue to join")
        change_owner(connection, conversation_id, Transition(Owner.BOT, Owner.WACHTRIJ, wish.reason, actor), now)
        urgent = wish.reason is Reason.DISTRESS or self._is_urgent(connection, conversation_id)
        handover.begin(
            connection, conversation_id, wish.reason, urgent=urgent, queue=queue,
            plaats=location.plaats if location else None, regio=location.regio if location else None,
            region_asked=arrival.route.ask_region,
            topic=subject(connection, conversation_id) or wish.topic, profile=wish.profile,
            place=arrival.place, now=now,
        )  # fmt: skip

    def location(self, profile: Mapping[str, Any] | None) -> Location | None:
        """Return where the person of a profile lives, if the bot knows."""
        fact = (profile or {}).get("plaats")
        value = fact.get("value") if isinstance(fact, dict) else None
        return self._directory.locate(value) if isinstance(value, str) else None

    @staticmethod
    def _only_answered(connection: Connection, conversation_id: str) -> bool:
        return connection.execute(select(_c.channel).where(_c.id == conversation_id)).scalar() in _ONLY_ANSWERED

    @staticmethod
    def _is_urgent(connection: Connection, conversation_id: str) -> bool:
        return bool(connection.execute(select(_c.urgent).where(_c.id == conversation_id)).scalar())

    def urgent(self, connection: Connection, conversation_id: str) -> None:
        """There is danger: to the front, and marked."""
        handover.change(connection, conversation_id, urgent=True)

    # ---- while waiting ----------------------------------------------------------------------------------------------

    def in_queue(
        self,
        connection: Connection,
        conversation_id: str,
        text: str,
        payload: str | None,
        now: int,
        *,
        early: bool = False,
    ) -> InQueue:
        """Take in what somebody says while they wait; a button is a choice for the assistant.

        `early`: they said it before they were in the queue, so it need not be an answer to what was asked there.

        Raises:
            OwnerChanged: an adviser took it just now.
        """
        topic = _topic(payload)
        if topic == _STAY:
            return InQueue((self._texts.say("desk.still_waiting"),))
        if topic == "gesprek_stop" or (payload is None and _LEAVE.fullmatch(text)):
            return self.leave(connection, conversation_id, now)
        if topic == "mens_terugbellen" or (payload is None and _CALL_ME.fullmatch(text)):
            ending.leave_queue(connection, conversation_id, Reason.CALLBACK_INSTEAD, "citizen", now)
            return InQueue(left=True, for_bot=True)
        if payload is not None:
            ending.leave_queue(connection, conversation_id, Reason.CHANGED_MIND, "citizen", now)
            return InQueue(left=True, for_bot=True)
        found = handover.current(connection, conversation_id)
        if found is None or not found.region_asked or (early and self._directory.locate(text) is None):
            return InQueue()
        return InQueue(self._heard_region(connection, found, text, now))

    def leave(self, connection: Connection, conversation_id: str, now: int) -> InQueue:
        """Out of the queue, back to the assistant.

        Raises:
            OwnerChanged: it is not in the queue (any more).
        """
        ending.leave_queue(connection, conversation_id, Reason.CHANGED_MIND, "citizen", now)
        choices = self._texts.greeting().body.get("buttons", [])
        return InQueue((self._texts.say("mens_spreken.changed_mind", topic=_STAY, buttons=choices),), left=True)

    def _heard_region(self, connection: Connection, found: Handover, text: str, now: int) -> tuple[Draft, ...]:
        """Asked once: whatever the answer is, it is not asked again."""
        location = None if anywhere(text) else self._directory.locate(text)
        if location is None:
            handover.change(connection, found.conversation_id, region_asked=False)
            return (self._texts.say("desk.any_region"),)
        there = routing.staff(connection, Opening.look(connection, self._directory), now)
        known = {"plaats": location.plaats, "regio": location.regio, "region_asked": False}
        if location.loket is None or not there.serves(location.loket):
            handover.change(connection, found.conversation_id, **known)
            return (self._texts.say("desk.region_nobody"),)
        place = 1 + waiting.ahead(connection, location.loket, urgent=found.urgent, queued_at=found.queued_at)
        handover.change(
            connection, found.conversation_id, queue=location.loket, loket=location.loket, place_at_start=place, **known
        )
        return (self._texts.say("desk.region_found", loket=self._directory.title(location.loket)),)

    # ---- out of it --------------------------------------------------------------------------------------------------

    def end(self, connection: Connection, conversation_id: str, now: int) -> list[Draft]:
        """The citizen ends the conversation, whoever has it; return what to say, nothing when it was closed.

        Raises:
            OwnerChanged: somebody else was first; try again.
        """
        row = connection.execute(select(_c.owner, _c.adviser).where(_c.id == conversation_id)).one_or_none()
        if row is None or row.owner == Owner.GESLOTEN.value:
            return []
        ending.end_by_citizen(connection, conversation_id, Owner(row.owner), row.adviser, now)
        return [self._texts.say("conversation_closed")]

    # ---- what the citizen's channels show ---------------------------------------------------------------------------

    def turn(self, connection: Connection, conversation_id: str, now: int) -> waiting.Turn | None:
        """Return somebody's place in the queue and what is left to wait; None when they do not wait."""
        found = handover.current(connection, conversation_id)
        if found is None or found.waiting_since is None:
            return None
        place = waiting.place(connection, found)
        there = routing.staff(connection, Opening.look(connection, self._directory), now)
        if not there.serves(found.queue):
            return waiting.Turn(place, None)
        return waiting.Turn(place, waiting.estimate(waiting.paces(connection, found.queue, now), place))

    def states(self, connection: Connection, conversation: Conversation, now: int) -> list[tuple[str, Json]]:
        """Return what the event stream tells besides messages, as kind and data."""
        owner: Json = {"owner": conversation.owner.value}
        if conversation.owner is Owner.WACHTRIJ:
            turn = self.turn(connection, conversation.id, now)
            queue = [("queue", {"place": turn.place, "minutes": turn.minutes})] if turn else []
            return [("owner", owner), *queue]
        if conversation.owner is Owner.ADVISEUR:
            found = handover.current(connection, conversation.id)
            if found and found.adviser:
                owner["adviser"] = self._introduced(connection, found)
                read = [("read", {"seq": found.adviser_read})] if found.adviser_read else []
                return [("owner", owner), *read]
        return [("owner", owner)]

    def _introduced(self, connection: Connection, found: Handover) -> Json:
        name = people.names(connection, [found.adviser or ""]).get(found.adviser or "")
        return {"name": name, "loket": self._directory.title(found.loket) if found.loket else None}

    def seen(self, connection: Connection, conversation_id: str, now: int) -> None:
        """Note that the citizen is looking: their page or call is open."""
        handover.change(connection, conversation_id, citizen_seen_at=now)

    def read(self, connection: Connection, conversation_id: str, seq: int) -> None:
        """Note how far the citizen has read what an adviser wrote."""
        found = handover.current(connection, conversation_id)
        last = connection.execute(select(_c.last_seq).where(_c.id == conversation_id)).scalar() or 0
        if found and found.citizen_read < min(seq, last):
            handover.change(connection, conversation_id, citizen_read=min(seq, last))

    async def listed(self) -> None:
        """Wake the desk: a call-back or an appointment came, changed or went."""
        await self._wakeups.tell_all([of_queue(SHARED), *map(of_queue, self._directory.lokets)], Note.CHANGED)

    async def stir(self, conversation_id: str) -> None:
        """Wake those for whom something changed when this conversation came into the queue, moved in it, or left it."""

        def concerned(connection: Connection) -> list[str]:
            found = handover.latest(connection, conversation_id)
            if found is None:
                return []
            queues = {found.queue, found.loket or found.queue}
            waits = [other for queue in queues for other in waiting.others(connection, queue)]
            return [*waits, *(of_queue(queue) for queue in (queues | {SHARED}))]

        await self._wakeups.tell_all(await self._database.read(concerned), Note.CHANGED)


def _topic(payload: str | None) -> str | None:
    try:
        return parse(payload).topic if payload else None
    except BadPayload:  # one that the engine offered itself
        return ""
