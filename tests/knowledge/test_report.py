from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.report import report
from tests.knowledge import make


@pytest.fixture
def root(tmp_path: Path) -> Path:
    old = make.lening(id="oud", certainty="voor_zover_bekend", evidence_date="2024-03", review_by="2026-12-01")
    old["sources"][0]["date"] = "2024-03"
    vague = make.lening(id="vaag", status="unknown", certainty="onbekend")
    return make.folder(tmp_path, make.regeling(), make.lening(), old, vague)


def section(text: str, title: str) -> list[str]:
    part = next(part for part in text.split("## ") if part.startswith(title))
    return [line[2:] for line in part.splitlines() if line.startswith("- ")]


def test_the_report_names_what_an_editor_should_look_at(root: Path) -> None:
    text = report(root, date(2026, 11, 22))
    assert text.startswith("# Kennis op 22 november 2026")
    assert section(text, "Nakijken") == ["regeling oud: 1 december 2026"]
    assert section(text, "Niet bekend") == ["vaag: Lening (bewijs mei 2026)"]
    assert section(text, "Bewijs ouder") == ["oud: maart 2024"]
    assert section(text, "Nu dicht") == ["niets"]
    assert section(text, "Loopt binnen") == ["opleidingsgeld: laatste dag 30 november 2026"]
    assert section(text, "Nergens genoemd") == ["oud: Lening", "vaag: Lening"]
    assert "evc_duur" in section(text, "Onderwerpen zonder antwoord")


def test_what_is_shut_is_named_with_its_next_opening(root: Path) -> None:
    text = report(root, date(2026, 10, 20))
    assert section(text, "Nu dicht") == ["opleidingsgeld: window_shut, weer open op 2 november 2026"]
    assert section(text, "Loopt binnen") == ["opleidingsgeld: opent 2 november 2026"]


def test_the_report_by_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "--today", "2026-11-22", "report"]) == 0
    assert "# Kennis op 22 november 2026" in capsys.readouterr().out
