"""In every state: axe-core finds nothing, targets are large enough, nothing sticks out.

axe-core comes from the widget's own node_modules (`npm ci` in channels/widget).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.chromium import PHONE
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor
from tests.widget.measure import OVERFLOWING, SMALL_TARGETS
from tests.widget.states import IN_THE_DARK, STATES, State

AXE = Path(__file__).parents[2] / "channels" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const places = (found) => found.nodes.map((node) => node.target.flat().join(" ")).join(", ");
  return violations.map((found) => `${found.id}: ${places(found)}`);
}"""
SCRIPT = AXE.read_text(encoding="utf-8") if AXE.is_file() else ""


def findings(visitor: Visitor) -> list[str]:
    """Everything that is wrong with what is on the screen now."""
    # Through the debugger, not as a script of the page: the page's policy would rightly refuse that.
    visitor.page.evaluate(SCRIPT)
    found: list[str] = visitor.page.evaluate(RUN, RULES)
    small = [f"small: {target}" for target in visitor.page.evaluate(SMALL_TARGETS)]
    return [*found, *small, *(f"sticks out: {one}" for one in visitor.page.evaluate(OVERFLOWING))]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nothing_is_found_wrong(visitor: Visitor, gateway: FakeGateway, state: State) -> None:
    state(visitor, gateway)
    assert findings(visitor) == []


@pytest.mark.parametrize("state", IN_THE_DARK, ids=lambda state: state.__name__)
def test_nothing_is_found_wrong_in_the_dark_on_a_phone(browser: Browser, gateway: FakeGateway, state: State) -> None:
    visitor = Visitor.at(browser, gateway.url, color_scheme="dark", viewport=PHONE, has_touch=True, is_mobile=True)
    state(visitor, gateway)
    assert findings(visitor) == []
    visitor.context.close()


def test_axe_is_there_and_finds_what_is_wrong(visitor: Visitor) -> None:
    """That it finds nothing above must not be because it looks at nothing."""
    visitor.open()
    visitor.field.evaluate("(field) => { field.id = ''; field.getRootNode().querySelector('label').remove(); }")
    visitor.page.locator(".send").evaluate("(button) => { button.style.width = '20px'; button.lastChild.remove(); }")
    assert {"button-name", "label-title-only", "small"} <= {found.partition(":")[0] for found in findings(visitor)}
