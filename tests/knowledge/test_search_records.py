"""What becomes of records in the catalogue: where they lie, by which words they are found, which are refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.folder import ROOT
from knowledge.search import Catalogue, CatalogueError, build
from tests.knowledge import world
from tests.knowledge.test_search import ids

RECORD = """
- id: een
  kind: leerbaan
  title: Leerbaan kok
  occupation: "5120.1"
  sector: horeca
  level: mbo2
  form: [bbl]
  employer: Het Voorbeeld (demo)
  place: Zwolle
  gemeente: Zwolle
  contact: null
  demo: true
  source: {title: Proef, url: null, date: "2026"}
"""


def built(folder: Path, text: str) -> Catalogue:
    """Compile a catalogue of one file."""
    for name in ("plaatsen", "beroepen", "lokets"):
        if not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name)
    (folder / "catalogus").mkdir(exist_ok=True)
    (folder / "catalogus" / "proef.yaml").write_text(text, encoding="utf-8")
    connection = sqlite3.connect(":memory:")
    world.build_all(connection, folder)
    return Catalogue(lambda: connection)


def test_an_item_without_postcode_stands_in_the_middle_of_its_place(tmp_path: Path) -> None:
    item = built(tmp_path, RECORD).get("een")
    assert item is not None
    assert (item.regio, item.provincie) == ("Regio Zwolle", "Overijssel")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"5120.1"', '"5120.99"', "no occupation"),
        ("place: Zwolle", "place: Nergenshuizen", "no such place"),
        ("sector: horeca", "sector: eten", "no sector"),
        ("form: [bbl]", "form: [gratis]", "no form"),
        ("level: mbo2", "level: mbo9", "no level"),
        ("  place: Zwolle\n  gemeente: Zwolle\n", "", "give a place"),
    ],
)
def test_a_wrong_record_does_not_compile_and_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(CatalogueError, match=f"proef.yaml, een: .*{problem}"):
        built(tmp_path, RECORD.replace(old, new))


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="stands twice"):
        built(tmp_path, RECORD + RECORD.lstrip("\n"))


def test_search_needs_places_first() -> None:
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(sqlite3.OperationalError):
        build(connection, ROOT)


def test_a_kind_of_what_was_asked_is_no_wider_search(tmp_path: Path) -> None:
    """Of a welder, the pipe welder; after the welders themselves."""
    second = RECORD.replace("id: een", "id: twee").replace('"5120.1"', '"7212.3"')
    third = RECORD.replace("id: een", "id: drie").replace('"5120.1"', '"7212.3.3"')
    catalogue = built(tmp_path, third + second)
    found = catalogue.search("leerbaan", text="lasser", near=world.place("Zwolle"))
    assert [(hit.item.id, hit.match, hit.widened) for hit in found.hits] == [
        ("twee", "beroep", ()),
        ("drie", "beroep", ()),
    ]


def test_words_of_a_title_count_where_an_item_has_no_occupation(tmp_path: Path) -> None:
    course = RECORD.replace('  occupation: "5120.1"\n', "").replace("Leerbaan kok", "Koken voor beginners")
    catalogue = built(tmp_path, course + RECORD.replace("id: een", "id: twee").replace('"5120.1"', '"8332.2"'))
    assert ids(catalogue.search("leerbaan", text="koken", widen=False)) == ["een"]
    assert catalogue.search("leerbaan", text="beginners").hits[0].match == "woord"


def test_a_name_of_an_organisation_is_found_when_the_words_mean_nothing_else(tmp_path: Path) -> None:
    catalogue = built(tmp_path, RECORD.replace("Het Voorbeeld (demo)", "Bakkerij Zwierstra (demo)"))
    assert ids(catalogue.search("leerbaan", text="zwierstra")) == ["een"]
    assert catalogue.search("leerbaan", text="bakker", widen=False).total == 0


def test_an_item_for_several_occupations_is_found_by_each(tmp_path: Path) -> None:
    firm = RECORD.replace("kind: leerbaan", "kind: leerbedrijf").replace(
        '  occupation: "5120.1"\n  sector: horeca\n', '  occupations: ["5120.1", "5131.2"]\n'
    )
    catalogue = built(tmp_path, firm)
    for words, name in (("kok", "kok"), ("ober", "medewerker bediening")):
        (hit,) = catalogue.search("leerbedrijf", text=words).hits
        assert hit.item.occupation is not None
        assert (hit.match, hit.item.occupation.name, hit.item.sectors) == ("beroep", name, ("horeca",))


def test_a_record_of_a_test_set_does_not_get_into_a_product(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="test set"):
        built(tmp_path, RECORD + "  testset: true\n")
