"""Whole conversations by kind: nouns, negation, repeat, third person, distress, off-topic, misses, small replies.

What is checked is what is asked, offered and remembered, never the wording.
"""

from __future__ import annotations

from tests.actions.conversation import Conversation, started

# ---- noun only ---------------------------------------------------------------------------------


def test_a_noun_is_enough_to_start(talk: Conversation) -> None:
    talk.says("evc", "evc_uitleg")
    assert talk.last["topic"] == "evc_uitleg"


# ---- negation ----------------------------------------------------------------------------------


def test_what_somebody_has_not_is_no_fact_and_is_left_out_of_the_answers(talk: Conversation) -> None:
    started(talk).says("52")
    denied = [{"entity": "werksituatie", "value": "ww", "start": 12, "end": 14, "negated": True}]
    talk.says("ik heb geen ww", entities=denied)
    assert talk.known("werksituatie") is None
    assert talk.asked == "werksituatie"
    assert '/gesprek_antwoord{"werksituatie":"ww"}' not in talk.payloads


def test_a_denied_school_is_not_the_school(talk: Conversation) -> None:
    denied = [{"entity": "hoogste_opleiding", "value": "mbo3", "start": 14, "end": 17, "negated": True}]
    talk.says("ik heb geen mbo", entities=denied)
    assert talk.known("hoogste_opleiding") is None
    talk.says("ik heb geen mbo", "nlu_fallback", 0.3, entities=denied)
    assert talk.slots["memory"]["misses"] == 0


# ---- repeat ------------------------------------------------------------------------------------


def test_repeat_gives_the_simple_text_of_the_last_reply_and_keeps_the_question(talk: Conversation) -> None:
    before = started(talk).last
    talk.says("dat snap ik niet", "gesprek_herhaal")
    assert talk.last["text"] == before["simple"]
    assert talk.last["asks"] == before["asks"]
    assert talk.last["buttons"] == before["buttons"]
    talk.says("nog eens", "gesprek_herhaal")
    assert talk.last["text"] == before["simple"]


def test_a_question_repeated_after_a_correction_has_the_number_of_now(talk: Conversation) -> None:
    started(talk)
    talk.slots["task"]["at_most"] = 0  # a correction may have opened questions
    talk.says("nog eens", "gesprek_herhaal")
    assert talk.last["asks"]["at_most"] == talk.slots["task"]["at_most"] >= talk.last["asks"]["step"]


def test_repeat_gives_the_cards_again(talk: Conversation) -> None:
    talk.says("stap", "financiering_stap")
    items = talk.last["items"]
    talk.says("zeg het eens simpeler", "gesprek_herhaal")
    assert talk.last["items"] == items


def test_repeat_before_anything_was_said(talk: Conversation) -> None:
    talk.says("wat zegt u", "gesprek_herhaal")
    assert talk.last["text"]


# ---- third person ------------------------------------------------------------------------------


def test_asking_for_somebody_else_is_remembered_and_works_the_same(talk: Conversation) -> None:
    talk.says(
        "wat kan mijn zoon van 19 vergoed krijgen",
        "financiering_overzicht",
        entities={"rol": "voor_een_ander", "leeftijd": 19},
    )
    assert (talk.known("rol"), talk.known("leeftijd")) == ("voor_een_ander", 19)
    assert talk.asked is not None


# ---- distress ----------------------------------------------------------------------------------


def test_discouragement_in_the_middle_of_a_task_is_met_first_and_our_question_left(talk: Conversation) -> None:
    started(talk).says("ik zie het allemaal niet meer zitten met werk", "gesprek_moedeloos")
    assert talk.asked is None
    assert talk.last["items"] == []
    assert talk.effects == []
    assert "/mens_spreken" in talk.payloads
    talk.says("ja", "gesprek_bevestig")
    assert talk.effects == [{"kind": "hand_over", "reason": "distress"}]


def test_a_crisis_gives_numbers_to_call_and_a_person_and_nothing_else(talk: Conversation) -> None:
    started(talk).says("ik wil niet meer leven", "gesprek_crisis")
    assert talk.last["topic"] == "gesprek_crisis"
    assert "113" in talk.last["text"]
    assert talk.last["buttons"] == [] and talk.asked is None
    assert talk.effects == [{"kind": "hand_over", "reason": "distress"}]


def test_a_complaint_offers_a_person(talk: Conversation) -> None:
    talk.says("ik wil een klacht indienen", "service_klacht")
    talk.says("ja", "gesprek_bevestig")
    assert talk.effects == [{"kind": "hand_over", "reason": "complaint"}]


# ---- off-topic and other language --------------------------------------------------------------


def test_off_topic_says_so_and_puts_the_question_again(talk: Conversation) -> None:
    started(talk).says("wat is de hoofdstad van peru", "gesprek_buiten_bereik")
    assert (talk.last["topic"], talk.asked) == ("gesprek_buiten_bereik", "leeftijd")


def test_another_language_is_not_answered_with_a_dutch_question(talk: Conversation) -> None:
    started(talk).says("do you speak english", "gesprek_andere_taal")
    assert talk.asked is None
    assert "/mens_terugbellen" in talk.payloads or "/mens_spreken" in talk.payloads


# ---- two misses --------------------------------------------------------------------------------


