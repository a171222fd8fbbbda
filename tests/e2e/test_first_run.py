"""The first command on a copy of the repository, with no more than what users install."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.paths import MODELS, ROOT
from ops.stack import free_port
from tests.whole import Citizen

READY_WITHIN = 300.0  # seconds: both environments are built anew
NOWHERE = "http://127.0.0.1:9"


def copy_of_the_repository(folder: Path) -> Path:
    """What git has or would add, and the model, which takes minutes to train."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(MODELS, folder / MODELS.relative_to(ROOT))
    return folder


def environment() -> dict[str, str]:
    """Nothing of ours; what `make test` installed comes from uv's cache, and nothing else can be fetched."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEERWIJS_", "VIRTUAL_ENV"))}
    kept["PATH"] = f"{ROOT / '.venv' / 'tools' / 'bin'}:{kept['PATH']}"
    return {**kept, "UV_OFFLINE": "1", "HTTPS_PROXY": NOWHERE, "HTTP_PROXY": NOWHERE}


@contextmanager
def started(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`make start` in a folder; gives its process and the file of what it prints."""
    options = f"START=--port {port} --engine-port {free_port()} --actions-port {free_port()}"
    printed = folder / "printed.txt"
    with printed.open("wb") as out:
        process = subprocess.Popen(
            ["make", "start", options], cwd=folder, env=environment(), stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process, printed
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)


def test_a_new_user_starts_it_and_asks_a_question(tmp_path: Path) -> None:
    folder, port = copy_of_the_repository(tmp_path), free_port()
    with started(folder, port) as (process, printed):
        end = time.monotonic() + READY_WITHIN
        while "Balie: " not in printed.read_text(encoding="utf-8"):
            assert process.poll() is None, printed.read_text(encoding="utf-8")
            assert time.monotonic() < end, printed.read_text(encoding="utf-8")
            time.sleep(0.2)
        answer = Citizen.arrive(f"http://127.0.0.1:{port}").say("is het stap budget nog open?")
        assert answer["topic"] == "financiering_stap"
    assert process.returncode is not None, "Ctrl-C stops all of it"
