"""Takes the pictures of "Mijn overzicht" in docs/images: `python -m tests.e2e.overview_pictures [--url ADDRESS]`.

A made-up shop assistant talks to the whole product (a running one, or one that is started for it), and her overview is
photographed: on a desk, a phone, in the dark, without anything, printed by the browser, and as PDF. It needs Chromium,
the trained model, and `pdftoppm` (poppler-utils).
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page

from ops.paths import ROOT
from tests.e2e.chromium import PHONE, launched
from tests.whole import Citizen, running_stack

IMAGES = ROOT / "docs" / "images"
DESK = {"width": 1180, "height": 1400}
DOTS_PER_INCH = 70
COLOURS = 128

OPENINGS = (
    "wat kan ik vergoed krijgen", "hoe krijg ik EVC", "vind een leerbaan als helpende in Groningen",
    "welke opleiding tot helpende zorg is er in Groningen", "welk loket helpt mij in Groningen",
    "is het stap-budget nog open", "kan mijn werkgever SLIM-subsidie krijgen",
)  # fmt: skip
ANSWERS = {
    "leeftijd": "52", "werksituatie": "Ik heb een vaste baan", "rol": "Voor mijzelf", "hoogste_opleiding": "mavo",
    "doel": "Een diploma", "niveau_doel": "mbo 2", "vorm": "bbl", "sector_nu": "handel", "sector_doel": "zorg",
    "beroep_nu": "verkoopmedewerker", "beroep_doel": "helpende", "plaats": "Groningen", "reisafstand": "60 kilometer",
    "ontslag": "nee", "werkgever_grootte": "een groot bedrijf", "route": "voor een diploma",
}  # fmt: skip
# She too, but through an agency: of its fund the amount is known.
TEMPORARY = {**ANSWERS, "werksituatie": "Ik werk via een uitzendbureau"}
MOST_QUESTIONS = 12
CAN = (
    ("Nieuwe collega's inwerken", "6 jaar teamleider in de supermarkt. Mijn chef kan het bevestigen."),
    ("Bestellingen doen en de kas opmaken", "Elke week de bestelling van de versafdeling."),
    ("Zorgen voor iemand die ziek is", "3 jaar mantelzorg voor mijn vader: medicijnen, eten, de thuiszorg bellen."),
)
DIPLOMAS = (("Mavo-diploma", "oud", "1990"), ("Verkoper detailhandel", "mbo2", "1996"))


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a product that runs already")
    parser.add_argument("--to", type=Path, default=IMAGES)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with product(options.url) as url, launched() as browser:
        empty, full = _link(Citizen.arrive(url), url), _overview(url, ANSWERS)
        _photograph(browser, empty, full, _overview(url, TEMPORARY), options.to)


@contextmanager
def product(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as data, running_stack(Path(data)) as stack:
        yield stack.url


def _overview(url: str, answers: Mapping[str, str]) -> str:
    """The overview of somebody who asked for everything, chose, ticked and wrote down what she can."""
    citizen = Citizen.arrive(url)
    for opening in OPENINGS:
        reply = citizen.say(opening)
        for _ in range(MOST_QUESTIONS):
            if not reply["asks"]:
                break
            reply = citizen.say(answers.get(reply["asks"]["slot"], "dat weet ik niet"))
    link = _link(citizen, url)
    browser = httpx.Client(base_url=link, headers={"Accept": "text/html"}, timeout=60, follow_redirects=True)
    page = httpx.get(link, headers={"Accept": "text/html"}, timeout=60).text
    names = re.findall(r'name="aan" value="(\w+)"', page)
    choices = re.findall(r'id="v-(\w+)"[^>]*> <label[^>]*>Dit kies ik', page)
    steps = [name for name in names if name not in choices]
    browser.post("/vinkjes", data={"aan": [*steps[:1], *steps[-5:-4], *choices[:1], *choices[3:5]]}).raise_for_status()
    for what, proof in CAN:
        browser.post("/wat-ik-kan/vaardigheid", data={"what": what, "proof": proof}).raise_for_status()
    for title, level, year in DIPLOMAS:
        fields = {"title": title, "level": level, "year": year, "school": ""}
        browser.post("/wat-ik-kan/diploma", data=fields).raise_for_status()
    return link


def _link(citizen: Citizen, url: str) -> str:
    path = f"/conversations/{citizen.id}/overview/link"
    found = citizen.http.post(path, headers={"Authorization": f"Bearer {citizen.token}"}).json()
    return f"{url}{found['url']}"


def _photograph(browser: Browser, empty: str, full: str, temporary: str, to: Path) -> None:
    def look(address: str, name: str, at: str | None = None, **context: Any) -> Page:
        window = browser.new_context(**{"viewport": DESK, "locale": "nl-NL", **context})
        page = window.new_page()
        page.goto(address)
        if at:
            page.locator(at).evaluate("(one) => scrollTo({ top: one.offsetTop - 24, behavior: 'instant' })")
        page.screenshot(path=to / f"overzicht-{name}.png")
        return page

    look(full, "desktop")
    look(full, "data", "#data")
    look(temporary, "geld", "#geld")
    look(full, "stappen", "#stappen")
    look(full, "loket", "#loket")
    look(full, "donker", color_scheme="dark")
    phone = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    look(full, "telefoon", **phone)
    look(full, "telefoon-donker", "#stappen", color_scheme="dark", **phone)
    look(full + "/wat-ik-kan", "wat-ik-kan")
    look(full + "/wat-ik-kan", "wat-ik-kan-telefoon", **phone)
    look(empty, "leeg")
    printed = look(full, "desktop").pdf(prefer_css_page_size=True, format="A4")
    _pages(printed, to / "overzicht-print", 2)
    made = httpx.get(full + "/overzicht.pdf", timeout=60).raise_for_status()
    _pages(made.content, to / "overzicht-pdf", 9)
    make_small(to.glob("overzicht-*.png"))


def _pages(pdf: bytes, name: Path, most: int) -> None:
    """Write the first pages as pictures: `name`-1.png and so on."""
    for old in name.parent.glob(f"{name.name}-*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-l", str(most), "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)
        for number, page in enumerate(sorted(Path(folder).iterdir()), 1):
            shutil.copy(page, f"{name}-{number}.png")


def make_small(pictures: Iterable[Path]) -> None:
    """A page of text needs few colours: a third of the size, and no difference to see."""
    for picture in pictures:
        Image.open(picture).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    main()
