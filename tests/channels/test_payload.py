"""What a button may send, and that a text is never taken for one."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.conversation.payload import BadPayload, as_text, parse
from knowledge.topics import TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_a_payload(topic: str) -> None:
    assert parse(f"/{topic}").topic == topic


SLOTS = st.sampled_from(["leeftijd", "werksituatie", "plaats", "telefoon", "dagdeel", "toestemming"])


VALUES = st.one_of(st.integers(-(10**7) + 1, 10**7 - 1), st.booleans(), st.text("abcdefg ", max_size=20))


@given(st.dictionaries(SLOTS, VALUES))
def test_a_payload_survives_being_written_and_read(slots: dict[str, str | int | bool]) -> None:
    from channels.conversation.payload import Payload

    written = str(Payload("gesprek_antwoord", slots))
    assert parse(written) == Payload("gesprek_antwoord", slots)


@given(st.text(max_size=60))
def test_any_other_text_is_refused_and_never_breaks(text: str) -> None:
    with contextlib.suppress(BadPayload):
        assert parse(text).topic in TOPICS


@pytest.mark.parametrize("value", ["[1]", "{}", "null", '"' + "a" * 101 + '"', '"\\u0007"', "NaN", "1e400", "[" * 400])
def test_a_value_is_a_short_word_a_number_or_yes_and_no(value: str) -> None:
    with pytest.raises(BadPayload):
        parse(f'/gesprek_antwoord{{"plaats":{value}}}')


@pytest.mark.parametrize(
    "number",
    ["111222333", "-111222333", "12345678", "31612345678", "111222333.0", "1112.22333", "1.11222333e8", "1" * 400],
)
def test_a_number_that_may_be_somebodys_is_refused(number: str) -> None:
    with pytest.raises(BadPayload):
        parse(f'/gesprek_antwoord{{"bedrag":{number}}}')


@pytest.mark.parametrize("number", [0, 52, 2026, 2500.5, 1_250_000.0, 9_999_999])
def test_an_age_a_year_and_an_amount_are_not(number: float) -> None:
    assert parse(f'/gesprek_antwoord{{"bedrag":{number}}}').slots == {"bedrag": number}


@given(st.text())
def test_a_text_is_never_a_command_to_the_engine(text: str) -> None:
    told = as_text(text)
    assert told
    assert not told.strip().startswith("/")


@given(st.text(min_size=1).filter(lambda t: t.strip() and not t.strip().startswith("/")))
def test_other_texts_reach_the_engine_as_they_are(text: str) -> None:
    assert as_text(text) == text.strip()
