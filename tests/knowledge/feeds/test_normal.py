"""A draft becomes a record that the catalogue takes; what is wrong is refused, what is unknown is noted."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import schemas
from knowledge.feeds import leerbanen, ooapi_delivery, schema_org, spreadsheet
from knowledge.feeds.draft import Passed, Refusal
from knowledge.feeds.imported import _record
from knowledge.feeds.normal import Normal, Normaliser
from tests.knowledge.feeds import feed
from tests.knowledge.feeds.feed import FEED, TODAY, draft


def problems(normal: Normal) -> list[str]:
    """What the published schema has against the record as the compiler gets it."""
    record = _record(FEED, normal.own_id, TODAY, None, json.loads(normal.data), TODAY)
    return [f"{where}: {message}" for where, message in schemas.problems("catalogusitem", record)]


def test_every_item_of_every_sample_fits_the_published_schema(normaliser: Normaliser) -> None:
    entries = [
        *feed.read(feed.SAMPLES / "csv" / "aanbod.csv", lambda files: spreadsheet.read(files, [])),
        *feed.read(feed.SAMPLES / "leerbanen" / "leerbanen.json", lambda files: leerbanen.read(files, [])),
        *feed.read(feed.SAMPLES / "ooapi", lambda files: ooapi_delivery.read_files(files, ("programs", "courses"))),
        *feed.read(feed.SAMPLES / "schema_org" / "school.html", schema_org.read),
        *feed.read(feed.SAMPLES / "schema_org" / "vacatures.jsonld", schema_org.read),
    ]
    normals = [normaliser.record(entry) for entry in feed.taken(entries)]
    assert len(normals) == 5 + 2 + 4 + 4 + 1
    assert [problem for normal in normals for problem in problems(normal)] == []


def test_a_known_crebo_gives_name_level_and_occupation(normaliser: Normaliser) -> None:
    record = normaliser.record(draft(crebo="25656", title="Leuke baan")).record
    assert record["qualification"] == {"crebo": "25656", "name": "Verzorgende-IG"}
    assert (record["level"], record["occupation"], record["sector"]) == ("mbo3", "5321.1.1", "zorg_welzijn")


def test_a_level_that_contradicts_the_crebo_gives_way_and_is_noted(normaliser: Normaliser) -> None:
    normal = normaliser.record(draft(crebo="25656", level="mbo2"))
    assert normal.record["level"] == "mbo3"
    assert any("niveau mbo2 past niet bij crebo 25656" in note for note in normal.notes)


def test_an_unknown_crebo_keeps_the_name_of_the_source_and_is_noted(normaliser: Normaliser) -> None:
    normal = normaliser.record(draft(crebo="27999", qualification="Nieuwe kwalificatie", level="mbo2"))
    assert normal.record["qualification"]["name"] == "Nieuwe kwalificatie"
    assert normal.record["level"] == "mbo2"
    assert any("27999 staat niet in ons register" in note for note in normal.notes)


def test_a_known_institution_gives_its_name_when_the_feed_has_only_the_code(normaliser: Normaliser) -> None:
    known = normaliser.record(draft(kind="opleiding", organisation="", brin="25PJ"))
    assert known.record["provider"] == "Deltion College"
    unknown = normaliser.record(draft(kind="opleiding", brin="99XX"))
    assert any("BRIN 99XX staat niet in ons register" in note for note in unknown.notes)
    with pytest.raises(Refusal, match="zonder organisatie"):
        normaliser.record(draft(organisation="", brin="99XX"))


def test_an_occupation_that_is_not_recognised_is_noted_and_the_item_stays(normaliser: Normaliser) -> None:
    normal = normaliser.record(draft(title="Heel bijzonder", occupation="wensenvervuller"))
    assert "occupation" not in normal.record and normal.record["sector"] == "overig"
    assert any("'wensenvervuller' herkennen wij niet" in note for note in normal.notes)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"own_id": ""}, "zonder id"),
        ({"title": " <b></b> "}, "zonder titel"),
        ({"title": "Bel 06-12345678 voor deze baan"}, "in de titel staat een telefoonnummer"),
        ({"organisation": "jan@voorbeeld.example"}, "in de organisatie staat"),
        ({"place": ""}, "geen plaats"),
        ({"crebo": "25"}, "vijf cijfers"),
        ({"crebo": "27999"}, "kennen wij niet en de naam van de kwalificatie ontbreekt"),
        ({"first": date(2027, 2, 1), "last": date(2027, 1, 1)}, r"de laatste dag \(2027-01-01\) ligt voor de eerste"),
        ({"sectors": ("alle",)}, "alleen voor EVC-aanbieders"),
        ({"own_id": "piet@voorbeeld.example"}, "als id is een e-mailadres of telefoonnummer gebruikt"),
        ({"own_id": "06-1234 5678"}, "als id is een e-mailadres of telefoonnummer gebruikt"),
    ],
)
def test_what_is_wrong_is_refused_with_the_reason(
    normaliser: Normaliser, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(Refusal, match=problem):
        normaliser.record(draft(**changes))


@pytest.mark.parametrize("days", [{"last": date(2026, 11, 21)}, {"starts": (date(2025, 1, 1), date(2026, 9, 1))}])
def test_what_is_over_is_passed_and_what_ends_today_is_not(normaliser: Normaliser, days: dict[str, Any]) -> None:
    with pytest.raises(Passed, match="voorbij"):
        normaliser.record(draft(**days))
    assert normaliser.record(draft(last=TODAY)).until == TODAY
    assert normaliser.record(draft(starts=(*days.get("starts", ()), TODAY))).until == TODAY


def test_the_contact_of_a_person_is_left_out_and_that_of_the_organisation_stays(normaliser: Normaliser) -> None:
    person = normaliser.record(draft(phone="06 12345678", email="jan.jansen@voorbeeld.example"))
    assert person.record["contact"] is None
    assert len(person.notes) == 2 and not any("jansen" in note or "1234" in note for note in person.notes)
    desk = normaliser.record(draft(phone="038 123 45 67", email="opleidingen.zwolle@voorbeeld.example"))
    assert desk.record["contact"] == {"phone": "038 123 45 67", "email": "opleidingen.zwolle@voorbeeld.example"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"url": "javascript:alert(1)"}, "geen webadres"),
        ({"email": "info@"}, "e-mailadres 'info@' klopt niet"),
        ({"phone": "bel ons"}, "geen telefoonnummer"),
    ],
)
def test_a_contact_that_is_none_is_left_out_and_noted_and_the_item_stays(
    normaliser: Normaliser, changes: dict[str, str], problem: str
) -> None:
    normal = normaliser.record(draft(**changes))
    assert (normal.record["url"], normal.record["contact"]) == (None, None)
    assert problem in normal.notes[0] and normal.notes[0].endswith("weggelaten")


def test_a_code_of_a_group_of_occupations_tells_the_sector_and_is_nothing_to_note(normaliser: Normaliser) -> None:
    normal = normaliser.record(draft(title="Heel bijzonder", occupation="7411"))
    assert (normal.record["sector"], normal.notes) == ("techniek", ())


def test_an_evc_provider_serves_all_sectors_and_says_what_we_did_not_check(normaliser: Normaliser) -> None:
    record = normaliser.record(draft(kind="evc_aanbieder", place="", reach="landelijk", forms=())).record
    assert (record["sectors"], record["role"], record["reach"]) == ("alle", "aanbieder", "landelijk")
    assert "erkend" in record["check"][0]


def test_a_record_does_not_depend_on_the_day_of_the_import(normaliser: Normaliser) -> None:
    item = draft(starts=(date(2027, 2, 1), date(2026, 12, 1)), first=date(2026, 11, 1))
    later = Normaliser(normaliser._matcher, date(2027, 1, 15))
    assert normaliser.record(item).digest == later.record(item).digest


words = st.text(max_size=30) | st.sampled_from(
    ["Leerbaan kok", "25656", "8011 AB", "Zwolle", "<b>x</b>", "06-12345678"]
)
days = st.none() | st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 1, 1))


@settings(max_examples=300)
@given(
    st.fixed_dictionaries(
        {
            "own_id": words,
            "title": words,
            "organisation": words,
            "brin": words,
            "crebo": words,
            "qualification": words,
            "occupation": words,
            "place": words,
            "postcode": words,
            "email": words,
            "phone": words,
            "url": words,
            "summary": words,
            "school": words,
            "first": days,
            "last": days,
            "kind": st.sampled_from(["leerbaan", "opleiding", "certificaat", "evc_aanbieder"]),
            "reach": st.sampled_from(["", "online", "landelijk"]),
        }
    )
)
def test_whatever_a_feed_says_the_record_fits_the_schema_or_is_refused(
    normaliser: Normaliser, changes: dict[str, Any]
) -> None:
    try:
        normal = normaliser.record(draft(**changes))
    except (Refusal, Passed) as why:
        assert str(why)
        return
    assert problems(normal) == []
    assert "06-12345678" not in normal.data
