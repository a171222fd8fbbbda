"""One town for all tests of this folder; each puts back what it broke."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.distributed.town import Town, town


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two gateways, PostgreSQL and Redis."""
    with town(tmp_path_factory.mktemp("town")) as made:
        yield made
