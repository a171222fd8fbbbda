"""The tables of the desk. Moments are milliseconds UTC, days are `YYYY-MM-DD` in Amsterdam.

What holds something of a conversation has a column `conversation_id`: erasing a conversation empties those, but for the
audit trail, which keeps the bare id. How people log in is in `accounts_tables`.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from channels.conversation.tables import metadata

_COUNTING = BigInteger().with_variant(Integer, "sqlite")

# ---- people ---------------------------------------------------------------------------------------------------------

desk_accounts = Table(
    "desk_accounts",
    metadata,
    Column("id", String(36), primary_key=True),
    # An e-mail address in lower case.
    Column("login", String(120), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("role", String(12), nullable=False),
    Column("active", Boolean, nullable=False),
    # Chats at once.
    Column("at_most", Integer, nullable=False, default=3),
    Column("password_hash", String(255)),
    # Who they are to an OpenID provider.
    Column("issuer", String(255)),
    Column("subject", String(255)),
    Column("last_login_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

desk_account_lokets = Table(
    "desk_account_lokets",
    metadata,
    Column("account_id", String(36), nullable=False),
    Column("loket", String(60), nullable=False),
    PrimaryKeyConstraint("account_id", "loket"),
)

presence = Table(
    "desk_presence",
    metadata,
    Column("adviser_id", String(36), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

# What an adviser must be told, also when they were away.
notices = Table(
    "desk_notices",
    metadata,
    Column("id", _COUNTING, primary_key=True, autoincrement=True),
    Column("adviser_id", String(36), nullable=False),
    Column("conversation_id", String(36), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    Index("desk_notices_unseen", "adviser_id", "seen_at"),
)

# ---- chats ----------------------------------------------------------------------------------------------------------

# One row for each time somebody asked for a person: from the queue to the end of the chat with a person.
handovers = Table(
    "handovers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", String(36), nullable=False, index=True),
    Column("reason", String(20), nullable=False),
    Column("urgent", Boolean, nullable=False),
    # Whose queue it waits in ("" is the shared one), and whose chat it became; the latter gives the right to see it.
    Column("queue", String(60), nullable=False),
    Column("loket", String(60)),
    Column("plaats", String(80)),
    Column("regio", String(60)),
    # The region was asked for and not told yet.
    Column("region_asked", Boolean, nullable=False),
    Column("topic", String(60)),
    Column("language", String(10), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    # The order of the queue: kept when a chat comes back to it.
    Column("queued_at", BigInteger, nullable=False),
    # Since when nobody speaks for us; null while an adviser does.
    Column("waiting_since", BigInteger),
    # Since when nobody is there for its queue; null while somebody is.
    Column("unserved_since", BigInteger),
    Column("place_at_start", Integer, nullable=False),
    Column("claimed_at", BigInteger),
    Column("adviser", String(36)),
    Column("adviser_read", Integer, nullable=False),
    Column("citizen_read", Integer, nullable=False),
    Column("citizen_seen_at", BigInteger, nullable=False),
    # What the bot knew of the person when they asked, for when it is away.
    Column("profile", JSON),
    Column("closed_at", BigInteger),
    Column("closed_by", String(80)),
    Column("outcome", String(30)),
    Index(
        "handovers_open",
        "conversation_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("handovers_claimed", "queue", "claimed_at"),
    Index("handovers_asked", "asked_at"),
    Index("handovers_closed", "closed_at"),
)

forwards = Table(
    "forwards",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", String(36), nullable=False, index=True),
    Column("from_adviser", String(36), nullable=False),
    # One of these two.
    Column("to_adviser", String(36)),
    Column("to_loket", String(60)),
    Column("note", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("answered_at", BigInteger),
    Column("answered_by", String(36)),
    Index(
        "forwards_offered",
        "conversation_id",
        unique=True,
        sqlite_where=text("state = 'offered'"),
        postgresql_where=text("state = 'offered'"),
    ),
)

forward_refusals = Table(
    "forward_refusals",
    metadata,
    Column("forward_id", String(36), nullable=False),
    Column("adviser_id", String(36), nullable=False),
    Column("conversation_id", String(36), nullable=False, index=True),
    PrimaryKeyConstraint("forward_id", "adviser_id"),
)

chat_notes = Table(
    "chat_notes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", String(36), nullable=False, index=True),
    Column("adviser_id", String(36), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
)

# What the bot must still be told before it speaks again: corrections of the profile, and that a person was there.
engine_updates = Table(
    "engine_updates",
    metadata,
    Column("conversation_id", String(36), primary_key=True),
    Column("data", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)

# ---- the loket's own house ------------------------------------------------------------------------------------------

loket_settings = Table(
    "loket_settings",
    metadata,
    Column("loket", String(60), primary_key=True),
    # As in the records of knowledge/lokets; null: those count.
    Column("hours", JSON),
    Column("shared", Boolean, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(36), nullable=False),
)

closures = Table(
    "loket_closures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("loket", String(60), nullable=False, index=True),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("reason", String(120), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", String(36), nullable=False),
)

quick_texts = Table(
    "quick_texts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("loket", String(60), nullable=False, index=True),
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(36), nullable=False),
)

appointment_slots = Table(
    "appointment_slots",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("loket", String(60), nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("minutes", Integer, nullable=False),
    # loket, telefoon or video
    Column("kind", String(10), nullable=False),
    Column("place", String(200), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", String(36), nullable=False),
    UniqueConstraint("loket", "starts_at", "kind"),
    Index("appointment_slots_starts", "loket", "starts_at"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", String(36), primary_key=True),
    # What the citizen says at the loket; we ask no name.
    Column("reference", String(12), nullable=False, unique=True),
    # Null when the transcript was forgotten before the day came.
    Column("conversation_id", String(36), index=True),
    Column("slot_id", String(36), nullable=False),
    Column("loket", String(60), nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("place", String(200), nullable=False),
    Column("topic", String(60)),
    Column("state", String(10), nullable=False),
    # Counts changes, as calendars want it.
    Column("sequence", Integer, nullable=False),
    Column("booked_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("claimed_by", String(36)),
    Column("outcome", String(30)),
    Index("appointments_loket", "loket", "starts_at"),
)

# ---- learning and counting ------------------------------------------------------------------------------------------

marks = Table(
    "learning_marks",
    metadata,
    Column("id", String(36), primary_key=True),
    # Null once an editor approved the text: from then on it is an example and nobody's message.
    Column("conversation_id", String(36), index=True),
    Column("seq", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("predicted", String(60)),
    Column("topic", String(60)),
    Column("remark", Text, nullable=False),
    Column("loket", String(60)),
    Column("adviser_id", String(36), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("reviewed_by", String(36)),
    Column("reviewed_at", BigInteger),
)

# Kept for ever: counts hold nothing of a person.
daily_counts = Table(
    "daily_counts",
    metadata,
    Column("day", String(10), nullable=False),
    # "" where it is nobody's in particular.
    Column("loket", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("key", String(80), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("day", "loket", "kind", "key"),
)

# Days whose conversations are all in `daily_counts`.
counted_days = Table(
    "counted_days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# ---- the audit trail ------------------------------------------------------------------------------------------------

audit = Table(
    "audit",
    metadata,
    Column("id", _COUNTING, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    # The id of an account, or "system".
    Column("actor", String(36), nullable=False, index=True),
    Column("action", String(40), nullable=False),
    Column("conversation_id", String(36), index=True),
    Column("loket", String(60)),
    Column("detail", JSON, nullable=False),
)

_REFUSED = "the audit trail cannot be changed"
for _verb in ("UPDATE", "DELETE"):
    event.listen(
        audit,
        "after_create",
        DDL(
            f"CREATE TRIGGER audit_no_{_verb.lower()} BEFORE {_verb} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        ).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
    )
for _statement in (
    "CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
):
    event.listen(audit, "after_create", DDL(_statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]
