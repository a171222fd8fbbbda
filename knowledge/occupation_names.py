"""All names of all occupations in memory, some 17,000, and the ways in which words can meet them.

Built from the compiled tables by whoever reads them (`knowledge.occupations`); decides nothing about what is meant.
"""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge import words
from knowledge.spelling import Speller

# Words that tell little about the work, in people's phrases and in names.
LIGHT = words.word_set(
    """
    algemeen anders andere allround beginners beter assistent assistente beetje bezig dingen doet gaan goed goede groot
    grote heel
    helpen houden hulp klein kleine kunnen leerling leuk leuks lekker maken man medewerker medewerkster mensen moeten
    nieuw nieuwe oud oude specialist spullen verschillende vakman vrouw worden zelf zorgen
    """
)
_LIGHT_WEIGHT = 0.3
_UNKNOWN_WEIGHT = 0.6  # of the rarest word: what a word that stands in no name takes away from the rest
_PART_WEIGHT = 0.7  # of the whole word, when only a part of a compound is met
_MOST = 400  # names that are looked at for a few words that many have


@dataclass(frozen=True, slots=True)
class Named:
    """A name of an occupation. `kind` as in `occupation_tables.Name`."""

    code: str
    name: str
    key: str
    stems: str
    kind: str
    ordinary: bool

    @property
    def length(self) -> int:
        """How many words it has that count."""
        return 1 + self.stems.count(" ")


class Names:
    """The names by what they consist of."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._names: list[Named] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_stems: dict[str, list[int]] = defaultdict(list)
        self._by_stem: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._by_root: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._roots: list[tuple[str, ...]] = []
        known: set[str] = set()
        columns = "code, name, key, stems, part_stems, roots, part_roots, kind, ordinary"
        rows = connection.execute(f"SELECT {columns} FROM occupation_name ORDER BY id")
        for number, (code, name, key, stems, met, roots, met_roots, kind, ordinary) in enumerate(rows):
            self._names.append(Named(code, name, key, stems, kind, bool(ordinary)))
            self._by_key[key].append(number)
            self._by_stems[stems].append(number)
            for stem in {*stems.split(), *met.split()}:
                self._by_stem[stem].append(number)
            for root in met_roots.split():
                self._by_root[root].append(number)
            self._roots.append(tuple(roots.split()))
            known.update(word for word in key.split() if not word.isdigit())
        self.words = frozenset(known)
        self.splitter = words.Splitter(known)
        self.speller = Speller(known)
        spottable = [name for name in self._names if name.kind not in ("breed", "zoek") and len(name.key) > 2]
        ordinary_keys = {name.key for name in spottable if name.ordinary}
        self.spottable = frozenset(name.key for name in spottable) - ordinary_keys
        single = (name for name in spottable if name.key in self.spottable and " " not in name.key)
        self.spottable_stems = frozenset(name.stems for name in single)
        self._rarest = math.log(len(self._names) + 1)

    def exact(self, key: str) -> list[Named]:
        """Return the names that are just this, once folded."""
        return [self._names[number] for number in self._by_key.get(key, ())]

    def same(self, *stems: str) -> list[Named]:
        """Return the names with just these stems: the same words in another form."""
        found = sorted({number for each in stems for number in self._by_stems.get(each, ())})
        return [self._names[number] for number in found]

    def containing(self, terms: Sequence[Sequence[Sequence[str]]]) -> list[Named]:
        """Return names with every term: all stems of one of its alternatives."""
        found: set[int] | None = None
        for term in terms:
            either: set[int] = set()
            for stems in term:
                sets = [set(self._by_stem.get(stem, ())) for stem in stems]
                either |= set.intersection(*sets)
            found = either if found is None else found & either
        return [self._names[number] for number in sorted(found or ())[:_MOST]]

    def head(self, word: str) -> str | None:
        """Return what a compound is a kind of: its last part that tells something; None when it is no compound."""
        parts = self.splitter.parts(word)
        telling = [part for part in parts if part not in LIGHT]
        return telling[-1] if len(parts) > 1 and telling else None

    def alike(self, telling: Iterable[str]) -> Iterator[tuple[Named, float, float]]:
        """Yield names that have something in common with these words, kin of a word counting for it.

        With how much of the words each covers, and how much of the name they cover, from 0 to 1, rare words weighing
        most.
        """
        weights: dict[int, float] = defaultdict(float)
        whole = 0.0
        for word in telling:
            weight, parts = self._weighed(word)
            whole += weight
            met: dict[int, float] = {}
            for root, share in parts:
                for number in self._by_root.get(root, ()):
                    met[number] = min(1.0, met.get(number, 0.0) + share)
            for number, share in met.items():
                weights[number] += weight * share
        for number, weight in weights.items():
            own = sum(self._weight(root) for root in self._roots[number])
            yield self._names[number], weight / whole, min(1.0, weight / own) if own else 0.0

    def _weighed(self, word: str) -> tuple[float, list[tuple[str, float]]]:
        """Return what a word weighs, and the roots that meet it with how much of it each is."""
        light = _LIGHT_WEIGHT if word in LIGHT else 1.0
        met = [(root, 1.0) for root in _roots(word) if root in self._by_root][:1]
        parts = self.splitter.parts(word)
        if len(parts) > 1:
            met += [(words.root(part), _PART_WEIGHT / len(parts)) for part in parts]
        if not met:
            return light * _UNKNOWN_WEIGHT * self._rarest, []
        return light * max(self._weight(root) for root, _ in met), met

    def _weight(self, root: str) -> float:
        return self._rarest - math.log(len(self._by_root.get(root, ())) + 1)


def _roots(word: str) -> Iterator[str]:
    """Yield the roots that a word may have: its own, and those of what it is a diminutive of."""
    yield words.root(word)
    for ending in ("tjes", "tje", "jes", "je"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield words.root(word.removesuffix(ending))
