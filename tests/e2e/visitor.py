"""Somebody who visits a page with the widget: what they do, and what they see and hear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError, expect

from tests.e2e.chromium import DESKTOP, record_errors

# Writes down what a live region says, from before the chat is there.
LISTEN = """
  window.said = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        if (target.matches?.("[aria-live]")) for (const node of addedNodes) window.said.push(node.textContent);
      }
    }).observe(root, { childList: true, subtree: true });
    return root;
  };
"""
# Waits of a second and more pass ten times as fast: back-off and polling without the waiting.
HASTE = """
  const wait = window.setTimeout;
  window.setTimeout = (act, ms, ...rest) => wait(act, ms >= 1000 ? ms / 10 : ms, ...rest);
"""
FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element ? `${element.localName}.${element.className || element.id || element.textContent}` : "";
}"""


@dataclass
class Visitor:
    """A browser window of one person."""

    context: BrowserContext
    page: Page
    errors: list[str]

    @classmethod
    def at(cls, browser: Browser, url: str, path: str = "/", script: str | None = None, **context: Any) -> Visitor:
        """Opens the page in a window of its own; `context` is what Playwright knows of the device."""
        window = browser.new_context(**{"viewport": DESKTOP, "locale": "nl-NL", **context})
        window.set_default_timeout(10_000)
        window.add_init_script(LISTEN)
        if script:
            window.add_init_script(script)
        page = window.new_page()
        visitor = cls(window, page, record_errors(page))
        visitor.go(url + path)
        return visitor

    def go(self, url: str) -> None:
        """To a page; done when the button or the panel is there."""
        self.page.goto(url)
        self.page.locator("leerwijs-chat :is(.launcher, .panel)").first.wait_for(state="attached")

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".launcher")

    @property
    def panel(self) -> Locator:
        return self.page.locator("dialog.panel")

    @property
    def field(self) -> Locator:
        return self.page.locator(".composer .field:not([hidden])")

    def open(self) -> Visitor:
        """Opens the panel, unless the page shows it open; done when the greeting is there."""
        self.until(lambda: self.panel.is_visible() or self._press_launcher(), "the panel opens")
        self.message(1).wait_for()
        return self

    def _press_launcher(self) -> bool:
        """False when it went away under the finger: then the panel opened by itself."""
        try:
            self.launcher.click(timeout=500)
        except TimeoutError:
            return False
        return True

    def message(self, seq: int) -> Locator:
        return self.page.locator(f'[data-seq="{seq}"]')

    def say(self, text: str, answered: bool = True) -> Locator:
        """Types and sends; returns the newest message of the other side."""
        before = self.answers().count()
        self.field.fill(text)
        self.page.keyboard.press("Enter")
        if answered:
            expect(self.answers()).to_have_count(before + 1)
        return self.answers().last

    def answers(self) -> Locator:
        return self.page.locator('.entry[data-seq]:not([data-from="user"])')

    def sequence(self) -> list[int]:
        """The numbers of the messages, from top to bottom."""
        return [int(entry.get_attribute("data-seq") or 0) for entry in self.page.locator(".entry[data-seq]").all()]

    def last_seq(self) -> int:
        return max(self.sequence(), default=0)

    def last_answer_seq(self) -> int:
        return max((int(entry.get_attribute("data-seq") or 0) for entry in self.answers().all()), default=0)

    def heard(self) -> list[str]:
        """What the live region said until now, in order."""
        said: list[str] = self.page.evaluate("() => window.said")
        return said

    def until(self, check: Callable[[], bool], what: str) -> None:
        """Waits for something that is not in the page, or fails with `what`."""
        for _ in range(500):
            if check():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(what)

    def focused(self) -> str:
        """Element that has the focus, as "tag.class"; without class or id its words stand there."""
        found: str = self.page.evaluate(FOCUSED)
        return found

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
