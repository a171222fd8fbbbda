from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from knowledge import schemas
from tests.knowledge import make

KINDS = (
    "regeling", "antwoord", "teksten", "loket", "catalogusitem", "marktbron", "cijfer", "overstap", "interesse",
)  # fmt: skip


@pytest.mark.parametrize("path", sorted(schemas.FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_published_schema_is_itself_valid(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_there_is_a_schema_for_every_kind_of_record() -> None:
    assert {path.stem for path in schemas.FOLDER.glob("*.json")} == {*KINDS, "bron"}
    for kind in KINDS:
        assert schemas.validator(kind)


def test_a_valid_record_has_no_problems() -> None:
    assert list(schemas.problems("regeling", make.regeling())) == []
    assert list(schemas.problems("antwoord", make.antwoord())) == []
    assert list(schemas.problems("teksten", make.teksten())) == []


def test_a_problem_deep_in_a_tree_is_shown_where_it_is() -> None:
    tree = {"id": "c", "any": [{"slot": "vorm", "op": "is", "value": "bbl"}], "holds": "J", "fails": "N"}
    found = list(schemas.problems("regeling", make.regeling(conditions=[tree])))
    assert [where for where, _ in found] == [("conditions", 0, "any", 0, "op")]


def test_a_problem_inside_something_optional_is_shown_where_it_is() -> None:
    budget = {"windows": [{"opens": "morgen", "closes": "2026-11-30"}]}
    found = list(schemas.problems("regeling", make.regeling(budget=budget)))
    assert [where for where, _ in found] == [("budget", "windows", 0, "opens")]
