"""Recorded calls: each on both kinds of provider, each document valid, and what the conversation stored.

`calls/*.yml` holds them, by kind. A step is one thing a caller (or their provider) does:

    say: words            confidence: 0 to 1        press: keys         silence: true      hang_up: true
    connected: true       the adviser took the call (false: nobody did)                     again: the webhook once more
    minutes: time passes  engine: down, ok, slow

`hears` and `not` are parts of what is said, `next` is what follows (listen, connect, hangup), `status` a refusal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from channels.conversation import owner, store
from channels.conversation.tables import callbacks, contacts, conversations
from channels.voice.tables import calls
from ops.phone import Heard, Phone, WebhookFailed
from tests.channels.fakes import MINUTE
from tests.channels.voice import canned
from tests.channels.voice.canned import TalkingEngine
from tests.channels.voice.checking import check
from tests.channels.voice.conftest import Exchange, OpenExchange

FOLDER = Path(__file__).parent / "calls"
CALLS = [call for path in sorted(FOLDER.glob("*.yml")) for call in yaml.safe_load(path.read_text(encoding="utf-8"))]
MONDAY_TEN = 1_795_424_400_000  # 2026-11-23 10:00 in Amsterdam
TIMES = {"monday": MONDAY_TEN, "sunday": MONDAY_TEN - 24 * 60 * MINUTE, "evening": MONDAY_TEN + 10 * 60 * MINUTE}


def test_there_are_enough_recorded_calls() -> None:
    assert len(CALLS) >= 25
    assert len({call["name"] for call in CALLS}) == len(CALLS)


@pytest.mark.parametrize("provider", ["twiml", "jambonz"])
@pytest.mark.parametrize("recorded", CALLS, ids=lambda call: call["name"])
async def test_a_recorded_call(recorded: dict[str, Any], provider: str, exchange: OpenExchange) -> None:
    engine = TalkingEngine()
    agreed = [getattr(canned, name) for name in recorded.get("agreed", ())]
    engine.replies = canned.Script(canned.REPLIES, agreed, canned.NOT_UNDERSTOOD if recorded.get("lost") else [])  # type: ignore[assignment]
    values = {"now": TIMES[recorded.get("at", "monday")], **recorded.get("settings", {})}
    async with exchange(engine, **values) as here:
        phone = here.phone(provider, **({"caller": recorded["caller"]} if "caller" in recorded else {}))
        heard = await phone.dial(**_machine(recorded, provider))
        _expect(recorded.get("first", {}), heard, provider)
        for number, step in enumerate(recorded.get("steps", ()), 1):
            await _step(step, number, phone, here, provider)
        if "stored" in recorded:
            await _check_stored(recorded["stored"], phone, here)


def _machine(recorded: dict[str, Any], provider: str) -> dict[str, str]:
    if not recorded.get("machine"):
        return {}
    return {"AnsweredBy": "machine_start"} if provider == "twiml" else {"type": "amd_machine_detected"}


async def _step(step: dict[str, Any], number: int, phone: Phone, here: Exchange, provider: str) -> None:
    if "minutes" in step:
        here.clock.forward(step["minutes"] * MINUTE)
    if "engine" in step:
        here.here.engine.mode = step["engine"]
    try:
        heard = await _do(step, phone)
    except WebhookFailed as refused:
        assert refused.status == step.get("status"), f"step {number}: {refused}"
        return
    assert "status" not in step, f"step {number} was not refused"
    if heard is not None:
        _expect(step, heard, provider, number)


async def _do(step: dict[str, Any], phone: Phone) -> Heard | None:
    if "say" in step:
        return await phone.say(step["say"], step.get("confidence", 0.92))
    if "press" in step:
        return await phone.press(str(step["press"]))
    if "silence" in step:
        return await phone.stay_silent()
    if "connected" in step:
        return await phone.connected(answered=step["connected"], bridged=step.get("bridged", True))
    if "again" in step:
        again = await phone.again()
        assert again.status_code == 200, again.text
        return None
    if "hang_up" in step:
        assert (await phone.hang_up()).status_code == 200
    return None


def _expect(step: dict[str, Any], heard: Heard, provider: str, number: int = 0) -> None:
    for document in heard.documents:
        check(provider, document)
    for part in _list(step.get("hears")):
        assert part in heard.said, f"step {number}: {part!r} not in {heard.said!r}"
    for part in _list(step.get("whole")):
        assert part in " ".join(heard.whole), f"step {number}: {part!r} could be interrupted: {heard.open}"
    for part in _list(step.get("not")):
        assert part not in heard.said, f"step {number}: {part!r} in {heard.said!r}"
    for name in ("next", "keys", "slow", "number"):
        if name in step:
            assert getattr(heard, name) == step[name], f"step {number}: {name} of {heard}"
    for hint in _list(step.get("hints")):
        assert hint in heard.hints, f"step {number}: {hint} not in {heard.hints}"


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


async def _check_stored(stored: dict[str, Any], phone: Phone, here: Exchange) -> None:
    gateway, line = here.here.gateway, here.here.app.state.line
    name = line.sealer.call(phone.provider, phone.call)

    def look(connection: Any) -> dict[str, Any]:
        row = connection.execute(select(calls).where(calls.c.call == name)).one_or_none()
        if row is None:
            return {"call": None}
        conversation = store.find(connection, row.conversation_id)
        about = connection.execute(select(conversations).where(conversations.c.id == row.conversation_id)).one()
        numbers = [
            gateway.vault.read(connection, row.conversation_id, f"{kind}:{number}")
            for kind, number in connection.execute(
                select(contacts.c.kind, contacts.c.number).where(contacts.c.conversation_id == row.conversation_id)
            )
        ]
        requests = connection.execute(
            select(callbacks.c.state, callbacks.c.urgent).where(callbacks.c.conversation_id == row.conversation_id)
        ).all()
        return {
            "call": row, "conversation": conversation, "about": about, "numbers": numbers, "requests": requests,
            "messages": store.messages_after(connection, row.conversation_id, 0),
            "history": owner.history(connection, row.conversation_id),
        }  # fmt: skip

    found = await gateway.database.read(look)
    if stored == {"nothing": True}:
        assert found["call"] is None
        return
    said = [f"{message.author.value}: {message.text}" for message in found["messages"]]
    for part in stored.get("messages", ()):
        assert any(part in line_ for line_ in said), f"{part!r} not in {said}"
    for part in stored.get("never", ()):
        assert part not in str(said), f"{part!r} was stored"
    expected = {
        "owner": found["conversation"].owner.value, "urgent": found["conversation"].urgent,
        "hand_over": found["about"].hand_over, "numbers": found["numbers"],
        "callbacks": [state for state, _ in found["requests"]], "ended": found["call"].ended_at is not None,
        "channel": found["conversation"].channel,
    }  # fmt: skip
    for key, value in expected.items():
        if key in stored:
            assert stored[key] == value, f"{key}: {value!r}"
    if "texts_sent" in stored:
        assert [to for to, _ in here.sent.sent] == stored["texts_sent"]
