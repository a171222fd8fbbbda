from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import compile as compiling
from knowledge.__main__ import main
from knowledge.compile import Refused, compile_to, content_hash, trial
from knowledge.folder import ROOT
from knowledge.store import Knowledge
from tests.knowledge import make
from tests.knowledge.make import TODAY

pytestmark = pytest.mark.usefixtures("few_topics")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = make.folder(tmp_path / "records")
    for name in ("plaatsen", "lokets", "catalogus", "beroepen"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "build" / "knowledge.sqlite"


@pytest.fixture
def running(root: Path, out: Path) -> Iterator[bytes]:
    """The bytes of a file that must stay as it is."""
    before = b"the running version"
    out.parent.mkdir()
    out.write_bytes(before)
    yield before
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_bad_record_leaves_the_running_version_byte_for_byte(root: Path, out: Path, running: bytes) -> None:
    make.write(root / "regelingen" / "lening.yaml", make.lening(sources=[]))
    with pytest.raises(Refused) as refused:
        compile_to(out, root, TODAY)
    assert any("sources" in finding.where for finding in refused.value.outcome.errors)


def test_lokets_that_do_not_cover_the_country_leave_the_running_version(root: Path, out: Path, running: bytes) -> None:
    (root / "lokets" / "zeeland.yaml").unlink()
    assert "Middelburg" in str(trial(root))
    with pytest.raises(Refused):
        compile_to(out, root, TODAY)


def test_a_disk_that_fails_leaves_the_running_version(
    root: Path, out: Path, running: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(compiling, "_flush", full)
    with pytest.raises(OSError, match="no space"):
        compile_to(out, root, TODAY)


def test_a_refused_compile_by_command_says_why_and_fails(
    root: Path, out: Path, running: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    make.write(root / "regelingen" / "lening.yaml", make.lening(summary="U krijgt 70 euro."))
    command = ["--root", str(root), "--today", "2026-11-22", "compile", "--out", str(out)]
    assert main(command) == 1
    said = capsys.readouterr().out
    assert "no source of this record holds the amount '70 euro'" in said
    assert "left as it was" in said


def test_the_same_records_give_the_same_version_and_others_another(root: Path, out: Path) -> None:
    before = content_hash(root)
    compile_to(out, root, TODAY)
    assert Knowledge.open(out).version == before == content_hash(root)
    make.write(root / "regelingen" / "lening.yaml", make.lening(title="Een lening"))
    assert content_hash(root) != before


def test_an_open_version_goes_on_after_it_was_replaced(root: Path, out: Path) -> None:
    compile_to(out, root, TODAY)
    old = Knowledge.open(out)
    make.write(root / "regelingen" / "lening.yaml", make.lening(title="Een lening"))
    compile_to(out, root, TODAY)
    assert old.arrangement("lening").title == "Lening"
    assert old.places.find("Zwolle")
    assert Knowledge.open(out).arrangement("lening").title == "Een lening"


def test_the_compiled_file_cannot_be_written_by_its_reader(root: Path, out: Path) -> None:
    compile_to(out, root, TODAY)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        Knowledge.open(out).connection().execute("DELETE FROM regeling")


def test_compiling_by_command_names_the_version(root: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "--today", "2026-11-22", "compile", "--out", str(out)]) == 0
    assert Knowledge.open(out).version[:12] in capsys.readouterr().out


def test_checking_by_command_shows_only_the_files_asked_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make.write(root / "regelingen" / "lening.yaml", make.lening(summary="U krijgt 70 euro."))
    command = ["--root", str(root), "--today", "2026-11-22", "check"]
    assert main([*command, "opleidingsgeld"]) == 0
    assert main([*command, "lening"]) == 1
    assert "lening.yaml" in capsys.readouterr().out


def test_a_frozen_day_is_for_development_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERWIJS_TODAY", "2030-01-01")
    assert main(["--root", str(root), "report"]) == 0
    monkeypatch.setenv("LEERWIJS_ENV", "production")
    with pytest.raises(SystemExit, match="not for production"):
        main(["--root", str(root), "report"])
