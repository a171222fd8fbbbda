"""The tables of the gateway. Moments are milliseconds UTC; personal contact data is in `contacts` only."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("channel", String(8), nullable=False),
    # What another system calls this conversation (a keyed hash): the sender of the REST webhook, later a call.
    Column("external_key", String(64), unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("owner", String(10), nullable=False),
    Column("adviser", String(64)),
    # Counts transitions, so that "still the same owner" cannot be mistaken for "the same owner again".
    Column("owner_version", Integer, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("hand_over", String(20)),
    Column("last_seq", Integer, nullable=False),
    # Of the bot's last message: the slot it asked for, and its buttons as {payload: title}.
    Column("asks", String(40)),
    Column("offered", JSON),
    # Kinds of masked data the person was told about already, comma-separated.
    Column("noticed", String(80), nullable=False),
    # Where the gateway's own call-back dialogue stands while the engine is away.
    Column("aside", JSON),
    # Who may run this conversation's turns now, and until when.
    Column("lease", String(32)),
    Column("lease_until", BigInteger),
    Index("conversations_last_at", "last_at"),
    Index(
        "conversations_with_people",
        "owner",
        "adviser",
        sqlite_where=text("owner IN ('wachtrij', 'adviseur')"),
        postgresql_where=text("owner IN ('wachtrij', 'adviseur')"),
    ),
)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", String(36), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("id", String(36), nullable=False),
    Column("author", String(8), nullable=False),
    Column("name", String(80)),
    Column("at", BigInteger, nullable=False),
    Column("topic", String(60)),
    Column("text", Text, nullable=False),
    Column("payload", Text),
    Column("body", JSON),
    Column("prediction", JSON),
    Column("reply_to", Integer),
    # A user's message is pending until its reply is stored.
    Column("state", String(8), nullable=False),
    PrimaryKeyConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "id"),
    Index(
        "messages_pending",
        "conversation_id",
        "seq",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
)

contacts = Table(
    "contacts",
    metadata,
    Column("conversation_id", String(36), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("conversation_id", "kind", "number"),
)

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", String(36), nullable=False, index=True),
    Column("contact", String(20), nullable=False),
    # The part of the day: ochtend, middag, avond; null when it does not matter.
    Column("dagdeel", String(20)),
    Column("urgent", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    # Whose work it is: the loket of the region, null when that is not known; who took it on; how it ended.
    Column("loket", String(60)),
    Column("topic", String(60)),
    Column("claimed_by", String(36)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("outcome", String(30)),
)

owner_events = Table(
    "owner_events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("conversation_id", String(36), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("from_owner", String(10), nullable=False),
    Column("to_owner", String(10), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("conversation_id", "version"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("conversation_id", String(36), nullable=False),
    # Empty for the score at the end of the conversation.
    Column("message_id", String(36), nullable=False),
    Column("score", String(4), nullable=False),
    Column("reason", Text),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("conversation_id", "message_id"),
)

# "Mijn overzicht": the key of its private link (hashed; it counts up when the citizen asks for a new one), ...
overview_links = Table(
    "overview_links",
    metadata,
    Column("conversation_id", String(36), primary_key=True),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("number", Integer, nullable=False),
)

# ... what was ticked off or chosen on it, ...
overview_ticks = Table(
    "overview_ticks",
    metadata,
    Column("conversation_id", String(36), nullable=False),
    Column("tick", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("conversation_id", "tick"),
)

# ... and what the citizen wrote down of what they can, masked, in the form of `vaardigheden.schema.json`.
overview_skills = Table(
    "overview_skills",
    metadata,
    Column("conversation_id", String(36), primary_key=True),
    Column("content", JSON, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)

# Conversations the engine must still forget. The id is all that is left of them.
erasures = Table(
    "erasures",
    metadata,
    Column("conversation_id", String(36), primary_key=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
)
