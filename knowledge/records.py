"""The records that editors write, as typed, unchangeable values.

A record is read from the same plain data everywhere (YAML here, JSON in the compiled file). These readers trust the
shape: `knowledge.schemas` has checked it. What is true of a person at a date is not here but in `knowledge.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from knowledge import moments
from knowledge.profile import Value

Certainty = Literal["zeker", "voor_zover_bekend", "onbekend"]
Status = Literal["open", "closed", "unknown", "planned"]
Applicant = Literal["person", "employer", "institution"]


@dataclass(frozen=True)
class Source:
    """Where a fact comes from. `date` is the date of the evidence: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""

    title: str
    url: str
    date: str
    fact: str


@dataclass(frozen=True)
class Amount:
    """A figure of an arrangement. `source` counts from 1; one with `show` off is never quoted to a citizen."""

    id: str
    value: int | float | str
    unit: str
    meaning: str
    source: int
    show: bool


@dataclass(frozen=True)
class Contact:
    """How to reach the body behind an arrangement, as far as a source holds it."""

    name: str
    phone: str | None
    hours: str | None
    source: int


@dataclass(frozen=True)
class Window:
    """A time in which one can apply: from `opens` up to, not including, `closes` (Europe/Amsterdam)."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class Ceiling:
    """The money there is in all. `source` counts from 1."""

    value: int | float
    unit: str
    meaning: str
    source: int


@dataclass(frozen=True)
class Budget:
    """When one can apply and how much money there is; no windows means: at any time of its validity."""

    windows: tuple[Window, ...] = ()
    ceiling: Ceiling | None = None
    exhausted_since: datetime | None = None


@dataclass(frozen=True)
class Leaf:
    """One comparison of one slot with a value."""

    slot: str
    op: str
    value: Value | tuple[Value, ...] | None


@dataclass(frozen=True)
class AllOf:
    """Holds when every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class NotOf:
    """Holds when its part does not hold."""

    part: Node


Node = Leaf | AllOf | AnyOf | NotOf


@dataclass(frozen=True)
class Condition:
    """What must hold for a person, with the sentence for when it does and for when it does not."""

    id: str
    test: Node
    holds: str
    fails: str
    source: int | None


@dataclass(frozen=True)
class AmountCase:
    """What this person gets: a share of `of`, a fixed sum, or one of the record's amounts; only if `when` holds."""

    when: Node | None
    percent: int | float | None
    of: str | None
    fixed: int | float | None
    unit: str
    amount: str | None
    maximum: str | None


@dataclass(frozen=True)
class First:
    """What comes before a regeling for those of whom `when` is true by what they told; `text` says so to them."""

    id: str
    when: Node
    text: str


@dataclass(frozen=True)
class Arrangement:
    """A regeling: money, a right, a route or a service, and for whom it is."""

    id: str
    title: str
    kind: str
    form: str
    applicant: Applicant
    status: Status
    certainty: Certainty
    valid_from: date | None
    valid_to: date | None
    scheme_runs_until: date | None
    budget: Budget
    amounts: tuple[Amount, ...]
    amount_for_person: tuple[AmountCase, ...]
    conditions: tuple[Condition, ...]
    check: tuple[str, ...]
    summary: str
    closed_text: str | None
    instead: tuple[str, ...]
    apply: tuple[str, ...]
    url: str | None
    contact: Contact | None
    through: tuple[str, ...]
    sources: tuple[Source, ...]
    evidence_date: str
    review_by: date
    notes: str
    first: First | None = None

    def __hash__(self) -> int:
        return hash(self.id)

    def amount(self, amount_id: str) -> Amount:
        """Return one of the figures. Raises KeyError."""
        for amount in self.amounts:
            if amount.id == amount_id:
                return amount
        raise KeyError(amount_id)

    def shown_amounts(self) -> tuple[Amount, ...]:
        """Return the figures that may be quoted."""
        return tuple(amount for amount in self.amounts if amount.show)

    def newest_source(self) -> Source:
        """Return the source with the most recent evidence: the one a citizen is shown."""
        return max(self.sources, key=lambda source: moments.latest(source.date))


@dataclass(frozen=True)
class Lengths:
    """The same message at three lengths: to read, to hear, and in simpler words."""

    web: str
    spoken: str
    simple: str


@dataclass(frozen=True)
class Answer(Lengths):
    """What is said about a topic. In the store the references in the texts are filled in.

    A computed answer is completed by an action, which may use the `parts` for what it finds.
    """

    topic: str
    title: str
    computed: bool
    parts: Mapping[str, Lengths]
    regelingen: tuple[str, ...]
    follow_ups: tuple[str, ...]
    prefers_person: bool
    sources: tuple[Source, ...]
    evidence_date: str | None
    review_by: date | None


@dataclass(frozen=True)
class Option:
    """One answer to a question: the canonical value and the words on its button."""

    value: Value
    title: str


