from __future__ import annotations

import pytest

from actions.tasks.terugbellen import part_of_day
from knowledge.topics import TOPICS
from tests.actions.conversation import Conversation

PHONE = [{"entity": "telefoon", "value": "<telefoon:1>", "start": 0, "end": 12}]
WITHDRAW = [{"kind": "callback_withdraw"}]


def asked_for_consent() -> Conversation:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    assert talk.last["asks"] == {"slot": "telefoon", "step": 1, "at_most": 3}
    talk.says("<telefoon:1>", entities=PHONE)
    assert talk.asked == "dagdeel"
    talk.says("in de ochtend", entities={"dagdeel": "ochtend"})
    assert talk.last["asks"] == {"slot": "toestemming", "step": 3, "at_most": 3}
    return talk


def test_number_time_and_consent_make_a_callback() -> None:
    talk = asked_for_consent()
    talk.says("ja hoor", "gesprek_bevestig")
    assert talk.effects == [{"kind": "callback", "contact": "telefoon:1", "window": "ochtend", "consent": True}]
    assert talk.asked is None


def test_without_consent_nothing_is_kept() -> None:
    talk = asked_for_consent()
    talk.says("nee liever niet", "gesprek_ontken")
    assert talk.effects == WITHDRAW
    assert talk.asked is None


def test_not_knowing_about_consent_is_no_consent() -> None:
    talk = asked_for_consent()
    talk.says("weet ik niet", "gesprek_weet_niet")
    assert talk.effects == WITHDRAW


def test_any_time_will_do() -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.says("<telefoon:1>", entities=PHONE)
    talk.says("maakt niet uit", "gesprek_weet_niet")
    talk.presses('/gesprek_antwoord{"toestemming":true}')
    assert talk.effects[0]["window"] is None


def test_stop_forgets_a_number_that_was_given() -> None:
    talk = asked_for_consent()
    talk.says("laat maar", "gesprek_stop")
    assert talk.effects == WITHDRAW


def test_stop_before_a_number_was_given_withdraws_nothing() -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.says("laat maar", "gesprek_stop")
    assert talk.effects == []


def test_a_number_typed_too_early_is_asked_for_again_and_counts_as_no_miss() -> None:
    talk = Conversation()
    talk.says("bel mij terug op <telefoon>", "mens_terugbellen")
    assert talk.asked == "telefoon"
    talk.babbles("<telefoon>")
    assert talk.asked == "telefoon"
    assert talk.slots["memory"]["misses"] == 0


def test_a_number_that_is_none_is_said_to_be_none() -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.babbles("0612 34")
    assert talk.asked == "telefoon"
    assert talk.knowledge.text("mens_terugbellen.bad_phone").web in talk.last["text"]


def test_a_callback_that_stands_can_be_withdrawn_by_button_by_yes_and_by_words() -> None:
    for withdraw in (
        lambda talk: talk.chooses("lijst"),
        lambda talk: talk.says("ja", "gesprek_bevestig"),
        lambda talk: talk.says("bel maar niet", "mens_terugbellen", entities={"ontkenning": True}),
    ):
        talk = asked_for_consent()
        talk.says("ja", "gesprek_bevestig")
        talk.says("bellen jullie mij", "mens_terugbellen")
        assert talk.effects == []
        withdraw(talk)
        assert talk.effects == WITHDRAW
        assert talk.slots["memory"]["callback"] is None


def test_a_second_callback_is_not_asked_for() -> None:
    talk = asked_for_consent()
    talk.says("ja", "gesprek_bevestig")
    talk.says("kunnen jullie mij bellen", "mens_terugbellen")
    assert talk.asked is None


def test_asking_for_a_person_hands_over_and_yes_starts_the_callback() -> None:
    talk = Conversation()
    talk.says("ik wil een mens spreken", "mens_spreken")
    assert talk.effects == [{"kind": "hand_over", "reason": "asked"}]
    assert "/mens_terugbellen" in talk.payloads
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked == "telefoon"


def test_stop_after_it_was_confirmed_offers_to_withdraw() -> None:
    talk = asked_for_consent()
    talk.says("ja", "gesprek_bevestig")
    talk.says("stop", "gesprek_stop")
    talk.says("ja", "gesprek_bevestig")
    assert talk.effects == WITHDRAW


def arranged() -> Conversation:
    talk = asked_for_consent()
    talk.says("ja", "gesprek_bevestig")
    assert talk.slots["memory"]["callback"]
    return talk


@pytest.mark.parametrize("topic", ["gesprek_stop", "gesprek_ontken", "nlu_fallback", "mens_terugbellen"])
@pytest.mark.parametrize(
    "text",
    ["toch maar niet", "nee toch liever niet", "haal mij van de lijst", "bel maar niet meer", "annuleer", "laat maar",
     "u hoeft mij niet meer te bellen", "ik wil niet meer gebeld worden", "trek het maar in", "bel me toch niet"],
)  # fmt: skip
def test_a_callback_is_withdrawn_at_once_by_words_whatever_the_topic(text: str, topic: str) -> None:
    talk = arranged()
    talk.says(text, topic, confidence=0.4)
    assert talk.effects == WITHDRAW
    assert talk.last["topic"] == "mens_terugbellen"
    assert talk.slots["memory"]["callback"] is None


