"""Speed, size and memory of the search at national volume: ``make bench-search``.

Compiles the national test set and searches it as an action server does. Prints the numbers beside those of the same
searches without our index (`search_rivals`), and fails when a target is missed: p95 under 20 ms with 16 people at once
on one action server, compiling within 3 minutes, and at most 150 MB more memory than with the demonstration catalogue.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from knowledge.places import Place
from knowledge.store import Knowledge
from tests.bench import compiled
from tests.bench.national import TODAY
from tests.bench.search_rivals import Like, Rival, postgresql
from tests.bench.search_serving import Served, by_servers, by_threads
from tests.bench.search_wishes import wishes
from tests.evaluation import search as judged

AT_ONCE, SAMPLE = 16, 200
P95_MS, COMPILE_SECONDS, MORE_MEGABYTES = 20.0, 180.0, 150.0


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and say whether the targets are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="of the national set (1.0: all of it)")
    parser.add_argument("--no-rivals", action="store_true", help="leave out LIKE and PostgreSQL")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        demo = compiled.catalogue(Path(folder) / "demo.sqlite", 0.0)
        began, processor = time.perf_counter(), time.process_time()
        path = compiled.catalogue(Path(folder) / "national.sqlite", options.scale)
        seconds, processor = time.perf_counter() - began, time.process_time() - processor
        megabytes = path.stat().st_size / 1e6
        one = by_servers(path, 1, 1)
        many, spread = by_servers(path, 1, AT_ONCE), by_servers(path, 2, AT_ONCE)
        small = by_servers(demo, 1, AT_ONCE)
        grown = many.memory["Rss"] - small.memory["Rss"]
        print(f"searching, one at a time                    {one}")
        print(f"searching, 16 at once on 1 action server    {many}")
        print(f"searching, 16 at once on 2 action servers   {spread}")
        print(f"searching, 16 threads of one process        {by_threads(path, AT_ONCE)}")
        print(
            f"compiling {seconds:.0f} s (processor {processor:.0f} s), file {megabytes:.0f} MB; memory of an "
            "action server:"
        )
        for name in many.memory:
            print(f"   {name:14} {small.memory[name]:6.0f} MB demonstration, {many.memory[name]:6.0f} MB national")
        if not options.no_rivals:
            compare(path)
    rows = [
        ("p95, 16 at once, 1 action server", many.percentile(0.95), P95_MS, "ms"),
        ("p95, 16 at once, 2 action servers", spread.percentile(0.95), P95_MS, "ms"),
        ("compiling", seconds, COMPILE_SECONDS, "s"),
        ("more memory than the demonstration", grown, MORE_MEGABYTES, "MB"),
    ]
    for name, value, limit, unit in rows:
        print(f"{name:36} {value:7.1f} {unit} (at most {limit:.0f})   {'ok' if value <= limit else 'MISSED'}")
    return 0 if all(value <= limit for _, value, limit, _ in rows) else 1


def compare(path: Path) -> None:
    """Print speed and quality beside those of LIKE and of PostgreSQL, one search at a time, the same searches."""
    knowledge = Knowledge.open(path)
    sample = wishes(knowledge, SAMPLE, "compare")
    print(f"\n{SAMPLE} searches one at a time, and recall@5 of the judged set")

    def ours(question: judged.Question, near: Place | None) -> list[str]:
        return judged.ask(knowledge, question, near)

    timed("ours", lambda wish: knowledge.catalogue.search(**wish), sample)
    print(f"{'':22} recall@5 {judged.recall(path, ours):.3f}")
    _rival("SQLite LIKE", Like(path), path, sample)
    try:
        with postgresql(path) as full_text:
            _rival("PostgreSQL full text", full_text, path, sample)
    except psycopg.OperationalError as error:
        print(f"PostgreSQL full text   not measured: {str(error).splitlines()[0]}")
    knowledge.close()


def _rival(name: str, rival: Rival, path: Path, sample: list[dict[str, object]]) -> None:
    timed(name, rival.search, sample)

    def ask(question: judged.Question, near: Place | None) -> list[str]:
        return rival.search({"kind": question.kind, "text": question.text, "near": near, "on": TODAY, **question.asked})

    print(f"{'':22} recall@5 {judged.recall(path, ask):.3f}")


def timed(name: str, search: Callable[[dict[str, object]], object], sample: list[dict[str, object]]) -> None:
    """Print how long the searches take one at a time."""
    for wish in sample[:20]:
        search(wish)
    served = Served()
    for wish in sample:
        began, processor = time.perf_counter(), time.thread_time()
        search(wish)
        served.took.append((time.perf_counter() - began) * 1000)
        served.processor.append((time.thread_time() - processor) * 1000)
    print(f"{name:22} {served}")


if __name__ == "__main__":
    sys.exit(main())
