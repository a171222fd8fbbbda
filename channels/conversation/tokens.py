"""Keys: the token of a conversation, the short-lived ticket of an event stream, and keys derived from the secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_TOKEN_BYTES = 32


class BadTicket(Exception):
    """The ticket is not ours, belongs to another conversation, or has expired."""


def derive(secret: str, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose; keys of different purposes say nothing about each other."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"leerwijs:{purpose}".encode()).derive(secret.encode())


def new_token() -> str:
    """Return a new random token for a conversation. It is shown once; only `token_hash` of it is stored."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Return what is stored of a token. A plain hash will do: a token is random, not a password."""
    return hashlib.sha256(token.encode()).hexdigest()


def same_token(token: str, stored_hash: str) -> bool:
    """Whether this token is the one of the hash, in constant time."""
    return hmac.compare_digest(token_hash(token), stored_hash)


class Tickets:
    """Tickets for what cannot send a header (an event stream or a link in a browser): signed, valid for a minute."""

    def __init__(self, secret: str, seconds: int) -> None:
        self._key = derive(secret, "ticket")
        self._life = seconds * 1000

    def issue(self, conversation_id: str, stored_hash: str, now: int) -> tuple[str, int]:
        """Return a ticket for who holds the token of this hash, and the moment it expires (milliseconds)."""
        until = now + self._life
        return f"{until:x}.{self._sign(conversation_id, stored_hash, f'{until:x}')}", until

    def check(self, conversation_id: str, stored_hash: str, ticket: str, now: int) -> None:
        """Accept a ticket for this conversation, as long as its token is the one the ticket was given for.

        Raises:
            BadTicket: it is not one, not for this conversation or its present token, or too old.
        """
        moment, _, signature = ticket.partition(".")
        expected = self._sign(conversation_id, stored_hash, moment)
        if not hmac.compare_digest(expected.encode(), signature.encode()) or int(moment, 16) < now:
            raise BadTicket

    def _sign(self, conversation_id: str, stored_hash: str, moment: str) -> str:
        digest = hmac.digest(self._key, f"{conversation_id}:{stored_hash}:{moment}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:24]).decode()


class SenderKeys:
    """Names for conversations that another system started, from which its own names cannot be read back."""

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, "sender")

    def of(self, channel: str, sender: str) -> str:
        """Return the key of a sender in a channel."""
        return hmac.new(self._key, f"{channel}:{sender}".encode(), hashlib.sha256).hexdigest()
