"""The CSV of a loket: read as Excel writes it, and every wrong line named with what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.feeds import spreadsheet
from knowledge.feeds.draft import Draft, Entry, FeedError
from tests.knowledge.feeds import feed

SAMPLE = feed.SAMPLES / "csv" / "aanbod.csv"
HEADER = "id;soort;titel;organisatie;plaats;uren\n"
LINE = "1;leerbaan;Leerbaan lasser;Voorbeeld (verzonnen);Zwolle;32\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aanbod.csv"


def read(path: Path, content: str | bytes | None = None, notes: list[str] | None = None) -> list[Entry]:
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return feed.read(path, lambda files: spreadsheet.read(files, [] if notes is None else notes))


def problems(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(entry.where, entry.why) for entry in feed.rejected(entries)]


def test_every_column_of_the_documented_form_is_read() -> None:
    leerbaan, *_, evc = feed.taken(read(SAMPLE))
    assert leerbaan == Draft(
        where="regel 2", own_id="zw-1", kind="leerbaan", title="Leerbaan verzorgende IG",
        organisation="Voorbeeldzorg De Linde (verzonnen)", occupation="verzorgende ig", crebo="25656", level="mbo3",
        forms=("bbl",), place="Zwolle", postcode="8011 PK", first=feed.date(2026, 10, 1), last=feed.date(2027, 4, 1),
        hours=28, url="https://delinde.example", phone="038 123 45 67", email="opleidingen@delinde.example",
        summary="Werken en leren in een klein team; met begeleiding.",
    )  # fmt: skip
    assert (evc.kind, evc.reach) == ("evc_aanbieder", "landelijk")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_separator_encoding_and_line_ends_make_no_difference(
    path: Path, encoding: str, separator: str, line_end: str
) -> None:
    text = (HEADER + "1;leerbaan;Coördinator zorg;Café Één;Súdwest;8\n").replace(";", separator)
    (entry,) = read(path, text.replace("\n", line_end).encode(encoding))
    assert isinstance(entry, Draft)
    assert (entry.title, entry.organisation, entry.place) == ("Coördinator zorg", "Café Één", "Súdwest")


def test_columns_may_stand_in_another_order_and_have_other_names(path: Path) -> None:
    (entry,) = read(path, "Werkgever;E-mail;Naam;Type;Nummer;TOT_EN_MET\nV;info@v.example;Lasser;Leerbaan;7;1-3-2027\n")
    assert isinstance(entry, Draft)
    assert (entry.own_id, entry.organisation, entry.email) == ("7", "V", "info@v.example")
    assert str(entry.last) == "2027-03-01"


def test_a_column_for_the_name_of_a_person_is_never_read(path: Path) -> None:
    notes: list[str] = []
    (entry,) = read(
        path, "id;soort;titel;organisatie;Contactpersoon;kleur\n1;leerbaan;L;V;Piet Voorbeeld;rood\n", notes
    )
    assert "Piet" not in repr(entry)
    assert [note for note in notes if "Contactpersoon" in note and "personen" in note]
    assert [note for note in notes if "kleur" in note and "niet gelezen" in note]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1;stage;L;V;Zwolle;8", "soort 'stage' kennen wij niet"),
        ("1;leerbaan;L;V;Zwolle;veel", "uren 'veel' is geen getal"),
        ("1;leerbaan;L;V", "4 vakken in plaats van 6"),
        ("1;leerbaan;L;V;Zwolle;8;9;10", "8 vakken in plaats van 6"),
        ('1;leerbaan;"De "Korst";V;Zwolle;8', "aanhalingstekens"),
    ],
)
def test_a_wrong_line_is_refused_by_its_number_and_the_others_are_read(path: Path, line: str, problem: str) -> None:
    entries = read(path, f"{HEADER}{LINE}{line}\n{LINE}")
    assert len(feed.taken(entries)) == 2
    ((where, why),) = problems(entries)
    assert where == "regel 3" and problem in why


def test_the_number_of_a_line_counts_the_lines_inside_a_cell_and_empty_lines(path: Path) -> None:
    entries = read(path, f'{HEADER}1;leerbaan;"Twee\nregels";V;Zwolle;8\n\n;;;;;\n1;fout;L;V;Zwolle;8\n')
    assert problems(entries)[0][0] == "regel 6"


def test_commas_behind_the_last_column_do_not_matter(path: Path) -> None:
    assert len(feed.taken(read(path, f"{HEADER.strip()};;\n{LINE.strip()};;\n"))) == 1


@pytest.mark.parametrize("missing", ["id", "soort", "titel", "organisatie"])
def test_a_table_without_a_column_that_must_be_there_is_refused_whole(path: Path, missing: str) -> None:
    with pytest.raises(FeedError, match=f"ontbreekt {missing}"):
        read(path, HEADER.replace(missing, "x"))


def test_the_manual_names_every_column_that_is_read() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "catalogus.md").read_text()
    assert [name for name in spreadsheet.COLUMNS.names if f"`{name}`" not in manual] == []


def test_a_column_that_is_there_twice_is_refused(path: Path) -> None:
    with pytest.raises(FeedError, match="'plaats' staat er twee keer"):
        read(path, HEADER.replace("uren", "woonplaats") + LINE)


@pytest.mark.parametrize("end", ["2;leerbaan;Leerb", '2;leerbaan;"Leerbaan lasser;V;Zwolle;8\n', "2;leerbaan"])
def test_a_file_that_stops_half_way_is_refused_whole(path: Path, end: str) -> None:
    with pytest.raises(FeedError, match="midden in een regel op: het bestand is niet heel"):
        read(path, HEADER + LINE + end)


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest(path: Path) -> None:
    lines = "".join(LINE for _ in range(60))
    with pytest.raises(FeedError, match="op regel 3 begint een aanhalingsteken dat niet sluit"):
        read(path, f'{HEADER}{LINE}2;leerbaan;"Lasser;V;Zwolle;8\n{lines}3;leerbaan;L";V;Zwolle;8\n')


def test_an_empty_file_is_refused_for_its_header(path: Path) -> None:
    with pytest.raises(FeedError, match="in de eerste regel ontbreekt"):
        read(path, "")
