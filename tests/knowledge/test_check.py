"""The check refuses each kind of bad record: every test begins from valid records and breaks one thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.check import Outcome, check
from tests.knowledge import make
from tests.knowledge.make import TODAY, Data

pytestmark = pytest.mark.usefixtures("few_topics")

Change = Callable[[Data], object]


def judged(root: Path) -> Outcome:
    return check(root, TODAY)


def messages(outcome: Outcome) -> list[str]:
    return [str(finding) for finding in outcome.errors]


def refused(outcome: Outcome, part: str) -> None:
    assert any(part in message for message in messages(outcome)), messages(outcome)


def without(field: str) -> Change:
    return lambda data: data.pop(field)


def put(*path: str | int, value: object) -> Change:
    def change(data: Data) -> None:
        target: Data = data
        for part in path[:-1]:
            target = target[part]  # type: ignore[index]
        target[path[-1]] = value  # type: ignore[index]

    return change


def test_valid_records_pass(tmp_path: Path) -> None:
    outcome = judged(make.folder(tmp_path))
    assert messages(outcome) == []
    assert outcome.warnings == ()
    assert set(outcome.records.arrangements) == {"opleidingsgeld", "lening"}


REQUIRED = (
    "id", "title", "kind", "form", "applicant", "status", "certainty", "valid", "amounts", "conditions", "check",
    "summary", "apply", "url", "sources", "evidence_date", "review_by",
)  # fmt: skip

REGELINGEN: dict[str, tuple[Change, str]] = {
    **{f"without {field}": (without(field), f"'{field}' is missing") for field in REQUIRED},
    "unknown field": (put("bedrag", value=5), "bedrag"),
    "name differs from file": (put("id", value="anders"), "not the name of its file"),
    "no source": (put("sources", value=[]), "sources"),
    "source without date": (lambda data: data["sources"][0].pop("date"), "'date' is missing"),
    "source without fact": (put("sources", 0, "fact", value=" "), "sources[0].fact"),
    "source that is no evidence": (put("sources", 0, "title", value="model-memory, unverified"), "not a source"),
    "source from the future": (put("sources", 0, "date", value="2027-03"), "from the future"),
    "evidence newer than its sources": (put("evidence_date", value="2026-09"), "no source is as recent"),
    "evidence date unclear": (put("evidence_date", value="circa 2026"), "evidence_date"),
    "review before the evidence": (put("review_by", value="2026-01-01"), "impossible period"),
    "day that does not exist": (put("review_by", value="2027-02-30"), "review_by"),
    "ends before it starts": (put("valid", "to", value="2024-12-31"), "impossible period: from"),
    "scheme ends before it starts": (put("scheme_runs_until", value="2024-12-31"), "impossible period"),
    "window closes before it opens": (
        put("budget", "windows", 0, "closes", value="2026-11-01T17:00"),
        "is not before closes",
    ),
    "window outside validity": (
        put("budget", "windows", 0, value={"opens": "2028-02-01", "closes": "2028-03-01"}),
        "is outside valid",
    ),
    "windows overlap": (
        lambda data: data["budget"]["windows"].append({"opens": "2026-11-20", "closes": "2026-12-20"}),
        "windows overlap",
    ),
    "money gone before it started": (put("budget", "exhausted_since", value="2024-05-01"), "before valid.from"),
    "unknown but certain": (put("status", value="unknown"), "needs certainty onbekend"),
    "amount refers to no source": (put("amounts", 0, "source", value=2), "there is no source 2"),
    "condition refers to no source": (put("conditions", 0, "source", value=3), "there is no source 3"),
    "contact refers to no source": (put("contact", "source", value=2), "there is no source 2"),
    "ceiling refers to no source": (put("budget", "ceiling", "source", value=2), "there is no source 2"),
    "amount not in its source": (put("amounts", 0, "value", value=1600), "source 1 does not hold 1600"),
    "amount in words not in its source": (put("amounts", 0, "value", value="900 tot 1600"), "does not hold 900 tot"),
    "figure in a title": (put("title", value="Geld tot 1.600 euro"), "title: no source"),
    "figure in the meaning of an amount": (put("amounts", 0, "meaning", value="was € 800"), "meaning: no source"),
    "ceiling not in its source": (put("budget", "ceiling", "value", value=6000000), "does not hold 6000000"),
    "outdated amount shown": (put("amounts", 1, "show", value=True), "outdated"),
    "share not in a source": (put("amount_for_person", "percent", value=70), "no source of this record holds 70"),
    "share with a dead maximum": (put("amount_for_person", "max", value="weg"), "there is no amount 'weg'"),
    "share with a hidden maximum": (put("amount_for_person", "max", value="oud"), "may not be quoted"),
    "amount for person of two kinds": (put("amount_for_person", "fixed", value=60), "exactly one of"),
    "instead leads nowhere": (put("instead", value=["weg"]), "no other arrangement 'weg'"),
    "instead leads to itself": (put("instead", value=["opleidingsgeld"]), "no other arrangement"),
    "slot that does not exist": (put("conditions", 0, "slot", value="inkomen"), "no slot 'inkomen'"),
    "value that does not exist": (
        put(
            "conditions", 0, value={"id": "w", "slot": "vorm", "op": "eq", "value": "thuis", "holds": "J", "fails": "N"}
        ),
        "'thuis' is not one of",
    ),
    "order of a choice": (
        put("conditions", 0, value={"id": "w", "slot": "vorm", "op": "lt", "value": "bbl", "holds": "J", "fails": "N"}),
        "lt does not fit vorm",
    ),
    "list where one value belongs": (put("conditions", 0, "value", value=[57]), "lt needs one value"),
    "condition that always holds": (lambda data: data["conditions"][0].update(op="ge", value=0), "always holds"),
    "limit that nobody reaches": (put("conditions", 0, "value", value=1000), "1000 is not between"),
    "condition that never holds": (put("conditions", 0, "value", value=0), "never holds"),
    "condition without a test": (lambda data: data["conditions"][0].pop("slot"), "conditions[0]: needs exactly one of"),
    "condition without a reason": (lambda data: data["conditions"][0].pop("fails"), "'fails' is missing"),
    "two conditions with one id": (lambda data: data["conditions"].append(data["conditions"][0]), "used twice"),
    "closed and silent": (
        lambda data: data.update(status="closed", budget=None, valid={"from": None, "to": None}),
        "closed without",
    ),
    "closed and valid for longer": (
        lambda data: data.update(status="closed", budget=None),
        "valid.to: contradiction: closed, and valid until 2027-12-31",
    ),
    "closed with a window to come": (
        lambda data: data.update(status="closed", valid={"from": None, "to": None}),
        "budget.windows[0]: contradiction: closed, and a window until 2026-11-30",
    ),
    "thousands in Dutch notation": (
        put("amounts", 0, "value", value="1.500"),
        "'1.500' is a text and not a number: write 1500",
    ),
    "millions in Dutch notation": (put("amounts", 0, "value", value="1.500.000,50"), "write 1500000.50"),
    "decimals in Dutch notation": (put("amounts", 0, "value", value="2,33"), "write 2.33"),
    "phone of no source in contact": (put("contact", "phone", value="050 765 43 21"), "phone number '050 765 43 21'"),
    "phone of no source in a text": (put("apply", 0, value="Bel 0900 98 76."), "phone number '0900 98 76'"),
    "money of no source in a text": (put("summary", value="U krijgt 1.750 euro."), "amount '1.750 euro'"),
    "percentage of no source in a text": (put("conditions", 0, "holds", value="U krijgt 65%."), "percentage '65%'"),
    "money in words": (put("summary", value="U krijgt duizend euro."), "in digits"),
    "hidden amount quoted": (put("summary", value="U krijgt 900 euro."), "amount 'oud', which may not be quoted"),
    "reference in a regeling": (put("summary", value="{{ amount('lening', 'x') }}"), "only in antwoorden"),
    "sentence too long": (put("summary", value="U krijgt " + "heel " * 25 + "veel geld."), "a sentence of 29 words"),
    "texts too hard": (
        put("check", value=["Subsidieverstrekking vereist rechtmatigheidsverantwoording."] * 6),
        "too hard: Flesch-Douma",
    ),
    "abbreviation": (put("summary", value="U krijgt bijv. geld."), "write 'bijv.' in full"),
    "familiar": (put("summary", value="Je krijgt geld."), "we say 'u'"),
}


@pytest.mark.parametrize("name", REGELINGEN)
def test_a_bad_regeling_is_refused(tmp_path: Path, name: str) -> None:
    change, message = REGELINGEN[name]
    data = make.regeling()
    change(data)
    make.folder(tmp_path)
    make.write(tmp_path / "regelingen" / "opleidingsgeld.yaml", data)
    refused(judged(tmp_path), message)


@pytest.mark.parametrize("written", ["1.500", "10.000", "-1.500"])
def test_a_thousands_point_is_refused_for_yaml_reads_decimals(tmp_path: Path, written: str) -> None:
    make.folder(tmp_path)
    path = tmp_path / "regelingen" / "opleidingsgeld.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 1500\n", f"value: {written}\n"), encoding="utf-8")
    refused(judged(tmp_path), f"write {written.replace('.', '')}")


def test_a_number_with_cents_is_fine(tmp_path: Path) -> None:
    make.folder(tmp_path)
    path = tmp_path / "regelingen" / "opleidingsgeld.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 1500\n", "value: 1500.00\n"), encoding="utf-8")
    assert messages(judged(tmp_path)) == []


ANTWOORDEN: dict[str, tuple[Change, str]] = {
    **{
        f"without {field}": (without(field), f"'{field}' is missing")
        for field in ("topic", "title", "web", "spoken", "simple", "follow_ups", "evidence_date", "review_by")
    },
    "no source at all": (
        lambda data: data.update(sources=[], regelingen=[], web="U krijgt geld.", evidence_date=None),
        "no source",
    ),
    "source without date": (lambda data: data["sources"][0].pop("date"), "'date' is missing"),
    "topic that does not exist": (put("topic", value="geld"), "there is no topic 'geld'"),
    "follow-up leads nowhere": (put("follow_ups", value=["geld"]), "no other answer 'geld'"),
    "follow-up leads to itself": (put("follow_ups", value=["financiering_stap"]), "no other answer"),
    "regeling that does not exist": (put("regelingen", value=["weg"]), "there is no arrangement 'weg'"),
    "reference to no arrangement": (put("web", value="{{ title('weg') }}"), "there is no arrangement 'weg'"),
    "reference to no amount": (put("web", value="{{ amount('opleidingsgeld', 'x') }}"), "has no amount 'x'"),
    "reference to a hidden amount": (put("web", value="{{ amount('opleidingsgeld', 'oud') }}"), "may not be quoted"),
    "reference to no date": (put("web", value="{{ date('lening', 'exhausted_since') }}"), "has no exhausted_since"),
    "reference that will be dead one day": (
        put("web", value="Dat kan tot en met {{ date('opleidingsgeld', 'closes') }}."),
        "has no closes",
    ),
    "reference to a date of another name": (put("web", value="{{ date('lening', 'einde') }}"), "is not a date"),
    "variable nobody fills in": (put("web", value="Dag {{ naam }}."), "'naam' is undefined"),
    "broken template": (put("web", value="Dag {{ naam"), "dead reference"),
    "phone of no source": (put("web", value="Bel 0800-4321."), "phone number '0800-4321'"),
    "money of no source": (put("simple", value="U krijgt € 75."), "amount '€ 75'"),
    "percentage of no source": (put("spoken", value="U krijgt 30 procent."), "percentage '30 procent'"),
    "hidden amount of its regeling": (put("web", value="U krijgt 900 euro."), "which may not be quoted"),
    "web text too hard": (
        put(
            "web", value="Subsidieverstrekking vereist rechtmatigheidsverantwoording van aanvragende instellingen. " * 2
        ),
        "web: too hard",
    ),
    "simple sentence too long": (put("simple", value="U " + "kunt " * 16 + "dat."), "simple: a sentence of 18 words"),
    "three sentences aloud": (put("spoken", value="Dit is een. Dit is twee. Dit is drie."), "at most two"),
    "link aloud": (put("spoken", value="Kijk op werkcentrum.nl."), "cannot be said aloud"),
    "part with a figure of no source": (
        put("parts", value={"rest": {"web": "Nog € 75.", "spoken": "Nog iets.", "simple": "Nog iets."}}),
        "parts.rest.web: no source",
    ),
}


@pytest.mark.parametrize("name", ANTWOORDEN)
def test_a_bad_antwoord_is_refused(tmp_path: Path, name: str) -> None:
    change, message = ANTWOORDEN[name]
    data = make.antwoord()
    change(data)
    make.folder(tmp_path)
    make.write(tmp_path / "antwoorden" / "financiering_stap.yaml", data)
    refused(judged(tmp_path), message)


TEKSTEN: dict[str, tuple[Change, str]] = {
    "required text gone": (without("crisis"), "the text 'crisis' is missing"),
    "question of a deciding slot gone": (without("ask.leeftijd"), "the text 'ask.leeftijd' is missing"),
    "question about no slot": (put("ask.inkomen", value=make.teksten()["crisis"]), "no slot 'inkomen'"),
    "without simple": (lambda data: data["crisis"].pop("simple"), "'simple' is missing"),
    "option that is no value": (
        put("ask.leeftijd", "options", value=[{"value": "oud", "title": "Oud"}]),
        "'oud' is not a whole number",
    ),
    "phone of no source": (put("crisis", "web", value="Bel 113."), "phone number '113'"),
}


@pytest.mark.parametrize("name", TEKSTEN)
def test_bad_texts_are_refused(tmp_path: Path, name: str) -> None:
    change, message = TEKSTEN[name]
    data = make.teksten()
    change(data)
    refused(judged(make.folder(tmp_path, texts=data)), message)


LOKETS: dict[str, tuple[Data, str]] = {
    "phone of no source": (make.loket(phone="038 765 43 21"), "phone number '038 765 43 21'"),
    "no source": (make.loket(sources=[]), "sources"),
    "no date of evidence": (make.loket(evidence_date=None), "evidence_date"),
    "evidence newer than its sources": (make.loket(evidence_date="2026-09"), "no source is as recent"),
    "name differs from file": (make.loket(id="ede"), "not the name of its file"),
    "shuts before it opens": (make.loket(hours={"mo": [["12:00", "09:00"]]}), "impossible period"),
    "day that does not exist": (make.loket(hours={"maandag": []}), "maandag"),
}


@pytest.mark.parametrize("name", LOKETS)
def test_a_bad_loket_is_refused(tmp_path: Path, name: str) -> None:
    data, message = LOKETS[name]
    make.write(make.folder(tmp_path) / "lokets" / "zwolle.yaml", data)
    refused(judged(tmp_path), message)


ITEMS: dict[str, tuple[Data, str]] = {
    "ends before it starts": (make.item(to="2026-01-01"), "impossible period"),
    "demonstration with a number to call": (make.item(contact={"phone": "038 123 45 67"}), "no number to call"),
    "of no kind": (make.item(kind="baan"), "kind"),
    "qualification by another name than the register's": (
        make.item(qualification={"crebo": "25656", "name": "Verpleegkundige"}),
        "crebo 25656 is called 'Verzorgende-IG'",
    ),
    "qualification of another level": (
        make.item(qualification={"crebo": "25656", "name": "Verzorgende-IG"}, level="mbo2"),
        "crebo 25656 is of level mbo3",
    ),
    "source that does not say what it is": (make.item(source={"url": None}), "title"),
    "not said whether it is real": ({**make.item(), "demo": None}, "demo"),
}


@pytest.mark.parametrize("name", ITEMS)
def test_a_bad_item_is_refused(tmp_path: Path, name: str) -> None:
    data, message = ITEMS[name]
    make.write(make.folder(tmp_path) / "catalogus" / "leerbanen" / "lassen.yaml", [make.item(id="lasser-0"), data])
    refused(judged(tmp_path), message)


def test_a_valid_loket_and_item_pass(tmp_path: Path) -> None:
    make.folder(tmp_path)
    make.write(tmp_path / "lokets" / "zwolle.yaml", make.loket())
    make.write(tmp_path / "catalogus" / "leerbanen" / "lassen.yaml", [make.item()])
    outcome = judged(tmp_path)
    assert messages(outcome) == []
    assert (set(outcome.records.lokets), set(outcome.records.items)) == ({"zwolle"}, {"lasser-1"})


def test_a_figure_passes_with_a_source_of_its_own(tmp_path: Path) -> None:
    texts = make.teksten()
    source = {"title": "113", "url": None, "date": "2026", "fact": "Bel 113 of 0800-0113."}
    texts["crisis"].update(web="Bel 113 of 0800 0113.", sources=[source])
    answer = make.antwoord(web="U krijgt 25%. Bel 0800 12 34. U krijgt hoogstens € 1.500.")
    assert messages(judged(make.folder(tmp_path, texts=texts, answer=answer))) == []


def test_a_date_that_is_not_always_there_passes_where_the_text_asks_first(tmp_path: Path) -> None:
    web = "{% if is_open('opleidingsgeld') %}Tot {{ date('opleidingsgeld', 'closes') }}.{% else %}Nu niet.{% endif %}"
    assert messages(judged(make.folder(tmp_path, answer=make.antwoord(web=web)))) == []


def test_every_error_is_reported_at_once_with_file_and_line(tmp_path: Path) -> None:
    make.folder(tmp_path, make.regeling(instead=["weg"], evidence_date="2026-10"), make.lening())
    path = tmp_path / "regelingen" / "opleidingsgeld.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    found = {finding.line for finding in judged(tmp_path).errors}
    assert [number for number, line in enumerate(lines, 1) if "weg" in line or "2026-10" in line] == sorted(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: a\nid: b\n", "stands twice"),
        ("id: [a\n", "expected"),
        ("", "empty"),
        ("- een lijst\n", "'een lijst' is not of type 'object'"),
    ],
)
def test_a_file_that_is_no_record_is_refused(tmp_path: Path, text: str, message: str) -> None:
    make.folder(tmp_path)
    (tmp_path / "regelingen" / "extra.yaml").write_text(text, encoding="utf-8")
    refused(judged(tmp_path), message)


def test_two_records_cannot_have_one_id(tmp_path: Path) -> None:
    make.folder(tmp_path)
    make.write(tmp_path / "regelingen" / "sub" / "opleidingsgeld.yaml", make.regeling())
    refused(judged(tmp_path), "is already used in opleidingsgeld.yaml")


def test_a_topic_without_an_answer_is_refused(tmp_path: Path) -> None:
    make.folder(tmp_path)
    (tmp_path / "antwoorden" / "evc_uitleg.yaml").unlink()
    refused(judged(tmp_path), "evc_uitleg.yaml:1: this topic has no answer")


def test_instead_may_not_lead_to_what_is_closed(tmp_path: Path) -> None:
    make.folder(tmp_path, make.regeling(), make.lening(status="closed", closed_text="Dit is gestopt."))
    refused(judged(tmp_path), "'lening' is closed")


FIRST = {"when": {"slot": "leeftijd", "op": "lt", "value": 30}, "text": "Kijk eerst daar."}


def test_what_comes_first_for_some_stands_before_it_in_every_instead(tmp_path: Path) -> None:
    other = {**make.lening(), "id": "ander"}
    loan = make.lening(first={"id": "ander", **FIRST}, instead=["ander"])
    refused(judged(make.folder(tmp_path, make.regeling(), loan, other)), "name 'ander' before 'lening'")


def test_what_comes_first_must_be_named_in_instead(tmp_path: Path) -> None:
    loan = make.lening(first={"id": "opleidingsgeld", **FIRST})
    refused(judged(make.folder(tmp_path, make.regeling(instead=[]), loan)), "no arrangement that `instead` names")


def test_what_grows_old_is_a_warning_and_refuses_nothing(tmp_path: Path) -> None:
    data = make.regeling(evidence_date="2025-01", review_by="2026-06-01")
    data["sources"][0]["date"] = "2025-01"
    outcome = judged(make.folder(tmp_path, data, make.lening()))
    assert messages(outcome) == []
    assert {finding.where[0] for finding in outcome.warnings} == {"certainty", "review_by"}


def test_yaml_keeps_dates_times_and_words_as_written(tmp_path: Path) -> None:
    from knowledge import yamlfile

    path = tmp_path / "a.yaml"
    path.write_text("dag: 2026-11-22\nuur: 09:00\nja: no\naan: on\nnul: 0118\nwaar: true\n", encoding="utf-8")
    assert yamlfile.load(path).data == {
        "dag": "2026-11-22", "uur": "09:00", "ja": "no", "aan": "on", "nul": "0118", "waar": True,
    }  # fmt: skip
