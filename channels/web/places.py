"""Suggestions for a place while somebody types its name: `GET /api/v1/places?q=zwo`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from channels.conversation.limits import What
from channels.web.access import CurrentGateway, address_of, documented
from knowledge.places import Place

router = APIRouter(prefix="/api/v1/places", tags=["places"])

# A name is typed letter by letter, by many people the same: a browser may keep an answer for a day.
_CACHE = {"Cache-Control": "public, max-age=86400"}
_Beginning = Annotated[str, Query(min_length=1, max_length=40)]


class SuggestedPlace(BaseModel):
    """A place: `label` is unique and is understood as an answer, `detail` tells it from others of its name."""

    model_config = ConfigDict(extra="forbid")

    label: str
    detail: str | None


class SuggestedPlaces(BaseModel):
    """Places whose name begins as was typed, towns first, the largest first; at most six."""

    model_config = ConfigDict(extra="forbid")

    places: list[SuggestedPlace]


@router.get("", response_model=SuggestedPlaces, **documented(None, 422, 429))
async def places(request: Request, gateway: CurrentGateway, q: _Beginning) -> Response:
    """See which places a name or postcode may become. Needs no conversation, and tells nothing about one."""
    await gateway.limits.take(What.PLACES, address_of(request), gateway.clock())
    found = await run_in_threadpool(gateway.texts.knowledge.places.suggest, q)
    return JSONResponse({"places": [suggestion(place) for place in found]}, headers=_CACHE)


def suggestion(place: Place) -> dict[str, str | None]:
    """Return a place as it is suggested: `Zwolle`, `Overijssel`; `Twello`, `gemeente Voorst, Gelderland`."""
    if place.kind in ("regio", "provincie"):
        return {"label": place.label, "detail": None}
    names = [place.name] if place.kind == "postcode" else []
    if place.kind == "woonplaats" and place.gemeente != place.name:
        names.append(f"gemeente {place.gemeente}")
    return {"label": place.label, "detail": ", ".join([*names, place.provincie])}
