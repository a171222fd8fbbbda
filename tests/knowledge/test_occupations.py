"""What work people mean by their words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.occupation_tables import sector_of
from knowledge.occupations import STRONG
from knowledge.profile import SECTORS
from knowledge.search.wish import NEAR_ENOUGH
from tests.knowledge import world


def first(text: str) -> str | None:
    found = world.occupations().find(text)
    return found[0].occupation.name if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("winkelmedewerker", "winkelmedewerker"),
        ("kok", "kok"),
        ("in de keuken", "kok"),
        ("iets met elektra", "elektromonteur"),
        ("elektricien", "elektromonteur"),
        ("vzig", "verzorgende IG"),
        ("VIG", "verzorgende IG"),
        ("bezorger", "bezorger"),
        ("monteur warmtepompen", "monteur warmtepompen en ventilatie"),
        ("pedagogisch medewerker", "pedagogisch medewerker kinderopvang"),
        ("juf", "leraar basisonderwijs"),
        ("boa", "handhaver (boa)"),
        ("chauffeur", "vrachtwagenchauffeur"),
        ("verpleegkundige", "verpleegkundige"),
        ("kapster", "kapper"),
        ("timmerlieden", "timmerman"),
        ("schoonmaakster", "schoonmaker"),
        ("ik wil graag werken als kapster", "kapper"),
    ],
)
def test_peoples_words_find_the_occupation(text: str, name: str) -> None:
    assert first(text) == name
    assert world.occupations().find(text)[0].score >= STRONG


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lassers", "lasser"),
        ("stukadoors", "stukadoor"),
        ("vrachtwagen chaufeur", "vrachtwagenchauffeur"),
        ("vrachtwagenchaufeur", "vrachtwagenchauffeur"),
        ("verpleegkundigge", "verpleegkundige"),
        ("programeur", "software ontwikkelaar"),
        ("dakdekker in de bouw", "dakdekker"),
        ("tandarts assistente", "tandartsassistent"),
    ],
)
def test_plurals_errors_and_split_words_are_forgiven(text: str, name: str) -> None:
    assert first(text) == name


def test_a_kind_of_work_gives_the_occupations_in_it_but_none_for_sure() -> None:
    found = world.occupations().find("zorg")
    assert {match.how for match in found[:4]} == {"breed"}
    assert all(match.score < STRONG for match in found)
    assert {match.occupation.sector for match in found[:4]} == {"zorg_welzijn"}


@pytest.mark.parametrize("text", ["", "  ", "blabla", "weet ik niet", "🙂", "????", "xyzzy plugh"])
def test_what_is_no_occupation_finds_nothing(text: str) -> None:
    assert world.occupations().find(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ik ben lasser en woon in Zwolle", ["lasser"]),
        ("ik ben nu verkoopster maar wil verpleegkundige worden", ["winkelmedewerker", "verpleegkundige"]),
        ("wij zoeken lassers", ["lasser"]),
        ("ik wil in de keuken werken", ["kok"]),
    ],
)
def test_occupations_in_a_sentence_are_spotted_where_they_stand(text: str, expected: list[str]) -> None:
    spotted = world.occupations().spot(text)
    assert [found.occupations[0].name for found in spotted] == expected
    assert all(text[found.start : found.end] == found.text for found in spotted)


@pytest.mark.parametrize(
    "text",
    ["ik wil mijn keuken verbouwen", "de manager zei dat ik weg moet", "ik wil een medewerker spreken",
     "welk model leerbaan", "minister van onderwijs", "een stap in de goede richting", "mijn werkgever betaalt"],
)  # fmt: skip
def test_ordinary_words_are_not_taken_for_occupations(text: str) -> None:
    assert world.occupations().spot(text) == ()


def test_every_occupation_has_one_of_our_sectors_and_its_groups() -> None:
    rows = world.connect().execute("SELECT code, isco, brc, sector FROM occupation").fetchall()
    assert len(rows) == 3039
    assert all(sector in SECTORS and len(isco) == 4 and len(brc) == 4 for _, isco, brc, sector in rows)
    assert {sector for *_, sector in rows} == set(SECTORS)


def test_the_longest_beginning_of_a_code_decides_the_sector() -> None:
    table = {"71": "bouw_infra", "7126": "techniek"}
    assert sector_of("7115", table) == "bouw_infra"
    assert sector_of("7126", table) == "techniek"
    assert sector_of("9999", table) is None


def test_near_occupations_share_a_group_and_do_not_include_itself() -> None:
    kok = world.occupations().find("kok")[0].occupation
    near = world.occupations().near([kok.code])
    assert near
    assert kok.code not in near
    assert world.occupations().near([]) == ()


def test_people_see_our_name_and_escos_own_stays_known() -> None:
    occupation = world.occupations().get("5321.1.1")
    assert occupation is not None
    assert (occupation.name, occupation.esco_name) == ("verzorgende IG", "verpleeghulp")
    assert world.occupations().get("0000.99") is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_without_error_in_a_fixed_order(text: str) -> None:
    found = world.occupations().find(text)
    assert found == world.occupations().find(text)
    assert list(found) == sorted(found, key=lambda match: -match.score)
    for spotted in world.occupations().spot(text):
        assert 0 <= spotted.start < spotted.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_name_of_an_occupation_finds_it(data: st.DataObject) -> None:
    rows = world.connect().execute(
        "SELECT name, code FROM occupation_name WHERE kind IN ('naam', 'eigen') AND NOT ordinary ORDER BY id"
    )
    name, code = data.draw(st.sampled_from(rows.fetchall()))
    found = world.occupations().find(name, limit=40)
    assert code in [match.occupation.code for match in found if match.score >= STRONG]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("websitebouwer", "web developer"),
        ("webdeveloper", "web developer"),
        ("app bouwer", "software ontwikkelaar"),
        ("ai engineer", "ai-ontwikkelaar"),
        ("jurist", "jurist"),
        ("youtuber", "vlogger"),
        ("yoga docent", "sportinstructeur"),
        ("piloot", "piloot"),
        ("stukadoor", "stukadoor"),
        ("kraanmachinist", "machinist grondverzet"),
        ("pakketbezorger", "bezorger"),
        ("vuilnisman", "vuilnisophaler"),
        ("zonnepanelen monteur", "monteur zonnepanelen"),
    ],
)
def test_work_as_people_type_it_today_is_known(text: str, name: str) -> None:
    best = world.occupations().find(text)[0]
    assert (best.occupation.name, best.score >= STRONG) == (name, True)


def test_a_compound_that_nobody_knows_is_no_other_compound_with_the_same_end() -> None:
    assert not [match for match in world.occupations().find("luchtkasteelbouwer") if match.score >= NEAR_ENOUGH]
