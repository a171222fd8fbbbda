"""An operator with data can upgrade: a database of the release before becomes exactly what a new one is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text

from channels.app import build
from channels.conversation import migrations
from channels.conversation.database import open_database
from channels.conversation.migrations import LATEST, SchemaTooNew, bring_up_to_date, schema_version
from channels.conversation.tables import metadata
from channels.gateway import assemble
from channels.settings import Settings
from tests.channels.fakes import NOON, FakeEngine, ManualClock, Talk, running, settings, texts

BEFORE = (Path(__file__).parent / "schema_1.sql").read_text(encoding="utf-8")
WORDS = {
    "sqlite": {"blob": "BLOB", "counting": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"},
    "postgresql": {"blob": "BYTEA", "counting": "BIGSERIAL NOT NULL PRIMARY KEY"},
}


@pytest.fixture
def engine_of(database_url: str) -> Any:
    made = create_engine(Settings(database_url=database_url).storage_url)
    metadata.drop_all(made)
    yield made
    made.dispose()


def release_before(engine: Engine) -> None:
    """The tables of the release before, with a conversation in them."""
    statements = BEFORE.partition("\n\n")[2]
    for name, word in WORDS[engine.dialect.name].items():
        statements = statements.replace(f"{{{name}}}", word)
    with engine.begin() as connection:
        for statement in statements.split(";"):
            if statement.strip():
                connection.execute(text(statement))
        connection.execute(
            text(
                "INSERT INTO conversations (id, token_hash, channel, created_at, expires_at, last_at, owner, "
                "owner_version, urgent, last_seq, noticed) VALUES ('c', 'x', 'web', :now, :now, :now, 'bot', 0, "
                ":no, 1, '')"
            ),
            {"now": NOON, "no": False},
        )
        connection.execute(
            text("INSERT INTO callbacks VALUES ('b', 'c', 'telefoon:1', 'ochtend', :no, 'open', :now, :now)"),
            {"now": NOON, "no": False},
        )


def shape(engine: Engine) -> dict[str, Any]:
    """Tables with their columns and indexes, as the database has them."""
    found = inspect(engine)
    return {
        table: (
            {(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)},
            {
                (index["name"], tuple(index["column_names"]), bool(index["unique"]))
                for index in found.get_indexes(table)
            },
        )
        for table in found.get_table_names()
        if not table.startswith("sqlite_")
    }


def versions(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(select(schema_version.c.version)).scalars())


def upgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        bring_up_to_date(connection)


def test_a_database_of_the_release_before_becomes_what_a_new_one_is(engine_of: Engine) -> None:
    upgrade(engine_of)
    new = shape(engine_of)
    metadata.drop_all(engine_of)
    release_before(engine_of)
    upgrade(engine_of)
    assert shape(engine_of) == new
    assert versions(engine_of) == [LATEST]


def test_what_was_in_it_is_still_there(engine_of: Engine) -> None:
    release_before(engine_of)
    upgrade(engine_of)
    with engine_of.connect() as connection:
        row = connection.execute(metadata.tables["callbacks"].select()).one()
    assert (row.conversation_id, row.state, row.attempts, row.loket) == ("c", "open", 0, None)


def test_doing_it_again_changes_nothing(engine_of: Engine) -> None:
    release_before(engine_of)
    upgrade(engine_of)
    before = shape(engine_of)
    upgrade(engine_of)
    assert (shape(engine_of), versions(engine_of)) == (before, [LATEST])


def test_a_step_that_fails_leaves_the_database_as_it_was(engine_of: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    release_before(engine_of)
    before = shape(engine_of)

    def fails(connection: Connection) -> None:
        migrations.add_column(connection, "callbacks", "nieuw", "INTEGER")
        raise RuntimeError("no")

    monkeypatch.setitem(migrations.STEPS, 2, fails)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        upgrade(engine_of)
    if engine_of.dialect.name == "postgresql":  # the driver of SQLite commits before each change of tables
        assert shape(engine_of) == before
    monkeypatch.undo()
    upgrade(engine_of)
    assert versions(engine_of) == [LATEST]


def test_a_step_beyond_the_last_runs_once_and_in_order(engine_of: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    release_before(engine_of)
    ran: list[int] = []
    for number in (LATEST + 2, LATEST + 1):
        monkeypatch.setitem(migrations.STEPS, number, lambda _, n=number: ran.append(n))  # type: ignore[arg-type, misc]
    monkeypatch.setattr(migrations, "LATEST", LATEST + 2)
    upgrade(engine_of)
    upgrade(engine_of)
    assert ran == [LATEST + 1, LATEST + 2]
    assert versions(engine_of) == [LATEST + 2]


async def test_gateways_that_start_together_upgrade_once(database_url: str, engine_of: Engine) -> None:
    release_before(engine_of)
    several = [open_database(Settings(database_url=database_url).storage_url) for _ in range(4)]
    await asyncio.gather(*(one.create() for one in several))
    for one in several:
        await one.close()
    assert versions(engine_of) == [LATEST]


async def test_a_database_of_a_later_release_stops_the_gateway_and_is_left_alone(
    database_url: str, tmp_path: Path, engine_of: Engine
) -> None:
    upgrade(engine_of)
    with engine_of.begin() as connection:
        connection.execute(schema_version.update().values(version=LATEST + 1))
    gateway = assemble(settings(tmp_path, database_url), texts(), transport=FakeEngine().transport())
    app = build(gateway, background=False)
    with pytest.raises(SchemaTooNew, match=str(LATEST + 1)):
        async with app.router.lifespan_context(app):
            pass
    assert versions(engine_of) == [LATEST + 1]
    await gateway.database.close()


async def test_a_conversation_of_before_goes_on_after_it(
    database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock, engine_of: Engine
) -> None:
    release_before(engine_of)
    async with running(settings(tmp_path, database_url), engine, clock) as api:
        started = await api.start()
        with engine_of.begin() as connection:
            known = connection.execute(
                text("SELECT token_hash FROM conversations WHERE id = :id"), {"id": started.id}
            ).scalar_one()
            connection.execute(
                text("UPDATE conversations SET id = :new, token_hash = :hash, expires_at = :later WHERE id = 'c'"),
                {"new": "00000000-0000-0000-0000-00000000000c", "hash": known, "later": NOON * 2},
            )
        talk = Talk(api.client, "00000000-0000-0000-0000-00000000000c", started.token, {})
        assert (await talk.say("ben ik er nog"))["messages"][0]["seq"] == 3
