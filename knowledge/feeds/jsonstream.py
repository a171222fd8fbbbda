"""Reads the elements of a large JSON file one by one, so that memory does not grow with the file.

A file may be a list, an object that holds the list under a known key (a page of an API), one object, or objects one
after another (JSON Lines). Python's own decoder reads each element; this module finds where they begin.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

LARGEST = 16 * 1024 * 1024  # letters of one element; more is no item
_CHUNK = 256 * 1024
_SPACE = " \t\r\n"
_GOES_ON = ("", ".", "e", "E", "+", "-")


class Broken(Exception):
    """This is not JSON, or it stops half-way. The message says where, in Dutch."""


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


@dataclass
class Elements:
    """The elements of a file with the line on which each begins; `envelope` is what else the object around them holds.

    The envelope is whole only after the last element.
    """

    file: IO[str]
    keys: Collection[str]
    envelope: dict[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        """Yield line and element. Raises Broken."""
        text = _Text(self.file)
        while text.peek():
            if text.peek() == "[":
                yield from self._list(text)
            elif text.peek() == "{" and self.keys:
                yield from self._object(text)
            else:
                yield text.value()

    def _list(self, text: _Text) -> Iterator[tuple[int, Any]]:
        text.take("[")
        while text.peek() != "]":
            yield text.value()
            if text.peek() != "]":
                text.take(",")
        text.take("]")

    def _object(self, text: _Text) -> Iterator[tuple[int, Any]]:
        """Yield the elements of the list in an object, or the object itself when it holds no such list."""
        found: dict[str, Any] = {}
        line, is_page = text.line, False
        text.take("{")
        while text.peek() != "}":
            _, key = text.value()
            if not isinstance(key, str):
                raise Broken(f"regel {text.line}: hier hoort de naam van een veld te staan")
            text.take(":")
            if key in self.keys and text.peek() == "[":
                is_page = True
                yield from self._list(text)
            else:
                found[key] = text.value()[1]
            if text.peek() != "}":
                text.take(",")
        text.take("}")
        if is_page:
            self.envelope.update(found)
        else:
            yield line, found


class _Text:
    """A window on the text of a file; `line` is the line of what comes next."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._window = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def peek(self) -> str:
        """Return the next sign that is no space, "" at the end of the file."""
        while True:
            start = self._at
            while self._at < len(self._window) and self._window[self._at] in _SPACE:
                self._at += 1
            self.line += self._window.count("\n", start, self._at)
            if self._at < len(self._window) or not self._more():
                return self._window[self._at : self._at + 1]

    def take(self, sign: str) -> None:
        """Step over a sign that must come next."""
        found = self.peek()
        if found != sign:
            raise Broken(self._half_way() if not found else f"regel {self.line}: hier hoort '{sign}' te staan")
        self._at += 1

    def value(self) -> tuple[int, Any]:
        """Return the line and the value that comes next."""
        if not self.peek():
            raise Broken(self._half_way())
        while True:
            try:
                value, end = _DECODER.raw_decode(self._window, self._at)
            except RecursionError as error:
                raise Broken(f"regel {self.line}: te diep in elkaar") from error
            except ValueError as error:
                if self._more():
                    continue
                at_end = isinstance(error, json.JSONDecodeError) and error.pos >= len(self._window.rstrip()) - 1
                unclosed = isinstance(error, json.JSONDecodeError) and error.msg.startswith("Unterminated")
                raise Broken(
                    self._half_way() if at_end or unclosed else f"regel {self.line}: dit is geen JSON"
                ) from error
            if self._window[end : end + 1] in _GOES_ON and self._more():  # a number may have been cut
                continue
            line = self.line
            self.line += self._window.count("\n", self._at, end)
            self._at = end
            return line, value

    def _more(self) -> bool:
        """Read further; False at the end of the file."""
        if self._ended:
            return False
        rest = self._window[self._at :]
        if len(rest) > LARGEST:
            raise Broken(f"regel {self.line}: één onderdeel is groter dan {LARGEST // 2**20} miljoen tekens")
        chunk = self._file.read(max(_CHUNK, len(rest)))
        self._ended = not chunk
        self._window, self._at = rest + chunk, 0
        return bool(chunk)

    def _half_way(self) -> str:
        return f"het bestand houdt op regel {self.line} midden in een onderdeel op: het is niet heel"
