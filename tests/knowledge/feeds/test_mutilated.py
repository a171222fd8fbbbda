"""Whatever is done to a delivery, it is read or refused: nothing else comes of it, and nothing that does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds import json_ld, leerbanen, ooapi_delivery, schema_org, spreadsheet
from knowledge.feeds.draft import Entry, FeedError, Passed, Refusal
from knowledge.feeds.normal import Normaliser
from knowledge.feeds.reading import Delivery
from tests.knowledge.feeds import feed

Reader = Callable[[Delivery], Iterable[Entry]]

READERS: dict[str, Reader] = {
    "csv": lambda files: spreadsheet.read(files, []),
    "leerbanen": lambda files: leerbanen.read(files, []),
    "ooapi": lambda files: ooapi_delivery.read_files(files, ("programs", "courses")),
    "schema_org": schema_org.read,
}
SAMPLES = sorted(path for name in READERS for path in (feed.SAMPLES / name).iterdir())
SHARP = [b'"', b";", b"\n", b"{", b"]", b"<", b"&#x0;", b"\xff", b"\x1b[2J", b"\\u0000", b"\\ud83d", b"\0"]
STRANGE = [
    None,
    7,
    -1.5,
    True,
    [],
    {},
    "",
    [None],
    {"@id": "x"},
    "9" * 400,
    "2027-99-99",
    [[["x"]]],
    {"@value": {"a": 1}},
]
MANY = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def accepted(path: Path, reader: Reader, normaliser: Normaliser) -> list[str]:
    """The records that come of a delivery, which may be none."""
    found = []
    try:
        for entry in feed.read(path, reader, json_ld.ENDINGS):
            for draft in feed.taken([entry]):
                try:
                    normal = normaliser.record(draft)
                except (Refusal, Passed):
                    continue
                found.append(normal.data)
    except FeedError as error:
        assert str(error).endswith((".", ")"))
    return found


@MANY
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1), st.sampled_from([*SHARP, b""])), max_size=6))
def test_bytes_that_are_changed_lost_or_put_in(
    tmp_path_factory: pytest.TempPathFactory, normaliser: Normaliser, sample: Path, changes: list[tuple[float, bytes]]
) -> None:
    content = sample.read_bytes()
    for where, put in changes:
        at = int(where * len(content))
        content = content[:at] + put + content[at + (0 if put else 20) :]
    path = tmp_path_factory.mktemp("verminkt") / sample.name
    path.write_bytes(content)
    for data in accepted(path, READERS[sample.parent.name], normaliser):
        assert "\x1b" not in data and "\\u0000" not in data
        assert data.encode()


def mutilated(draw: st.DrawFn, value: Any) -> Any:
    strange = draw(st.sampled_from(STRANGE)) if draw(st.integers(0, 30)) == 0 else ...
    if strange is not ...:
        return strange
    if isinstance(value, dict):
        return {key: mutilated(draw, inner) for key, inner in value.items()}
    return [mutilated(draw, inner) for inner in value] if isinstance(value, list) else value


@st.composite
def documents(draw: st.DrawFn) -> tuple[Path, Any]:
    sample = draw(st.sampled_from([path for path in SAMPLES if path.suffix in (".json", ".jsonld")]))
    return sample, mutilated(draw, json.loads(sample.read_text()))


@MANY
@given(documents())
def test_fields_that_hold_something_else_than_they_should(
    tmp_path_factory: pytest.TempPathFactory, normaliser: Normaliser, document: tuple[Path, Any]
) -> None:
    sample, value = document
    path = tmp_path_factory.mktemp("verminkt") / sample.name
    path.write_text(json.dumps(value))
    for data in accepted(path, READERS[sample.parent.name], normaliser):
        record = json.loads(data)
        assert record["title"] and record["kind"] and record["demo"] is False
