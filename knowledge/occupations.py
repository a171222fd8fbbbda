"""Occupations: what work a person means, in ESCO's classification, by people's own words.

`find` reads a few words ("in de keuken", "vzig", "vrachtwagen chaufeur") and gives occupations with a score; `spot`
finds occupations in a sentence and leaves ordinary words alone. Names and codes are ESCO's (see `beroepen/SOURCE.txt`),
sectors and people's words are ours. The tables are made by `build`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from knowledge import words
from knowledge.occupation_names import Named, Names
from knowledge.occupation_tables import build

__all__ = ["Occupation", "OccupationMatch", "Occupations", "SpottedOccupation", "build"]

Connect = Callable[[], sqlite3.Connection]
How = Literal["naam", "woord", "breed", "deel"]

STRONG = 0.9  # from here a match is what the person said, below it is near to it

# How sure a name of each kind makes us; see `occupation_tables.Name`.
_SCORES = {"naam": 1.0, "eigen": 1.0, "zoek": 0.97, "ook": 0.95, "breed": 0.75}
_HOW: dict[str, How] = {"naam": "naam", "eigen": "woord", "zoek": "woord", "ook": "naam", "breed": "breed"}
_OTHER_FORM = 0.97  # the same word in another form: "lassers" for "lasser"
_JOINED = 0.98  # "vrachtwagen chauffeur" for "vrachtwagenchauffeur"
_HEAD = 0.92  # "ziekenhuisschoonmaker" for "schoonmaker"
_PART = 0.8  # at most, when the words are only part of a name
_PIECE = 0.93  # a name found in a longer text
_MISSPELLED = 0.95
# ESCO lists names loosely: one of its other names counts for less where something else is called just that, or where
# it is an ordinary word.
_LOOSE = 0.85
_VAGUE = 0.6
_ALIKE = 0.5  # of the words, by weight, that a name must have in common with them
_LONGEST_PHRASE, _LONGEST_SENTENCE = 8, 24  # words: longer texts are about more than work
_MOST = 40  # occupations that a text may mean
_REMEMBERED = 4_096


@dataclass(frozen=True)
class Occupation:
    """An occupation. `name` is what we show, `esco_name` ESCO's own; `isco` and `brc` are four digits each."""

    code: str
    name: str
    esco_name: str
    isco: str
    brc: str
    sector: str


@dataclass(frozen=True)
class OccupationMatch:
    """An occupation that a text may mean. `score` up to 1; `name` is the name that matched, `how` in what way.

    `loose`: by one of ESCO's other names, which are not always what people mean. `whole`: the text says nothing else.
    """

    occupation: Occupation
    score: float
    how: How
    name: str
    loose: bool = False
    whole: bool = True


@dataclass(frozen=True)
class SpottedOccupation:
    """An occupation in a sentence: `text[start:end]` names one of `occupations`, the likeliest first."""

    start: int
    end: int
    text: str
    occupations: tuple[Occupation, ...]


