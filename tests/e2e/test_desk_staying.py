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
