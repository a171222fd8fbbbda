"""What the desk counts, for coordinators: tables and charts, and each table as CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from channels.desk.errors import NotFound
from channels.desk.figures import Figure
from channels.desk.web import charts, pages
from channels.desk.web.route import DeskRoute
from channels.desk.web.seat import Coordinating, CurrentDesk, Seat
from channels.web.access import CurrentGateway

router = APIRouter(prefix="/desk/cijfers", include_in_schema=False, route_class=DeskRoute)

_LONGEST_DAYS = 366
# Days follow each other and are drawn as columns.
_AS_COLUMNS = ("per_dag",)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are counted, and of which loket; None is all of them."""

    first: date
    last: date
    loket: str | None


@router.get("")
async def show(request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating) -> Response:
    """All figures of a period."""
    period = _period(request, pages.local(gateway.clock()).date())
    lokets = desk.house.lokets(seat.adviser)
    found = await desk.figures.of(seat.adviser, period.first, period.last, _loket(seat, period))
    drawn = {one.key: _charts(one) for one in found.tables}
    return pages.page(
        request, seat, "cijfers.html", figures=found.tables, charts=drawn, period=period, lokets=lokets,
        all_lokets=seat.administers,
    )  # fmt: skip


@router.get("/{key}.csv")
async def table(request: Request, gateway: CurrentGateway, desk: CurrentDesk, seat: Coordinating, key: str) -> Response:
    """One table as CSV."""
    period = _period(request, pages.local(gateway.clock()).date())
    found = await desk.figures.of(seat.adviser, period.first, period.last, _loket(seat, period))
    figure = next((one for one in found.tables if one.key == key), None)
    if figure is None:
        raise NotFound
    name = re.sub(r"[^a-z_]", "", figure.key)
    headers = {"Content-Disposition": f'attachment; filename="leerwijs-{name}-{period.first}-{period.last}.csv"'}
    await desk.figures.downloaded(seat.adviser, figure.key)
    return Response(figure.csv(), media_type="text/csv; charset=utf-8", headers=headers)


def _charts(figure: Figure) -> list[tuple[str, Markup]]:
    """A chart for each column of counts, with the words of the column where there are more."""
    if not figure.rows:
        return []
    draw = charts.columns if figure.key in _AS_COLUMNS else charts.bars
    series = figure.columns[1:]
    return [
        (words if len(series) > 1 else "", draw([(_label(label), counts[n]) for label, counts in figure.rows]))
        for n, words in enumerate(series)
    ]


def _label(label: str) -> str:
    """Days are written short in a chart: 22-11."""
    return f"{label[8:]}-{label[5:7]}" if _DAY.fullmatch(label) else label


def _period(request: Request, today: date) -> Period:
    """The period asked for; the last four weeks if none was, at most a year, never the future."""
    last = min(_date(request.query_params.get("tot", ""), today), today)
    first = min(_date(request.query_params.get("van", ""), last - timedelta(days=27)), last)
    first = max(first, last - timedelta(days=_LONGEST_DAYS - 1))
    return Period(first, last, request.query_params.get("loket") or None)


def _loket(seat: Seat, period: Period) -> str | None:
    """A coordinator of one loket need not choose it."""
    if period.loket is None and not seat.administers and len(seat.adviser.lokets) == 1:
        return next(iter(seat.adviser.lokets))
    return period.loket


def _date(words: str, default: date) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return default
