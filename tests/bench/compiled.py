"""Compiles the product's knowledge with the national test set in its catalogue: for tests and measuring only."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache, partial
from pathlib import Path

from knowledge import search
from knowledge.compile import compile_to
from knowledge.folder import ROOT
from knowledge.store import Knowledge
from tests.bench import national

SMALL = 0.02  # of the national set: some 1,400 leerbanen, 4,900 leerbedrijven and 2,000 programmes


def catalogue(path: Path, scale: float = 1.0) -> Path:
    """Compile to `path` with so much of the test set: 1.0 all of it, 0.0 none. Returns the path."""
    build = partial(search.build, imported=national.records(scale) if scale else (), testset=True)
    compile_to(path, ROOT, national.TODAY, build)
    return path


@cache
def small() -> Knowledge:
    """The knowledge with a fiftieth of the test set, compiled once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="leerwijs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Knowledge.open(catalogue(folder / "small.sqlite", SMALL))
