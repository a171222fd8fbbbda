"""The calls as stored: which webhook comes next, what the last one was answered, and that each is answered once.

A webhook names its step in its address. The one that is due is claimed by a compare-and-set; the same one again gets
the same document; anything else was recorded earlier or made up, and is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, func, insert, select, update

from channels.clock import SECOND
from channels.conversation.tokens import derive
from channels.voice.state import State
from channels.voice.tables import calls

_c = calls.c
# A webhook that is still not answered after this was lost with its gateway: whoever asks again takes it over.
TAKEN_OVER_AFTER = 8 * SECOND


class Sealer:
    """Names calls, callers and steps by keyed hashes, and seals what waits between two webhooks."""

    def __init__(self, secret: str) -> None:
        self._names = derive(secret, "call")
        self._steps = derive(secret, "call-step")
        self._fernet = Fernet(base64.urlsafe_b64encode(derive(secret, "call-state")))

    def call(self, provider: str, call: str) -> str:
        """Return our name of a provider's call."""
        return hmac.new(self._names, f"{provider}:{call}".encode(), hashlib.sha256).hexdigest()

    def caller(self, number: str) -> str | None:
        """Return our name of a caller, None when the number is withheld."""
        return hmac.new(self._names, f"caller:{number}".encode(), hashlib.sha256).hexdigest() if number else None

    def step_key(self, call: str, step: int | str) -> str:
        """Return the key that makes the address of a step unguessable."""
        return hmac.new(self._steps, f"{call}:{step}".encode(), hashlib.sha256).hexdigest()[:24]

    def seal(self, state: State, answer: str) -> bytes:
        """Seal where a call stands and its last document."""
        return self._fernet.encrypt(json.dumps([state.model_dump_json(), answer]).encode())

    def open(self, sealed: bytes) -> tuple[State, str]:
        """Return what was sealed; a fresh state when it cannot be read (another secret, another release)."""
        try:
            state, answer = json.loads(self._fernet.decrypt(sealed))
            return State.model_validate_json(state), str(answer)
        except (InvalidToken, ValueError):
            return State(), ""


class Standing(StrEnum):
    """What a webhook is to its call."""

    DUE = "due"  # it is ours to answer
    REPEATED = "repeated"  # answered already
    UNDER_WAY = "under_way"  # being answered by another
    REFUSED = "refused"  # not the one that is due
    UNKNOWN = "unknown"  # no such call (any more)


@dataclass(frozen=True, slots=True)
class Claim:
    """How a webhook stands, and what is stored of its call; `sealed` is of the last document that was finished."""

    standing: Standing
    conversation_id: str = ""
    caller: str | None = None
    started_at: int = 0
    sealed: bytes | None = None


def start(
    connection: Connection, call: str, conversation_id: str, caller: str | None, request: str, sealed: bytes, now: int
) -> None:
    """Store a new call with the answer to its first webhook.

    Raises:
        IntegrityError: it is there already.
    """
    row = {
        "call": call, "conversation_id": conversation_id, "caller": caller, "step": 1, "request": request,
        "sealed": sealed, "answered_at": now, "claimed_at": now, "started_at": now, "ended_at": None,
    }  # fmt: skip
    connection.execute(insert(calls), row)


def claim(connection: Connection, call: str, step: int, request: str | None, now: int) -> Claim:
    """Claim a webhook: DUE to exactly one who asks, whatever the process. `request` None: any request for this step."""
    due = connection.execute(
        update(calls)
        .where(_c.call == call, _c.step == step, _c.ended_at.is_(None), _c.answered_at.is_not(None))
        .values(step=step + 1, request=request or "", claimed_at=now, answered_at=None)
        .returning(_c.conversation_id, _c.caller, _c.started_at, _c.sealed)
    ).one_or_none()
    if due is not None:
        return Claim(Standing.DUE, *due)
    return _not_due(connection, call, step, request, now)


def _not_due(connection: Connection, call: str, step: int, request: str | None, now: int) -> Claim:
    row = connection.execute(select(calls).where(_c.call == call)).one_or_none()
    if row is None:
        return Claim(Standing.UNKNOWN)
    about = (row.conversation_id, row.caller, row.started_at, row.sealed)
    if row.ended_at is not None or row.step != step + 1 or request not in (row.request, None):
        return Claim(Standing.REFUSED)
    if row.answered_at is not None:
        return Claim(Standing.REPEATED, *about)
    if now - row.claimed_at < TAKEN_OVER_AFTER:
        return Claim(Standing.UNDER_WAY, *about)
    taken = connection.execute(
        update(calls)
        .where(_c.call == call, _c.step == step + 1, _c.claimed_at == row.claimed_at, _c.answered_at.is_(None))
        .values(claimed_at=now)
    ).rowcount
    return Claim(Standing.DUE if taken else Standing.UNDER_WAY, *about)


def finish(
    connection: Connection, call: str, step: int, sealed: bytes, now: int, *, ended: bool, conversation_id: str
) -> bool:
    """Store the answer to a claimed webhook; False when another took it over, or the call was erased."""
    changed = connection.execute(
        update(calls)
        .where(_c.call == call, _c.step == step + 1)
        .values(
            sealed=sealed, answered_at=now, conversation_id=conversation_id, ended_at=_c.ended_at if not ended else now
        )
    ).rowcount
    return bool(changed)


def end(connection: Connection, call: str, now: int) -> str | None:
    """Note that the caller hung up, and forget what waited; return the conversation, None when it had ended already."""
    found = connection.execute(
        update(calls)
        .where(_c.call == call, _c.ended_at.is_(None))
        .values(ended_at=now, sealed=None)
        .returning(_c.conversation_id)
    ).scalar_one_or_none()
    return str(found) if found else None


def earlier(connection: Connection, caller: str, since: int) -> int:
    """Return how many calls a caller made since a moment."""
    count = select(func.count()).where(_c.caller == caller, _c.started_at >= since)
    return int(connection.execute(count).scalar_one())


def fingerprint(parts: object) -> str:
    """Return what tells one request from another."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
