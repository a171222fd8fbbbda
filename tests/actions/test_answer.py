"""Authored answers with assessed cards."""

from __future__ import annotations

import pytest

from knowledge.topics import TOPICS
from tests.actions import fakes
from tests.actions.conversation import Conversation


def test_a_closed_arrangement_is_shown_as_closed_since_when_and_beside_it_what_is_open() -> None:
    talk = Conversation()
    talk.says("is er nog stap budget", "financiering_stap")
    closed, open_ = talk.last["items"]
    assert (closed["id"], closed["verdict"]) == ("stap_budget", "niet")
    assert "1 januari 2024" in closed["why"][0]
    assert (open_["id"], open_["verdict"]) == ("krediet", "misschien")


def test_what_is_open_beside_it_is_judged_for_this_person() -> None:
    talk = Conversation()
    talk.says("ik ben 60", entities={"leeftijd": 60})
    talk.says("is er nog stap budget", "financiering_stap")
    assert list(talk.verdicts()) == ["stap_budget"]


def test_an_arrangement_that_was_named_comes_first() -> None:
    talk = Conversation()
    talk.says("en het winkelfonds?", "financiering_ontwikkelfonds", entities={"regeling": "winkelfonds"})
    assert talk.last["items"][0]["id"] == "winkelfonds"


def test_an_employers_scheme_is_nothing_a_citizen_can_apply_for() -> None:
    talk = Conversation()
    talk.says("is slim iets voor mij", "financiering_ontwikkelfonds", entities={"regeling": "slim_mkb"})
    assert talk.verdicts()["slim_mkb"] == "niet"
    assert talk.last["items"][0]["check"]  # ask your employer


def test_what_an_employer_need_not_be_asked_for_is_no_tip_to_ask() -> None:
    talk = Conversation()
    wages = fakes.regeling("loonkosten", applicant="employer", kind="funding_employer")
    talk.knowledge.known["loonkosten"] = wages  # type: ignore[attr-defined]
    talk.says("is loonkostenvoordeel iets voor mij", "financiering_ontwikkelfonds", entities={"regeling": "loonkosten"})
    assert talk.verdicts()["loonkosten"] == "niet"
    assert talk.last["items"][0]["check"] == []


def test_in_a_topic_for_employers_who_asks_is_open_until_they_say_so() -> None:
    asks, employer, employee = Conversation(), Conversation(), Conversation()
    asks.says("slim", "werkgever_slim", entities={"regeling": "slim_mkb"})
    assert asks.verdicts()["slim_mkb"] == "misschien"
    assert asks.last["items"][0]["why"] == []
    assert "rol" in asks.last["items"][0]["missing"]
    employer.says("slim voor mijn medewerkers", "werkgever_slim", entities={"regeling": "slim_mkb"})
    assert employer.verdicts()["slim_mkb"] == "waarschijnlijk"
    employee.says("ik werk in loondienst", entities={"werksituatie": "werknemer"})
    employee.says("slim", "werkgever_slim", entities={"regeling": "slim_mkb"})
    assert employee.verdicts()["slim_mkb"] == "niet"


def test_a_dead_reference_is_left_out() -> None:
    talk = Conversation()
    talk.says("x", "financiering_ontwikkelfonds", entities={"regeling": "bestaat_niet"})
    assert talk.last["items"] == []


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("channel", ["web", "voice"])
def test_every_topic_has_an_answer_with_buttons_that_lead_somewhere(topic: str, channel: str) -> None:
    talk = Conversation(channel=channel)
    talk.says("vraag", topic)
    assert talk.last["text"]
    assert all(payload[1:].split("{")[0] in TOPICS for payload in talk.payloads)
