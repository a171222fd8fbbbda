from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from actions.clock import clock
from actions.settings import Settings, SettingsError


def test_without_anything_it_is_development_with_the_usual_file() -> None:
    assert Settings.read({}) == Settings(production=False, knowledge=Path("build/knowledge.sqlite"), today=None)


def test_a_frozen_date_is_for_development() -> None:
    assert Settings.read({"LEERWIJS_TODAY": "2026-11-22"}).today == date(2026, 11, 22)


def test_a_frozen_date_is_refused_in_production() -> None:
    with pytest.raises(SettingsError):
        Settings.read({"LEERWIJS_ENV": "production", "LEERWIJS_TODAY": "2026-11-22"})


@pytest.mark.parametrize("environ", [{"LEERWIJS_ENV": "prod"}, {"LEERWIJS_TODAY": "morgen"}])
def test_what_cannot_be_read_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings.read(environ)


def test_a_frozen_clock_stands_still_in_dutch_time() -> None:
    now = clock(date(2026, 11, 22))
    assert now() == now()
    assert now().date() == date(2026, 11, 22)
    assert str(now().tzinfo) == "Europe/Amsterdam"
