from __future__ import annotations

import pytest

from knowledge.profile import SLOTS, ProfileError, derive, require


def test_only_the_education_tells_the_startkwalificatie() -> None:
    assert derive({"hoogste_opleiding": "mbo3"})["startkwalificatie"] is True
    assert derive({"hoogste_opleiding": "vmbo"})["startkwalificatie"] is False
    assert "startkwalificatie" not in derive({"hoogste_opleiding": "buitenland", "leeftijd": 40})
    assert derive({"hoogste_opleiding": "vmbo", "startkwalificatie": True})["startkwalificatie"] is False
    assert derive({"hoogste_opleiding": "buitenland", "startkwalificatie": True})["startkwalificatie"] is True


def test_a_derived_profile_leaves_the_given_one_alone() -> None:
    given = {"hoogste_opleiding": "mbo3"}
    derive(given)
    assert given == {"hoogste_opleiding": "mbo3"}


@pytest.mark.parametrize(("slot", "value"), [("leeftijd", 52), ("ontslag", False), ("vorm", "bbl"), ("plaats", "Ede")])
def test_canonical_values_are_accepted(slot: str, value: int | str | bool) -> None:
    require(slot, value)


@pytest.mark.parametrize(
    ("slot", "value"),
    [("leeftijd", "52"), ("leeftijd", True), ("leeftijd", 121), ("ontslag", 1), ("vorm", "BBL"), ("naam", "Jan")],
)
def test_other_values_are_refused(slot: str, value: int | str | bool) -> None:
    with pytest.raises(ProfileError):
        require(slot, value)


def test_nothing_is_asked_about_identity_health_origin_or_nationality() -> None:
    assert not {"bsn", "naam", "nationaliteit", "gezondheid", "geslacht", "afkomst"} & set(SLOTS)
