"""Small things of the desk that one meets all day: nothing covers another, and what is said to happen is seen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.chromium import PHONE
from tests.e2e.desk_world import World

ZWOLLE = {"plaats": "Zwolle"}
ASKS = "ik wil een mens spreken"


def bottom(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return box["y"] + box["height"]


def top(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return box["y"]


def test_what_is_told_covers_no_work(here: World, open_screen: Any) -> None:
    for viewport in ({"width": 1280, "height": 720}, PHONE):
        screen = open_screen(viewport=viewport)
        talk = here.citizen(ASKS, profile=ZWOLLE)
        expect(screen.waiting(talk.id)).to_be_visible()
        screen.page.evaluate("import('/desk/assets/telling.js').then((telling) => telling.tell('Opgeslagen.'))")
        expect(screen.toast).to_be_visible()
        assert bottom(screen.toast) <= top(screen.page.get_by_role("main"))
        screen.take(talk.id)
        assert bottom(screen.toast) <= top(screen.page.get_by_role("main"))


def test_that_the_citizen_writes_is_in_view_in_a_long_chat(here: World, open_screen: Any) -> None:
    screen = open_screen(viewport=PHONE)
    talk = here.citizen(ASKS, profile=ZWOLLE)
    column = screen.take(talk.id)
    for n in range(12):
        talk.say(f"Dit is regel {n}, en die is lang genoeg om het gesprek tot onder aan het scherm te vullen.")
    expect(screen.messages(talk.id).last).to_contain_text("regel 11")
    here.do(here.gateway.desk.citizen_types(talk.id))
    sign, log = column.get_by_text("De burger schrijft"), column.locator(".log")
    expect(sign).to_be_in_viewport(ratio=1)
    assert bottom(sign) <= bottom(log)


def test_every_page_is_in_reach_on_a_phone(here: World, open_screen: Any) -> None:
    for name in ("Samira", "Marleen"):
        screen = open_screen(name, viewport=PHONE)
        nav = screen.page.get_by_role("navigation", name="Balie")
        for link in nav.get_by_role("link").all():
            expect(link).to_be_in_viewport(ratio=1)
        assert screen.overflow() <= 0


def test_one_key_hides_the_dossier_and_shows_it_with_the_focus_there(here: World, open_screen: Any) -> None:
    for viewport, first in (({"width": 1280, "height": 720}, True), (PHONE, False)):
        screen = open_screen(viewport=viewport)
        talk = here.citizen(ASKS, profile=ZWOLLE)
        column = screen.take(talk.id)
        dossier = column.locator(".dossier")
        expect(dossier).to_be_visible(visible=first)
        for shown in (not first, first, not first):
            screen.page.evaluate("document.activeElement.blur()")
            screen.page.keyboard.press("d")
            expect(dossier).to_be_visible(visible=shown)
            assert screen.focused() == (f"weten-{talk.id}" if shown else f"tekst-{talk.id}")


def test_a_change_that_is_saved_closes_its_drawer(here: World, open_screen: Any) -> None:
    screen = open_screen()
    talk = here.citizen(ASKS, profile=ZWOLLE)
    column = screen.take(talk.id)
    column.locator("details.edit summary").first.click()
    column.get_by_label("Woonplaats", exact=True).fill("Kampen")
    column.get_by_role("button", name="Opslaan", exact=True).click()
    expect(screen.toast).to_contain_text("Aangepast")
    expect(column.locator("details.edit[open]")).to_have_count(0)
