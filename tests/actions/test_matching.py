"""Free words against the answers on offer."""

from __future__ import annotations

import pytest

from actions.tasks.matching import Fit, match_option
from actions.tasks.texts import Texts
from knowledge.records import Option
from tests.actions import fakes
from tests.actions.conversation import Conversation

TEXTS = Texts(fakes.knowledge(), fakes.NOW)
FORMS = TEXTS.options("vorm", "")
WORK = "arbeidsmarkt"
SCHOOL = "onderwijs"


@pytest.mark.parametrize("topic", ["gesprek_antwoord", "nlu_fallback", "opleiding_verkorten", "gesprek_buiten_bereik"])
@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("voor een diploma", SCHOOL), ("een diploma halen", SCHOOL), ("korter leren", SCHOOL), ("vrijstelling", SCHOOL),
        ("voor vrijstellingen", SCHOOL), ("om sneller mijn diploma te halen", SCHOOL), ("diploma", SCHOOL),
        ("voor mijn werk", WORK), ("nieuwe baan", WORK), ("loopbaan", WORK), ("voor mijn loopbaan", WORK),
        ("cv", WORK), ("voor op mijn cv", WORK), ("een andere baan zoeken", WORK),
    ],
)  # fmt: skip
def test_the_route_of_evc_is_understood_in_free_words(text: str, route: str, topic: str) -> None:
    talk = Conversation()
    talk.says("hoe krijg ik evc", "evc_aanvragen")
    confidence = 0.4 if "sneller" in text or "zoeken" in text else 0.9
    talk.says(text, topic, confidence if topic == "gesprek_antwoord" or confidence > 0.5 else 0.4)
    assert talk.slots["task"]["answers"] == {"route": route}


def test_what_was_understood_by_the_words_points_at_an_option_too() -> None:
    talk = Conversation()
    talk.says("hoe krijg ik evc", "evc_aanvragen")
    talk.says("papieren halen", entities={"doel": "diploma"})
    assert talk.asked not in (None, "route")


@pytest.mark.parametrize("text", ["mbo", "hogeschool", "iets", "ik weet het nog niet zo goed"])
def test_a_word_that_is_beside_the_point_or_fits_several_options_chooses_none(text: str) -> None:
    assert match_option(text, FORMS)[0] is None


def test_a_short_word_counts_where_it_is_the_whole_option() -> None:
    levels = (Option("hbo", "Hbo"), Option("mbo4", "Mbo 4"), Option("mbo3", "Mbo 3"))
    assert match_option("ik denk hbo", levels) == ("hbo", Fit.WHOLE)
    assert match_option("hbo of mbo 4", levels)[0] is None


def test_nobody_agrees_by_half_a_word() -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.says("<telefoon:1>", entities={"telefoon": "<telefoon:1>"})
    talk.says("ochtend", entities={"dagdeel": "ochtend"})
    talk.says("terug naar de vorige vraag", "nlu_fallback", 0.2)
    assert talk.effects == []
    assert talk.asked == "toestemming"
