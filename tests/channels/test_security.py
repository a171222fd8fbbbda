"""What every response carries, and who may embed the assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from channels.web import page
from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings

SITE = "https://www.gemeente.example"


@pytest.fixture
async def embedded(tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> AsyncIterator[Running]:
    async with running(settings(tmp_path, allowed_origins=(SITE,)), engine, clock) as here:
        yield here


async def test_api_answers_load_nothing_and_are_framed_nowhere(embedded: Running) -> None:
    for response in (
        await embedded.client.post("/api/v1/conversations"),
        await embedded.client.get("/nergens"),
        await embedded.client.post("/api/v1/conversations", content=b" " * 20_000),
    ):
        assert response.headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cache-control"] == "no-store"


async def test_the_page_runs_only_our_own_scripts_and_is_framed_by_allowed_sites(embedded: Running) -> None:
    response = await embedded.client.get("/")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert f"frame-ancestors 'self' {SITE}" in policy
    assert '<script src="/widget/leerwijs.js" defer></script>' in response.text
    assert "<leerwijs-chat" in response.text
    assert "style=" not in response.text
    assert "<style" not in response.text


async def test_the_demo_page_says_that_it_is_one(tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> None:
    for demo in (True, False):
        async with running(settings(tmp_path, demo=demo), engine, clock) as here:
            assert ("demonstratie" in (await here.client.get("/")).text) is demo


async def test_an_allowed_site_may_talk_and_read_errors(embedded: Running) -> None:
    started = await embedded.client.post("/api/v1/conversations", headers={"Origin": SITE})
    assert started.status_code == 201
    assert started.headers["access-control-allow-origin"] == SITE
    large = await embedded.client.post("/api/v1/conversations", content=b" " * 20_000, headers={"Origin": SITE})
    assert large.status_code == 413
    assert large.headers["access-control-allow-origin"] == SITE


async def test_an_allowed_sites_preflight_is_answered(embedded: Running) -> None:
    headers = {
        "Origin": SITE, "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
    }  # fmt: skip
    response = await embedded.client.options("/api/v1/conversations/x/messages", headers=headers)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == SITE


@pytest.mark.parametrize("origin", ["https://elders.example", "null", "https://www.gemeente.example.elders.example"])
async def test_other_sites_may_not_talk(embedded: Running, origin: str) -> None:
    response = await embedded.client.post("/api/v1/conversations", headers={"Origin": origin})
    assert response.status_code == 403
    assert response.json()["type"] == "urn:leerwijs:problem:origin-not-allowed"
    assert "access-control-allow-origin" not in response.headers


async def test_our_own_page_may_talk(embedded: Running) -> None:
    response = await embedded.client.post("/api/v1/conversations", headers={"Origin": "http://gateway.test"})
    assert response.status_code == 201


@pytest.mark.parametrize("path", ["/api/v1/conversations", "/desk/inloggen"])
async def test_behind_a_proxy_that_changes_host_our_own_pages_are_known_by_the_public_url(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock, path: str
) -> None:
    async with running(settings(tmp_path, public_url="https://Leerwijs.example/"), engine, clock) as here:

        async def posted(origin: str) -> int:
            headers = {"Host": "gateway:8080", "Origin": origin, "Accept": "text/html"}
            form = {"email": "a@b.nl", "wachtwoord": "x"}
            response: httpx.Response = await here.client.post(
                path, headers=headers, data=form if "desk" in path else None
            )
            return response.status_code

        assert await posted("https://leerwijs.example") != 403
        assert await posted("https://elders.example") == 403
        assert await posted("null") == 403


async def test_the_widget_may_be_loaded_by_any_site_and_is_revalidated(
    embedded: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "leerwijs.js").write_text("customElements;")
    monkeypatch.setattr(page, "_WIDGET", tmp_path)
    response = await embedded.client.get("/widget/leerwijs.js")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age" in response.headers["cache-control"]
    again = await embedded.client.get("/widget/leerwijs.js", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


async def test_production_asks_browsers_for_https_only(tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> None:
    async with running(settings(tmp_path, env="production", secret_key="x" * 40), engine, clock) as here:
        response: httpx.Response = await here.client.get("/healthz")
        assert "max-age" in response.headers["strict-transport-security"]
