"""Counts: complete whatever is erased, kept for ever, and never so small that they are about somebody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from channels.clock import MINUTE
from channels.desk.errors import Invalid, NotAllowed
from channels.desk.figures import HIDDEN, Report
from channels.desk.people import Adviser, Role
from channels.desk.tables import counted_days, daily_counts
from channels.desk.tally import wait_in_words
from tests.channels.desk.office import ZEELAND, Office
from tests.channels.fakes import DAY, HOUR, turn

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


async def boss_of(office: Office) -> Adviser:
    return await office.adviser("Bea", role=Role.BEHEERDER, state=None)


def rows(report: Report, key: str) -> dict[str, Any]:
    table = report.table(key)
    assert table is not None
    return {label: counts if len(counts) > 1 else counts[0] for label, counts in table.rows}


async def helped(office: Office, samira: Adviser, count: int, outcome: str = "beantwoord") -> list[Any]:
    talks = []
    for _ in range(count):
        talk = await office.waiting()
        office.api.clock.forward(2 * MINUTE)
        await office.desk.presence.beat(samira)
        await office.desk.queue.claim(samira, talk.id)
        await office.desk.chats.close(samira, talk.id, outcome)
        talks.append(talk)
    return talks


async def test_what_happened_is_counted(office: Office) -> None:
    samira, boss = await office.adviser(), await boss_of(office)
    await helped(office, samira, 6)
    report = await office.desk.figures.of(boss, SUNDAY, SUNDAY)
    assert rows(report, "per_dag") == {"2026-11-22": (6, 6, 6, 0)}
    assert rows(report, "overdrachten_per_reden") == {"Vroeg om een mens": 6}
    assert rows(report, "per_loket") == {"Loket regio-zwolle": 6}
    assert rows(report, "regios") == {"Regio-Zwolle": 6}
    assert rows(report, "uitkomsten") == {"Vraag beantwoord": 6}
    assert rows(report, "wachttijd")["1 tot 3 minuten"] == 6
    assert rows(report, "onderwerpen") == {"mens_spreken": 6}


async def test_under_five_is_not_shown_and_not_to_be_worked_out(office: Office) -> None:
    samira, boss = await office.adviser(), await boss_of(office)
    await helped(office, samira, 6)
    await helped(office, samira, 4, "geen_antwoord")
    report = await office.desk.figures.of(boss, SUNDAY, SUNDAY)
    table = report.table("uitkomsten")
    assert table is not None
    assert table.rows == (("Vraag beantwoord", (6,)), ("Geen antwoord gevonden", (None,)))
    assert table.csv() == f"Soort;Aantal\r\nVraag beantwoord;6\r\nGeen antwoord gevonden;{HIDDEN}\r\n"
    assert not any("otaal" in str(one) for one in report.tables)


async def test_questions_that_nobody_could_answer(office: Office) -> None:
    boss = await boss_of(office)
    missed = turn("Dat snap ik niet.", "bot_mogelijkheden")
    missed["prediction"] = {"topic": "evc_kosten", "confidence": 0.2, "ranking": [], "fallback": True}
    office.api.engine.replies |= {"huh": missed, "het weer": turn("Nee.", "gesprek_buiten_bereik")}
    for _ in range(5):
        talk = await office.citizen()
        await talk.say("huh")
        await talk.say("het weer")
    report = await office.desk.figures.of(boss, SUNDAY, SUNDAY)
    assert rows(report, "onbeantwoord") == {"evc_kosten": 5, "gesprek_buiten_bereik": 5}


async def test_what_is_erased_the_same_day_still_counts_once(office: Office) -> None:
    samira, boss = await office.adviser(), await boss_of(office)
    talks = await helped(office, samira, 6)
    before = (await office.desk.figures.of(boss, SUNDAY, SUNDAY)).tables
    for talk in talks[:3]:
        await office.api.client.delete(talk.path, headers=talk.headers)
    assert (await office.desk.figures.of(boss, SUNDAY, SUNDAY)).tables == before
    office.api.clock.forward(13 * HOUR)
    await office.api.gateway.upkeep.purge()
    assert (await office.desk.figures.of(boss, SUNDAY, SUNDAY)).tables == before, "nor when the day is over"
    for talk in talks[3:]:
        await office.api.client.delete(talk.path, headers=talk.headers)
    assert (await office.desk.figures.of(boss, SUNDAY, SUNDAY)).tables == before


async def test_counts_outlive_the_transcripts(office: Office) -> None:
    samira, boss = await office.adviser(), await boss_of(office)
    await helped(office, samira, 6)
    before = (await office.desk.figures.of(boss, SUNDAY, SUNDAY)).tables
    office.api.clock.forward(400 * DAY)
    await office.api.gateway.upkeep.purge()
    await office.api.gateway.upkeep.purge()
    assert (await office.desk.figures.of(boss, SUNDAY, SUNDAY)).tables == before


async def test_a_day_is_counted_once_and_only_when_it_is_over(office: Office) -> None:
    samira = await office.adviser()
    await helped(office, samira, 5)
    office.api.clock.now = 1_795_345_200_000 + 12 * HOUR + 9 * MINUTE  # nine past midnight
    await office.api.gateway.upkeep.purge()
    assert await office.rows(counted_days) == []
    office.api.clock.forward(MINUTE)
    for _ in range(3):
        await office.api.gateway.upkeep.purge()
    assert [row.day for row in await office.rows(counted_days)] == ["2026-11-22"]
    counts = {(row.kind, row.key): row.count for row in await office.rows(daily_counts)}
    assert counts["uitkomst", "beantwoord"] == 5


async def test_what_was_asked_on_one_day_and_ended_on_the_next_is_on_both(office: Office) -> None:
    samira, boss = await office.adviser(), await boss_of(office)
    office.api.clock.forward(11 * HOUR + 59 * MINUTE)
    await office.desk.presence.beat(samira)
    talks = [await office.talking(samira) for _ in range(3)]
    office.api.clock.forward(HOUR)
    await office.api.gateway.upkeep.purge()
    for talk in talks:
        await office.desk.chats.close(samira, talk.id, "beantwoord")
    sunday = rows(await office.desk.figures.of(boss, SUNDAY, SUNDAY), "overdrachten_per_reden")
    monday = await office.desk.figures.of(boss, MONDAY, MONDAY)
    assert (sunday, rows(monday, "uitkomsten")) == ({"Vroeg om een mens": None}, {"Vraag beantwoord": None})


async def test_a_coordinator_sees_their_own_lokets(office: Office) -> None:
    samira, piet = await office.adviser(), await office.adviser("Piet", ZEELAND)
    await helped(office, samira, 5)
    coordinator = await office.adviser("Els", ZEELAND, role=Role.COORDINATOR, state=None)
    report = await office.desk.figures.of(coordinator, SUNDAY, SUNDAY)
    assert rows(report, "uitkomsten") == {}
    assert rows(report, "onderwerpen") == {"mens_spreken": 5}, "what is of no loket is everybody's"
    for refused in (office.desk.figures.of(piet, SUNDAY, SUNDAY),
                    office.desk.figures.of(coordinator, SUNDAY, SUNDAY, "regio-zwolle")):  # fmt: skip
        with pytest.raises(NotAllowed):
            await refused
    with pytest.raises(Invalid):
        await office.desk.figures.of(coordinator, MONDAY, SUNDAY)


def test_waits_are_told_in_spans() -> None:
    assert [wait_in_words(minutes * MINUTE) for minutes in (0, 1, 4, 59, 60)] == [
        "tot 1 minuut", "1 tot 3 minuten", "3 tot 5 minuten", "20 tot 60 minuten", "60 minuten of langer",
    ]  # fmt: skip
