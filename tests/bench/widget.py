"""What the widget costs a page and a device: ``make bench-widget``.

In one Chromium, on the fake gateway, with the processor slowed down four times as Lighthouse does for a phone:

- a page with the loader against the same page without it: time to interactive, work of the main thread, requests;
- from pressing the button to the greeting on the screen;
- 500 messages, a fifth of them with cards: time to show them, memory, what one more message costs, and how smoothly
  they scroll (time per frame, not slowed down: the graphics are drawn in software here).

Time to interactive is the first moment after the first paint from which no task holds the main thread longer than
50 ms. Memory is what the page's process holds for itself, as Linux counts it. Fails when a figure is over its limit.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession

from tests.e2e.canned import JOBS, LOKET, RIGHT_TO_LEFT, STEPS, VERDICTS
from tests.e2e.chromium import DESKTOP, launched
from tests.e2e.fake_gateway import FakeGateway, serving
from tests.e2e.visitor import Visitor

SLOWER, RUNS, MESSAGES = 4, 9, 500
QUIET_MS = 1_000

WATCH = """
  window.busy = [];
  const ends = (list) => list.getEntries().map((task) => task.startTime + task.duration);
  new PerformanceObserver((list) => window.busy.push(...ends(list))).observe({ type: "longtask", buffered: true });
"""
INTERACTIVE = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? performance.now();
  return Math.max(paint, performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd, ...window.busy);
}"""
GREETED = """() => new Promise((done) => {
  const chat = document.querySelector("leerwijs-chat");
  const began = performance.now();
  chat.open();
  const look = () => chat.shadowRoot.querySelector("[data-seq]")
    ? requestAnimationFrame(() => done(performance.now() - began)) : requestAnimationFrame(look);
  look();
})"""
SHOWN = """(count) => new Promise((done) => {
  const look = () => document.querySelector("leerwijs-chat").shadowRoot?.querySelectorAll("[data-seq]").length >= count
    ? requestAnimationFrame(() => done(performance.now())) : setTimeout(look, 5);
  look();
})"""
# Down through all messages, a screen in about ten frames, and the time of each frame.
SCROLL = """() => new Promise((done) => {
  const log = document.querySelector("leerwijs-chat").shadowRoot.querySelector(".scroll");
  log.scrollTop = 0;
  const frames = [];
  let before = 0;
  const step = (now) => {
    if (before) frames.push(now - before);
    before = now;
    log.scrollTop += 60;
    if (log.scrollTop + log.clientHeight < log.scrollHeight - 1 && frames.length < 1200) requestAnimationFrame(step);
    else done(frames);
  };
  requestAnimationFrame(step);
})"""

Row = tuple[str, float, str, float | None]


def metrics(debugger: CDPSession) -> dict[str, float]:
    """Chromium's own counters; durations in seconds, sizes in bytes."""
    found = debugger.send("Performance.getMetrics")["metrics"]
    return {entry["name"]: entry["value"] for entry in found}


def visit(browser: Browser, url: str, slower: int = SLOWER) -> tuple[Visitor, CDPSession]:
    """A window of its own, slowed down, with nothing in it yet."""
    context = browser.new_context(viewport=DESKTOP, locale="nl-NL")
    context.add_init_script(WATCH)
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    debugger.send("Performance.enable")
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(url)
    return Visitor(context, page, []), debugger


def load(browser: Browser, url: str) -> tuple[float, float, int]:
    """Time to interactive and main-thread work in milliseconds, and requests, of loading a page until it is quiet."""
    visitor, debugger = visit(browser, url)
    visitor.page.wait_for_timeout(QUIET_MS)
    interactive: float = visitor.page.evaluate(INTERACTIVE)
    work = metrics(debugger)["TaskDuration"] * 1_000
    requests: int = visitor.page.evaluate("() => performance.getEntriesByType('resource').length")
    visitor.context.close()
    return interactive, work, requests


