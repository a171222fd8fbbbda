"""Figures on the labour market: none without a source and a period, and what is near what."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import folder
from knowledge.arbeidsmarkt import NATIONWIDE, Arbeidsmarkt, periods, records, tables
from knowledge.arbeidsmarkt.market import SAME_GROUP, SAME_SEGMENT, SAME_UNIT
from knowledge.arbeidsmarkt.records import MEASURES, TYPES
from knowledge.check import check
from knowledge.compile import compile_to
from knowledge.occupations import Occupation
from knowledge.profile import SECTORS
from knowledge.report import report
from knowledge.store import Knowledge
from tests.knowledge import make
from tests.knowledge.make import TODAY, Data

pytestmark = pytest.mark.usefixtures("few_topics")

ROOT = folder.ROOT

SOURCE: Data = {
    "id": "bureau", "title": "Bureau, kansen 2026", "url": "https://bureau.example/", "date": "2026-05",
    "fact": "Veel werk voor lassers. Bijna 3 vacatures per werkzoekende. 14 euro per uur.", "via": "zelf gelezen",
}  # fmt: skip
FIGURE: Data = {
    "id": "lassers", "name": "Lassers", "measure": "kans", "value": "veel", "occupations": ["7212"],
    "sector": "techniek", "region": "nederland", "period": "2026", "source": "bureau", "evidence_date": "2026-05",
    "confidence": "hoog",
}  # fmt: skip
MOVE: Data = {
    "id": "kok-lasser", "kind": "overstap", "from": {"name": "kok", "occupations": ["5120.1"]},
    "to": {"name": "lasser", "occupation": "7212.1", "sector": "techniek"}, "evidence": "Mensen deden dit.",
    "period": "2026", "source": "bureau", "evidence_date": "2026", "confidence": "middel",
}  # fmt: skip
INTEREST: Data = {"isco": "7212", "types": "rc", "examples": ["7212.1"]}


def market_folder(root: Path, **changed: Data) -> Path:
    """A valid folder with one record of each kind; `changed` by kind replaces fields."""
    make.folder(root)
    for name, kind, data in (
        ("bronnen", "marktbron", SOURCE),
        ("kansen/techniek", "cijfer", FIGURE),
        ("overstappen", "overstap", MOVE),
        ("interesses", "interesse", INTEREST),
    ):
        make.write(root / "arbeidsmarkt" / f"{name}.yaml", [{**copy.deepcopy(data), **changed.get(kind, {})}])
    beroepen = root / "beroepen"
    beroepen.mkdir(exist_ok=True)
    (beroepen / "beroepen.csv").write_text("code,naam\n7212.1,lasser\n5120.1,kok\n", encoding="utf-8")
    (beroepen / "isco.csv").write_text("brc,brc_naam\n0742,Lassers en plaatwerkers\n", encoding="utf-8")
    make.write(beroepen / "woorden.yaml", {"beroepen": [{"beroep": "lasser"}]})
    plaatsen = root / "plaatsen"
    plaatsen.mkdir(exist_ok=True)
    (plaatsen / "gemeenten.csv").write_text("regio\nGroningen\n", encoding="utf-8")
    return root


def errors(root: Path) -> list[str]:
    """What the check says of the labour market (the tables of occupations and places are only begun here)."""
    return [str(one) for one in check(root, TODAY).errors if "/arbeidsmarkt/" in str(one)]


def test_valid_records_pass(tmp_path: Path) -> None:
    assert errors(market_folder(tmp_path)) == []


@pytest.mark.parametrize(
    "field", ["source", "period", "evidence_date", "confidence", "region", "measure", "value", "name"]
)
def test_a_figure_that_misses_something_is_refused(tmp_path: Path, field: str) -> None:
    root = market_folder(tmp_path)
    make.write(root / "arbeidsmarkt" / "kansen" / "techniek.yaml", [{k: v for k, v in FIGURE.items() if k != field}])
    assert any(f"'{field}' is missing" in message for message in errors(root))


@pytest.mark.parametrize("field", ["source", "period", "evidence_date", "confidence", "evidence"])
def test_a_transition_that_misses_something_is_refused(tmp_path: Path, field: str) -> None:
    root = market_folder(tmp_path)
    make.write(root / "arbeidsmarkt" / "overstappen.yaml", [{k: v for k, v in MOVE.items() if k != field}])
    assert any(f"'{field}' is missing" in message for message in errors(root))


BROKEN: dict[str, tuple[str, Data, str]] = {
    "no such source": ("cijfer", {"source": "niets"}, "there is no source 'niets'"),
    "weak evidence": ("cijfer", {"confidence": "laag"}, "weak evidence"),
    "a period that is none": ("cijfer", {"period": "binnenkort"}, "period"),
    "a period backwards": ("cijfer", {"period": "2026-2025"}, "impossible period"),
    "newer than its source": ("cijfer", {"evidence_date": "2026-09"}, "not as recent"),
    "a value of another measure": ("cijfer", {"value": "krapper"}, "not one of"),
    "a wage that is not in the source": ("cijfer", {"measure": "startloon", "value": 15}, "does not hold 15"),
    "a wage that is a word": ("cijfer", {"measure": "startloon", "value": "veel"}, "is a number"),
    "words that are not in the source": ("cijfer", {"number": "ruim 4"}, "does not hold 'ruim 4'"),
    "no such region": ("cijfer", {"region": "Atlantis"}, "no arbeidsmarktregio 'Atlantis'"),
    "no such occupation": ("cijfer", {"occupations": ["9999"]}, "no occupation '9999'"),
    "no such sector": ("cijfer", {"sector": "piraterij"}, "piraterij"),
    "a figure in a note that the source has not": ("cijfer", {"note": "Het groeit met 12 procent."}, "12"),
    "a sentence nobody can read": ("cijfer", {"note": "woord " * 40 + "."}, "note"),
    "a transition with a made-up number": ("overstap", {"evidence": "Dit deden 500 mensen."}, "500"),
    "a transition to nowhere": (
        "overstap", {"to": {"name": "x", "occupation": "1111.1", "sector": "techniek"}}, "no occupation '1111.1'",
    ),
    "a letter twice": ("interesse", {"types": "rr"}, "twice"),
    "a letter that is none": ("interesse", {"types": "x"}, "types"),
    "an example of another group": ("interesse", {"examples": ["5120.1"]}, "not in the group 7212"),
    "what a model remembers": ("marktbron", {"via": "model-memory"}, "not a source"),
    "evidence of tomorrow": ("marktbron", {"date": "2027-05"}, "from the future"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_would_mislead_is_refused(tmp_path: Path, what: str) -> None:
    kind, changes, part = BROKEN[what]
    found = errors(market_folder(tmp_path, **{kind: changes}))
    assert any(part in message for message in found), found


def test_numbers_that_the_source_holds_pass(tmp_path: Path) -> None:
    wage = {"measure": "startloon", "value": 14, "unit": "euro per uur"}
    assert errors(market_folder(tmp_path / "loon", cijfer=wage)) == []
    words = {"measure": "krapte", "value": "krap", "number": "bijna 3", "about": "arbeidsmarkt", "region": "Groningen"}
    assert errors(market_folder(tmp_path / "krapte", cijfer=words)) == []


def test_a_source_that_nothing_rests_on_is_pointed_at(tmp_path: Path) -> None:
    root = market_folder(tmp_path)
    make.write(root / "arbeidsmarkt" / "bronnen.yaml", [SOURCE, {**SOURCE, "id": "los"}])
    assert any("no figure rests on 'los'" in str(warning) for warning in check(root, TODAY).warnings)


def test_the_report_lists_by_source_what_is_old_or_over(tmp_path: Path) -> None:
    root = market_folder(tmp_path)
    title = "## Cijfers over werk"
    assert "- niets" in report(root, TODAY).split(title)[1].split("## ")[0]
    later = report(root, date(2027, 6, 2)).split(title)[1].split("## ")[0]
    assert "- bureau: 2 ouder dan een jaar, 2 over (bewijs mei 2026)" in later


def test_what_was_compiled_is_read_back(tmp_path: Path) -> None:
    root = market_folder(tmp_path)
    found = folder.read(root)
    connection = sqlite3.connect(":memory:")
    tables.build(connection, root)
    market = Arbeidsmarkt.read(connection)
    now = market.outlook("7212.1").now
    assert now == found.figures["lassers"].record
    assert now is not None and market.source(now) == found.market_sources["bureau"].record
    assert [move.id for move in market.moves_from(["5120.1"])] == ["kok-lasser"]
    assert [interest.types for interest in market.interests()] == ["rc"]


def test_a_folder_without_the_labour_market_compiles_to_none(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    tables.build(connection, make.folder(tmp_path))
    assert not Arbeidsmarkt.read(connection).promising()


def figure(**changes: Any) -> records.Figure:
    return records.figure({**FIGURE, **changes})


def test_the_newest_figure_of_the_country_counts_and_that_of_the_region_beside_it() -> None:
    market = Arbeidsmarkt(
        figures=[
            figure(id="oud", value="minder", evidence_date="2024", period="2024"),
            figure(id="nieuw"),
            figure(id="hier", region="Groningen", value="gemengd"),
            figure(id="straks", measure="verwachting", value="krapper", period="2025-2030"),
        ]
    )
    outlook = market.outlook("7212.1", "Groningen")
    assert outlook.now and outlook.now.id == "nieuw"
    assert outlook.nearby and outlook.nearby.id == "hier"
    assert outlook.expected and outlook.expected.id == "straks"
    assert [one.id for one in outlook.figures] == ["hier", "nieuw", "straks"]
    elsewhere = market.outlook("7212.1", "Zeeland")
    assert elsewhere.nearby is None and elsewhere.known
    assert not market.outlook("5120.1").known


def test_promising_groups_are_much_work_in_the_country_each_once() -> None:
    market = Arbeidsmarkt(
        figures=[
            figure(id="a"),
            figure(id="b", evidence_date="2024"),
            figure(id="c", name="Elders", region="Groningen"),
            figure(id="d", name="Weinig", value="minder"),
            figure(id="e", name="Koks", sector="horeca"),
        ]
    )
    assert [one.id for one in market.promising()] == ["a", "e"]
    assert [one.id for one in market.promising("horeca")] == ["e"]


def test_transitions_from_the_own_occupation_come_before_those_from_the_sector() -> None:
    wider = {**MOVE, "id": "uit-horeca", "from": {"name": "horeca", "sectors": ["horeca"]}}
    anybody = {**MOVE, "id": "iedereen", "from": {"name": "iedereen"}}
    market = Arbeidsmarkt(moves=map(records.move, (wider, anybody, MOVE)))
    assert [one.id for one in market.moves_from(["5120.1"], ["horeca"])] == ["kok-lasser", "uit-horeca"]
    assert [one.id for one in market.moves_into("techniek")] == ["iedereen"]
    assert market.codes_named("Kok") == ("5120.1",)
    assert market.named_in("ik ben kok in zwolle") == "kok"


class Known:
    """Five occupations."""

    all = (
        Occupation("7212.1", "lasser", "lasser", "7212", "0742", "techniek"),
        Occupation("7212.9", "soldeerder", "soldeerder", "7212", "0742", "techniek"),
        Occupation("7213.4", "plaatwerker", "plaatwerker", "7213", "0742", "techniek"),
        Occupation("5120.1", "kok", "kok", "5120", "0911", "horeca"),
        Occupation("5141.1", "kapper", "kapper", "5141", "0912", "uiterlijke_verzorging"),
    )

    def get(self, code: str) -> Occupation | None:
        return next((one for one in self.all if one.code == code), None)


def test_the_nearest_occupations_come_first_and_a_wide_segment_asks_for_the_same_sector() -> None:
    market = Arbeidsmarkt(common=[one.code for one in Known.all])
    near = market.near(Known(), ["7212.1"])  # type: ignore[arg-type]
    assert [(one.occupation.name, one.how) for one in near] == [("soldeerder", SAME_UNIT), ("plaatwerker", SAME_GROUP)]
    assert market.near(Known(), ["5120.1"]) == []  # type: ignore[arg-type]
    assert SAME_SEGMENT > SAME_GROUP


@pytest.mark.parametrize(
    ("period", "words", "aloud", "last"),
    [
        ("2026", "2026", "2026", 2026),
        ("2026-2027", "2026-2027", "2026 tot 2027", 2027),
        ("2026-Q1", "eerste kwartaal van 2026", "het eerste kwartaal van 2026", 2026),
    ],
)
def test_a_period_is_said_in_words(period: str, words: str, aloud: str, last: int) -> None:
    assert periods.in_words(period) == words
    assert periods.aloud(period) == aloud
    assert periods.last_year(period) == last


# What is in the repository.


@pytest.fixture(scope="module")
def kept() -> Iterator[folder.Records]:
    yield folder.read()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    path = tmp_path_factory.mktemp("kennis") / "kennis.sqlite"
    compile_to(path, ROOT, TODAY)
    return Knowledge.open(path)


def test_every_figure_that_is_kept_has_a_source_a_period_and_evidence_that_is_not_weak(kept: folder.Records) -> None:
    assert kept.figures and kept.moves
    found: list[records.Figure | records.Move] = [entry.record for entry in kept.figures.values()]
    found += [entry.record for entry in kept.moves.values()]
    for record in found:
        assert kept.market_sources[record.source].record.title
        assert record.period and record.evidence_date
        assert record.confidence in ("hoog", "middel")


def test_nothing_of_another_country_or_a_models_memory_is_kept(kept: folder.Records) -> None:
    for entry in kept.market_sources.values():
        said = f"{entry.record.id} {entry.record.title} {entry.record.fact} {entry.record.via}".lower()
        assert not any(word in said for word in ("nesta", "model-memory", "brits", "verenigd koninkrijk"))


def test_every_kind_of_interest_has_occupations_to_name(kept: folder.Records) -> None:
    first = [entry.record.types[0] for entry in kept.interests.values()]
    for letter in TYPES:
        examples = [code for e in kept.interests.values() if e.record.types[0] == letter for code in e.record.examples]
        assert letter in first and len(examples) >= 3, letter


@given(st.sampled_from(SECTORS), st.sampled_from(["Groningen", "Twente", "Zeeland", None]))
def test_whatever_is_asked_every_figure_has_who_says_it(compiled: Knowledge, sector: str, region: str | None) -> None:
    market = compiled.arbeidsmarkt
    for occupation in market.common(compiled.catalogue.occupations, sector):
        for one in market.outlook(occupation.code, region).figures:
            assert market.source(one).title and one.period
            assert one.region in (NATIONWIDE, region)
            allowed = MEASURES[one.measure]
            assert one.value in allowed if allowed is not None else isinstance(one.value, int | float)


def test_people_s_words_reach_the_figures(compiled: Knowledge) -> None:
    market, occupations = compiled.arbeidsmarkt, compiled.catalogue.occupations
    for words in ("lasser", "verzorgende", "vzig", "kok", "timmerman", "kapper"):
        codes = [match.occupation.code for match in occupations.find(words)]
        assert any(market.outlook(code).known for code in codes), words
