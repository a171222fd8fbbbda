"""\"Mijn overzicht\" in a real browser: with and without scripts, by keyboard, on a phone, enlarged, dark, on paper."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.chromium import DESKTOP, NARROW, PHONE, record_errors
from tests.e2e.overview_world import Overview, Site, cards, serving
from tests.e2e.visitor import Visitor
from tests.widget.test_axe import RULES, RUN, SCRIPT

# Controls that are pressed by their words have the size of those words; a link within a text is as large as the text.
SMALL_TARGETS = """() => [
    ...document.querySelectorAll("button, .button, summary, nav a, select, textarea, input, .step, .choose")
  ].filter((one) => one.type !== "hidden" && one.type !== "checkbox")
  .filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height < 43.5; })
  .map((one) => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""
STICKS_OUT = """() => {
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.right > document.documentElement.clientWidth + 1;
  });
  return wide || out.length ? out.map((one) => `${one.localName}.${one.className}`) : [];
}"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
OUTLINED = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("overview")) as site:
        yield site


@pytest.fixture
def full(site: Site) -> Overview:
    """An overview with everything on it, something ticked, and something written down."""
    overview = site.overview(cards())
    overview.send("/wat-ik-kan/vaardigheid", what="Nieuwe collega's inwerken", proof="Zes jaar\nteamleider")
    overview.send("/wat-ik-kan/diploma", title="Verkoper", level="mbo2", year="1998", school="")
    return overview


Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    """Opens an address in a window of its own. Fails when a page made an error or asked another site for something."""
    windows: list[BrowserContext] = []
    wrong: list[list[str]] = []

    def open_(url: str, **context: Any) -> Page:
        window = browser.new_context(**{"viewport": DESKTOP, "locale": "nl-NL", **context})
        window.set_default_timeout(10_000)
        page = window.new_page()
        errors = record_errors(page)
        own = url.split("/overzicht")[0]
        page.on("request", lambda asked: None if asked.url.startswith(own) else errors.append(f"asks {asked.url}"))
        windows.append(window)
        wrong.append(errors)
        page.goto(url)
        return page

    yield open_
    for window in windows:
        window.close()
    assert wrong == [[]] * len(wrong)


def no_faults(page: Page) -> None:
    page.evaluate(SCRIPT)
    assert page.evaluate(RUN, RULES) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(STICKS_OUT) == []


# ---- for everybody --------------------------------------------------------------------------------------------------

PAGES = ["", "/wat-ik-kan", "/wissen", "x"]
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "is_mobile": True, "has_touch": True},
    "narrow-dark": {"viewport": NARROW, "color_scheme": "dark"},
    "colours-forced": {"forced_colors": "active"},
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES, ids=["overview", "skills", "erase", "gone"])
def test_nothing_is_found_wrong(full: Overview, opens: Opens, path: str, look: str) -> None:
    no_faults(opens(full.url + path, **LOOKS[look]))


def test_nothing_is_found_wrong_where_there_is_nothing_yet(site: Site, opens: Opens) -> None:
    empty = site.overview()
    for path in ("", "/wat-ik-kan"):
        no_faults(opens(empty.url + path))


def test_nothing_is_found_wrong_with_everything_open_ticked_and_in_error(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    for one in page.locator("summary").all():
        one.click()
    for box in page.locator('input[type="checkbox"]').all():
        box.check()
    expect(page.locator("#stand-vinkjes")).to_contain_text("Bewaard")
    no_faults(page)
    page = opens(full.url + "/wat-ik-kan")
    page.locator("#title").fill("Kok")
    page.locator("#year").fill("98")
    page.locator("#level").select_option("mbo2")
    page.locator("#diploma button").click()
    expect(page.locator(".notice.wrong")).to_be_focused()
    no_faults(page)


@pytest.mark.parametrize("path", ["", "/wat-ik-kan"])
def test_at_400_percent_and_with_wide_text_nothing_is_lost(full: Overview, opens: Opens, path: str) -> None:
    page = opens(full.url + path, viewport={"width": 320, "height": 256})
    page.evaluate(SPACED)
    assert page.evaluate(STICKS_OUT) == []


@pytest.mark.parametrize("path", PAGES[:3])
def test_headings_and_landmarks_tell_the_order_of_the_page(full: Overview, opens: Opens, path: str) -> None:
    page = opens(full.url + path)
    levels = page.locator("h1, h2, h3, h4").evaluate_all("(all) => all.map((one) => Number(one.localName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1  # type: ignore[arg-type]
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_a_verdict_is_told_by_its_words_and_shape_too(full: Overview, opens: Opens) -> None:
    badges = opens(full.url).locator(".badge")
    said = badges.all_inner_texts()
    assert said == ["Past waarschijnlijk", "Past misschien", "Via uw werkgever"]
    shapes = badges.locator("path").evaluate_all("(all) => all.map((one) => one.getAttribute('d'))")
    assert len(set(shapes)) == 3


def test_the_chart_says_nothing_that_the_table_does_not(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    drawn = page.locator(".chart .bar span").all_inner_texts()
    assert len(drawn) >= 2
    table = page.locator("table.money").inner_text()
    assert all(amount in table for amount in drawn)


# ---- with scripts ---------------------------------------------------------------------------------------------------


def test_a_tick_is_kept_at_once_and_is_there_after_a_reload(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    expect(page.get_by_role("button", name="Bewaar mijn vinkjes")).to_have_count(0)
    page.get_by_label("Vraag een formulier.").check()
    expect(page.locator("#stand-vinkjes")).to_have_text(re.compile(r"^Bewaard\. 1 van de \d+ stappen gedaan\.$"))
    expect(page.locator("#gedaan")).to_have_text("1")
    page.reload()
    expect(page.get_by_label("Vraag een formulier.")).to_be_checked()
    expect(page.get_by_label("Stuur het op.")).not_to_be_checked()
    page.get_by_label("Vraag een formulier.").uncheck()
    expect(page.locator("#gedaan")).to_have_text("0")


def test_a_tick_that_cannot_be_kept_goes_back_and_says_so(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    page.route("**/vinkjes", lambda route: route.fulfill(status=503))
    box = page.get_by_label("Vraag een formulier.")
    box.click()
    told = page.locator("#stand-vinkjes")
    expect(told).to_contain_text("Bewaren lukt nu niet")
    expect(told).to_be_visible()
    expect(box).not_to_be_checked()


def test_fast_fingers_end_as_they_ended(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    box = page.get_by_label("Vraag een formulier.")
    for _ in range(5):
        box.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#gedaan")).to_have_text("1")
    page.reload()
    expect(page.get_by_label("Vraag een formulier.")).to_be_checked()


def test_by_keyboard_alone(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Naar de inhoud")
    expect(page.locator(":focus")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    boxes = 0
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():
            break
        assert page.evaluate(OUTLINED), focused.evaluate("(one) => one.outerHTML")
        if focused.get_attribute("type") == "checkbox":
            boxes += 1
            page.keyboard.press("Space")
            expect(focused).to_be_checked()
    assert boxes == page.locator('input[type="checkbox"]').count() > 5
    expect(page.locator("#gedaan")).not_to_have_text("0")


def test_the_link_can_be_copied(full: Overview, opens: Opens) -> None:
    page = opens(full.url, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopieer de link").click()
    expect(page.locator("#stand-link")).to_have_text("De link is gekopieerd.")
    assert page.evaluate("navigator.clipboard.readText()") == full.url


# ---- without scripts ------------------------------------------------------------------------------------------------


def test_everything_works_without_scripts(full: Overview, opens: Opens) -> None:
    page = opens(full.url, java_script_enabled=False)
    page.get_by_label("Vraag een formulier.").check()
    page.get_by_label("Dit kies ik: Leerbaan kok").check()
    page.get_by_role("button", name="Bewaar mijn vinkjes").first.click()
    expect(page.locator(".notice")).to_have_text("Uw vinkjes zijn bewaard.")
    expect(page.get_by_label("Vraag een formulier.")).to_be_checked()
    expect(page.locator(".timeline")).to_contain_text("Leerbaan kok")
    expect(page.get_by_role("button", name="Print deze pagina")).to_have_count(0)

    page.get_by_role("link", name="Wat ik kan", exact=True).first.click()
    page.get_by_role("textbox", name="Dit kan ik").fill("Kas opmaken")
    page.locator("#vaardigheid").get_by_role("button").click()
    expect(page.locator(".notice")).to_have_text("Bewaard.")
    page.get_by_role("link", name="Wijzig Kas opmaken").click()
    page.get_by_role("textbox", name="Dit kan ik").fill("De kas opmaken")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator(".entry").last).to_contain_text("Verkoper")
    expect(page.locator(".entries").first).to_contain_text("De kas opmaken")
    page.get_by_role("button", name="Haal weg De kas opmaken").click()
    expect(page.locator(".entries").first).not_to_contain_text("De kas opmaken")


def test_a_wrong_form_is_told_at_the_top_and_at_the_field(full: Overview, opens: Opens) -> None:
    page = opens(full.url + "/wat-ik-kan", java_script_enabled=False)
    page.get_by_label("Naam van het diploma").fill("Kok")
    page.get_by_label("Wat voor diploma is het?").select_option("mbo3")
    page.get_by_label("In welk jaar haalde u het?").fill("12")
    page.locator("#diploma").get_by_role("button").click()
    assert page.title().startswith("Fout: ")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#year")).to_be_focused()
    expect(page.locator("#year")).to_have_attribute("aria-invalid", "true")
    described = page.locator("#year").get_attribute("aria-describedby") or ""
    assert "Dit jaar klopt niet." in page.locator(f"#{described.split()[-1]}").inner_text()
    expect(page.get_by_label("Naam van het diploma")).to_have_value("Kok")


def test_a_file_is_saved_and_read_in_elsewhere(site: Site, full: Overview, opens: Opens) -> None:
    page = opens(full.url + "/wat-ik-kan")
    with page.expect_download() as saving:
        page.get_by_role("link", name="Bewaar als bestand").click()
    saved = saving.value.path()
    assert json.loads(saved.read_text(encoding="utf-8"))["skills"][0]["proof"] == "Zes jaar\nteamleider"
    other = opens(site.overview().url + "/wat-ik-kan")
    other.get_by_label("Het bestand dat u hier bewaarde").set_input_files(saved)
    other.get_by_role("button", name="Lees in").click()
    expect(other.locator(".notice")).to_have_text("Het bestand is ingelezen.")
    expect(other.locator(".notice")).to_be_focused()
    expect(other.locator(".entries").first).to_contain_text("Nieuwe collega's inwerken")


def test_a_file_that_is_too_large_never_leaves_the_device(full: Overview, opens: Opens) -> None:
    page = opens(full.url + "/wat-ik-kan")
    large = {"name": "foto.json", "mimeType": "application/json", "buffer": b" " * 20_000}
    page.get_by_label("Het bestand dat u hier bewaarde").set_input_files(large)  # type: ignore[arg-type]
    page.get_by_role("button", name="Lees in").click()
    message = page.locator("#file").evaluate("(field) => field.validationMessage")
    assert "te groot" in message
    assert page.url == full.url + "/wat-ik-kan"


# ---- paper, another device, and gone --------------------------------------------------------------------------------


def test_on_paper_there_is_nothing_to_press_and_everything_is_open(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    page.emulate_media(media="print")
    for hidden in (".take", ".contents", "header.top", 'section[aria-labelledby="bewaren"]', "footer"):
        expect(page.locator(hidden)).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("De opleiding is erkend.")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.get_by_text("De opleiding is erkend.")).to_be_hidden()


def test_other_sites_are_not_told_where_somebody_came_from(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    for link in page.locator('a[href^="http"]').all():
        assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


def test_the_link_opens_the_same_on_another_device_until_there_is_a_new_one(full: Overview, opens: Opens) -> None:
    opens(full.url).get_by_label("Vraag een formulier.").check()
    phone = opens(full.url, **LOOKS["phone"])
    expect(phone.get_by_label("Vraag een formulier.")).to_be_checked()
    phone.get_by_role("button", name="Maak een nieuwe link").click()
    expect(phone.locator(".notice")).to_contain_text("U hebt een nieuwe link.")
    assert full.url not in phone.url
    expect(opens(full.url).get_by_role("heading", level=1)).to_have_text("Dit overzicht is er niet meer")


def test_it_is_erased_after_a_question_and_is_gone(full: Overview, opens: Opens) -> None:
    page = opens(full.url)
    page.get_by_role("link", name="Wis mijn gesprek en dit overzicht").click()
    page.get_by_role("button", name="Ja, wis alles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles is gewist")
    expect(opens(full.url).get_by_role("heading", level=1)).to_have_text("Dit overzicht is er niet meer")
    assert full.http.get(f"{full.conversation}/messages").status_code == 404


# ---- the whole product ----------------------------------------------------------------------------------------------


def test_the_widget_opens_it(browser: Browser, stack_url: str) -> None:
    visitor = Visitor.at(browser, stack_url).open()
    visitor.say("is het stap-budget nog open")
    visitor.page.locator('[aria-controls="menu"]').click()
    with visitor.context.expect_page() as opening:
        visitor.page.locator('[data-menu="overview"]').click()
    page = opening.value
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn overzicht")
    expect(page.locator("#r-stap_budget")).to_contain_text("gestopt")
    assert re.fullmatch(rf"{re.escape(stack_url)}/overzicht/[\w-]{{32}}", page.url)
    visitor.context.close()
