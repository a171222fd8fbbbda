"""How messages are shown: cards with a verdict in words, sources with a date, and never anything but text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.visitor import Visitor


def test_a_card_says_the_verdict_in_words_and_by_shape(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    shapes = set()
    for verdict, words in {
        "waarschijnlijk": "Dit kunt u waarschijnlijk krijgen",
        "misschien": "Misschien kunt u dit krijgen",
        "niet": "Dit kunt u niet krijgen",
    }.items():
        card = visitor.page.locator(f'.card[data-verdict="{verdict}"]').first
        expect(card.locator(".verdict")).to_have_text(words)
        shapes.add(card.locator(".verdict path").get_attribute("d"))
    assert len(shapes) == 3


def test_a_card_gives_amount_reasons_checks_and_what_is_missing(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    loan = visitor.page.locator('[data-id="levenlanglerenkrediet"]')
    expect(loan.locator('[data-fact="rente"]')).to_contain_text("2,33 procent per jaar")
    expect(loan).to_contain_text("Waarom")
    expect(loan).to_contain_text("U bent jonger dan 57 jaar.")
    expect(loan).to_contain_text("Controleer zelf")
    fund = visitor.page.locator('[data-id="ontwikkelfonds"]')
    expect(fund).to_contain_text("in welke sector u werkt")
    expect(fund).not_to_contain_text("sector_nu")


def test_a_source_has_its_title_and_the_month_it_was_checked(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    loan = visitor.page.locator('[data-id="levenlanglerenkrediet"] .source')
    expect(loan).to_contain_text("Bron: DUO, levenlanglerenkrediet")
    expect(loan).to_contain_text("gecontroleerd: maart 2026")
    expect(visitor.page.locator('[data-id="ontwikkelfonds"] .source')).to_contain_text("gecontroleerd: 2025")


def test_a_long_list_shows_its_first_points_and_the_rest_when_asked(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    card = visitor.page.locator('[data-id="levenlanglerenkrediet"]')
    expect(card.get_by_text("De opleiding is erkend.")).to_be_visible()
    expect(card.get_by_text("U hebt geen schuld bij DUO.")).to_be_hidden()
    card.locator("summary", has_text="Toon nog 2 punten").press("Enter")
    expect(card.get_by_text("U hebt geen schuld bij DUO.")).to_be_visible()


def test_with_many_arrangements_each_shows_what_decides_and_the_rest_when_asked(visitor: Visitor) -> None:
    visitor.open()
    card = visitor.say("veel").locator('[data-id="regeling_1"]')
    for words in ("Dit kunt u waarschijnlijk krijgen", "tot 1.000 euro", "U hebt werk.", "Bron: DUO"):
        expect(card.get_by_text(words).first).to_be_visible()
    expect(card.get_by_text("De opleiding is erkend.")).to_be_hidden()
    card.locator("summary", has_text="Zo vraagt u het aan, en 2 punten om te controleren").press("Enter")
    expect(card.get_by_text("De opleiding is erkend.")).to_be_visible()
    expect(card.get_by_text("Vraag het aan op de site van DUO.")).to_be_visible()


def test_how_far_a_place_is_stands_beside_its_name(visitor: Visitor) -> None:
    visitor.open()
    job = visitor.say("leerbaan").locator('[data-id="demo_kok_2"]')
    expect(job.locator(".where")).to_have_text("Kampen14 km")
    expect(job.locator("dl")).not_to_contain_text("Kampen")


def test_what_comes_while_the_person_reads_older_messages_does_not_move_them_but_is_shown_on_request(
    visitor: Visitor, gateway: FakeGateway
) -> None:
    visitor.open()
    for word in ("52", "loket", "52"):
        visitor.say(word)
    visitor.message(1).scroll_into_view_if_needed()
    gateway.say({"text": "Goedemiddag"})
    news = visitor.page.get_by_role("button", name="Nieuw bericht")
    expect(news).to_be_visible()
    expect(visitor.message(1).locator(".words")).to_be_in_viewport()
    news.press("Enter")
    expect(visitor.message(8).locator(".words")).to_be_in_viewport()
    expect(news).to_be_hidden()
    assert visitor.focused() == "textarea.field"


def test_what_does_not_fit_is_in_a_drawer_that_opens(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("52")
    stap = visitor.page.locator('[data-id="stap_budget"]')
    expect(stap).to_be_hidden()
    visitor.page.locator("summary", has_text="Dit kunt u niet krijgen (2)").click()
    expect(stap).to_be_visible()
    expect(stap).to_contain_text("gestopt per 1 januari 2024")


@pytest.mark.parametrize(
    ("word", "kind", "badge"),
    [
        ("leerbaan", "leerbaan", "Voorbeeld, geen echte vacature"),
        ("evc", "evc_aanbieder", "Voorbeeld, geen echte aanbieder"),
    ],
)
def test_an_example_says_that_it_is_not_real(visitor: Visitor, word: str, kind: str, badge: str) -> None:
    visitor.open()
    visitor.say(word)
    for card in visitor.page.locator(f'[data-kind="{kind}"]').all():
        expect(card.locator(".demo")).to_have_text(badge)


def test_steps_are_one_numbered_list(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("evc")
    expect(visitor.page.locator("ol.steps")).to_have_count(1)
    expect(visitor.page.locator("ol.steps > li")).to_have_count(3)
    expect(visitor.page.locator("ol.steps h3").first).to_have_text("Kies uw doel")


def test_a_source_that_all_steps_share_stands_once(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("evc")
    expect(answer.locator(".steps .source")).to_have_count(0)
    expect(answer.locator(".items > .source")).to_contain_text("Bron: DUO")


def test_progress_counts_the_questions_and_goes_away_at_the_end(visitor: Visitor) -> None:
    visitor.open()
    progress = visitor.page.locator(".progress")
    expect(progress).to_be_hidden()
    visitor.say("vergoed")
    expect(progress).to_have_text("Vraag 1 van maximaal 4")
    visitor.page.get_by_role("button", name="Ik heb werk").click()
    expect(progress).to_have_text("Vraag 2 van maximaal 4")
    visitor.say("52")
    expect(progress).to_be_hidden()


def test_the_bar_of_the_progress_is_not_covered_by_the_field(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("vergoed")
    bar = visitor.page.locator(".bar").bounding_box()
    composer = visitor.page.locator(".composer").bounding_box()
    assert bar and composer and bar["height"] > 0
    assert bar["y"] + bar["height"] <= composer["y"]


def test_markup_and_script_are_shown_as_text_everywhere(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("html")
    expect(answer.locator(".words")).to_contain_text("<script>window.hacked = 1</script>")
    expect(answer.locator(".choices button")).to_contain_text("<b>vet</b>")
    expect(answer.locator(".card h3")).to_contain_text("<img src=x")
    assert answer.locator("script, img, b").count() == 0
    assert visitor.page.evaluate("() => window.hacked") is None


def test_what_the_person_writes_is_text_too(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("echo <img src=x onerror='window.hacked=1'>")
    assert visitor.page.locator("leerwijs-chat .entry img").count() == 0
    expect(visitor.message(2)).to_contain_text("<img src=x")
    assert visitor.page.evaluate("() => window.hacked") is None


def test_links_are_https_or_telephone_and_give_nothing_away(visitor: Visitor) -> None:
    visitor.open()
    visitor.say("html")
    visitor.say("loket")
    visitor.say("52")
    links = visitor.page.locator("leerwijs-chat .entry a")
    assert links.count() >= 5
    for link in links.all():
        assert (link.get_attribute("href") or "").startswith(("https://", "tel:"))
        assert "noopener" in (link.get_attribute("rel") or "")


def test_a_telephone_number_can_be_pressed(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("loket")
    expect(answer.locator(".words a", has_text="0800 0113")).to_have_attribute("href", "tel:08000113")
    expect(answer.locator(".words a", has_text="112")).to_have_attribute("href", "tel:112")
    expect(answer.locator('.words a[href^="tel:"]')).to_have_count(2)
    expect(answer.locator("dd a", has_text="038 123 45 67")).to_have_attribute("href", "tel:0381234567")


def test_a_list_in_a_text_is_a_list(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("loket")
    expect(answer.locator(".words ul li")).to_have_count(2)


def test_the_topics_to_choose_from_stand_with_the_message(visitor: Visitor) -> None:
    visitor.open()
    answer = visitor.say("krokodil")
    expect(answer).to_have_attribute("data-topic", "gesprek_niet_begrepen")
    expect(answer.locator('[data-payload="/evc_uitleg"]')).to_have_text("Wat is EVC?")


def test_a_mistake_of_the_gateway_in_a_message_does_not_stop_the_rest(visitor: Visitor, gateway: FakeGateway) -> None:
    visitor.open()
    unknown = {"kind": "nieuw", "id": "x", "title": "Iets nieuws"}
    gateway.say({"text": "half", "items": [unknown], "asks": {"slot": "x"}})
    expect(visitor.message(2)).to_contain_text("Iets nieuws")
    visitor.say("echo hallo")
    expect(visitor.answers().last).to_contain_text("U zei")
