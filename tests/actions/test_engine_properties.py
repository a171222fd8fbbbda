"""What holds for every conversation, however odd: each message gets an answer, no question comes twice, all ends."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.tasks.profile import SLOTS
from knowledge.topics import TOPICS
from tests.actions.conversation import Conversation

MOST_QUESTIONS = 8

TEXTS = st.one_of(
    st.sampled_from(
        [
            *("", "🙂", "ja", "nee", "52", "200", "Zwolle", "Hengelo", "Atlantis", "weet ik niet", "iets met hout"),
            *("lasser", "ik heb geen ww", "de tweede", "<telefoon:1>", "<telefoon>", "vergeet alles", "wat kost dat?"),
            *("mbo 3", "/stop", "nee, ik ben 58", "ik wil een mens"),
        ]
    ),
    st.text(max_size=40),
)


def _value(slot: str) -> st.SearchStrategy[Any]:
    kind = SLOTS[slot].kind
    if kind == "boolean":
        return st.booleans()
    if kind == "integer":
        return st.integers(-5, 250)
    if kind == "choice":
        return st.sampled_from(SLOTS[slot].values)
    return st.sampled_from(["lasser", "Zwolle", "Hengelo", "Atlantis", "8011 AB", "<telefoon:1>", "zorg"])


def _entity() -> st.SearchStrategy[dict[str, Any]]:
    named = st.sampled_from(sorted(SLOTS)).flatmap(
        lambda slot: st.fixed_dictionaries(
            {"entity": st.just(slot), "value": _value(slot)}, optional={"negated": st.booleans()}
        )
    )
    others = st.sampled_from(
        [
            {"entity": "getal", "value": 52},
            {"entity": "sector", "value": "handel"},
            {"entity": "sector", "value": "zorg_welzijn", "role": "doel"},
            {"entity": "beroep", "value": "kok", "role": "nu"},
            {"entity": "plaats", "value": "Hengelo"},
            {"entity": "regeling", "value": "stap_budget"},
            {"entity": "regeling", "value": "bestaat_niet"},
            {"entity": "ontkenning", "value": True},
            {"entity": "datum", "value": "2026-12-01"},
        ]
    )
    return st.one_of(named, others)


MESSAGES = st.fixed_dictionaries(
    {
        "text": TEXTS,
        "intent": st.fixed_dictionaries(
            {"name": st.sampled_from([*TOPICS, "nlu_fallback"]), "confidence": st.floats(0, 1)}
        ),
        "intent_ranking": st.lists(
            st.fixed_dictionaries({"name": st.sampled_from(TOPICS), "confidence": st.floats(0, 1)}), max_size=4
        ),
        "entities": st.lists(_entity(), max_size=3),
        "metadata": st.fixed_dictionaries({"channel": st.sampled_from(["web", "voice"]), "payload": st.booleans()}),
    }
)
DIALOGUES = st.lists(MESSAGES, min_size=1, max_size=10)
EVERY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@EVERY
@given(DIALOGUES)
def test_every_message_gets_an_answer_in_the_right_form(messages: list[dict[str, Any]]) -> None:
    talk = Conversation()
    for message in messages:
        talk.hears(message)
        assert talk.last["text"].strip() and talk.last["simple"].strip() and talk.last["spoken"].strip()
        assert talk.last["topic"] in TOPICS
        assert "{" not in talk.last["text"], "a placeholder was left open"
        titles = [button["title"] for button in talk.last["buttons"]]
        assert all(titles) and len(set(titles)) == len(titles)
        assert all(payload.startswith("/") and payload[1:].split("{")[0] in TOPICS for payload in talk.payloads)


@EVERY
@given(DIALOGUES)
def test_no_slot_is_asked_twice_in_a_task_and_the_number_announced_never_grows(messages: list[dict[str, Any]]) -> None:
    talk = Conversation()
    for message in messages:
        before, known = talk.slots["task"], _values(talk)
        talk.hears(message)
        task = talk.slots["task"]
        for one in _all_tasks(task):
            assert len(set(one["asked"])) == len(one["asked"])
        asks = talk.last["asks"]
        if not asks:
            continue
        assert asks == {"slot": task["pending"], "step": task["step"], "at_most": task["at_most"]}
        assert 1 <= asks["step"] <= asks["at_most"]
        same = before and before["name"] == task["name"] and task["asked"][: len(before["asked"])] == before["asked"]
        corrected = any(slot in known and known[slot] != value for slot, value in _values(talk).items())
        if same and before["at_most"] and not corrected:
            assert asks["at_most"] <= before["at_most"]


@EVERY
@given(DIALOGUES)
def test_whoever_knows_nothing_comes_to_an_end(messages: list[dict[str, Any]]) -> None:
    talk = Conversation()
    for message in messages:
        talk.hears(message)
    for _ in range(MOST_QUESTIONS):
        if not talk.asked:
            break
        talk.says("weet ik niet", "gesprek_weet_niet")
    assert talk.asked is None


@EVERY
@given(DIALOGUES)
def test_a_callback_needs_a_number_and_a_yes(messages: list[dict[str, Any]]) -> None:
    talk = Conversation()
    for message in messages:
        talk.hears(message)
        for effect in talk.effects:
            if effect["kind"] == "callback":
                assert effect["contact"].startswith("telefoon:")
                assert effect["consent"] is True


def _values(talk: Conversation) -> dict[str, Any]:
    return {slot: entry["value"] for slot, entry in (talk.slots["profile"] or {}).items()}


def _all_tasks(task: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [task, *task["stack"]] if task else []
