"""The event stream of the desk: what is told at once, to whom, and when it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection

from channels.conversation.database import StorageUnavailable
from channels.desk import accounts, sessions
from channels.desk.people import Role
from channels.desk.presence import PresenceState
from channels.desk.tables import desk_account_lokets
from channels.desk.web.seat import Seat
from channels.desk.web.stream import View
from tests.channels.desk.doors import ELSEWHERE, Browser, seat
from tests.channels.desk.office import Office
from tests.channels.fakes import HOUR, Running, Talk

Event = tuple[str, dict[str, Any]]
PATIENCE = 5.0  # seconds of real time before a test gives up


class Watch:
    """Somebody's open page, as far as its event stream goes."""

    def __init__(self, api: Running, browser: Browser, *chats: tuple[str, int]) -> None:
        session = sessions.Session("", "", browser.who.id, "", 0, 0, 0)
        token = browser.cookie("leerwijs-balie")
        view = View(api.gateway, api.app.state.door, token, Seat(browser.who, session, ""), dict(chats))
        self._chunks: AsyncIterator[str] = view.follow()

    async def next(self) -> Event:
        """The next event; signs of life are passed over."""
        while True:
            chunk = await asyncio.wait_for(anext(self._chunks), PATIENCE)
            if chunk.startswith("event: "):
                kind, _, data = chunk.removeprefix("event: ").strip().partition("\ndata: ")
                return kind, json.loads(data)

    async def until(self, kind: str, name: str = "") -> dict[str, Any]:
        """The next event of a kind, and of a part if one is named."""
        while True:
            found, data = await self.next()
            if found == kind and (not name or data.get("name") == name):
                return data

    async def settled(self) -> list[Event]:
        """All events until the counts of the first look."""
        events = [await self.next()]
        while events[-1][0] != "counts":
            events.append(await self.next())
        return events

    async def ends(self) -> bool:
        try:
            await asyncio.wait_for(anext(self._chunks), PATIENCE)
        except StopAsyncIteration:
            return True
        return False


async def present(api: Running, office: Office, name: str = "Samira", *lokets: str) -> Browser:
    browser = await seat(api, name, Role.ADVISEUR, *lokets)
    await office.desk.presence.set(browser.who, PresenceState.AANWEZIG)
    return browser


async def chat(api: Running, office: Office) -> tuple[Browser, Talk, Watch]:
    """A chat that is open on the screen of who holds it, with all that was there told."""
    browser = await present(api, office)
    talk = await office.talking(browser.who)
    last = (await talk.messages())[-1]["seq"]
    watch = Watch(api, browser, (talk.id, last))
    await watch.settled()
    return browser, talk, watch


async def test_the_first_look_tells_all_there_is(api: Running, office: Office) -> None:
    browser = await present(api, office)
    talk = await office.waiting()
    events = await Watch(api, browser).settled()
    assert {data["name"] for kind, data in events if kind == "part"} == {
        "wachtrij", "mijn", "verzoeken", "meldingen", "stand", "taken"
    }  # fmt: skip
    counts = events[-1][1]
    assert (counts["waiting"], counts["ids"]) == (1, [talk.id])


async def test_who_joins_the_queue_is_told_at_once(api: Running, office: Office) -> None:
    browser = await present(api, office)
    watch = Watch(api, browser)
    await watch.settled()
    talk = await office.waiting()
    assert talk.id in (await watch.until("part", "wachtrij"))["html"]
    assert (await watch.until("counts"))["waiting"] == 1


async def test_a_message_in_a_chat_that_is_not_on_the_screen_is_counted_at_once(api: Running, office: Office) -> None:
    browser = await present(api, office)
    talk = await office.talking(browser.who)
    watch = Watch(api, browser)
    before = (await watch.settled())[-1][1]["unread"]
    await talk.say("Bent u daar nog?")
    assert (await watch.until("counts"))["unread"] == before + 1


async def test_a_loket_hears_nothing_of_the_queue_of_another(api: Running, office: Office) -> None:
    zwolle = await present(api, office)
    zeeland = await present(api, office, "Els", ELSEWHERE)
    mine, theirs = Watch(api, zwolle), Watch(api, zeeland)
    for watch in (mine, theirs):
        await watch.settled()
    talk = await office.waiting("Zwolle")
    assert talk.id in (await mine.until("part", "wachtrij"))["html"]
    await office.desk.presence.set(zeeland.who, PresenceState.EVEN_WEG)  # something that they do hear
    told = await theirs.until("part", "stand")
    assert "Even weg" in told["html"]
    fresh = await Watch(api, zeeland).settled()
    assert talk.id not in json.dumps(fresh)


