"""Fill in the references of a text, so that every figure and date lives in one place: its arrangement.

{{ amount('levenlanglerenkrediet', 'rente') }}      2,33 procent
{{ amount('x', 'vergoeding', per=true) }}           € 500 per jaar
{{ date('stap_budget', 'valid_to') }}               31 december 2023   ('closed_since': 1 januari 2024)
{{ title('x') }}  {{ phone('x') }}  {{ hours('x') }}  {{ url('x') }}
{% if is_open('slim_mkb') %} ... {% endif %}        at the moment the answer is given
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from jinja2 import Environment, StrictUndefined, Template, TemplateError, meta, nodes

from knowledge import dutch
from knowledge.budget import availability
from knowledge.records import Amount, Arrangement

T = TypeVar("T")

DATES = (
    "valid_from", "valid_to", "closed_since", "scheme_runs_until", "exhausted_since", "evidence_date", "review_by",
    "opens_next", "closes",
)  # fmt: skip

_TIMED = re.compile(r"\bis_open\s*\(|'(?:opens_next|closes)'|\"(?:opens_next|closes)\"")


class DeadReference(Exception):
    """A text refers to an arrangement, an amount or a date that is not there or may not be quoted."""


class Renderer:
    """Fills in references from a set of arrangements. Every text is compiled once, at its first use."""

    def __init__(self, arrangements: Mapping[str, Arrangement]) -> None:
        self._arrangements = arrangements
        self._compiled: dict[str, Template] = {}  # as many as the records hold texts
        self._environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)

    def render(self, text: str, on: date | datetime, **values: object) -> str:
        """Return the text with its references filled in, as of `on`; `values` are variables it may use.

        Raises:
            DeadReference: a reference leads nowhere, a variable is missing, or the template is broken.
        """
        if "{" not in text:
            return text
        try:
            return self._template(text).render({**self._functions(on), **values}).strip()
        except TemplateError as error:
            raise DeadReference(str(error)) from error

    def _template(self, text: str) -> Template:
        """Return the compiled text: compiling takes milliseconds, filling in takes microseconds."""
        template = self._compiled.get(text)
        if template is None:
            template = self._compiled[text] = self._environment.from_string(text)
        return template

    def references(self, text: str) -> tuple[str, ...]:
        """Return the ids of the arrangements that a text refers to. Raises DeadReference for a broken template."""
        try:
            tree = self._environment.parse(text)
        except TemplateError as error:
            raise DeadReference(str(error)) from error
        first = (call.args[0] for call in tree.find_all(nodes.Call) if call.args)
        return tuple(dict.fromkeys(str(arg.value) for arg in first if isinstance(arg, nodes.Const)))

    def variables(self, text: str) -> frozenset[str]:
        """Return the names a text needs to be given. Raises DeadReference for a broken template."""
        try:
            names = meta.find_undeclared_variables(self._environment.parse(text))
        except TemplateError as error:
            raise DeadReference(str(error)) from error
        return frozenset(names) - FUNCTIONS

    def _functions(self, on: date | datetime) -> dict[str, Callable[..., object]]:
        return {
            "amount": self._amount,
            "date": lambda ref, field: self._date(ref, field, on),
            "title": lambda ref: self._find(ref).title,
            "phone": lambda ref: self._contact(ref, "phone"),
            "hours": lambda ref: self._contact(ref, "hours"),
            "url": lambda ref: self._present(ref, "url", self._find(ref).url),
            "is_open": lambda ref: availability(self._find(ref), on).state == "open",
        }

    def _find(self, ref: str) -> Arrangement:
        try:
            return self._arrangements[ref]
        except KeyError:
            raise DeadReference(f"there is no arrangement '{ref}'") from None

    def _amount(self, ref: str, amount_id: str, per: bool = False) -> str:
        try:
            amount: Amount = self._find(ref).amount(amount_id)
        except KeyError:
            raise DeadReference(f"arrangement '{ref}' has no amount '{amount_id}'") from None
        if not amount.show:
            raise DeadReference(f"amount '{amount_id}' of '{ref}' may not be quoted (show: false)")
        written = dutch.figure(amount.value, amount.unit)
        return f"{written} {dutch.per(amount.unit)}".strip() if per else written

    def _contact(self, ref: str, field: str) -> str:
        contact = self._find(ref).contact
        value: str | None = getattr(contact, field) if contact else None
        return self._present(ref, field, value)

    def _date(self, ref: str, field: str, on: date | datetime) -> str:
        if field not in DATES:
            raise DeadReference(f"'{field}' is not a date of an arrangement: {', '.join(DATES)}")
        found = self._find(ref)
        if field == "evidence_date":
            return dutch.evidence(found.evidence_date)
        value: date | None
        if field == "closed_since":
            value = found.valid_to + timedelta(days=1) if found.valid_to else None
        elif field == "exhausted_since":
            value = found.budget.exhausted_since
        elif field in ("opens_next", "closes"):
            value = getattr(availability(found, on), field)
        else:
            value = getattr(found, field)
        return dutch.full_date(self._present(ref, field, value))

    @staticmethod
    def _present(ref: str, field: str, value: T | None) -> T:
        if value is None:
            raise DeadReference(f"arrangement '{ref}' has no {field}")
        return value


FUNCTIONS = frozenset({"amount", "date", "title", "phone", "hours", "url", "is_open"})


def timed(text: str) -> bool:
    """Say whether a text can change with the moment, not only with its records."""
    return _TIMED.search(text) is not None
