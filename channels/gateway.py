"""The parts of a running gateway, put together once and shared by all requests."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx

from channels import logs
from channels.clock import Clock, system_clock
from channels.conversation import leases
from channels.conversation.contact import Vault
from channels.conversation.database import Database, StorageUnavailable, open_database
from channels.conversation.engine import Engine
from channels.conversation.events import RedisWakeups, Wakeups, Watcher
from channels.conversation.limits import LOOSE, STRICT, Limits, NoLimits, RedisLimits
from channels.conversation.migrations import SchemaTooNew
from channels.conversation.service import Service
from channels.conversation.texts import Texts
from channels.conversation.tokens import SenderKeys, Tickets
from channels.conversation.turns import Turns
from channels.conversation.upkeep import Upkeep
from channels.desk.cards import Cards, NoCards
from channels.desk.desk import Desk, Parts, desk_state
from channels.desk.directory import Directory
from channels.desk.reception import Reception
from channels.metrics import Metrics
from channels.overview.links import Links
from channels.overview.printer import Printer
from channels.settings import Settings

# Without wake-ups from other gateways the database is asked this often whether they did something.
_WATCH_ALONE = 1.0
_WATCH_TOGETHER = 10.0


@dataclass
class Gateway:
    """Everything a request may need. `closing` is set when the process is about to stop: streams end then."""

    settings: Settings
    texts: Texts
    clock: Clock
    database: Database
    engine: Engine
    wakeups: Wakeups
    limits: Limits
    vault: Vault
    tickets: Tickets
    senders: SenderKeys
    links: Links
    turns: Turns
    service: Service
    upkeep: Upkeep
    watcher: Watcher
    metrics: Metrics
    reception: Reception
    desk: Desk
    printer: Printer = field(default_factory=Printer)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @contextlib.asynccontextmanager
    async def running(self, *, background: bool) -> AsyncIterator[None]:
        """Prepare the storage and do the upkeep while inside.

        Raises:
            StorageUnavailable: the database cannot be reached.
            SchemaTooNew: it is of a later release.
        """
        settings = self.settings
        if settings.storage_url.startswith("sqlite") and not settings.database_url:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            await self.database.create()
        except StorageUnavailable as error:
            logs.error("the database cannot be reached", error)
            raise
        except SchemaTooNew as error:
            logs.error("the database is of a later release", error)
            raise
        jobs = (self.upkeep.run, self.watcher.run, self.wakeups.run) if background else (self.wakeups.run,)
        tasks = [asyncio.create_task(job()) for job in jobs]
        logs.info("started", env=settings.env, database=settings.storage_url.partition(":")[0])
        try:
            yield
        finally:
            self.closing.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.turns.settle()
            for part in (self.engine, self.wakeups, self.limits, self.database):
                await part.close()


def assemble(
    settings: Settings,
    texts: Texts,
    *,
    directory: Directory | None = None,
    cards: Cards | None = None,
    clock: Clock = system_clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Gateway:
    """Put a gateway together. `transport` replaces the network on the way to the engine.

    Without a `directory` there are no lokets, without `cards` advisers find nothing to send.
    """
    database = open_database(settings.storage_url)
    engine = Engine(
        settings.engine_url,
        seconds=settings.engine_timeout,
        actions_url=settings.actions_url,
        transport=transport,
    )
    wakeups = RedisWakeups(settings.redis_url) if settings.redis_url else Wakeups()
    limits = _limits(settings)
    vault = Vault(settings.secret)
    metrics = Metrics()
    directory = directory or Directory.empty()
    reception = Reception(database, texts, directory, wakeups, is_open=settings.desk)
    turns = Turns(
        database, engine, texts, wakeups, metrics, clock, reception, lease=leases.length(settings.engine_timeout)
    )
    service = Service(settings, database, turns, reception, texts, wakeups, limits, vault, metrics, clock)
    desk = Desk.assemble(
        Parts(database, wakeups, clock, texts, directory, engine, vault, reception, cards or NoCards(), settings)
    )
    return Gateway(
        settings=settings,
        texts=texts,
        clock=clock,
        database=database,
        engine=engine,
        wakeups=wakeups,
        limits=limits,
        vault=vault,
        tickets=Tickets(settings.secret, settings.ticket_seconds),
        senders=SenderKeys(settings.secret),
        links=Links(settings.secret),
        turns=turns,
        service=service,
        upkeep=Upkeep(settings, database, turns, texts, wakeups, clock, desk.sweep),
        watcher=Watcher(database, wakeups, lambda: _WATCH_TOGETHER if wakeups.everywhere else _WATCH_ALONE, desk_state),
        metrics=metrics,
        reception=reception,
        desk=desk,
    )


def _limits(settings: Settings) -> Limits:
    if settings.rate_limit is False:
        return NoLimits()
    loose = settings.rate_limit is None and settings.env == "development"
    limits = LOOSE if loose else STRICT
    return RedisLimits(limits, settings.redis_url) if settings.redis_url else Limits(limits)
