"""The desk in a real browser, with a real gateway; the engine answers from a list."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk_screen import Screen
from tests.e2e.desk_world import World
from tests.e2e.visitor import Visitor


def lives_in_zwolle(here: World, chat: str) -> None:
    fact = {"value": "Zwolle", "by": "citizen", "at": "2026-11-22T09:30:00+00:00"}
    here.engine.profiles[chat] = {"plaats": fact}


# ---- a citizen and two advisers -------------------------------------------------------------------------------------


def test_a_citizen_and_two_advisers_from_queue_to_close(browser: Browser, here: World, open_screen: Any) -> None:
    samira, joost = open_screen("Samira"), open_screen("Joost")
    citizen = Visitor.at(browser, here.url).open()
    citizen.say("Wat kan ik vergoed krijgen?")
    citizen.field.fill("ik wil een mens spreken, ik woon in Zwolle")
    citizen.page.keyboard.press("Enter")

    # Queue: both see it.
    entry = samira.page.locator("[data-waiting]")
    expect(entry).to_contain_text("Vroeg om een mens")
    chat = entry.get_attribute("data-waiting") or ""
    expect(joost.waiting(chat)).to_be_visible()

    # Claim: one wins; the other, whose page was behind, is told who.
    joost.page.route("**/desk/stroom*", lambda route: route.abort())
    joost.page.evaluate("dispatchEvent(new Event('online'))")  # its stream starts anew, in vain
    expect(joost.page.get_by_role("alert").filter(has_text="De verbinding is weg")).to_be_visible()
    samira.take(chat)
    expect(joost.waiting(chat)).to_be_visible()
    joost.waiting(chat).get_by_role("button").click()
    expect(joost.toast).to_contain_text("Samira")
    joost.page.unroute("**/desk/stroom*")
    joost.page.evaluate("dispatchEvent(new Event('online'))")
    expect(joost.waiting(chat)).to_be_hidden()

    # Talk: both ways, with what each does shown to the other.
    samira.say(chat, "Goedemorgen, ik ben Samira.")
    expect(citizen.page.locator('.entry[data-from="adviser"]').last).to_contain_text("Goedemorgen, ik ben Samira.")
    citizen.field.fill("Fijn dat u er bent")
    citizen.page.keyboard.press("Enter")
    expect(samira.messages(chat, "user").last).to_contain_text("Fijn dat u er bent")
    assert here.engine.told[-1] != "Fijn dat u er bent"

    # Forward: Joost takes it over, with what he must know.
    samira.column(chat).get_by_role("link", name="Doorgeven").click()
    samira.sheet.get_by_label("Joost").check()
    samira.sheet.get_by_label("Wat moet die ander weten?").fill("Jij weet alles van de bouw.")
    samira.sheet.get_by_role("button", name="Vraag om over te nemen").click()
    expect(samira.column(chat).locator(".offered")).to_contain_text("Je vroeg Joost")
    offer = joost.page.locator(".offer")
    expect(offer).to_contain_text("Jij weet alles van de bouw.")
    offer.get_by_role("button", name="Aannemen", exact=True).click()
    expect(joost.field(chat)).to_be_focused()
    expect(samira.column(chat)).to_contain_text("Van Joost")
    expect(samira.field(chat)).to_have_count(0)
    joost.say(chat, "Dag, ik ben Joost.")
    expect(citizen.page.locator('.entry[data-from="adviser"]').last).to_contain_text("Dag, ik ben Joost.")

    # Return: the assistant goes on, and the citizen reads what was agreed.
    joost.column(chat).get_by_role("link", name="Naar assistent").click()
    joost.sheet.get_by_label("Wat hebben jullie afgesproken?").fill("U kiest zelf een loket.")
    joost.sheet.get_by_label("Vraag beantwoord").check()
    joost.sheet.get_by_role("button", name="Terug naar de assistent").click()
    expect(joost.column(chat)).to_contain_text("De assistent voert dit gesprek")
    expect(citizen.page.locator(".entry").filter(has_text="U kiest zelf een loket.").first).to_be_visible()
    citizen.field.fill("Welk loket helpt mij?")
    citizen.page.keyboard.press("Enter")
    expect(citizen.page.locator('[data-kind="loket"]').first).to_be_visible()

    # Close: for both, and the desk says so.
    lives_in_zwolle(here, chat)
    citizen.field.fill("toch nog een mens")
    citizen.page.keyboard.press("Enter")
    expect(samira.waiting(chat)).to_contain_text("toch nog een mens")
    samira.waiting(chat).get_by_role("button").click()
    expect(samira.field(chat)).to_be_focused()
    samira.column(chat).get_by_role("link", name="Afsluiten").click()
    samira.sheet.get_by_label("Advies gegeven").check()
    samira.sheet.get_by_role("button", name="Sluit het gesprek af").click()
    expect(samira.column(chat)).to_contain_text("Dit gesprek is afgesloten")
    expect(samira.page.get_by_text("Je hebt nu geen gesprekken.")).to_be_visible()
    citizen.context.close()


# ---- by keyboard alone ----------------------------------------------------------------------------------------------


def test_the_whole_work_is_done_by_keyboard_alone(browser: Browser, here: World) -> None:
    screen = Screen.at(browser, here.url)
    page, press = screen.page, screen.page.keyboard.press
    page.goto(f"{here.url}/desk")
    _tab_to(page, lambda: page.evaluate("document.activeElement.id") == "email")
    page.keyboard.type("samira@loket.example")
    press("Tab")
    page.keyboard.type("mijn fiets staat buiten")
    press("Enter")
    page.wait_for_url("**/desk")

    # The skip link comes first and leads past the head.
    press("Tab")
    assert screen.focused() == "Naar de inhoud"
    press("Enter")
    _tab_to(page, lambda: screen.focused() == "stand-aanwezig")
    press("Enter")
    expect(page.locator("#stand-aanwezig")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#stand-aanwezig")).to_be_focused()  # though the part was replaced

    # One key takes the first of the queue, and one is in the message field.
    here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    entry = page.locator("[data-waiting]")
    expect(entry).to_have_count(1)
    chat = entry.get_attribute("data-waiting") or ""
    press("n")
    expect(screen.field(chat)).to_be_focused()
    page.keyboard.type("nwb?1z goedemorgen")  # letters are letters here
    press("Enter")
    expect(screen.messages(chat, "adviser").last).to_contain_text("nwb?1z goedemorgen")

    # Quick texts by "/", arrows and Enter.
    page.keyboard.type("/")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(screen.field(chat)).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    press("Enter")
    expect(screen.field(chat)).to_have_value("Dank u wel voor uw geduld.")
    press("Shift+Enter")
    page.keyboard.type("Tot ziens")
    expect(screen.field(chat)).to_have_value("Dank u wel voor uw geduld.\nTot ziens")
    press("Enter")
    expect(screen.messages(chat, "adviser")).to_have_count(2)

    # Out of the field, keys work; "w" to the queue, "1" and "b" back.
    press("Escape")
    assert screen.focused().startswith("titel-")
    press("w")
    assert screen.focused() == "wachtrij-titel"
    press("1")
    expect(screen.field(chat)).to_be_focused()
    press("Escape")
    press("b")
    expect(screen.field(chat)).to_be_focused()

    # Search and send a card.
    press("Escape")
    press("z")
    page.keyboard.type("zorg")
    press("Enter")
    expect(screen.sheet.locator(".results .card").first).to_be_visible()
    _tab_to(page, lambda: screen.focused().startswith("Stuur als kaart"))
    press("Enter")
    expect(screen.sheet).to_have_count(0)
    expect(screen.messages(chat, "adviser").last.locator("details.items")).to_be_visible()

    # Close, in a sheet that keeps the focus and gives it back.
    _tab_to(page, lambda: screen.focused() == "Afsluiten", back=True)
    press("Enter")
    expect(screen.sheet).to_be_visible()
    press("Escape")
    expect(screen.sheet).to_have_count(0)
    assert screen.focused() == "Afsluiten"
    press("Enter")
    expect(screen.sheet).to_be_visible()
    press("Space")
    _tab_to(page, lambda: screen.focused() == "Sluit het gesprek af")
    press("Enter")
    expect(screen.column(chat)).to_contain_text("Dit gesprek is afgesloten")

    # Shortcuts are listed, and can be switched off for good.
    page.evaluate("document.activeElement.blur()")
    press("?")
    expect(page.get_by_role("dialog", name="Meldingen en sneltoetsen")).to_be_visible()
    page.get_by_label("Sneltoetsen aan").focus()
    press("Space")
    press("Escape")
    page.reload()
    here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    expect(page.locator("[data-waiting]")).to_have_count(1)
    press("n")
    press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-waiting]")).to_have_count(1)
    assert screen.errors == []
    screen.context.close()


def _tab_to(page: Page, there: Any, *, back: bool = False) -> None:
    for _ in range(60):
        if there():
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError("not reached with the Tab key")


# ---- live -----------------------------------------------------------------------------------------------------------


def test_a_stream_that_drops_comes_back_and_nothing_is_missed_or_doubled(here: World, open_screen: Any) -> None:
    screen = open_screen()
    citizen = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    screen.take(citizen.id)
    screen.field(citizen.id).fill("Dit ben ik nog aan het schrijven")
    screen.context.set_offline(True)
    screen.page.evaluate("dispatchEvent(new Event('online'))")  # it looks for the gateway, in vain
    expect(screen.page.get_by_role("alert").filter(has_text="De verbinding is weg")).to_be_visible()
    for n in range(3):
        citizen.say(f"nieuws nummer {n}")
    screen.field(citizen.id).press("Enter")
    expect(screen.toast).to_contain_text("Je tekst staat er nog")
    screen.context.set_offline(False)
    expect(screen.page.locator(".offline")).to_be_hidden()
    for n in range(3):
        expect(screen.messages(citizen.id).filter(has_text=f"nieuws nummer {n}")).to_have_count(1)
    screen.field(citizen.id).press("Enter")
    expect(screen.messages(citizen.id, "adviser")).to_have_count(1)
    assert [m["text"] for m in citizen.heard() if m["from"] == "adviser"] == ["Dit ben ik nog aan het schrijven"]


def test_typing_and_reading_of_the_citizen_are_shown(here: World, open_screen: Any) -> None:
    screen = open_screen()
    citizen = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    column = screen.take(citizen.id)
    screen.say(citizen.id, "Hallo")
    expect(column.get_by_text("Verstuurd, nog niet gelezen")).to_be_visible()
    here.do(here.gateway.desk.citizen_types(citizen.id))
    expect(column.get_by_text("De burger schrijft")).to_be_visible()
    citizen.say("Dag")
    expect(column.get_by_text("De burger schrijft")).to_be_hidden()
    last = citizen.heard()[-1]["seq"]
    read = citizen.client.post(
        f"{citizen.path}/read", json={"seq": last}, headers={"Authorization": f"Bearer {citizen.token}"}
    )
    assert read.status_code < 300, read.text
    expect(column.get_by_text("Gelezen", exact=True)).to_be_visible()


def test_what_one_writes_stays_when_parts_of_the_page_change(here: World, open_screen: Any) -> None:
    screen = open_screen()
    first = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    column = screen.take(first.id)
    note = column.get_by_label("Nieuwe notitie")
    note.fill("Nog niet opgeslagen")
    second = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    expect(screen.waiting(second.id)).to_be_visible()
    expect(note).to_be_focused()
    screen.field(first.id).fill("Half af")
    screen.take(second.id)
    expect(screen.field(first.id)).to_have_value("Half af")
    expect(note).to_have_value("Nog niet opgeslagen")
    screen.page.go_back()
    expect(screen.column(second.id)).to_have_count(0)
    expect(screen.field(first.id)).to_have_value("Half af")


def test_new_ones_are_told_by_sound_title_and_voice_and_that_can_be_switched_off(here: World, open_screen: Any) -> None:
    screen = open_screen()
    page = screen.page
    here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    assert screen.notes() == 2
    assert screen.heard() == ["Nieuw in de wachtrij. 1 wacht."]
    here.citizen("Ik zie het niet meer zitten", profile={"plaats": "Zwolle"})
    expect(page).to_have_title(re.compile(r"^! \(2\) "))
    assert screen.notes() == 5
    assert screen.heard()[-1].startswith("Dringend.")
    page.get_by_text("Samira").click()
    page.get_by_role("button", name="Meldingen en sneltoetsen").click()
    page.get_by_label("Geluid bij een nieuw gesprek").uncheck()
    page.get_by_label("Aantal in de titel").uncheck()
    expect(page).to_have_title("Gesprekken - Leerwijs balie")
    page.get_by_role("button", name="Sluiten").click()
    page.reload()
    here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    expect(page.locator("[data-waiting]")).to_have_count(3)
    expect(page).to_have_title("Gesprekken - Leerwijs balie")
    assert screen.notes() == 0


def test_a_page_that_is_logged_out_elsewhere_goes_to_the_door(here: World, open_screen: Any) -> None:
    screen, other = open_screen(), open_screen(present=False)
    other.page.goto(f"{here.url}/desk/account")
    other.page.get_by_role("button", name="Overal uitloggen, behalve hier").click()
    screen.page.wait_for_url("**/desk/inloggen*")


# ---- without scripts ------------------------------------------------------------------------------------------------


def test_without_scripts_one_can_still_take_talk_and_close(browser: Browser, here: World) -> None:
    screen = Screen.at(browser, here.url, "Samira", java_script_enabled=False)
    page = screen.page
    page.get_by_role("button", name="Aanwezig", exact=True).click()
    citizen = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    page.reload()
    screen.waiting(citizen.id).get_by_role("button").click()
    screen.field(citizen.id).fill("Zonder script")
    page.get_by_role("button", name="Verstuur").click()
    expect(screen.messages(citizen.id, "adviser").last).to_contain_text("Zonder script")
    page.get_by_role("link", name="Afsluiten").click()
    page.get_by_label("Vraag beantwoord").check()
    page.get_by_role("button", name="Sluit het gesprek af").click()
    expect(page.get_by_text("Het gesprek is afgesloten.")).to_be_visible()
    screen.context.close()
