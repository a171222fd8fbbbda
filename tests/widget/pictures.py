"""Takes the pictures of docs/widget.md: ``python -m tests.widget.pictures [STATE ...]``.

Each state is one picture of four: desktop and phone, light and dark. They come from the widget as it is built, on the
fake gateway, so that they can be taken anew after every change of its looks.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, expect

from tests.e2e.chromium import launched
from tests.e2e.fake_gateway import FakeGateway, serving
from tests.e2e.visitor import Visitor

FOLDER = Path(__file__).parents[2] / "docs" / "images" / "widget"
GAP, COLOURS = 24, 128
# Every picture is taken at the same moment of the day.
CLOCK = "Date.prototype.toLocaleTimeString = () => '09:30';"
DESKTOP: dict[str, Any] = {"viewport": {"width": 500, "height": 792}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 792}, "has_touch": True, "is_mobile": True}
DEVICES = [
    {**DESKTOP, "color_scheme": "light"}, {**DESKTOP, "color_scheme": "dark"},
    {**PHONE, "color_scheme": "light"}, {**PHONE, "color_scheme": "dark"},
]  # fmt: skip

State = Callable[[Visitor, FakeGateway], None]


def knop(visitor: Visitor, gateway: FakeGateway) -> None:
    """The button on the page, with a message that came while the panel was closed."""
    visitor.open()
    visitor.page.keyboard.press("Escape")
    gateway.say({"text": "Ik ben er weer."})
    expect(visitor.launcher).to_contain_text("1 nieuw bericht")


def begin(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()


def vraag(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Wat kan ik vergoed krijgen?")


def getal(visitor: Visitor, gateway: FakeGateway) -> None:
    vraag(visitor, gateway)
    visitor.page.get_by_role("button", name="Ik heb werk").click()
    visitor.page.locator('[data-asks="leeftijd"]').wait_for()
    visitor.field.fill("52")


def meerkeuze(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("In welke sector past ik?")
    for name in ("Zorg en welzijn", "Groen en dieren"):
        visitor.page.get_by_label(name).check()


def plaats(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Mijn woonplaats")
    visitor.field.press_sequentially("Zwo")
    visitor.page.locator(".options").wait_for()
    visitor.page.keyboard.press("ArrowDown")


def oordelen(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Ik ben 52")


def oordelen_meer(visitor: Visitor, gateway: FakeGateway) -> None:
    oordelen(visitor, gateway)
    visitor.page.locator(".drawer summary").click()
    visitor.page.locator('[data-id="ontwikkelfonds"]').scroll_into_view_if_needed()
    visitor.page.locator('[data-id="scholingsaftrek"]').scroll_into_view_if_needed()


def oordelen_kort(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Toon mij veel regelingen")


def stappen(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Hoe krijg ik EVC?")


def leerbanen(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Vind een leerbaan als kok")


def loket(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Welk loket helpt mij?")


def wachtrij(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.own(owner="wachtrij")
    visitor.say("Ik wil een mens spreken", answered=False)
    visitor.message(2).wait_for()
    gateway.wait_in_queue(2, 5)
    text = "Een adviseur komt zo bij u. U kunt hier gewoon wachten."
    gateway.say({"text": text}, sender="system", name="Mededeling")
    visitor.message(3).wait_for()


def adviseur(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.take_over()
    gateway.say({"text": "Goedemorgen, ik ben Samira. Ik heb uw gesprek gelezen. Waarmee help ik u?"}, name="Samira")
    visitor.message(3).wait_for()
    visitor.say("Kan ik ook op zaterdag leren?", answered=False)
    visitor.message(4).wait_for()
    gateway.read_up_to(4)
    gateway.type("Samira")
    visitor.page.get_by_text("Gelezen door Samira").wait_for()
    visitor.page.get_by_text("Samira typt").wait_for()


def afspraak(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Ik wil een afspraak")


def oordeel_geven(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Hoe krijg ik EVC?").get_by_role("button", name="Dit helpt mij niet").click()
    visitor.page.locator("[data-reason]").last.scroll_into_view_if_needed()


def menu(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().page.get_by_role("button", name="Meer mogelijkheden").click()
    visitor.page.locator('[data-menu="overview"]').wait_for()


def verwijderen(visitor: Visitor, gateway: FakeGateway) -> None:
    menu(visitor, gateway)
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").click()


def niet_verzonden(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.failing_sends, gateway.failure = 1, 422
    visitor.say("Is het STAP-budget nog open?", answered=False)
    visitor.page.locator('[data-status="failed"]').wait_for()


def te_lang(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().field.fill("Ik werk al jaren in een keuken en wil nu iets anders. " * 38)


def geen_verbinding(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.context.set_offline(True)
    expect(visitor.panel).to_have_attribute("data-connection", "offline")


def arabisch(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("Spreekt u Arabisch?")


STATES: list[State] = [
    knop, begin, vraag, getal, meerkeuze, plaats, oordelen, oordelen_meer, oordelen_kort, stappen, leerbanen, loket,
    wachtrij, adviseur, afspraak, oordeel_geven, menu, verwijderen, niet_verzonden, te_lang, geen_verbinding, arabisch,
]  # fmt: skip


def shot(browser: Browser, gateway: FakeGateway, state: State, device: dict[str, Any]) -> Image.Image:
    """One state on one device."""
    visitor = Visitor.at(browser, gateway.url, script=CLOCK, reduced_motion="reduce", **device)
    state(visitor, gateway)
    visitor.page.wait_for_timeout(150)
    content = visitor.page.screenshot(animations="disabled", caret="hide")
    visitor.context.close()
    gateway.reset()
    return Image.open(io.BytesIO(content)).convert("RGB")


def montage(shots: list[Image.Image]) -> Image.Image:
    """The shots beside each other, in few colours: flat surfaces and text need no more."""
    width = sum(shot.width for shot in shots) + GAP * (len(shots) + 1)
    whole = Image.new("RGB", (width, max(shot.height for shot in shots) + 2 * GAP), "#c9d3da")
    left = GAP
    for one in shots:
        whole.paste(one, (left, GAP))
        left += one.width + GAP
    return whole.quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    """Take the pictures that are named, or all."""
    wanted = set(sys.argv[1:])
    FOLDER.mkdir(parents=True, exist_ok=True)
    with launched() as browser, serving() as gateway:
        for state in STATES:
            if wanted and state.__name__ not in wanted:
                continue
            picture = montage([shot(browser, gateway, state, device) for device in DEVICES])
            picture.save(FOLDER / f"{state.__name__}.png", optimize=True)
            print(state.__name__)


if __name__ == "__main__":
    main()
