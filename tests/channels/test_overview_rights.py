"""What is said of an arrangement: as it was told, and never an open door that has shut since."""

from __future__ import annotations

from datetime import datetime

import pytest

from channels.overview.rights import Group, Right, rights
from knowledge.moments import AMSTERDAM
from knowledge.records import Arrangement
from tests.channels.overview_world import NOW, arrangement, card, for_employers, found, shelf

LATER = datetime(2026, 12, 5, 12, 0, tzinfo=AMSTERDAM)
REOPENS = {"windows": [{"opens": "2026-12-01", "closes": "2026-12-31"}]}


def only(record: Arrangement, item: dict[str, object], now: datetime = NOW, known: bool = True) -> Right:
    [right] = rights(found(item), shelf(*([record] if known else [])), now, frozenset())
    return right


def test_what_was_told_stays_as_it_was_told() -> None:
    record = arrangement()
    right = only(record, card(record))
    assert (right.group, right.changed, right.amount) == (Group.WAARSCHIJNLIJK, None, "€ 1.500 per jaar")
    assert [step.text for step in right.steps] == ["Vraag het aan voor de opleiding begint."]


def test_a_door_that_has_shut_is_not_shown_as_open() -> None:
    record = arrangement()
    right = only(record, card(record), LATER)
    assert right.group is Group.NIET
    assert right.why == ("U kunt nu niet aanvragen. Wanneer het weer kan, weten wij nog niet.",)
    assert right.changed == "Op 22 november 2026 kon dit nog wel."
    assert right.steps == ()


def test_what_we_are_no_longer_sure_exists_is_no_offer() -> None:
    record = arrangement(certainty="onbekend", status="unknown")
    assert only(record, card(record)).group is Group.NIET


def test_what_our_knowledge_does_not_hold_is_never_likely() -> None:
    record = arrangement()
    right = only(record, card(record), known=False)
    assert right.group is Group.MISSCHIEN
    assert right.changed and "staat nu niet in onze gegevens" in right.changed
    assert right.source and right.source.title == "Het fonds", "the card's own source stays"


@pytest.mark.parametrize("change", [{"evidence_date": "2026-11"}, {"summary": "U krijgt nu iets anders."}])
def test_a_record_that_was_rewritten_since_says_so(change: dict[str, str]) -> None:
    told = card(arrangement())
    right = only(arrangement(**change), told)
    assert right.group is Group.WAARSCHIJNLIJK
    assert right.changed and "bijgewerkt" in right.changed


def test_a_source_that_has_grown_old_since_says_so() -> None:
    record = arrangement(budget=None)
    assert only(record, card(record)).changed is None
    right = only(record, card(record), datetime(2027, 6, 1, tzinfo=AMSTERDAM))
    assert right.group is Group.WAARSCHIJNLIJK
    assert right.changed == "Onze bron is ouder dan een jaar. Kijk na of dit nog klopt."


def test_a_door_that_opened_since_asks_to_look_again() -> None:
    record = arrangement(budget=REOPENS)
    shut = card(record, "niet", why=["U kunt nu niet aanvragen. Dat kan weer vanaf 1 december 2026."])
    assert only(record, shut).group is Group.NIET
    right = only(record, shut, LATER)
    assert right.group is Group.MISSCHIEN
    assert right.changed and "Aanvragen kan nu wel" in right.changed
    also = card(record, "niet", why=["U kunt nu niet aanvragen.", "U bent ouder dan 57 jaar."])
    assert only(record, also, LATER).group is Group.NIET, "something else stands in the way too"


def test_what_only_an_employer_can_ask_for_stands_apart_while_it_is_open() -> None:
    record = for_employers()
    told = card(record, "niet", why=["Dit vraagt een werkgever aan."], check=["Vraag dit eerst aan uw werkgever."])
    right = only(record, told)
    assert right.group is Group.WERKGEVER
    assert right.steps[0].text == "Vraag dit eerst aan uw werkgever."
    assert not right.is_money
    assert only(record, told, LATER).group is Group.NIET


def test_money_comes_before_advice_and_what_fits_before_what_may() -> None:
    advice = arrangement("advies", kind="service", form="advies")
    money, perhaps = arrangement("geld"), arrangement("misschien")
    items = found(card(perhaps, "misschien"), card(advice), card(money))
    listed = rights(items, shelf(advice, money, perhaps), NOW, frozenset())
    assert [right.id for right in listed] == ["geld", "advies", "misschien"]
    assert [right.is_money for right in listed] == [True, False, True]


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("rule", "vergoeding"),
        ("service", "advies"),
        ("funding_individual", "opleiding"),
        ("funding_individual", "lening"),
    ],
)
def test_what_is_no_money_is_not_called_money(kind: str, form: str) -> None:
    record = arrangement(kind=kind, form=form)
    assert not only(record, card(record)).is_money


def test_what_is_missing_is_said_in_words() -> None:
    record = arrangement()
    right = only(record, card(record, "misschien", missing=["leeftijd", "sector_nu"]))
    assert right.missing == ("uw leeftijd", "in welke sector u werkt")


def test_a_step_whose_words_change_is_another_step() -> None:
    record, other = arrangement(), arrangement(apply=["Vraag het aan bij het fonds."])
    [before], [after] = only(record, card(record)).steps, only(other, card(other)).steps
    assert before.tick.name != after.tick.name
    [ticked] = rights(found(card(record)), shelf(record), NOW, frozenset({before.tick.name}))
    assert ticked.steps[0].tick.done


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//elders", None])
def test_only_an_address_of_a_page_becomes_a_link(url: str | None) -> None:
    record = arrangement()
    source = {"title": "Bron", "url": url, "evidence_date": "2026"}
    right = only(record, card(record, url=url, source=source))
    assert right.url is None
    assert right.source is not None and right.source.url is None
