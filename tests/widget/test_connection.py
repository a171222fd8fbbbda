"""When the connection goes: nothing is lost, nothing doubled, and the person is told only what matters."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import HASTE, Visitor


def connected(visitor: Visitor, gateway: FakeGateway) -> None:
    expect(visitor.panel).to_have_attribute("data-connection", "live")
    visitor.until(lambda: len(gateway.talk.streams) == 1, "one stream is open")


def test_after_a_dropped_stream_nothing_is_lost_or_doubled(hasty: Visitor, gateway: FakeGateway) -> None:
    hasty.open()
    connected(hasty, gateway)
    gateway.say({"text": "een"})
    gateway.drop_streams()
    hasty.until(lambda: gateway.talk.streams == [], "the stream ended")
    gateway.say({"text": "twee"})
    gateway.say({"text": "drie"})
    hasty.until(lambda: gateway.stream_starts == 2, "the widget came back")
    gateway.say({"text": "vier"})
    expect(hasty.page.locator(".entry")).to_have_count(5)
    assert hasty.sequence() == [1, 2, 3, 4, 5]
    assert [words for words in hasty.heard() if words.startswith("Sanne: ")] == [
        f"Sanne: {word}" for word in ("een", "twee", "drie", "vier")
    ]


def test_a_message_sent_while_the_stream_is_away_is_answered_once(hasty: Visitor, gateway: FakeGateway) -> None:
    hasty.open()
    connected(hasty, gateway)
    gateway.streams_blocked = True
    gateway.drop_streams()
    hasty.say("echo hallo")
    gateway.streams_blocked = False
    hasty.until(lambda: gateway.stream_starts == 2, "the widget came back")
    hasty.say("echo nog eens")
    assert hasty.sequence() == [1, 2, 3, 4, 5]


def test_where_streams_never_get_through_it_polls(hasty: Visitor, gateway: FakeGateway) -> None:
    gateway.streams_blocked = True
    hasty.open()
    expect(hasty.panel).to_have_attribute("data-connection", "polling")
    gateway.say({"text": "gehaald"})
    expect(hasty.message(2)).to_contain_text("gehaald")


def test_without_event_streams_in_the_browser_it_polls(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, script=f"delete window.EventSource; {HASTE}")
    visitor.open()
    gateway.say({"text": "gehaald"})
    expect(visitor.message(2)).to_contain_text("gehaald")
    assert visitor.errors == []
    visitor.context.close()


def test_offline_is_told_and_what_is_written_is_sent_when_it_is_over(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    connected(visitor, gateway)
    visitor.context.set_offline(True)
    expect(visitor.panel).to_have_attribute("data-connection", "offline")
    expect(visitor.page.locator(".notices")).to_contain_text("U bent niet verbonden met internet")
    visitor.say("echo hallo", answered=False)
    assert gateway.sends == []
    visitor.context.set_offline(False)
    expect(visitor.answers().last).to_contain_text("U zei: echo hallo")
    expect(visitor.page.locator(".notices")).not_to_contain_text("U bent niet verbonden")
    assert visitor.sequence() == [1, 2, 3]
    assert len(gateway.sends) == 1


def test_when_the_gateway_is_away_at_the_start_that_is_said_and_can_be_tried_again(
    visitor: Visitor, gateway: FakeGateway
) -> None:
    gateway.down = True
    visitor.launcher.click()
    again = visitor.page.locator('[data-problem="start_failed"]')
    again.wait_for()
    assert any("niet bereikbaar" in words for words in visitor.heard())
    gateway.down = False
    again.click()
    visitor.message(1).wait_for()
    expect(again).to_have_count(0)


def test_a_conversation_the_gateway_forgot_starts_anew(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    connected(visitor, gateway)
    gateway.talks.clear()
    visitor.say("echo hallo", answered=False)
    expect(visitor.answers().last).to_contain_text("U zei: echo hallo")
    assert visitor.sequence() == [1, 2, 3]


def test_removing_the_conversation_asks_first_and_leaves_nothing(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("echo hallo")
    visitor.page.get_by_role("button", name="Meer mogelijkheden").click()
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").click()
    expect(visitor.page.get_by_role("button", name="Nee, ga terug")).to_be_focused()
    visitor.page.get_by_role("button", name="Ja, verwijder alles").click()
    expect(visitor.panel).to_contain_text("Uw gesprek is verwijderd")
    expect(visitor.page.locator(".entry")).to_have_count(0)
    assert gateway.talks == {}
    assert visitor.page.evaluate("() => sessionStorage.length") == 0
    visitor.page.get_by_role("button", name="Begin een nieuw gesprek").click()
    visitor.message(1).wait_for()


def test_a_removal_that_is_not_confirmed_removes_nothing(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.page.get_by_role("button", name="Meer mogelijkheden").click()
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").click()
    visitor.press("Enter")
    assert len(gateway.talks) == 1
    assert visitor.focused().startswith("button.head")


def test_the_overview_opens_in_a_window_of_its_own_by_a_private_link_without_the_token(
    visitor: Visitor, gateway: FakeGateway
) -> None:
    visitor.open()
    visitor.page.get_by_role("button", name="Meer mogelijkheden").click()
    with visitor.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="Mijn overzicht").click()
    assert opened.value.title() == "Mijn overzicht"
    expect(visitor.page.locator(".menu")).to_be_hidden()
    assert opened.value.url.startswith(f"{gateway.url}/overzicht/")
    assert gateway.talk.token not in opened.value.url


def test_the_conversation_can_be_kept_as_a_file_on_the_device(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    visitor.page.get_by_role("button", name="Meer mogelijkheden").click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Bewaar dit gesprek").click()
    kept: Any = download.value.path()
    assert "Levenlanglerenkrediet" in kept.read_text(encoding="utf-8")
