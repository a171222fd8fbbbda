"""What was found for a person: the newest of each thing, what fits first; as data and as a page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from channels.web import schema
from channels.web.overview import in_words, is_web_address
from tests.channels.fakes import Running, Talk, turn


def item(item_id: str, verdict: str | None, kind: str = "regeling", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "id": item_id, "title": f"Titel {item_id}", "verdict": verdict, "why": [], **more}


async def talk_with_finds(api: Running) -> Talk:
    talk = await api.start()
    api.engine.replies["een"] = turn(items=[item("a", "niet"), item("b", "misschien"), item("c", None, "leerbaan")])
    api.engine.replies["twee"] = turn(items=[item("b", "waarschijnlijk"), item("d", "waarschijnlijk")])
    await talk.say("een")
    await talk.say("twee")
    return talk


async def test_the_newest_of_each_what_fits_first(api: Running) -> None:
    talk = await talk_with_finds(api)
    body = (await api.client.get(f"{talk.path}/overview", headers=talk.headers)).json()
    schema.Overview.model_validate(body)
    assert [(found["id"], found["verdict"]) for found in body["items"]] == [
        ("b", "waarschijnlijk"), ("d", "waarschijnlijk"), ("c", None), ("a", "niet"),
    ]  # fmt: skip


async def test_a_browser_gets_a_page(api: Running) -> None:
    talk = await talk_with_finds(api)
    ticket = (await api.client.post(f"{talk.path}/ticket", headers=talk.headers)).json()
    schema.Ticket.model_validate(ticket)
    response = await api.client.get(
        f"{talk.path}/overview", params={"ticket": ticket["ticket"]}, headers={"Accept": "text/html,*/*;q=0.8"}
    )
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "22 november 2026" in response.text
    assert response.text.index("Titel b") < response.text.index("Titel a")
    assert "Dit kunt u waarschijnlijk krijgen" in response.text
    assert response.headers["cache-control"] == "no-store"


async def test_a_page_without_finds_says_so(api: Running) -> None:
    talk = await api.start()
    response = await api.client.get(f"{talk.path}/overview", headers={**talk.headers, "Accept": "text/html"})
    assert "Er is nog niets gevonden" in response.text


async def test_nothing_of_an_item_becomes_markup(api: Running) -> None:
    talk = await api.start()
    evil = item("x", "niet", why=["<script>alert(1)</script>"], url="javascript:alert(1)", facts={"<b>": "<i>"},
                source={"title": "<img>", "evidence_date": "2026"})  # fmt: skip
    api.engine.replies["x"] = turn(items=[evil])
    await talk.say("x")
    page = (await api.client.get(f"{talk.path}/overview", headers={**talk.headers, "Accept": "text/html"})).text
    assert "<script>" not in page
    assert "javascript:" not in page
    assert "<b>" not in page
    assert "<img>" not in page


@pytest.mark.parametrize(("url", "good"), [("https://duo.nl", True), ("http://x", True), ("javascript:x", False),
                                           ("data:x", False), (None, False), ("//x", False)])  # fmt: skip
def test_only_web_addresses_become_links(url: object, good: bool) -> None:
    assert is_web_address(url) is good


def test_dates_are_written_in_dutch() -> None:
    assert in_words(date(2026, 3, 1)) == "1 maart 2026"
