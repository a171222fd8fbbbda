"""Build the two environments from hashed pins: ``python3 ops/bootstrap.py [--dev]``.

Runs on the machine's own Python 3 with nothing installed. Finds or fetches Python 3.10 (for Rasa) and a
current Python (for the rest), finds or installs uv, and installs what ``requirements/`` names. A second run
with nothing changed does nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".venv"
PYTHONS = {"engine": ["3.10"], "service": ["3.13", "3.12", "3.14", "3.11"]}
PREFERRED_SPACY = "nl_core_news_sm"
PREFERRED_SPACY_VERSION = "3.4.0"
SHIPPED_SPACY = ROOT / "bot" / "models" / "nl_udnl_sm-0.1.0-py3-none-any.whl"


class CannotFetch(Exception):
    """Something the set-up needs cannot be had here; the message says what and how to get it."""


def say(text: str) -> None:
    """Print a line of progress."""
    print(f"leerwijs: {text}", flush=True)


def run(*command: str | Path, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command, capturing its output."""
    result = subprocess.run([str(c) for c in command], text=True, capture_output=True, cwd=ROOT)
    if result.returncode and not quiet:
        sys.stderr.write(result.stdout + result.stderr)
    return result


def find_uv() -> Path:
    """Return uv: the one on PATH, or one of our own.

    Raises:
        CannotFetch: when there is no uv and no way to install one.
    """
    on_path = shutil.which("uv")
    if on_path:
        return Path(on_path)
    own = ENVIRONMENTS / "tools" / "bin" / "uv"
    if own.exists():
        return own
    say("installing uv")
    tools = ENVIRONMENTS / "tools"
    if run(sys.executable, "-m", "venv", "--clear", tools, quiet=True).returncode and not _install_venv(tools):
        raise CannotFetch(
            "This Python cannot make virtual environments. Run 'apt-get install python3-venv' as root, then try again."
        )
    requirements = ROOT / "requirements" / "tools.txt"
    if run(tools / "bin" / "python", "-m", "pip", "install", "-q", "--require-hashes", "-r", requirements).returncode:
        raise CannotFetch("uv could not be fetched. Install uv yourself (any package manager), then try again.")
    return own


def _install_venv(tools: Path) -> bool:
    """On Debian as root the missing half of venv is one package away."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("installing python3-venv")
    if run("apt-get", "install", "-y", "-q", "python3-venv").returncode:
        run("apt-get", "update", "-q")
        if run("apt-get", "install", "-y", "-q", "python3-venv").returncode:
            return False
    return run(sys.executable, "-m", "venv", "--clear", tools).returncode == 0


def find_python(uv: Path, name: str) -> str:
    """Return a Python for an environment: on PATH, of pyenv, of uv, or fetched by uv.

    Raises:
        CannotFetch: when none is found and none can be fetched.
    """
    for version in PYTHONS[name]:
        for candidate in _candidates(version):
            if _works(candidate, version):
                return candidate
    for version in PYTHONS[name]:
        found = run(uv, "python", "find", version, quiet=True)
        if found.returncode == 0 and _works(found.stdout.strip(), version):
            return found.stdout.strip()
    wanted = PYTHONS[name][0]
    say(f"fetching Python {wanted}")
    if run(uv, "python", "install", wanted, quiet=True).returncode == 0:
        return run(uv, "python", "find", wanted).stdout.strip()
    raise CannotFetch(
        f"Python {wanted} (for the {name} environment) was not found and cannot be fetched here. Install it, for "
        f"example with 'pyenv install {wanted}', and run the command again."
    )


def _candidates(version: str) -> list[str]:
    on_path = shutil.which(f"python{version}")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    own = sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)
    this = [sys.executable] if sys.version_info[:2] == tuple(int(p) for p in version.split(".")) else []
    return [*([on_path] if on_path else []), *(str(p) for p in own), *this]


def _works(python: str, version: str) -> bool:
    # pyenv leaves shims on PATH that only complain
    code = "import sys, ssl, sqlite3; print('%d.%d' % sys.version_info[:2])"
    result = run(python, "-c", code, quiet=True)
    return result.returncode == 0 and result.stdout.strip() == version


def build(uv: Path, name: str, requirements: Path) -> None:
    """Make the environment ``name`` hold what ``requirements`` names, unless it already does.

    Raises:
        CannotFetch: when the packages cannot be installed.
    """
    environment = ENVIRONMENTS / name
    stamp = environment / "leerwijs-stamp"
    wanted = hashlib.sha256(requirements.read_bytes() + SHIPPED_SPACY.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    python = find_python(uv, name)
    say(f"building the {name} environment ({python})")
    run(uv, "venv", "-q", "--clear", "--python", python, environment)
    inside = environment / "bin" / "python"
    if run(uv, "pip", "install", "-q", "--python", inside, "--require-hashes", "-r", requirements).returncode:
        raise CannotFetch(f"The packages of {requirements.name} could not be installed: see the lines above.")
    if name == "engine":
        _install_dutch(uv, inside)
    stamp.write_text(wanted)


def _install_dutch(uv: Path, python: Path) -> None:
    """Install the preferred Dutch model where it can be fetched, and always the one we ship."""
    preferred = f"{PREFERRED_SPACY}-{PREFERRED_SPACY_VERSION}"
    fetched = run("timeout", "60", python, "-m", "spacy", "download", preferred, "--direct", quiet=True)
    if fetched.returncode:
        say(f"{PREFERRED_SPACY} cannot be fetched here; the Dutch model shipped in bot/models is used instead")
    run(uv, "pip", "install", "-q", "--python", python, "--no-deps", SHIPPED_SPACY)


def main() -> int:
    """Build both environments; 1 with one clear sentence when something cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="with the tools for tests and checks")
    dev = parser.parse_args().dev
    files = {"engine": "engine-dev.txt" if dev else "engine.txt", "service": "dev.txt" if dev else "service.txt"}
    try:
        uv = find_uv()
        for name, file in files.items():
            if not dev and (ENVIRONMENTS / name / "leerwijs-dev").exists():
                file = {"engine": "engine-dev.txt", "service": "dev.txt"}[name]  # the larger one serves too
            build(uv, name, ROOT / "requirements" / file)
            if dev:
                (ENVIRONMENTS / name / "leerwijs-dev").touch()
    except CannotFetch as problem:
        sys.stderr.write(f"leerwijs: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
