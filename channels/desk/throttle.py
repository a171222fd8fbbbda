"""Limits on trying passwords: so many at once, then so many a minute. Kept in the database, so that a restart or a
second gateway gives no fresh tries.

Nobody can lock somebody else out for good. Who has logged in on a device before has an allowance of their own there,
which strangers cannot use up; and a link from the coordinator goes around the limit.
"""

from __future__ import annotations

import hmac
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.clock import MINUTE, SECOND
from channels.conversation.tokens import derive
from channels.desk.accounts_tables import login_attempts


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries at once, and one more after each pause (milliseconds)."""

    burst: int
    pause: int


# From all strange devices together, for one name; from one known device; from one address, for all names.
STRANGERS = Allowance(8, 2 * MINUTE)
DEVICE = Allowance(10, 1 * MINUTE)
ADDRESS = Allowance(40, 15 * SECOND)


class TooManyTries(Exception):
    """One try too many; `retry_after` is in whole seconds, at least one."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Keys:
    """What a try counts against: keyed hashes, from which no name or address can be read back."""

    counted: tuple[tuple[str, Allowance], ...]


class Throttle:
    """Counts tries to log in."""

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, "login-throttle")

    def keys(self, *, email: str, address: str, device: str | None) -> Keys:
        """Return what a try by this name from this address counts against; `device` if it is a known one."""
        who = ("device", device, DEVICE) if device else ("name", email, STRANGERS)
        named = (who, ("address", address, ADDRESS))
        return Keys(tuple((self._hash(kind, value), allowance) for kind, value, allowance in named if value))

    def _hash(self, kind: str, value: str) -> str:
        return hmac.digest(self._key, f"{kind}:{value}".encode(), "sha256").hex()


def take(connection: Connection, keys: Keys, now: int) -> None:
    """Count a try, before the password is looked at: many tries at once cannot slip through.

    Raises:
        TooManyTries: nothing was counted.
    """
    connection.execute(delete(login_attempts).where(login_attempts.c.whole_at < now))
    wholes = _locked(connection, [key for key, _ in keys.counted], now)
    waits = [wholes[key] + a.pause - a.burst * a.pause - now for key, a in keys.counted]
    if max(waits) > 0:
        raise TooManyTries(max(1, math.ceil(max(waits) / 1000)))
    for key, allowance in keys.counted:
        _set(connection, key, wholes[key] + allowance.pause)


def give_back(connection: Connection, keys: Keys) -> None:
    """Undo the counting of a try that was right."""
    for key, allowance in keys.counted:
        connection.execute(
            update(login_attempts)
            .where(login_attempts.c.key == key)
            .values(whole_at=login_attempts.c.whole_at - allowance.pause)
        )


def _locked(connection: Connection, keys: Sequence[str], now: int) -> dict[str, int]:
    """The moments of these keys, which no other transaction changes meanwhile."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for key in sorted(keys):  # always in the same order: two transactions never wait for each other
        connection.execute(dialect.insert(login_attempts).values(key=key, whole_at=now).on_conflict_do_nothing())
    rows = connection.execute(
        select(login_attempts.c.key, login_attempts.c.whole_at)
        .where(login_attempts.c.key.in_(keys))
        .order_by(login_attempts.c.key)
        .with_for_update()
    )
    return {row.key: max(row.whole_at, now) for row in rows}


def _set(connection: Connection, key: str, whole_at: int) -> None:
    connection.execute(update(login_attempts).where(login_attempts.c.key == key).values(whole_at=whole_at))


class KnownDevices:
    """Marks for browsers on which somebody has logged in: signed, worth nothing but an allowance of their own."""

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, "known-device")

    def issue(self, account_id: str) -> str:
        """Return the mark for a browser of this account."""
        device = secrets.token_hex(12)
        return f"{device}.{self._sign(account_id, device)}"

    def of(self, account_id: str, mark: str) -> str | None:
        """Return the device that a mark names, or None when it is none of this account."""
        device, _, signature = mark.partition(".")
        return device if hmac.compare_digest(self._sign(account_id, device).encode(), signature.encode()) else None

    def _sign(self, account_id: str, device: str) -> str:
        return hmac.digest(self._key, f"{account_id}:{device}".encode(), "sha256").hex()[:40]
