"""Every state that the widget can be in, and how one gets there: for checks that must hold in all of them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor

State = Callable[[Visitor, FakeGateway], None]


def closed(visitor: Visitor, gateway: FakeGateway) -> None:
    """Nothing happened yet."""


def news(visitor: Visitor, gateway: FakeGateway) -> None:
    """The button with a message that came while the panel was closed."""
    visitor.open()
    visitor.press("Escape")
    gateway.say({"text": "Ik ben er weer"})
    expect(visitor.launcher).to_contain_text("1 nieuw bericht")


def opened(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()


def asking(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("vergoed")


def number(visitor: Visitor, gateway: FakeGateway) -> None:
    asking(visitor, gateway)
    visitor.page.get_by_role("button", name="Ik heb werk").click()
    visitor.page.locator('[data-asks="leeftijd"]').wait_for()


def places(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("woonplaats")
    visitor.field.press_sequentially("zwo")
    visitor.page.get_by_role("option").first.wait_for()
    visitor.press("ArrowDown")


def several(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("sector")
    visitor.page.get_by_role("checkbox").first.check()


def verdicts(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("52")
    for drawer in visitor.page.locator("summary").all():
        drawer.click()


def brief(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("veel").locator(".later summary").first.click()


def below(visitor: Visitor, gateway: FakeGateway) -> None:
    """A new message out of sight."""
    visitor.open()
    for word in ("52", "52"):
        visitor.say(word)
    visitor.message(1).scroll_into_view_if_needed()
    gateway.say({"text": "Goedemiddag"})
    visitor.page.get_by_role("button", name="Nieuw bericht").wait_for()


def simpler(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().message(1).get_by_role("button", name="Eenvoudiger").click()


def steps(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("evc")


def examples(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("leerbaan")


def loket(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("loket")


def appointment(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("afspraak")


def thumbs_down(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().say("evc").get_by_role("button", name="Dit helpt mij niet").click()


def menu(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().page.get_by_role("button", name="Meer mogelijkheden").click()
    visitor.page.locator('[data-menu="overview"]').wait_for()


def removal(visitor: Visitor, gateway: FakeGateway) -> None:
    menu(visitor, gateway)
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").click()


def failed(visitor: Visitor, gateway: FakeGateway) -> None:
    gateway.failing_sends, gateway.failure = 1, 422
    visitor.open().say("hallo", answered=False)
    expect(visitor.page.locator('[data-status="failed"]')).to_be_visible()


def too_long(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open().field.fill("a" * 2001)


def offline(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.context.set_offline(True)
    expect(visitor.panel).to_have_attribute("data-connection", "offline")


def queue(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.wait_in_queue(2, 5)
    visitor.page.get_by_role("button", name="Niet meer wachten").wait_for()


def adviser(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.take_over()
    gateway.say({"text": "Goedemiddag"}, name="Samira")
    visitor.message(3).wait_for()
    gateway.type("Samira")
    visitor.page.get_by_text("Samira typt").wait_for()


def ended(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.own(owner="gesloten")
    expect(visitor.panel).to_have_attribute("data-owner", "gesloten")


def erased(visitor: Visitor, gateway: FakeGateway) -> None:
    removal(visitor, gateway)
    visitor.page.get_by_role("button", name="Ja, verwijder alles").click()
    visitor.page.locator('[data-problem="erased"]').wait_for()


def unreachable(visitor: Visitor, gateway: FakeGateway) -> None:
    gateway.down = True
    visitor.launcher.click()
    visitor.page.locator("[data-problem]").wait_for()


STATES: list[State] = [
    closed, news, opened, asking, number, places, several, verdicts, brief, below, simpler, steps, examples, loket,
    appointment, thumbs_down, menu, removal, failed, too_long, offline, queue, adviser, ended, erased, unreachable,
]  # fmt: skip
IN_THE_DARK: list[State] = [opened, number, places, several, verdicts, examples, failed, queue, adviser]
