"""Sending: nothing is lost, nothing is doubled, and what cannot be sent can be repaired."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor


def test_a_failed_send_stays_and_a_retry_sends_it_once(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.failing_sends, gateway.failure = 1, 422
    visitor.say("echo hallo", answered=False)
    failed = visitor.page.locator('[data-status="failed"]')
    expect(failed).to_contain_text("Niet verzonden")
    failed.get_by_role("button", name="Probeer opnieuw").click()
    expect(visitor.answers().last).to_contain_text("U zei: echo hallo")
    expect(failed).to_have_count(0)
    assert visitor.sequence() == [1, 2, 3]
    assert len({send["id"] for send in gateway.sends}) == 1


def test_help_that_comes_with_a_refusal_is_shown_and_said_at_once(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.failing_sends, gateway.failure, gateway.retry_after = 1, 429, "5"
    gateway.detail = "Praat met iemand. Bel 113, dag en nacht."
    visitor.say("ik wil niet meer", answered=False)
    failed = visitor.page.locator('[data-status="failed"]')
    expect(failed.locator("a", has_text="113")).to_have_attribute("href", "tel:113")
    assert "Bel 113" in visitor.heard()[-1]


def test_the_focus_survives_the_retry_button(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.failing_sends, gateway.failure = 1, 422
    visitor.say("echo hallo", answered=False)
    visitor.page.get_by_role("button", name="Probeer opnieuw").press("Enter")
    expect(visitor.answers().last).to_contain_text("U zei")
    assert visitor.focused() == "textarea.field"


def test_a_short_fault_of_the_gateway_is_not_noticed(hasty: Visitor, gateway: FakeGateway) -> None:
    hasty.open()
    gateway.failing_sends = 1
    hasty.say("echo hallo")
    assert hasty.sequence() == [1, 2, 3]
    assert [send["id"] for send in gateway.sends] == [gateway.sends[0]["id"]] * 2


def test_an_answer_lost_on_its_way_back_does_not_double_the_question(hasty: Visitor, gateway: FakeGateway) -> None:
    hasty.open()
    gateway.lost_answers = 1
    hasty.say("echo hallo")
    expect(hasty.page.locator("[data-status]")).to_have_count(0)
    assert hasty.sequence() == [1, 2, 3]


def test_a_failed_message_can_be_taken_away_and_the_choices_come_back(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.failing_sends, gateway.failure = 1, 422
    visitor.say("echo hallo", answered=False)
    expect(visitor.page.locator(".choices")).to_have_count(0)
    visitor.page.get_by_role("button", name="Haal weg").click()
    expect(visitor.page.locator('[data-status="failed"]')).to_have_count(0)
    expect(visitor.page.get_by_role("button", name="Vind een leerbaan")).to_be_visible()


def test_a_text_over_the_limit_is_not_sent_and_can_be_edited(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.field.fill("a" * 2005)
    expect(visitor.field).to_have_attribute("aria-invalid", "true")
    expect(visitor.page.locator(".count")).to_contain_text("5 tekens te lang")
    visitor.press("Enter")
    assert gateway.sends == []
    assert visitor.field.input_value() == "a" * 2005
    visitor.press("End", *["Backspace"] * 5)
    expect(visitor.field).not_to_have_attribute("aria-invalid", "true")
    visitor.press("Enter")
    visitor.until(lambda: len(gateway.sends) == 1, "the text is sent")
    assert len(gateway.sends[0]["text"]) == 2000


def test_how_much_is_left_is_shown_near_the_limit_only(visitor: Visitor) -> None:
    visitor.open()
    visitor.field.fill("kort")
    expect(visitor.page.locator(".count")).to_have_text("")
    visitor.field.fill("a" * 1990)
    expect(visitor.page.locator(".count")).to_contain_text("nog 10 tekens")


def test_being_over_the_limit_is_said_once_not_at_every_key(visitor: Visitor) -> None:
    visitor.open()
    visitor.field.fill("a" * 2001)
    visitor.field.press_sequentially("bcd")
    assert len([words for words in visitor.heard() if "te lang" in words]) == 1


def test_nothing_is_sent_for_an_empty_field(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.field.fill("   \n ")
    visitor.press("Enter")
    visitor.page.get_by_role("button", name="Verstuur").click()
    assert gateway.sends == []


def test_a_choice_sends_its_payload_and_shows_its_words(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.page.get_by_role("button", name="Hoe krijg ik EVC?").click()
    visitor.page.locator('[data-kind="stap"]').first.wait_for()
    assert gateway.sends[0]["payload"] == "/evc_aanvragen"
    expect(visitor.message(2)).to_contain_text("Hoe krijg ik EVC?")
    expect(visitor.message(2)).not_to_contain_text("/evc")


def test_old_choices_go_away_when_the_person_answers(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("vergoed")
    expect(visitor.message(1).locator(".choices")).to_have_count(0)
    expect(visitor.message(3).locator(".choices button")).to_have_count(4)


def test_a_thumb_goes_to_the_gateway_with_its_reason(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    answer = visitor.say("evc")
    answer.get_by_role("button", name="Dit helpt mij niet").click()
    expect(answer.locator('[data-tool="down"]')).to_have_attribute("aria-pressed", "true")
    reasons = answer.locator("[data-reason]")
    expect(reasons.last).to_be_in_viewport()  # the question opens below the last message
    answer.get_by_role("button", name="Het is te moeilijk").click()
    visitor.until(lambda: len(gateway.feedback) == 2, "score and reason arrive")
    assert gateway.feedback[-1]["score"] == "down"
    assert gateway.feedback[-1]["reason"] == "te_moeilijk"
    expect(answer).to_contain_text("Dank u wel")
