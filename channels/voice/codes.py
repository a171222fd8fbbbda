"""Six digits that take a conversation from the telephone to the website and back: used once, short-lived, throttled."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from channels.clock import HOUR, MINUTE
from channels.conversation.tables import conversations
from channels.conversation.tokens import derive, new_token, token_hash
from channels.voice.tables import codes

LIFE = 15 * MINUTE
LENGTH = 6
_TRIES = 20


class UnknownCode(Exception):
    """There is no such code (any more), or its conversation is gone."""


class Codes:
    """Gives and takes codes. What is stored of one is a keyed hash: a stolen table holds no codes."""

    def __init__(self, secret: str, session_hours: int) -> None:
        self._key = derive(secret, "code")
        self._session = session_hours * HOUR

    def give(self, connection: Connection, conversation_id: str, now: int) -> str:
        """Return a new code for a conversation; an earlier one no longer works."""
        connection.execute(delete(codes).where(codes.c.expires_at <= now))
        connection.execute(delete(codes).where(codes.c.conversation_id == conversation_id))
        for _ in range(_TRIES):
            code = f"{secrets.randbelow(10**LENGTH):0{LENGTH}d}"
            row = {"code": self._hash(code), "conversation_id": conversation_id, "expires_at": now + LIFE}
            try:
                with connection.begin_nested():
                    connection.execute(insert(codes), row)
            except IntegrityError:
                continue  # another conversation has it now
            return code
        raise RuntimeError("no code is free")  # a million codes in a quarter of an hour

    def take(self, connection: Connection, code: str, channel: str, now: int) -> str:
        """Use a code up: the conversation goes on in `channel`. Return its id.

        Raises:
            UnknownCode: it never was, was used, has expired, or its conversation is gone or over.
        """
        found = connection.execute(
            delete(codes)
            .where(codes.c.code == self._hash(code), codes.c.expires_at > now)
            .returning(codes.c.conversation_id)
        ).scalar_one_or_none()
        if found is None:
            raise UnknownCode
        changed = connection.execute(
            update(conversations)
            .where(conversations.c.id == found, conversations.c.expires_at > now)
            .values(channel=channel, last_at=now)
        ).rowcount
        if not changed:
            raise UnknownCode
        return str(found)

    def new_token(self, connection: Connection, conversation_id: str, now: int) -> tuple[str, int]:
        """Return a new token for a conversation, and until when it works; the one before no longer does."""
        token = new_token()
        until = now + self._session
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(token_hash=token_hash(token), expires_at=until)
        )
        return token, until

    def _hash(self, code: str) -> str:
        return hmac.new(self._key, code.encode(), hashlib.sha256).hexdigest()
