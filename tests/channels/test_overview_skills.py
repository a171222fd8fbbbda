"""\"Wat ik kan\": written down by forms without a script, masked, never too much, whole again after a file and back."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from channels.conversation import masking
from channels.conversation.tables import overview_skills
from channels.overview import skills
from channels.overview.skills import SCHEMA, BadSkills, Diploma, Intake, Skill, Skills
from channels.web.middleware import LARGEST_BODY
from knowledge.levels import LEVELS, SOURCE
from tests.channels.fakes import Running
from tests.channels.overview_world import TODAY, Visitor, visit

LAS = {"what": "Lassen", "proof": "Zes jaar in de werkplaats"}
MBO = {"title": "Verkoper", "level": "mbo2", "year": "1998", "school": "Het ROC"}


async def stored(api: Running) -> Any:
    rows = await api.gateway.database.read(lambda c: c.execute(overview_skills.select()).all())
    return rows[0].content if rows else None


async def file_of(visitor: Visitor) -> Any:
    return (await visitor.get("/wat-ik-kan.json")).json()


async def read_in(visitor: Visitor, content: bytes | str) -> Any:
    return await visitor.post("/wat-ik-kan/inlezen", files={"file": ("wat-ik-kan.json", content, "application/json")})


# ---- writing down ---------------------------------------------------------------------------------------------------


async def test_what_one_writes_down_is_shown_and_kept(api: Running) -> None:
    visitor = await visit(api)
    saved = await visitor.post("/wat-ik-kan/vaardigheid", LAS)
    assert "Bewaard." in saved.text
    await visitor.post("/wat-ik-kan/diploma", MBO)
    page = (await visitor.get("/wat-ik-kan")).text
    assert "Lassen" in page and "Zes jaar in de werkplaats" in page
    assert "Mbo 2: NLQF-niveau 2" in page
    overview = (await visitor.get()).text
    assert "Lassen" in overview and "Verkoper" in overview


async def test_an_entry_is_changed_in_its_place_and_removed(api: Running) -> None:
    visitor = await visit(api)
    for what in ("Lassen", "Frezen"):
        await visitor.post("/wat-ik-kan/vaardigheid", {"what": what})
    name = Skill("Lassen").name
    form = (await visitor.get(f"/wat-ik-kan?wijzig={name}")).text
    assert 'name="what" type="text" value="Lassen"' in form
    assert f'name="was" value="{name}"' in form
    await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Tig-lassen", "was": name})
    assert [one["what"] for one in (await stored(api))["skills"]] == ["Tig-lassen", "Frezen"]
    gone = await visitor.post("/wat-ik-kan/weg", {"welke": Skill("Frezen").name})
    assert "Dat is weg." in gone.text
    await visitor.post("/wat-ik-kan/weg", {"welke": Skill("Tig-lassen").name})
    assert await stored(api) is None, "nothing written down leaves no row"


async def test_a_change_of_what_was_changed_elsewhere_is_told(api: Running) -> None:
    visitor = await visit(api)
    await visitor.post("/wat-ik-kan/vaardigheid", LAS)
    old = Skill(**LAS).name
    await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Frezen", "was": old})
    late = await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Draaien", "was": old})
    assert late.status_code == 422
    assert "intussen veranderd of weg" in late.text
    assert [one["what"] for one in (await stored(api))["skills"]] == ["Frezen"]


async def test_the_same_twice_is_kept_once(api: Running) -> None:
    visitor = await visit(api)
    for _ in range(2):
        await visitor.post("/wat-ik-kan/vaardigheid", LAS)
    assert len((await stored(api))["skills"]) == 1


@pytest.mark.parametrize(
    ("path", "data", "field", "said"),
    [
        ("vaardigheid", {"what": " \u200b "}, "what", "Schrijf op wat u kunt."),
        ("vaardigheid", {"what": "x" * 121}, "what", "te lang. Gebruik hoogstens 120 tekens."),
        ("vaardigheid", {"what": "x", "proof": "y" * 401}, "proof", "te lang. Gebruik hoogstens 400 tekens."),
        ("diploma", {"title": "", "level": "mbo2"}, "title", "Schrijf op welk diploma u hebt."),
        ("diploma", {"title": "Kok", "level": ""}, "level", "Kies wat voor diploma het is."),
        ("diploma", {"title": "Kok", "level": "mbo9"}, "level", "Kies wat voor diploma het is."),
        ("diploma", {"title": "Kok", "level": "mbo2", "year": "98"}, "year", "Dit jaar klopt niet."),
        ("diploma", {"title": "Kok", "level": "mbo2", "year": "2027"}, "year", "Dit jaar klopt niet."),
        ("diploma", {"title": "Kok", "level": "mbo2", "year": "¹⁹⁹⁸"}, "year", "Dit jaar klopt niet."),
    ],
)
async def test_what_cannot_be_kept_is_said_at_its_field_and_stays_typed(
    api: Running, path: str, data: dict[str, str], field: str, said: str
) -> None:
    visitor = await visit(api)
    wrong = await visitor.post(f"/wat-ik-kan/{path}", data)
    assert wrong.status_code == 422
    assert "<title>Fout: Wat ik kan" in wrong.text
    assert f'href="#{field}"' in wrong.text, "the message leads to the field"
    assert f'id="{field}-fout">' in wrong.text and said in wrong.text
    if path == "diploma" and data["title"]:
        assert 'value="Kok"' in wrong.text
    assert await stored(api) is None
    plain = await visitor.post(f"/wat-ik-kan/{path}", data, headers={"Accept": "application/json"})
    assert plain.headers["content-type"] == "application/problem+json"
    assert plain.json()["field"] == field


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Bel 06-12345678", "telefoon", "een telefoonnummer"),
        ("mail jan@example.nl", "email", "een e-mailadres"),
        ("NL91 ABNA 0417 1643 00", "iban", "een rekeningnummer"),
        ("bsn 123456782", "bsn", "een nummer dat op een BSN lijkt"),
    ],
)
async def test_personal_numbers_are_taken_out_and_it_is_said(api: Running, text: str, kind: str, words: str) -> None:
    visitor = await visit(api)
    page = (await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Lassen", "proof": text})).text
    assert f"Wij haalden {words} weg." in page
    await visitor.post("/wat-ik-kan/diploma", {"title": text, "level": "mbo2", "school": text})
    await read_in(
        visitor, json.dumps({"format": skills.FORMAT, "version": 1, "diplomas": [], "skills": [{"what": text}]})
    )
    kept = json.dumps(await stored(api))
    assert f"<{kind}>" in kept
    assert masking.find(kept) == []


async def test_nothing_written_down_becomes_markup(api: Running) -> None:
    visitor = await visit(api)
    evil = '"><script>alert(1)</script>'
    await visitor.post("/wat-ik-kan/vaardigheid", {"what": evil, "proof": evil})
    await visitor.post("/wat-ik-kan/diploma", {"title": evil, "level": "mbo2", "school": evil})
    name = Skill(evil, evil).name
    for path in ("", "/wat-ik-kan", f"/wat-ik-kan?wijzig={name}&melding=<script>&weggehaald=<script>"):
        assert "<script>" not in (await visitor.get(path)).text


async def test_it_can_be_full(api: Running) -> None:
    visitor = await visit(api)
    full = Skills(tuple(Skill(f"Kunst {n}") for n in range(skills.MOST_SKILLS)))
    assert (await read_in(visitor, full.file(TODAY))).status_code == 200
    more = await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Nog een"})
    assert more.status_code == 422
    assert "Er passen 20 dingen in." in more.text


# ---- a file and back ------------------------------------------------------------------------------------------------


async def test_the_file_is_what_the_schema_says(api: Running) -> None:
    visitor = await visit(api)
    await visitor.post("/wat-ik-kan/vaardigheid", LAS)
    await visitor.post("/wat-ik-kan/diploma", MBO)
    content = await file_of(visitor)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(content)
    assert content == {
        "format": "leerwijs-vaardigheden", "version": 1, "made_on": "2026-11-22", "skills": [LAS],
        "diplomas": [{"title": "Verkoper", "level": "mbo2", "nlqf": "2", "year": 1998, "school": "Het ROC"}],
    }  # fmt: skip


async def test_a_file_is_read_in_again_in_another_conversation(api: Running) -> None:
    first, second = await visit(api), await visit(api)
    await first.post("/wat-ik-kan/vaardigheid", LAS)
    await first.post("/wat-ik-kan/diploma", MBO)
    content = await file_of(first)
    done = await read_in(second, json.dumps(content))
    assert "Het bestand is ingelezen." in done.text
    assert await file_of(second) == content
    await read_in(second, json.dumps(content))
    assert await file_of(second) == content, "twice the same adds nothing"


async def test_what_was_there_stays_when_a_file_is_read_in(api: Running) -> None:
    visitor = await visit(api)
    await visitor.post("/wat-ik-kan/vaardigheid", LAS)
    await read_in(visitor, Skills((Skill("Frezen"),)).file(TODAY))
    assert [one["what"] for one in (await stored(api))["skills"]] == ["Lassen", "Frezen"]


def a_file(**changes: Any) -> str:
    return json.dumps({"format": skills.FORMAT, "version": 1, "skills": [], "diplomas": [], **changes})


@pytest.mark.parametrize(
    "content",
    [
        b"", b"geen json", b"\xff\xfe", b"[" * 9000, b"[]", b"null", a_file(version=2), a_file(format="iets"),
        a_file(meer=1), a_file(skills=[{"what": ""}]), a_file(skills=[{"what": 5}]),
        a_file(skills=[{"what": "x" * 121}]), a_file(skills=[{"what": f"{n}"} for n in range(21)]),
        a_file(diplomas=[{"title": "Kok", "level": "mbo9"}]),
        a_file(diplomas=[{"title": "Kok", "level": "mbo2", "year": 2099}]),
        a_file(diplomas=[{"title": "Kok", "level": "mbo2", "year": 1998.5}]),
    ],
)  # fmt: skip
async def test_a_file_that_is_not_ours_changes_nothing(api: Running, content: bytes | str) -> None:
    visitor = await visit(api)
    wrong = await read_in(visitor, content)
    assert wrong.status_code == 422
    assert "bestand" in wrong.text
    assert await stored(api) is None


async def test_a_form_without_its_file_is_told_so(api: Running) -> None:
    visitor = await visit(api)
    assert (await visitor.post("/wat-ik-kan/inlezen", {"file": "tekst"})).status_code == 422


async def test_a_file_that_is_too_large_is_refused(api: Running) -> None:
    visitor = await visit(api)
    assert (await read_in(visitor, b" " * LARGEST_BODY)).status_code == 413


# ---- for any content ------------------------------------------------------------------------------------------------

personal = st.sampled_from(["06-12345678", "+31", "jan@example.nl", "NL91ABNA0417164300", "123456782", "bsn ", "\n"])
wording = st.lists(st.text(max_size=60) | personal, max_size=8).map(" ".join)
typed = st.lists(
    st.tuples(
        st.booleans(), wording, wording, st.sampled_from([*LEVELS, "x"]),
        st.sampled_from(["", "1998", "2026", "x"]),
    ),
    max_size=6,
)  # fmt: skip


@given(typed)
def test_what_was_kept_of_anything_comes_back_whole_from_its_file(
    drafts: list[tuple[bool, str, str, str, str]],
) -> None:
    intake, kept = Intake(TODAY), Skills()
    for is_skill, what, proof, level, year in drafts:
        with contextlib.suppress(BadSkills):
            entry = intake.skill(what, proof) if is_skill else intake.diploma(what, level, year, proof)
            kept = skills.with_entry(kept, entry)
    content = kept.file(TODAY)
    assert len(content) <= skills.LARGEST
    assert Intake(TODAY).file(content) == kept
    assert skills.stored(kept.as_json()) == kept


@given(st.lists(st.builds(Skill, st.text("€é", min_size=120, max_size=120), st.text("😀", max_size=400)), max_size=20))
def test_however_full_it_is_its_file_can_be_sent_back(entries: list[Skill]) -> None:
    try:
        kept = Skills(tuple(entries)).checked()
    except BadSkills:
        return
    assert len(kept.file(date.max)) + 1_000 < LARGEST_BODY, "the form around the file takes less than 1 kB"


@given(st.text("abé .,!?\n\t", max_size=50), st.text("abé .,!?\n\t", max_size=50))
def test_nothing_personal_is_kept_whatever_stands_around_it(before: str, after: str) -> None:
    entry = Intake(TODAY).skill(f"{before} 06-12345678 {after}", f"{before} mail jan@example.nl {after}")
    assert "12345678" not in entry.what
    assert "jan@example" not in entry.proof


def test_entries_are_told_apart_by_all_their_words() -> None:
    assert (
        len({Skill("a", "b").name, Skill("ab").name, Diploma("a", "mbo2").name, Diploma("a", "mbo2", 1998).name}) == 4
    )


def test_the_levels_are_those_of_the_source() -> None:
    said = {"vmbo_basis": "1", "mbo1": "1", "vmbo": "2", "mbo2": "2", "mbo3": "3", "mbo4": "4", "havo": "4",
            "vwo": "4+", "ad": "5", "bachelor": "6", "master": "7", "doctor": "8"}  # fmt: skip
    assert {level.id: level.nlqf for level in LEVELS.values() if level.nlqf} == said
    assert all(level.ask for level in LEVELS.values() if level.nlqf is None)
    assert "mbo 3 niveau 3; mbo 4 en havo niveau 4; vwo niveau 4+" in SOURCE.fact
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema["properties"]["diplomas"]["items"]["properties"]["level"]["enum"] == list(LEVELS)
