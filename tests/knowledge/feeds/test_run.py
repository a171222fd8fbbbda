"""An import happens whole or not at all, can be repeated, and cannot empty the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.draft import Draft, Entry, FeedError, Rejected
from knowledge.feeds.normal import Normaliser
from knowledge.feeds.report import Report
from knowledge.feeds.store import Counts
from tests.knowledge.feeds.feed import FEED, TODAY, contents, draft, drafts, imported, on_offer

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.counts.added, report.counts.changed, report.counts.unchanged, report.counts.gone


def test_a_first_import_adds_everything(store_path: Path, normaliser: Normaliser) -> None:
    report = imported(store_path, drafts(5), normaliser)
    assert (report.stopped, report.read, counts(report)) == (None, 5, (5, 0, 0, 0))
    assert on_offer(store_path) == 5


def test_the_same_import_again_changes_nothing(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(5), normaliser)
    before = contents(store_path)
    assert counts(imported(store_path, drafts(5), normaliser)) == (0, 0, 5, 0)
    assert contents(store_path) == before


def test_a_later_import_adds_changes_and_marks_what_is_gone(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(10), normaliser)
    later = [*drafts(8), draft(1_000), draft(8, title="Leerbaan kok")]
    report = imported(store_path, later, normaliser, TODAY + timedelta(days=1))
    assert counts(report) == (1, 1, 8, 1)
    assert on_offer(store_path) == 10


def test_an_item_keeps_when_it_was_first_and_last_seen(store_path: Path, normaliser: Normaliser) -> None:
    later = TODAY + timedelta(days=3)
    imported(store_path, drafts(10), normaliser)
    imported(store_path, drafts(9), normaliser, later)
    rows = contents(store_path)
    days = {row[1]: row[4:7] for row in rows}
    assert days["l-0"] == (str(TODAY), str(later), None)
    assert days["l-9"] == (str(TODAY), str(TODAY), str(later))


def test_what_is_gone_is_kept_for_a_while_and_then_removed(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(10), normaliser)
    imported(store_path, drafts(9), normaliser, TODAY + timedelta(days=1))
    soon = imported(store_path, drafts(9), normaliser, TODAY + timedelta(days=20))
    assert (soon.counts.removed, len(contents(store_path))) == (0, 10)
    later = imported(store_path, drafts(9), normaliser, TODAY + timedelta(days=31))
    assert (later.counts.removed, len(contents(store_path))) == (1, 9)


def test_what_comes_back_is_on_offer_again(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(10), normaliser)
    imported(store_path, drafts(9), normaliser)
    assert counts(imported(store_path, drafts(10), normaliser)) == (1, 0, 9, 0)
    assert on_offer(store_path) == 10


def test_an_id_that_stands_twice_counts_once_and_is_named(store_path: Path, normaliser: Normaliser) -> None:
    twice = replace(draft(3), where="regel 99", title="Leerbaan kok")
    report = imported(store_path, [*drafts(20), twice], normaliser)
    assert report.refused.kept[0].text == "deze id staat er twee keer, ook op regel 3"
    assert (report.read, report.counts.added) == (21, 20)


def test_a_feed_that_lost_most_of_its_items_changes_nothing(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(100), normaliser)
    before = contents(store_path)
    report = imported(store_path, drafts(10), normaliser)
    assert report.stopped is not None
    assert "Van de 100 items zouden er 90 verdwijnen (90 procent)" in report.stopped
    assert "--accept-drop" in report.stopped
    assert contents(store_path) == before


@pytest.mark.parametrize(("left", "stops"), [(80, False), (79, True)])
def test_the_share_that_may_be_lost_is_exact(store_path: Path, normaliser: Normaliser, left: int, stops: bool) -> None:
    imported(store_path, drafts(100), normaliser)
    assert (imported(store_path, drafts(left), normaliser).stopped is not None) == stops


def test_an_operator_can_allow_the_loss(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(100), normaliser)
    assert imported(store_path, drafts(10), normaliser, accept_drop=True).stopped is None
    assert on_offer(store_path) == 10


@pytest.mark.parametrize("entries", [[], [Rejected("regel 2", "", "voorbij", "passed")]])
def test_nobody_can_allow_a_feed_with_nothing_in_it(
    store_path: Path, normaliser: Normaliser, entries: list[Entry]
) -> None:
    imported(store_path, drafts(3), normaliser)
    report = imported(store_path, entries, normaliser, accept_drop=True, max_drop=1.0, max_refused=1.0)
    assert report.stopped is not None and on_offer(store_path) == 3


def test_items_whose_last_day_has_passed_are_no_loss(store_path: Path, normaliser: Normaliser) -> None:
    last = TODAY + timedelta(days=5)
    imported(store_path, [*drafts(5), *(draft(f"kort-{number}", last=last) for number in range(20))], normaliser)
    later = last + timedelta(days=1)
    report = imported(store_path, drafts(5), Normaliser(normaliser._matcher, later), later)
    assert (report.stopped, report.counts.gone, report.counts.over) == (None, 20, 20)


def test_a_feed_with_too_much_wrong_changes_nothing(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(10), normaliser)
    wrong = [draft(f"fout-{number}", place="Nergenshuizen") for number in range(2)]
    report = imported(store_path, [*drafts(10), *wrong], normaliser)
    assert report.stopped is not None and "Geweigerd zijn 2 van de 12 items (17 procent)" in report.stopped
    assert imported(store_path, [*drafts(10), *wrong], normaliser, max_refused=0.2).stopped is None


def test_a_trial_says_what_would_happen_and_keeps_nothing(store_path: Path, normaliser: Normaliser) -> None:
    assert counts(imported(store_path, drafts(5), normaliser, dry_run=True)) == (5, 0, 0, 0)
    assert not store_path.exists()
    imported(store_path, drafts(5), normaliser)
    before = contents(store_path)
    assert counts(imported(store_path, drafts(6), normaliser, dry_run=True)) == (1, 0, 5, 0)
    assert contents(store_path) == before


def test_sources_do_not_touch_each_other(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(10), normaliser)
    imported(store_path, drafts(3), normaliser, feed=replace(FEED, name="ander"))
    assert on_offer(store_path) == 13


def test_a_source_does_not_change_its_format(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(1), normaliser)
    with pytest.raises(FeedError, match="is van de soort csv, niet ooapi"):
        imported(store_path, drafts(1), normaliser, feed=replace(FEED, format="ooapi"))


def breaking(entries: list[Entry], after: int, error: BaseException) -> Iterator[Entry]:
    yield from entries[:after]
    raise error


@pytest.mark.parametrize("error", [FeedError("half"), KeyboardInterrupt(), MemoryError(), ZeroDivisionError()])
def test_whatever_breaks_off_an_import_leaves_everything_as_it_was(
    store_path: Path, normaliser: Normaliser, error: BaseException
) -> None:
    imported(store_path, drafts(10), normaliser)
    before = store_path.read_bytes()
    with pytest.raises(type(error)):
        imported(store_path, breaking(drafts(50, first=5), 30, error), normaliser)
    assert store_path.read_bytes() == before
    assert [path.name for path in store_path.parent.iterdir()] == [store_path.name]


def test_a_first_import_that_breaks_off_leaves_no_file(store_path: Path, normaliser: Normaliser) -> None:
    with pytest.raises(FeedError):
        imported(store_path, breaking(drafts(9), 5, FeedError("half")), normaliser)
    assert not store_path.exists()


items = st.lists(
    st.tuples(
        st.integers(0, 15), st.sampled_from(["Zwolle", "Kampen", "Nergenshuizen"]), st.sampled_from([None, 2020, 2027])
    ),
    max_size=25,
)


def made(wanted: list[tuple[int, str, int | None]]) -> list[Entry]:
    last = {None: None, 2020: date(2020, 1, 1), 2027: date(2027, 1, 1)}
    return [
        draft(number, place=place, last=last[year], where=f"r{at}") for at, (number, place, year) in enumerate(wanted)
    ]


@SLOW
@given(st.lists(items, min_size=1, max_size=4))
def test_counts_add_up_and_the_same_feed_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, normaliser: Normaliser, feeds: list[list[Any]]
) -> None:
    path = tmp_path_factory.mktemp("winkel") / "c.sqlite"
    loose = {"max_drop": 1.0, "max_refused": 1.0}
    for wanted in feeds:
        before = on_offer(path) if path.exists() else 0
        report = imported(path, made(wanted), normaliser, **loose)
        total = report.counts
        assert report.read == len(wanted)
        assert report.read == total.added + total.changed + total.unchanged + report.refused.count + report.passed.count
        if report.stopped is None:
            assert on_offer(path) == before + total.added - (total.gone - total.over) == report.accepted
            stood = contents(path)
            again = imported(path, made(wanted), normaliser, **loose)
            assert again.counts == Counts(0, 0, report.accepted, 0, 0, report.accepted, 0)
            assert contents(path) == stood
        elif path.exists():
            assert on_offer(path) == before


@SLOW
@given(items, items, st.integers(0, 24))
def test_an_import_that_breaks_off_anywhere_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, normaliser: Normaliser, first: list[Any], second: list[Any], at: int
) -> None:
    path = tmp_path_factory.mktemp("winkel") / "c.sqlite"
    imported(path, made(first), normaliser, max_refused=1.0)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(FeedError):
        imported(path, breaking(made(second), at, FeedError("weg")), normaliser, max_refused=1.0)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_draft_that_is_refused_now_is_no_longer_on_offer(store_path: Path, normaliser: Normaliser) -> None:
    imported(store_path, drafts(20), normaliser)
    wrong: Draft = draft(0, place="Nergenshuizen")
    report = imported(store_path, [wrong, *drafts(19, first=1)], normaliser)
    assert (report.stopped, report.refused.count, report.counts.gone) == (None, 1, 1)
    assert on_offer(store_path) == 19