@dataclass(frozen=True)
class Text(Lengths):
    """A fixed text of the system; a question may have options."""

    key: str
    options: tuple[Option, ...] = ()
    sources: tuple[Source, ...] = ()


Data = Mapping[str, Any]


def arrangement(data: Data) -> Arrangement:
    """Read one regeling."""
    valid = data["valid"]
    return Arrangement(
        id=data["id"],
        title=data["title"],
        kind=data["kind"],
        form=data["form"],
        applicant=data["applicant"],
        status=data["status"],
        certainty=data["certainty"],
        valid_from=_day(valid.get("from")),
        valid_to=_day(valid.get("to")),
        scheme_runs_until=_day(data.get("scheme_runs_until")),
        budget=_budget(data.get("budget") or {}),
        amounts=tuple(Amount(**amount) for amount in data.get("amounts") or ()),
        amount_for_person=_amount_cases(data.get("amount_for_person")),
        conditions=tuple(_condition(item) for item in data.get("conditions") or ()),
        check=tuple(data.get("check") or ()),
        summary=data["summary"].strip(),
        closed_text=data.get("closed_text"),
        instead=tuple(data.get("instead") or ()),
        apply=tuple(data.get("apply") or ()),
        url=data.get("url"),
        contact=_contact(data.get("contact")),
        through=tuple(data.get("through") or ()),
        sources=sources(data),
        evidence_date=data["evidence_date"],
        review_by=moments.day(data["review_by"]),
        notes=data.get("notes") or "",
        first=_first(data.get("first")),
    )


def answer(data: Data) -> Answer:
    """Read one antwoord, with its references still to be filled in."""
    return Answer(
        topic=data["topic"],
        title=data["title"],
        computed=data.get("computed", False),
        parts={name: _lengths(part) for name, part in (data.get("parts") or {}).items()},
        **vars(_lengths(data)),
        regelingen=tuple(data.get("regelingen") or ()),
        follow_ups=tuple(data.get("follow_ups") or ()),
        prefers_person=data.get("prefers_person", False),
        sources=sources(data),
        evidence_date=data.get("evidence_date"),
        review_by=_day(data.get("review_by")),
    )


def text(key: str, data: Data) -> Text:
    """Read one fixed text."""
    return Text(
        key=key,
        **vars(_lengths(data)),
        options=tuple(Option(**option) for option in data.get("options") or ()),
        sources=sources(data),
    )


def node(data: Data) -> Node:
    """Read a tree of `any`, `all`, `not` and comparisons."""
    if "any" in data:
        return AnyOf(tuple(node(part) for part in data["any"]))
    if "all" in data:
        return AllOf(tuple(node(part) for part in data["all"]))
    if "not" in data:
        return NotOf(node(data["not"]))
    value = data.get("value")
    return Leaf(data["slot"], data["op"], tuple(value) if isinstance(value, list) else value)


def leaves(tree: Node) -> tuple[Leaf, ...]:
    """Return all comparisons of a tree, in writing order."""
    if isinstance(tree, Leaf):
        return (tree,)
    parts = (tree.part,) if isinstance(tree, NotOf) else tree.parts
    return tuple(leaf for part in parts for leaf in leaves(part))


def _lengths(data: Data) -> Lengths:
    return Lengths(data["web"].strip(), data["spoken"].strip(), data["simple"].strip())


def _first(data: Data | None) -> First | None:
    return First(data["id"], node(data["when"]), data["text"]) if data else None


def _condition(data: Data) -> Condition:
    return Condition(data["id"], node(data), data["holds"], data["fails"], data.get("source"))


def sources(data: Data) -> tuple[Source, ...]:
    """Read the sources of any record."""
    return tuple(
        Source(item["title"], item.get("url") or "", item["date"], item["fact"]) for item in data.get("sources") or ()
    )


def _budget(data: Data) -> Budget:
    ceiling = data.get("ceiling")
    exhausted = data.get("exhausted_since")
    windows = (
        Window(moments.opening(item["opens"]), moments.closing(item["closes"])) for item in data.get("windows") or ()
    )
    return Budget(
        windows=tuple(sorted(windows, key=lambda window: window.opens)),
        ceiling=Ceiling(**ceiling) if ceiling else None,
        exhausted_since=moments.opening(exhausted) if exhausted else None,
    )


def _amount_cases(data: Data | Sequence[Data] | None) -> tuple[AmountCase, ...]:
    if data is None:
        return ()
    return tuple(
        AmountCase(
            when=node(item["when"]) if item.get("when") else None,
            percent=item.get("percent"),
            of=item.get("of"),
            fixed=item.get("fixed"),
            unit=item.get("unit") or "EUR",
            amount=item.get("amount"),
            maximum=item.get("max"),
        )
        for item in ([data] if isinstance(data, Mapping) else data)
    )


def _contact(data: Data | None) -> Contact | None:
    if data is None:
        return None
    return Contact(data["name"], data.get("phone"), data.get("hours"), data["source"])


def _day(value: str | None) -> date | None:
    return moments.day(value) if value else None
