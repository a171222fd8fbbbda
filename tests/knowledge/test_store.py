from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest

from knowledge.compile import compile_to
from knowledge.folder import ROOT
from knowledge.render import DeadReference
from knowledge.store import Knowledge, NotCompiled, Unknown
from tests.effort import calls
from tests.knowledge import make
from tests.knowledge.make import TODAY

MOST_CALLS = 500_000  # of Python functions; 230,000 for all knowledge take a quarter of a second
TIMED = "{% if is_open('opleidingsgeld') %}U kunt het nu aanvragen.{% else %}U kunt het nu niet aanvragen.{% endif %}"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("knowledge")
    texts = make.teksten()
    texts["queue_joined"]["web"] = "U bent nummer {{ plek }}."
    root = make.folder(folder / "records", texts=texts)
    make.write(root / "antwoorden" / "evc_uitleg.yaml", make.antwoord(topic="evc_uitleg", web=TIMED, follow_ups=[]))
    for name in ("plaatsen", "lokets", "catalogus", "beroepen"):
        shutil.copytree(ROOT / name, root / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge.check.TOPICS", make.TOPICS)
        compile_to(folder / "knowledge.sqlite", root, TODAY)
    return folder / "knowledge.sqlite"


@pytest.fixture
def knowledge(compiled: Path) -> Iterator[Knowledge]:
    opened = Knowledge.open(compiled)
    yield opened
    opened.close()


def test_records_come_back_as_they_were_written(knowledge: Knowledge) -> None:
    assert knowledge.arrangement("opleidingsgeld") == make.arrangement()
    assert [item.id for item in knowledge.arrangements()] == ["lening", "opleidingsgeld"]


def test_an_answer_comes_with_its_references_filled_in(knowledge: Knowledge) -> None:
    answer = knowledge.answer("financiering_stap", date(2026, 11, 22))
    assert answer.web == "U krijgt € 1.500 per jaar. Dat kan tot en met 31 december 2027."
    assert answer.follow_ups == ("evc_uitleg",)


def test_an_answer_is_rendered_once_a_day(knowledge: Knowledge) -> None:
    first = knowledge.answer("financiering_stap", datetime(2026, 11, 22, 9, 0))
    assert knowledge.answer("financiering_stap", datetime(2026, 11, 22, 17, 0)) is first
    assert knowledge.answer("financiering_stap", date(2026, 11, 23)) is not first


def test_an_answer_about_what_is_open_follows_the_minute(knowledge: Knowledge) -> None:
    before, after = datetime(2026, 11, 2, 8, 59), datetime(2026, 11, 2, 9, 0)
    assert knowledge.answer("evc_uitleg", before).web == "U kunt het nu niet aanvragen."
    assert knowledge.answer("evc_uitleg", after).web == "U kunt het nu aanvragen."


def test_an_answer_without_a_moment_is_as_of_now(knowledge: Knowledge) -> None:
    assert knowledge.answer("financiering_stap").topic == "financiering_stap"


def test_a_fixed_text_is_filled_in_with_what_is_given(knowledge: Knowledge) -> None:
    assert knowledge.text("queue_joined", plek=3).web == "U bent nummer 3."
    assert knowledge.text("ask.leeftijd").key == "ask.leeftijd"
    with pytest.raises(DeadReference):
        knowledge.text("queue_joined")


def test_what_is_not_there_is_an_error_of_its_own(knowledge: Knowledge) -> None:
    with pytest.raises(Unknown):
        knowledge.arrangement("weg")
    with pytest.raises(Unknown):
        knowledge.answer("weg")
    with pytest.raises(Unknown):
        knowledge.text("weg")


def test_places_and_lokets_are_found(knowledge: Knowledge) -> None:
    place = knowledge.places.find("8011 AB")[0]
    assert place.gemeente == "Zwolle"
    loket = knowledge.lokets.for_place(place)
    assert loket is not None and loket.regio == place.regio


def test_the_catalogue_is_searched_from_a_place(knowledge: Knowledge) -> None:
    place = knowledge.places.find("Zwolle")[0]
    found = knowledge.catalogue.search("leerbaan", text="lasser", near=place)
    assert found.hits and all(hit.item.kind == "leerbaan" for hit in found.hits)


def test_many_threads_read_at_once(knowledge: Knowledge) -> None:
    def read(number: int) -> str:
        place = knowledge.places.find(("Zwolle", "3011", "Maastricht")[number % 3])[0]
        knowledge.catalogue.search("leerbaan", text="kok", near=place)
        return f"{place.gemeente} {knowledge.answer('financiering_stap', TODAY).web}"

    expected = {read(number) for number in range(3)}
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(read, range(300))) == expected


def test_opening_is_little_work(compiled: Path) -> None:
    assert calls(lambda: Knowledge.open(compiled).close()) < MOST_CALLS


def test_without_a_compiled_file_it_says_to_compile(tmp_path: Path) -> None:
    with pytest.raises(NotCompiled, match="compile"):
        Knowledge.open(tmp_path / "knowledge.sqlite")


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.sqlite"
    path.write_text("dit is geen kennis" * 100, encoding="utf-8")
    with pytest.raises(NotCompiled):
        Knowledge.open(path)


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("CREATE TABLE meta (key, value)")
    with pytest.raises(NotCompiled, match="format 99"):
        Knowledge.open(path)
