"""Suggestions of places: what the widget asks while somebody types, in the form that it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from channels.conversation.limits import Limit, Limits, What
from channels.web.places import SuggestedPlaces, suggestion
from knowledge.places import Place
from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings

ZWOLLE = Place("Zwolle", "Zwolle", "Regio Zwolle", "Overijssel", 52.5, 6.1, label="Zwolle")
TWELLO = Place("Twello", "Voorst", "Stedendriehoek", "Gelderland", 52.2, 6.1, label="Twello")


class FakePlaces:
    """Remembers what was asked; knows two places."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def suggest(self, beginning: str) -> tuple[Place, ...]:
        self.asked.append(beginning)
        return tuple(place for place in (ZWOLLE, TWELLO) if place.name.startswith(beginning))


@pytest.fixture
def places(api: Running, monkeypatch: pytest.MonkeyPatch) -> FakePlaces:
    fake = FakePlaces()
    monkeypatch.setattr(api.gateway.texts.knowledge, "places", fake, raising=False)
    return fake


async def test_places_are_suggested_without_a_conversation(api: Running, places: FakePlaces) -> None:
    response = await api.client.get("/api/v1/places", params={"q": "Zwo"})
    assert response.status_code == 200
    assert SuggestedPlaces.model_validate(response.json())
    assert response.json() == {"places": [{"label": "Zwolle", "detail": "Overijssel"}]}
    assert places.asked == ["Zwo"]


async def test_nothing_fits_is_an_empty_list(api: Running, places: FakePlaces) -> None:
    assert (await api.client.get("/api/v1/places", params={"q": "xx"})).json() == {"places": []}


async def test_an_answer_may_be_kept_by_the_browser(api: Running, places: FakePlaces) -> None:
    response = await api.client.get("/api/v1/places", params={"q": "Zwo"})
    assert response.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "a" * 41}])
async def test_a_question_that_cannot_be_a_place_is_a_problem(
    api: Running, places: FakePlaces, query: dict[str, str]
) -> None:
    response = await api.client.get("/api/v1/places", params=query)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert places.asked == []


async def test_it_is_in_the_published_description(api: Running) -> None:
    described: Any = (await api.client.get("/api/v1/openapi.json")).json()
    answer = described["paths"]["/api/v1/places"]["get"]["responses"]
    assert answer["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/SuggestedPlaces"}
    assert "429" in answer


async def test_who_asks_too_often_has_to_wait(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings(tmp_path), engine, clock) as here:
        monkeypatch.setattr(here.gateway.texts.knowledge, "places", FakePlaces(), raising=False)
        here.gateway.limits = Limits(dict.fromkeys(What, Limit(2, 1.0)))
        answers = [await here.client.get("/api/v1/places", params={"q": "Zwo"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["retry-after"] == "1"


def test_the_detail_tells_a_place_from_others_of_its_name() -> None:
    assert suggestion(TWELLO) == {"label": "Twello", "detail": "gemeente Voorst, Gelderland"}
    area = Place("Zwolle", "Zwolle", "Regio Zwolle", "Overijssel", 52.5, 6.1, "8011", "postcode", "8011")
    assert suggestion(area) == {"label": "8011", "detail": "Zwolle, Overijssel"}
    region = Place("Twente", "", "Twente", "", 52.2, 6.8, None, "regio", "regio Twente")
    assert suggestion(region) == {"label": "regio Twente", "detail": None}
