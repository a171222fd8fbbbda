"""DUO's registers as shipped, and the scripts that make reference tables from foreign ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge import csvfile, registers, yamlfile
from knowledge.folder import ROOT
from knowledge.onderwijs import import_onderwijs
from knowledge.profile import SECTORS


def test_a_code_gives_the_name_in_the_register() -> None:
    assert registers.institutions()["25PJ"] == registers.Institution("25PJ", "Deltion College", "8031")
    assert registers.qualifications()["25656"] == registers.Qualification("25656", "Verzorgende-IG", "mbo3")


def test_every_row_has_the_form_of_its_code() -> None:
    institutions, qualifications = registers.institutions(), registers.qualifications()
    assert len(institutions) == 8_660 and len(qualifications) == 3_380
    for institution in institutions.values():
        assert re.fullmatch(r"\d\d[A-Z]{2}", institution.brin) and institution.name
        assert institution.pc4 is None or re.fullmatch(r"[1-9]\d{3}", institution.pc4)
    for qualification in qualifications.values():
        assert re.fullmatch(r"\d{5}", qualification.crebo) and "opleiding)" not in qualification.name
        assert qualification.level in ("mbo1", "mbo2", "mbo3", "mbo4")


def test_the_catalogue_names_only_qualifications_that_exist() -> None:
    for path in (ROOT / "catalogus").rglob("*.yaml"):
        for record in yamlfile.load(path).data:
            crebo = (record.get("qualification") or {}).get("crebo")
            assert crebo is None or registers.qualifications()[crebo].name == record["qualification"]["name"]


def test_our_words_for_sectors_are_of_sectors_that_exist() -> None:
    assert set(yamlfile.load(registers.FOLDER / "sectoren.yaml").data) == set(SECTORS)


def test_the_tables_are_made_of_what_is_open_and_has_a_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = tmp_path / "bron", tmp_path / "uit"
    source.mkdir()
    out.mkdir()
    line = "{:4}{:30}{:4}{:24}{:8}{:8}ABZAlgemeen bijzonder\r\n"
    rows = (
        ("25PJ", "Deltion  College", "8031", "ZWOLLE", "19960801", ""),
        ("00AF", "HET YSSELCOLLEGE", "8021", "ZWOLLE", "19720801", "19961101"),
        ("05OC", "Dalton \u2019t Kompas", "", "GASSELT", "19850801", ""),
    )
    (source / "Dec_brinnummer.asc").write_bytes("".join(line.format(*row) for row in rows).encode("cp1252"))
    (source / "crebo_uit_Dec_vooropl.csv").write_text(
        "code,naam\n25656,Verzorgende-IG (vakopleiding)\n22270,Entree (kwalificatiedossier)\n00201,MBO techniek\n"
        '25740,"Assistent bouwen, wonen en onderhoud (assistentenopleiding)"\n'
    )
    monkeypatch.setattr(import_onderwijs, "HERE", out)
    assert import_onderwijs.main([str(source)]) == 0
    assert csvfile.read(out / "instellingen.csv") == [
        {"brin": "05OC", "naam": "Dalton ’t Kompas", "pc4": ""},
        {"brin": "25PJ", "naam": "Deltion College", "pc4": "8031"},
    ]
    assert csvfile.read(out / "kwalificaties.csv") == [
        {"crebo": "25656", "naam": "Verzorgende-IG", "niveau": "mbo3"},
        {"crebo": "25740", "naam": "Assistent bouwen, wonen en onderhoud", "niveau": "mbo1"},
    ]


def test_an_import_script_without_its_folder_shows_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        import_onderwijs.main([])
    assert ended.value.code == 2
    assert "python -m knowledge.onderwijs.import_onderwijs SOURCE_FOLDER" in capsys.readouterr().err
