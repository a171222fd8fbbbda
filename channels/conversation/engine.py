"""The one place that knows Rasa: asks it for a turn, changes and erases its working memory."""

from __future__ import annotations

import asyncio
from enum import StrEnum

import httpx
from pydantic import TypeAdapter, ValidationError

from channels.conversation.model import Json
from channels.conversation.turn import Turn

_MEMORY_SECONDS = 1.0
_READY_SECONDS = 1.5
_UNDERSTAND_SECONDS = 1.0
_answers = TypeAdapter(list[Json])


class Failure(StrEnum):
    """How the engine failed."""

    DOWN = "down"
    SLOW = "slow"
    EMPTY = "empty"
    INVALID = "invalid"


class EngineFailure(Exception):
    """The engine gave no answer that can be used. It is not asked again: it may have taken the message in."""

    def __init__(self, kind: Failure) -> None:
        super().__init__(kind.value)
        self.kind = kind


class Engine:
    """A client of the Rasa server, over connections that are kept."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float,
        actions_url: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._seconds = seconds
        self._actions_url = actions_url.rstrip("/")
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            transport=transport,
            timeout=seconds,
            trust_env=False,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=50, keepalive_expiry=60),
        )

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()

    async def turn(self, conversation_id: str, text: str, *, channel: str, payload: bool) -> Turn:
        """Let the engine answer a text, or the payload of a button.

        Raises:
            EngineFailure: it is down, took too long, or answered nothing usable. Its memory is as before the turn.
        """
        message = {
            "sender": conversation_id,
            "message": text,
            "metadata": {"channel": channel, "payload": payload},
        }
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.post("/webhooks/rest/webhook", json=message)
            response.raise_for_status()
            return _turn(response.content)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise EngineFailure(Failure.SLOW) from error
        except httpx.HTTPStatusError as error:
            raise EngineFailure(Failure.INVALID) from error
        except httpx.HTTPError as error:
            raise EngineFailure(Failure.DOWN) from error

    async def profile(self, conversation_id: str) -> Json | None:
        """Return what the bot knows of the person: slots as `{"value", "by", "at"}`; None when the engine is away."""
        try:
            async with asyncio.timeout(_MEMORY_SECONDS):
                response = await self._client.get(f"/leerwijs/conversations/{conversation_id}/slots")
            response.raise_for_status()
            profile = response.json()["slots"].get("profile")
        except (TimeoutError, httpx.HTTPError, ValueError, KeyError, AttributeError):
            return None
        return profile if isinstance(profile, dict) else {}

    async def update(self, conversation_id: str, update: Json) -> None:
        """Tell the bot what people did meanwhile (see `channels.desk.bot_memory.put`); telling it twice does no harm.

        Raises:
            EngineFailure: it was not told.
        """
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.post(
                    f"/leerwijs/conversations/{conversation_id}/slots", json={"slots": _slots(update)}
                )
            response.raise_for_status()
        except (TimeoutError, httpx.TimeoutException) as error:
            raise EngineFailure(Failure.SLOW) from error
        except httpx.HTTPStatusError as error:
            raise EngineFailure(Failure.INVALID) from error
        except httpx.HTTPError as error:
            raise EngineFailure(Failure.DOWN) from error

    async def understand(self, text: str) -> tuple[str, float]:
        """Return the topic that the engine takes a text to be about, and how sure it is; nothing is remembered.

        Raises:
            EngineFailure: it is down, took too long, or answered nothing usable.
        """
        try:
            async with asyncio.timeout(_UNDERSTAND_SECONDS):
                response = await self._client.post("/model/parse", json={"text": text})
            response.raise_for_status()
            intent = response.json()["intent"]
            return str(intent["name"]), float(intent["confidence"])
        except (TimeoutError, httpx.TimeoutException) as error:
            raise EngineFailure(Failure.SLOW) from error
        except httpx.HTTPError as error:
            raise EngineFailure(Failure.DOWN) from error
        except (KeyError, TypeError, ValueError) as error:
            raise EngineFailure(Failure.INVALID) from error

    async def erase(self, conversation_id: str) -> bool:
        """Let the engine forget a conversation; return whether it did."""
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.post(f"/leerwijs/conversations/{conversation_id}/erase")
        except (TimeoutError, httpx.HTTPError):
            return False
        return response.is_success

    async def purge(self) -> bool:
        """Let the engine forget the conversations it has not seen for days; return whether it did."""
        try:
            async with asyncio.timeout(self._seconds):
                return (await self._client.post("/leerwijs/purge")).is_success
        except (TimeoutError, httpx.HTTPError):
            return False

    async def ready(self) -> dict[str, bool]:
        """Return which parts answer: the engine with a model loaded, and its action server."""
        engine, actions = await asyncio.gather(
            self._answers("/leerwijs/ready"),
            self._answers(f"{self._actions_url}/healthz") if self._actions_url else _yes(),
        )
        return {"engine": engine, "actions": actions}

    async def _answers(self, url: str) -> bool:
        try:
            async with asyncio.timeout(_READY_SECONDS):
                return (await self._client.get(url)).is_success
        except (TimeoutError, httpx.HTTPError):
            return False


def _slots(update: Json) -> Json:
    """Return an update as changes of the slots of domain.yml; their form is that of `actions.tasks.state`."""
    slots: Json = {}
    if update.get("profile"):
        slots["profile"] = update["profile"]
    if update.get("back"):
        # The question that was open, and the offer of a person, are of before; misses too.
        slots["task"] = None
        slots["memory"] = {"offer": None, "misses": 0, "correcting": False}
    if update.get("said"):
        said = update["said"]
        slots.setdefault("memory", {})["last"] = {
            "topic": "mens_spreken", "text": said, "simple": said, "spoken": said, "buttons": [], "asks": None,
            "suggestions": [], "items": False,
        }  # fmt: skip
    return slots


async def _yes() -> bool:
    return True


def _turn(content: bytes) -> Turn:
    try:
        answers = _answers.validate_json(content)
        turns = [Turn.model_validate(answer["custom"]) for answer in answers if answer.get("custom")]
    except ValidationError as error:
        raise EngineFailure(Failure.INVALID) from error
    if not turns:
        raise EngineFailure(Failure.EMPTY)
    return turns[0]
