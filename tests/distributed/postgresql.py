"""A PostgreSQL server of the tests' own: it can be stopped without anybody else on the machine noticing."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

USER = "postgres"


class Postgresql:
    """A server on a port of 127.0.0.1, with its data in a folder of its own that goes when it is closed.

    Raises:
        FileNotFoundError: the programs of PostgreSQL are not on this machine.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self._programs = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="leerwijs-postgresql-"))
        # The server refuses to run as root.
        self._as: dict[str, Any] = {} if os.geteuid() else {"user": _other_user(), "extra_groups": []}
        if self._as:
            shutil.chown(self._folder, self._as["user"])
        options = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", str(self._data), *options)

    @property
    def url(self) -> str:
        """The address of the database that is always there."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, or start again after `crash`; return when it serves."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self._folder}"
        self._run("pg_ctl", "start", "--wait", "--silent", "-D", str(self._data), "-l", str(self._log), "-o", options)

    def crash(self) -> None:
        """Stop at once, as when the power goes: the next start has to recover."""
        self._run("pg_ctl", "stop", "--silent", "--mode=immediate", "-D", str(self._data))

    def close(self) -> None:
        """Stop for good and leave nothing behind."""
        with contextlib.suppress(subprocess.CalledProcessError):  # it may have been stopped already
            self.crash()
        shutil.rmtree(self._folder)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, **self._as)


def _programs() -> Path:
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda one: int(one.parts[-3]))
    if not newest:
        raise FileNotFoundError("pg_ctl: install the PostgreSQL server (Debian: postgresql)")
    return newest[-1].parent


def _other_user() -> str:
    return USER if any(one.pw_name == USER for one in pwd.getpwall()) else "nobody"
