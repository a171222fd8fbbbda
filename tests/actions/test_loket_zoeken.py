from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from knowledge.moments import AMSTERDAM
from tests.actions.conversation import Conversation

TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=AMSTERDAM)
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(("now", "key"), [(TUESDAY, "open_now"), (EVENING, "closed_now")])
def test_it_says_whether_the_loket_is_open_at_this_moment(now: datetime, key: str) -> None:
    talk = Conversation(now=now)
    talk.says("loket in Groningen", "loket_zoeken", entities={"plaats": "Groningen"})
    assert talk.knowledge.text(f"loket_zoeken.{key}").web in talk.last["text"]
    assert talk.last["items"][0]["facts"] == {"adres": "Plein 1", "open": "dinsdag 10.00 tot 16.00 uur"}


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    talk = Conversation()
    talk.says("loket in Zwolle", "loket_zoeken", entities={"plaats": "Zwolle"})
    for key in ("unknown_hours", "unknown_contact"):
        assert talk.knowledge.text(f"loket_zoeken.{key}").web in talk.last["text"]
    assert talk.last["items"][0]["facts"] == {}
    assert talk.last["items"][0]["url"] == "https://www.werkcentrum.nl"


def test_without_a_place_it_points_to_where_it_can_be_found() -> None:
    talk = Conversation()
    talk.says("waar is het loket", "loket_zoeken")
    talk.says("zeg ik niet", "gesprek_weet_niet")
    assert talk.asked is None
    assert "werkcentrum.nl" in talk.last["text"]


def test_the_loket_that_was_found_is_remembered_for_the_adviser() -> None:
    talk = Conversation()
    talk.says("loket in Zwolle", "loket_zoeken", entities={"plaats": "Zwolle"})
    assert talk.slots["memory"]["found"] == {"loket:regio-zwolle": "gevonden"}


def test_on_the_phone_yes_to_calling_back_starts_it() -> None:
    talk = replace(Conversation(), channel="voice", now=EVENING)
    talk.says("loket in Groningen", "loket_zoeken", entities={"plaats": "Groningen"})
    talk.says("ja", "gesprek_bevestig")
    assert talk.asked == "telefoon"
