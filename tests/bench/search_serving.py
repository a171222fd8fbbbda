"""Searching as an action server does it: a process of its own, one event loop, one search after the other.

Who comes while another is served waits; that time counts. Everything is warm: other searches were done before.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.store import Knowledge
from tests.bench.search_wishes import Wished, wishes

SEARCHES, WARM = 2_000, 1_000
MEGABYTE = 1_048_576


@dataclass
class Served:
    """Milliseconds of each search: as the clock has it with waiting, and of the processor alone. Memory in MB."""

    took: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: dict[str, float] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        """Return the time within which this share of the searches was answered."""
        return sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]

    def __str__(self) -> str:
        mean = statistics.fmean(self.processor) if self.processor else float("nan")
        return (
            f"p50 {self.percentile(0.5):6.2f}  p95 {self.percentile(0.95):6.2f}  p99 {self.percentile(0.99):6.2f} ms"
            f"   (processor {mean:.2f} ms a search)"
        )


def memory() -> dict[str, float]:
    """Return what this process takes: Rss (with what is shared), Pss (its share of that), private."""
    found = {"Rss": 0.0, "Pss": 0.0, "Private_Dirty": 0.0}
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, size, *_ = line.split()
        if name.rstrip(":") in found:
            found[name.rstrip(":")] = int(size) * 1024 / MEGABYTE
    return found


def by_servers(path: Path, servers: int, clients: int) -> Served:
    """Search with so many clients at once, spread over so many action servers."""
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(servers), context.Queue()
    share = clients // servers
    processes = [context.Process(target=_server, args=(path, at, share, ready, results)) for at in range(servers)]
    for process in processes:
        process.start()
    parts = [results.get() for _ in processes]
    for process in processes:
        process.join()
    joined = Served(memory=parts[0].memory)
    for part in parts:
        joined.took += part.took
        joined.processor += part.processor
    return joined


def by_threads(path: Path, threads: int) -> Served:
    """Search with so many threads of one process: not how an action server does it, but it can."""
    knowledge = Knowledge.open(path)
    served = Served()
    _serve(knowledge, wishes(knowledge, WARM, "warm"), Served())
    asked = wishes(knowledge, SEARCHES, "threads")
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda wish: _serve(knowledge, [wish], served), asked))
    knowledge.close()
    return served


def _server(path: Path, number: int, clients: int, ready: Any, results: Any) -> None:
    knowledge = Knowledge.open(path)
    _serve(knowledge, wishes(knowledge, WARM, f"warm {number}"), Served())
    asked = wishes(knowledge, SEARCHES, f"server {number}")
    served = Served()
    ready.wait()
    asyncio.run(_at_once(knowledge, asked, clients, served))
    served.memory = memory()
    results.put(served)


async def _at_once(knowledge: Knowledge, asked: Sequence[Wished], clients: int, served: Served) -> None:
    async def client(mine: Sequence[Wished]) -> None:
        for wish in mine:
            began = time.perf_counter()
            await asyncio.sleep(0)  # the request has come in, and waits for those before it
            processor = time.thread_time()
            knowledge.catalogue.search(**wish)
            served.processor.append((time.thread_time() - processor) * 1000)
            served.took.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(client(asked[at::clients]) for at in range(clients)))


def _serve(knowledge: Knowledge, asked: Sequence[Wished], served: Served) -> None:
    for wish in asked:
        began, processor = time.perf_counter(), time.thread_time()
        knowledge.catalogue.search(**wish)
        served.processor.append((time.thread_time() - processor) * 1000)
        served.took.append((time.perf_counter() - began) * 1000)
