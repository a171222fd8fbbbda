"""Takes the pictures of the desk in docs/images: `python -m tests.e2e.desk_pictures`.

The people in them are made up. It needs Chromium and the compiled knowledge, and no model.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import Connection, insert

from channels.conversation.masking import Kind
from channels.desk import tally
from channels.desk.people import Role
from channels.desk.tables import daily_counts
from channels.desk.web.pages import local
from ops.paths import KNOWLEDGE, ROOT
from tests.e2e.chromium import PHONE, launched
from tests.e2e.desk_world import LOKET, PASSWORD, Citizen, World, world

IMAGES = ROOT / "docs" / "images"
SCREEN = {"width": 1280, "height": 800}
_TEXTS = (
    ("Even geduld", "Ik zoek het voor u uit. Dat duurt een paar minuten."),
    ("Afspraak voorstellen", "Zal ik een afspraak voor u maken op het loket? Dan kijken we samen."),
    ("DUO", "Voor vragen over uw schuld of uw diploma kunt u bij DUO terecht."),
)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    parser.add_argument("--to", type=Path, default=IMAGES)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    os.environ["LANGUAGE"] = "nl"  # how Chromium writes dates
    with (
        tempfile.TemporaryDirectory() as data,
        world(Path(data), compiled=options.knowledge) as here,
        launched() as browser,
    ):
        _Photographer(here, browser, options.to).take_all()


class _Photographer:
    def __init__(self, here: World, browser: Browser, to: Path) -> None:
        self._here = here
        self._browser = browser
        self._to = to
        self._samira = here.account("Samira")
        self._joost = here.account("Joost")
        self._marleen = here.account("Marleen", Role.COORDINATOR)

    def take_all(self) -> None:
        """Every picture, from the door to the figures."""
        door = self._page()
        door.goto(f"{self._here.url}/desk/inloggen")
        self._keep(door, "inloggen")
        self._furnish()
        samira = self._log_in("Samira")
        samira.click("#stand-aanwezig")
        samira.get_by_text("0 van hoogstens 3").wait_for()
        people = self._people()
        samira.get_by_text("Wachtrij 3").wait_for()
        self._keep(samira, "wachtrij")
        self._talk(samira, people)
        self._beside(samira, people)
        self._lists(samira)
        self._manage()

    # ---- what there is to see ---------------------------------------------------------------------------------------

    def _furnish(self) -> None:
        house = self._here.gateway.desk.house
        for title, text in _TEXTS:
            self._here.do(house.put_quick_text(self._marleen, LOKET, title, text))
        day = [["09:00", "12:30"], ["13:00", "17:00"]]
        hours = {name: day for name in ("mo", "tu", "we", "th", "fr")} | {
            "sa": [["00:00", "23:59"]],
            "su": [["00:00", "23:59"]],
        }
        self._here.do(house.set_hours(self._marleen, LOKET, hours))
        self._here.do(self._here.gateway.database.write(self._counts))

    def _counts(self, connection: Connection) -> None:
        """Four weeks of counts, made up."""
        dice, today = random.Random(7), local(self._here.gateway.clock()).date()
        rows: dict[tuple[str, str, str, str], int] = {}

        def add(day: str, kind: str, key: str, count: int, loket: str = LOKET) -> None:
            place = (day, loket, kind, key)
            rows[place] = rows.get(place, 0) + count

        for back in range(1, 29):
            on = today - timedelta(days=back)
            busy = 0.25 if on.weekday() > 4 else 1.0
            day = on.isoformat()
            add(day, "gesprek", "web", round(busy * dice.randint(40, 70)), "")
            for reason, most in (
                ("asked", 9),
                ("not_understood", 4),
                ("distress", 1),
                ("prefers_person", 5),
                ("complaint", 1),
            ):
                add(day, "overdracht", reason, round(busy * dice.randint(0, most)))
            for topic, most in (
                ("financiering_overzicht", 6),
                ("evc_aanvragen", 4),
                ("leerbaan_zoeken", 4),
                ("financiering_uitkering", 3),
            ):
                add(day, "onderwerp", topic, round(busy * dice.randint(0, most)), "")
            for outcome, most in (
                ("beantwoord", 5),
                ("advies_gegeven", 4),
                ("afspraak", 3),
                ("doorverwezen", 2),
                ("burger_weg", 1),
            ):
                add(day, "uitkomst", outcome, round(busy * dice.randint(0, most)))
            for (_, wait), most in zip(tally.WAITS, (5, 5, 3, 1), strict=False):
                add(day, "wachttijd", wait, round(busy * dice.randint(0, most)))
            add(day, "onbeantwoord", "financiering_uitkering", dice.randint(0, 1), "")
        values = [
            {"day": day, "loket": loket, "kind": kind, "key": key, "count": count}
            for (day, loket, kind, key), count in rows.items()
            if count
        ]
        connection.execute(insert(daily_counts), values)

    def _people(self) -> list[Citizen]:
        first = self._here.citizen(
            "Wat kan ik vergoed krijgen?", "Ik heb werk", "52", "ik wil een mens spreken",
            profile={
                "leeftijd": 52, "werksituatie": "werknemer", "plaats": "Zwolle", "hoogste_opleiding": "mbo2",
                "sector_nu": "horeca", "sector_doel": "zorg_welzijn",
            },
        )  # fmt: skip
        second = self._here.citizen(
            "Ik ben al acht maanden thuis en ik zie het niet meer zitten", profile={"plaats": "Zwolle"}
        )
        third = self._here.citizen("Hoe krijg ik EVC?", "ik wil een mens spreken", profile={"plaats": "Zwolle"})
        return [first, second, third]

    # ---- the pictures -----------------------------------------------------------------------------------------------

    def _talk(self, samira: Page, people: list[Citizen]) -> None:
        first = people[0]
        samira.click(f"#neem-{first.id}")
        field = samira.get_by_label(f"Bericht aan de burger in gesprek {first.short}")
        field.fill("Goedemorgen. Ik ben Samira. Ik lees dat u van de horeca naar de zorg wilt. Klopt dat?")
        field.press("Enter")
        samira.locator('.message[data-from="adviser"]').wait_for()
        first.say("Ja dat klopt, liefst als helpende. Maar ik moet wel mijn huur kunnen betalen.")
        samira.get_by_text("liefst als helpende").first.wait_for()
        notes = samira.get_by_label("Nieuwe notitie")
        notes.fill("Wil blijven werken tijdens de opleiding. Leerbaan ligt voor de hand.")
        samira.get_by_role("button", name="Notitie opslaan").click()
        samira.get_by_text("Leerbaan ligt voor de hand.").first.wait_for()
        field.focus()
        samira.locator(".dossier").evaluate("(dossier) => dossier.scrollTo(0, 0)")
        self._settle(samira)
        self._keep(samira, "gesprek")
        samira.emulate_media(color_scheme="dark")
        self._keep(samira, "gesprek-donker")
        samira.emulate_media(color_scheme="light")
        field.fill("/")
        samira.locator(".choose").wait_for()
        self._keep(samira, "snelle-teksten")
        field.fill("")
        search = samira.get_by_label("Zoekwoorden")
        search.fill("zorg")
        search.press("Enter")
        samira.locator("#blad .results .card").first.wait_for()
        self._settle(samira)
        self._keep(samira, "zoeken")
        samira.get_by_role("button", name="Sluiten zonder opslaan").click()

    def _beside(self, samira: Page, people: list[Citizen]) -> None:
        urgent = people[1]
        samira.click(f"#neem-{urgent.id}")
        samira.locator(f"#gesprek-{urgent.id}").wait_for()
        samira.locator(".unread").wait_for(state="detached")
        self._settle(samira)
        self._keep(samira, "naast-elkaar")
        phone = self._page(viewport=PHONE, is_mobile=True, has_touch=True, storage_state=samira.context.storage_state())
        phone.goto(f"{self._here.url}/desk")
        phone.get_by_text("Mijn gesprekken 2").wait_for()
        self._keep(phone, "telefoon-wachtrij")
        phone.goto(f"{self._here.url}/desk?gesprek={people[0].id}")
        phone.locator(".message").last.wait_for()
        self._settle(phone)
        self._keep(phone, "telefoon")

    def _lists(self, samira: Page) -> None:
        for dagdeel, number in (("ochtend", "0612345678"), ("middag", "0687654321"), (None, "0611223344")):
            self._call_me(dagdeel, number)
        samira.goto(f"{self._here.url}/desk/terugbellen")
        samira.get_by_role("button", name="Ik bel").first.click()
        samira.locator(".number").wait_for()
        self._keep(samira, "terugbellen")

    def _call_me(self, dagdeel: str | None, number: str) -> None:
        citizen = self._here.citizen("Wat kan ik vergoed krijgen?", profile={"plaats": "Zwolle"})

        def ask(connection: Connection) -> None:
            from channels.conversation import callback

            gateway = self._here.gateway
            name = gateway.vault.keep(connection, citizen.id, Kind.TELEFOON, number, gateway.clock())
            callback.request(connection, citizen.id, name, dagdeel, gateway.clock())

        self._here.do(self._here.gateway.database.write(ask))

    def _manage(self) -> None:
        marleen = self._log_in("Marleen")
        for path, name in (("cijfers", "cijfers"), ("loket", "loket")):
            marleen.goto(f"{self._here.url}/desk/{path}")
            self._keep(marleen, name, full=True)

    # ---- the camera -------------------------------------------------------------------------------------------------

    def _page(self, **context: Any) -> Page:
        window = self._browser.new_context(**{"viewport": SCREEN, "locale": "nl-NL", **context})
        window.set_default_timeout(10_000)
        return window.new_page()

    def _log_in(self, name: str) -> Page:
        page = self._page()
        page.goto(f"{self._here.url}/desk/inloggen")
        page.fill("#email", f"{name.lower()}@loket.example")
        page.fill("#wachtwoord", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk")
        return page

    def _settle(self, page: Page) -> None:
        """Wait until nothing is told any more."""
        page.locator(".toast").wait_for(state="detached")

    def _keep(self, page: Page, name: str, *, full: bool = False) -> None:
        path = self._to / f"balie-{name}.png"
        page.screenshot(path=path, full_page=full)
        print(path)


if __name__ == "__main__":
    main()
