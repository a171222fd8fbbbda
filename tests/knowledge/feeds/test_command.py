"""The commands as an operator types them: what they say, what they keep, and how they end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from knowledge.__main__ import main
from knowledge.feeds import command as module
from knowledge.feeds.command import default_store
from knowledge.feeds.matching import Matcher
from knowledge.folder import ROOT
from knowledge.store import Knowledge
from tests.knowledge import make
from tests.knowledge.feeds import test_ooapi
from tests.knowledge.feeds.feed import SAMPLES, contents
from tests.knowledge.feeds.server import Answer, serving

Run = Callable[..., int]
CSV = SAMPLES / "csv" / "aanbod.csv"


@pytest.fixture
def run(store_path: Path, matching: Matcher, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(module, "matcher", lambda root: nullcontext(matching))  # made once for all tests

    def command(*arguments: object, today: str = "2026-11-22") -> int:
        return main(["--today", today, *map(str, arguments), "--catalogue", str(store_path)])

    return command


def counted(report: str, what: str) -> int:
    """The count of one kind in a report."""
    (found,) = (line for line in report.splitlines() if line.split()[:1] == [what])
    return int(found.split()[1])


@pytest.mark.parametrize(
    ("format", "source", "items"),
    [
        ("csv", CSV, 5),
        ("leerbanen", SAMPLES / "leerbanen" / "leerbanen.json", 2),
        ("leerbanen", SAMPLES / "leerbanen" / "leerbanen.csv", 2),
        ("ooapi", SAMPLES / "ooapi", 4),
        ("schema.org", SAMPLES / "schema_org", 7),
    ],
)
def test_each_format_is_imported_by_its_command_and_again_changes_nothing(
    run: Run, store_path: Path, capsys: pytest.CaptureFixture[str], format: str, source: Path, items: int
) -> None:
    assert run("import", format, source, "--name", "proef") == 0
    said = capsys.readouterr().out
    assert counted(said, "nieuw") == items and "OVERGENOMEN." in said
    before = contents(store_path)
    assert len(before) == items
    assert run("import", format, source, "--name", "proef") == 0
    assert counted(capsys.readouterr().out, "gelijk") == items
    assert contents(store_path) == before


def test_an_address_is_imported_like_a_file(
    run: Run, store_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLEUTEL_VAN_BRON", "Bearer geheim")
    with serving(lambda path: Answer(CSV.read_bytes())) as (address, asked):
        source = f"{address}/aanbod.csv?sleutel=geheim"
        assert run("import", "csv", source, "--name", "web", "--auth-env", "SLEUTEL_VAN_BRON") == 0
    assert asked[0][1]["Authorization"] == "Bearer geheim"
    assert len(contents(store_path)) == 5
    assert run("sources") == 0
    said = capsys.readouterr()
    assert "geheim" not in said.out + said.err
    assert b"geheim" not in store_path.read_bytes()


def test_an_api_is_asked_for_its_pages(run: Run, store_path: Path) -> None:
    def answer(path: str) -> Answer:
        parts = urlsplit(path)
        given = test_ooapi.api(parts.path, parse_qs(parts.query))
        return Answer(given.content, given.status_code)

    with serving(answer) as (address, asked):
        assert run("import", "ooapi", f"{address}/v5", "--name", "school") == 0
    assert len(contents(store_path)) == 4
    assert all("pageSize=250" in path for path, _ in asked)
    assert not any("persons" in path for path, _ in asked)


def test_a_page_on_the_web_is_read_as_schema_org_whatever_it_is_called(run: Run, store_path: Path) -> None:
    page = (SAMPLES / "schema_org" / "school.html").read_bytes()
    with serving(lambda path: Answer(page)) as (address, _):
        assert run("import", "schema.org", f"{address}/opleidingen", "--name", "school") == 0
    assert len(contents(store_path)) == 4


def test_a_variable_for_the_key_that_is_empty_is_said(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "csv", CSV, "--name", "web", "--auth-env", "ER_IS_GEEN_SLEUTEL") == 1
    assert "ER_IS_GEEN_SLEUTEL is leeg" in capsys.readouterr().err


@pytest.mark.parametrize("source", ["bestaat-niet.csv", "http://voorbeeld.example/x.csv", SAMPLES / "csv"])
def test_what_cannot_be_read_ends_with_one_sentence_and_no_file(
    run: Run, store_path: Path, capsys: pytest.CaptureFixture[str], source: str | Path
) -> None:
    assert run("import", "csv", source, "--name", "proef") == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("Er is niets veranderd. ") and said.err.count("\n") == 1
    assert not store_path.exists()


def test_a_stopped_import_says_so_first_and_ends_with_one(
    run: Run, tmp_path: Path, store_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", "csv", CSV, "--name", "proef")
    before = contents(store_path)
    short = tmp_path / "kort.csv"
    short.write_text("".join(CSV.read_text().splitlines(keepends=True)[:2]))
    capsys.readouterr()
    assert run("import", "csv", short, "--name", "proef") == 1
    assert "GESTOPT, er is niets veranderd. Van de 5 items zouden er 4 verdwijnen" in capsys.readouterr().out
    assert contents(store_path) == before
    assert run("import", "csv", short, "--name", "proef", "--accept-drop") == 0


def test_the_whole_report_is_kept_as_json(run: Run, tmp_path: Path) -> None:
    source, report = tmp_path / "fout.csv", tmp_path / "verslag.json"
    wrong = "zw-6;leerbaan;Leerbaan;V;;;;;Zwole;;;;;;;;;;;\n"
    source.write_text(CSV.read_text() + wrong)
    assert run("import", "csv", source, "--name", "proef", "--max-refused", 50, "--report", report, "--dry-run") == 0
    data = json.loads(report.read_text())
    assert data["dry_run"] is True and data["stopped"] is None
    assert {name: data["counts"][name] for name in ("read", "added", "refused", "passed_over")} == {
        "read": 6, "added": 5, "refused": 1, "passed_over": 0,
    }  # fmt: skip
    (refused,) = data["refused"]
    assert refused == {
        "where": "regel 7", "own_id": "zw-6", "text": "de plaats 'Zwole' kennen wij niet; bedoelt u Zwolle?",
    }  # fmt: skip
    assert data["replaces_demonstration"] == ["certificaat", "leerbaan", "opleiding"]


def test_a_report_that_cannot_be_written_stops_the_import_beforehand(
    run: Run, store_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", "csv", CSV, "--name", "proef", "--report", tmp_path / "geen" / "map.json") == 1
    assert "De map van" in capsys.readouterr().err
    assert not store_path.exists()


def test_a_report_never_repeats_something_personal(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], store_path: Path
) -> None:
    source, report = tmp_path / "fout.csv", tmp_path / "verslag.json"
    source.write_text(
        "id;soort;titel;organisatie;plaats;telefoon;email;contactpersoon;omschrijving;website\n"
        "06-12345678;leerbaan;L;V;06-12345678;;;Piet Geheim;;\n"
        "2;leerbaan;L;V;Zwolle;06-12345678;piet.geheim@v.example;Piet Geheim;bel 06-12345678;\n"
        "3;leerbaan;bel 06-12345678;V;Zwolle;;;Piet Geheim;;\n"
        "4;leerbaan;L;V;Zwolle;;;Piet Geheim;;mailto:piet.geheim@v.example\n"
    )
    assert run("import", "csv", source, "--name", "proef", "--max-refused", 100, "--report", report) == 0
    said = capsys.readouterr()
    for text in (said.out, said.err, report.read_text(), repr(contents(store_path))):
        assert "12345678" not in text and "iet" + ".geheim" not in text and "Geheim" not in text


def test_a_control_character_in_a_feed_does_not_reach_the_terminal(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "fout.csv"
    source.write_text(
        "id;soort;titel;organisatie;plaats\n\x1b[2Jx;leerbaan;L;V;\x1b]0;boe\x07\n1;stage\x1b[31m;L;V;Z\n"
    )
    assert run("import", "csv", source, "--name", "proef") == 1
    assert "\x1b" not in capsys.readouterr().out


def test_the_sources_are_listed_with_what_expires(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "csv", CSV, "--name", "loket-zwolle", "--title", "Loket Zwolle", "--licence", "CC0 1.0")
    capsys.readouterr()
    assert run("sources") == 0
    said = capsys.readouterr().out
    assert "loket-zwolle  (csv, Loket Zwolle)" in said
    assert "5 in aanbod, 0 voorbij, 0 verdwenen" in said
    assert "laatst ingelezen op 22 november 2026 (0 dagen geleden)" in said
    assert "licentie: CC0 1.0" in said and "LET OP" not in said
    run("sources", today="2027-02-01")
    assert "let op: vervalt op 20 februari 2027" in capsys.readouterr().out
    run("sources", today="2027-03-01")
    assert "LET OP: sinds 20 februari 2027 te oud en niet meer in aanbod" in capsys.readouterr().out


def test_what_a_command_does_not_say_of_a_source_stays_as_it_was(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "csv", CSV, "--name", "proef", "--title", "Loket", "--licence", "CC0 1.0", "--valid-days", 10)
    run("import", "csv", CSV, "--name", "proef")
    capsys.readouterr()
    run("sources")
    said = capsys.readouterr().out
    assert "Loket" in said and "CC0 1.0" in said and "vervalt op 2 december 2026" in said


def test_a_source_is_removed_only_by_its_name(run: Run, store_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "csv", CSV, "--name", "een")
    run("import", "csv", CSV, "--name", "twee")
    assert run("sources", "--remove", "drie") == 1
    assert "Er is geen bron drie" in capsys.readouterr().err
    assert run("sources", "--remove", "een") == 0
    assert {row[0] for row in contents(store_path)} == {"twee"}


@pytest.mark.parametrize(
    "wrong", [["--name", "Met Spaties"], ["--name", "x", "--max-drop", "101"], ["--name", "x", "--valid-days", "0"], []]
)
def test_a_command_that_is_wrong_ends_with_two(run: Run, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("import", "csv", CSV, *wrong)
    assert ended.value.code == 2


def test_the_file_of_imported_items_lies_with_the_other_data_unless_said_otherwise() -> None:
    assert default_store({}) == Path("var/catalogus.sqlite")
    assert default_store({"LEERWIJS_DATA_DIR": "/data"}) == Path("/data/catalogus.sqlite")
    assert default_store({"LEERWIJS_DATA_DIR": "/data", "LEERWIJS_CATALOGUE": "/x/c.sqlite"}) == Path("/x/c.sqlite")


@pytest.mark.usefixtures("few_topics")
def test_a_loket_can_follow_the_manual_from_its_spreadsheet_to_a_citizen_who_finds_it(
    tmp_path: Path, store_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, out = make.folder(tmp_path / "records"), tmp_path / "knowledge.sqlite"
    for name in ("plaatsen", "lokets", "catalogus", "beroepen"):
        shutil.copytree(ROOT / name, root / name)
    example = ROOT.parent / "docs" / "voorbeelden" / "aanbod.csv"
    command, stored = ["--root", str(root), "--today", "2026-11-22"], ["--catalogue", str(store_path)]
    assert main([*command, "import", "csv", str(example), "--name", "voorbeeld", *stored]) == 0
    assert counted(capsys.readouterr().out, "nieuw") == 7
    assert main([*command, "compile", "--out", str(out), *stored]) == 0
    said = capsys.readouterr().out
    assert (
        "7 geïmporteerde items" in said and "voorbeelden van leerbaan, opleiding, certificaat zijn weggelaten" in said
    )
    knowledge = Knowledge.open(out)
    assert f"version {knowledge.version[:12]}" in said
    zwolle = knowledge.places.find("Zwolle")[0]
    found = knowledge.catalogue.search(
        "leerbaan", text="in de keuken", near=zwolle, within_km=30, on=date(2026, 11, 22)
    )
    assert [hit.item.title for hit in found.hits] == ["Leerbaan kok"]
    knowledge.close()


def test_a_file_of_imported_items_that_is_named_must_be_there(
    tmp_path: Path, store_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "knowledge.sqlite"
    assert main(["compile", "--out", str(out), "--catalogue", str(store_path)]) == 1
    assert "nog niets geïmporteerd" in capsys.readouterr().out
    assert not out.exists()


def test_a_page_about_the_source_must_be_one(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "csv", CSV, "--name", "proef", "--url", "voorbeeld") == 1
    assert "--url: website 'voorbeeld' is geen webadres" in capsys.readouterr().err
