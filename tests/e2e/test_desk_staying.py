"""What stays at the desk whatever page is open: that one is there, what one was writing, which chats are in view."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from channels.clock import MINUTE
from channels.desk import presence
from channels.desk.tables import presence as table
from tests.e2e.desk_world import World

ZWOLLE = {"plaats": "Zwolle"}
ASKS = "ik wil een mens spreken"


def long_silent(here: World) -> None:
    """Nobody gave a sign of life for longer than who is there may be silent."""
    silent = update(table).values(seen_at=table.c.seen_at - presence.HERE - MINUTE)
    here.do(here.gateway.database.write(lambda connection: connection.execute(silent)))


def is_here(here: World) -> bool:
    there = here.do(here.gateway.database.read(lambda connection: presence.here(connection, here.gateway.clock())))
    return "Samira" in [one.name for one in there]


@pytest.mark.parametrize("path", ["terugbellen", "afspraken", "account", "leren"])
def test_who_has_any_page_of_the_desk_open_is_there(here: World, open_screen: Any, path: str) -> None:
    screen = open_screen()
    page = screen.page
    page.clock.install()
    for act in (lambda: page.goto(f"{here.url}/desk/{path}"), lambda: page.clock.fast_forward(20_000)):
        long_silent(here)
        assert not is_here(here)
        with page.expect_response("**/desk/teken") as told:
            act()
        assert told.value.ok
        assert is_here(here)


def test_what_waits_is_told_on_every_page(here: World, open_screen: Any) -> None:
    screen = open_screen()
    screen.page.goto(f"{here.url}/desk/terugbellen")
    here.citizen(ASKS, profile=ZWOLLE)
    expect(screen.page).to_have_title(re.compile(r"^\(1\) Terugbellen"))
    assert screen.heard() == ["Nieuw in de wachtrij. 1 wacht."]


def test_what_one_was_writing_is_there_when_the_chat_comes_back_in_view(here: World, open_screen: Any) -> None:
    screen = open_screen()
    page, chat = screen.page, here.citizen(ASKS, profile=ZWOLLE).id
    column = screen.take(chat)
    screen.field(chat).fill("Half af")
    column.get_by_label("Nieuwe notitie").fill("Ook half af")

    def still_there() -> None:
        expect(screen.field(chat)).to_have_value("Half af")
        expect(column.get_by_label("Nieuwe notitie")).to_have_value("Ook half af")

    column.locator("a.close").click()
    expect(column).to_have_count(0)
    page.locator(f"#mijn-{chat}").click()
    still_there()
    nav = page.get_by_role("navigation", name="Balie")
    nav.get_by_role("link", name="Gesprekken").click()
    still_there()
    page.reload()
    still_there()

    # What was sent or saved is no draft any more.
    column.get_by_role("button", name="Notitie opslaan").click()
    expect(column.locator(".notes")).to_contain_text("Ook half af")
    screen.field(chat).press("Enter")
    expect(screen.messages(chat, "adviser")).to_have_count(1)
    expect(screen.field(chat)).to_have_value("")
    page.reload()
    expect(screen.field(chat)).to_have_value("")
    expect(column.get_by_label("Nieuwe notitie")).to_have_value("")


def test_a_draft_is_gone_with_the_chat_and_with_who_wrote_it(here: World, open_screen: Any) -> None:
    screen = open_screen()
    page = screen.page
    closed, held = here.citizen(ASKS, profile=ZWOLLE).id, here.citizen(ASKS, profile=ZWOLLE).id
    screen.take(held)
    screen.field(held).fill("Voor wie hier zit")
    column = screen.take(closed)
    screen.field(closed).fill("Te laat")
    column.get_by_role("link", name="Afsluiten").click()
    screen.sheet.get_by_label("Advies gegeven").check()
    screen.sheet.get_by_role("button", name="Sluit het gesprek af").click()
    expect(column).to_contain_text("Dit gesprek is afgesloten")
    kept = "Object.entries(sessionStorage).flat().join()"
    assert "Te laat" not in page.evaluate(kept)
    assert "Voor wie hier zit" in page.evaluate(kept)
    page.get_by_text("Samira", exact=True).click()
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/desk/inloggen*")
    assert page.evaluate(kept) == ""


def test_the_chats_in_view_are_there_again_after_another_page(here: World, open_screen: Any) -> None:
    screen = open_screen()
    page, nav = screen.page, screen.page.get_by_role("navigation", name="Balie")
    chats = [here.citizen(ASKS, profile=ZWOLLE).id for _ in (1, 2)]
    for chat in chats:
        screen.take(chat)
    nav.get_by_role("link", name="Terugbellen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Terugbellen")
    nav.get_by_role("link", name="Gesprekken").click()
    for chat in chats:
        expect(screen.field(chat)).to_be_visible()
    screen.column(chats[0]).locator("a.close").click()
    expect(screen.column(chats[0])).to_have_count(0)
    nav.get_by_role("link", name="Afspraken").click()
    page.get_by_role("link", name="Leerwijs balie").click()
    expect(screen.field(chats[1])).to_be_visible()
    expect(screen.column(chats[0])).to_have_count(0)


def test_a_search_for_a_quick_text_is_never_sent(here: World, open_screen: Any) -> None:
    screen = open_screen()
    citizen = here.citizen(ASKS, profile=ZWOLLE)
    column, field = screen.take(citizen.id), screen.field(citizen.id)
    for words in ("/xyzzy", "/geduld voor xyzzy"):
        field.fill(words)
        expect(screen.page.get_by_role("option")).to_have_count(0)
        field.press("Enter")
        expect(screen.toast).to_contain_text("Niet verstuurd")
        screen.toast.evaluate("(one) => one.remove()")
        column.get_by_role("button", name="Verstuur").click()
        expect(screen.toast).to_contain_text("Niet verstuurd")
        expect(field).to_have_value(words)

    # Words are looked for apart, wherever they are in the title or the text.
    field.fill("")
    field.press_sequentially("/uw geduld")
    expect(screen.page.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value("Dank u wel voor uw geduld.")
    field.press("Enter")
    expect(screen.messages(citizen.id, "adviser")).to_have_count(1)
    assert [one["text"] for one in citizen.heard() if one["from"] == "adviser"] == ["Dank u wel voor uw geduld."]