def test_later_on_it_is_withdrawn_by_words_that_name_it_and_not_by_any_no() -> None:
    talk = arranged()
    talk.says("wat is evc", "evc_uitleg")
    talk.says("toch maar niet", "gesprek_ontken")
    assert talk.effects == []
    talk.says("haal me maar van de lijst", "gesprek_buiten_bereik")
    assert talk.effects == WITHDRAW


@pytest.mark.parametrize(
    "text",
    [
        "ik ben nog niet gebeld",
        "waarom kan ik jullie niet bellen",
        "bedankt, ik wacht op uw telefoontje",
        "nee dat was het",
    ],
)
def test_who_waits_for_the_call_does_not_withdraw_it(text: str) -> None:
    talk = arranged()
    talk.says(text, "nlu_fallback", 0.2)
    assert talk.effects == []
    assert talk.slots["memory"]["callback"]


def test_another_part_of_the_day_is_no_withdrawal() -> None:
    talk = arranged()
    talk.says("liever niet bellen in de ochtend", "mens_terugbellen", entities={"dagdeel": "ochtend"})
    assert talk.effects == []


@pytest.mark.parametrize("text", ["toch maar niet", "haal mij van de lijst", "annuleer"])
def test_without_a_callback_on_record_these_words_withdraw_nothing(text: str) -> None:
    talk = Conversation()
    talk.says(text, "nlu_fallback", 0.2)
    assert talk.effects == []


def test_yes_to_an_offer_of_a_person_asks_for_the_number_at_once_and_says_why() -> None:
    talk = Conversation()
    talk.says("ik heb een klacht", "service_klacht")
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked == "telefoon"
    assert talk.effects == [{"kind": "hand_over", "reason": "complaint"}]
    assert talk.knowledge.text("ask.telefoon").web.strip() in talk.last["text"]


PROMISES = (
    "adviseur vrij",
    "mens voor u zoeken",
    "zoek een mens",
    "niemand vrij",
    "mens leest",
    "direct weg",
    "na het bellen",
)


@pytest.mark.parametrize(
    "topic", [topic for topic in TOPICS if topic.startswith(("mens_", "service_", "bot_", "gesprek_"))]
)
def test_nothing_is_promised_that_needs_the_desk(topic: str) -> None:
    talk = Conversation()
    for channel in ("web", "voice"):
        talk.channel = channel
        talk.says("iets", topic)
        said = " ".join(talk.last[length].lower() for length in ("text", "spoken", "simple"))
        assert not [promise for promise in PROMISES if promise in said]


def test_another_number_after_the_call_back_was_arranged_is_asked_for_and_the_old_one_is_not_called() -> None:
    talk = arranged()
    talk.says("nee sorry, mijn nummer is <telefoon>", "gesprek_correctie")
    assert talk.asked == "telefoon"
    assert talk.effects == WITHDRAW


def test_another_number_while_it_is_arranged_takes_the_place_of_the_first() -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.says("<telefoon:1>", entities=PHONE)
    talk.says("nee wacht, het is <telefoon:2>", entities={"telefoon": "<telefoon:2>"})
    assert "telefoon:2" not in talk.last["text"]
    assert talk.asked == "dagdeel"
    talk.says("middag", entities={"dagdeel": "middag"})
    talk.says("ja", "gesprek_bevestig")
    assert talk.effects[0]["contact"] == "telefoon:2"


def test_a_number_that_was_not_kept_is_never_confirmed() -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.says("<telefoon>", entities={"telefoon": "<telefoon>"})
    assert talk.asked == "telefoon"


def test_nothing_but_a_number_is_a_wish_to_be_called() -> None:
    talk = Conversation()
    talk.says("mijn nummer is <telefoon>", "nlu_fallback", 0.3)
    assert talk.asked == "telefoon"


def test_stop_after_the_number_says_that_it_is_gone() -> None:
    talk = asked_for_consent()
    talk.says("laat maar", "gesprek_stop")
    assert "gewist" in talk.last["text"]


@pytest.mark.parametrize(
    "text", ["nee toch niet bellen", "niet bellen", "laat maar zitten", "ik wil niet gebeld worden"]
)
@pytest.mark.parametrize("topic", ["mens_terugbellen", "gesprek_correctie", "nlu_fallback"])
def test_a_callback_is_refused_in_ordinary_words_before_a_number_was_given(text: str, topic: str) -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.says(text, topic, 0.45)
    assert talk.asked is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("na 5 uur", "avond"),
        ("na vijf uur graag", "avond"),
        ("vanaf 17.30 uur", "avond"),
        ("om 10 uur", "ochtend"),
        ("voor 12 uur", "ochtend"),
        ("voor 5 uur", "middag"),
        ("tussen 2 en 4 uur", "middag"),
        ("niet na 5 uur", None),
        ("over 2 weken", None),
    ],
)
def test_a_time_on_the_clock_is_a_part_of_the_day(text: str, part: str | None) -> None:
    assert part_of_day(text) == part


def test_a_time_said_before_the_number_is_said_back_and_not_asked_again() -> None:
    talk = Conversation()
    talk.says("bel mij terug", "mens_terugbellen")
    talk.says("na 5 uur")
    assert talk.asked == "telefoon"
    assert "in de avond" in talk.last["text"]
    talk.says("<telefoon:1>", entities=PHONE)
    assert talk.asked == "toestemming"
