"""The levels of diplomas agree with the records that speak of them."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge import records, yamlfile
from knowledge.levels import LEVELS, SOURCE

RECORDS = Path(__file__).parents[2] / "knowledge"


def test_the_associate_degree_has_the_level_of_its_record() -> None:
    record = records.arrangement(yamlfile.load(RECORDS / "regelingen" / "associate_degree.yaml").data)
    assert str(record.amount("nlqf").value) == LEVELS["ad"].nlqf


def test_the_answer_on_levels_says_the_same() -> None:
    answer = records.answer(yamlfile.load(RECORDS / "antwoorden" / "opleiding_niveaus.yaml").data)
    assert SOURCE.url in {source.url for source in answer.sources}
    for said, level in (("associate degree", "ad"), ("bachelor", "bachelor"), ("master", "master")):
        assert re.search(rf"{said}\D+niveau {LEVELS[level].nlqf}|{said} niveau {LEVELS[level].nlqf}", answer.web)
