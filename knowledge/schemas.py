"""The published JSON Schemas (`schema/`), and whether a record has the shape they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

FOLDER = Path(__file__).parent / "schema"

Where = tuple[str | int, ...]


@cache
def validator(kind: str) -> Draft202012Validator:
    """Return the validator of a kind of record: regeling, antwoord, teksten, loket or catalogusitem."""
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    return Draft202012Validator(schemas[f"{kind}.json"], registry=registry, format_checker=FormatChecker())


def problems(kind: str, data: object) -> Iterator[tuple[Where, str]]:
    """Yield where and how a record differs from its schema, in plain words."""
    for error in validator(kind).iter_errors(data):
        cause = _cause(error)
        yield tuple(cause.absolute_path), _message(cause)


def _cause(error: ValidationError) -> ValidationError:
    """Return what is really wrong inside a choice of shapes: the fault of the shape that comes nearest."""
    while error.context:
        branches: dict[object, list[ValidationError]] = {}
        for child in error.context:
            branches.setdefault(child.relative_schema_path[0], []).append(child)
        groups = branches.values()
        fitting = [group for group in groups if not any(_wrong_type(child, error) for child in group)]
        if len(fitting) != 1:
            return error
        error = fitting[0][0]
    return error


def _wrong_type(child: ValidationError, parent: ValidationError) -> bool:
    return child.validator == "type" and child.absolute_path == parent.absolute_path


def _message(error: ValidationError) -> str:
    if error.validator == "required":
        return error.message.replace("is a required property", "is missing")
    if error.validator == "pattern":
        return f"{error.instance!r} does not have the form {error.validator_value}"
    if error.validator == "oneOf" and isinstance(error.instance, dict):
        choices: Any = error.validator_value
        keys = [choice["required"] for choice in choices if "required" in choice]
        wanted = " or ".join("+".join(key) for key in keys)
        return f"needs exactly one of: {wanted}"
    message = error.message
    return message if len(message) < 200 else message[:197] + "..."
