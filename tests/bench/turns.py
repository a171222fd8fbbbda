"""Overhead and speed of the whole stack: ``make bench``.

In one run, against the bare ``/model/parse`` of the same engine with the same sentences:
overhead of the stack at the median (at most 15 ms), turns per second with 16 users at once (at least 30),
turn 100 against turn 5 of one conversation (at most 1.2 times). Fails on an empty reply, and when a target
is missed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

from tests.whole import Citizen, running_stack, timed

SENTENCES = [
    "wat is evc eigenlijk",
    "is het stap budget nog open",
    "hoe werkt een leerbaan",
    "wat bewaren jullie van mij",
    "ben jij een robot",
    "wat kost een evc traject",
    "kan ik lenen bij duo als ik 45 ben",
    "mag ik studeren met een ww uitkering",
]
SAMPLES, USERS, SECONDS, CONVERSATIONS = 120, 16, 10.0, 8


def bare_parse(engine: str) -> list[float]:
    """Milliseconds of the engine's parse alone."""
    http = httpx.Client(base_url=engine, timeout=20)
    for sentence in SENTENCES:
        http.post("/model/parse", json={"text": sentence}).raise_for_status()
    return [
        timed(lambda n=n: http.post("/model/parse", json={"text": SENTENCES[n % len(SENTENCES)]}).raise_for_status())[0]
        for n in range(SAMPLES)
    ]


def whole_turns(url: str) -> list[float]:
    """Milliseconds of turns through everything, in conversations of a usual length."""
    took = []
    for _ in range(CONVERSATIONS):
        citizen = Citizen.arrive(url)
        citizen.say(SENTENCES[0])
        for n in range(SAMPLES // CONVERSATIONS):
            took.append(timed(lambda n=n, c=citizen: c.say(SENTENCES[n % len(SENTENCES)]))[0])
    return took


def at_once(url: str) -> float:
    """Turns per second with ``USERS`` people typing without pause."""
    counts = [0] * USERS
    failures: list[BaseException] = []
    stop = time.monotonic() + SECONDS

    def user(number: int) -> None:
        try:
            citizen = Citizen.arrive(url)
            while time.monotonic() < stop:
                citizen.say(SENTENCES[(number + counts[number]) % len(SENTENCES)])
                counts[number] += 1
        except BaseException as failure:  # reported by the caller
            failures.append(failure)

    threads = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / SECONDS


def ageing(url: str) -> tuple[float, float]:
    """Median milliseconds around turn 5 and around turn 100 of the same conversations."""
    early, late = [], []
    for _ in range(3):
        citizen = Citizen.arrive(url)
        took = [timed(lambda n=n, c=citizen: c.say(SENTENCES[n % len(SENTENCES)]))[0] for n in range(104)]
        early += took[1:9]
        late += took[96:104]
    return statistics.median(early), statistics.median(late)


def main() -> int:
    """Measure, print, and say whether the targets are met."""
    with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
        engine = f"http://127.0.0.1:{stack.engine_port}"
        whole_turns(stack.url)  # warm
        parse = statistics.median(bare_parse(engine))
        turn = statistics.median(whole_turns(stack.url))
        early, late = ageing(stack.url)
        rate = at_once(stack.url)
    rows = [
        ("bare /model/parse, median", f"{parse:.1f} ms", None),
        ("whole turn, median", f"{turn:.1f} ms", None),
        ("overhead of the stack, median", f"{turn - parse:.1f} ms (at most 15)", turn - parse <= 15),
        ("turns per second, 16 users", f"{rate:.1f} (at least 30)", rate >= 30),
        ("turn 100 / turn 5", f"{late / early:.2f} (at most 1.2)", late / early <= 1.2),
    ]
    for name, value, good in rows:
        print(f"{name:32} {value:28} {'' if good is None else 'ok' if good else 'MISSED'}")
    return 0 if all(good is not False for _, _, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
