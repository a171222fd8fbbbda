"""Help with reading: simpler words, and the browser's own Dutch voice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor

# A voice that speaks into a list. `window.later` brings the voices, as browsers do that fetch them first.
VOICE = """
  window.spoken = [];
  const voice = { lang: "nl-NL", localService: %(local)s, name: "proef" };
  let voices = %(now)s ? [voice] : [];
  let changed = () => {};
  window.later = () => { voices = [voice]; changed(); };
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, cancel: () => window.spoken.push("stop"),
    addEventListener: (name, act) => { changed = act; },
    speak: (words) => { window.spoken.push(words.text); window.last = words; },
  } });
"""
DUTCH_VOICE = VOICE % {"local": "true", "now": "true"}


def spoken(visitor: Visitor) -> list[str]:
    said: list[str] = visitor.page.evaluate("() => window.spoken")
    return said


def test_the_simpler_text_and_back(visitor: Visitor) -> None:
    visitor.open()
    greeting = visitor.message(1)
    greeting.get_by_role("button", name="Eenvoudiger").press("Enter")
    expect(greeting.locator(".words")).to_contain_text("Ik ben een computer")
    assert visitor.focused() == "button.quiet"
    greeting.get_by_role("button", name="Gewone tekst").press("Enter")
    expect(greeting.locator(".words")).to_contain_text("een digitale assistent")


def test_there_is_no_simpler_button_where_there_is_no_simpler_text(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("evc")
    expect(answer.get_by_role("button", name="Eenvoudiger")).to_have_count(0)


def test_who_wants_everything_simpler_gets_that_on_the_next_page_too(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.page.get_by_role("button", name="Meer mogelijkheden").press("Enter")
    visitor.page.get_by_role("button", name="Toon alles eenvoudiger").press("Enter")
    expect(visitor.message(1).locator(".words")).to_contain_text("Ik ben een computer")
    assert visitor.heard()[-1] == "U ziet nu de eenvoudige tekst."
    assert "Kijk bij elke kaart" in visitor.say("52").locator(".words").inner_text()
    visitor.go(f"{gateway.url}/elders")
    expect(visitor.message(1).locator(".words")).to_contain_text("Ik ben een computer")


def test_an_answer_is_read_aloud_in_the_words_that_are_shown_and_can_be_stopped(
    browser: Browser, gateway: FakeGateway
) -> None:
    visitor = Visitor.at(browser, gateway.url, script=DUTCH_VOICE).open()
    read = visitor.message(1).locator('[data-tool="read"]')
    read.press("Enter")
    expect(read).to_have_text("Stop met voorlezen")
    assert "digitale assistent" in spoken(visitor)[0]
    read.press("Enter")
    expect(read).to_have_text("Lees voor")
    assert spoken(visitor)[-1] == "stop"
    visitor.message(1).get_by_role("button", name="Eenvoudiger").click()
    read.press("Enter")
    assert "Ik ben een computer" in spoken(visitor)[-1]
    visitor.context.close()


def test_the_cards_are_read_with_their_verdict_and_the_end_gives_the_button_back(
    browser: Browser, gateway: FakeGateway
) -> None:
    visitor = Visitor.at(browser, gateway.url, script=DUTCH_VOICE).open()
    answer = visitor.say("52")
    read = answer.locator('[data-tool="read"]')
    read.click()
    assert any("Levenlanglerenkrediet. Dit kunt u waarschijnlijk krijgen." in words for words in spoken(visitor))
    assert not any("https://" in words for words in spoken(visitor))
    visitor.page.evaluate("() => window.last.onend()")
    expect(read).to_have_text("Lees voor")
    visitor.context.close()


def test_a_voice_that_comes_later_brings_the_button(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, script=VOICE % {"local": "true", "now": "false"}).open()
    read = visitor.message(1).locator('[data-tool="read"]')
    expect(read).to_be_hidden()
    visitor.page.evaluate("() => window.later()")
    expect(read).to_be_visible()
    visitor.context.close()


@pytest.mark.parametrize("script", ["delete window.speechSynthesis", VOICE % {"local": "false", "now": "true"}])
def test_without_a_dutch_voice_of_the_device_nothing_is_read_aloud(
    browser: Browser, gateway: FakeGateway, script: str
) -> None:
    visitor = Visitor.at(browser, gateway.url, script=script).open()
    expect(visitor.page.locator('[data-tool="read"]')).to_be_hidden()
    visitor.context.close()
