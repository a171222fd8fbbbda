"""Conditions over a profile that may be incomplete: holds (True), fails (False) or not known (None). Pure.

`evaluate` is the plain three-valued reading (Kleene): unknown values make comparisons unknown. It is a little too
modest: "30 or older, or younger and going for hbo" is settled for someone going for hbo, whatever the age. So the
conditions of an arrangement are worked out beforehand into tables. Values that no comparison tells apart form one
class (an age limit makes two classes of all ages), and a table holds the outcome for every combination of classes,
unknown included: unknown only where the values still possible really lead to different outcomes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from knowledge.profile import SLOTS, ProfileError, Value, require, startkwalificatie
from knowledge.profile import misfit as slot_misfit
from knowledge.records import AnyOf, Arrangement, Condition, Leaf, Node, NotOf, leaves

APPLICANT = "aanvrager"
UNKNOWN = -1
LARGEST_TABLE = 20_000

OTHER = "\x00anders"  # stands for every value of an open slot that no record mentions

_ORDERED = ("lt", "le", "gt", "ge")
_BOOLEAN = ("is_true", "is_false")

# Who applies is a condition of every arrangement that a citizen cannot apply for (contract: the engine makes it).
_EMPLOYER = Condition(
    id=APPLICANT,
    test=AnyOf((Leaf("rol", "eq", "voor_mijn_personeel"), Leaf("werksituatie", "eq", "werkgever"))),
    holds="U vraagt dit aan als werkgever.",
    fails="Dit vraagt een werkgever aan, niet u zelf.",
    source=None,
)
_INSTITUTION = Condition(
    id=APPLICANT,
    test=AnyOf(()),
    holds="",
    fails="Dit vraagt een school of organisatie aan, niet u zelf.",
    source=None,
)


class TooManyCombinations(ValueError):
    """A condition distinguishes more combinations of values than can be worked out; split it."""


def conditions_of(arrangement: Arrangement) -> tuple[Condition, ...]:
    """Return the conditions of an arrangement, the engine's own about who applies first."""
    own = {"employer": (_EMPLOYER,), "institution": (_INSTITUTION,)}.get(arrangement.applicant, ())
    return (*own, *arrangement.conditions)


def evaluate(test: Node, profile: Mapping[str, Value]) -> bool | None:
    """Read a condition in three values: what is not in the profile is unknown."""
    if isinstance(test, Leaf):
        return compare(test, profile[test.slot]) if test.slot in profile else None
    if isinstance(test, NotOf):
        inner = evaluate(test.part, profile)
        return None if inner is None else not inner
    outcomes = [evaluate(part, profile) for part in test.parts]
    settling = isinstance(test, AnyOf)
    if settling in outcomes:
        return settling
    return None if None in outcomes else not settling


def told(test: Node, profile: Mapping[str, Value]) -> bool:
    """Say whether a condition is true of what was told, and nothing else: what is unknown counts as not so."""
    if isinstance(test, Leaf):
        return test.slot in profile and compare(test, profile[test.slot])
    if isinstance(test, NotOf):
        return not told(test.part, profile)
    return (any if isinstance(test, AnyOf) else all)(told(part, profile) for part in test.parts)


def compare(leaf: Leaf, value: Value) -> bool:
    """Compare one value. Raises ProfileError when the value is not of the slot's type."""
    wanted = leaf.value
    if leaf.op == "is_true" or leaf.op == "is_false":
        return value is (leaf.op == "is_true")
    if leaf.op in ("in", "not_in"):
        return (isinstance(wanted, tuple) and value in wanted) == (leaf.op == "in")
    if leaf.op in ("eq", "ne"):
        return (value == wanted) == (leaf.op == "eq")
    if not isinstance(value, int) or not isinstance(wanted, int):
        raise ProfileError(f"{leaf.slot}: {value!r} cannot be ordered")
    return {"lt": value < wanted, "le": value <= wanted, "gt": value > wanted, "ge": value >= wanted}[leaf.op]


def misfit(leaf: Leaf) -> str | None:
    """Say why a comparison can never be made, or None when it can."""
    slot = SLOTS.get(leaf.slot)
    if slot is None:
        return f"dead reference: there is no slot '{leaf.slot}' in the profile"
    if leaf.op in _BOOLEAN:
        return None if slot.kind == "boolean" else f"{leaf.op} does not fit {leaf.slot}, which is not true or false"
    if leaf.op in _ORDERED and slot.kind != "integer":
        return f"{leaf.op} does not fit {leaf.slot}, which is not a number"
    if leaf.value is None:
        return f"{leaf.op} needs a value"
    if isinstance(leaf.value, tuple) != (leaf.op in ("in", "not_in")):
        return f"{leaf.op} needs {'a list' if leaf.op in ('in', 'not_in') else 'one value'}"
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    return next((f"{leaf.slot}: {problem}" for value in values if (problem := slot_misfit(slot, value))), None)


