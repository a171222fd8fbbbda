"""Sending text messages, behind one interface: to nobody (nothing is configured), to a list, or by a provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import httpx

from channels import logs

LONGEST = 600  # characters: four parts of a text message
_SECONDS = 5.0


class NotSent(Exception):
    """The provider did not take the message."""


class TextMessages(Protocol):
    """A way to send text messages. `available` is False when none is configured."""

    available: bool

    async def send(self, to: str, text: str) -> None:
        """Send a text to a number (`+31…`).

        Raises:
            NotSent: it was not taken.
        """

    async def close(self) -> None:
        """Let connections go."""


class NoTextMessages:
    """No provider is configured."""

    available = False

    async def send(self, to: str, text: str) -> None:
        """Refuse."""
        raise NotSent

    async def close(self) -> None:
        """Nothing to let go."""


@dataclass
class Loopback:
    """Keeps what would be sent: for trying the line out, and for tests."""

    available: bool = True
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, to: str, text: str) -> None:
        """Keep it, and say so in the log without its words."""
        self.sent.append((to, text))
        logs.info("text message kept, not sent", characters=len(text))

    async def close(self) -> None:
        """Nothing to let go."""


class ByTwilio:
    """Sends over the REST interface of Twilio, or of a provider that has the same one (`url`)."""

    available = True

    def __init__(
        self, account: str, token: str, sender: str, url: str, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._sender = sender
        self._path = f"/2010-04-01/Accounts/{account}/Messages.json"
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"), auth=(account, token), timeout=_SECONDS, trust_env=False, transport=transport
        )

    async def send(self, to: str, text: str) -> None:
        """Send it.

        Raises:
            NotSent: the provider is away or refuses.
        """
        try:
            response = await self._client.post(self._path, data={"To": to, "From": self._sender, "Body": text})
        except httpx.HTTPError as error:
            raise NotSent from error
        if not response.is_success:
            logs.warning("text message refused", status=response.status_code)
            raise NotSent

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()
