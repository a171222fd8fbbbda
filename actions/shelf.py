"""The compiled knowledge on the shelf: opened once, opened again when the file was swapped for a new one."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from knowledge.store import Knowledge, NotCompiled

log = logging.getLogger(__name__)

_Print = tuple[int, int, int]


class Shelf:
    """Gives the knowledge of now. A new file that cannot be opened leaves the one in use in place.

    Usable from several threads. The check is one `stat` call, some microseconds.
    """

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            NotCompiled: there is no compiled knowledge at this path.
        """
        self._path = path
        self._lock = threading.Lock()
        self._seen = _print(path)
        self._knowledge = Knowledge.open(path)

    def knowledge(self) -> Knowledge:
        """The knowledge in use, after a look at whether the file is another one by now."""
        found = _print(self._path)
        if found is not None and found != self._seen:
            with self._lock:
                if found != self._seen:
                    self._seen = found
                    self._swap()
        return self._knowledge

    def _swap(self) -> None:
        try:
            # The old one is not closed: a request in another thread may still be reading it.
            self._knowledge = Knowledge.open(self._path)
        except NotCompiled as error:
            log.error("new knowledge not taken: %s", error)
        else:
            log.info("knowledge %s taken", self._knowledge.version)


def _print(path: Path) -> _Print | None:
    """What tells one file from the next; None while there is none (it is being swapped)."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
