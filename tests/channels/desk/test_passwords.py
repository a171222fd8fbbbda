"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from channels.desk.passwords import LONGEST, Hashing, WeakPassword, check

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.mark.parametrize(
    "password",
    ["mijn fiets staat buiten", "kaas-trein-lamp-42", "Zeven blauwe olifanten", "q7!Lm2#xTb9@", "ëéñ€ßøå-x9y8z"],
)
def test_a_sentence_or_twelve_odd_signs_will_do(password: str) -> None:
    check(password, about=("Samira", "samira@loket.example"))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kort", "12 tekens"),
        ("x" * (LONGEST + 1), "hoogstens"),
        ("aaaaaaaaaaaaaa", "eenvoudig"),
        ("abcabcabcabcabc", "eenvoudig"),
        ("welkomwelkom" * 2, "eenvoudig"),
        ("123456789012345", "eenvoudig"),
        ("qwertyuiopqwert", "eenvoudig"),
        ("abcdefghijklmn", "eenvoudig"),
        ("Wachtwoord2026!", "veel gebruikt"),
        ("!!Welkomterug99", "veel gebruikt"),
        ("werkcentrum2026", "veel gebruikt"),
        ("correct horse battery staple", "veel gebruikt"),
        ("Samira-12345!", "lijkt te veel"),
        ("vanderberg2026", "lijkt te veel"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(WeakPassword, match=why):
        check(password, about=("Samira", "s.vanderberg@loket.example"))


async def test_only_the_password_itself_matches() -> None:
    hashing = Hashing(QUICK)
    stored = await hashing.hash("mijn fiets staat buiten")
    assert stored.startswith("$argon2id$")
    assert await hashing.matches(stored, "mijn fiets staat buiten")
    assert not await hashing.matches(stored, "mijn fiets staat binnen")
    assert not await hashing.matches("geen hash", "mijn fiets staat buiten")


async def test_nobody_has_a_password_that_matches() -> None:
    assert not await Hashing(QUICK).matches(None, "niemand")


async def test_a_hash_of_other_parameters_is_outdated() -> None:
    stored = await Hashing(QUICK).hash("mijn fiets staat buiten")
    assert not Hashing(QUICK).outdated(stored)
    assert Hashing(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)).outdated(stored)


def test_the_parameters_are_those_of_rfc_9106_or_more() -> None:
    hasher = PasswordHasher()
    assert hasher.time_cost >= 3
    assert hasher.memory_cost >= 65_536
