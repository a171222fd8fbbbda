"""Readable and usable on every screen: small, magnified, dark, in forced colours, and as the site's own tokens say."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chromium import DESKTOP, PHONE
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor
from tests.widget.measure import CUT_OFF, OBSCURED, OUTLINE, OVERFLOWING, TEXT_SPACING

WORDS = ("52", "evc", "leerbaan", "loket", "html", "arabisch")
HOSTILE_STYLES = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { font-family: fantasy; letter-spacing: 9px; display: none !important; color: red !important }");
  document.adoptedStyleSheets = [sheet];
  document.querySelector("leerwijs-chat").style.setProperty("display", "block", "important");
  for (const name of ["html", "body"]) document.querySelector(name).style.setProperty("display", "block", "important");
}"""


def zoomed(percent: int) -> dict[str, Any]:
    """A screen of 1280 x 1024 at this zoom: fewer pixels of the page, each larger."""
    scale = percent / 100
    return {"viewport": {"width": int(1280 / scale), "height": int(1024 / scale)}, "device_scale_factor": scale}


SCREENS = [
    pytest.param({"viewport": {"width": 320, "height": 640}}, id="320px"),
    pytest.param(zoomed(200), id="200%"),
    pytest.param(zoomed(400), id="400%"),
    pytest.param({"viewport": PHONE, "is_mobile": True}, id="phone"),
    pytest.param({"viewport": {"width": 844, "height": 390}}, id="phone-on-its-side"),
    pytest.param({"viewport": DESKTOP}, id="desktop"),
]


def with_everything(browser: Browser, gateway: FakeGateway, path: str = "/", **context: Any) -> Visitor:
    visitor = Visitor.at(browser, gateway.url, path, **context).open()
    for word in WORDS:
        visitor.say(word)
    return visitor


@pytest.mark.parametrize("screen", SCREENS)
def test_everything_fits_and_can_be_reached(browser: Browser, gateway: FakeGateway, screen: dict[str, Any]) -> None:
    visitor = with_everything(browser, gateway, **screen)
    assert visitor.page.evaluate(OVERFLOWING) == []
    for place in (visitor.message(1).locator(".words"), visitor.page.locator("h2"), visitor.field):
        place.scroll_into_view_if_needed()
        expect(place).to_be_in_viewport(ratio=0.9)
    visitor.context.close()


@pytest.mark.parametrize("screen", [SCREENS[0], SCREENS[2], SCREENS[5]])
def test_the_focus_is_always_visible_and_never_covered(
    browser: Browser, gateway: FakeGateway, screen: dict[str, Any]
) -> None:
    visitor = Visitor.at(browser, gateway.url, **screen).open()
    visitor.say("52")
    visitor.page.locator("h2").focus()
    for _ in range(14):
        visitor.press("Tab")
        assert visitor.page.evaluate(OUTLINE), visitor.focused()
        assert visitor.page.evaluate(OBSCURED) == ""
    visitor.context.close()


def test_text_set_wider_is_not_cut_off(browser: Browser, gateway: FakeGateway) -> None:
    visitor = with_everything(browser, gateway, viewport=PHONE)
    visitor.page.evaluate(TEXT_SPACING)
    assert visitor.page.evaluate(OVERFLOWING) == []
    assert visitor.page.evaluate(CUT_OFF) == []
    visitor.context.close()


def test_text_is_not_smaller_on_a_site_with_a_tiny_root_size_and_follows_a_large_one(visitor: Visitor) -> None:
    visitor.open()
    words = visitor.message(1).locator(".words")
    for root, wanted in (("10px", "17px"), ("16px", "17px"), ("32px", "34px")):
        visitor.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", root)
        expect(words).to_have_css("font-size", wanted)
    assert visitor.page.evaluate(OVERFLOWING) == []


def test_the_field_grows_with_what_is_written_and_shrinks_again(visitor: Visitor) -> None:
    visitor.open()
    heights = []
    for text in ("kort", "lang " * 60, "kort"):
        visitor.field.fill(text)
        heights.append(visitor.field.evaluate("(field) => field.offsetHeight"))
    assert heights[0] == heights[2] < heights[1] <= 160


