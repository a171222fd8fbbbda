"""Waiting for an adviser, talking with one, and what remains of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor


@pytest.fixture
def taken(visitor: Visitor, gateway: FakeGateway) -> Visitor:
    """Somebody who talks with Samira."""
    visitor.open()
    expect(visitor.panel).to_have_attribute("data-connection", "live")
    gateway.take_over()
    expect(visitor.panel).to_have_attribute("data-owner", "adviseur")
    return visitor


def notice(visitor: Visitor) -> str:
    return visitor.page.locator(".notices").inner_text()


def test_who_waits_sees_the_place_and_about_how_long(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.wait_in_queue(2, 5)
    expect(visitor.page.locator(".notices")).to_contain_text("U bent nummer 2 in de rij.")
    assert "ongeveer 5 minuten" in notice(visitor)
    gateway.wait_in_queue(1)
    expect(visitor.page.locator(".notices")).to_contain_text("U bent de eerste in de rij.")
    assert "minuten" not in notice(visitor)


def test_who_gets_no_events_sees_the_place_too(hasty: Visitor, gateway: FakeGateway) -> None:
    gateway.streams_blocked = True
    hasty.open()
    gateway.wait_in_queue(3)
    expect(hasty.page.locator(".notices")).to_contain_text("U bent nummer 3 in de rij.", timeout=10_000)


def test_who_stops_waiting_is_back_at_the_assistant_and_keeps_the_focus(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.wait_in_queue(2)
    visitor.page.get_by_role("button", name="Niet meer wachten").press("Enter")
    expect(visitor.panel).to_have_attribute("data-owner", "bot")
    expect(visitor.page.get_by_role("button", name="Niet meer wachten")).to_have_count(0)
    assert gateway.noticed == ["leave"]
    assert visitor.focused() == "textarea.field"


def test_the_adviser_and_the_loket_stand_in_the_head(taken: Visitor, gateway: FakeGateway) -> None:
    expect(taken.page.get_by_role("heading", name="Samira")).to_be_visible()
    expect(taken.page.locator(".subtitle")).to_have_text("Adviseur, Werkcentrum Twente")
    gateway.own(owner="bot")
    expect(taken.page.get_by_role("heading", name="Leerwijs")).to_be_visible()


def test_the_choices_of_the_assistant_go_when_a_person_takes_over(taken: Visitor) -> None:
    expect(taken.page.locator(".choices")).to_have_count(0)


def test_while_a_person_listens_no_answer_of_the_assistant_is_awaited(taken: Visitor) -> None:
    taken.say("echo hallo", answered=False)
    taken.message(3).wait_for()
    expect(taken.page.locator(".typing")).to_be_hidden()


def test_an_adviser_who_types_is_shown_by_name_until_the_message_comes(taken: Visitor, gateway: FakeGateway) -> None:
    gateway.type("Samira")
    expect(taken.page.locator(".typing")).to_have_text("Samira typt …")
    gateway.say({"text": "Goedemiddag"}, name="Samira")
    expect(taken.page.locator(".typing")).to_be_hidden()


def test_the_adviser_is_told_that_the_person_types_and_what_they_have_seen(
    taken: Visitor, gateway: FakeGateway
) -> None:
    gateway.say({"text": "Goedemiddag"}, name="Samira")
    taken.message(3).wait_for()
    taken.field.press_sequentially("dag")
    taken.until(lambda: len(gateway.noticed) >= 2, "typing and reading are told")
    assert gateway.noticed == ["read 3", "typing"]


def test_what_the_adviser_has_read_is_marked_once(taken: Visitor, gateway: FakeGateway) -> None:
    for words in ("een", "twee"):
        taken.say(words, answered=False)
    taken.message(4).wait_for()
    gateway.read_up_to(4)
    expect(taken.page.get_by_text("Gelezen door Samira")).to_have_count(1)
    expect(taken.message(4)).to_contain_text("Gelezen door Samira")


def test_a_chat_can_be_ended_and_goes_on_when_the_person_types_again(taken: Visitor, gateway: FakeGateway) -> None:
    taken.page.get_by_role("button", name="Meer mogelijkheden").press("Enter")
    taken.page.get_by_role("button", name="Beëindig dit gesprek").press("Enter")
    expect(taken.page.locator(".notices")).to_contain_text("Dit gesprek is klaar")
    assert gateway.noticed == ["end"]
    taken.say("echo nog iets")
    assert taken.last_seq() == 5


def test_an_appointment_goes_into_the_calendar(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("afspraak")
    expect(answer.locator('[data-kind="afspraak"]')).to_contain_text("dinsdag 24 november 2026")
    with visitor.page.expect_download() as download:
        answer.get_by_role("button", name="Zet in uw agenda").press("Enter")
    assert download.value.suggested_filename == "afspraak.ics"
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
