"""The gateway's own page, and the files of the widget for the sites that embed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.web import page
from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings


@pytest.mark.parametrize("line", [{}, {"twilio_token": "x" * 32}, {"jambonz_secret": "x" * 32}])
async def test_who_called_is_led_to_the_page_for_the_code_only_where_there_is_a_telephone(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock, line: dict[str, str]
) -> None:
    async with running(settings(tmp_path, **line), engine, clock) as here:
        assert ('href="/mijn-gesprek"' in (await here.client.get("/")).text) is bool(line)
        assert (await here.client.get("/mijn-gesprek")).status_code == 200


@pytest.mark.parametrize("name", ["leerwijs.js", "leerwijs-chat.js"])
async def test_any_site_may_load_both_files_of_the_widget(api: Running, name: str) -> None:
    response = await api.client.get(f"/widget/{name}", headers={"Origin": "https://www.gemeente.example"})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    again = {"If-None-Match": response.headers["etag"], "Origin": "https://www.gemeente.example"}
    unchanged = await api.client.get(f"/widget/{name}", headers=again)
    assert (unchanged.status_code, unchanged.headers["access-control-allow-origin"]) == (304, "*")


def test_the_built_files_are_there() -> None:
    assert {"leerwijs.js", "leerwijs-chat.js"} <= {file.name for file in page._WIDGET.iterdir()}
