"""axe-core finds nothing, in every state. It comes from the widget's own node_modules (`npm ci` in channels/widget)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor

AXE = Path(__file__).parents[2] / "channels" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const places = (found) => found.nodes.map((node) => node.target.flat().join(" ")).join(", ");
  return violations.map((found) => `${found.id}: ${places(found)}`);
}"""


def closed(visitor: Visitor, gateway: FakeGateway) -> None:
    """Nothing happened yet."""


def opened(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()


def asking(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("vergoed")


def verdicts(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("52")
    for drawer in visitor.page.locator("summary").all():
        drawer.click()


def steps(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("evc")


def examples(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("leerbaan")


def loket(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("loket")


def thumbs_down(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("evc").get_by_role("button", name="Dit helpt mij niet").click()


def menu(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().page.get_by_role("button", name="Meer mogelijkheden").click()


def removal(visitor: Visitor, gateway: FakeGateway) -> None:
    menu(visitor, gateway)
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").click()


def failed(visitor: Visitor, gateway: FakeGateway) -> None:
    gateway.failing_sends, gateway.failure = 1, 422
    visitor.open().say("hallo", answered=False)
    expect(visitor.page.locator('[data-status="failed"]')).to_be_visible()


def too_long(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().field.fill("a" * 2001)


def queue(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.own(owner="wachtrij", position=1)
    expect(visitor.panel).to_have_attribute("data-owner", "wachtrij")


def adviser(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.own(owner="adviseur", name="Sanne")
    gateway.say({"text": "Goedemiddag"})
    visitor.message(2).wait_for()


def unreachable(visitor: Visitor, gateway: FakeGateway) -> None:
    gateway.down = True
    visitor.launcher.click()
    visitor.page.locator("[data-problem]").wait_for()


STATES: list[Callable[[Visitor, FakeGateway], None]] = [
    closed, opened, asking, verdicts, steps, examples, loket, thumbs_down, menu, removal, failed, too_long, queue,
    adviser, unreachable,
]  # fmt: skip


def findings(visitor: Visitor) -> list[str]:
    # Through the debugger, not as a script of the page: the page's policy would rightly refuse that.
    visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = visitor.page.evaluate(RUN, RULES)
    return found


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(
    visitor: Visitor, gateway: FakeGateway, state: Callable[[Visitor, FakeGateway], None]
) -> None:
    state(visitor, gateway)
    assert findings(visitor) == []


@pytest.mark.parametrize("state", [opened, asking, verdicts, examples, failed], ids=lambda state: state.__name__)
def test_axe_finds_nothing_in_the_dark_on_a_phone(
    browser: Browser, gateway: FakeGateway, state: Callable[[Visitor, FakeGateway], None]
) -> None:
    visitor = Visitor.at(
        browser, gateway.url, color_scheme="dark", viewport={"width": 390, "height": 844}, has_touch=True
    )
    state(visitor, gateway)
    assert findings(visitor) == []
    visitor.context.close()
