"""Commands: `python -m channels serve | callbacks | purge | gaps | learned | desk | openapi`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import Connection

from channels import logs
from channels.clock import iso, system_clock
from channels.conversation import callback, gaps, retention
from channels.conversation.contact import UnreadableContact, Vault
from channels.conversation.database import Database, StorageUnavailable, open_database
from channels.conversation.migrations import SchemaTooNew
from channels.desk import audit, learning
from channels.desk import command as desk
from channels.settings import Settings

_STREAMS_END_WITHIN = 5  # seconds


async def callbacks(settings: Settings, database: Database) -> int:
    """List the open call-back requests with their numbers: when asked for, part of the day, number, urgent or not."""
    vault = Vault(settings.secret)

    def look(connection: Connection) -> list[callback.Callback]:
        open_ones = callback.open_requests(connection, vault)
        for one in filter(lambda one: one.number, open_ones):
            audit.record(
                connection, None, "nummer_gezien", system_clock(),
                conversation_id=one.conversation_id, loket=one.loket,
            )  # fmt: skip
        return open_ones

    found = await database.write(look)
    for one in found:
        number = one.number or "(nummer verlopen)"
        urgent = "DRINGEND" if one.urgent else ""
        _say(
            f"{iso(one.created_at)}  {one.dagdeel or 'maakt niet uit':14}  {number:16}  {one.conversation_id}  {urgent}"
        )
    _say(f"{len(found)} open")
    return 0


async def finish(conversation_id: str, database: Database) -> int:
    """Note that a call-back was made; its number is removed. 1 when there was none open."""

    def close(connection: Connection) -> int:
        now = system_clock()
        for loket in callback.lokets_of(connection, conversation_id):
            audit.record(connection, None, "gebeld", now, conversation_id=conversation_id, loket=loket)
        return callback.finish(connection, conversation_id, now)

    finished = await database.write(close)
    _say(f"{finished} done")
    return 0 if finished else 1


async def list_gaps(settings: Settings, database: Database) -> int:
    """List as JSON what was asked for and could not be given. `knowledge report --asked` reads it."""
    found = await database.read(gaps.gaps)
    _say(json.dumps([gap.as_json() for gap in found], indent=1, ensure_ascii=False))
    return 0


async def learned(settings: Settings, database: Database, out: Path | None = None) -> int:
    """Write what editors approved at the desk as training utterances, in the form of data/nlu."""

    def take(connection: Connection) -> dict[str, list[str]]:
        audit.record(connection, None, "voorbeelden_opgehaald", system_clock())
        return learning.approved(connection)

    by_topic = await database.write(take)
    content = learning.as_training_data(by_topic)
    if out is None:
        _say(content.rstrip())
    else:
        out.write_text(content, encoding="utf-8")
        _say(f"{sum(map(len, by_topic.values()))} utterances on {len(by_topic)} topics in {out}")
    return 0


async def purge(settings: Settings, database: Database) -> int:
    """Forget what has been kept long enough. The running gateway tells the engine."""
    purged = await database.write(
        lambda connection: retention.purge(
            connection,
            system_clock(),
            transcript_days=settings.transcript_days,
            contact_days=settings.contact_days,
        )
    )
    _say(
        f"{purged.conversations} conversations, {purged.contacts} contacts removed; {purged.callbacks} requests expired"
    )
    return 0


def openapi() -> int:
    """Print the description of the API."""
    from channels.app import create_app

    _say(json.dumps(create_app().openapi(), indent=2, ensure_ascii=False))
    return 0


def application() -> FastAPI:
    """Create the application for a process of its own."""
    from channels.app import create_app

    made = create_app()
    # The knowledge is never garbage: to look through it takes a fifth of a second, in which everybody waits.
    gc.collect()
    gc.freeze()
    return made


def serve(settings: Settings) -> int:
    """Run the gateway."""
    uvicorn.run(
        "channels.__main__:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,  # its lines hold conversation ids and tickets
        server_header=False,
        timeout_graceful_shutdown=_STREAMS_END_WITHIN,
    )
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


async def _with_database(settings: Settings, work: Callable[[Settings, Database], Awaitable[int]]) -> int:
    if not settings.database_url:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.storage_url)
    try:
        await database.create()
        return await work(settings, database)
    finally:
        await database.close()


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 1 with one sentence when it cannot."""
    parser = argparse.ArgumentParser(prog="python -m channels", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    stored = {"callbacks": callbacks, "purge": purge, "gaps": list_gaps, "learned": learned}
    for name, does in ({"serve": serve, "openapi": openapi} | stored).items():
        added = commands.add_parser(name, help=(does.__doc__ or "").partition(".")[0])
        if does is callbacks:
            added.add_argument("--done", metavar="CONVERSATION", help="this call was made: remove its number")
        if does is learned:
            added.add_argument("--out", metavar="FILE", type=Path, help="write there, instead of to the screen")
    desk.add_arguments(commands.add_parser("desk", help="Accounts of the advisers' desk"))
    options = parser.parse_args(arguments)
    command = options.command
    try:
        settings = Settings()
        logs.configure(settings.log_level)
        if command == "serve":
            return serve(settings)
        if command == "openapi":
            return openapi()
        if command == "desk":
            return asyncio.run(_with_database(settings, partial(desk.run, options)))
        if command == "callbacks" and options.done:
            return asyncio.run(_with_database(settings, lambda _, database: finish(options.done, database)))
        if command == "learned":
            return asyncio.run(_with_database(settings, partial(learned, out=options.out)))
        return asyncio.run(_with_database(settings, stored[command]))
    except ValidationError as error:
        sys.stderr.write(f"leerwijs: {error.errors(include_input=False)[0]['msg']}\n")
    except StorageUnavailable:
        sys.stderr.write("leerwijs: the database cannot be reached\n")
    except SchemaTooNew as error:
        sys.stderr.write(f"leerwijs: {error}\n")
    except desk.CommandFailed as error:
        sys.stderr.write(f"leerwijs: {error}\n")
    except UnreadableContact:
        sys.stderr.write("leerwijs: the numbers were stored with another LEERWIJS_SECRET_KEY\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
