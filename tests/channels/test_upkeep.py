"""The gateway's own rounds: what fails in them stops nothing else, and is not tried for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from channels.conversation import effects, store
from channels.conversation.database import StorageUnavailable
from channels.conversation.tables import messages
from tests.channels.fakes import DAY, Running, Talk, turn

BROKEN = "dit gaat mis"


@pytest.fixture
def breaks(api: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes of one message cannot be stored, by a fault of ours."""
    api.engine.replies[BROKEN] = turn(BROKEN)
    apply = effects.apply

    def broken(connection: Any, conversation_id: str, wanted: Any, *args: Any, **kwargs: Any) -> Any:
        if wanted.drafts[0].text == BROKEN:
            raise RuntimeError("a fault of ours")
        return apply(connection, conversation_id, wanted, *args, **kwargs)

    monkeypatch.setattr(effects, "apply", broken)


async def left_behind(api: Running, text: str) -> Talk:
    """A conversation with a message whose gateway died."""
    talk = await api.start()
    await talk.say("hallo")
    change = update(messages).where(messages.c.text == "hallo", messages.c.conversation_id == talk.id)
    await api.gateway.database.write(lambda c: c.execute(change.values(text=text, state="pending")))
    return talk


async def test_it_is_given_up_after_three_rounds_and_the_conversation_goes_on(api: Running, breaks: None) -> None:
    talk = await left_behind(api, BROKEN)
    for _ in range(2):
        await api.gateway.upkeep.round()
        assert len(await talk.messages()) == 3
    await api.gateway.upkeep.round()
    [said] = await talk.messages(after=3)
    assert (said["text"], [b["payload"] for b in said["buttons"]]) == ("[engine_down]", ["/mens_terugbellen"])
    assert api.engine.heard(talk.id).count(BROKEN) == 3
    await api.gateway.upkeep.round()
    assert api.engine.heard(talk.id).count(BROKEN) == 3
    assert (await talk.say("wat is evc"))["messages"][0]["text"] == "U zei: wat is evc"


async def test_one_that_fails_keeps_no_other_waiting(api: Running, breaks: None) -> None:
    talks = [await left_behind(api, text) for text in (BROKEN, "wat is evc", BROKEN)]
    await api.gateway.upkeep.round()
    assert (await talks[1].messages())[-1]["text"] == "U zei: wat is evc"


async def test_what_is_kept_long_enough_goes_also_while_one_fails(api: Running, breaks: None) -> None:
    old = await api.start()
    api.clock.forward(40 * DAY)
    await left_behind(api, BROKEN)
    await api.gateway.upkeep.round()
    assert await api.gateway.database.read(lambda c: store.find(c, old.id)) is None


STEPS: dict[str, Callable[[Running], tuple[Any, str]]] = {
    "the desk": lambda api: (api.gateway.upkeep, "_desk"),
    "erasures": lambda api: (api.gateway.turns, "erase_in_engine"),
    "closing": lambda api: (api.gateway.upkeep, "_closing_idle"),
}


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_that_fails_does_not_stop_those_after_it(
    api: Running, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased, old = await api.start(), await api.start()
    api.engine.mode = "down"
    await api.gateway.service.erase(erased.id)
    api.engine.mode = "ok"
    api.clock.forward(40 * DAY)

    def broken(*_: Any) -> Any:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(*STEPS[step](api), broken)
    await api.gateway.upkeep.round()
    assert await api.gateway.database.read(lambda c: store.find(c, old.id)) is None


async def test_a_database_that_is_away_is_no_reason_to_give_up(api: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await left_behind(api, "wat is evc")

    async def away(_: str) -> bool:
        raise StorageUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(api.gateway.turns, "take_over", away)
        for _ in range(5):
            with pytest.raises(StorageUnavailable):
                await api.gateway.upkeep.round()
    await api.gateway.upkeep.round()
    assert (await talk.messages())[-1]["text"] == "U zei: wat is evc"
