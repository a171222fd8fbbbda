"""The answers that would do a citizen harm, each as a rule over every regeling, profile and date.

They are the traps of the fact pack: money that no longer exists, money that only an employer can ask for, a loan that
does not go with bbl, a telephone number of 2008, a certificate taken for a diploma, and starting to learn on a benefit
without asking first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import figures, folder, readability
from knowledge.folder import ROOT
from knowledge.profile import SLOTS, Value
from knowledge.rules import assess
from tests.knowledge import make
from tests.knowledge.citizens import Persona, arrangements, outcome, personas, sentences

TODAY = date(2026, 11, 22)
LATEST = date(2035, 12, 31)

# The last day on which one could still use it.
ENDED = {
    "stap_budget": date(2023, 12, 31),
    "scholingsaftrek": date(2021, 12, 31),
    "studievoucher": date(2023, 8, 31),
    "nl_leert_door": date(2023, 3, 31),
    "flexstuderen": date(2023, 8, 31),
    "omscholing_ict_techniek": date(2022, 12, 1),
    "liv": date(2024, 12, 31),
    "lkv_oudere_werknemer": date(2025, 12, 31),
}

# Plans and memories of old papers, and what the facts call unknown: nobody may be sent there.
NEVER_OFFERED = (
    "leerrechten",
    "opvolger_stap_individu",
    "vouchers_krapteberoepen_seed",
    "cao_ontwikkelbudget",
    "levensloopregeling",
    "sectorplannen",
    "afdrachtvermindering_evc",
    "ontwikkeladvies_45plus",
    "tel_mee_met_taal_werkgevers",
    "zij_instroom_onderwijs",
    "praktijkleren_derde_leerweg",
    "collegegeldkrediet",
    "tegemoetkoming_scholieren",
    "oo_volandis_bouw",
    "leerwerkloket",
    "leerambassadeurs",
)

FOR_EMPLOYERS = ("slim_mkb", "slim_samenwerking", "slim_scholing", "praktijkleren", "lkv_2026")

# An official decides about each person: more than "misschien" would be a promise in somebody else's name.
OTHERS_DECIDE = {"uwv_scholing": ("uwv", "UWV"), "bijstand_scholing": ("gemeente", "gemeente")}

PHONES = {"0505999828": "levenlanglerenkrediet", "08008020": "Juridisch Loket"}

_ASKED = tuple(slot.id for slot in SLOTS.values() if slot.kind != "open" and slot.asked)
_PERMISSION = re.compile(r"vraag (?:altijd )?eerst toestemming", re.IGNORECASE)

anybody = make.profiles(_ASKED)
quick = settings(max_examples=60, deadline=None)
everyone = pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.id)


def days(first: date) -> st.SearchStrategy[date]:
    return st.dates(first, LATEST)


def is_citizen(profile: Mapping[str, Value]) -> bool:
    return profile.get("rol") != "voor_mijn_personeel" and profile.get("werksituatie") != "werkgever"


def written() -> Iterator[tuple[str, str]]:
    """Yield every sentence that a citizen may read or hear, with where it stands."""
    for item in arrangements().values():
        for text in sentences(item):
            yield from ((item.id, sentence) for sentence in readability.split(text))
    records = folder.read(ROOT)
    for kind in (records.answers, records.texts):
        for name, entry in kind.items():
            for text in (entry.record.web, entry.record.spoken, entry.record.simple):
                yield from ((name, sentence) for sentence in readability.split(text))


# ---- what has ended --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENDED)
@quick
@given(profile=anybody, data=st.data())
def test_what_has_ended_is_never_offered_after_its_end(
    name: str, profile: dict[str, Value], data: st.DataObject
) -> None:
    on = data.draw(days(ENDED[name] + timedelta(days=1)))
    assert assess(arrangements()[name], profile, on).verdict == "niet"


@pytest.mark.parametrize("name", ENDED)
def test_what_has_ended_says_so_and_points_to_something_open(name: str) -> None:
    item = arrangements()[name]
    assert item.closed_text and "gestopt" in item.closed_text
    assert item.instead
    assert all(arrangements()[other].status == "open" for other in item.instead)


@pytest.mark.parametrize("name", ENDED)
@everyone
def test_no_persona_is_sent_to_what_has_ended(name: str, persona: Persona) -> None:
    for on in (ENDED[name] + timedelta(days=1), TODAY, *persona.dates):
        assert outcome(assess(arrangements()[name], persona.profile, on)) == "niet"


@pytest.mark.parametrize("name", NEVER_OFFERED)
@quick
@given(profile=anybody, on=days(date(2020, 1, 1)))
def test_what_we_do_not_know_is_never_offered(name: str, profile: dict[str, Value], on: date) -> None:
    found = assess(arrangements()[name], profile, on)
    assert not found.offerable
    assert found.verdict != "waarschijnlijk"
    assert found.certainty == "onbekend"


@pytest.mark.parametrize("name", [name for name, item in arrangements().items() if item.certainty == "onbekend"])
def test_what_we_do_not_know_says_so(name: str) -> None:
    item = arrangements()[name]
    said = f"{item.summary} {item.closed_text or ''}"
    assert re.search(r"\bweten (?:wij )?niet\b|\b(?:kennen|hebben) wij niet\b", said, re.IGNORECASE)


# ---- what only an employer can ask for -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FOR_EMPLOYERS)
@quick
@given(profile=anybody.filter(is_citizen), on=days(date(2025, 1, 1)))
def test_money_for_employers_is_never_likely_for_a_citizen(name: str, profile: dict[str, Value], on: date) -> None:
    found = assess(arrangements()[name], profile, on)
    assert found.verdict != "waarschijnlijk"
    if "rol" in profile and "werksituatie" in profile:
        assert found.verdict == "niet"
        assert "werkgever" in found.through


@pytest.mark.parametrize("name", FOR_EMPLOYERS)
def test_money_for_employers_never_tells_a_citizen_to_apply(name: str) -> None:
    for step in arrangements()[name].apply:
        assert re.search(r"werkgever|bedrijven|werknemer|leerling|Zoekt u zelf", step), step


@quick
@given(profile=anybody, on=days(date(2025, 1, 1)))
def test_slim_is_likely_for_nobody(profile: dict[str, Value], on: date) -> None:
    for name in ("slim_mkb", "slim_samenwerking", "slim_scholing"):
        assert assess(arrangements()[name], profile, on).verdict != "waarschijnlijk"


def test_slim_scholing_quotes_no_percentage() -> None:
    item = arrangements()["slim_scholing"]
    assert not [amount for amount in item.shown_amounts() if amount.unit == "procent"]
    assert not [text for text in sentences(item) if re.search(r"\d+\s*(?:%|procent)", text)]


def test_slim_scholing_speaks_to_employer_and_employee_alike() -> None:
    assert not re.search(r"\bu\b|\buw\b", arrangements()["slim_scholing"].summary, re.IGNORECASE)


def test_nobody_is_sent_to_their_employer_for_wage_costs() -> None:
    assert "werkgever" not in arrangements()["lkv_2026"].through


def test_a_figure_that_changes_every_year_carries_no_year_of_its_own() -> None:
    for topic, entry in folder.read(ROOT).answers.items():
        for text in (entry.record.web, entry.record.spoken, entry.record.simple):
            assert not re.search(r"\}\}\s+in\s+20\d\d(?!-)", text), topic


# ---- the loan of DUO -------------------------------------------------------------------------------------------------


@quick
@given(profile=anybody, on=days(date(2017, 8, 1)))
def test_the_levenlanglerenkrediet_never_goes_with_bbl(profile: dict[str, Value], on: date) -> None:
    found = assess(arrangements()["levenlanglerenkrediet"], {**profile, "vorm": "bbl"}, on)
    assert found.verdict == "niet"


@quick
@given(profile=anybody, age=st.integers(57, 90), on=days(date(2017, 8, 1)))
def test_the_levenlanglerenkrediet_ends_at_57(profile: dict[str, Value], age: int, on: date) -> None:
    found = assess(arrangements()["levenlanglerenkrediet"], {**profile, "leeftijd": age}, on)
    assert found.verdict == "niet"


@quick
@given(profile=anybody, level=st.sampled_from(["mbo1", "mbo2", "mbo3", "mbo4"]), on=days(date(2017, 8, 1)))
def test_the_levenlanglerenkrediet_is_likely_for_mbo_only_in_the_bol(
    profile: dict[str, Value], level: str, on: date
) -> None:
    wanted = {**profile, "niveau_doel": level}
    found = assess(arrangements()["levenlanglerenkrediet"], wanted, on)
    assert found.verdict != "waarschijnlijk" or wanted["vorm"] == "bol"


@pytest.mark.parametrize("form", ["voltijd", "deeltijd", "duaal", "online", "avond"])
@pytest.mark.parametrize("level", ["ad", "hbo", "wo"])
@pytest.mark.parametrize("age", [30, 45, 56])
def test_the_levenlanglerenkrediet_is_there_for_any_form_of_higher_education_from_30(
    age: int, level: str, form: str
) -> None:
    profile: dict[str, Value] = {"leeftijd": age, "niveau_doel": level, "vorm": form}
    assert assess(arrangements()["levenlanglerenkrediet"], profile, TODAY).verdict == "waarschijnlijk"


@quick
@given(profile=anybody, age=st.integers(16, 29), on=days(date(2017, 8, 1)))
def test_under_30_studiefinanciering_comes_before_the_loan_unless_they_told_of_an_exception(
    profile: dict[str, Value], age: int, on: date
) -> None:
    young = {**profile, "leeftijd": age}
    exception = young.get("vorm") in ("deeltijd", "avond", "online") or young.get("hoogste_opleiding") in ("hbo", "wo")
    found = assess(arrangements()["levenlanglerenkrediet"], young, on)
    assert exception or found.verdict == "niet"


def test_the_young_who_ask_for_the_loan_hear_of_studiefinanciering_and_of_the_exceptions() -> None:
    loan = arrangements()["levenlanglerenkrediet"]
    found = assess(loan, {"leeftijd": 24}, TODAY)
    assert "studiefinanciering" in found.why[0] and "deeltijd" in found.why[0]
    assert loan.instead[0] == "studiefinanciering_onder30"


def test_whose_age_we_do_not_know_may_still_get_the_loan() -> None:
    assert assess(arrangements()["levenlanglerenkrediet"], {}, TODAY).verdict == "misschien"


def test_what_points_at_the_loan_names_studiefinanciering_before_it() -> None:
    for item in arrangements().values():
        if "levenlanglerenkrediet" in item.instead and item.id != "studiefinanciering_onder30":
            before = item.instead[: item.instead.index("levenlanglerenkrediet")]
            assert "studiefinanciering_onder30" in before, item.id


@quick
@given(profile=anybody, form=st.sampled_from(["bbl", "deeltijd", "derde_leerweg", "online", "avond"]))
def test_studiefinanciering_never_goes_with_bbl_or_part_time(profile: dict[str, Value], form: str) -> None:
    found = assess(arrangements()["studiefinanciering_onder30"], {**profile, "vorm": form}, TODAY)
    assert found.verdict == "niet"


# ---- learning on a benefit -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["uwv_scholing", "ww_scholing_toestemming", "bijstand_scholing"])
def test_learning_on_a_benefit_begins_with_permission(name: str) -> None:
    item = arrangements()[name]
    assert item.through[0] in ("uwv", "gemeente")
    assert _PERMISSION.search(item.summary)
    assert _PERMISSION.match(item.apply[0])


@pytest.mark.parametrize("name", OTHERS_DECIDE)
@quick
@given(profile=anybody, on=days(date(2024, 5, 1)))
def test_nobody_is_promised_what_an_official_decides(name: str, profile: dict[str, Value], on: date) -> None:
    found = assess(arrangements()[name], profile, on)
    assert found.verdict != "waarschijnlijk"
    party, body = OTHERS_DECIDE[name]
    assert party in found.through
    assert any(f"{body} beslist" in sentence for sentence in found.check)


@pytest.mark.parametrize("benefit", ["ww", "bijstand", "wia", "wajong", "ziektewet"])
@pytest.mark.parametrize("on", [TODAY, date(2027, 2, 1)])
def test_who_has_a_benefit_is_told_to_ask_before_learning(benefit: str, on: date) -> None:
    for item in arrangements().values():
        learning = item.kind in ("funding_individual", "route") and item.form != "advies"
        found = assess(item, {"werksituatie": benefit, "rol": "voor_mijzelf"}, on)
        if learning and found.offerable and found.verdict != "niet":
            assert _PERMISSION.search(" ".join((item.summary, *item.apply, *found.check))), item.id


# ---- numbers, certificates, personal data ----------------------------------------------------------------------------


def test_the_number_of_the_old_helpdesk_is_given_nowhere() -> None:
    found = [place for place, sentence in written() if "08001618" in re.sub(r"\D", "", sentence)]
    assert not found


def test_regelingen_give_no_number_but_those_a_solid_source_holds() -> None:
    for item in arrangements().values():
        for text in sentences(item):
            given_numbers = [figure.value for figure in figures.quoted(text) if figure.kind == "phone"]
            assert set(given_numbers) <= set(PHONES), f"{item.id}: {text}"


def test_an_ervaringscertificaat_is_never_called_a_diploma() -> None:
    called = re.compile(
        r"(?:ervaringscertificaat|praktijkverklaring)\W+(?:is|geldt als|telt als|staat gelijk aan|wordt)\W+"
        r"(?:ook |zelf |gewoon )?(?:een |het )?(?:echt |erkend |gewoon )?\w*diploma",
        re.IGNORECASE,
    )
    assert not [(place, sentence) for place, sentence in written() if called.search(sentence)]


@pytest.mark.parametrize("name", ["evc_arbeidsmarktroute", "praktijkverklaring"])
def test_what_is_no_diploma_says_so(name: str) -> None:
    assert any("is geen diploma" in sentence for sentence in arrangements()[name].check)


def test_nobody_is_asked_for_a_bsn() -> None:
    for item in arrangements().values():
        for text in sentences(item):
            assert not re.search(r"\b(?:bsn|burgerservicenummer)\b", text, re.IGNORECASE), item.id


def test_old_counts_and_amounts_are_never_quoted() -> None:
    for item in arrangements().values():
        for amount in item.shown_amounts():
            assert not re.search(r"verouderd|\b20(?:0\d|1\d|2[0-4])\b", amount.meaning), f"{item.id}: {amount.id}"
