"""Tests against the whole product, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from channels.desk.people import Role
from tests.e2e.chromium import launched
from tests.e2e.desk_screen import Screen
from tests.e2e.desk_world import LOKET, World, world

SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"


# Per package: Playwright allows one running instance, and the tests of the widget have theirs.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS


# ---- the desk -------------------------------------------------------------------------------------------------------

ALWAYS_OPEN = {day: [["00:00", "23:59"]] for day in ("mo", "tu", "we", "th", "fr", "sa", "su")}


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A loket that is open, with two advisers and their coordinator."""
    with world(tmp_path_factory.mktemp("desk")) as running:
        running.account("Samira")
        running.account("Joost")
        marleen = running.account("Marleen", Role.COORDINATOR)
        house = running.gateway.desk.house
        running.do(house.set_hours(marleen, LOKET, ALWAYS_OPEN))
        running.do(house.put_quick_text(marleen, LOKET, "Even geduld", "Ik zoek het voor u uit."))
        running.do(house.put_quick_text(marleen, LOKET, "Dank", "Dank u wel voor uw geduld."))
        yield running


@pytest.fixture
def here(office: World) -> Iterator[World]:
    """The loket, without anybody in the queue."""
    yield office
    office.clear()


@pytest.fixture
def open_screen(browser: Browser, here: World) -> Iterator[Any]:
    """Opens windows for advisers; afterwards none of them may have met an error."""
    screens: list[Screen] = []

    def open_one(name: str = "Samira", *, present: bool = True, **context: Any) -> Screen:
        screen = Screen.at(browser, here.url, name, **context)
        screens.append(screen)
        return screen.be_present() if present else screen

    yield open_one
    for screen in screens:
        screen.context.close()
    assert [error for screen in screens for error in screen.errors] == []
