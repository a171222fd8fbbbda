"""What only the telephone says: the sentences of `zinnen.yaml`, filled in by Jinja2 with figures as people say them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from jinja2 import Environment, StrictUndefined, Template

from channels.voice.figures import FILTERS

_FILE = Path(__file__).parent / "zinnen.yaml"


@lru_cache(maxsize=1)
def _templates() -> dict[str, Template]:
    environment = Environment(autoescape=False, undefined=StrictUndefined)  # for the ear: rendered into XML elsewhere
    environment.filters.update(FILTERS)
    with _FILE.open(encoding="utf-8") as file:
        sentences: dict[str, str] = yaml.safe_load(file)
    return {key: environment.from_string(text.strip()) for key, text in sentences.items()}


def names() -> tuple[str, ...]:
    """Return the names of all sentences."""
    return tuple(_templates())


def say(key: str, **values: object) -> str:
    """Return a sentence with its values filled in.

    Raises:
        KeyError: there is no such sentence.
        jinja2.UndefinedError: it wants a value that was not given.
    """
    return _templates()[key].render(values)
