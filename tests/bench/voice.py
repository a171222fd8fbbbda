"""From webhook in to document out, whole stack, with 20 calls at once: ``make bench-voice``.

Every call goes on at its own pace: a caller listens and speaks for ``PAUSE`` seconds on average before the next
webhook, which is shorter than real callers take (what we say alone lasts 5 to 12 s). Fails when the median is over
150 ms, the 95th percentile over 400 ms, or anything was bridged by "ik zoek het even op".
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from pathlib import Path

import httpx

from ops.phone import Phone
from tests.whole import TELEPHONE_SECRET, running_stack

CALLS, PAUSE, ROUNDS = 20, 4.0, 2
MEDIAN, P95 = 150.0, 400.0
SAID = (
    "wat is evc eigenlijk", "ja", "voor mijn werk", "in de zorg", "ik heb een ww uitkering", "zesendertig elf", "ja",
    "volgende", "nee", "bestaat het stap budget nog", "nee", "welk geld is er voor een opleiding", "herhaal",
    "ik werk in loondienst", "tweeënvijftig",
)  # fmt: skip


async def call(url: str, number: int, took: list[float]) -> int:
    """Make one call after another; return how many answers had to be bridged."""
    pace = random.Random(number)
    bridged = 0
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        await asyncio.sleep(pace.uniform(0, PAUSE))
        for _ in range(ROUNDS):
            phone = Phone(client, TELEPHONE_SECRET, provider=("twiml", "jambonz")[number % 2])
            heard = await phone.dial()
            took += heard.milliseconds
            for words in SAID:
                if phone.over:
                    break
                await asyncio.sleep(pace.expovariate(1 / PAUSE))
                heard = await phone.say(words)
                bridged += len(heard.milliseconds) - 1
                took += heard.milliseconds
            await phone.hang_up()
    return bridged


async def measure(url: str) -> tuple[list[float], int]:
    """Return the milliseconds of all webhooks of 20 calls at once, and how many answers were bridged."""
    warm: list[float] = []
    await asyncio.gather(*(call_once(url, warm) for _ in range(2)))
    took: list[float] = []
    bridged = await asyncio.gather(*(call(url, number, took) for number in range(CALLS)))
    return took, sum(bridged)


async def call_once(url: str, took: list[float]) -> None:
    """One call without pauses, to load what is loaded at first use."""
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        phone = Phone(client, TELEPHONE_SECRET)
        await phone.dial()
        for words in SAID:
            if not phone.over:
                took += (await phone.say(words)).milliseconds


def main() -> int:
    """Measure, print, and say whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a stack that runs, with the secret of tests.whole")
    options = parser.parse_args()
    if options.url:
        took, bridged = asyncio.run(measure(options.url))
    else:
        with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
            took, bridged = asyncio.run(measure(stack.url))
    median, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    rows = [
        (f"webhooks of {CALLS} calls at once", f"{len(took)}", True),
        ("webhook in, document out: median", f"{median:.0f} ms (at most {MEDIAN:.0f})", median < MEDIAN),
        ("95th percentile", f"{p95:.0f} ms (at most {P95:.0f})", p95 < P95),
        ("slowest", f"{max(took):.0f} ms", True),
        ("answers bridged by a sentence", f"{bridged} (none)", bridged == 0),
    ]
    for name, value, good in rows:
        print(f"{name:36} {value:28} {'ok' if good else 'MISSED'}")
    return 0 if all(good for *_, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
