"""Several tabs and pages of one site: one conversation, nothing lost, nothing sent twice."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor

NO_STORAGE = """for (const name of ["sessionStorage", "localStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}"""


def second_tab(visitor: Visitor, gateway: FakeGateway) -> Page:
    """Another tab of the same browser, with the panel open."""
    tab = visitor.context.new_page()
    tab.goto(gateway.url)
    tab.locator(".launcher").click()
    tab.locator('[data-seq="1"]').wait_for()
    return tab


def test_a_second_tab_shows_the_same_conversation(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("echo hallo")
    tab = second_tab(visitor, gateway)
    expect(tab.locator('[data-seq="3"]')).to_contain_text("U zei: echo hallo")
    assert len(gateway.talks) == 1
    tab.locator(".composer textarea").fill("echo terug")
    tab.keyboard.press("Enter")
    expect(visitor.message(5)).to_contain_text("U zei: echo terug")
    assert visitor.sequence() == [1, 2, 3, 4, 5]


def test_old_messages_are_not_said_again_in_the_second_tab(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("echo hallo")
    tab = second_tab(visitor, gateway)
    assert tab.evaluate("() => window.said") == []


def test_the_other_tab_also_hears_it_when_streams_do_not_get_through(hasty: Visitor, gateway: FakeGateway) -> None:
    gateway.streams_blocked = True
    hasty.open()
    tab = second_tab(hasty, gateway)
    hasty.say("echo hallo")
    expect(tab.locator('[data-seq="3"]')).to_contain_text("U zei: echo hallo")


def test_removed_in_one_tab_is_removed_in_the_other(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    tab = second_tab(visitor, gateway)
    visitor.page.get_by_role("button", name="Meer mogelijkheden").click()
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").click()
    visitor.page.get_by_role("button", name="Ja, verwijder alles").click()
    expect(tab.locator(".notices")).to_contain_text("Uw gesprek is verwijderd")
    expect(tab.locator(".entry")).to_have_count(0)
    assert tab.evaluate("() => sessionStorage.length") == 0


def test_the_conversation_goes_on_on_another_page_of_the_site(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("echo een")
    visitor.page.get_by_role("link", name="Naar een andere pagina").click()
    visitor.page.wait_for_url("**/elders")
    visitor.message(3).wait_for()
    expect(visitor.panel).to_be_visible()
    visitor.say("echo twee")
    assert visitor.sequence() == [1, 2, 3, 4, 5]
    assert len(gateway.talks) == 1


def test_what_was_not_sent_is_sent_once_after_the_page_was_loaded_anew(hasty: Visitor, gateway: FakeGateway) -> None:
    hasty.open()
    gateway.down = True
    hasty.say("echo hallo", answered=False)
    expect(hasty.page.locator('[data-status="pending"]')).to_have_count(1)
    hasty.page.reload()
    gateway.down = False
    expect(hasty.message(3)).to_contain_text("U zei: echo hallo")
    assert hasty.sequence() == [1, 2, 3]
    assert len(gateway.talk.messages) == 3


def test_an_answer_that_was_lost_with_the_page_is_not_asked_for_twice(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.delay = 0.4
    visitor.say("echo hallo", answered=False)
    visitor.until(lambda: len(gateway.sends) == 1, "it was sent")
    visitor.page.reload()
    expect(visitor.message(3)).to_contain_text("U zei: echo hallo")
    visitor.until(lambda: visitor.page.locator("[data-status]").count() == 0, "it is confirmed")
    assert [message["from"] for message in gateway.talk.messages] == ["bot", "user", "bot"]


def test_it_works_where_the_browser_refuses_storage_and_says_what_that_means(
    browser: Browser, gateway: FakeGateway
) -> None:
    visitor = Visitor.at(browser, gateway.url, script=NO_STORAGE).open()
    visitor.say("echo hallo")
    assert visitor.sequence() == [1, 2, 3]
    expect(visitor.page.get_by_text("Uw browser bewaart dit gesprek niet")).to_be_visible()
    assert visitor.errors == []
    visitor.context.close()


def test_without_storage_another_tab_still_goes_on_with_the_conversation(
    browser: Browser, gateway: FakeGateway
) -> None:
    visitor = Visitor.at(browser, gateway.url, script=NO_STORAGE).open()
    visitor.say("echo hallo")
    tab = second_tab(visitor, gateway)
    expect(tab.locator('[data-seq="3"]')).to_contain_text("U zei: echo hallo")
    assert len(gateway.talks) == 1
    visitor.context.close()


def test_with_storage_nothing_is_said_about_it(visitor: Visitor) -> None:
    visitor.open()
    expect(visitor.page.get_by_text("bewaart dit gesprek niet")).to_be_hidden()
