"""A delivery in a file: never larger than allowed, always an ordinary file, in an encoding that is known."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.feeds.draft import FeedError
from knowledge.feeds.reading import Delivery, Limits, delivery

SMALL = Limits(size=1_000_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "levering.csv"


def opened(path: Path, limits: Limits = SMALL) -> Iterator[Delivery]:
    with delivery(str(path), limits, (".csv",)) as files:
        yield files


def encoding(path: Path) -> str:
    (files,) = opened(path)
    return files.encoding(path)


def test_a_file_of_a_gigabyte_is_refused_unread(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1_073_741_824)
    with pytest.raises(FeedError, match=r"is 1\.074 MB groot; wij lezen hoogstens 1 MB.*--max-size"):
        next(opened(path))


def test_a_folder_counts_as_large_as_its_files_together(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"x" * 600_000)
    with pytest.raises(FeedError, match="groot"):
        next(opened(tmp_path))


def test_a_file_that_grows_while_it_is_read_is_stopped_at_the_limit(path: Path) -> None:
    path.write_bytes(b"klein")
    files = next(opened(path))
    path.write_bytes(b"x" * 1_100_000)
    with pytest.raises(FeedError, match="groot"), files.bytes(path) as file:
        file.read()


@pytest.mark.parametrize("what", ["fifo", "nothing", "folder without files of the format"])
def test_what_is_no_ordinary_file_is_refused(tmp_path: Path, path: Path, what: str) -> None:
    if what == "fifo":
        os.mkfifo(path)
    elif what != "nothing":
        path.mkdir()
    with pytest.raises(FeedError, match=r"geen gewoon bestand|is er niet|geen bestand dat eindigt op \.csv"):
        next(opened(path))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"titel\n", "utf-8-sig"),
        ("\ufefftitel één\n".encode(), "utf-8-sig"),
        ("co\u00f6rdinator \u20ac\n".encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_of_a_table_is_seen(path: Path, content: bytes, found: str) -> None:
    path.write_bytes(content)
    assert encoding(path) == found


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("titel\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x00\x00", "geen tekst"),
        (b"titel \x81\x8d\n", "geen UTF-8 en ook geen Windows"),
    ],
)
def test_another_encoding_is_refused_with_what_to_do(path: Path, content: bytes, problem: str) -> None:
    path.write_bytes(content)
    with pytest.raises(FeedError, match=problem):
        encoding(path)


def test_a_progress_bar_is_only_for_a_terminal(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_bytes(b"x" * 500_000)
    (files,) = opened(path)
    with files.bytes(path) as file:
        file.read()
    assert capsys.readouterr().err == ""
