"""The templates of the overview, and what they may call."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.overview import deadlines, words
from channels.overview.money import ROLE_WORDS, Role
from channels.overview.rights import Group
from knowledge import dutch
from knowledge.levels import LEVELS

_MOST_POINTS = 3  # of a longer list the page shows how long it is, and the rest when asked
_TYPED = 42  # characters of an address that one types over from paper without losing heart


_PRINTED = {
    "waarschijnlijk": "#14532d", "misschien": "#6a4300", "werkgever": "#14506f", "niet": "#45515b",
    "kost": "#45515b", "krijgt": "#14532d", "leent": "#b07514",
}  # fmt: skip


_SHAPES = {"waarschijnlijk": "vinkje", "misschien": "vraagteken", "werkgever": "koffer", "niet": "kruis"}


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _brief(url: str) -> str:
    """Return an address as it stands on paper: whole when it is short, else the site."""
    whole = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return whole if len(whole) <= _TYPED else _host(url)


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(
    full_date=dutch.full_date,
    host=_host,
    brief=_brief,
    listed=lambda parts: words.listed(list(parts)),
)
_templates.globals.update(
    Group=Group,
    Role=Role,
    ROLE_WORDS=ROLE_WORDS,
    KINDS=words.KINDS,
    LEVELS=LEVELS,
    MONTHS=dutch.MONTHS,
    PRINTED=_PRINTED,
    SHAPES=_SHAPES,
    MOST_POINTS=_MOST_POINTS,
    left_in_words=deadlines.left_in_words,
    SOON_DAYS=deadlines.SOON_DAYS,
)


def render(template: str, **values: Any) -> str:
    """Return a template filled in."""
    return _templates.get_template(template).render(**values)