def pointless(test: Node) -> str | None:
    """Say why a condition decides nothing: it always or never holds, or cannot be worked out."""
    try:
        table = Tables([Condition("test", test, "", "", None)]).tables[0]
    except TooManyCombinations as error:
        return str(error)
    outcome = table.outcomes[(UNKNOWN,) * len(table.positions)]
    if outcome is None:
        return None
    return f"this condition {'always' if outcome else 'never'} holds, whatever the answer"


@dataclass(frozen=True)
class ValueClass:
    """Values of a slot that no comparison tells apart: one of them, and the share of all answers they are."""

    value: Value
    weight: float


@dataclass(frozen=True, eq=False)
class Table:
    """One condition worked out: `positions` of its slots, and the outcome per combination of classes."""

    condition: Condition
    positions: tuple[int, ...]
    outcomes: Mapping[tuple[int, ...], bool | None]

    def outcome(self, state: Sequence[int]) -> bool | None:
        """Return the outcome for the classes of a profile."""
        return self.outcomes[tuple([state[position] for position in self.positions])]


class Tables:
    """The conditions of one arrangement, worked out. A `state` is the class of each slot, or UNKNOWN."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        compared: dict[str, list[Leaf]] = {}
        for condition in conditions:
            for leaf in leaves(condition.test):
                compared.setdefault(leaf.slot, []).append(leaf)
        if "startkwalificatie" in compared:
            compared.setdefault("hoogste_opleiding", [])
        self.slots = tuple(compared)
        self._leaves = tuple(tuple(found) for found in compared.values())
        self._position = {slot: index for index, slot in enumerate(self.slots)}
        self.classes: tuple[tuple[ValueClass, ...], ...] = tuple(
            tuple(_classes(slot, self._signatures(index))) for index, slot in enumerate(self.slots)
        )
        self._class_of: tuple[dict[Value, int], ...] = tuple({} for _ in self.slots)
        self.tables = tuple(self._table(condition) for condition in conditions)

    def position(self, slot: str) -> int | None:
        """Return where a slot stands in a state; None when no condition looks at it."""
        return self._position.get(slot)

    def state(self, profile: Mapping[str, Value]) -> tuple[int, ...]:
        """Return the classes of a derived profile. Raises ProfileError for a value outside the contract."""
        return tuple(
            [
                self.class_of(index, profile[slot]) if slot in profile else UNKNOWN
                for index, slot in enumerate(self.slots)
            ]
        )

    def class_of(self, index: int, value: Value) -> int:
        """Return the class of a value of the slot at this position."""
        known = self._class_of[index]
        if value in known:
            return known[value]
        slot = self.slots[index]
        require(slot, value)
        signature = self._signature(index, value)
        representatives = (self._signature(index, item.value) for item in self.classes[index])
        found = next((number for number, other in enumerate(representatives) if other == signature), None)
        if found is None:
            raise ProfileError(f"{slot}: no class for {value!r}")
        known[value] = found
        return found

    def answers(self, slot: str, state: tuple[int, ...]) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Yield the states to which an answer to `slot` can lead, each with its share of the answers.

        An education decides the startkwalificatie; one that contradicts what was said about it is no answer.
        """
        index = self._position[slot]
        derived_at = self._position.get("startkwalificatie") if slot == "hoogste_opleiding" else None
        for number, item in enumerate(self.classes[index]):
            after = [*state]
            after[index] = number
            derived = startkwalificatie(item.value) if derived_at is not None else None
            if derived_at is not None and derived is not None:
                decided = self.class_of(derived_at, derived)
                if state[derived_at] not in (UNKNOWN, decided):
                    continue
                after[derived_at] = decided
            yield item.weight, tuple(after)

    def _signature(self, index: int, value: Value) -> tuple[object, ...]:
        """Return all that the conditions can see of a value."""
        seen: tuple[object, ...] = tuple(compare(leaf, value) for leaf in self._leaves[index])
        if self.slots[index] == "hoogste_opleiding" and "startkwalificatie" in self._position:
            return (*seen, startkwalificatie(value))
        return seen

    def _signatures(self, index: int) -> dict[Value, tuple[object, ...]]:
        values = _possible(self.slots[index], self._leaves[index])
        return {value: self._signature(index, value) for value in values}

    def _table(self, condition: Condition) -> Table:
        slots = tuple(dict.fromkeys(leaf.slot for leaf in leaves(condition.test)))
        positions = tuple(self._position[slot] for slot in slots)
        sizes = [len(self.classes[position]) for position in positions]
        if math.prod(size + 1 for size in sizes) > LARGEST_TABLE:
            raise TooManyCombinations(f"condition '{condition.id}' has too many combinations of values: split it")
        outcomes: dict[tuple[int, ...], bool | None] = {}
        impossible: set[tuple[int, ...]] = set()
        combinations = product(*(range(UNKNOWN, size) for size in sizes))
        for key in sorted(combinations, key=lambda combination: combination.count(UNKNOWN)):
            if UNKNOWN not in key:
                chosen = zip(slots, positions, key, strict=True)
                values = {slot: self.classes[position][number].value for slot, position, number in chosen}
                outcomes[key] = evaluate(condition.test, values)
                if _contradicts(values):
                    impossible.add(key)
                continue
            place = key.index(UNKNOWN)
            below = [(*key[:place], number, *key[place + 1 :]) for number in range(sizes[place])]
            possible = [entry for entry in below if entry not in impossible]
            if not possible:
                impossible.add(key)
            seen = {outcomes[entry] for entry in possible}
            outcomes[key] = seen.pop() if len(seen) == 1 else None
        return Table(condition, positions, outcomes)


