"""An adviser's browser, for tests of the desk: what they do, and what they see and hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.chromium import DESKTOP, record_errors
from tests.e2e.desk_world import PASSWORD

# Counts the notes that are played, and writes down what the quiet live region says.
LISTEN = """(() => {
  window.notes = 0;
  window.said = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when); };
  addEventListener("DOMContentLoaded", () => {
    const region = document.getElementById("gemeld");
    if (region) new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
  });
})()"""


@dataclass
class Screen:
    """A window of one adviser."""

    context: BrowserContext
    page: Page
    errors: list[str]
    url: str

    @classmethod
    def at(cls, browser: Browser, url: str, name: str = "", **context: Any) -> Screen:
        """Open a window; with a name, log in and come to the desk."""
        window = browser.new_context(**{"viewport": DESKTOP, "locale": "nl-NL", **context})
        window.set_default_timeout(10_000)
        window.add_init_script(LISTEN)
        page = window.new_page()
        screen = cls(window, page, record_errors(page), url)
        if name:
            screen.log_in(name)
        return screen

    def log_in(self, name: str) -> None:
        self.page.goto(f"{self.url}/desk/inloggen")
        self.page.get_by_label("E-mailadres").fill(f"{name.lower()}@loket.example")
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/desk")

    def be_present(self) -> Screen:
        self.page.get_by_role("button", name="Aanwezig", exact=True).click()
        expect(self.page.get_by_role("button", name="Aanwezig", exact=True)).to_have_attribute("aria-pressed", "true")
        return self

    def waiting(self, chat: str) -> Locator:
        """The place of a chat in the queue."""
        return self.page.locator(f'[data-waiting="{chat}"]')

    def take(self, chat: str) -> Locator:
        """Take a chat out of the queue; returns its column."""
        self.waiting(chat).get_by_role("button").click()
        expect(self.field(chat)).to_be_focused()
        return self.column(chat)

    def column(self, chat: str) -> Locator:
        return self.page.locator(f"#gesprek-{chat}")

    def field(self, chat: str) -> Locator:
        return self.column(chat).locator("[data-compose] textarea")

    def say(self, chat: str, text: str) -> None:
        self.field(chat).fill(text)
        self.field(chat).press("Enter")
        expect(self.messages(chat, "adviser").last).to_contain_text(text)
        expect(self.field(chat)).to_have_value("")

    def messages(self, chat: str, author: str = "") -> Locator:
        return self.column(chat).locator(f'.message[data-from="{author}"]' if author else ".message")

    @property
    def sheet(self) -> Locator:
        return self.page.locator("dialog#blad[open]")

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast")

    def focused(self) -> str:
        """Id of what has the focus, or its words."""
        words: str = self.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        return words

    def notes(self) -> int:
        """How many notes were played until now."""
        count: int = self.page.evaluate("window.notes")
        return count

    def heard(self) -> list[str]:
        """What the quiet live region said until now."""
        said: list[str] = self.page.evaluate("window.said")
        return said

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width
