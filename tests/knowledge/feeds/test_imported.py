"""What was imported is found beside our own records, says where it comes from, and ends when we cannot vouch for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge import places
from knowledge.feeds.imported import Imported, imported
from knowledge.feeds.normal import Normaliser
from knowledge.feeds.store import opened
from knowledge.folder import ROOT
from knowledge.search import Catalogue, Item
from tests.knowledge import world
from tests.knowledge.feeds.feed import FEED, TODAY, draft
from tests.knowledge.feeds.feed import imported as import_

YESTERDAY = TODAY - timedelta(days=1)
OLD = replace(FEED, name="oud", title="Oude bron", valid_days=30)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, normaliser: Normaliser) -> Path:
    """A store with two sources: one read yesterday and today, one read so long ago that it does not count."""
    path = tmp_path_factory.mktemp("winkel") / "catalogus.sqlite"
    first = [
        draft("blijft", crebo="25656", title="Leerbaan verzorgende IG", starts=(date(2026, 12, 1), date(2027, 2, 1))),
        draft("weg"),
        draft("kort", last=TODAY + timedelta(days=2)),
        *(draft(f"vol-{number}", place="Meppel") for number in range(10)),
    ]
    import_(path, first, normaliser, YESTERDAY)
    import_(path, [entry for entry in first if entry.own_id != "l-weg"], normaliser, TODAY)
    import_(path, [draft("oud", kind="opleiding")], normaliser, TODAY - timedelta(days=31), OLD)
    return path


@pytest.fixture(scope="module")
def built(path: Path) -> Iterator[tuple[Catalogue, Imported]]:
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        places.build(connection, ROOT)
        with imported(path, TODAY) as items:
            items.build(connection, ROOT)
        yield Catalogue(lambda: connection), items


@pytest.fixture(scope="module")
def catalogue(built: tuple[Catalogue, Imported]) -> Catalogue:
    return built[0]


def item(catalogue: Catalogue, own_id: str) -> Item:
    found = catalogue.search("leerbaan", near=world.place("Zwolle"), within_km=5, limit=50, widen=False)
    return next(hit.item for hit in found.hits if hit.item.details["origin"]["id"] == own_id)


def test_an_imported_item_is_found_with_its_source_and_its_id_there(catalogue: Catalogue) -> None:
    found = catalogue.search("leerbaan", text="verzorgende", near=world.place("Zwolle"), within_km=10, on=TODAY)
    hit = found.hits[0].item
    assert (hit.title, hit.demo, hit.source.title) == ("Leerbaan verzorgende IG", False, "Loket in de proef")
    assert hit.source.date == str(TODAY)
    assert hit.details["origin"] == {"feed": "proef", "id": "l-blijft", "seen": str(TODAY), "licence": "CC BY 4.0"}


def test_the_next_day_on_which_it_begins_is_told(catalogue: Catalogue) -> None:
    found = item(catalogue, "l-blijft")
    assert found.start == date(2026, 12, 1)
    assert found.details["starts"] == ["2026-12-01", "2027-02-01"]


def test_demonstration_items_are_gone_as_soon_as_there_is_real_offer_of_their_kind(catalogue: Catalogue) -> None:
    leerbanen = catalogue.search("leerbaan", limit=400, widen=False)
    assert not any(hit.item.demo for hit in leerbanen.hits)
    assert leerbanen.total == 13


def test_a_kind_of_which_nothing_is_on_offer_keeps_its_demonstration_items(catalogue: Catalogue) -> None:
    assert any(hit.item.demo for hit in catalogue.search("opleiding", limit=400, on=TODAY, widen=False).hits)


@pytest.mark.parametrize(
    ("own_id", "last"),
    [("l-weg", YESTERDAY), ("l-kort", TODAY + timedelta(days=2)), ("l-vol-1", None), ("l-blijft", None)],
)
def test_an_item_ends_when_we_can_no_longer_vouch_for_it(
    catalogue: Catalogue, path: Path, own_id: str, last: date | None
) -> None:
    with opened(path) as store, closing(sqlite3.connect(":memory:")):
        seen = max(row[2] for row in store.rows() if row[0].name == "proef")
    assert seen == TODAY
    by_id = {
        hit.item.details["origin"]["id"]: hit.item for hit in catalogue.search("leerbaan", limit=400, widen=False).hits
    }
    expected = date(2027, 2, 1) if own_id == "l-blijft" else last or TODAY + timedelta(days=FEED.valid_days)
    assert by_id[own_id].available_to == expected


def test_what_is_gone_or_too_old_is_not_found_any_more_and_can_still_be_looked_up(catalogue: Catalogue) -> None:
    now = catalogue.search("leerbaan", limit=400, on=TODAY, widen=False)
    assert "l-weg" not in {hit.item.details["origin"]["id"] for hit in now.hits}
    assert now.total == 12
    assert catalogue.get(item(catalogue, "l-weg").id) is not None
    courses = catalogue.search("opleiding", limit=400, on=TODAY, widen=False)
    assert "Oude bron" not in {hit.item.source.title for hit in courses.hits}


def test_what_no_longer_fits_the_knowledge_is_left_out_and_named(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "catalogus.sqlite"
    copy.write_bytes(path.read_bytes())
    with sqlite3.connect(copy) as connection:
        connection.execute("""UPDATE item SET data = replace(data, '"Meppel"', '"Verdwenendorp"')""")
    connection.close()
    with closing(sqlite3.connect(":memory:")) as connection:
        places.build(connection, ROOT)
        with imported(copy, TODAY) as items:
            items.build(connection, ROOT)
    assert (items.taken, len(items.misfits)) == (4, 10)
    assert "no such place or postcode: Verdwenendorp" in items.misfits[0]


def test_without_a_store_there_are_the_records_of_the_folder() -> None:
    with imported(None, TODAY) as items:
        assert (items.kinds, items.digest()) == (frozenset(), "")


def test_an_item_keeps_its_id_from_import_to_import(path: Path, catalogue: Catalogue) -> None:
    with imported(path, TODAY) as today, imported(path, TODAY + timedelta(days=1)) as tomorrow:
        connection = world.connect()
        ids = [[record["id"] for record in items.records(connection)] for items in (today, tomorrow)]
    assert ids[0] == ids[1] and len(set(ids[0])) == 14
    assert item(catalogue, "l-blijft").id in ids[0]
