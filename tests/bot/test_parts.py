"""Who tells and asks in one message is answered on the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intent_classifier import CLEAR, DOUBT, _decide
from bot.parts import PARTS, split, with_parts


def ranking(topic, confidence):
    return [{"name": topic, "confidence": confidence}, {"name": "bot_identiteit", "confidence": 0.01}]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ik ben 52, werk in een winkel en wil de zorg in. wat kan ik vergoed krijgen", "wat kan ik vergoed krijgen"),
        ("ik werk twintig jaar in de thuiszorg hoe krijg ik evc", "hoe krijg ik evc"),
        ("Dank u! En wat kost een EVC-traject?", "wat kost een EVC-traject?"),
        ("ik heb mbo 3, kan ik dan nog lenen", "kan ik dan nog lenen"),
    ],
)
def test_the_question_is_a_part_of_its_own(text, question):
    assert question in split(text)


@pytest.mark.parametrize("text", ["wat is evc", "vind een leerbaan", "ja", "ik ben kok", ""])
def test_one_sentence_has_no_parts(text):
    message = Message({TEXT: text})
    with_parts([message])
    assert not message.get(PARTS)


@given(st.text(max_size=400))
def test_parts_are_pieces_of_the_text_and_few(text):
    parts = split(text)
    assert len(parts) <= 6
    assert all(part in text for part in parts)


def test_a_clear_whole_wins_from_its_parts():
    whole = ranking("evc_kosten", DOUBT)
    assert _decide(whole, [ranking("evc_uitleg", 0.99)]) is whole


def test_who_is_telling_is_answered_on_the_question():
    part = ranking("financiering_overzicht", 0.9)
    assert _decide(ranking("gesprek_antwoord", 0.95), [ranking("gesprek_antwoord", 0.99), part]) is part


def test_a_whole_in_doubt_is_answered_on_a_clear_part():
    part = ranking("financiering_overzicht", CLEAR)
    assert _decide(ranking("loopbaan_overstap", DOUBT - 0.01), [part]) is part


def test_no_part_that_is_a_clear_question_leaves_the_whole():
    whole = ranking("gesprek_antwoord", 0.95)
    assert _decide(whole, [ranking("evc_uitleg", CLEAR - 0.01), ranking("gesprek_buiten_bereik", 0.99)]) is whole
