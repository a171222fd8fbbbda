"""Contact data that we asked for: encrypted in a table of its own, a placeholder (`<telefoon:1>`) everywhere else."""

from __future__ import annotations

import base64
from collections.abc import Collection

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, String, cast, delete, func, insert, select

from channels.conversation.masking import Kind
from channels.conversation.tables import contacts
from channels.conversation.tokens import derive

# Which slot of ours asks for which kind of contact data. While a call-back is arranged a number may still be corrected.
ASKED_BY: dict[str, Kind] = {
    "telefoon": Kind.TELEFOON,
    "dagdeel": Kind.TELEFOON,
    "toestemming": Kind.TELEFOON,
    "email": Kind.EMAIL,
}


class UnreadableContact(Exception):
    """Contact data was sealed with another LEERWIJS_SECRET_KEY."""


class Vault:
    """Seals and opens contact data. The key is derived from `LEERWIJS_SECRET_KEY`; without it nothing can be read."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derive(secret, "contact")))

    def keep(self, connection: Connection, conversation_id: str, kind: Kind, value: str, now: int) -> str:
        """Store contact data of a conversation; return its name, such as `telefoon:1`."""
        number = (
            1
            + connection.execute(
                select(func.coalesce(func.max(contacts.c.number), 0)).where(
                    contacts.c.conversation_id == conversation_id, contacts.c.kind == kind.value
                )
            ).scalar_one()
        )
        connection.execute(
            insert(contacts).values(
                conversation_id=conversation_id,
                kind=kind.value,
                number=number,
                sealed=self._fernet.encrypt(value.encode()),
                created_at=now,
            )
        )
        return f"{kind}:{number}"

    def read(self, connection: Connection, conversation_id: str, name: str) -> str | None:
        """Return contact data by its name, or None when there is none (any more).

        Raises:
            UnreadableContact: it was sealed with another key.
        """
        kind, number = _parts(name)
        sealed = connection.execute(
            select(contacts.c.sealed).where(
                contacts.c.conversation_id == conversation_id,
                contacts.c.kind == kind,
                contacts.c.number == number,
            )
        ).scalar_one_or_none()
        if sealed is None:
            return None
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise UnreadableContact(conversation_id) from error


def known(connection: Connection, conversation_id: str, name: str) -> bool:
    """Whether the conversation holds contact data of this name."""
    kind, number = _parts(name)
    found = connection.execute(
        select(contacts.c.number).where(
            contacts.c.conversation_id == conversation_id, contacts.c.kind == kind, contacts.c.number == number
        )
    ).first()
    return found is not None


def forget(connection: Connection, conversation_id: str, *, but: Collection[str] = ()) -> int:
    """Remove the contact data of a conversation, `but` what is called so; return how many were removed."""
    name = contacts.c.kind + ":" + cast(contacts.c.number, String)
    return connection.execute(
        delete(contacts).where(contacts.c.conversation_id == conversation_id, name.not_in(but))
    ).rowcount


def forget_before(connection: Connection, moment: int) -> int:
    """Remove contact data from before a moment (milliseconds); return how many were removed."""
    return connection.execute(delete(contacts).where(contacts.c.created_at < moment)).rowcount


def _parts(name: str) -> tuple[str, int]:
    kind, _, number = name.strip("<>").partition(":")
    return kind, int(number) if number.isascii() and number.isdigit() else 0
