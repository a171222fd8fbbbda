"""Rate limits per conversation and per address: a burst at once, then so many a second (GCRA, one number per key).

In Redis when there is one, so that all gateways count together; in this process when not, or while Redis is away.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import redis.asyncio
from redis.exceptions import RedisError

from channels import logs

_SWEEP_AT = 10_000


class What(StrEnum):
    """What is limited."""

    START = "start"  # new conversations of an address
    MESSAGE = "message"  # messages of a conversation
    ADDRESS = "address"  # messages of an address
    CRISIS = "crisis"  # messages of a conversation that the crisis screen answers
    OTHER = "other"  # other calls of a conversation
    PRINT = "print"  # PDF files of a conversation
    PLACES = "places"  # suggestions of places for an address
    CODE = "code"  # tries at a code that opens a conversation: of an address, and of the telephone as a whole
    CODES = "codes"  # such tries on the website as a whole: six digits bear few guesses, however many guess


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and so many a second after that."""

    burst: int
    per_second: float


# A person types a message in seconds; a school or library shares an address.
STRICT: Mapping[What, Limit] = {
    What.START: Limit(60, 0.5),
    What.MESSAGE: Limit(20, 0.5),
    What.ADDRESS: Limit(300, 10.0),
    What.CRISIS: Limit(60, 1.0),
    What.OTHER: Limit(120, 2.0),
    What.PRINT: Limit(6, 0.1),
    What.PLACES: Limit(240, 20.0),
    What.CODE: Limit(10, 0.05),
    What.CODES: Limit(60, 0.2),
}
# A developer's machine: load tests pass, a loop gone wild does not.
LOOSE: Mapping[What, Limit] = {what: Limit(limit.burst * 20, limit.per_second * 40) for what, limit in STRICT.items()}


class TooManyRequests(Exception):
    """Over the limit; `retry_after` is in whole seconds, at least one."""

    def __init__(self, what: What, retry_after: int) -> None:
        super().__init__(what.value)
        self.what = what
        self.retry_after = retry_after


class Limits:
    """Counts within this process."""

    def __init__(self, limits: Mapping[What, Limit]) -> None:
        self._limits = limits
        self._full_again: dict[str, float] = {}

    async def take(self, what: What, key: str, now: int) -> None:
        """Count one for this key at this moment (milliseconds).

        Raises:
            TooManyRequests: it is one too many.
        """
        limit = self._limits[what]
        wait = await self._wait(f"{what}:{key}", 1000 / limit.per_second, limit.burst, now)
        if wait > 0:
            raise TooManyRequests(what, max(1, math.ceil(wait / 1000)))

    async def _wait(self, key: str, step: float, burst: int, now: int) -> float:
        return self._wait_here(key, step, burst, now)

    def _wait_here(self, key: str, step: float, burst: int, now: int) -> float:
        full_again = max(self._full_again.get(key, 0.0), now)
        wait = full_again + step - burst * step - now
        if wait > 0:
            return wait
        if len(self._full_again) > _SWEEP_AT:
            self._full_again = {k: moment for k, moment in self._full_again.items() if moment > now}
        self._full_again[key] = full_again + step
        return 0.0

    async def close(self) -> None:
        """Let connections go."""


_SCRIPT = """
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[3]))
local wait = full + ARGV[1] - ARGV[2] * ARGV[1] - ARGV[3]
if wait > 0 then return math.ceil(wait) end
full = full + ARGV[1]
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.max(1, math.ceil(full - ARGV[3])))
return 0
"""


class RedisLimits(Limits):
    """Counts together with all other gateways."""

    def __init__(self, limits: Mapping[What, Limit], url: str) -> None:
        super().__init__(limits)
        self._redis = redis.asyncio.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._script = self._redis.register_script(_SCRIPT)

    async def _wait(self, key: str, step: float, burst: int, now: int) -> float:
        try:
            return float(await self._script(keys=[f"leerwijs:limit:{key}"], args=[step, burst, now]))
        except (RedisError, OSError):
            logs.warning("rate limits are counted here: redis is away")
            return self._wait_here(key, step, burst, now)

    async def close(self) -> None:
        """Let the connections go."""
        await self._redis.aclose()


class NoLimits(Limits):
    """Counts nothing: for load tests, and where something in front of the gateway limits already."""

    def __init__(self) -> None:
        super().__init__({})

    async def take(self, what: What, key: str, now: int) -> None:
        """Let everything through."""