async def test_messages_come_with_the_seq_they_follow_on(api: Running, office: Office) -> None:
    _, talk, watch = await chat(api, office)
    sent = await talk.say("Nog een <vraag>")
    told = await watch.until("messages")
    assert told["chat"] == talk.id
    assert told["last"] == sent["received"]["seq"]
    assert "Nog een &lt;vraag&gt;" in told["html"]


async def test_a_page_that_comes_back_gets_what_it_missed_and_nothing_twice(api: Running, office: Office) -> None:
    browser, talk, _ = await chat(api, office)
    seqs = [(await talk.say(f"bericht {n}"))["received"]["seq"] for n in range(3)]
    told = await Watch(api, browser, (talk.id, seqs[0])).until("messages")
    assert "bericht 0" not in told["html"]
    assert told["html"].index("bericht 1") < told["html"].index("bericht 2")


async def test_typing_of_the_citizen_is_told_without_its_words(api: Running, office: Office) -> None:
    _, talk, watch = await chat(api, office)
    await office.desk.citizen_types(talk.id)
    assert await watch.until("typing") == {"chat": talk.id}


async def test_reading_and_changes_of_owner_are_told(api: Running, office: Office) -> None:
    browser, talk, watch = await chat(api, office)
    await office.desk.chats.close(browser.who, talk.id, "beantwoord")
    state = await watch.until("state")
    assert (state["owner"], state["mine"]) == ("gesloten", False)


async def test_an_erased_chat_is_gone(api: Running, office: Office) -> None:
    _, talk, watch = await chat(api, office)
    await api.gateway.service.erase(talk.id)
    assert await watch.until("gone") == {"chat": talk.id}


@pytest.mark.parametrize("start", [0, 99])
async def test_a_foreign_chat_is_gone_before_anything_of_it_is_told(api: Running, office: Office, start: int) -> None:
    _, talk, _ = await chat(api, office)
    stranger = await present(api, office, "Els", ELSEWHERE)
    await talk.say("een geheim")
    events = await Watch(api, stranger, (talk.id, start)).settled()
    assert ("gone", {"chat": talk.id}) in events
    assert "geheim" not in json.dumps(events)


async def test_who_is_moved_to_another_loket_gets_a_stream_that_listens_there(api: Running, office: Office) -> None:
    browser = await present(api, office)
    watch = Watch(api, browser)
    await watch.settled()

    def move(connection: Connection) -> None:
        table = desk_account_lokets
        connection.execute(table.update().where(table.c.account_id == browser.who.id).values(loket=ELSEWHERE))

    await api.gateway.database.write(move)
    await office.desk.presence.set(browser.who, PresenceState.EVEN_WEG)
    assert await watch.until("again") == {}
    assert await watch.ends()


@pytest.mark.parametrize("how", ["stopped", "logged out", "too old"])
async def test_a_stream_ends_with_its_session(api: Running, office: Office, how: str) -> None:
    browser = await present(api, office)
    watch = Watch(api, browser)
    await watch.settled()

    def end(connection: Connection) -> None:
        if how == "stopped":
            accounts.deactivate(connection, browser.who.id, api.clock())
        elif how == "logged out":
            sessions.end_all(connection, browser.who.id)

    await api.gateway.database.write(end)
    api.clock.forward(13 * HOUR if how == "too old" else 0)
    await office.desk.presence.set(browser.who, PresenceState.EVEN_WEG)
    assert await watch.until("left") == {}
    assert await watch.ends()


async def test_a_stream_ends_when_the_gateway_stops(api: Running, office: Office) -> None:
    watch = Watch(api, await present(api, office))
    await watch.settled()
    api.gateway.closing.set()
    assert await watch.ends()


async def test_a_stream_ends_quietly_when_storage_is_away(
    api: Running, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await present(api, office)
    watch = Watch(api, browser)
    await watch.settled()

    async def away(_: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(api.gateway.database, "read", away)
    api.gateway.wakeups.here(office.desk.keys(browser.who)[0], "changed")  # type: ignore[arg-type]
    assert await watch.ends()


async def test_the_stream_is_an_event_stream_that_nothing_buffers(api: Running, office: Office) -> None:
    browser = await present(api, office)
    api.gateway.closing.set()  # so that it ends by itself
    response = await browser.get("/desk/stroom", gesprek=["x", "y:z", "a:9999999999"])
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["cache-control"] == "no-store"
