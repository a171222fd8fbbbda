"""Brings the tables of an older release to the shape of this one: steps forward only, each in order, all or nothing.

A database without tables gets them as they are now. One with tables gets the steps above its version, then the tables
that are new. A step must do no harm where its table is not there yet or was made just now: use `add_column`, and SQL
that is safe to repeat. A release that is one step behind must go on working beside this one while gateways are
replaced, so a step only adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Column, Connection, Integer, Table, inspect, select, text, update

# Not used by name: the tables of desk and telephone are in `metadata` when they have been imported.
import channels.desk.accounts_tables
import channels.desk.tables
import channels.voice.tables  # noqa: F401
from channels.conversation.tables import metadata

schema_version = Table(
    "schema_version",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)

# What a database has that was made before versions were kept.
_FIRST = 1


class SchemaTooNew(Exception):
    """A later release of Leerwijs wrote this database. Nothing was changed."""


def add_column(connection: Connection, table: str, column: str, definition: str) -> None:
    """Add a column that may be null or has a default, unless it is there or the table is not."""
    inspector = inspect(connection)
    if inspector.has_table(table) and column not in {found["name"] for found in inspector.get_columns(table)}:
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column} {definition}"))


def _desk(connection: Connection) -> None:
    """2: work lists of call-backs, and an index to find the few conversations that are with people."""
    for column, definition in (
        ("loket", "VARCHAR(60)"),
        ("topic", "VARCHAR(60)"),
        ("claimed_by", "VARCHAR(36)"),
        ("attempts", "INTEGER DEFAULT 0 NOT NULL"),
        ("outcome", "VARCHAR(30)"),
    ):
        add_column(connection, "callbacks", column, definition)
    connection.execute(
        text(
            "CREATE INDEX IF NOT EXISTS conversations_with_people ON conversations (owner, adviser) "
            "WHERE owner IN ('wachtrij', 'adviseur')"
        )
    )


STEPS: Mapping[int, Callable[[Connection], None]] = {2: _desk}
LATEST = max(STEPS)


def bring_up_to_date(connection: Connection) -> None:
    """Make or change the tables so that they are as this release has them.

    Raises:
        SchemaTooNew: the database is of a later release.
    """
    inspector = inspect(connection)
    if not inspector.has_table("conversations"):
        metadata.create_all(connection)
        _note(connection, LATEST)
        return
    version = _version(connection) if inspector.has_table("schema_version") else _FIRST
    if version > LATEST:
        raise SchemaTooNew(f"the database has version {version}, this release knows {LATEST}")
    for number in range(version + 1, LATEST + 1):
        STEPS[number](connection)
    metadata.create_all(connection)
    if version < LATEST:
        _note(connection, LATEST)


def _version(connection: Connection) -> int:
    return connection.execute(select(schema_version.c.version)).scalar() or _FIRST


def _note(connection: Connection, version: int) -> None:
    changed = connection.execute(update(schema_version).values(version=version)).rowcount
    if not changed:
        connection.execute(schema_version.insert().values(one=1, version=version))
