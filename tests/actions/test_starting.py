"""When somebody wants to begin."""

from __future__ import annotations

from datetime import date

import pytest

from actions.tasks.starting import Start, read, without

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("een opleiding die begint in september", Start(date(2027, 9, 1), date(2027, 9, 1))),
        ("kan ik in februari beginnen", Start(date(2027, 2, 1), date(2027, 2, 1))),
        ("start in december", Start(date(2026, 12, 1), date(2026, 12, 1))),
        ("vanaf januari 2028 graag", Start(earliest=date(2028, 1, 1))),
        ("Pas in mei!", Start(earliest=date(2027, 5, 1))),
        ("uiterlijk in maart", Start(latest=date(2027, 3, 1))),
        ("ik wil voor begin maart klaar staan", Start(latest=date(2027, 2, 1))),
        ("voor januari", Start(latest=date(2026, 12, 1))),
        ("ik wil zo snel mogelijk beginnen", Start(latest=date(2027, 1, 1))),
        ("direct starten", Start(latest=date(2027, 1, 1))),
    ],
)
def test_a_month_is_read_from_words_that_say_when_to_begin(text: str, start: Start) -> None:
    assert read(text, TODAY) == start


@pytest.mark.parametrize(
    "text",
    ["ik word in mei 45", "iets voor de zomer", "in september werd ik ontslagen", "mijn dochter heet mei", "kok", "",
     "ik wil beginnen als kok", "nu werk ik in een winkel"],
)  # fmt: skip
def test_other_words_say_nothing_of_it(text: str) -> None:
    assert read(text, TODAY) is None


def test_what_is_left_is_what_is_looked_for() -> None:
    assert without("boekhouden die begint september") == "boekhouden"
