"""The overview in the API, and the private link: who it opens for, until when, and that it is gone when it must be."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from channels.conversation.tables import overview_links, overview_skills, overview_ticks
from channels.web import schema
from tests.channels.fakes import DAY, Running, turn
from tests.channels.overview_world import BROWSER, arrangement, card, visit

FILES = ("", "/overzicht.pdf", "/data.ics", "/wat-ik-kan", "/wat-ik-kan.json", "/wat-ik-kan.pdf", "/wissen")
FORMS = ("/vinkjes", "/nieuwe-link", "/wissen", "/wat-ik-kan/vaardigheid", "/wat-ik-kan/diploma", "/wat-ik-kan/weg",
         "/wat-ik-kan/inlezen")  # fmt: skip


async def test_what_was_found_as_data(api: Running) -> None:
    talk = await api.start()
    refused = {"kind": "regeling", "id": "a", "title": "A", "verdict": "niet"}
    api.engine.replies["wat"] = turn(items=[refused, {**refused, "id": "b", "verdict": "misschien"}])
    await talk.say("wat")
    body = (await api.client.get(f"{talk.path}/overview", headers=talk.headers)).json()
    schema.Overview.model_validate(body)
    assert [item["id"] for item in body["items"]] == ["b", "a"]


async def test_a_ticket_leads_a_browser_to_the_private_page(api: Running) -> None:
    visitor = await visit(api)
    talk = visitor.talk
    ticket = (await api.client.post(f"{talk.path}/ticket", headers=talk.headers)).json()["ticket"]
    address = f"{talk.path}/overview?ticket={ticket}"
    response = await api.client.get(address, headers=BROWSER)
    assert response.status_code == 303
    assert response.headers["location"] == visitor.path
    assert talk.token not in visitor.path and ticket not in visitor.path
    page = await api.client.get(address, headers=BROWSER, follow_redirects=True)
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>Mijn overzicht</h1>" in page.text


async def test_the_link_is_the_same_each_time_and_only_its_hash_is_stored(api: Running) -> None:
    visitor = await visit(api)
    again = await api.client.post(f"{visitor.talk.path}/overview/link", headers=visitor.talk.headers)
    schema.OverviewLink.model_validate(again.json())
    assert again.json()["url"] == visitor.path
    assert again.json()["expires_at"] == "2026-12-22T11:00:00Z"
    rows = await api.gateway.database.read(lambda c: c.execute(overview_links.select()).all())
    assert len(rows) == 1
    assert visitor.path.rpartition("/")[2] not in str(rows)


async def test_the_whole_link_is_shown_as_browsers_reach_it(api: Running) -> None:
    visitor = await visit(api)
    assert f'value="http://gateway.test{visitor.path}"' in (await visitor.get()).text
    api.gateway.settings = api.gateway.settings.model_copy(update={"public_url": "https://leren.example/"})
    assert f'value="https://leren.example{visitor.path}"' in (await visitor.get()).text


async def test_every_conversation_has_a_link_of_its_own(api: Running) -> None:
    assert (await visit(api)).path != (await visit(api)).path


async def test_a_new_link_closes_the_old_one(api: Running) -> None:
    visitor = await visit(api)
    moved = await visitor.post("/nieuwe-link", follow=False)
    assert moved.status_code == 303
    path = moved.headers["location"].partition("?")[0]
    assert path != visitor.path
    assert (await visitor.get()).status_code == 404
    page = await api.client.get(moved.headers["location"], headers=BROWSER)
    assert "U hebt een nieuwe link" in page.text
    link = await api.client.post(f"{visitor.talk.path}/overview/link", headers=visitor.talk.headers)
    assert link.json()["url"] == path


async def test_the_token_can_close_the_link_too(api: Running) -> None:
    visitor = await visit(api)
    closed = await api.client.delete(f"{visitor.talk.path}/overview/link", headers=visitor.talk.headers)
    assert closed.status_code == 204
    assert (await visitor.get()).status_code == 404


async def test_the_link_works_as_long_as_the_conversation_is_kept(api: Running) -> None:
    visitor = await visit(api)
    api.clock.forward(8 * DAY)
    dead = await api.client.get(f"{visitor.talk.path}/messages", headers=visitor.talk.headers)
    assert dead.status_code == 401, "the token is dead by now"
    assert (await visitor.get()).status_code == 200
    api.clock.forward(22 * DAY + 1)
    await api.gateway.upkeep.purge()
    assert (await visitor.get()).status_code == 404


async def test_what_one_does_on_the_page_keeps_it_longer(api: Running) -> None:
    visitor = await visit(api)
    api.clock.forward(29 * DAY)
    saved = await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Lassen"})
    assert saved.status_code == 200, saved.text
    api.clock.forward(29 * DAY)
    await api.gateway.upkeep.purge()
    assert "Lassen" in (await visitor.get("/wat-ik-kan")).text


async def full(api: Running) -> Any:
    """An overview with something in each of its tables."""
    record = arrangement()
    visitor = await visit(api, [card(record)], [record])
    [tick] = await names_of_steps(visitor)
    await visitor.post("/vinkjes", {"aan": tick})
    await visitor.post("/wat-ik-kan/vaardigheid", {"what": "Lassen", "proof": "Zes jaar in de werkplaats"})
    for table in (overview_links, overview_ticks, overview_skills):
        rows = await api.gateway.database.read(lambda c, table=table: c.execute(table.select()).all())
        assert len(rows) == 1, table.name
    return visitor


async def names_of_steps(visitor: Any) -> list[str]:
    page = (await visitor.get()).text
    return [part.split('"')[0] for part in page.split('name="aan" value="')[1:]]


async def nothing_is_left(api: Running, visitor: Any) -> None:
    for path in FILES:
        assert (await visitor.get(path)).status_code == 404, path
    for path in FORMS:
        assert (await visitor.post(path)).status_code == 404, path
    for table in (overview_links, overview_ticks, overview_skills):
        rows = await api.gateway.database.read(lambda c, table=table: c.execute(table.select()).all())
        assert rows == [], table.name


async def test_erased_in_the_conversation_it_is_gone_in_every_form(api: Running) -> None:
    visitor = await full(api)
    erased = await api.client.delete(visitor.talk.path, headers=visitor.talk.headers)
    assert erased.status_code == 204
    await nothing_is_left(api, visitor)


async def test_it_can_be_erased_on_the_page_after_a_question(api: Running) -> None:
    visitor = await full(api)
    asked = await visitor.get("/wissen")
    assert "Wilt u alles wissen?" in asked.text
    assert (await visitor.get()).status_code == 200, "asking erases nothing"
    done = await visitor.post("/wissen")
    assert "Alles is gewist" in done.text
    assert api.engine.erased == [visitor.talk.id]
    await nothing_is_left(api, visitor)


async def test_purged_it_is_gone_too(api: Running) -> None:
    visitor = await full(api)
    api.clock.forward(30 * DAY + 1)
    await api.gateway.upkeep.purge()
    await nothing_is_left(api, visitor)


async def test_erasing_while_somebody_writes_leaves_nothing(api: Running) -> None:
    import asyncio

    visitor = await visit(api)
    writes = [visitor.post("/wat-ik-kan/vaardigheid", {"what": f"Kunst {n}"}) for n in range(6)]
    erase = api.client.delete(visitor.talk.path, headers=visitor.talk.headers)
    await asyncio.gather(*writes[:3], erase, *writes[3:])
    await nothing_is_left(api, visitor)


@pytest.mark.parametrize("key", ["x", "a" * 32, "%00", "A" * 31 + "é", "a" * 4000])
async def test_a_wrong_link_opens_nothing_and_says_so_to_people_and_programs(api: Running, key: str) -> None:
    page = await api.client.get(f"/overzicht/{key}", headers=BROWSER)
    assert page.status_code == 404
    assert "Dit overzicht is er niet meer" in page.text
    plain = await api.client.get(f"/overzicht/{key}", headers={"Accept": "application/json"})
    assert plain.headers["content-type"] == "application/problem+json"
    assert plain.json()["type"] == "urn:leerwijs:problem:overview-not-found"
    assert key not in plain.json()["instance"], "the key is not repeated"


async def test_who_tries_many_wrong_links_must_wait(api: Running) -> None:
    from channels.conversation.limits import STRICT, Limits

    api.gateway.limits = Limits(STRICT)
    statuses = [(await api.client.get(f"/overzicht/{n:032d}", headers=BROWSER)).status_code for n in range(310)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


async def test_the_page_is_kept_nowhere_found_nowhere_framed_nowhere_and_runs_only_our_scripts(api: Running) -> None:
    visitor = await visit(api)
    for path in ("", "/wat-ik-kan", "/wissen"):
        response = await visitor.get(path)
        headers = response.headers
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
        assert headers["referrer-policy"] == "same-origin", "no other site is told the address"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
        assert "unsafe" not in policy
        for inline in ("style=", "<style", "onclick", "<script>", "javascript:"):
            assert inline not in response.text, inline


async def test_another_site_cannot_send_its_forms(api: Running) -> None:
    visitor = await visit(api)
    for origin in ("https://elders.example", "null"):
        refused = await visitor.post("/wissen", headers={"Origin": origin})
        assert refused.status_code == 403
    assert (await visitor.get()).status_code == 200


async def test_the_key_is_in_no_log(api: Running, caplog: pytest.LogCaptureFixture) -> None:
    visitor = await visit(api)
    key = visitor.path.rpartition("/")[2]
    logger = logging.getLogger("leerwijs.gateway")
    logger.addHandler(caplog.handler)
    try:
        with caplog.at_level("DEBUG", logger="leerwijs.gateway"):
            for path in ("", "/wat-ik-kan", "/data.ics", "/nergens"):
                await visitor.get(path)
            await visitor.post("/vinkjes", {"aan": "x"})
            api.gateway.texts = None  # type: ignore[assignment]
            assert (await visitor.get()).status_code == 500, "a fault is logged"
    finally:
        logger.removeHandler(caplog.handler)
    said = " ".join(f"{record.getMessage()} {record.__dict__.get('fields')}" for record in caplog.records)
    assert "unexpected" in said
    assert key not in said
