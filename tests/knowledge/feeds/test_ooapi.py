"""OOAPI v5: from files and from an API the same programmes, each at the places where it is offered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from knowledge.feeds import ooapi_delivery
from knowledge.feeds.draft import Draft, Entry, FeedError
from knowledge.feeds.fetching import Fetcher
from knowledge.feeds.reading import Limits
from tests.knowledge.feeds import feed

FOLDER = feed.SAMPLES / "ooapi"
BOTH = ("programs", "courses")
VIG = "123e4567-e89b-12d3-a456-134564174000"


def read(folder: Path, collections: tuple[str, ...] = BOTH) -> list[Entry]:
    return feed.read(folder, lambda files: ooapi_delivery.read_files(files, collections))


def items(name: str) -> list[dict[str, Any]]:
    return [item for path in sorted(FOLDER.glob(f"{name}*.json")) for item in json.loads(path.read_text())["items"]]


def page(found: list[Any], query: dict[str, list[str]], **changes: Any) -> httpx.Response:
    number, size = int(query["pageNumber"][0]), 1
    part = found[(number - 1) * size : number * size]
    return httpx.Response(200, json={
        "items": part, "pageSize": size, "pageNumber": number, "hasNextPage": number * size < len(found), **changes,
    })  # fmt: skip


def api(path: str, query: dict[str, list[str]]) -> httpx.Response:
    """A server that gives the samples one item a page."""
    match path.removeprefix("/v5/").split("/"):
        case ["organizations" | "programs" | "courses" as collection]:
            return page(items(collection), query)
        case [collection, key, "offerings"]:
            offered = [one for one in items("offerings") if collection[:-1] in one and key in str(one[collection[:-1]])]
            return page(offered, query)
    return httpx.Response(404)


def read_api(
    serve: Callable[[str, dict[str, list[str]]], httpx.Response] = api, collections: tuple[str, ...] = BOTH
) -> list[Entry]:
    def answer(request: httpx.Request) -> httpx.Response:
        parts = urlsplit(str(request.url))
        return serve(parts.path, parse_qs(parts.query))

    client = httpx.Client(transport=httpx.MockTransport(answer))
    fetcher = Fetcher(client, Limits(), lambda count: None, sleep=lambda seconds: None)
    return [*ooapi_delivery.read_api(fetcher, "https://ooapi.voorbeeld.example/v5/", collections)]


def verzorgende(folder: Path) -> list[Draft]:
    return [draft for draft in feed.taken(read(folder)) if draft.own_id.startswith(VIG)]


def test_a_programme_is_an_item_at_each_place_where_it_is_offered() -> None:
    zwolle, meppel = verzorgende(FOLDER)
    assert zwolle.own_id == f"{VIG}@8011" and meppel.own_id == f"{VIG}@7942"
    assert (zwolle.title, zwolle.organisation, zwolle.brin) == (
        "Verzorgende-IG",
        "Voorbeeldcollege (verzonnen)",
        "00ZZ",
    )
    assert (zwolle.crebo, zwolle.level, zwolle.forms, zwolle.months) == ("25656", "mbo3", ("bbl",), 36)
    assert zwolle.starts == (date(2027, 2, 1), date(2027, 9, 1))
    assert (zwolle.first, zwolle.last) == (date(2026, 10, 1), date(2027, 8, 15))
    assert (meppel.place, meppel.starts, meppel.last) == ("Meppel", (date(2027, 9, 1),), date(2027, 9, 1))


def test_an_offering_that_ends_before_it_begins_is_left_out_and_said() -> None:
    zwolle, _ = verzorgende(FOLDER)
    assert any("eindigt (2026-09-01) voordat het begint (2027-09-01)" in note for note in zwolle.notes)


def test_higher_education_has_its_own_levels_and_no_crebo() -> None:
    ad = next(draft for draft in feed.taken(read(FOLDER)) if "Associate" in draft.title)
    assert (ad.level, ad.forms, ad.crebo, ad.place) == ("ad", ("deeltijd",), "", "Zwolle")


def test_an_online_course_has_no_place() -> None:
    course = next(draft for draft in feed.taken(read(FOLDER)) if "werkvloer" in draft.title)
    assert (course.reach, course.forms, course.months, course.level) == ("online", ("online",), 2, "")


def test_part_of_a_programme_is_passed_over() -> None:
    (minor,) = feed.rejected(read(FOLDER), "passed")
    assert "onderdeel van een opleiding (minor)" in minor.why


def test_coordinators_are_never_read() -> None:
    assert "5ffc6127" not in repr(read(FOLDER))


def test_courses_can_be_left_out() -> None:
    assert not [draft for draft in feed.taken(read(FOLDER, ("programs",))) if "werkvloer" in draft.title]


def test_an_api_gives_the_same_as_its_files() -> None:
    def bare(entries: list[Entry]) -> list[Any]:
        return [(entry.own_id, getattr(entry, "title", ""), getattr(entry, "starts", "")) for entry in entries]

    assert sorted(bare(read_api())) == sorted(bare(read(FOLDER)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "levering")


def test_a_delivery_of_which_a_page_is_missing_is_no_delivery(folder: Path) -> None:
    (folder / "programs-2.json").unlink()
    with pytest.raises(FeedError, match="bladzijde 2 van programs ontbreekt"):
        read(folder)


def test_a_page_that_stops_half_way_is_no_delivery(folder: Path) -> None:
    path = folder / "programs-2.json"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FeedError, match=r"programs-2\.json: .*niet heel"):
        read(folder)


def test_an_object_without_an_id_is_refused_and_not_lost(folder: Path) -> None:
    (folder / "extra.json").write_text('[{"name": "x"}, 7]')
    assert len(feed.rejected(read(folder))) == 2


def test_a_programme_of_which_no_offering_can_be_is_refused(folder: Path) -> None:
    path = folder / "offerings.json"
    path.write_text(path.read_text().replace('"endDate": "2030', '"endDate": "2020'))
    assert verzorgende(folder) == []
    (refused,) = [entry for entry in feed.rejected(read(folder)) if entry.own_id == VIG]
    assert "voordat het begint" in refused.why


def test_an_api_that_is_none_is_said_to_be_none() -> None:
    with pytest.raises(FeedError, match="is dit een OOAPI v5"):
        read_api(lambda path, query: httpx.Response(200, json={"programs": []}))
    with pytest.raises(FeedError, match="geen JSON"):
        read_api(lambda path, query: httpx.Response(200, text="<html>"))


def test_a_server_that_gives_the_same_page_again_does_not_keep_us() -> None:
    with pytest.raises(FeedError, match="geeft bladzijde 1 in plaats van 2"):
        read_api(lambda path, query: page(items("programs"), {"pageNumber": ["1"]}, hasNextPage=True))


def test_a_server_without_end_does_not_keep_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooapi_delivery, "MOST_PAGES", 3)
    with pytest.raises(FeedError, match="houdt niet op"):
        read_api(lambda path, query: page(items("organizations"), query, hasNextPage=True))


def test_an_id_cannot_lead_to_another_address() -> None:
    def serve(path: str, query: dict[str, list[str]]) -> httpx.Response:
        assert ".." not in path and "persons" not in path
        if path.endswith("/programs"):
            return page([{**items("programs")[0], "programId": "../persons"}], query)
        return page([], query)

    (entry,) = read_api(serve, ("programs",))
    assert "zonder geldige programId" in feed.rejected([entry])[0].why