def test_who_wants_less_motion_gets_none(browser: Browser, gateway: FakeGateway) -> None:
    gateway.delay = 0.5
    visitor = Visitor.at(browser, gateway.url, reduced_motion="reduce").open()
    visitor.say("echo", answered=False)
    expect(visitor.page.locator(".typing")).to_be_visible()
    assert visitor.panel.evaluate("(panel) => panel.getAnimations({ subtree: true }).length") == 0
    visitor.context.close()


def test_in_forced_colours_everything_keeps_word_shape_and_border(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, forced_colors="active")
    expect(visitor.launcher).to_have_css("border-top-width", "2px")
    visitor.open().say("52")
    verdict = visitor.page.locator('.card[data-verdict="waarschijnlijk"] .verdict')
    expect(verdict).to_contain_text("waarschijnlijk")
    expect(verdict.locator("svg")).to_be_visible()
    expect(verdict).to_have_css("border-top-width", "2px")
    visitor.say("sector")
    box = visitor.page.get_by_role("checkbox").first
    box.check()
    expect(box.locator("xpath=..")).to_have_css("outline-style", "solid")
    visitor.context.close()


# One name of each family; the first that is set wins.
@pytest.mark.parametrize(
    "token",
    [
        "--leerwijs-brand-color", "--nl-button-primary-background-color",
        "--utrecht-button-primary-action-background-color",
    ],
)  # fmt: skip
def test_colours_of_the_site_come_in_as_tokens(visitor: Visitor, token: str) -> None:
    visitor.page.evaluate("(name) => document.documentElement.style.setProperty(name, 'rgb(200, 0, 0)')", token)
    expect(visitor.launcher).to_have_css("background-color", "rgb(200, 0, 0)")
    visitor.open()
    expect(visitor.page.locator(".send")).to_have_css("background-color", "rgb(200, 0, 0)")


def test_the_button_can_be_moved_out_of_the_way_of_something_else(visitor: Visitor) -> None:
    before = visitor.launcher.bounding_box()
    set_property = "(value) => document.documentElement.style.setProperty('--leerwijs-inset-block-end', value)"
    visitor.page.evaluate(set_property, "96px")
    after = visitor.launcher.bounding_box()
    assert before and after and round(before["y"] - after["y"]) == 80


def test_styles_of_the_site_do_not_come_in(visitor: Visitor) -> None:
    looks = """(element) => {
      const { fontFamily, letterSpacing, color } = getComputedStyle(element);
      return [fontFamily, letterSpacing, color];
    }"""
    visitor.open()
    words = visitor.message(1).locator(".words")
    before = words.evaluate(looks)
    visitor.page.evaluate(HOSTILE_STYLES)
    assert words.evaluate(looks) == before
    expect(words).to_be_visible()


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
    expect(visitor.panel).to_have_css("position", "relative")
    visitor.context.close()


def test_arabic_runs_from_right_to_left_within_its_own_paragraph_and_dutch_beside_it_does_not(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("arabisch")
    edges = """(paragraph) => {
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const [text, box] = [range.getBoundingClientRect(), paragraph.getBoundingClientRect()];
      return [Math.round(text.left - box.left), Math.round(box.right - text.right)];
    }"""
    paragraphs = answer.locator(".words p")
    answer.locator(".words").evaluate("(words) => { words.style.width = '100%'; }")
    left, right = paragraphs.first.evaluate(edges)
    assert right == 0 < left, "the Arabic begins at the right"
    left, right = paragraphs.last.evaluate(edges)
    assert left == 0 < right, "the Dutch begins at the left"
    visitor.field.fill("مرحبا")
    expect(visitor.field).to_have_attribute("dir", "auto")


def test_a_strict_policy_with_trusted_types_blocks_nothing(visitor: Visitor) -> None:
    visitor.open()
    for word in (*WORDS, "woonplaats"):
        visitor.say(word)
    assert visitor.errors == []
    assert visitor.page.locator("leerwijs-chat :is(style, link, script, iframe)").count() == 0
    refused = visitor.page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return false } catch { return true } }"
    )
    assert refused, "the policy of the test is in force"
    visitor.errors.clear()
