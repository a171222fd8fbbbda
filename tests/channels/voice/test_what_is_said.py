"""Every text that can be said: short, for the ear, in words that need no page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.voice import phrases, speaking
from channels.voice.aloud import aloud, seconds, sentences
from channels.voice.state import State
from knowledge.store import Knowledge
from tests.channels.voice.every_text import every_text

# At normal speed: espeak-ng's Dutch voice at 150 words a minute.
RATE = 150
LONGEST = 12.0
# Names that are said as words, and letters that everybody knows or that we explain when they are said first.
KNOWN = {"EVC", "DUO", "UWV", "STAP", "SLIM", "WIA", "WW", "NCP", "NLQF"}


@pytest.fixture(scope="module")
def texts(real_knowledge: Knowledge) -> list[tuple[str, str]]:
    return [(name, text) for name, text in every_text(real_knowledge) if text.strip()]


def test_there_is_something_to_say(texts: list[tuple[str, str]]) -> None:
    assert len(texts) > 250


def test_no_text_takes_more_than_twelve_seconds(texts: list[tuple[str, str]]) -> None:
    too_long = {name: round(seconds(aloud(text)), 1) for name, text in texts if seconds(aloud(text)) > LONGEST}
    assert not too_long


@pytest.mark.skipif(not os.environ.get("CI") and shutil.which("espeak-ng") is None, reason="no espeak-ng here")
def test_the_estimate_of_seconds_holds_against_a_real_voice(texts: list[tuple[str, str]], tmp_path: Path) -> None:
    """The longest texts, rendered: none takes more than twelve seconds, and none much more than we think."""
    longest = sorted(texts, key=lambda pair: -seconds(aloud(pair[1])))[:40]
    for name, text in longest:
        measured = rendered(aloud(text), tmp_path)
        assert measured <= LONGEST + 0.5, f"{name}: {measured:.1f} s"
        assert measured <= seconds(aloud(text)) * 1.25, f"{name}: {measured:.1f} s"


def rendered(said: str, folder: Path) -> float:
    path = folder / "gezegd.wav"
    subprocess.run(["espeak-ng", "-v", "nl", "-s", str(RATE), "-w", str(path), said], check=True)
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def test_at_most_two_sentences_and_then_a_choice(texts: list[tuple[str, str]]) -> None:
    def statements(text: str) -> int:
        return sum(not sentence.endswith("?") for sentence in sentences(text))

    # What is read as a list of keys, and a code with how to use it, are choices themselves.
    choices = {"telefoon.keuzes"}
    assert not {name: text for name, text in texts if name not in choices and statements(text) > 2}


def test_nothing_is_said_that_only_a_page_can_show(texts: list[tuple[str, str]]) -> None:
    bad = {name: aloud(text) for name, text in texts if re.search(r"\d|https?:|www\.|[<>{}*#|€%/]", aloud(text))}
    assert not bad


def test_no_list_is_longer_than_three(texts: list[tuple[str, str]]) -> None:
    several = re.compile(r"(?:\w+(?: \w+){0,3}, ){3,}\w+(?: \w+){0,3} (?:en|of) ")
    no_lists = {"crisis_follow_up"}  # a number, what it costs, when it is there
    assert not {name: text for name, text in texts if name not in no_lists and several.search(text)}


def test_every_abbreviation_is_known_or_explained(texts: list[tuple[str, str]]) -> None:
    found = {word for _, text in texts for word in re.findall(r"\b[A-Z]{2,5}\b", text)}
    assert found <= KNOWN


def explained(text: str, state: State) -> str:
    return speaking.explained(state, text)


def test_an_abbreviation_is_explained_where_it_is_said_first() -> None:
    state = State()
    assert explained("Vraag het UWV.", state) == "Vraag het UWV, dat is de dienst voor uitkeringen."
    assert explained("Vraag het UWV.", state) == "Vraag het UWV."
    assert explained("EVC is erkenning van wat u kunt.", state) == "EVC is erkenning van wat u kunt."
    assert explained("Wilt u EVC voor uw werk?", state) == "Wilt u EVC voor uw werk?"
    assert (
        explained("Kijk bij DUO, of bel.", state) == "Kijk bij DUO, dat is de dienst voor studiefinanciering, of bel."
    )


def test_a_long_text_is_shortened_to_its_first_sentence_and_its_question() -> None:
    said = "Dit is het eerste, en dit hoort erbij. Dit is het tweede. Wilt u meer?"
    assert speaking.shorter(said) == "Dit is het eerste. Wilt u meer?"
    assert speaking.shorter("Hoe oud bent u?") == "Hoe oud bent u?"
    assert speaking.question_of(said) == "Wilt u meer?"
    assert speaking.without_question(said).endswith("tweede.")


def test_every_sentence_of_the_telephone_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in _modules())
    assert not {key for key in phrases.names() if not re.search(rf"[\"']{key}[\"']", code)}


def _modules() -> Iterator[Path]:
    return Path(phrases.__file__).parent.glob("*.py")
