"""What the desk shows that changes by itself: collected once, rendered for the page and for its event stream alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy import Connection

from channels.conversation.model import Author, Message
from channels.conversation.owner import Owner
from channels.desk import forwards, notices, outcomes, presence, scope
from channels.desk.callbacks import Callback
from channels.desk.chat_lines import ChatLine
from channels.desk.chats import Chat
from channels.desk.desk import Desk
from channels.desk.errors import DeskError
from channels.desk.forwards import Offer
from channels.desk.house import QuickText
from channels.desk.known import Known
from channels.desk.notices import Notice
from channels.desk.parts import topic_title
from channels.desk.people import Adviser
from channels.desk.presence import PresenceState
from channels.desk.queue import Waiting
from channels.desk.web import pages
from channels.desk.web.seat import Seat
from channels.gateway import Gateway

# So many chats beside each other are as much as anybody can follow.
MOST_OPEN = 4
MINE = "mijn"
PARTS = ("wachtrij", MINE, "verzoeken", "meldingen", "stand", "taken")

PRESENCE: Mapping[str, str] = {
    "aanwezig": "Aanwezig",
    "even_weg": "Even weg",
    "niet_beschikbaar": "Niet beschikbaar",
}
OWNERS: Mapping[Owner, str] = {
    Owner.BOT: "De assistent is aan het woord",
    Owner.WACHTRIJ: "Wacht op een adviseur",
    Owner.ADVISEUR: "In gesprek",
    Owner.GESLOTEN: "Afgesloten",
}


def workspace(open_chats: Sequence[str]) -> str:
    """Return the address of the desk with these chats open."""
    return "/desk" + (f"?{urlencode([('gesprek', one) for one in open_chats])}" if open_chats else "")


def with_chat(open_chats: Sequence[str], conversation_id: str) -> str:
    """Return the address of the desk with this chat open too, as the last; the oldest gives way when it gets full."""
    others = [one for one in open_chats if one != conversation_id]
    return workspace([*others[-(MOST_OPEN - 1) :], conversation_id])


def without_chat(open_chats: Sequence[str], conversation_id: str) -> str:
    """Return the address of the desk with this chat closed."""
    return workspace([one for one in open_chats if one != conversation_id])


def short_name(conversation_id: str) -> str:
    """Return what colleagues call a chat: citizens have no names here."""
    return conversation_id[:4].upper()


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the desk shows beside the open chats."""

    presence: PresenceState
    waiting: list[Waiting]
    mine: list[ChatLine]
    offers: list[Offer]
    asked: list[Offer]
    notices: list[Notice]
    callbacks: list[Callback]

    @property
    def counts(self) -> dict[str, int]:
        """What is counted in the title of the page."""
        return {
            "waiting": len(self.waiting),
            "urgent": sum(1 for one in self.waiting if one.urgent),
            "unread": sum(one.unread for one in self.mine),
            "offers": len(self.offers),
            "callbacks": len(self.callbacks),
        }


async def overview(desk: Desk, adviser: Adviser) -> Overview:
    """Collect what the desk shows beside the open chats, in one transaction: every page asks for it again and again."""

    def look(connection: Connection) -> Overview:
        return Overview(
            presence=presence.state(connection, adviser),
            waiting=desk.queue.read_waiting(connection, adviser),
            mine=desk.chats.read_mine(connection, adviser),
            offers=forwards.open_to(connection, adviser),
            asked=forwards.open_from(connection, adviser),
            notices=notices.unseen(connection, adviser),
            callbacks=[one for one in desk.callbacks.read_open(connection, adviser) if one.claimed_by is None],
        )

    return await desk.parts.read(look)


async def with_mine(desk: Desk, adviser: Adviser, found: Overview) -> Overview:
    """Collect anew what changes with each message: the adviser's own chats."""
    return replace(found, mine=await desk.chats.mine(adviser))


def overview_parts(
    desk: Desk, found: Overview, seat: Seat, open_chats: Sequence[str], now: int, names: Sequence[str] = PARTS
) -> dict[str, Markup]:
    """Render parts of the overview, by the name of their place on the page."""
    values = {
        "seat": seat, "found": found, "open_chats": open_chats, "now": now, "with_chat": with_chat,
        "short_name": short_name, "presence_names": PRESENCE, "owners": OWNERS,
        "loket_title": desk.parts.directory.title,
    }  # fmt: skip
    return {name: pages.render(f"_{name}.html", **values) for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """One open chat as it is shown; `texts` are the quick texts that fit it."""

    chat: Chat
    known: Known
    texts: list[QuickText]


async def column(desk: Desk, seat: Seat, conversation_id: str) -> Column:
    """Collect one open chat.

    Raises:
        NotFound: there is none, or it is of a loket this adviser does not belong to.
    """
    chat = await desk.chats.open(seat.adviser, conversation_id)
    known = await desk.known.of(seat.adviser, conversation_id)
    lokets = [chat.loket] if chat.loket in seat.adviser.lokets else sorted(seat.adviser.lokets)
    texts = [text for loket in lokets for text in await desk.house.quick_texts(seat.adviser, loket)]
    return Column(chat, known, texts)


async def columns(desk: Desk, seat: Seat, open_chats: Sequence[str]) -> dict[str, Column]:
    """Collect the open chats that may (still) be seen."""
    found = {}
    for conversation_id in open_chats[-MOST_OPEN:]:
        try:
            found[conversation_id] = await column(desk, seat, conversation_id)
        except DeskError:
            continue
    return found


async def visible(desk: Desk, seat: Seat, conversation_ids: Iterable[str | None]) -> frozenset[str]:
    """Return which of these chats this adviser may open: a call-back can come from one that was never handed over."""
    asked = {one for one in conversation_ids if one}

    def look(connection: Connection) -> frozenset[str]:
        return frozenset(one for one in asked if scope.may_see(connection, seat.adviser, one))

    return await desk.parts.read(look)


def column_html(gateway: Gateway, one: Column, seat: Seat, open_chats: Sequence[str], now: int) -> Markup:
    """Render an open chat."""
    return pages.render(
        "_gesprek.html",
        seat=seat,
        chat=one.chat,
        known=one.known,
        texts=one.texts,
        now=now,
        owners=OWNERS,
        mine=one.chat.state.holder == seat.adviser.id,
        short_name=short_name,
        topic_title=topic_titles(gateway),
        outcome_title=outcomes.title,
        loket_title=gateway.desk.parts.directory.title,
        last_of_bot=last_of_bot,
        close_url=without_chat(open_chats, one.chat.conversation_id),
    )


def messages_html(gateway: Gateway, conversation_id: str, messages: Sequence[Message]) -> Markup:
    """Render messages that are added to an open chat."""
    titles = topic_titles(gateway)
    return pages.render(
        "_berichten.html", messages=messages, conversation_id=conversation_id, topic_title=titles, before=0
    )


def last_of_bot(messages: Sequence[Message]) -> int:
    """Return the seq of the last message of the bot: what the citizen said before it, the bot tried to understand."""
    return max((message.seq for message in messages if message.author is Author.BOT), default=0)


def topic_titles(gateway: Gateway) -> Callable[[str | None], str]:
    """Return what gives the words of a topic; its id where it has none."""
    return lambda topic: (topic_title(gateway.texts, topic) or topic) if topic else ""
