"""The interest check: at most eight taps, stoppable at each, the same answers the same occupations."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.tasks.interesse import MAX_OCCUPATIONS, MAX_TAPS, ORDER
from knowledge.store import Knowledge
from tests.actions.conversation import Conversation

TOPIC = "loopbaan_welk_beroep"
YES, NO, UNSURE, STOP = "ja", "nee", "weet ik niet", "stop"


def begun(knowledge: Knowledge | None = None, channel: str = "web") -> Conversation:
    talk = Conversation(knowledge=knowledge, channel=channel) if knowledge else Conversation(channel=channel)
    talk.says("welk beroep past bij mij", TOPIC)
    return talk


def answer(talk: Conversation, what: str | int) -> None:
    """Answer the open question: yes, no, not knowing, stop; a number is one of the things to choose from."""
    if what == STOP:
        talk.says("stop", "gesprek_stop")
    elif what == UNSURE:
        talk.presses("/gesprek_weet_niet")
    elif (talk.asked or "").startswith("interesse_keuze"):
        buttons = [one for one in talk.payloads if "keuze" in one]
        talk.presses(buttons[what % len(buttons)] if isinstance(what, int) else buttons[0])
    else:
        talk.presses(f'/gesprek_antwoord{{"keuze":{json.dumps(what == YES)}}}')


def through(talk: Conversation, *answers: str | int) -> Conversation:
    for one in answers:
        if talk.asked is None:
            break
        answer(talk, one)
    return talk


def occupations(talk: Conversation) -> list[dict[str, Any]]:
    return [item for item in talk.last["items"] if item["kind"] == "beroep"]


def test_it_says_that_it_is_no_test_and_how_many_questions_come() -> None:
    talk = begun()
    assert "geen test" in talk.last["text"] and "acht" in talk.last["text"]
    assert talk.last["asks"] == {"slot": f"interesse_{ORDER[0]}", "step": 1, "at_most": MAX_TAPS}


def test_two_kinds_that_are_liked_end_after_six_taps_with_reasons(real: Knowledge) -> None:
    talk = through(begun(real), YES, YES, NO, NO, NO, NO)
    assert talk.asked is None and len(talk.turns) == 7
    found = occupations(talk)
    assert 3 <= len(found) <= MAX_OCCUPATIONS
    for item in found:
        assert any("mensen helpen" in why or "met uw handen werken" in why for why in item["why"])
        assert item["source"] and item["facts"]["kans_op_werk"] and item["facts"]["leren_kan_via"]
    assert any("mens_spreken" in payload for payload in talk.payloads)
    assert any(re.match(r"/(leerbaan|opleiding)_zoeken\{", payload) for payload in talk.payloads)


def test_who_likes_much_chooses_and_what_was_chosen_leads(real: Knowledge) -> None:
    talk = through(begun(real), YES, YES, YES, NO, NO, NO)
    assert talk.asked == "interesse_keuze_1"
    assert "mensen helpen, met uw handen werken of dingen bijhouden" in talk.last["text"]
    talk.chooses("Met uw handen werken")
    assert occupations(talk)[0]["why"][0].startswith("U doet graag: met uw handen werken")


def test_a_choice_said_in_own_words_is_no_wish_for_a_branch(real: Knowledge) -> None:
    talk = through(begun(real), YES, YES, YES, NO, NO, NO)
    talk.says("met mijn handen werken", entities={"sector": "techniek"})
    assert talk.asked is None and occupations(talk)
    assert talk.known("sector_doel") is None and "Genoteerd" not in talk.last["text"]


def test_stopping_half_way_gives_what_can_be_given(real: Knowledge) -> None:
    talk = through(begun(real), YES, NO)
    talk.chooses("Stop en toon de uitslag")
    assert talk.asked is None and len(occupations(talk)) >= 3
    assert talk.last["text"].startswith("Goed, we stoppen hier.")


def test_stopping_before_the_first_answer_gives_nothing() -> None:
    talk = through(begun(), STOP)
    assert talk.asked is None and not talk.last["items"]


@pytest.mark.parametrize("same", [YES, NO, UNSURE])
def test_who_answers_all_the_same_hears_that_no_direction_shows(same: str, real: Knowledge) -> None:
    talk = through(begun(real), *[same] * 6, UNSURE, UNSURE)
    assert talk.asked is None and not occupations(talk)
    assert "geen duidelijke richting" in talk.last["text"]
    assert any("mens_spreken" in payload for payload in talk.payloads)


def test_ties_show_something_of_each(real: Knowledge) -> None:
    found = occupations(through(begun(real), YES, NO, NO, YES, NO, NO))
    reasons = " ".join(item["why"][0] for item in found)
    assert "mensen helpen" in reasons and "iets bedenken" in reasons


def test_it_can_be_done_again_and_begins_empty(real: Knowledge) -> None:
    talk = through(begun(real), YES, NO, NO, NO, NO, NO)
    before = [item["id"] for item in occupations(talk)]
    talk.chooses("Opnieuw kiezen")
    assert talk.asked == f"interesse_{ORDER[0]}"
    through(talk, NO, YES, NO, NO, NO, NO)
    assert [item["id"] for item in occupations(talk)] != before


def test_by_voice_one_thing_at_a_time_by_yes_and_no(real: Knowledge) -> None:
    talk = begun(real, "voice")
    for _ in range(8):
        if talk.asked is None:
            break
        assert talk.last["spoken"].rstrip().endswith("?")
        talk.says("ja", "gesprek_bevestig") if talk.asked == "interesse_s" else talk.says("nee", "gesprek_ontken")
    assert "Denk aan" in talk.last["spoken"]
    talk.says("ja", "gesprek_bevestig")
    assert "zegt UWV" in talk.last["spoken"] and re.search(r"in 20\d\d", talk.last["spoken"])


def test_no_question_or_reason_names_a_sex_or_a_station(real: Knowledge) -> None:
    talk = through(begun(real), YES, YES, YES, YES, YES, NO, 0, 0)
    said = " ".join(turn["message"]["text"] for turn in talk.turns).lower()
    assert not re.search(r"\b(man|vrouw|mannen|vrouwen|meisjes?|jongens?|hij|zij|moeder|vader)\b", said)


answers = st.lists(st.sampled_from([YES, NO, UNSURE, STOP, 0, 1, 2]), min_size=8, max_size=12)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_any_answers_and_stops_end_in_eight_taps_with_a_result_or_an_honest_nothing(
    real: Knowledge, given_answers: list[str | int]
) -> None:
    talk = through(begun(real), *given_answers)
    assert talk.asked is None
    assert len(talk.turns) - 1 <= MAX_TAPS
    found = occupations(talk)
    assert len(found) <= MAX_OCCUPATIONS
    assert len({item["id"] for item in found}) == len(found)
    assert talk.payloads
    for item in found:
        assert item["why"] and item["source"]


@settings(max_examples=25, deadline=None)
@given(answers)
def test_the_same_answers_give_the_same_result(real: Knowledge, given_answers: list[str | int]) -> None:
    first, second = through(begun(real), *given_answers), through(begun(real), *given_answers)
    assert first.last == second.last
