"""The judged set of the search is large enough, can be judged, and does not copy titles; the search does well."""

from __future__ import annotations

import csv
from pathlib import Path

from knowledge import words, yamlfile
from knowledge.folder import ROOT
from tests.bench import compiled, national
from tests.evaluation import search as judged

QUESTIONS = list(judged.questions())
COPIED = 0.1  # of the questions, at most, are by chance also the title of an item ("kok")
RECALL = 0.7  # of a fiftieth of the national set; `make evaluate-search` has the target on all of it


def test_there_are_enough_questions_and_none_stands_twice() -> None:
    assert len(QUESTIONS) >= 150
    asked = [(q.text, q.kind, q.place) for q in QUESTIONS]
    assert len(set(asked)) == len(asked)
    assert abs(sum(q.seen for q in QUESTIONS) - len(QUESTIONS) / 2) <= 10


def test_every_expectation_exists() -> None:
    with (ROOT / "beroepen" / "isco.csv").open(encoding="utf-8", newline="") as file:
        groups = {row["isco"] for row in csv.DictReader(file)}
    subjects = yamlfile.load(Path(national.__file__).with_name("subjects.yml")).data
    for question in QUESTIONS:
        assert question.good <= groups, question.text
        assert question.subject is None or question.subject in subjects, question.text
        assert question.kind in ("leerbaan", "opleiding")
        if question.place:
            assert judged.place_of(question, compiled.small()) is not None, question.place


def test_hardly_a_question_is_also_the_title_of_an_item() -> None:
    titles = {words.fold(record["title"]) for record in national.records(0.01) if record["kind"] != "leerbedrijf"}
    for path in sorted((ROOT / "catalogus").rglob("*.yaml")):
        titles |= {words.fold(record["title"]) for record in yamlfile.load(path).data}
    copied = [question.text for question in QUESTIONS if words.fold(question.text) in titles]
    assert len(copied) <= COPIED * len(QUESTIONS), copied


def test_the_search_does_well_on_a_small_catalogue(tmp_path: Path) -> None:
    scores = judged.judge(compiled.catalogue(tmp_path / "small.sqlite", compiled.SMALL))
    table, recall = judged.summary(scores)
    assert recall >= RECALL, table
