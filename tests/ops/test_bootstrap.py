"""The set-up finds what is there, and says in one sentence what cannot be had."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops import bootstrap


def pretend(monkeypatch: pytest.MonkeyPatch, answers: dict[str, int]) -> list[list[str]]:
    """Commands answer with these exit codes, by a word in them; everything else fails."""
    seen: list[list[str]] = []

    def run(*command: str | Path, quiet: bool = False) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        seen.append(words)
        code = next((code for word, code in answers.items() if word in " ".join(words)), 1)
        return subprocess.CompletedProcess(words, code, stdout="", stderr="")

    monkeypatch.setattr(bootstrap, "run", run)
    return seen


def test_this_python_is_found_for_its_own_version(monkeypatch: pytest.MonkeyPatch) -> None:
    version = "{}.{}".format(*sys.version_info)
    monkeypatch.setitem(bootstrap.PYTHONS, "service", [version])
    found = bootstrap.find_python(Path("uv-that-is-not-asked"), "service")
    assert subprocess.check_output([found, "--version"], text=True).startswith(f"Python {version}")


def test_a_python_that_cannot_be_had_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bootstrap.PYTHONS, "engine", ["3.99"])
    pretend(monkeypatch, {})
    with pytest.raises(bootstrap.CannotFetch, match=r"Python 3\.99 .*pyenv install 3\.99"):
        bootstrap.find_python(Path("uv"), "engine")


def test_without_venv_and_without_root_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    pretend(monkeypatch, {})
    with pytest.raises(bootstrap.CannotFetch, match="python3-venv"):
        bootstrap.find_uv()


def test_an_environment_that_holds_its_pins_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(bootstrap, "find_python", lambda uv, name: sys.executable)
    pins = tmp_path / "pins.txt"
    pins.write_text("a==1\n")
    seen = pretend(monkeypatch, {"venv": 0, "install": 0})
    (tmp_path / "service").mkdir()
    bootstrap.build(Path("uv"), "service", pins)
    assert any("--require-hashes" in command for command in seen)
    seen.clear()
    bootstrap.build(Path("uv"), "service", pins)
    assert seen == []
    pins.write_text("a==2\n")
    bootstrap.build(Path("uv"), "service", pins)
    assert seen


def test_packages_that_cannot_be_installed_leave_no_stamp(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(bootstrap, "find_python", lambda uv, name: sys.executable)
    pins = tmp_path / "pins.txt"
    pins.write_text("a==1\n")
    pretend(monkeypatch, {"venv": 0})
    (tmp_path / "service").mkdir()
    with pytest.raises(bootstrap.CannotFetch, match=r"pins\.txt"):
        bootstrap.build(Path("uv"), "service", pins)
    assert not (tmp_path / "service" / "leerwijs-stamp").exists()
