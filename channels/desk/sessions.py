"""Sessions of the desk, kept by the server: each can be ended at any moment, by its owner or the coordinator."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from channels.clock import HOUR, MINUTE
from channels.conversation.tokens import derive, new_token, token_hash
from channels.desk.accounts_tables import desk_sessions
from channels.desk.people import Adviser, Role
from channels.desk.tables import desk_account_lokets, desk_accounts

# A session is marked as used at most this often: not every request writes.
_MARK_EVERY = MINUTE
_s = desk_sessions.c
_a = desk_accounts.c
_l = desk_account_lokets.c
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in on one device. `token_hash` names it in the database, `id` on pages."""

    token_hash: str
    id: str
    account_id: str
    device: str
    created_at: int
    seen_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Life:
    """How long sessions last: without being used, and at most (milliseconds)."""

    idle: int
    longest: int

    @classmethod
    def of(cls, idle_minutes: int, hours: int) -> Life:
        """Return a life in the units of the settings."""
        return cls(idle_minutes * MINUTE, hours * HOUR)


def start(connection: Connection, account_id: str, *, device: str, life: Life, now: int) -> str:
    """Begin a session; return its token, which only the browser keeps. Sessions that are over are cleared away."""
    connection.execute(delete(desk_sessions).where((_s.expires_at <= now) | (_s.seen_at <= now - life.idle)))
    token = new_token()
    connection.execute(
        insert(desk_sessions).values(
            token_hash=token_hash(token), id=str(uuid.uuid4()), account_id=account_id, device=device, created_at=now,
            seen_at=now, expires_at=now + life.longest,
        )
    )  # fmt: skip
    return token


# One statement, made once: every request and every event of a stream asks who sits there.
_SITTING = (
    select(desk_sessions, _a.name, _a.role, _a.at_most, _l.loket)
    .join(desk_accounts, _a.id == _s.account_id)
    .outerjoin(desk_account_lokets, _l.account_id == _s.account_id)
    .where(
        _s.token_hash == bindparam("b_hash"),
        _s.expires_at > bindparam("b_now"),
        _s.seen_at > bindparam("b_idle_since"),
        _a.active.is_(True),
    )
)


def sitting(connection: Connection, hashed: str, *, life: Life, now: int) -> tuple[Session, Adviser] | None:
    """Return the session of a token hash and whose it is; None when it is over, was ended, or the account stopped."""
    rows = connection.execute(_SITTING, {"b_hash": hashed, "b_now": now, "b_idle_since": now - life.idle}).all()
    if not rows:
        return None
    first = rows[0]
    session = Session(
        first.token_hash, first.id, first.account_id, first.device, first.created_at, first.seen_at, first.expires_at
    )
    lokets = frozenset(row.loket for row in rows if row.loket)
    return session, Adviser(first.account_id, first.name, Role(first.role), lokets, first.at_most)


def due(session: Session, now: int) -> bool:
    """Whether it is time to mark the session as used."""
    return session.seen_at + _MARK_EVERY <= now


def mark(connection: Connection, session: Session, now: int) -> None:
    """Note that the session is used: its idle time begins again."""
    connection.execute(update(desk_sessions).where(_s.token_hash == session.token_hash).values(seen_at=now))


def of_account(connection: Connection, account_id: str, *, life: Life, now: int) -> list[Session]:
    """Return the sessions of an account that are not over, the last used first."""
    rows = connection.execute(
        select(desk_sessions)
        .where(_s.account_id == account_id, _s.expires_at > now, _s.seen_at > now - life.idle)
        .order_by(_s.seen_at.desc(), _s.id)
    )
    return [Session(**row._mapping) for row in rows]


def end(connection: Connection, hashed: str) -> None:
    """End one session by its token hash."""
    connection.execute(delete(desk_sessions).where(_s.token_hash == hashed))


def end_by_id(connection: Connection, account_id: str, session_id: str) -> bool:
    """End one session of an account by its id; False when the account has no such session."""
    return bool(
        connection.execute(delete(desk_sessions).where(_s.account_id == account_id, _s.id == session_id)).rowcount
    )


def end_all(connection: Connection, account_id: str, *, but: str | None = None) -> int:
    """End all sessions of an account, but for the one with this token hash; return how many."""
    ending = delete(desk_sessions).where(_s.account_id == account_id)
    return connection.execute(ending.where(_s.token_hash != but) if but else ending).rowcount


class FormKeys:
    """The key (CSRF token) that each form of a session carries; it follows from the session, so nothing is stored."""

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, "desk-form")

    def of(self, hashed: str) -> str:
        """Return the key of the forms of a session, by its token hash."""
        return hashlib.blake2s(hashed.encode(), key=self._key, digest_size=24).hexdigest()


def device_of(user_agent: str) -> str:
    """Return a browser in words, such as "Firefox op Windows": enough to know one's own devices by."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Browser")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, user_agent)), "")
    return f"{browser} op {system}" if system else browser
