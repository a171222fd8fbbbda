"""What a message tells, and how well it answers the open question."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.facts import Heard, Question, listen
from actions.tasks.matching import Fit, match_option, plain
from actions.tasks.understanding import Entity, Said
from knowledge.places import Places
from knowledge.records import Option
from tests.actions import fakes

PLACES: Places = fakes.knowledge().places
LEVELS = (Option("mbo3", "Mbo 3"), Option("mbo4", "Mbo 4"), Option("hbo", "Hbo"))
INCOMES = (Option("ww", "Ik heb WW"), Option("werkzoekend", "Ik zoek werk, zonder uitkering"))


def said(text: str, *entities: Entity, topic: str | None = "gesprek_antwoord", payload: bool = False) -> Said:
    return Said(text, topic, 0.9, ((topic, 0.9),) if topic else (), entities, payload=payload)


def hear(message: Said, question: Question | None = None, takes: bool = True, favour: str = "doel") -> Heard:
    return listen(message, question, PLACES, takes_subjects=takes, favour=favour)


def entity(name: str, value: Any, text: str = "", **more: Any) -> Entity:
    return Entity(name, value, 0, len(text), **more)


@pytest.mark.parametrize(
    ("text", "fit"),
    [("52", Fit.WHOLE), ("ik ben 52 jaar", Fit.WHOLE), ("nou volgens mij 52 jaar oud", Fit.WHOLE), ("boe", Fit.NONE)],
)
def test_a_number_in_plain_text_answers_a_question_for_one(text: str, fit: Fit) -> None:
    heard = hear(said(text), Question("leeftijd"))
    assert heard.fit is fit
    assert heard.values == ({"leeftijd": 52} if fit else {})


def test_a_number_among_other_words_fits_only_weakly() -> None:
    heard = hear(said("bestaat die regeling van 1250 euro voor 40 plussers nog steeds"), Question("leeftijd"))
    assert heard.fit is Fit.WEAK


def test_a_bare_number_is_nothing_without_a_question_for_one() -> None:
    assert hear(said("52", entity("getal", 52, "52"))).values == {}
    assert hear(said("52", entity("getal", 52, "52")), Question("plaats")).values == {}


def test_an_age_nobody_has_is_refused() -> None:
    heard = hear(said("200", entity("getal", 200, "200")), Question("leeftijd"))
    assert heard.refused and not heard.values


@pytest.mark.parametrize(("role", "slot"), [("nu", "sector_nu"), ("doel", "sector_doel"), (None, "sector_doel")])
def test_a_sector_goes_to_the_side_that_was_said_or_else_the_favoured_one(role: str | None, slot: str) -> None:
    assert hear(said("ik zorg", entity("sector", "zorg_welzijn", role=role))).values == {slot: "zorg_welzijn"}


def test_a_sector_answers_a_question_for_an_occupation() -> None:
    heard = hear(
        said("zorg", entity("sector", "zorg_welzijn", "zorg")), Question("beroep_doel", accepts=lambda _: True)
    )
    assert heard.values == {"sector_doel": "zorg_welzijn"}
    assert heard.fit is Fit.WHOLE


def test_any_words_will_do_for_an_occupation_but_not_a_denial() -> None:
    question = Question("beroep_doel", accepts=lambda _: True)
    assert hear(said("iets met hout"), question).values == {"beroep_doel": "iets met hout"}
    assert hear(said("geen idee", topic=None), question).values == {}


def test_the_level_wanted_is_an_answer_to_a_question_for_the_level_one_has() -> None:
    heard = hear(said("mbo 4", entity("niveau_doel", "mbo4", "mbo 4")), Question("hoogste_opleiding", LEVELS))
    assert heard.values == {"hoogste_opleiding": "mbo4"}


def test_a_denied_entity_is_no_fact_and_a_denied_yes_is_a_no() -> None:
    heard = hear(said("geen ww", entity("werksituatie", "ww", negated=True)), Question("werksituatie", INCOMES))
    assert heard.values == {} and heard.denied == {"werksituatie": {"ww"}}
    assert hear(said("geen ontslag", entity("ontslag", True, negated=True))).values == {"ontslag": False}


def test_the_subject_of_a_question_is_no_fact_about_the_speaker() -> None:
    place, own = entity("plaats", "Utrecht"), entity("leeftijd", 52)
    assert hear(said("wat kost bbl in Utrecht", place), takes=False).values == {}
    assert hear(said("kan ik op mijn 52e nog lenen", own), takes=False).values == {"leeftijd": 52}
    assert hear(said("tot 52 jaar", own), takes=False).values == {}


def test_a_button_says_what_it_says() -> None:
    heard = hear(said("/gesprek_antwoord", entity("werksituatie", "ww"), payload=True), Question("werksituatie"))
    assert heard.fit is Fit.WHOLE and heard.values == {"werksituatie": "ww"}


@pytest.mark.parametrize("value", ["onzin", "", None, 12, {"a": 1}, ["ww"]])
def test_a_value_that_the_slot_cannot_hold_is_not_taken(value: Any) -> None:
    assert hear(said("x", entity("werksituatie", value))).values == {}


def test_yes_and_no_answer_a_question_for_it() -> None:
    question = Question("ontslag")
    assert hear(said("ja hoor", topic="gesprek_bevestig"), question).values == {"ontslag": True}
    assert hear(said("nee", topic=None), question).values == {"ontslag": False}
    assert hear(said("nee, ik ben 58", entity("leeftijd", 58), topic="gesprek_ontken"), question).values == {
        "leeftijd": 58
    }


def test_a_telephone_number_is_its_placeholder() -> None:
    question = Question("telefoon")
    assert hear(said("bel <telefoon:1>", topic=None), question).values == {"telefoon": "<telefoon:1>"}
    assert hear(said("bel <telefoon>", topic=None), question).values == {}


@pytest.mark.parametrize(
    ("text", "value", "fit"),
    [
        ("mbo 4", "mbo4", Fit.WHOLE),
        ("4", "mbo4", Fit.WHOLE),
        ("1", "mbo3", Fit.WHOLE),
        ("de derde", "hbo", Fit.WHOLE),
        ("ik doe hbo denk ik", "hbo", Fit.WHOLE),
        ("mbo", None, Fit.NONE),
        ("aardappels", None, Fit.NONE),
        ("", None, Fit.NONE),
    ],
)
def test_an_option_is_named_by_its_words_or_number(text: str, value: str | None, fit: Fit) -> None:
    assert match_option(text, LEVELS) == (value, fit)


def test_an_option_that_says_without_is_not_chosen_by_who_says_with() -> None:
    assert match_option("uitkering", INCOMES) == (None, Fit.NONE)
    assert match_option("zonder uitkering", INCOMES)[0] == "werkzoekend"


def test_plain_text_has_no_marks_and_no_capitals() -> None:
    assert plain("  Café, ZO'N  dag!") == "cafe zo n dag"


def test_a_place_in_the_sentence_is_found_without_an_entity_but_not_in_a_question() -> None:
    assert hear(said("ik woon in Den Haag")).values == {"plaats": "Den Haag"}
    assert hear(said("wat kost het in Den Haag"), takes=False).values == {}


def test_a_word_that_only_names_the_topic_is_no_wish() -> None:
    assert hear(said("hoe krijg ik evc", entity("doel", "evc"), topic="evc_aanvragen")).values == {}
    assert hear(said("vind een leerbaan", entity("vorm", "bbl"), topic="leerbaan_zoeken")).values == {}
    assert hear(said("ik wil evc", entity("doel", "evc"), topic="financiering_overzicht")).values == {"doel": "evc"}


def test_as_a_cook_is_what_one_is_only_when_one_speaks_of_oneself() -> None:
    assert hear(said("en als kok?", entity("beroep", "kok", role="nu"))).values == {"beroep_doel": "kok"}
    assert hear(said("ik werk als kok", entity("beroep", "kok", role="nu"))).values == {"beroep_nu": "kok"}


def test_whoever_tells_other_things_has_not_named_an_occupation() -> None:
    question = Question("beroep_doel", accepts=lambda _: True)
    heard = hear(said("ik ben 34 en alleenstaande moeder", Entity("leeftijd", 34, 7, 9)), question)
    assert heard.values == {"leeftijd": 34}


def test_words_that_are_not_accepted_are_no_answer() -> None:
    assert hear(said("iets met hout"), Question("beroep_doel", accepts=lambda _: False)).values == {}


def test_what_a_diploma_is_in_is_not_what_somebody_does() -> None:
    text = "ik werk als schoonmaakster. vroeger mbo 2 helpende gedaan"
    work = Entity("beroep", "schoonmaker", 12, 26, role="nu")
    level = Entity("hoogste_opleiding", "mbo2", 36, 41)
    learned = Entity("beroep", "helpende", 42, 50)
    heard = hear(said(text, work, level, learned), favour="nu")
    assert heard.values == {"beroep_nu": "schoonmaker", "hoogste_opleiding": "mbo2"}


def test_work_that_is_said_to_be_ones_own_stands_whatever_else_is_named() -> None:
    work, other = Entity("beroep", "kok", 8, 11, role="nu"), Entity("beroep", "lasser", 20, 26)
    assert hear(said("ik werk als kok, mijn lasser", work, other), favour="nu").values["beroep_nu"] == "kok"
