"""Read a YAML record strictly and remember on which line each value stands.

Dates stay text, `ja`, `no` and `on` stay words, `09:00` stays a time, and a key that is written twice is an
error: the surprises of YAML 1.1 are switched off, since editors write these files by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

Path_ = tuple[str | int, ...]


class YamlError(Exception):
    """The file cannot be read as YAML; `line` counts from 1."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class Document:
    """One YAML file: its data, the line of every value in it, and its decimal numbers as they were written."""

    path: Path
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict, repr=False)
    numbers: dict[Path_, str] = field(default_factory=dict, repr=False)

    def line_of(self, where: Path_) -> int:
        """Return the line of a value, or of the nearest value around it when it is missing itself."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times faster


class _Loader(_Safe):  # type: ignore[misc]
    """SafeLoader with the scalars of YAML 1.2: no dates, no sexagesimal numbers, only true and false."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false|True|False)$", "tfTF"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9_]*)$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9][0-9_]*\.[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:merge", r"^(?:<<)$", "<"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def load(path: Path) -> Document:
    """Read one file.

    Raises:
        YamlError: not YAML, not UTF-8, or a key that stands twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise YamlError(path, 1, f"the file is not UTF-8 ({error.reason})") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Document:
    """Read the text of one file; `path` is only used to name it."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise YamlError(path, 1, "the file is empty")
        document = Document(path, None)
        _walk(node, (), document)
        return replace(document, data=loader.construct_document(node))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlError(path, line, error.problem or "this is not YAML") from error
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(path, 1, str(error)) from error
    finally:
        loader.dispose()


def _walk(node: yaml.Node, where: Path_, document: Document) -> None:
    """Note the line of every value and how decimal numbers are written, and refuse a key that stands twice."""
    document.lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in seen:
                raise YamlError(document.path, key_node.start_mark.line + 1, f"the key '{key}' stands twice")
            seen.add(key)
            document.lines[(*where, key)] = key_node.start_mark.line + 1
            _walk(value_node, (*where, key), document)
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*where, index), document)
    elif node.tag == "tag:yaml.org,2002:float":
        document.numbers[where] = str(node.value)
