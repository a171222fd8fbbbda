"""Everything works with the keyboard alone, and the focus is always somewhere sensible."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor


def test_the_launcher_is_a_button_that_opens_with_enter(visitor: Visitor) -> None:
    visitor.press("Tab", "Tab")
    assert visitor.focused() == "button.launcher"
    visitor.press("Enter")
    expect(visitor.panel).to_be_visible()
    assert visitor.focused() == "textarea.field"


def test_escape_closes_and_gives_the_focus_back_to_the_launcher(visitor: Visitor) -> None:
    visitor.open()
    visitor.press("Escape")
    expect(visitor.panel).to_be_hidden()
    assert visitor.focused() == "button.launcher"


def test_escape_closes_the_menu_first_and_gives_the_focus_back_to_its_button(visitor: Visitor) -> None:
    visitor.open()
    menu = visitor.page.get_by_role("button", name="Meer mogelijkheden")
    menu.press("Enter")
    visitor.page.get_by_role("button", name="Verwijder mijn gesprek").focus()
    visitor.press("Escape")
    expect(visitor.panel).to_be_visible()
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")


def test_a_whole_visit_goes_without_a_mouse(visitor: Visitor) -> None:
    visitor.launcher.press("Enter")
    visitor.message(1).wait_for()
    visitor.page.keyboard.type("Wat kan ik vergoed krijgen?")
    visitor.press("Enter")
    visitor.page.locator('[data-asks="werksituatie"]').wait_for()
    while visitor.focused() != "button.Ik heb werk":
        visitor.press("Shift+Tab")
    visitor.press("Enter")
    visitor.page.locator('[data-asks="leeftijd"]').wait_for()
    visitor.page.keyboard.type("52")
    visitor.press("Enter")
    expect(visitor.page.locator('[data-verdict="waarschijnlijk"]')).to_have_count(1)


def test_tab_goes_through_the_panel_in_the_order_of_the_screen(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.locator("h2").focus()
    order = []
    for _ in range(11):
        visitor.press("Tab")
        order.append(visitor.focused())
    names = [name.split(".")[0] + "." + name.split(".")[1].split(" ")[0] for name in order]
    assert names[:3] == ["button.head", "button.head", "div.scroll"]
    assert names.index("textarea.field") == names.index("button.send") - 1
    assert names.index("textarea.field") > 6, "the choices come between log and field"


def test_the_focus_moves_before_the_pressed_choice_goes_away(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.get_by_role("button", name="Hoe krijg ik EVC?").press("Enter")
    visitor.page.locator('[data-kind="stap"]').first.wait_for()
    assert visitor.focused() == "textarea.field"


def test_shift_enter_makes_a_new_line_and_enter_sends(visitor: Visitor) -> None:
    visitor.open()
    visitor.field.focus()
    visitor.page.keyboard.type("echo een")
    visitor.press("Shift+Enter")
    visitor.page.keyboard.type("twee")
    assert visitor.field.input_value() == "echo een\ntwee"
    visitor.press("Enter")
    expect(visitor.answers().last).to_contain_text("U zei: echo een")


def test_the_field_is_never_disabled_and_keeps_the_focus_while_waiting(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    gateway.delay = 0.4
    visitor.say("echo een", answered=False)
    expect(visitor.page.locator(".typing")).to_be_visible()
    expect(visitor.field).to_be_enabled()
    assert visitor.focused() == "textarea.field"
    visitor.page.keyboard.type("echo twee")
    visitor.press("Enter")
    expect(visitor.answers()).to_have_count(3)
    assert visitor.sequence() == [1, 2, 3, 4, 5]


def test_on_a_phone_the_page_behind_the_panel_is_out_of_reach(browser: Browser, gateway: FakeGateway) -> None:
    phone = Visitor.at(browser, gateway.url, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone.open()
    for _ in range(14):
        phone.press("Tab")
        assert phone.page.evaluate("() => document.activeElement.localName") in ("leerwijs-chat", "body")
    phone.press("Escape")
    assert phone.focused() == "button.launcher"
    phone.context.close()


def test_with_a_finger_the_focus_goes_to_the_title_so_that_no_keyboard_covers_the_greeting(
    browser: Browser, gateway: FakeGateway
) -> None:
    phone = Visitor.at(browser, gateway.url, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone.open()
    assert phone.focused() == "h2.title"
    phone.context.close()


def test_a_panel_that_opens_by_itself_does_not_take_the_focus(browser: Browser, gateway: FakeGateway) -> None:
    visitor = Visitor.at(browser, gateway.url, "/?data_open=1")
    visitor.message(1).wait_for()
    assert visitor.focused().startswith("body")
    visitor.context.close()
