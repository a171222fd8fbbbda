"""Readable and usable on every screen: small, magnified, dark, in forced colours, and as the site's own tokens say."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor

WORDS = ("52", "evc", "leerbaan", "loket", "html")

OVERFLOWING = """() => {
  const root = document.querySelector("leerwijs-chat").shadowRoot;
  const wide = [...root.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
  });
  const scroll = root.querySelector(".scroll");
  if (scroll.scrollWidth > scroll.clientWidth + 1) wide.push(scroll);
  return wide.map((element) => `${element.localName}.${element.className}`);
}"""

SMALL_TARGETS = """() => {
  const root = document.querySelector("leerwijs-chat").shadowRoot;
  return [...root.querySelectorAll("button, summary, textarea")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.width < 43.5 || box.height < 43.5);
  }).map((element) => `${element.localName}.${element.className} ${element.textContent}`);
}"""

OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement.shadowRoot?.activeElement ?? document.activeElement);
  return [style.outlineStyle, parseFloat(style.outlineWidth)];
}"""

HOSTILE_STYLES = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { font-family: fantasy; letter-spacing: 9px }");
  document.adoptedStyleSheets = [sheet];
}"""


def with_everything(browser: Browser, gateway: FakeGateway, path: str = "/", **context: Any) -> Visitor:
    visitor = Visitor.at(browser, gateway.url, path, **context).open()
    for word in WORDS:
        visitor.say(word)
    return visitor


# 320 px wide; 1280 x 1024 magnified to 400 %, and to 200 %.
@pytest.mark.parametrize("size", [(320, 640), (320, 256), (640, 512), (390, 844), (1280, 860)])
def test_nothing_sticks_out_sideways(browser: Browser, gateway: FakeGateway, size: tuple[int, int]) -> None:
    visitor = with_everything(browser, gateway, viewport={"width": size[0], "height": size[1]})
    assert visitor.page.evaluate(OVERFLOWING) == []
    visitor.context.close()


def test_on_a_very_low_screen_everything_can_be_reached(browser: Browser, gateway: FakeGateway) -> None:
    visitor = with_everything(browser, gateway, viewport={"width": 320, "height": 256})
    visitor.message(1).scroll_into_view_if_needed()
    expect(visitor.message(1).locator(".words")).to_be_in_viewport()
    visitor.page.locator("h2").focus()
    visitor.field.focus()
    expect(visitor.field).to_be_in_viewport(ratio=1)
    visitor.context.close()


@pytest.mark.parametrize("size", [(390, 844), (1280, 860)])
def test_every_target_is_at_least_44_pixels(browser: Browser, gateway: FakeGateway, size: tuple[int, int]) -> None:
    visitor = with_everything(browser, gateway, viewport={"width": size[0], "height": size[1]})
    visitor.page.get_by_role("button", name="Meer mogelijkheden").click()
    assert visitor.page.evaluate(SMALL_TARGETS) == []
    visitor.context.close()


def test_text_is_not_smaller_on_a_site_with_a_tiny_root_size(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url).open()
    visitor.page.evaluate("() => { document.documentElement.style.fontSize = '10px'; }")
    size = visitor.message(1).locator(".words").evaluate("(element) => getComputedStyle(element).fontSize")
    assert size == "17px"
    visitor.context.close()


def test_larger_letters_of_the_visitor_are_followed(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url).open()
    visitor.page.evaluate("() => { document.documentElement.style.fontSize = '32px'; }")
    size = visitor.message(1).locator(".words").evaluate("(element) => getComputedStyle(element).fontSize")
    assert size == "34px"
    assert visitor.page.evaluate(OVERFLOWING) == []
    visitor.context.close()


def test_who_wants_less_motion_gets_none(browser: Browser, gateway: FakeGateway) -> None:
    gateway.delay = 0.5
    visitor = Visitor.at(browser, gateway.url, reduced_motion="reduce").open()
    visitor.say("echo", answered=False)
    expect(visitor.page.locator(".typing")).to_be_visible()
    assert visitor.panel.evaluate("(panel) => panel.getAnimations({ subtree: true }).length") == 0
    visitor.context.close()


def test_in_forced_colours_the_verdicts_keep_word_shape_and_border(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, forced_colors="active").open()
    visitor.say("52")
    verdict = visitor.page.locator('.card[data-verdict="waarschijnlijk"] .verdict')
    expect(verdict).to_contain_text("waarschijnlijk")
    expect(verdict.locator("svg")).to_be_visible()
    assert verdict.evaluate("(element) => getComputedStyle(element).borderTopWidth") == "2px"
    visitor.context.close()


def test_the_focus_is_always_visible(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    visitor.page.locator("h2").focus()
    for _ in range(12):
        visitor.press("Tab")
        style, width = visitor.page.evaluate(OUTLINE)
        assert style != "none" and width >= 1, visitor.focused()


def test_colours_of_the_site_come_in_as_tokens(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url)
    token = "--utrecht-button-primary-action-background-color"
    visitor.page.evaluate("(name) => document.documentElement.style.setProperty(name, 'rgb(200, 0, 0)')", token)
    expect(visitor.launcher).to_have_css("background-color", "rgb(200, 0, 0)")
    visitor.context.close()


def test_styles_of_the_site_do_not_come_in(visitor: Visitor) -> None:
    before = visitor.launcher.evaluate("(element) => getComputedStyle(element).fontFamily")
    visitor.page.evaluate(HOSTILE_STYLES)
    assert visitor.launcher.evaluate("(element) => getComputedStyle(element).fontFamily") == before


@pytest.mark.parametrize(("theme", "scheme"), [("light", "dark"), ("dark", "light")])
def test_a_site_can_choose_light_or_dark(browser: Browser, gateway: FakeGateway, theme: str, scheme: str) -> None:
    ink = {}
    for path in ("/", f"/?theme={theme}"):
        visitor = Visitor.at(browser, gateway.url, path, color_scheme=scheme).open()
        ink[path] = visitor.message(1).locator(".words").evaluate("(element) => getComputedStyle(element).color")
        visitor.context.close()
    assert len(set(ink.values())) == 2


def test_inline_it_is_a_part_of_the_page_and_always_open(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, "/?inline=1")
    visitor.message(1).wait_for()
    expect(visitor.launcher).to_have_count(0)
    expect(visitor.page.get_by_role("button", name="Verberg het gesprek")).to_have_count(0)
    visitor.field.press("Escape")
    expect(visitor.panel).to_be_visible()
    assert visitor.panel.evaluate("(element) => getComputedStyle(element).position") == "relative"
    visitor.context.close()


def test_arabic_runs_from_right_to_left_within_its_own_paragraph(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("arabisch")
    first = answer.locator(".words p").first
    assert first.evaluate("(element) => getComputedStyle(element).unicodeBidi") == "plaintext"


def test_a_strict_content_security_policy_blocks_nothing(visitor: Visitor) -> None:
    visitor.open()
    for word in WORDS:
        visitor.say(word)
    assert visitor.errors == []
    assert visitor.page.locator("leerwijs-chat style").count() == 0
