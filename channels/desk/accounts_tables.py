"""How people of the desk get in: one-time links, sessions, tries. Secrets are stored as hashes only; moments are
milliseconds UTC. The accounts themselves are in `channels.desk.tables`, since the rest of the desk reads them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from channels.conversation.tables import metadata

# At most one for each account: a new link makes the one before it useless.
account_links = Table(
    "desk_account_links",
    metadata,
    Column("account_id", String(36), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("expires_at", BigInteger, nullable=False),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    # What the session is called on pages, where its hash has no business.
    Column("id", String(36), nullable=False, unique=True),
    Column("account_id", String(36), nullable=False, index=True),
    Column("device", String(60), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

# Tries to log in: for each key the moment at which its allowance is whole again.
login_attempts = Table(
    "desk_login_attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("whole_at", BigInteger, nullable=False, index=True),
)