class Occupations:
    """Reads the occupation tables of a compiled knowledge file. Usable from several threads."""

    LONGEST_NAME = 6  # words

    def __init__(self, connect: Connect) -> None:
        """`connect` returns a read-only connection that the calling thread may use."""
        self._connect = connect
        self._lock = threading.Lock()
        self._loaded: _Tables | None = None
        self._found = lru_cache(_REMEMBERED)(self._find)

    def get(self, code: str) -> Occupation | None:
        """Return the occupation with this ESCO code, or None."""
        return self._occupations.get(code)

    def find(self, text: str, limit: int = 8) -> tuple[OccupationMatch, ...]:
        """Return the occupations that a few words or a sentence may mean, best first; empty when there is none."""
        return self._found(words.fold(text))[:limit]

    def spot(self, text: str) -> tuple[SpottedOccupation, ...]:
        """Return the occupations named in a sentence, in order; words that mean much else are left alone."""
        return tuple(self._spotted(text, list(words.tokens(text))))

    def near(self, codes: Collection[str]) -> tuple[str, ...]:
        """Return the codes of occupations near these: of the same ISCO minor group, or the same BRC group."""
        if not codes:
            return ()
        marks = ", ".join("?" * len(codes))
        rows = self._connect().execute(
            f"""SELECT other.code FROM occupation AS own JOIN occupation AS other
                ON other.brc = own.brc OR substr(other.isco, 1, 3) = substr(own.isco, 1, 3)
                WHERE own.code IN ({marks}) AND other.code NOT IN ({marks}) GROUP BY other.code ORDER BY other.code""",
            (*codes, *codes),
        )
        return tuple(row[0] for row in rows)

    def known(self, word: str) -> bool:
        """Say whether a folded word stands in the name of an occupation."""
        return word in self._names.words

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the known words that a folded compound consists of, or the word itself."""
        return self._names.splitter.parts(word)

    def spelled(self, word: str) -> str | None:
        """Return the known word that a folded word is a misspelling of, or None."""
        return self._names.speller.nearest(word)

    def narrower(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the codes of the occupations that are kinds of these: of a welder, the pipe welder."""
        return tuple(kind for code in codes for kind in self._tables.kinds.get(code, ()))

    def _find(self, folded: str) -> tuple[OccupationMatch, ...]:
        """Read the words as a name, then as holding one, at last as having something in common with one."""
        found: dict[str, OccupationMatch] = {}
        for key, weight in self._readings(folded):
            # What a compound is a kind of must be called just that: no builder of websites is a kind of scene builder.
            self._collect(found, key, weight, whole=weight == _HEAD)
        for key in () if found else _either(folded):
            self._collect(found, key, _PIECE, whole=True)
        if not found:
            found = self._in_pieces(folded)
        if not found:
            self._collect_alike(found, folded)
        return tuple(sorted(_weighed(found.values()), key=_order)[:_MOST])

    def _in_pieces(self, folded: str) -> dict[str, OccupationMatch]:
        """Find names in a longer text, the longest first: what is wished before what is, then the surest."""
        for length, runs in _pieces(folded):
            best: tuple[tuple[bool, float], dict[str, OccupationMatch]] | None = None
            for wished, run in runs:
                found: dict[str, OccupationMatch] = {}
                self._collect(found, " ".join(run), _PIECE, whole=True)
                if length == 2 and not found:
                    self._collect(found, "".join(run), _PIECE, whole=True)
                rank = not wished, -max((match.score for match in found.values()), default=0.0)
                if found and (best is None or rank < best[0]):
                    best = rank, found
            if best is not None:
                return {code: replace(match, whole=False) for code, match in best[1].items()}
        return {}

    def _readings(self, folded: str) -> Iterator[tuple[str, float]]:
        """Yield what the words may say: themselves, without words that say nothing, joined, without errors; of a
        compound that nobody knows, what it is a kind of.
        """
        yield folded, 1.0
        core = [word for word in folded.split() if word not in words.STOP_WORDS]
        if core and core != folded.split():
            yield " ".join(core), 1.0
        repaired = [self._repaired(word) for word in core]
        if repaired != core:
            yield " ".join(repaired), _MISSPELLED
        if len(repaired) == 2:
            yield "".join(repaired), _JOINED
        if len(repaired) == 1 and not self.known(repaired[0]):
            head = self._names.head(repaired[0])
            if head:
                yield head, _HEAD

    def _repaired(self, word: str) -> str:
        if self.known(word) or len(self.parts(word)) > 1:
            return word
        return self.spelled(word) or word

    def _collect(self, found: dict[str, OccupationMatch], key: str, weight: float, whole: bool = False) -> None:
        """Add the occupations named like this, in this form or another, or (unless `whole`) partly so."""
        if not key:
            return
        every = " ".join(map(words.stem, key.split()))
        telling = " ".join(words.stems(key)) or every
        for name in self._names.exact(key):
            self._add(found, name, _SCORES[name.kind] * weight, _HOW[name.kind])
        for name in self._names.same(every, telling):
            self._add(found, name, _SCORES[name.kind] * weight * _OTHER_FORM, _HOW[name.kind])
        for name, share in () if whole else self._containing(key):
            self._add(found, name, _PART * share * weight * _SCORES[name.kind], "deel")

    def _containing(self, key: str) -> Iterator[tuple[Named, float]]:
        """Yield names that contain every word of the key, with how much of the name they cover."""
        wanted = [word for word in key.split() if word not in words.STOP_WORDS and len(word) > 2]
        if not wanted or not key.isascii():  # no name has other letters, once folded
            return
        for name in self._names.containing([self._term(word) for word in wanted]):
            if name.kind != "breed":
                yield name, min(1.0, len(wanted) / (name.length + len(wanted) * 0.2))

    def _term(self, word: str) -> list[tuple[str, ...]]:
        """Return what stands for a word: itself, or all of its parts."""
        parts = tuple(map(words.stem, self.parts(word)))
        return [(words.stem(word),), parts] if len(parts) > 1 else [(words.stem(word),)]

    def _collect_alike(self, found: dict[str, OccupationMatch], folded: str) -> None:
        """Add the occupations that have most in common with the words."""
        telling = [self._repaired(word) for word in folded.split() if word not in words.STOP_WORDS and len(word) > 2]
        if not telling or len(telling) > _LONGEST_PHRASE or not folded.isascii():
            return
        for name, of_words, of_name in self._names.alike(telling):
            if of_words >= _ALIKE and not (name.ordinary and name.kind == "ook"):
                score = _PART * (of_words * 0.7 + of_name * 0.3) * _SCORES[name.kind]
                self._add(found, name, score, "deel")

    def _add(self, found: dict[str, OccupationMatch], name: Named, score: float, how: How) -> None:
        """Keep the best match of an occupation."""
        if name.kind == "ook" and name.ordinary:
            score = min(score, _VAGUE)
        known = found.get(name.code)
        if known is None or known.score < score:
            occupation = self._occupations[name.code]
            found[name.code] = OccupationMatch(occupation, round(score, 3), how, name.name, name.kind == "ook")

    def _spotted(self, text: str, tokens: list[tuple[int, int, str]]) -> Iterator[SpottedOccupation]:
        at = 0
        while at < len(tokens):
            taken = 1
            for length in range(min(self.LONGEST_NAME, len(tokens) - at), 0, -1):
                run = [token for _, _, token in tokens[at : at + length]]
                found = self._plain(run) if run[0] not in words.STOP_WORDS or length > 1 else ()
                if found:
                    start, end = tokens[at][0], tokens[at + length - 1][1]
                    yield SpottedOccupation(start, end, text[start:end], found)
                    taken = length
                    break
            at += taken

    def _plain(self, run: list[str]) -> tuple[Occupation, ...]:
        """Return the occupations that these words name and nothing else."""
        key = " ".join(run)
        if key in self._names.spottable:
            named = self._names.exact(key)
        elif len(run) == 1 and len(key) > 4 and _plural(key) and words.stem(key) in self._names.spottable_stems:
            named = [name for name in self._names.same(words.stem(key)) if " " not in name.key]
        else:
            return ()
        named = [name for name in named if name.kind in _RANK]
        best = min(_RANK[name.kind] for name in named)
        found = dict.fromkeys(self._occupations[name.code] for name in named if _RANK[name.kind] == best)
        return tuple(sorted(found, key=lambda occupation: (occupation.code.count("."), occupation.code)))[:6]

    @property
    def _names(self) -> Names:
        return self._tables.names

    @property
    def _occupations(self) -> Mapping[str, Occupation]:
        return self._tables.occupations

    @property
    def _tables(self) -> _Tables:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = _Tables.read(self._connect())
        return self._loaded


