"""What the wake-ups of the desk are called (see `channels.conversation.events`). A conversation's key is its own id."""

from __future__ import annotations

from channels.desk.people import Adviser


def of_queue(queue: str) -> str:
    """Return the key for all that happens at a loket: its queue, who is present; "" is the shared queue."""
    return f"desk:{queue}"


def of_adviser(adviser_id: str) -> str:
    """Return the key for what concerns one adviser: notices, offers, chats that come or go."""
    return f"adviser:{adviser_id}"


def of_chats(adviser_id: str) -> str:
    """Return the key for what citizens say in the chats that an adviser holds, on the screen or not."""
    return f"chats:{adviser_id}"


def of(adviser: Adviser) -> tuple[str, ...]:
    """Return the keys that an adviser's screen waits for, besides the conversations on it."""
    lokets = (of_queue(loket) for loket in sorted(adviser.lokets))
    return (of_adviser(adviser.id), of_chats(adviser.id), of_queue(""), *lokets)
