"""Money: what is added up is honest. Never a loan, never an employer's, never two ways to the same end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.overview.money import Role, Total, money, totals
from channels.overview.offers import offers
from channels.overview.rights import Right, rights
from channels.overview.ticks import name_of
from knowledge import dutch
from knowledge.moments import AMSTERDAM
from knowledge.records import Arrangement
from tests.channels.overview_world import NOW, TODAY, arrangement, card, for_employers, found, loan, offer, shelf, thing


def euros(value: float, unit: str = "EUR/jaar") -> dict[str, Any]:
    return {"amounts": [{"id": "som", "value": value, "unit": unit, "meaning": "per jaar", "source": 1, "show": True}]}


def told(record: Arrangement, verdict: str = "waarschijnlijk") -> dict[str, Any]:
    amount = record.amounts[0]
    said = f"{dutch.figure(amount.value, amount.unit)} {dutch.per(amount.unit)}".strip()
    return card(record, verdict, facts={"bedrag": said})


def judged(*records: Arrangement, verdicts: Sequence[str] = (), now: datetime = NOW) -> list[Right]:
    said = [*verdicts, *["waarschijnlijk"] * len(records)]
    cards = [told(record, verdict) for record, verdict in zip(records, said, strict=False)]
    return list(rights(found(*cards), shelf(*records), now, frozenset()))


def test_two_gifts_over_the_same_time_are_added_up() -> None:
    [total] = totals(judged(arrangement("a", **euros(500)), arrangement("b", **euros(250.5))))
    assert total == Total(750.5, "jaar", ("a", "b"))
    assert total.words == "€ 750,50 per jaar"


@pytest.mark.parametrize(
    "other",
    [
        loan("b"),
        for_employers("b"),
        arrangement("b", form="aftrek"),
        arrangement("b", kind="rule", form="recht"),
        arrangement("b", instead=["a"]),
        arrangement("b", **euros(500, "EUR/maand")),
        arrangement("b", **euros(500, "EUR/kalenderjaar")),
    ],
    ids=["loan", "employer", "tax", "rule", "alternative", "other period", "calendar year"],
)
def test_what_may_not_be_added_is_not(other: Arrangement) -> None:
    assert totals(judged(arrangement("a"), other)) == ()


def test_what_may_fit_or_has_shut_is_no_part_of_a_sum() -> None:
    a, b = arrangement("a"), arrangement("b")
    assert totals(judged(a, b, verdicts=["waarschijnlijk", "misschien"])) == ()
    assert totals(judged(a, b, now=datetime(2026, 12, 5, tzinfo=AMSTERDAM))) == ()


def test_one_amount_is_no_sum() -> None:
    assert totals(judged(arrangement("a"))) == ()


FORMS = ("gift", "vergoeding", "lening", "korting", "aftrek", "recht", "advies", "subsidie_werkgever")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Arrangement], list[str]]:
    names = [f"r{n}" for n in range(draw(st.integers(0, 6)))]
    records = [
        arrangement(
            name,
            form=draw(st.sampled_from(FORMS)),
            kind=draw(st.sampled_from(["funding_individual", "funding_individual", "funding_employer", "rule"])),
            applicant=draw(st.sampled_from(["person", "person", "employer", "institution"])),
            instead=draw(st.lists(st.sampled_from(names), max_size=1)),
            **euros(draw(st.integers(1, 5000)), draw(st.sampled_from(["EUR/jaar", "EUR/jaar", "EUR/maand", "EUR"]))),
        )
        for name in names
    ]
    verdicts = [draw(st.sampled_from(["waarschijnlijk", "waarschijnlijk", "misschien", "niet"])) for _ in names]
    return records, verdicts


@given(worlds())
def test_a_total_is_the_sum_of_gifts_that_go_together_and_of_nothing_else(
    world: tuple[list[Arrangement], list[str]],
) -> None:
    records, verdicts = world
    by_id = {record.id: record for record in records}
    for total in totals(judged(*records, verdicts=verdicts)):
        parts = [by_id[name] for name in total.parts]
        assert len(parts) > 1
        assert total.euros <= sum(float(part.amounts[0].value) for part in parts)
        assert {part.form for part in parts} <= {"gift", "vergoeding"}
        assert {part.applicant for part in parts} == {"person"}
        assert {part.kind for part in parts} == {"funding_individual"}
        assert len({part.amounts[0].unit for part in parts}) == 1
        assert not any(other.id in part.instead for part in parts for other in parts)
        assert all(verdicts[records.index(part)] == "waarschijnlijk" for part in parts)


def test_each_line_says_what_the_money_is_and_who_pays() -> None:
    records = [arrangement("gift"), loan("lening", contact=None), for_employers("baas")]
    cards = [
        told(records[0]), told(records[1], "misschien"),
        card(records[2], "niet", why=["Dit vraagt een werkgever aan."], check=["Vraag uw werkgever."]),
    ]  # fmt: skip
    every = rights(found(*cards), shelf(*records), NOW, frozenset())
    lines = money(every, (), shelf(*records), NOW).lines
    assert [(line.about, line.role, line.maybe) for line in lines] == [
        ("gift", Role.KRIJGT, False), ("lening", Role.LEENT, True), ("baas", Role.WERKGEVER, True),
    ]  # fmt: skip
    assert [line.payer for line in lines] == [
        "Het fonds", "u leent het", "uw werkgever betaalt, en vraagt dit geld aan",
    ]  # fmt: skip
    assert lines[0].words == "€ 1.500 per jaar"
    assert lines[2].words == "Hoeveel weten wij niet"


def test_advice_is_no_money() -> None:
    advice = arrangement("advies", kind="service", form="advies")
    assert money(judged(advice), (), shelf(advice), NOW).lines == ()


LESGELD = arrangement(
    "lesgeld_cursusgeld_mbo", kind="rule", form="recht", budget=None,
    **euros(762, "EUR/schooljaar"),
    amount_for_person=[{"when": {"slot": "vorm", "op": "eq", "value": "bbl"}, "amount": "som"}],
)  # fmt: skip


def test_what_chosen_education_costs_comes_from_the_law() -> None:
    cards = found(thing("leerbaan", "leerbaan-1"), thing("opleiding", "avond"))
    records = (LESGELD, offer(), offer("avond", "opleiding", forms=("avond",)))
    for chosen, expected in (("leerbaan-1", ["€ 762 per schooljaar"]), ("avond", [])):
        kind = "leerbaan" if chosen == "leerbaan-1" else "opleiding"
        groups = offers(cards, shelf(*records), TODAY, frozenset({name_of("keuze", kind, chosen)}))
        flat = [one for group in groups.values() for one in group]
        assert [line.words for line in money((), flat, shelf(*records), NOW).lines] == expected


def test_a_chart_compares_amounts_a_year_and_wants_two() -> None:
    records = [arrangement("a"), arrangement("maand", **euros(80, "EUR/maand"))]
    assert money(judged(*records), (), shelf(*records), NOW).chart == ()
    records.append(loan("b", **euros(3000, "EUR/studiejaar")))
    chart = money(judged(*records), (), shelf(*records), NOW).chart
    assert {line.about for line in chart} == {"a", "b"}