def test_not_sure_offers_likely_topics_in_human_words(talk: Conversation) -> None:
    talk.babbles("evc geld", evc_kosten=0.3, evc_uitleg=0.25, gesprek_antwoord=0.2, leerbaan_loon=0.01)
    assert talk.last["suggestions"] == ["evc_kosten", "evc_uitleg"]
    titles = [button["title"] for button in talk.last["buttons"]]
    assert len(titles) == 2 and all("_" not in title for title in titles)


def test_the_second_miss_in_a_row_offers_a_person(talk: Conversation) -> None:
    talk.babbles()
    assert "/mens_spreken" not in talk.payloads[:1]
    talk.babbles()
    assert talk.payloads[0] == "/mens_spreken"
    assert talk.effects == []
    talk.says("ja", "gesprek_bevestig")
    assert talk.effects == [{"kind": "hand_over", "reason": "not_understood"}]


def test_two_misses_at_a_question_offer_a_person_and_the_answer_still_counts(talk: Conversation) -> None:
    started(talk).babbles()
    assert talk.asked == "leeftijd"
    talk.babbles("nog een keer flurb")
    assert talk.payloads[0] == "/mens_spreken"
    assert talk.asked is None
    talk.says("52", entities={"getal": 52})
    assert talk.known("leeftijd") == 52


def test_an_understood_turn_starts_the_count_again(talk: Conversation) -> None:
    talk.babbles()
    talk.says("hallo", "gesprek_groet")
    talk.babbles()
    assert talk.payloads[0] != "/mens_spreken"


def test_the_prediction_is_told_also_when_nothing_was_sure(talk: Conversation) -> None:
    turn = talk.babbles("evc geld", evc_kosten=0.33, evc_uitleg=0.2)
    assert turn["prediction"] == {
        "topic": "evc_kosten",
        "confidence": 0.33,
        "ranking": [["evc_kosten", 0.33], ["evc_uitleg", 0.2]],
        "fallback": True,
    }


# ---- does not know, yes, no --------------------------------------------------------------------


def test_not_knowing_goes_on_and_leaves_the_verdict_open(talk: Conversation) -> None:
    started(talk)
    while talk.asked:
        talk.says("weet ik niet", "gesprek_weet_niet")
    assert set(talk.verdicts().values()) == {"misschien"}
    assert all(item["missing"] for item in talk.last["items"] if item["kind"] == "regeling")


def test_yes_where_a_choice_was_asked_is_no_answer(talk: Conversation) -> None:
    started(talk).says("ja", "gesprek_bevestig")
    assert talk.asked == "leeftijd"


def test_yes_to_the_question_at_the_end_of_an_answer_does_what_it_says(talk: Conversation) -> None:
    talk.says("stap", "financiering_stap")
    talk.says("ja", "gesprek_bevestig")
    assert talk.last["topic"] == "financiering_overzicht"
    assert talk.asked == "leeftijd"


def test_an_offer_holds_for_one_turn_only(talk: Conversation) -> None:
    talk.says("stap", "financiering_stap")
    talk.says("hoi", "gesprek_groet")
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked is None


# ---- starting again, goodbye, privacy ----------------------------------------------------------


def test_starting_again_drops_the_task_and_keeps_the_profile(talk: Conversation) -> None:
    started(talk).says("52")
    talk.says("ik wil iets anders vragen", "gesprek_opnieuw")
    assert talk.slots["task"] is None
    assert talk.known("leeftijd") == 52


def test_starting_again_forgets_everything_when_asked_to(talk: Conversation) -> None:
    started(talk).says("52")
    talk.says("vergeet alles", "gesprek_opnieuw")
    assert talk.slots["profile"] == {}


def test_goodbye_ends_a_call_but_not_a_chat() -> None:
    chat, call = Conversation(), Conversation(channel="voice")
    chat.says("doei", "gesprek_afscheid")
    call.says("doei", "gesprek_afscheid")
    assert chat.effects == []
    assert call.effects == [{"kind": "end"}]


def test_privacy_offers_deletion_and_yes_deletes(talk: Conversation) -> None:
    talk.says("ik ben 52", entities={"leeftijd": 52})
    talk.says("wat bewaren jullie", "service_privacy")
    assert '/service_privacy{"wissen":true}' in talk.payloads
    assert talk.effects == []
    talk.says("ja", "gesprek_bevestig")
    assert talk.effects == [{"kind": "erase"}]
    assert talk.slots["profile"] == {}


def test_the_button_deletes_at_once(talk: Conversation) -> None:
    talk.presses('/service_privacy{"wissen":true}')
    assert talk.effects == [{"kind": "erase"}]


def test_no_to_deletion_keeps_everything(talk: Conversation) -> None:
    talk.says("ik ben 52", entities={"leeftijd": 52})
    talk.says("wat bewaren jullie", "service_privacy")
    talk.says("nee", "gesprek_ontken")
    assert talk.effects == []
    assert talk.known("leeftijd") == 52


def test_a_task_of_another_version_is_forgotten(talk: Conversation) -> None:
    for task in ({"name": "afgeschaft", "pending": "x"}, {"name": "evc_plan", "asked": ["x"], "pending": "x"}):
        talk.slots["task"] = task
        talk.says("ik ben 52", entities={"leeftijd": 52})
        assert talk.last["text"]
