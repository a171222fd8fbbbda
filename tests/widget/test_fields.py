"""Fields for what is asked: a number, a place with suggestions, several answers. All by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor


@pytest.fixture
def asked(visitor: Visitor) -> Visitor:
    """Somebody who is asked for a place, with the focus in the field."""
    visitor.open()
    visitor.say("woonplaats")
    expect(place(visitor)).to_be_focused()
    return visitor


def place(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("combobox", name="Uw woonplaats of postcode")


def options(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("option")


def typed(visitor: Visitor, text: str, found: int) -> None:
    visitor.page.keyboard.type(text)
    expect(options(visitor)).to_have_count(found)


def test_a_number_is_asked_with_a_label_an_example_and_the_keyboard_of_digits(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("vergoed")
    visitor.page.get_by_role("button", name="Ik heb werk").press("Enter")
    field = visitor.page.get_by_role("textbox", name="Uw leeftijd in jaren")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("inputmode", "numeric")
    expect(field).to_have_accessible_description("Bijvoorbeeld: 42")
    visitor.say("52")
    expect(visitor.page.get_by_role("textbox", name="Uw vraag of antwoord")).not_to_have_attribute(
        "inputmode", "numeric"
    )


def test_the_field_for_a_place_has_the_focus_where_the_other_field_had_it(asked: Visitor) -> None:
    expect(asked.page.locator(".composer textarea")).to_be_hidden()
    asked.page.keyboard.type("Kampen")
    asked.press("Enter")
    expect(asked.page.locator(".composer textarea")).to_be_focused()


def test_what_was_being_typed_is_kept_when_the_field_changes(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.field.press_sequentially("Kam")
    gateway.say({"text": "Waar woont u?", "asks": {"slot": "plaats"}}, sender="bot", name="Leerwijs")
    expect(place(visitor)).to_be_focused()
    assert place(visitor).input_value() == "Kam"
    visitor.page.keyboard.type("pen")
    assert place(visitor).input_value() == "Kampen"


def test_a_place_is_chosen_with_the_arrows_and_enter(asked: Visitor, gateway: FakeGateway) -> None:
    typed(asked, "zwo", 3)
    expect(place(asked)).to_have_attribute("aria-expanded", "true")
    asked.press("ArrowDown", "ArrowDown")
    chosen = asked.page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Zwolle (Gelderland)")
    assert place(asked).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    expect(place(asked)).to_be_focused()
    asked.press("Enter")
    asked.until(lambda: gateway.sends[-1].get("text") == "Zwolle (Gelderland)", "the place is sent")
    expect(options(asked)).to_have_count(0)


def test_arrow_up_begins_at_the_last_place(asked: Visitor) -> None:
    typed(asked, "zwo", 3)
    asked.press("ArrowUp")
    expect(asked.page.get_by_role("option", selected=True)).to_contain_text("Zwollerkerspel")


def test_a_place_can_be_pressed(asked: Visitor, gateway: FakeGateway) -> None:
    typed(asked, "zwo", 3)
    options(asked).first.click()
    asked.until(lambda: gateway.sends[-1].get("text") == "Zwolle", "the place is sent")
    expect(asked.page.locator(".composer textarea")).to_be_focused()


def test_what_is_typed_can_be_sent_as_it_is(asked: Visitor, gateway: FakeGateway) -> None:
    typed(asked, "zwo", 3)
    asked.press("Enter")
    asked.until(lambda: gateway.sends[-1].get("text") == "zwo", "the words are sent")


def test_how_many_places_there_are_is_said_once_per_list(asked: Visitor) -> None:
    typed(asked, "zwo", 3)
    assert asked.heard()[-1] == "3 plaatsen gevonden. Kies met de pijltjes."
    asked.page.keyboard.type("x")
    expect(options(asked)).to_have_count(0)
    asked.until(lambda: asked.heard()[-1].startswith("Geen plaats gevonden"), "that there is none is said")


def test_escape_closes_the_list_first_and_then_the_panel(asked: Visitor) -> None:
    typed(asked, "zwo", 3)
    asked.press("Escape")
    expect(options(asked)).to_have_count(0)
    expect(asked.panel).to_be_visible()
    assert place(asked).input_value() == "zwo"
    asked.press("Escape")
    expect(asked.panel).to_be_hidden()
    assert asked.focused() == "button.launcher"


def test_the_list_goes_when_the_focus_does(asked: Visitor) -> None:
    typed(asked, "zwo", 3)
    asked.press("Tab")
    expect(options(asked)).to_have_count(0)


def test_only_what_can_be_a_place_is_asked_for(asked: Visitor, gateway: FakeGateway) -> None:
    for text in ("ik woon in de buurt van het station in Zwolle", "mijn nummer is 0612345678", "Z"):
        place(asked).fill(text)
        asked.page.wait_for_timeout(250)
    assert gateway.searched == []


def test_who_types_fast_asks_once(asked: Visitor, gateway: FakeGateway) -> None:
    typed(asked, "zwolle", 3)
    assert gateway.searched == ["zwolle"]


def test_several_answers_are_ticked_and_sent_together(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("sector")
    group = visitor.page.get_by_role("group", name="U kunt meer dan één antwoord kiezen")
    expect(group.get_by_role("checkbox")).to_have_count(3)
    group.get_by_role("checkbox").first.focus()
    visitor.press("Space", "Tab", "Tab", "Space", "Tab", "Enter")
    visitor.until(lambda: len(gateway.sends) == 2, "the choice is sent")
    assert gateway.sends[-1]["text"] == "Zorg en welzijn en Groen en dieren"
    expect(group).to_have_count(0)
    assert visitor.focused() == "textarea.field"


def test_sending_without_a_choice_says_so_and_goes_to_the_first(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("sector")
    visitor.page.get_by_role("button", name="Verstuur mijn keuze").press("Enter")
    assert visitor.heard()[-1].startswith("Kies eerst een antwoord")
    expect(visitor.page.get_by_role("checkbox", name="Zorg en welzijn")).to_be_focused()
    assert len(gateway.sends) == 1


def test_not_knowing_stays_a_button_beside_several_answers(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    visitor.say("sector")
    visitor.page.get_by_role("button", name="Dat weet ik niet").press("Enter")
    visitor.until(lambda: len(gateway.sends) == 2, "the button is sent")
    assert gateway.sends[-1]["payload"] == "/gesprek_weet_niet"
