"""The measuring of the telephone, without a model: what it does to texts and how it counts."""

from __future__ import annotations

import pytest

from tests.evaluation import voice


@pytest.mark.parametrize(("typed", "recognised"), [
    ("Wat is EVC?", "wat is e v c"),
    ("ik ben 52, en krijg 1800 euro!", "ik ben tweeënvijftig en krijg duizendachthonderd euro"),
    ("Waar is het UWV-loket?", "waar is het u w v-loket"),
])  # fmt: skip
def test_texts_become_as_a_recogniser_writes_them(typed: str, recognised: str) -> None:
    assert voice.as_recognised(typed) == recognised


def test_word_errors_are_counted() -> None:
    assert voice.word_error_rate([("een twee drie vier", "een twee drie vier")]) == 0
    assert voice.word_error_rate([("een twee drie vier", "een drie vijf vier")]) == 0.5
    assert voice.word_error_rate([("een twee", "")]) == 1


def test_the_sample_is_spread_over_topics_and_can_be_said() -> None:
    rows = voice.sample(40)
    assert len(rows) == 40 and len({topic for topic, _ in rows}) > 25
    assert all(len(text.split()) <= voice.LONGEST_SPOKEN for _, text in rows)


def test_a_report_without_sound_says_why() -> None:
    written = voice.report([("zoals getypt", voice.Score(10, 0.9, 1.0))], [], "er is geen herkenner")
    assert "Niet gemeten: er is geen herkenner." in written and "| zoals getypt | 10 | 0.900 | 1.000 |" in written
