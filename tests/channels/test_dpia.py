"""The privacy assessment names every table that holds something of a person: it does not fall behind the code."""

from __future__ import annotations

import pytest

import channels.gateway  # noqa: F401  every table is known with this
from channels.conversation.tables import metadata
from ops.paths import ROOT

DPIA = (ROOT / "docs/verantwoording/dpia.md").read_text(encoding="utf-8")
# Of a loket and its house, of days, and hashes for brakes and links that live for hours.
OF_NOBODY = {
    "appointment_slots", "counted_days", "desk_account_links", "desk_login_attempts", "loket_closures",
    "loket_settings", "quick_texts", "schema_version",
}  # fmt: skip


@pytest.mark.parametrize("table", sorted(set(metadata.tables) - OF_NOBODY))
def test_every_table_with_something_of_a_person_is_in_the_assessment(table: str) -> None:
    assert f"`{table}`" in DPIA or f"`{table}." in DPIA


def test_nothing_of_a_conversation_counts_as_of_nobody() -> None:
    assert not [name for name in OF_NOBODY & set(metadata.tables) if "conversation_id" in metadata.tables[name].c]


def test_the_engines_memory_is_said_to_be_kept_as_long_as_it_is() -> None:
    source = (ROOT / "bot/tracker_store.py").read_text(encoding="utf-8")
    assert "PURGE_AFTER_SECONDS = 2 * 24 * 3600" in source
    assert "2 dagen na het laatste gebruik (`bot/tracker_store.py`" in DPIA
