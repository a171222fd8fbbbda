"""Leerbanen as SBB's registers know them: only what is a leerbaan, and nothing of the contact person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds import leerbanen
from knowledge.feeds.draft import Draft, Entry, FeedError
from tests.knowledge.feeds import feed

JSON = feed.SAMPLES / "leerbanen" / "leerbanen.json"
CSV = feed.SAMPLES / "leerbanen" / "leerbanen.csv"


def read(path: Path, notes: list[str] | None = None) -> list[Entry]:
    return feed.read(path, lambda files: leerbanen.read(files, [] if notes is None else notes))


def changed(path: Path, **changes: Any) -> Path:
    page = json.loads(JSON.read_text())
    page["items"] = [{**page["items"][0], **changes}]
    path.write_text(json.dumps(page))
    return path


def test_the_fields_of_the_register_become_a_leerbaan() -> None:
    first, *_ = read(JSON)
    assert first == Draft(
        where="item 1 (regel 6)", own_id="fd22a7fd-0000-4026-9409-1388eade0a9c-25656", kind="leerbaan",
        title="Verzorgende-IG", organisation="Voorbeeldzorg De Linde (verzonnen)", crebo="25656", level="mbo3",
        forms=("bbl",), place="Zwolle", postcode="8011 PK", first=date(2026, 10, 1), last=date(2027, 4, 1),
        phone="038 123 45 67", email="opleidingen@delinde.example", url="https://delinde.example",
    )  # fmt: skip


def test_a_table_with_plain_words_gives_the_same() -> None:
    first, stage, third = read(CSV)
    assert isinstance(first, Draft) and isinstance(third, Draft)
    assert (first.crebo, first.level, first.hours, first.place, str(first.last)) == (
        "25656",
        "mbo3",
        28,
        "Zwolle",
        "2027-04-01",
    )
    assert third.title == "Monteur elektrotechnische installaties"
    assert [stage] == feed.rejected([stage], "passed")


@pytest.mark.parametrize("sample", [JSON, CSV])
def test_the_name_of_a_contact_person_is_never_read(sample: Path) -> None:
    assert "Piet" not in repr(read(sample))


def test_a_stage_and_a_place_abroad_are_passed_over_and_not_refused() -> None:
    entries = read(JSON)
    assert [entry.why for entry in feed.rejected(entries, "passed")] == [
        "bol is een stage, geen leerbaan", "het leerbedrijf ligt niet in Nederland",
    ]  # fmt: skip
    assert feed.rejected(entries) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"leerweg": "voltijd"}, "leerweg 'voltijd' kennen wij niet"),
        ({"leerweg": None}, "leerweg '' kennen wij niet"),
        ({"startdatum": "31-02-2027"}, "vanaf '31-02-2027' is geen datum"),
        ({"kwalificatie": {"niveaunaam": "Niveau 9", "crebocode": "25656"}}, "niveau 'Niveau 9' kennen wij niet"),
    ],
)
def test_a_wrong_field_is_refused_with_where_it_stands(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    (entry,) = feed.rejected(read(changed(tmp_path / "l.json", **changes)))
    assert entry.where == "item 1 (regel 1)"
    assert problem in entry.why


def test_one_page_of_more_is_no_delivery(tmp_path: Path) -> None:
    path = tmp_path / "bladzijde.json"
    path.write_text(JSON.read_text().replace('"hasNextPage": false', '"hasNextPage": true'))
    with pytest.raises(FeedError, match="één bladzijde van meer"):
        read(path)


def test_json_that_stops_half_way_is_no_delivery(tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    path.write_bytes(JSON.read_bytes()[:1500])
    with pytest.raises(FeedError, match="het is niet heel"):
        read(path)


def test_json_in_another_encoding_is_no_delivery(tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes(JSON.read_text().replace("Verzorgende-IG", "Coördinator").encode("cp1252"))
    with pytest.raises(FeedError, match="geen UTF-8"):
        read(path)
