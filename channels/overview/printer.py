"""Makes PDF files in a process of their own, one at a time: a page takes a second of work that chats must not wait for.

The process knows no secret, reads the page from its input and loads nothing but our own fonts and styles (`pdf`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from channels import logs

_ROOT = Path(__file__).parents[2]
_MOST_SECONDS = 30
_MOST_WAITING = 8


class CannotPrint(Exception):
    """No PDF could be made: too many are waiting, it took too long, or the libraries for it are not installed."""


class Printer:
    """Turns pages into PDF files."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def pdf(self, page: str) -> bytes:
        """Return a page (HTML, as `templates/pdf.html` makes it) as a PDF file.

        Raises:
            CannotPrint: it cannot be made now.
        """
        if self._waiting >= _MOST_WAITING:
            raise CannotPrint
        self._waiting += 1
        try:
            async with self._turn:
                return await _run(page)
        finally:
            self._waiting -= 1


async def _run(page: str) -> bytes:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEERWIJS_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "channels.overview.pdf",
        cwd=_ROOT, env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # so that what it starts can be stopped with it; else its end would be waited for
    )  # fmt: skip
    try:
        made, _ = await asyncio.wait_for(process.communicate(page.encode()), _MOST_SECONDS)
    except BaseException as error:  # too slow, or the citizen went away
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        if isinstance(error, TimeoutError):
            logs.warning("a PDF took too long")
            raise CannotPrint from None
        raise
    if process.returncode or not made.startswith(b"%PDF"):
        logs.warning("a PDF could not be made", code=process.returncode)
        raise CannotPrint
    return made
