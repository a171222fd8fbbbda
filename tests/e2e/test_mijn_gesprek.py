"""From the telephone to the website and back, in a real browser: the page on which the code is entered."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
from playwright.sync_api import Browser, expect

from ops.phone import Heard, Phone
from tests.channels.voice.test_codes import heard_code
from tests.e2e.chromium import PHONE, record_errors
from tests.whole import TELEPHONE_SECRET


async def _called(url: str, *said: str) -> Heard:
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        phone = Phone(client, TELEPHONE_SECRET)
        heard = await phone.dial()
        for words in said:
            heard = await (phone.press(words) if words.isdigit() else phone.say(words))
        return heard


def called(url: str, *said: str) -> Heard:
    """Make a call, apart from Playwright's own loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _called(url, *said)).result()


def test_a_call_goes_on_in_the_browser_and_back_on_the_telephone(browser: Browser, stack_url: str) -> None:
    code = heard_code(called(stack_url, "wat is evc", "geef mij een code voor de website"))
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    errors = record_errors(page)
    page.goto(f"{stack_url}/mijn-gesprek")

    page.get_by_label("Code van zes cijfers").fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Vul de zes cijfers in die u hoorde.")
    expect(page.get_by_label("Code van zes cijfers")).to_be_focused()

    page.get_by_label("Code van zes cijfers").fill(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{stack_url}/")
    expect(page.get_by_text("wat is evc").first).to_be_visible()

    page.goto(f"{stack_url}/mijn-gesprek")
    page.get_by_role("button", name="Geef mij een code").click()
    shown = page.get_by_role("status")
    expect(shown).to_contain_text("Uw code is")
    again = "".join(character for character in shown.inner_text() if character.isdigit())
    assert "We gaan verder met uw gesprek" in called(stack_url, "8", again).said

    page.goto(f"{stack_url}/mijn-gesprek")
    page.get_by_label("Code van zes cijfers").fill(code)  # it was used
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("werkt niet")
    context.close()
    assert errors == []
