"""A model is trained when what it is made from changed, and only then."""

import shutil
from pathlib import Path

import pytest

from ops.paths import ROOT
from ops.train import model_inputs, model_path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path in model_inputs():
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


def test_the_same_inputs_are_the_same_model(copy: Path) -> None:
    assert model_path(copy).name == model_path().name


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "data/rules/evc.yml", "bot/intent_classifier.py"])
def test_a_changed_input_is_another_model(copy: Path, name: str) -> None:
    before = model_path(copy)
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert model_path(copy) != before


def test_a_new_file_of_utterances_is_another_model(copy: Path) -> None:
    before = model_path(copy)
    (copy / "data" / "nlu" / "nieuw.yml").write_text("version: '3.1'\n", encoding="utf-8")
    assert model_path(copy) != before
