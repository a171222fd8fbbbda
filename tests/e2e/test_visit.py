"""One visit through the whole stack, in a real browser: the three jobs, checked on ids and verdicts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.chromium import DESKTOP, PHONE
from tests.e2e.persona import Persona, act
from tests.e2e.visitor import Visitor

CITIZEN = Persona({
    "leeftijd": (41, "41"),
    "werksituatie": ("werknemer", "Ik heb een vaste baan"),
    "rol": ("voor_mijzelf", "Voor mijzelf"),
    "hoogste_opleiding": ("mbo3", "mbo niveau 3"),
    "doel": ("diploma", "Een diploma"),
    "niveau_doel": ("hbo", "hbo"),
    "vorm": ("deeltijd", "deeltijd"),
    "sector_nu": ("horeca", "horeca"),
    "sector_doel": ("zorg_welzijn", "zorg"),
    "plaats": ("Zwolle", "Zwolle"),
    "reisafstand": (30, "30 kilometer"),
    "ontslag": (False, "Nee"),
    "werkgever_grootte": ("mkb", "Een klein bedrijf"),
})  # fmt: skip

DEVICES: list[Any] = [
    pytest.param("kok", {"viewport": DESKTOP}, id="desktop"),
    pytest.param(
        "lasser", {"viewport": PHONE, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}, id="phone-dark"
    ),
]


def newest(visitor: Visitor, kind: str) -> Locator:
    """Items of a kind in what was said since the person last spoke."""
    said = visitor.page.locator('.entry[data-from="user"][data-seq]').last.get_attribute("data-seq")
    return visitor.page.locator(f'.entry[data-from="user"][data-seq="{said}"] ~ .entry [data-kind="{kind}"]')


def newest_topic(visitor: Visitor) -> str | None:
    return visitor.page.locator('.entry[data-from="bot"]').last.get_attribute("data-topic")


def verdicts(cards: Locator) -> dict[str, str]:
    """Verdict by id of every card."""
    found = cards.evaluate_all("(cards) => cards.map((card) => [card.dataset.id, card.dataset.verdict ?? ''])")
    return dict(found)


@pytest.mark.parametrize(("beroep", "device"), DEVICES)
def test_one_visit_walks_the_three_jobs(
    browser: Browser,
    stack_url: str,
    screenshots: Path,
    request: pytest.FixtureRequest,
    beroep: str,
    device: dict[str, Any],
) -> None:
    name = request.node.callspec.id
    visitor = Visitor.at(browser, stack_url, **device).open()

    def keep(step: str) -> None:
        visitor.page.screenshot(path=screenshots / f"{name}-{step}.png")

    keep("1-welkom")
    greeting = visitor.message(1)
    expect(greeting).to_have_attribute("data-from", "bot")
    expect(greeting).to_contain_text(re.compile("digitale assistent", re.IGNORECASE))

    act(visitor, "wat kan ik vergoed krijgen")
    keep("2-vraag")
    asked = CITIZEN.answer_all(visitor)
    keep("3-regelingen")
    assert len(asked) == len(set(asked)), f"asked twice: {asked}"
    assert newest_topic(visitor) == "financiering_overzicht"
    found = verdicts(newest(visitor, "regeling"))
    assert found["levenlanglerenkrediet"] == "waarschijnlijk"
    assert set(found.values()) <= {"waarschijnlijk", "misschien", "niet"}
    for card in newest(visitor, "regeling").all():
        assert card.locator(".source").count() == 1, card.get_attribute("data-id")

    CITIZEN.converse(visitor, "hoe krijg ik EVC")
    keep("4-evc")
    assert newest_topic(visitor) == "evc_aanvragen"
    assert newest(visitor, "stap").count() >= 3

    CITIZEN.converse(visitor, f"vind een leerbaan als {beroep} in Zwolle")
    keep("5-leerbaan")
    assert newest_topic(visitor) == "leerbaan_zoeken"
    jobs = newest(visitor, "leerbaan")
    assert jobs.count() >= 1
    for job in jobs.all():
        expect(job).to_have_attribute("data-demo", "true")
        expect(job.locator(".demo")).to_be_visible()

    assert visitor.sequence() == list(range(1, visitor.last_seq() + 1)), "nothing is missing or doubled"
    assert visitor.errors == []
    visitor.context.close()


def test_the_conversation_goes_on_after_a_reload_and_is_gone_after_removal(browser: Browser, stack_url: str) -> None:
    visitor = Visitor.at(browser, stack_url).open()
    act(visitor, "wat is evc")
    before = visitor.sequence()
    visitor.page.reload()
    visitor.open()
    visitor.until(lambda: visitor.sequence() == before, "the same messages are there")
    visitor.page.locator('[aria-controls="menu"]').click()
    visitor.page.locator('[data-menu="erase"]').click()
    visitor.page.locator('[data-menu="erase-yes"]').click()
    expect(visitor.page.locator(".entry")).to_have_count(0)
    visitor.context.close()
