"""How a citizen makes an appointment at the loket: times are buttons, the place is asked once if it is not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from channels.conversation.model import Draft, Json, Pending
from channels.conversation.payload import BadPayload, Payload, parse
from channels.conversation.subject import subject
from channels.conversation.texts import Texts
from channels.desk import appointments
from channels.desk.appointments import KIND_TITLES, Booked, Slot, TimeGone
from channels.desk.directory import Directory, Location

TOPIC = "loket_afspraak"
CANCEL = "annuleren"
_MOST_TIMES = 5
_ASKED = "afspraak_plaats"


@dataclass(frozen=True, slots=True)
class Times:
    """What to say about times, and where that leaves the gateway's own dialogue."""

    draft: Draft
    state: Json | None = None


Making = Callable[[Connection, int], Times]


class Booking:
    """Makes the messages about appointments. What it returns is called in the transaction that stores the answer."""

    def __init__(self, texts: Texts, directory: Directory, *, is_open: bool) -> None:
        self._texts = texts
        self._directory = directory
        self._is_open = is_open

    def is_about(self, draft: Draft) -> bool:
        """Whether an answer of the bot is the one about appointments."""
        return self._is_open and draft.topic == TOPIC

    def ways(self, connection: Connection, location: Location | None, now: int) -> list[Json]:
        """Return the button for an appointment, if there are times where the person lives, or might live."""
        own = location.loket if location else None
        there = appointments.free(connection, own, now, 1) if own else appointments.any_free(connection, now)
        return self._texts.button(TOPIC) if there and self._is_open else []

    def offered(self, draft: Draft, location: Location | None) -> Making | None:
        """Return how to put times into the bot's answer on appointments; None for any other answer."""
        if not self.is_about(draft):
            return None
        return lambda connection, now: self._times(connection, location, draft, now)

    def chosen(self, conversation_id: str, said: Pending, state: Json | None) -> Making | None:
        """Return how to take up the choice of a time, or the place we asked for; None if it is neither."""
        choice = _choice(said)
        if choice and choice.topic == TOPIC and "keuze" in choice.slots:
            slot_id = str(choice.slots["keuze"])
            if slot_id == CANCEL:
                return lambda connection, now: self._cancelled(connection, conversation_id, now)
            return lambda connection, now: self._booked(connection, conversation_id, slot_id, now)
        location = self.heard(said, state)
        return (lambda connection, now: self._times(connection, location, None, now)) if location else None

    def heard(self, said: Pending, state: Json | None) -> Location | None:
        """Return the place that somebody names because we asked for it; the bot does not hear it."""
        asked = state is not None and state["step"] == _ASKED and _choice(said) is None
        return self._directory.locate(said.text) if asked else None

    def _times(self, connection: Connection, location: Location | None, draft: Draft | None, now: int) -> Times:
        """The loket's next times; without any the bot's own answer, which leads to a call-back."""
        call = self._texts.button("mens_terugbellen")
        if location is None or location.loket is None:
            if draft is not None and location is None and appointments.any_free(connection, now):
                asks = {"slot": "plaats"}
                asking = self._texts.say("desk.ask_region_appointment", topic=TOPIC, asks=asks)
                return Times(replace(asking, prediction=draft.prediction), {"step": _ASKED})
            return Times(draft or self._texts.say("desk.no_times", topic=TOPIC, buttons=call))
        slots = appointments.free(connection, location.loket, now, _MOST_TIMES)
        if not slots:
            return Times(draft or self._texts.say("desk.no_times", topic=TOPIC, buttons=call))
        title = self._directory.title(location.loket)
        buttons = [*(_time_button(slot) for slot in slots), *call]
        choose = self._texts.say("desk.choose_time", topic=TOPIC, buttons=buttons, loket=title)
        return Times(replace(choose, prediction=draft.prediction if draft else None))

    def _booked(self, connection: Connection, conversation_id: str, slot_id: str, now: int) -> Times:
        try:
            topic = subject(connection, conversation_id)
            booked = appointments.book(connection, conversation_id, slot_id, topic, now)
        except TimeGone:
            again = [{"title": self._texts.title(TOPIC) or "Een andere tijd", "payload": f"/{TOPIC}"}]
            return Times(self._texts.say("desk.time_gone", topic=TOPIC, buttons=again))
        return Times(self.confirmation(booked))

    def confirmation(self, booked: Booked) -> Draft:
        """Return the message that says which appointment stands, with a card that leads to the calendar file."""
        payload = str(Payload(TOPIC, {"keuze": CANCEL}))
        cancel = {"title": self._texts.plain("desk.button_cancel"), "payload": payload}
        when = appointments.in_words(booked.starts_at)
        said = self._texts.say(
            "desk.booked", topic=TOPIC, buttons=[cancel], wanneer=when, nummer=booked.reference,
            loket=self._directory.title(booked.loket),
        )  # fmt: skip
        return replace(said, body={**said.body, "items": [self.card(booked)]})

    def card(self, booked: Booked) -> Json:
        """Return an appointment as a card."""
        return {
            "kind": "afspraak",
            "id": booked.reference,
            "title": f"Afspraak bij {self._directory.title(booked.loket)}",
            "facts": {
                "wanneer": appointments.in_words(booked.starts_at),
                "hoe lang": f"{booked.minutes} minuten",
                "waar": appointments.where(
                    booked, self._directory.title(booked.loket), self._directory.address(booked.loket)
                ),
                "nummer": booked.reference,
            },
            "calendar": f"/api/v1/conversations/{booked.conversation_id}/appointments/{booked.reference}.ics",
        }

    def _cancelled(self, connection: Connection, conversation_id: str, now: int) -> Times:
        standing = appointments.standing(connection, conversation_id, now)
        if standing is None or not appointments.cancel(connection, standing[0].id, now):
            return Times(self._texts.say("desk.nothing_to_cancel", topic=TOPIC, buttons=self._texts.button(TOPIC)))
        said = self._texts.say("desk.cancelled", topic=TOPIC, buttons=self._texts.button(TOPIC))
        return Times(replace(said, body={**said.body, "items": [self.cancelled_card(standing[0])]}))

    def cancelled_by_loket(self, booked: Booked) -> Draft:
        """Return the message that the loket cannot keep an appointment."""
        when = appointments.in_words(booked.starts_at)
        said = self._texts.say("desk.loket_cancelled", buttons=self._texts.button(TOPIC), wanneer=when)
        return replace(said, body={**said.body, "items": [self.cancelled_card(booked)]})

    def cancelled_card(self, booked: Booked) -> Json:
        """Return the card of an appointment that does not stand any more; it takes the place of the one before."""
        card = self.card(booked)
        del card["calendar"]  # there is nothing to put in a calendar any more
        return {**card, "title": f"Afgezegd: {card['title']}", "facts": {"wanneer": card["facts"]["wanneer"]}}


def _time_button(slot: Slot) -> Json:
    payload = str(Payload(TOPIC, {"keuze": slot.id}))
    return {"title": f"{appointments.in_words(slot.starts_at)}, {KIND_TITLES[slot.kind]}", "payload": payload}


def _choice(said: Pending) -> Payload | None:
    try:
        return parse(said.payload) if said.payload else None
    except BadPayload:  # one that the engine offered itself
        return None
