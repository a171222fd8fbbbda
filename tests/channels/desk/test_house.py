"""A loket's own texts and settings: read by who serves it, changed by who coordinates it."""

from __future__ import annotations

from datetime import date

import pytest

from channels.desk.errors import Invalid, NotAllowed, NotFound
from channels.desk.people import Role
from channels.desk.tables import audit
from tests.channels.desk.office import TWENTE, ZEELAND, ZWOLLE, Office


async def test_quick_texts_are_kept_in_order_changed_and_taken_away(office: Office) -> None:
    samira = await office.adviser()
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    house = office.desk.house
    first = await house.put_quick_text(boss, ZWOLLE, "Groet", "Goedemiddag, ik lees even mee.")
    await house.put_quick_text(boss, ZWOLLE, "Dank", "Dank u wel.")
    changed = await house.put_quick_text(boss, ZWOLLE, "Groeten", "Hallo!", first.id)
    assert changed.position == first.position
    assert [text.title for text in await house.quick_texts(samira, ZWOLLE)] == ["Groeten", "Dank"]
    await house.remove_quick_text(boss, first.id)
    assert [text.title for text in await house.quick_texts(samira, ZWOLLE)] == ["Dank"]
    assert {row.action for row in await office.rows(audit)} >= {"sneltekst_gewijzigd", "sneltekst_weg"}


async def test_who_does_not_serve_a_loket_sees_nothing_of_it(office: Office) -> None:
    piet = await office.adviser("Piet", ZEELAND)
    for refused in (office.desk.house.quick_texts(piet, ZWOLLE), office.desk.house.of(piet, ZWOLLE)):
        with pytest.raises(NotFound):
            await refused


async def test_only_its_coordinator_changes_it(office: Office) -> None:
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    text = await office.desk.house.put_quick_text(boss, ZWOLLE, "a", "b")
    closure = await office.desk.house.add_closure(boss, ZWOLLE, date(2026, 12, 24), date(2026, 12, 24), "x")
    house = office.desk.house
    for who in (await office.adviser(), await office.adviser("Els", ZEELAND, role=Role.COORDINATOR)):
        for refused in (
            house.put_quick_text(who, ZWOLLE, "a", "b"), house.remove_quick_text(who, text.id),
            house.set_hours(who, ZWOLLE, {}), house.set_shared(who, ZWOLLE, False),
            house.add_closure(who, ZWOLLE, date(2026, 12, 1), date(2026, 12, 1), "x"),
            house.remove_closure(who, closure.id),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                await refused
    head = await office.adviser("Bea", role=Role.BEHEERDER)
    await house.set_shared(head, ZEELAND, False)


async def test_what_cannot_be_stored_is_refused(office: Office) -> None:
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    house = office.desk.house
    for refused in (house.put_quick_text(boss, ZWOLLE, " ", "b"), house.put_quick_text(boss, ZWOLLE, "a", "x" * 2_001),
                    house.add_closure(boss, ZWOLLE, date(2026, 12, 2), date(2026, 12, 1), "x")):  # fmt: skip
        with pytest.raises(Invalid):
            await refused
    with pytest.raises(NotFound):
        await house.put_quick_text(boss, ZWOLLE, "a", "b", "weg")
    for missing in (house.remove_quick_text(boss, "weg"), house.remove_closure(boss, "weg")):
        with pytest.raises(NotFound):
            await missing


async def test_what_was_set_is_told_with_where_it_comes_from(office: Office) -> None:
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    before = await office.desk.house.of(boss, ZWOLLE)
    assert (before.hours, before.own_hours, before.shared, before.open_now) == (None, False, True, None)
    await office.desk.house.set_hours(boss, ZWOLLE, {"mo": [["09:00", "12:00"]]})
    after = await office.desk.house.of(boss, ZWOLLE)
    assert (after.hours, after.own_hours, after.open_now) == ({"mo": [["09:00", "12:00"]]}, True, False)


async def test_whose_lokets_are_whose(office: Office) -> None:
    samira, head = await office.adviser(), await office.adviser("Bea", role=Role.BEHEERDER)
    assert [loket for loket, _ in office.desk.house.lokets(samira)] == [ZWOLLE]
    assert {loket for loket, _ in office.desk.house.lokets(head)} == {ZWOLLE, ZEELAND, TWENTE}
