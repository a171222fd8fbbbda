"""The desk on screens of all sizes, without colours, and before axe-core, in every state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chromium import NARROW, PHONE
from tests.e2e.desk_screen import Screen
from tests.e2e.desk_world import LOKET, World

AXE = Path(__file__).parents[2] / "channels" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const places = (found) => found.nodes.map((node) => node.target.flat().join(" ")).join(", ");
  return violations.map((found) => `${found.id}: ${places(found)}`);
}"""


@pytest.mark.parametrize(
    ("viewport", "beside"), [({"width": 1280, "height": 720}, 2), (PHONE, 1), (NARROW, 1)], ids=["1280", "phone", "320"]
)
def test_nothing_falls_off_the_screen(here: World, open_screen: Any, viewport: Any, beside: int) -> None:
    screen = open_screen(viewport=viewport)
    talks = [
        here.citizen("Wat kan ik vergoed krijgen?", "ik wil een mens spreken", profile={"plaats": "Zwolle"})
        for _ in (1, 2)
    ]
    assert screen.overflow() <= 0
    for talk in talks:
        screen.page.goto(f"{here.url}/desk")
        screen.take(talk.id)
        assert screen.overflow() <= 0
    screen.page.goto(f"{here.url}/desk?gesprek={talks[0].id}&gesprek={talks[1].id}")
    expect(screen.page.locator(".chat:visible")).to_have_count(beside)
    newest = screen.messages(talks[1].id).last
    expect(newest).to_be_in_viewport()
    column = screen.column(talks[1].id)
    column.get_by_role("button", name="Dossier").click()
    expect(column.get_by_role("heading", name="Wat we weten")).to_be_in_viewport()
    expect(screen.field(talks[1].id)).to_be_hidden()
    for path in ("account", "terugbellen", "archief"):
        screen.page.goto(f"{here.url}/desk/{path}")
        assert screen.overflow() <= 0, path


def test_urgent_and_states_are_told_apart_without_colours(here: World, open_screen: Any) -> None:
    screen = open_screen(forced_colors="active")
    here.citizen("Ik zie het niet meer zitten", profile={"plaats": "Zwolle"})
    badge = screen.page.locator("[data-waiting] .badge.urgent")
    expect(badge).to_contain_text("Dringend")
    expect(badge.locator("svg")).to_be_visible()
    assert badge.evaluate("(one) => getComputedStyle(one).borderStyle") == "solid"
    pressed = screen.page.locator('#stand-aanwezig[aria-pressed="true"]')
    assert pressed.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"


# ---- axe ------------------------------------------------------------------------------------------------------------


def chat_open(here: World, screen: Screen) -> None:
    first = here.citizen(
        "Wat kan ik vergoed krijgen?", "Ik heb werk", "52", "ik wil een mens spreken",
        profile={"plaats": "Zwolle", "leeftijd": 52, "werksituatie": "werknemer"},
    )  # fmt: skip
    here.citizen("Ik zie het niet meer zitten", profile={"plaats": "Zwolle"})
    screen.take(first.id)
    screen.say(first.id, "Goedemorgen")
    expect(screen.page.locator(".is-urgent")).to_have_count(1)
    for drawer in screen.page.locator(".chat summary").all():
        if drawer.is_visible():
            drawer.click()


def beside(here: World, screen: Screen) -> None:
    for _ in range(2):
        screen.take(here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"}).id)


def quick_texts(here: World, screen: Screen) -> None:
    talk = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    screen.take(talk.id)
    screen.field(talk.id).press("/")
    expect(screen.page.get_by_role("option")).to_have_count(2)


def sheet(link: str) -> Any:
    def opened(here: World, screen: Screen) -> None:
        talk = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
        screen.take(talk.id)
        screen.column(talk.id).get_by_role("link", name=link).first.click()
        expect(screen.sheet).to_be_visible()

    return opened


def searched(here: World, screen: Screen) -> None:
    talk = here.citizen("ik wil een mens spreken", profile={"plaats": "Zwolle"})
    column = screen.take(talk.id)
    column.get_by_label("Zoekwoorden").fill("zorg")
    column.get_by_label("Zoekwoorden").press("Enter")
    expect(screen.sheet.locator(".card").first).to_be_visible()


def preferences(here: World, screen: Screen) -> None:
    screen.page.keyboard.press("?")
    expect(screen.page.get_by_role("dialog")).to_be_visible()


def page(path: str) -> Any:
    def opened(here: World, screen: Screen) -> None:
        screen.page.goto(f"{here.url}/desk/{path}")
        expect(screen.page.get_by_role("heading", level=1)).to_be_visible()

    return opened


STATES: dict[str, Any] = {
    "wachtrij": lambda here, screen: None,
    "gesprek": chat_open,
    "naast elkaar": beside,
    "snelle teksten": quick_texts,
    "doorgeven": sheet("Doorgeven"),
    "terug": sheet("Naar assistent"),
    "afsluiten": sheet("Afsluiten"),
    "gegeven": sheet("Gegeven toevoegen"),
    "merken": sheet("Klopt niet"),
    "zoeken": searched,
    "voorkeuren": preferences,
    **{path: page(path) for path in ("account", "terugbellen", "afspraken", "archief", "leren", "cijfers", "collegas",
                                     "logboek", f"loket/{LOKET}", "nergens")},
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(here: World, open_screen: Any, state: str) -> None:
    screen = open_screen("Marleen")
    STATES[state](here, screen)
    assert violations(screen) == []
    screen.page.emulate_media(color_scheme="dark")
    assert violations(screen) == []


@pytest.mark.parametrize("state", ["gesprek", "wachtrij", "afsluiten", "cijfers"])
def test_axe_finds_nothing_on_a_phone(here: World, open_screen: Any, state: str) -> None:
    screen = open_screen("Marleen", viewport=PHONE, is_mobile=True, has_touch=True)
    STATES[state](here, screen)
    assert violations(screen) == []


def test_axe_finds_nothing_at_the_door(browser: Browser, here: World) -> None:
    screen = Screen.at(browser, here.url)
    screen.page.goto(f"{here.url}/desk/inloggen")
    assert violations(screen) == []
    screen.page.get_by_label("E-mailadres").fill("niemand@loket.example")
    screen.page.get_by_label("Wachtwoord").fill("verkeerd")
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    assert violations(screen) == []
    screen.context.close()


def violations(screen: Screen) -> list[str]:
    """What axe finds in the page as it is now."""
    screen.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = screen.page.evaluate(RUN_AXE, RULES)
    return found
