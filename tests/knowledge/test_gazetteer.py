"""The word lists for whoever reads free text are those of the tables, and the entity lists are of the contract."""

from __future__ import annotations

import pytest
import yaml

from bot.lexicon import fold, read_lexicon
from knowledge import gazetteer
from knowledge.folder import ROOT
from knowledge.profile import SLOTS
from tests.knowledge import world

ENTITIES = ROOT.parent / "data" / "entities"
WITHOUT_SLOT = {"sector", "regeling", "dagdeel"}


def test_the_word_lists_were_written_after_the_last_change() -> None:
    for name, text in gazetteer.tables().items():
        assert (ENTITIES / name).read_text(encoding="utf-8") == text, "run: python -m knowledge.gazetteer"


def test_every_value_of_the_place_list_is_found_again() -> None:
    lines = (ENTITIES / "plaats.tsv").read_text(encoding="utf-8").splitlines()[1:]
    values = {line.split("\t")[1] for line in lines}
    assert [value for value in values if not world.places().find(value)] == []


def test_ordinary_words_are_marked_or_left_out() -> None:
    places = dict(
        (line.split("\t")[0], line.split("\t")[2])
        for line in (ENTITIES / "plaats.tsv").read_text(encoding="utf-8").splitlines()
    )
    assert (places["leiden"], places["best"], places["een"], places["zwolle"]) == ("1", "2", "2", "0")
    occupations = {line.split("\t")[0] for line in (ENTITIES / "beroep.tsv").read_text(encoding="utf-8").splitlines()}
    assert "kok" in occupations
    assert not occupations & {"medewerker", "manager", "chef", "model", "keuken", "school"}


@pytest.mark.parametrize("path", sorted(ENTITIES.glob("*.yml")), ids=lambda path: path.stem)
def test_entity_lists_hold_values_of_the_contract_and_each_form_once(path: object) -> None:
    data = yaml.safe_load((ENTITIES / f"{path.stem}.yml").read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    entity, values = data["entity"], data["values"]
    if entity == "regeling":
        legal = {file.stem for file in (ROOT / "regelingen").glob("*.yaml")}
    elif entity == "dagdeel":
        legal = {"ochtend", "middag", "avond"}
    elif entity == "sector":
        legal = set(SLOTS["sector_nu"].values)
    elif entity == "ontslag":
        legal = {True, False}
    else:
        legal = set(SLOTS[entity].values)
    assert set(values) <= legal
    if entity not in WITHOUT_SLOT:
        assert set(values) == legal
    forms = [form for listed in values.values() for form in listed]
    assert all(isinstance(form, str) and form.strip() for form in forms)
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize("around", ["{}", "leerbaan kok in {}", "het loket van {} en omgeving"])
def test_every_way_to_write_a_place_is_read_as_that_place(around: str) -> None:
    """Also where the beginning of the name is a place of its own: Alphen is not Alphen aan den Rijn."""
    lexicon = read_lexicon(ENTITIES)
    wrong = []
    for name in written_names():
        text = around.format(name)
        found = [match for match in lexicon.find(fold(text)) if match.entity == "plaats"]
        places = [place.label for match in found for place in world.places().find(str(match.value))]
        if places != [place.label for place in world.places().find(name)]:
            wrong.append((text, [match.value for match in found]))
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["Alphen aan den Rijn", "alphen aan de rijn", "Alphen a/d Rijn", "alphen ad rijn", "ALPHEN A.D. RIJN"]
)
def test_a_river_may_be_written_in_several_ways(text: str) -> None:
    matches = [match for match in read_lexicon(ENTITIES).find(fold(text)) if match.entity == "plaats"]
    assert [match.value for match in matches] == ["Alphen aan den Rijn"]


def written_names() -> list[str]:
    rows = world.connect().execute("SELECT surface FROM place_name WHERE length(key) > 2 ORDER BY surface")
    return [row[0] for row in rows]
