"""schema.org: programmes, courses and training jobs, in pages, documents and lists; other things are left alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds import json_ld, schema_org
from knowledge.feeds.draft import Entry, FeedError
from tests.knowledge.feeds import feed

FOLDER = feed.SAMPLES / "schema_org"


def read(path: Path) -> list[Entry]:
    return feed.read(path, schema_org.read, json_ld.ENDINGS)


def course(**changes: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org", "@type": "Course", "@id": "https://v.example/1", "name": "Cursus lassen",
        "provider": {"@type": "Organization", "name": "V (verzonnen)"}, **changes,
    }  # fmt: skip


def one(tmp_path: Path, node: Any) -> Entry:
    path = tmp_path / "x.jsonld"
    path.write_text(json.dumps(node))
    (entry,) = read(path)
    return entry


def test_a_page_gives_its_programmes_with_what_other_nodes_hold() -> None:
    kok, *_ = feed.taken(read(FOLDER / "school.html"))
    assert kok.own_id == "https://voorbeeldcollege.example/opleidingen/kok@8011"
    assert (kok.title, kok.organisation, kok.place) == ("Opleiding kok", "Voorbeeldcollege (verzonnen)", "Zwolle")
    assert (kok.crebo, kok.level, kok.occupation, kok.months) == ("25180", "mbo2", "5120", 24)
    assert set(kok.forms) == {"deeltijd", "avond"}
    assert (kok.starts, kok.last) == ((date(2027, 2, 1),), date(2027, 1, 15))


def test_a_course_is_an_item_at_each_place_where_it_is_given() -> None:
    _, zwolle, almelo, online = feed.taken(read(FOLDER / "school.html"))
    assert [draft.own_id.rsplit("@")[-1] for draft in (zwolle, almelo, online)] == ["8011", "almelo", "online"]
    assert [draft.reach for draft in (zwolle, almelo, online)] == ["", "", "online"]
    assert almelo.forms == ("avond",) and online.forms == ("online",)
    assert online.starts == (date(2027, 4, 1),)


def test_a_script_that_is_no_data_is_left_alone() -> None:
    assert len(read(FOLDER / "school.html")) == 4


def test_a_vacancy_counts_only_when_it_is_a_leerbaan() -> None:
    leerbaan, other = read(FOLDER / "vacatures.jsonld")
    (draft,) = feed.taken([leerbaan])
    assert (draft.kind, draft.own_id, draft.hours, draft.forms) == ("leerbaan", "vac-101", 32, ("bbl",))
    assert (draft.place, draft.postcode, draft.last) == ("Enschede", "7511 AA", date(2027, 3, 1))
    assert feed.rejected([other], "passed")[0].why == "een vacature zonder leerbaan"


def test_documents_can_stand_one_on_a_line() -> None:
    boekhouden, lassen = feed.taken(read(FOLDER / "cursussen.jsonl"))
    assert (boekhouden.place, lassen.reach) == ("Utrecht", "online")
    assert lassen.where.endswith("cursussen.jsonl, document 2 (regel 2)")


def test_a_folder_is_read_file_by_file() -> None:
    assert len(read(FOLDER)) == len(read(FOLDER / "school.html")) + 2 + 2


def test_a_text_in_more_languages_is_taken_in_dutch(tmp_path: Path) -> None:
    names = [{"@language": "en", "@value": "Welding"}, {"@language": "nl-NL", "@value": "Lassen"}]
    (draft,) = feed.taken([one(tmp_path, course(name=names))])
    assert draft.title == "Lassen"


def test_an_item_that_cannot_be_recognised_next_time_is_refused(tmp_path: Path) -> None:
    node = course()
    del node["@id"]
    assert "zonder @id" in feed.rejected([one(tmp_path, node)])[0].why


@pytest.mark.parametrize(
    ("instance", "problem"),
    [
        ({"startDate": "2027-03-01", "endDate": "2027-02-01"}, "eindigt (2027-02-01) voordat zij begint"),
        ({"startDate": "binnenkort"}, "is geen datum"),
    ],
)
def test_days_that_cannot_be_are_refused(tmp_path: Path, instance: dict[str, str], problem: str) -> None:
    entry = one(tmp_path, course(hasCourseInstance=[{"@type": "CourseInstance", **instance}]))
    assert problem in feed.rejected([entry])[0].why


def test_what_is_held_abroad_is_passed_over(tmp_path: Path) -> None:
    place = {"@type": "Place", "address": {"addressLocality": "Gent", "addressCountry": {"name": "BE"}}}
    entry = one(tmp_path, course(hasCourseInstance={"location": place}))
    assert feed.rejected([entry], "passed")[0].why == "het is niet in Nederland"


def test_a_block_that_is_no_json_is_one_refusal_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "kapot.html"
    path.write_text((FOLDER / "school.html").read_text().replace('"@graph": [', '"@graph": [,'))
    entries = read(path)
    assert "geen JSON" in feed.rejected(entries)[0].why
    assert len(feed.taken(entries)) == 3


def test_a_page_that_stops_half_way_is_no_delivery(tmp_path: Path) -> None:
    path = tmp_path / "half.html"
    path.write_text((FOLDER / "school.html").read_text()[:1200])
    with pytest.raises(FeedError, match="midden in een script-blok op"):
        read(path)


def test_a_document_that_is_too_large_to_hold_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_ld, "LARGEST_DOCUMENT", 100)
    with pytest.raises(FeedError, match=r"lever een bestand \.jsonl"):
        read(FOLDER / "vacatures.jsonld")


def test_nodes_that_refer_to_each_other_in_a_circle_do_not_keep_us(tmp_path: Path) -> None:
    circle = {"@id": "https://v.example/1"}
    entry = one(tmp_path, {"@graph": [course(provider=circle, location=circle, hasCourseInstance=[circle])]})
    assert feed.rejected([entry]) or feed.taken([entry])


@pytest.mark.parametrize("content", ["[]", "{}", '{"@type": "Organization"}', "null", "7", "<html></html>", ""])
def test_a_document_without_items_gives_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "leeg.jsonld"
    path.write_text(content)
    assert read(path) == []
