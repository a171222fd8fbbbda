"""The tables of the telephone. Moments are milliseconds UTC. What is said stays in the messages of the conversation."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from channels.conversation.tables import metadata

calls = Table(
    "calls",
    metadata,
    # The provider's name of the call, as a keyed hash.
    Column("call", String(64), primary_key=True),
    Column("conversation_id", String(36), nullable=False, index=True),
    # The caller's number as a keyed hash, to know that the same person called before; null when it is withheld.
    Column("caller", String(64)),
    # Which webhook comes next, and the fingerprint of the last one: a repeated one gets the same document again.
    Column("step", Integer, nullable=False),
    Column("request", String(64), nullable=False),
    # Where the dialogue stands and the last document, sealed: a number that waits to be confirmed may be in it. Null
    # while the last webhook is being answered.
    Column("sealed", LargeBinary),
    Column("answered_at", BigInteger),
    Column("claimed_at", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Index("calls_caller", "caller", "started_at"),
)

# Six digits that take a conversation from the telephone to the website and back.
codes = Table(
    "codes",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("conversation_id", String(36), nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False),
)
