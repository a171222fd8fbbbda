"""What a screen reader hears: everything that is new, once, in order, from one place."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor


def test_there_is_one_polite_live_region(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("vergoed")
    regions = visitor.page.locator('leerwijs-chat :is([aria-live], [role="alert"], [role="status"], [role="log"])')
    expect(regions).to_have_count(1)
    expect(regions).to_have_attribute("aria-live", "polite")


def test_the_greeting_is_said_first_and_tells_that_it_is_a_digital_assistant(visitor: Visitor) -> None:
    visitor.open()
    heard = visitor.heard()
    assert len(heard) == 1
    assert "digitale assistent" in heard[0]


def test_each_new_message_is_said_once_and_in_order(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("echo een")
    visitor.say("echo twee")
    gateway.say({"text": "bericht drie"}, sender="system", name="Mededeling")
    visitor.page.locator('[data-seq="6"]').wait_for()
    heard = visitor.heard()[1:]
    assert [words.split(": ", 1)[1] for words in heard] == ["U zei: echo een", "U zei: echo twee", "bericht drie"]


def test_the_choices_are_said_with_the_message(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("vergoed")
    assert "U kunt kiezen uit: Ik heb werk, Ik heb een WW-uitkering" in visitor.heard()[-1]
    assert "Vraag 1 van maximaal 4" in visitor.heard()[-1]


def test_the_verdicts_are_said_in_words(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    heard = visitor.heard()[-1]
    assert "Levenlanglerenkrediet: Dit kunt u waarschijnlijk krijgen." in heard
    assert "Misschien kunt u dit krijgen" in heard
    assert "4 resultaten" in heard


def test_ones_own_message_is_not_said_back(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("echo mijn geheim")
    assert not any(words.startswith("U:") for words in visitor.heard())


def test_a_failed_send_is_said_once_with_what_was_written(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.failing_sends, gateway.failure = 1, 422
    visitor.say("dit lukt niet", answered=False)
    expect(visitor.page.locator('[data-status="failed"]')).to_be_visible()
    assert visitor.heard()[1:] == ["Niet verzonden. Dit bericht kan de assistent niet lezen. U: dit lukt niet"]


def test_after_another_page_nothing_old_is_said_again(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("echo een")
    visitor.go(f"{gateway.url}/elders")
    visitor.message(3).wait_for()
    visitor.say("echo twee")
    assert [words for words in visitor.heard() if "echo" in words] == ["Leerwijs: U zei: echo twee"]


def test_what_came_while_the_panel_was_closed_is_said_when_it_opens(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.press("Escape")
    gateway.say({"text": "Ik ben er weer"})
    expect(visitor.launcher).to_contain_text("1 nieuw bericht")
    visitor.launcher.click()
    visitor.until(lambda: visitor.heard()[-1] == "Sanne: Ik ben er weer", "the missed message is said")


def test_each_new_place_in_the_queue_is_said_and_who_takes_over(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.wait_in_queue(2, 5)
    gateway.wait_in_queue(2, 4)
    gateway.wait_in_queue(1)
    gateway.take_over("Samira", "Werkcentrum Twente")
    visitor.message(2).wait_for()
    assert visitor.heard()[1:] == [
        "U wacht op een adviseur. U bent nummer 2 in de rij. Het duurt nog ongeveer 5 minuten.",
        "U wacht op een adviseur. U bent de eerste in de rij.",
        "Mededeling: Samira van Werkcentrum Twente neemt het gesprek over.",
    ]