@dataclass(frozen=True)
class _Tables:
    """The occupations in memory, their names, and by code the codes of those that are kinds of it."""

    names: Names
    occupations: Mapping[str, Occupation]
    kinds: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> _Tables:
        occupations = {row[0]: Occupation(*row) for row in connection.execute("SELECT * FROM occupation")}
        kinds: dict[str, list[str]] = defaultdict(list)
        for code in occupations:
            above = code.rpartition(".")[0]
            while "." in above:
                kinds[above].append(code)
                above = above.rpartition(".")[0]
        return cls(Names(connection), occupations, kinds)


_RANK = {"naam": 0, "eigen": 0, "ook": 1}  # of the names that count in a sentence
_WISH = words.word_set("wil wilt wilde willen word worden zoek zoekt zoeken wou zou graag als tot")


def _either(folded: str) -> Iterator[str]:
    """Yield what stands on both sides of "of", for who would like either."""
    sides = folded.split(" of ")
    if len(sides) == 2 and all(sides):
        yield " ".join(word for word in sides[0].split()[-3:] if word not in words.STOP_WORDS)
        yield " ".join(word for word in sides[1].split()[:3] if word not in words.STOP_WORDS)


def _pieces(folded: str) -> Iterator[tuple[int, list[tuple[bool, list[str]]]]]:
    """Yield the runs of words of a text by length, the longest first, with whether each comes after a wish.

    None begins or ends with a word that says nothing: "ik werk in een winkel en wil kapper worden".
    """
    parts = folded.split()[:_LONGEST_SENTENCE]
    wish = next((at for at, word in enumerate(parts) if word in _WISH), len(parts))
    for length in range(min(5, len(parts) - 1), 0, -1):
        runs = [(at > wish, parts[at : at + length]) for at in range(len(parts) - length + 1)]
        yield (
            length,
            [
                (wished, run)
                for wished, run in runs
                if run[0] not in words.STOP_WORDS and run[-1] not in words.STOP_WORDS
            ],
        )


def _weighed(matches: Iterable[OccupationMatch]) -> list[OccupationMatch]:
    """Put ESCO's looser names behind something that is called just that."""
    found = list(matches)
    sure = any(match.score >= _PIECE and not match.loose for match in found)
    return [replace(match, score=round(match.score * _LOOSE, 3)) if sure and match.loose else match for match in found]


def _plural(word: str) -> bool:
    """Say whether a word looks like the plural of an occupation ("lassers", "verpleegkundigen")."""
    return word.endswith(("s", "en"))


def _order(match: OccupationMatch) -> tuple[float, int, Iterable[str]]:
    """Best first; of equals, the more general occupation (its code is shorter), then by code."""
    return -match.score, match.occupation.code.count("."), match.occupation.code
