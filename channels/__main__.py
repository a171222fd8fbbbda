"""Commands: `python -m channels serve | callbacks | purge | openapi`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

import uvicorn
from pydantic import ValidationError

from channels import logs
from channels.clock import iso, system_clock
from channels.conversation import callback, retention
from channels.conversation.contact import UnreadableContact, Vault
from channels.conversation.database import Database, StorageUnavailable, open_database
from channels.settings import Settings

_STREAMS_END_WITHIN = 5  # seconds


async def callbacks(settings: Settings, database: Database) -> int:
    """List the open call-back requests with their numbers: when asked for, part of the day, number, urgent or not."""
    vault = Vault(settings.secret)
    found = await database.read(lambda connection: callback.open_requests(connection, vault))
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
    finished = await database.write(lambda connection: callback.finish(connection, conversation_id, system_clock()))
    _say(f"{finished} done")
    return 0 if finished else 1


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


def serve(settings: Settings) -> int:
    """Run the gateway."""
    uvicorn.run(
        "channels.app:create_app",
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
    for name, does in (("serve", serve), ("callbacks", callbacks), ("purge", purge), ("openapi", openapi)):
        added = commands.add_parser(name, help=(does.__doc__ or "").partition(".")[0])
        if does is callbacks:
            added.add_argument("--done", metavar="CONVERSATION", help="this call was made: remove its number")
    options = parser.parse_args(arguments)
    command = options.command
    try:
        settings = Settings()
        logs.configure(settings.log_level)
        if command == "serve":
            return serve(settings)
        if command == "openapi":
            return openapi()
        if command == "callbacks" and options.done:
            return asyncio.run(_with_database(settings, lambda _, database: finish(options.done, database)))
        return asyncio.run(_with_database(settings, callbacks if command == "callbacks" else purge))
    except ValidationError as error:
        sys.stderr.write(f"leerwijs: {error.errors(include_input=False)[0]['msg']}\n")
    except StorageUnavailable:
        sys.stderr.write("leerwijs: the database cannot be reached\n")
    except UnreadableContact:
        sys.stderr.write("leerwijs: the numbers were stored with another LEERWIJS_SECRET_KEY\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
