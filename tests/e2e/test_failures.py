"""No conversation can be silenced for good: not by nonsense, and not by parts that fail and come back."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from ops.stack import Stack
from tests.whole import Citizen, running_stack

BACK_WITHIN_SECONDS = 60


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A product of its own: its parts are killed."""
    with running_stack(tmp_path_factory.mktemp("failing")) as stack:
        yield stack


def wait_until_ready(stack: Stack) -> None:
    deadline = time.monotonic() + BACK_WITHIN_SECONDS
    while httpx.get(f"{stack.url}/readyz").status_code != 200:
        assert time.monotonic() < deadline, "the parts did not come back"
        time.sleep(0.2)


def assert_answers(citizen: Citizen) -> None:
    reply = citizen.say("wat is een leerbaan")
    assert reply["topic"] == "leerbaan_uitleg"
    assert reply["text"]


def test_ten_times_nonsense_and_then_a_question(stack: Stack) -> None:
    citizen = Citizen.arrive(stack.url)
    for number in range(10):
        assert citizen.say(f"grmbl {'xq' * (number + 1)}")["text"]
    assert_answers(citizen)


@pytest.mark.parametrize("part", ["actions", "engine"])
def test_a_part_that_died_is_said_honestly_and_the_conversation_goes_on_when_it_is_back(
    stack: Stack, part: str
) -> None:
    citizen = Citizen.arrive(stack.url)
    citizen.say("wat kan ik vergoed krijgen")
    stack.kill(part)
    assert httpx.get(f"{stack.url}/readyz").status_code == 503
    reply = citizen.say("ik ben 52")
    assert reply["text"]
    assert any(button["payload"].startswith("/mens_") for button in reply["buttons"]), "a way to a person"
    stack.revive(part)
    wait_until_ready(stack)
    assert_answers(citizen)
