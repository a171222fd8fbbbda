"""Fixtures shared by the tests that need the whole product."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def stack_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running product: the one in LEERWIJS_TEST_URL, or one started for this session."""
    given = os.environ.get("LEERWIJS_TEST_URL")
    if given:
        yield given
        return
    from tests.whole import running_stack

    folder: Path = tmp_path_factory.mktemp("stack")
    with running_stack(folder) as stack:
        yield stack.url