@lru_cache(maxsize=1024)
def tables(arrangement: Arrangement) -> Tables:
    """Return the conditions of an arrangement worked out; done once per record."""
    return Tables(conditions_of(arrangement))


@lru_cache(maxsize=65_536)
def live(table: Table, known: tuple[int, ...], askable: frozenset[int]) -> tuple[int, ...]:
    """Return the positions that can still make a difference to a condition.

    `known` are the classes of the condition's own slots, in the order of its positions. A slot is live when, for some
    answers to other askable slots, an answer to it changes the outcome.
    """
    found = []
    places = [
        place for place, position in enumerate(table.positions) if known[place] == UNKNOWN and position in askable
    ]
    sizes = {place: 1 + max((key[place] for key in table.outcomes), default=UNKNOWN) for place in places}
    for place in places:
        others = [other for other in places if other != place]
        if any(
            table.outcomes[context] != table.outcomes[(*context[:place], number, *context[place + 1 :])]
            for context in _contexts(known, others, sizes)
            for number in range(sizes[place])
        ):
            found.append(table.positions[place])
    return tuple(found)


def _contradicts(values: Mapping[str, Value]) -> bool:
    """Say whether the education and the startkwalificatie in these values exclude each other."""
    derived = startkwalificatie(values.get("hoogste_opleiding"))
    return derived is not None and values.get("startkwalificatie", derived) != derived


def _contexts(known: tuple[int, ...], others: Sequence[int], sizes: Mapping[int, int]) -> Iterator[tuple[int, ...]]:
    """Yield the known classes with every combination of answers to the other slots, unknown included."""
    for numbers in product(*(range(UNKNOWN, sizes[other]) for other in others)):
        context = [*known]
        for other, number in zip(others, numbers, strict=True):
            context[other] = number
        yield tuple(context)


def _classes(slot_id: str, signatures: Mapping[Value, tuple[object, ...]]) -> Iterator[ValueClass]:
    slot = SLOTS[slot_id]
    groups: dict[tuple[object, ...], list[Value]] = {}
    for value, signature in signatures.items():
        groups.setdefault(signature, []).append(value)
    likely: list[Value]
    if slot.kind == "integer":
        likely = [value for value in signatures if isinstance(value, int) and slot.lowest <= value <= slot.highest]
    else:
        likely = list(signatures)
    for values in groups.values():
        yield ValueClass(values[0], sum(value in likely for value in values) / len(likely))


def _possible(slot_id: str, compared: Sequence[Leaf]) -> Iterator[Value]:
    """Yield the values of a slot that can make a difference, and enough others to weigh them."""
    slot = SLOTS[slot_id]
    if slot.kind == "boolean":
        yield from (True, False)
    elif slot.kind == "choice":
        yield from slot.values
    elif slot.kind == "integer":
        limits = {value for leaf in compared for value in _values(leaf) if isinstance(value, int)}
        around = {limit + step for limit in limits for step in (-1, 0, 1) if 0 <= limit + step <= slot.maximum}
        yield from sorted(around | set(range(slot.lowest, slot.highest + 1)) | {0, slot.maximum})
    else:
        yield from dict.fromkeys((*(value for leaf in compared for value in _values(leaf)), OTHER))


def _values(leaf: Leaf) -> tuple[Value, ...]:
    if leaf.value is None:
        return ()
    return leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
