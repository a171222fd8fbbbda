"""Opening a delivery that lies in a file or a folder: never more than the limit, whatever it says about its size."""

from __future__ import annotations

import codecs
import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tqdm import tqdm

from knowledge.feeds.draft import FeedError

MEGABYTE = 1_000_000
Bar = Callable[[int], object]


@dataclass(frozen=True)
class Limits:
    """What a delivery may cost. Sizes in bytes, times in seconds; `deadline` is for all requests together."""

    size: int = 512 * MEGABYTE
    timeout: float = 30.0
    deadline: float = 3600.0


def megabytes(size: int) -> str:
    """Write a size as people read it: "1.074 MB"."""
    return f"{max(1, round(size / MEGABYTE)):,}".replace(",", ".") + " MB"


def too_large(name: str, size: int, limits: Limits) -> FeedError:
    """Return what to say of a delivery that is larger than allowed."""
    return FeedError(
        f"{name} is {megabytes(size)} groot; wij lezen hoogstens {megabytes(limits.size)}. Klopt de grootte, geef dan "
        "--max-size met een hoger getal (in MB)."
    )


@contextmanager
def progress(name: str, total: int | None) -> Iterator[Bar]:
    """Show how many bytes were read, on a terminal only, and not when TQDM_DISABLE is set."""
    off = True if os.environ.get("TQDM_DISABLE") else None  # None: tqdm sees for itself whether this is a terminal
    with tqdm(total=total, unit="B", unit_scale=True, desc=name, leave=False, disable=off) as bar:
        yield bar.update


class Delivery:
    """The files of a delivery, in order of name. Make one with `delivery`."""

    def __init__(self, name: str, paths: tuple[Path, ...], limits: Limits, bar: Bar) -> None:
        """`name` is how messages call it; `bar` is told of every byte that is read."""
        self.name = name
        self.paths = paths
        self._limits = limits
        self._bar = bar

    def name_of(self, path: Path) -> str:
        """Return how messages call one of the files."""
        return self.name if len(self.paths) == 1 else path.name

    @contextmanager
    def bytes(self, path: Path) -> Iterator[IO[bytes]]:
        """Open one of the files for reading; it fails when there comes more than the limit."""
        with self._opened(path, self._bar) as file:
            yield file

    @contextmanager
    def _opened(self, path: Path, bar: Bar) -> Iterator[io.BufferedReader]:
        try:
            with path.open("rb", buffering=0) as file:
                yield io.BufferedReader(_Counted(file, bar, self.name_of(path), self._limits), 256 * 1024)
        except OSError as error:
            raise FeedError(f"{self.name_of(path)} kan niet gelezen worden: {error.strerror}.") from error

    @contextmanager
    def text(self, path: Path) -> Iterator[IO[str]]:
        """Open one of the files as UTF-8; another encoding, or a sign that is none, stops the import."""
        with self.bytes(path) as file:
            try:
                yield io.TextIOWrapper(file, encoding="utf-8-sig", errors="strict", newline="")
            except UnicodeDecodeError as error:
                raise FeedError(f"{self.name_of(path)} is geen UTF-8. Vraag de leverancier om UTF-8.") from error

    def encoding(self, path: Path) -> str:
        """Return how a file is written, UTF-8 or, if it is not that, Windows (cp1252).

        Raises:
            FeedError: it is UTF-16, no text at all, or can be read in no way.
        """
        utf8, windows = codecs.getincrementaldecoder("utf-8")(), codecs.getincrementaldecoder("cp1252")()
        can_be_utf8 = can_be_windows = True
        with self._opened(path, lambda count: None) as file:
            if file.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise FeedError(f"{self.name_of(path)} is UTF-16. Bewaar het in Excel als 'CSV UTF-8'.")
            ended = False
            while not ended:
                chunk = file.read(256 * 1024)
                ended = not chunk
                if b"\0" in chunk:
                    raise FeedError(f"{self.name_of(path)} is geen tekst maar een ander soort bestand.")
                can_be_utf8 = can_be_utf8 and _reads(utf8, chunk, ended)
                can_be_windows = can_be_windows and _reads(windows, chunk, ended)
                if not can_be_utf8 and not can_be_windows:
                    raise FeedError(
                        f"{self.name_of(path)} is geen UTF-8 en ook geen Windows-tekst. Bewaar het in Excel als "
                        "'CSV UTF-8'."
                    )
        return "utf-8-sig" if can_be_utf8 else "cp1252"


@contextmanager
def delivery(
    address: str, limits: Limits, endings: tuple[str, ...], name: str = "", passes: int = 1
) -> Iterator[Delivery]:
    """Open a file, or a folder of files with one of these endings, that will be read `passes` times.

    Without endings it can only be a file. `name` is how messages call it, if not by its path.

    Raises:
        FeedError: there is nothing there, it is no ordinary file, or it is larger than allowed.
    """
    name = name or address
    path = Path(address)
    if path.is_dir() and not endings:
        raise FeedError(f"{name} is een map; geef het bestand.")
    if path.is_dir():
        paths = tuple(sorted(found for found in path.iterdir() if found.suffix.lower() in endings))
        if not paths:
            raise FeedError(f"In de map {name} staat geen bestand dat eindigt op {' of '.join(endings)}.")
    else:
        paths = (path,)
    size = sum(_size(found, name) for found in paths)
    if size > limits.size:
        raise too_large(name, size, limits)
    with progress(name, size * passes) as bar:
        yield Delivery(name, paths, limits, bar)


def _reads(decoder: codecs.IncrementalDecoder, chunk: bytes, ended: bool) -> bool:
    try:
        decoder.decode(chunk, ended)
    except UnicodeDecodeError:
        return False
    return True


def _size(path: Path, name: str) -> int:
    try:
        found = path.stat()
    except OSError as error:
        raise FeedError(f"{name} is er niet, of mag niet gelezen worden ({error.strerror}).") from error
    if not stat.S_ISREG(found.st_mode):
        raise FeedError(f"{name} is geen gewoon bestand.")
    return found.st_size


class _Counted(io.RawIOBase):
    """A file that tells how much was read of it, and stops at the limit."""

    def __init__(self, file: io.FileIO, bar: Bar, name: str, limits: Limits) -> None:
        super().__init__()
        self._file, self._bar, self._name, self._limits = file, bar, name, limits
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        count = self._file.readinto(buffer) or 0
        self._read += count
        if self._read > self._limits.size:
            raise too_large(self._name, self._read, self._limits)
        self._bar(count)
        return count