def loading(browser: Browser, gateway: FakeGateway) -> list[Row]:
    """The same page with and without the loader; the least of some runs each: what else the machine does only adds."""
    load(browser, gateway.url)
    bare, with_it = [], []
    for _ in range(RUNS):
        bare.append(load(browser, f"{gateway.url}/zonder"))
        with_it.append(load(browser, gateway.url))
    least: Callable[[list[Any], int], float] = lambda runs, which: min(run[which] for run in runs)  # noqa: E731
    return [
        ("page alone, time to interactive", least(bare, 0), "ms", None),
        ("page with the loader, time to interactive", least(with_it, 0), "ms", None),
        ("  the loader adds", least(with_it, 0) - least(bare, 0), "ms", 50),
        ("page alone, main thread", least(bare, 1), "ms", None),
        ("page with the loader, main thread", least(with_it, 1), "ms", None),
        ("  the loader adds", least(with_it, 1) - least(bare, 1), "ms", 60),
        ("  requests the loader adds", least(with_it, 2) - least(bare, 2), "", 1),
    ]


def opening(browser: Browser, gateway: FakeGateway) -> list[Row]:
    """From the press to the greeting, the chat not loaded yet; the wait for another tab is in it."""
    took = []
    for _ in range(RUNS):
        visitor, _ = visit(browser, gateway.url)
        visitor.launcher.wait_for()
        took.append(float(visitor.page.evaluate(GREETED)))
        visitor.context.close()
        gateway.reset()
    return [("from pressing the button to the greeting", min(took), "ms", 1_000)]


def many(browser: Browser, gateway: FakeGateway) -> list[Row]:
    """500 messages: to show them, to hold them, to add one, and to scroll through them."""
    visitor, debugger = visit(browser, gateway.url, slower=1)
    visitor.open()
    empty = held(browser, debugger)
    for number in range(MESSAGES - 1):
        rich = (VERDICTS, STEPS, JOBS, LOKET, RIGHT_TO_LEFT)[number // 5 % 5] if number % 5 == 0 else {}
        mine = {"from": "user", "name": None} if number % 5 == 1 else {}
        gateway.add(gateway.talk, {"text": f"Bericht {number}. " * (1 + number % 7), **mine, **rich})
    visitor.page.evaluate(SHOWN, MESSAGES)
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    visitor.page.reload()
    shown = float(visitor.page.evaluate(SHOWN, MESSAGES))
    visitor.page.wait_for_timeout(QUIET_MS)
    before = metrics(debugger)
    for number in range(10):
        gateway.say({"text": f"Nog een bericht, nummer {number}."})
    visitor.page.evaluate(SHOWN, MESSAGES + 10)
    one_more = (metrics(debugger)["TaskDuration"] - before["TaskDuration"]) * 100
    full = held(browser, debugger)
    nodes = metrics(debugger)["Nodes"]
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    frames = sorted(float(frame) for frame in visitor.page.evaluate(SCROLL))
    visitor.context.close()
    return [
        (f"{MESSAGES} messages, until they are shown", shown, "ms", 4_000),
        (f"{MESSAGES} messages, memory they add", full - empty, "MB", 40),
        (f"{MESSAGES} messages, nodes in the page", nodes, "", 40_000),
        ("one more message, main thread", one_more, "ms", 100),
        ("scrolling, frames", len(frames), "", None),
        ("scrolling, time of a frame, median", statistics.median(frames), "ms", 20),
        ("scrolling, time of a frame, 95 of 100", frames[int(len(frames) * 0.95)], "ms", 34),
        ("scrolling, frames over 50 ms", 100 * sum(frame > 50 for frame in frames) / len(frames), "%", 2),
    ]


def held(browser: Browser, debugger: CDPSession) -> float:
    """Megabytes that the pages' processes hold for themselves, after everything that can go is gone."""
    debugger.send("HeapProfiler.collectGarbage")
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [Path(f"/proc/{process['id']}/smaps_rollup") for process in processes if process["type"] == "renderer"]
    private = [line.split()[1] for page in pages for line in page.read_text().splitlines() if "Private" in line]
    return sum(map(int, private)) / 1_000


def main() -> int:
    """Measure, print, and say whether the limits are kept."""
    with launched() as browser, serving() as gateway:
        rows = [*loading(browser, gateway), *opening(browser, gateway), *many(browser, gateway)]
    for name, value, unit, limit in rows:
        allowed = "" if limit is None else f"(at most {limit:g}) {'ok' if value <= limit else 'MISSED'}"
        print(f"{name:44} {value:8.1f} {unit:3} {allowed}")
    return 0 if all(limit is None or value <= limit for _, value, _, limit in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
