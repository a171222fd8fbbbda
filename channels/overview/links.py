"""The private link to an overview: a key of its own that a citizen can keep, use on another device, and replace.

The key is worked out from the secret, the conversation and a number, so that the same link comes back each time one
opens the overview from the conversation; only its hash is stored. A new number makes a new key, and the old link is
dead. It is not the conversation's token: it cannot send messages. It works as long as the conversation is kept.
"""

from __future__ import annotations

import base64
import hmac
import re

from sqlalchemy import Connection, insert, select, update

from channels.clock import DAY
from channels.conversation import store
from channels.conversation.model import Conversation, ConversationNotFound
from channels.conversation.tables import conversations, overview_links
from channels.conversation.tokens import derive, token_hash

_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
_BYTES = 24
_l = overview_links.c


class Links:
    """Makes links, replaces them and finds the conversation of one."""

    def __init__(self, secret: str) -> None:
        self._secret = derive(secret, "overview")

    def key(self, connection: Connection, conversation_id: str) -> str:
        """Return the key of a conversation's link, making it when there is none yet.

        Raises:
            ConversationNotFound: the conversation is gone.
        """
        return self._set(connection, conversation_id, 0)

    def replace(self, connection: Connection, conversation_id: str) -> str:
        """Return a new key; the one before opens nothing any more.

        Raises:
            ConversationNotFound: the conversation is gone.
        """
        return self._set(connection, conversation_id, 1)

    def _set(self, connection: Connection, conversation_id: str, add: int) -> str:
        hold(connection, conversation_id)
        of_it = _l.conversation_id == conversation_id
        known = connection.execute(select(_l.number, _l.key_hash).where(of_it)).one_or_none()
        number = (known.number if known else 0) + add
        key = self._make(conversation_id, number)
        values = {"number": number, "key_hash": token_hash(key)}
        if known is None:
            connection.execute(insert(overview_links).values(conversation_id=conversation_id, **values))
        elif known.key_hash != values["key_hash"]:  # a new number, or a new secret
            connection.execute(update(overview_links).where(of_it).values(values))
        return key

    def _make(self, conversation_id: str, number: int) -> str:
        digest = hmac.digest(self._secret, f"{conversation_id}:{number}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:_BYTES]).decode()


def find(connection: Connection, key: str) -> Conversation | None:
    """Return the conversation whose link has this key, or None."""
    if not _KEY.fullmatch(key):
        return None
    found = connection.execute(select(_l.conversation_id).where(_l.key_hash == token_hash(key))).scalar_one_or_none()
    return store.find(connection, found) if found else None


def hold(connection: Connection, conversation_id: str) -> None:
    """Make this transaction the only one that writes of a conversation: nothing is added while it is being erased.

    Raises:
        ConversationNotFound: the conversation is gone.
    """
    row = conversations.c.id == conversation_id
    if not connection.execute(update(conversations).where(row).values(id=conversation_id)).rowcount:
        raise ConversationNotFound(conversation_id)


def kept_until(conversation: Conversation, transcript_days: int) -> int:
    """Return the moment (milliseconds) until which a conversation, and so its overview, is kept for certain."""
    return conversation.last_at + transcript_days * DAY
