"""The evaluation set is of another hand than the training data, large enough, and not one a copy of the other."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent
NEAR = 0.65  # Jaccard similarity of character trigrams
SHORT = 16  # characters: "ja" and "wat is evc" are said by everybody
REPLIES = {"gesprek_bevestig", "gesprek_ontken", "gesprek_weet_niet", "gesprek_antwoord", "gesprek_stop",
           "gesprek_herhaal", "gesprek_correctie", "gesprek_groet", "gesprek_bedankt", "gesprek_afscheid"}  # fmt: skip


def training() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in (ROOT / "data/nlu").glob("*.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found[entry["intent"]] += [x[2:].strip() for x in entry["examples"].splitlines() if x.startswith("- ")]
    return found


def evaluation() -> dict[str, list[str]]:
    content = yaml.safe_load((ROOT / "tests/evaluation/utterances.yml").read_text(encoding="utf-8"))
    return dict(content["topics"])


def normalised(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", " ".join(text.lower().split()))


def trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def near_copies(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    """Pairs at or over ``NEAR``, by an index of trigrams so that it takes seconds."""
    index: dict[str, list[int]] = defaultdict(list)
    grams = [trigrams(text) for text in right]
    for number, own in enumerate(grams):
        for gram in own:
            index[gram].append(number)
    found = []
    for text in left:
        mine = trigrams(text)
        shared: dict[int, int] = defaultdict(int)
        for gram in mine:
            for number in index[gram]:
                shared[number] += 1
        for number, count in shared.items():
            if count / (len(mine) + len(grams[number]) - count) >= NEAR:
                found.append((text, right[number]))
    return found


def long_enough(texts: dict[str, list[str]]) -> list[str]:
    cleaned = (normalised(text) for listed in texts.values() for text in listed)
    return [text for text in cleaned if len(text) >= SHORT]


def test_no_near_copies_between_training_and_evaluation() -> None:
    assert near_copies(long_enough(evaluation()), long_enough(training())) == []


def test_near_copies_would_be_found() -> None:
    assert near_copies(["wat kost een evc traject in zwolle"], ["wat kost een evc traject in zwolle ongeveer"])


def test_every_question_topic_has_at_least_sixty_utterances() -> None:
    few = {topic: len(texts) for topic, texts in training().items() if topic not in REPLIES and len(texts) < 60}
    assert few == {}


def test_no_utterance_is_trained_for_two_topics() -> None:
    topics: dict[str, set[str]] = defaultdict(set)
    for topic, texts in training().items():
        for text in texts:
            topics[normalised(text)].add(topic)
    assert {text: found for text, found in topics.items() if len(found) > 1} == {}


def test_the_evaluation_set_covers_all_topics_with_at_least_six_hundred_utterances() -> None:
    texts = evaluation()
    assert set(texts) == set(training())
    assert sum(len(listed) for listed in texts.values()) >= 600
    assert min(len(listed) for listed in texts.values()) >= 8
    conversations = yaml.safe_load((ROOT / "tests/evaluation/conversations.yml").read_text(encoding="utf-8"))
    assert len(conversations) >= 60
