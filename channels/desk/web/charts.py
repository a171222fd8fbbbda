"""Charts as SVG, drawn on the server. A chart only repeats the table beside it, so screen readers skip it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

Row = tuple[str, int | None]

_WIDTH = 640
_LABEL = 250
_BAR, _GAP = 22, 10
_COUNT = 56
_HEIGHT = 190
_AXIS = 26
# Room for labels that are wider than their column.
_EDGE = 14
# What a count under 5 looks like: a small bar that says nothing of how many.
_HIDDEN = 6
# More columns than this leave no room for counts above them.
_MOST_COUNTS = 16


def bars(rows: Sequence[Row]) -> Markup:
    """Return a bar for each row, from left to right, the longest as wide as it gets."""
    most = max((count or 0 for _, count in rows), default=0) or 1
    room = _WIDTH - _LABEL - _COUNT
    drawn = []
    for index, (label, count) in enumerate(rows):
        top = index * (_BAR + _GAP)
        width = _HIDDEN if count is None else round(room * count / most)
        middle = top + _BAR / 2 + 5
        drawn += [
            _text("label", _LABEL - 10, middle, "end", _cut(label, 27)),
            _rect(count, _LABEL, top, width, _BAR),
            _text("count", _LABEL + width + 8, middle, "start", "< 5" if count is None else str(count)),
        ]
    return _svg(drawn, max(1, len(rows)) * (_BAR + _GAP))


def columns(rows: Sequence[Row]) -> Markup:
    """Return a column for each row, from left to right: for days that follow each other."""
    most = max((count or 0 for _, count in rows), default=0) or 1
    step = (_WIDTH - 2 * _EDGE) / max(1, len(rows))
    every = max(1, round(len(rows) / 10))
    drawn = [Markup('<line class="axis" x1="0" y1="{0}" x2="{1}" y2="{0}"/>').format(_HEIGHT, _WIDTH)]
    for index, (label, count) in enumerate(rows):
        height = _HIDDEN if count is None else round((_HEIGHT - 20) * count / most)
        left = _EDGE + index * step
        middle = left + step / 2
        drawn.append(_rect(count, left + step * 0.12, _HEIGHT - height, step * 0.76, height))
        if len(rows) <= _MOST_COUNTS and count is not None:
            drawn.append(_text("count", middle, _HEIGHT - height - 5, "middle", str(count)))
        if index % every == 0:
            drawn.append(_text("label", middle, _HEIGHT + 18, "middle", _cut(label, max(6, round(step / 9)))))
    return _svg(drawn, _HEIGHT + _AXIS)


def _svg(drawn: Sequence[Markup], height: float) -> Markup:
    head = Markup('<svg class="chart" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">')
    return head.format(_WIDTH, height) + Markup("").join(drawn) + Markup("</svg>")


def _text(kind: str, x: float, y: float, anchor: str, words: str) -> Markup:
    element = Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
    return element.format(kind, x, y, anchor, words)


def _rect(count: int | None, x: float, y: float, width: float, height: float) -> Markup:
    element = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>')
    return element.format("few" if count is None else "bar", x, y, width, height)


def _cut(label: str, longest: int) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"
