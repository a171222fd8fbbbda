"""The confusion between themes as a picture (SVG): rows are what was meant, columns what was understood."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from html import escape

CELL, LEFT, TOP = 46, 130, 110  # pixels


def theme(topic: str) -> str:
    """Return the theme of a topic: the word before the first underscore."""
    return topic.partition("_")[0]


def confusion(pairs: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Count, by theme meant, the themes understood."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for meant, understood in pairs:
        counted[theme(meant)][theme(understood)] += 1
    return counted


def svg(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the picture: each cell the share of its row in percent, darker for more."""
    counted = confusion(pairs)
    themes = sorted(set(counted) | {name for row in counted.values() for name in row})
    width, height = LEFT + CELL * len(themes) + 10, TOP + CELL * len(themes) + 30
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="13" role="img" aria-label="Verwarring tussen thema\'s, in procenten per rij">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18">begrepen als</text><text x="8" y="{TOP - 8}">bedoeld</text>',
    ]
    for at, name in enumerate(themes):
        x, y = LEFT + CELL * at + CELL // 2, TOP + CELL * at + CELL // 2 + 4
        lines.append(f'<text transform="translate({x + 4},{TOP - 8}) rotate(-55)">{escape(name)}</text>')
        lines.append(f'<text x="{LEFT - 8}" y="{y}" text-anchor="end">{escape(name)}</text>')
    for row, meant in enumerate(themes):
        total = sum(counted[meant].values())
        for column, understood in enumerate(themes):
            share = counted[meant][understood] / total if total else 0.0
            lines.append(_cell(LEFT + CELL * column, TOP + CELL * row, share, right=meant == understood))
    return "\n".join([*lines, "</svg>", ""])


def _cell(x: int, y: int, share: float, *, right: bool) -> str:
    depth = 0.12 + 0.88 * share if share else 0.0
    hue = "21,66,115" if right else "176,58,10"
    ink = "#fff" if depth > 0.55 else "#222"
    percent = f"{100 * share:.0f}" if share >= 0.005 else ""
    return (
        f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" fill="rgba({hue},{depth:.2f})" stroke="#ccc"/>'
        f'<text x="{x + CELL // 2 - 1}" y="{y + CELL // 2 + 4}" text-anchor="middle" fill="{ink}">{percent}</text>'
    )
