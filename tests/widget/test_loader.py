"""What every page loads: a button, and nothing else until it is used. Then the chat, on any site and any page of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor

IDLE = "() => new Promise((done) => requestIdleCallback(() => setTimeout(done, 100)))"
# Names on `window` that an empty page does not have.
ADDED = """() => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
  frame.remove();
  return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name) && !/^(\\d+|said)$/.test(name));
}"""


def test_nothing_is_loaded_and_nothing_is_asked_until_the_button_is_used(
    visitor: Visitor, gateway: FakeGateway
) -> None:
    visitor.page.evaluate(IDLE)
    expect(visitor.launcher).to_be_visible()
    assert (gateway.chat_loads, len(gateway.talks)) == (0, 0)


@pytest.mark.parametrize("use", ["hover", "focus"])
def test_pointing_at_the_button_loads_the_chat_but_starts_no_conversation(
    visitor: Visitor, gateway: FakeGateway, use: str
) -> None:
    getattr(visitor.launcher, use)()
    visitor.until(lambda: gateway.chat_loads == 1, "the chat is loaded")
    visitor.page.evaluate(IDLE)
    assert len(gateway.talks) == 0
    expect(visitor.panel).to_have_count(0)


def test_the_chat_is_loaded_once(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.press("Escape")
    visitor.open()
    assert gateway.chat_loads == 1


def test_a_tab_with_a_conversation_goes_on_by_itself(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.press("Escape")
    visitor.go(f"{gateway.url}/elders")
    visitor.page.locator("dialog.panel").wait_for(state="attached")
    assert gateway.chat_loads == 2
    expect(visitor.panel).to_be_hidden()


def test_a_page_without_the_element_is_left_alone(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.page.goto(f"{gateway.url}/zonder")
    visitor.page.evaluate(IDLE)
    assert gateway.chat_loads == 0
    assert visitor.page.evaluate("() => document.body.childElementCount") == 1


def test_when_the_chat_cannot_be_loaded_the_button_says_so_and_can_be_pressed_again(
    visitor: Visitor, gateway: FakeGateway
) -> None:
    gateway.chat_missing = True
    visitor.launcher.click()
    expect(visitor.launcher).to_contain_text("kan nu niet laden")
    gateway.chat_missing = False
    visitor.open()
    visitor.press("Escape")
    expect(visitor.launcher).to_have_text("Stel uw vraag")


def test_a_browser_without_idle_callbacks_gets_the_button_too(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, script="delete window.requestIdleCallback")
    visitor.open()
    assert visitor.errors == []
    visitor.context.close()


def test_an_inline_chat_starts_when_it_comes_near_the_screen(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, "/")
    visitor.page.goto(f"{gateway.url}/lang")
    visitor.page.evaluate(IDLE)
    assert gateway.chat_loads == 0
    visitor.page.locator("leerwijs-chat").scroll_into_view_if_needed()
    visitor.message(1).wait_for()
    visitor.context.close()


def test_with_an_inline_chat_on_the_page_the_button_leads_there(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, "/twee")
    visitor.message(1).wait_for()
    visitor.launcher.click()
    expect(visitor.page.locator("#in textarea")).to_be_focused()
    expect(visitor.panel).to_have_count(1)
    assert len(gateway.talks) == 1
    visitor.context.close()


def test_two_chats_of_two_gateways_do_not_mix(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, "/twee")
    visitor.message(1).wait_for()
    other = gateway.url.replace("127.0.0.1", "localhost")
    button = visitor.page.locator("leerwijs-chat:not([inline])")
    button.evaluate("(chat, api) => { chat.setAttribute('api', api); chat.open(); }", other)
    kept = "() => Object.keys(sessionStorage).filter((name) => name.startsWith('leerwijs:')).length"
    assert visitor.page.evaluate(kept) == 1, "the page's policy forbids the other gateway, and the first is untouched"
    expect(visitor.page.locator("[data-problem]")).to_be_visible()
    visitor.context.close()


def test_an_element_that_is_moved_goes_on(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("echo een")
    visitor.page.evaluate("() => document.body.prepend(document.querySelector('leerwijs-chat'))")
    visitor.open()
    assert visitor.sequence() == [1, 2, 3]
    visitor.say("echo twee")
    assert visitor.sequence() == [1, 2, 3, 4, 5]
    expect(visitor.panel).to_have_count(1)


def test_it_works_on_a_site_with_another_address_under_the_policy_that_the_manual_gives(
    browser: Browser, gateway: FakeGateway
) -> None:
    site = gateway.url.replace("127.0.0.1", "localhost")
    visitor = Visitor.at(browser, site, "/site").open()
    visitor.say("52")
    visitor.say("woonplaats")
    visitor.page.keyboard.type("zwo")
    expect(visitor.page.get_by_role("option")).to_have_count(3)
    expect(visitor.panel).to_have_attribute("data-connection", "live")
    assert visitor.errors == []
    visitor.context.close()


def test_it_leaves_nothing_on_the_page_but_the_element(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.page.evaluate(ADDED) == []


def test_a_script_can_open_and_close_it(visitor: Visitor) -> None:
    visitor.page.evaluate("() => document.querySelector('leerwijs-chat').open()")
    visitor.message(1).wait_for()
    visitor.page.evaluate("() => document.querySelector('leerwijs-chat').close()")
    expect(visitor.panel).to_be_hidden()
