"""A desk on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.channels.desk.office import Office
from tests.channels.fakes import Running


@pytest.fixture
def office(api: Running) -> Office:
    return Office(api)
