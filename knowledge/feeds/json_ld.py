"""JSON-LD as sites publish it: documents in files and in the pages of a site, and the nodes in a document.

Names must be plain ("name", not "schema:name"). What another node holds is found by its @id within the same document.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from knowledge.feeds.draft import FeedError, Rejected
from knowledge.feeds.jsonstream import Broken, Elements
from knowledge.feeds.reading import MEGABYTE, Delivery

Node = Mapping[str, Any]

ENDINGS = (".json", ".jsonld", ".jsonl", ".ndjson", ".html", ".htm")
LARGEST_DOCUMENT = 64 * MEGABYTE  # bytes; a larger delivery is one document a line

_DEEPEST = 40
_LINES = (".jsonl", ".ndjson")
_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")


@dataclass(frozen=True)
class Document:
    """The nodes of one document; `where` is how messages call it."""

    where: str
    nodes: Sequence[Node]


def documents(delivery: Delivery) -> Iterator[Document | Rejected]:
    """Yield the documents in the files of a delivery; a block of a page that is no JSON is one refusal.

    Raises:
        FeedError: a file is too large for one document, is no JSON, or stops half-way.
    """
    for path in delivery.paths:
        name = delivery.name_of(path)
        if path.suffix.lower() in _LINES:
            for number, (line, value) in enumerate(_values(delivery, path), start=1):
                yield Document(f"{name}, document {number} (regel {line})", [*_nodes(value)])
        elif path.stat().st_size > LARGEST_DOCUMENT:
            raise FeedError(
                f"{name} is te groot voor één document: lever een bestand .jsonl, met op elke regel één item."
            )
        elif not _is_json(delivery, path):
            yield from _page(delivery, path)
        else:
            yield Document(name, [*_nodes([value for _, value in _values(delivery, path)])])


def types(node: Node) -> set[str]:
    """Return the types of a node, without the address of schema.org before them."""
    said = node.get("@type")
    return {plain(kind) for kind in (said if isinstance(said, list) else [said]) if isinstance(kind, str)}


def plain(word: str) -> str:
    """Return a word of schema.org without its address ("https://schema.org/OnlineEventAttendanceMode")."""
    return _PREFIX.sub("", word)


def is_text(value: object) -> bool:
    """Say whether a value can be read as text."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _values(delivery: Delivery, path: Path) -> Iterator[tuple[int, Any]]:
    with delivery.text(path) as file:
        try:
            yield from Elements(file, ())
        except Broken as broken:
            raise FeedError(f"{delivery.name_of(path)}: {broken}.") from broken


def _is_json(delivery: Delivery, path: Path) -> bool:
    """Say whether a file begins as JSON does; else it is a page."""
    with delivery.bytes(path) as file:
        return file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"")


def _page(delivery: Delivery, path: Path) -> Iterator[Document | Rejected]:
    """Yield what the script blocks of a page hold; a block that is no JSON is one refusal."""
    name = delivery.name_of(path)
    with delivery.bytes(path) as file:
        content = file.read().decode(delivery.encoding(path))
    blocks = _Blocks()
    blocks.feed(content)
    blocks.close()
    if blocks.open:
        raise FeedError(f"{name} houdt midden in een script-blok op: de pagina is niet heel.")
    for number, (line, text) in enumerate(blocks.found, start=1):
        where = f"{name}, blok {number} (regel {line})"
        try:
            values = [value for _, value in Elements(io.StringIO(text), ())]
        except Broken as broken:
            yield Rejected(where, "", f"dit blok is geen JSON: {broken}")
            continue
        yield Document(where, [*_nodes(values)])


def _nodes(value: Any, depth: int = 0) -> Iterator[Node]:
    """Yield every object at the top of a document: in lists, in @graph and in the items of a list of pages."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for inner in ("@graph", "mainEntity", "itemListElement", "item"):
            yield from _nodes(value.get(inner), depth + 1)


class Reader:
    """Reads fields of the nodes of a document: a value may be a text, an object, a reference, or a list of these."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}

    def all(self, node: Node, *names: str) -> list[Any]:
        """Return the values of the first of these fields that has any, references followed."""
        for name in names:
            value = node.get(name)
            every = value if isinstance(value, list) else [] if value is None else [value]
            if every:
                return [self._followed(one) for one in every]
        return []

    def first(self, node: Node, *names: str) -> Any:
        """Return the first value of these fields, or None."""
        return next(iter(self.all(node, *names)), None)

    def text(self, node: Node, *names: str) -> str:
        """Return the first text of these fields: of an object its name or value, Dutch before another language."""
        texts = [self._text(value) for value in sorted(self.all(node, *names), key=_not_dutch)]
        return next(filter(None, texts), "")

    def node(self, node: Node, *names: str) -> Node:
        """Return the first object of these fields, empty when there is none."""
        return next((value for value in self.all(node, *names) if isinstance(value, dict)), {})

    def key(self, node: Node) -> str:
        """Return what a node is called in its own source."""
        for value in (node.get("@id"), *self.all(node, "identifier"), node.get("url")):
            found = self._text(value)
            if found and not found.startswith("_:"):
                return found
        return ""

    def _followed(self, value: Any) -> Any:
        return self._by_id.get(value["@id"], value) if isinstance(value, dict) and set(value) == {"@id"} else value

    def _text(self, value: Any) -> str:
        if isinstance(value, dict):
            texts = (value.get(key) for key in ("@value", "value", "name", "codeValue"))
            return next((str(text) for text in texts if is_text(text)), "")
        return str(value) if is_text(value) else ""


def _not_dutch(value: Any) -> bool:
    language = value.get("@language") if isinstance(value, dict) else None
    return isinstance(language, str) and not language.lower().startswith("nl")


class _Blocks(HTMLParser):
    """Gathers the JSON-LD blocks of a page with the line on which each begins; `open`: the last one has no end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        media = (dict(attrs).get("type") or "").split(";")[0].strip().lower()
        if tag == "script" and media == "application/ld+json":
            self.open = True
            self.found.append((self.getpos()[0], ""))

    def handle_data(self, data: str) -> None:
        if self.open:
            line, text = self.found[-1]
            self.found[-1] = (line, text + data)

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "script"
