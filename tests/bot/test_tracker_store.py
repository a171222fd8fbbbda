"""Rasa's working memory stays small, forgets on request, and cannot be stuck."""

import os
import time
import uuid

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, ConversationPaused, SessionStarted, SlotSet, UserUttered

from bot.tracker_store import PURGE_AFTER_SECONDS, ShortMemoryTrackerStore

DOMAIN = Domain.load("domain.yml")
POSTGRES = os.environ.get("LEERWIJS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "sqlite":
        yield ShortMemoryTrackerStore(DOMAIN, host=f"sqlite:///{tmp_path}/t.sqlite")
        return
    name = f"leerwijs_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    admin = sa.create_engine(f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    store = ShortMemoryTrackerStore(DOMAIN, host=f"{POSTGRES}/{name}")
    yield store
    store._engine.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name}"))


async def turn(store, sender, number):
    tracker = await store.get_or_create_tracker(sender)
    tracker.update(UserUttered(f"vraag {number}", {"name": "evc_uitleg", "confidence": 0.9}), DOMAIN)
    tracker.update(ActionExecuted("action_evc"), DOMAIN)
    tracker.update(BotUttered(data={"custom": {"message": "x" * 500}}), DOMAIN)
    tracker.update(SlotSet("memory", {"turn": number}), DOMAIN)
    tracker.update(ActionExecuted("action_listen"), DOMAIN)
    await store.save(tracker)


async def test_slots_survive_and_turns_do_not(store):
    for number in range(1, 30):
        await turn(store, "a", number)
    tracker = await store.retrieve("a")
    assert tracker.get_slot("memory") == {"turn": 29}
    assert tracker.copy().get_slot("memory") == {"turn": 29}, "Rasa hands actions a copy, made of the events"
    assert not [event for event in tracker.events if isinstance(event, UserUttered)]
    assert tracker.latest_action_name == "action_listen"


async def test_the_slots_of_a_first_turn_outlive_the_start_of_the_session(store):
    tracker = await store.get_or_create_tracker("a", append_action_listen=False)
    tracker.update(ActionExecuted("action_session_start"), DOMAIN)
    tracker.update(SessionStarted(), DOMAIN)
    tracker.update(ActionExecuted("action_listen"), DOMAIN)
    await store.save(tracker)
    await turn(store, "a", 1)
    assert (await store.retrieve("a")).get_slot("memory") == {"turn": 1}


async def test_memory_at_turn_100_is_as_large_as_at_turn_5(store):
    sizes = {}
    for number in range(1, 101):
        await turn(store, "a", number)
        sizes[number] = len(store.serialise_tracker(await store.retrieve("a")))
    assert sizes[100] <= 1.05 * sizes[5]


async def test_what_the_bot_said_is_not_remembered(store):
    await turn(store, "a", 1)
    assert "xxx" not in store.serialise_tracker(await store.retrieve("a"))


async def test_erased_is_gone(store):
    await turn(store, "a", 1)
    await turn(store, "b", 1)
    assert store.erase("a") is True
    assert await store.retrieve("a") is None
    assert list(await store.keys()) == ["b"]
    assert store.erase("a") is False


def test_a_store_without_a_database_is_refused():
    with pytest.raises(ValueError, match=r"endpoints\.yml"):
        ShortMemoryTrackerStore(DOMAIN)


async def test_no_turn_leaves_a_conversation_that_does_not_listen(store):
    await turn(store, "a", 1)
    tracker = await store.retrieve("a")
    tracker.update(ConversationPaused(), DOMAIN)
    tracker.update(ActionExecuted("action_evc"), DOMAIN)
    await store.save(tracker)
    tracker = await store.retrieve("a")
    assert not tracker.is_paused()
    assert tracker.get_slot("memory") == {"turn": 1}
    assert tracker.latest_action_name == "action_listen"


async def test_purge_forgets_only_what_is_old(store):
    await turn(store, "a", 1)
    assert store.purge(now=time.time()) == 0
    assert store.purge(now=time.time() + PURGE_AFTER_SECONDS + 1) == 1
    assert await store.retrieve("a") is None


async def test_a_slot_that_no_longer_exists_is_ignored(store):
    await turn(store, "a", 1)
    body = store._read("a")
    body["slots"]["verdwenen"] = 1
    store._write("a", __import__("json").dumps(body))
    assert (await store.retrieve("a")).get_slot("memory") == {"turn": 1}


async def test_slots_can_be_read_and_changed_between_turns(store):
    await turn(store, "a", 1)
    age = {"value": 61, "by": "adviser:x", "at": "2026-11-22T12:00:00+00:00"}
    store.change_slots("a", {"profile": {"leeftijd": age}, "task": {"name": "evc"}, "memory": {"misses": 1}})
    memory = {"turn": 1, "misses": 1}
    assert store.slots("a") == {"profile": {"leeftijd": age}, "task": {"name": "evc"}, "memory": memory}
    assert (await store.retrieve("a")).get_slot("profile") == {"leeftijd": age}


async def test_none_removes_a_key_and_empties_a_slot(store):
    store.change_slots("a", {"profile": {"leeftijd": {"value": 61}, "plaats": {"value": "Ede"}}, "task": {"name": "x"}})
    store.change_slots("a", {"profile": {"leeftijd": None}, "task": None, "memory": {"offer": None}})
    assert store.slots("a") == {"profile": {"plaats": {"value": "Ede"}}, "memory": {}}


async def test_what_was_changed_is_still_there_after_the_next_turn(store):
    await turn(store, "a", 1)
    store.change_slots("a", {"profile": {"plaats": {"value": "Ede"}}})
    await turn(store, "a", 2)
    assert store.slots("a")["profile"] == {"plaats": {"value": "Ede"}}


async def test_a_conversation_that_is_not_remembered_begins_with_what_it_is_told(store):
    assert store.slots("new") == {}
    store.change_slots("new", {"profile": {"plaats": {"value": "Ede"}}})
    tracker = await store.retrieve("new")
    assert tracker.get_slot("profile") == {"plaats": {"value": "Ede"}}
    assert tracker.latest_action_name == "action_listen"


@pytest.mark.parametrize("changes", [None, [], {"schoenmaat": 43}, "profile"])
async def test_what_is_not_a_change_of_slots_is_refused(store, changes):
    with pytest.raises(ValueError, match=r"mapping|no slot"):
        store.change_slots("a", changes)
    assert store.slots("a") == {}
