"""What a name or postcode means, and what in a sentence is a place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import place_names
from knowledge.distance import distance_km, plane
from knowledge.places import Place
from tests.knowledge import world

REGIONS = 35
PROVINCES = 12
GEMEENTEN = 342


def labels(text: str) -> list[str]:
    return [found.label for found in world.places().find(text)]


def every_place() -> list[Place]:
    rows = world.connect().execute("SELECT label FROM place ORDER BY id").fetchall()
    return [world.place(row[0]) for row in rows]


def test_all_regions_provinces_and_gemeenten_are_there() -> None:
    counts = dict(world.connect().execute("SELECT kind, count(*) FROM place GROUP BY kind").fetchall())
    assert counts["regio"] == REGIONS
    assert counts["provincie"] == PROVINCES
    assert counts["gemeente"] == GEMEENTEN
    assert counts["woonplaats"] > 2400


def test_every_label_is_found_again_and_means_one_place() -> None:
    wrong = []
    for (label,) in world.connect().execute("SELECT label FROM place").fetchall():
        found = world.places().find(label)
        if [place.label for place in found] != [label]:
            wrong.append((label, [place.label for place in found]))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Zwolle", "Zwolle"),
        ("ZWOLLE", "Zwolle"),
        ("  zwolle. ", "Zwolle"),
        ("in zwolle", "Zwolle"),
        ("ik woon in Zwolle", "Zwolle"),
        ("de buurt van zwolle", "Zwolle"),
        ("Zwolle en omgeving", "Zwolle"),
        ("ik woon al jaren in een dorpje bij Zwolle", "Zwolle"),
        ("Súdwest-Fryslân", "gemeente Súdwest-Fryslân"),
        ("sudwest fryslan", "gemeente Súdwest-Fryslân"),
        ("alphen a/d rijn", "Alphen aan den Rijn"),
        ("Alphen ad Rijn", "Alphen aan den Rijn"),
        ("krimpen aan de ijssel", "Krimpen aan den IJssel"),
        ("st annaparochie", "St.-Annaparochie"),
        ("t harde", "'t Harde"),
        ("bilt", "De Bilt"),
    ],
)
def test_case_accents_and_small_words_do_not_matter(text: str, label: str) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Den Haag", "Den Haag"),
        ("'s-Gravenhage", "Den Haag"),
        ("s gravenhage", "Den Haag"),
        ("Scheveningen", "Den Haag"),
        ("Den Bosch", "'s-Hertogenbosch"),
        ("A'dam", "Amsterdam"),
        ("R'dam", "Rotterdam"),
        ("Amsterdam Noord", "Amsterdam"),
        ("Holwerd", "Holwert"),
        ("Brabant", "provincie Noord-Brabant"),
        ("Fryslân", "provincie Friesland"),
        ("de Achterhoek", "regio Achterhoek"),
        ("het Gooi", "regio Gooi en Vechtstreek"),
        ("provincie Utrecht", "provincie Utrecht"),
        ("gemeente Altena", "gemeente Altena"),
        ("Regio Zwolle", "Regio Zwolle"),
    ],
)
def test_what_people_call_a_place_finds_it(text: str, label: str) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Zwole", "Zwolle"),
        ("Amersfort", "Amersfoort"),
        ("amersvoort", "Amersfoort"),
        ("Rotterdan", "Rotterdam"),
        ("hilvarsum", "Hilversum"),
        ("nymegen", "Nijmegen"),
        ("kastricum", "Castricum"),
        ("kuik", "Cuijk"),
        ("utregt", "Utrecht"),
    ],
)
def test_small_typing_errors_are_forgiven_and_reported(text: str, label: str) -> None:
    match = world.places().match(text)
    assert [place.label for place in match.places] == [label]
    assert match.how in ("fuzzy", "alias")


@pytest.mark.parametrize("text", ["8011", "8011 AB", "8011ab", "8011 ab Zwolle", "postcode 8011", "ik woon in 8011 AB"])
def test_a_postcode_is_found_in_every_form(text: str) -> None:
    place = world.place(text)
    assert (place.pc4, place.name, place.gemeente, place.regio) == ("8011", "Zwolle", "Zwolle", "Regio Zwolle")
    assert place.kind == "postcode"


@pytest.mark.parametrize("text", ["0000", "0123", "1234567", "99999", "1234", "801", "80110"])
def test_a_number_that_is_no_postcode_finds_nothing(text: str) -> None:
    assert labels(text) == []


def test_a_postcode_that_does_not_exist_leaves_the_name_beside_it() -> None:
    assert labels("1234 AB Zwolle") == ["Zwolle"]


def test_every_postcode_lies_in_the_country_and_in_a_region() -> None:
    rows = world.connect().execute("SELECT pc4, regio, lat, lon FROM postcode").fetchall()
    assert len(rows) == 4873
    assert all(regio and 50.7 < lat < 53.6 and 3.3 < lon < 7.3 for _, regio, lat, lon in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bergen", ["Bergen (Noord-Holland)", "Bergen (Limburg)"]),
        ("Hengelo", ["Hengelo (Overijssel)", "Hengelo (Gelderland)"]),
        ("Zeeland", ["provincie Zeeland", "Zeeland (Maashorst)"]),
        ("Rijswijk", ["Rijswijk (Zuid-Holland)", "Rijswijk (Gelderland)", "Rijswijk (Noord-Brabant)"]),
        ("Voorst", ["Voorst (Voorst)", "Voorst (Oude IJsselstreek)"]),
    ],
)
def test_a_name_that_exists_twice_gives_all_to_choose_from(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Bergen Limburg", "Bergen (Limburg)"),
        ("bergen nh", "Bergen (Noord-Holland)"),
        ("Hengelo gld", "Hengelo (Gelderland)"),
        ("Haren gemeente Oss", "Haren (Noord-Brabant)"),
        ("Elst bij Arnhem", "Elst (Gelderland)"),
        ("Beek (Montferland)", "Beek (Montferland)"),
    ],
)
def test_what_is_said_beside_the_name_chooses(text: str, label: str) -> None:
    assert labels(text) == [label]


def test_a_city_goes_before_the_province_of_its_name() -> None:
    assert labels("Utrecht") == ["Utrecht"]
    assert labels("Groningen") == ["Groningen"]
    assert world.place("Utrecht").kind == "woonplaats"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?!", "🙂", "thuis", "weet ik niet", "geen idee", "maakt niet uit", "overal", "nergens", "buitenland",
     "belgie", "nederland", "heel nederland", "in heel nederland", "werken", "school", "helpen", "kinderen",
     "<script>alert(1)</script>", "a" * 10_000],
)  # fmt: skip
def test_what_is_no_place_finds_nothing(text: str) -> None:
    assert labels(text) == []


def test_a_place_that_is_an_ordinary_word_is_found_when_it_is_the_answer() -> None:
    assert [labels(text) for text in ("Best", "goor", "hoek", "weert", "een", "leiden")] == [
        ["Best"], ["Goor"], ["Hoek"], ["Weert"], ["Een"], ["Leiden"]
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "ik wil het beste werk",
        "een team leiden",
        "ik wil met dieren werken",
        "werken in huizen",
        "ik woon in een flat",
        "ik woon in echt een klein huis",
        "ik woon om de hoek",
        "ik kom uit de bouw",
        "ik kom van heel ver",
        "mevrouw de Vries",
        "ik heet Jan van Dongen",
        "het ROC van Amsterdam",
        "in 2024 en 2025",
        "1000 euro in de maand",
        "ik woon in een appartement",
        "een hoge waarde",
    ],
)
def test_ordinary_words_in_a_sentence_are_no_places(text: str) -> None:
    assert world.places().spot(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ik ben 52 en woon in Zwolle", ["Zwolle"]),
        ("ik woon in Best en werk in de zorg", ["Best"]),
        ("ik kom uit goor", ["goor"]),
        ("leerbaan in Leiden", ["Leiden"]),
        ("werken met dieren in Dieren", ["Dieren"]),
        ("ik woon in enschede en werk in almelo", ["enschede", "almelo"]),
        ("leerbaan lasser den bosch", ["den bosch"]),
        ("IK WOON IN UTRECHT", ["UTRECHT"]),
        ("in de buurt van Tilburg", ["Tilburg"]),
        ("ik zoek werk in de Achterhoek", ["de Achterhoek"]),
        ("ik woon in Amersfort", ["Amersfort"]),
        ("mijn postcode is 3511", ["3511"]),
        ("3511 AB", ["3511 AB"]),
    ],
)
def test_places_in_a_sentence_are_spotted_where_they_stand(text: str, expected: list[str]) -> None:
    spotted = world.places().spot(text)
    assert [found.text for found in spotted] == expected
    assert all(text[found.start : found.end] == found.text and found.places for found in spotted)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_without_error_and_spots_lie_inside_it(text: str) -> None:
    assert isinstance(world.places().find(text), tuple)
    for found in world.places().spot(text):
        assert 0 <= found.start < found.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_name_is_found_whatever_its_case_and_punctuation(data: st.DataObject) -> None:
    names = [row[0] for row in world.connect().execute("SELECT DISTINCT name FROM place WHERE kind = 'woonplaats'")]
    name = data.draw(st.sampled_from(names))
    form = data.draw(st.sampled_from([str.lower, str.upper, str.title, lambda text: f" {text}, "]))
    assert name in [place.name for place in world.places().find(form(name))]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_dropped_letter_of_a_long_name_still_finds_it(data: st.DataObject) -> None:
    rows = world.connect().execute(
        "SELECT name FROM place WHERE kind = 'woonplaats' AND weight > 30 AND length(name) > 7 ORDER BY name"
    )
    name = data.draw(st.sampled_from([row[0] for row in rows]))
    at = data.draw(st.integers(min_value=2, max_value=len(name) - 2))
    typed = name[:at] + name[at + 1 :]
    found = world.places().find(typed)
    assert found == () or name in [place.name for place in found] or world.places().match(typed).how != "fuzzy"


def test_distances_are_right() -> None:
    amsterdam, maastricht = world.place("Amsterdam"), world.place("Maastricht")
    assert distance_km(amsterdam, maastricht) == pytest.approx(175, abs=4)
    assert distance_km(amsterdam, amsterdam) == 0


def test_the_plane_gives_the_distances_of_the_globe() -> None:
    places = [
        world.place(text) for text in ("Groningen", "Maastricht", "Middelburg", "Enschede", "Den Helder", "Utrecht")
    ]
    for one in places:
        for other in places:
            (x, y), (u, v) = plane(one.lat, one.lon), plane(other.lat, other.lon)
            assert ((x - u) ** 2 + (y - v) ** 2) ** 0.5 == pytest.approx(distance_km(one, other), rel=0.0005, abs=0.001)


def test_many_threads_may_read_at_once() -> None:
    questions = ["Zwolle", "8011 AB", "Amersfort", "Bergen", "ik woon in Best", "weet ik niet"] * 20
    alone = [labels(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(labels, questions)) == alone


def test_letters_behind_a_year_are_no_postcode() -> None:
    assert place_names.full_postcode("2024 en") is None
    assert place_names.full_postcode("3511 ab") == "3511"
