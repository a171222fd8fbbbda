"""Passwords: which ones are good enough, and their hashes (argon2id)."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
# Longer is a mistake or an attack on our time.
LONGEST = 200
_FEWEST_DIFFERENT = 5
_COMMON = Path(__file__).parent / "veelgebruikt.txt"
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop")
_AT_ONCE = 2  # each takes 64 MiB for a moment


class WeakPassword(ValueError):
    """The password is not good enough; the message says why, in Dutch, to whoever chose it."""


def check(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Accept a new password; `about` is what others know of its owner: name, e-mail address.

    Raises:
        WeakPassword: too short, too long, too simple, widely used, or mostly the owner's own name.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(f"Kies een wachtwoord van minstens {SHORTEST} tekens. Een korte zin mag ook.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Kies een wachtwoord van hoogstens {LONGEST} tekens.")
    lowered = password.lower()
    if len(set(lowered)) < _FEWEST_DIFFERENT or _is_a_row(lowered):
        raise WeakPassword("Dit wachtwoord is te eenvoudig: het herhaalt zich of is een rijtje.")
    if _core(lowered) in _common() or lowered in _common():
        raise WeakPassword("Dit wachtwoord wordt veel gebruikt en is snel geraden. Kies iets anders.")
    for known in about:
        for word in re.split(r"[\W\d_]+", known.lower()):
            if len(word) > 3 and word in lowered and len(_core(lowered.replace(word, ""))) < SHORTEST // 2:
                raise WeakPassword("Dit wachtwoord lijkt te veel op je naam of e-mailadres.")


def _core(password: str) -> str:
    """A word with digits and signs around it is still that word: "Welkom2026!!!"."""
    return _EDGES.sub("", password)


def _is_a_row(password: str) -> bool:
    letters = re.sub(r"\W", "", password)
    half = len(letters) // 2
    repeated = any(letters == letters[:n] * (len(letters) // n) for n in range(1, half + 1) if len(letters) % n == 0)
    steps = {ord(b) - ord(a) for a, b in pairwise(letters)}
    return repeated or steps in ({1}, {-1}) or any(letters in row * 3 or letters in row[::-1] * 3 for row in _ROWS)


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


class Hashing:
    """Makes and checks hashes, off the event loop and a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("niemand")
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return what is stored of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether this is the password. Without one that is stored it takes just as long, and is not."""
        async with self._turns:
            right = await asyncio.to_thread(self._verify, stored or self._nobody, password[:LONGEST])
        return right and stored is not None

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, stored: str) -> bool:
        """Whether a stored hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(stored)
