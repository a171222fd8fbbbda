"""Occupations: what work a person means, in ESCO's classification, by people's own words.

`find` reads a few words ("in de keuken", "vzig", "vrachtwagen chaufeur") and gives occupations with a score; `spot`
finds occupations in a sentence and leaves ordinary words alone. Names and codes are ESCO's (see `beroepen/SOURCE.txt`),
sectors and people's words are ours. The tables are made by `build`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge import words
from knowledge.occupation_tables import build

__all__ = ["Occupation", "OccupationMatch", "Occupations", "SpottedOccupation", "build"]

Connect = Callable[[], sqlite3.Connection]
How = Literal["naam", "woord", "breed", "deel"]

STRONG = 0.9  # from here a match is what the person said, below it is near to it

# How sure a name of each kind makes us; see `occupation_tables.Name`.
_SCORES = {"naam": 1.0, "eigen": 1.0, "ook": 0.95, "breed": 0.75}
_HOW: dict[str, How] = {"naam": "naam", "eigen": "woord", "ook": "naam", "breed": "breed"}
_OTHER_FORM = 0.97  # the same word in another form: "lassers" for "lasser"
_JOINED = 0.98  # "vrachtwagen chauffeur" for "vrachtwagenchauffeur"
_PART = 0.8  # at most, when the words are only part of a name
_PIECE = 0.93  # a name found in a longer text
_MISSPELLED = 0.95
# ESCO lists names loosely: one of its other names counts for less where something else is called just that, or where
# it is an ordinary word.
_LOOSE = 0.85
_VAGUE = 0.6


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

    `loose`: by one of ESCO's other names, which are not always what people mean.
    """

    occupation: Occupation
    score: float
    how: How
    name: str
    loose: bool = False


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
        self._known: _Vocabulary | None = None

    def get(self, code: str) -> Occupation | None:
        """Return the occupation with this ESCO code, or None."""
        row = self._connect().execute("SELECT * FROM occupation WHERE code = ?", (code,)).fetchone()
        return Occupation(*row) if row else None

    def find(self, text: str, limit: int = 8) -> tuple[OccupationMatch, ...]:
        """Return the occupations that a few words may mean, best first; empty when there is none."""
        folded = words.fold(text)
        found: dict[str, OccupationMatch] = {}
        for key, weight in self._readings(folded):
            self._collect(found, key, weight)
        if not found:
            for key in _pieces(folded):
                self._collect(found, key, _PIECE, whole=True)
                if found:
                    break
        return tuple(sorted(_weighed(found.values()), key=_order)[:limit])

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
        return word in self._vocabulary.every

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the known words that a folded compound consists of, or the word itself."""
        return self._vocabulary.splitter.parts(word)

    def spelled(self, word: str) -> str | None:
        """Return the known word that a folded word is a misspelling of, or None."""
        if len(word) < 5 or word.isdigit():
            return None
        most = 1 if len(word) < 8 else 2
        near = extract(word, self._vocabulary.typed, scorer=OSA.distance, score_cutoff=most, limit=30)
        best = min(
            near, key=lambda hit: (hit[1], hit[0][0] != word[0], abs(len(hit[0]) - len(word)), hit[0]), default=None
        )
        return best[0] if best else None

    def _readings(self, folded: str) -> Iterator[tuple[str, float]]:
        """Yield what the words may say: themselves, without words that say nothing, joined, without errors."""
        yield folded, 1.0
        core = [word for word in folded.split() if word not in words.STOP_WORDS]
        if core and core != folded.split():
            yield " ".join(core), 1.0
        repaired = [self._repaired(word) for word in core]
        if repaired != core:
            yield " ".join(repaired), _MISSPELLED
        if len(repaired) == 2:
            yield "".join(repaired), _JOINED

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
        for row in self._names("key = ?", key):
            _add(found, row, _SCORES[row[7]] * weight, _HOW[row[7]])
        for row in self._names("stems IN (?, ?)", every, telling):
            _add(found, row, _SCORES[row[7]] * weight * _OTHER_FORM, _HOW[row[7]])
        for row, share in () if whole else self._containing(key):
            _add(found, row, _PART * share * weight * _SCORES[row[7]], "deel")

    def _containing(self, key: str) -> Iterator[tuple[tuple[Any, ...], float]]:
        """Yield names that contain every word of the key, with how much of the name they cover."""
        wanted = [word for word in key.split() if word not in words.STOP_WORDS and len(word) > 2]
        if not wanted or not key.isascii():  # no name has other letters, once folded
            return
        inside = "n.id IN (SELECT rowid FROM occupation_text WHERE occupation_text MATCH ?)"
        for row in self._names(inside, " AND ".join(map(self._term, wanted))):
            if row[7] != "breed":
                yield row, min(1.0, len(wanted) / (1 + row[8].count(" ") + len(wanted) * 0.2))

    def _term(self, word: str) -> str:
        """Return the full-text term for a word: itself, or all of its parts."""
        parts = self.parts(word)
        whole = f'"{words.stem(word)}"'
        if len(parts) == 1:
            return whole
        cut = " AND ".join('"' + words.stem(part) + '"' for part in parts)
        return f"({whole} OR ({cut}))"

    def _names(self, where: str, *values: str) -> list[tuple[Any, ...]]:
        return self._connect().execute(
            f"""SELECT occupation.*, n.name, n.kind, n.stems, n.ordinary
                FROM occupation_name AS n JOIN occupation USING (code) WHERE {where} ORDER BY n.id LIMIT 400""",
            values,
        ).fetchall()  # fmt: skip

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
        if key in self._spottable:
            where, value = "key = ?", key
        elif len(run) == 1 and len(key) > 4 and _plural(key) and words.stem(key) in self._spottable_stems:
            where, value = "stems = ? AND key NOT LIKE '% %'", words.stem(key)
        else:
            return ()
        rows = [row for row in self._names(where, value) if row[7] != "breed"]
        best = min(_RANK[row[7]] for row in rows)
        found = dict.fromkeys(Occupation(*row[:6]) for row in rows if _RANK[row[7]] == best)
        return tuple(sorted(found, key=lambda occupation: (occupation.code.count("."), occupation.code)))[:6]

    @property
    def _spottable(self) -> frozenset[str]:
        return self._vocabulary.spottable

    @property
    def _spottable_stems(self) -> frozenset[str]:
        return self._vocabulary.spottable_stems

    @property
    def _vocabulary(self) -> _Vocabulary:
        with self._lock:
            if self._known is None:
                self._known = _Vocabulary.read(self._connect())
            return self._known


_RANK = {"naam": 0, "eigen": 0, "ook": 1, "breed": 2}


@dataclass(frozen=True)
class _Vocabulary:
    """The words of all names (some 12,000) and the names that may be taken from a sentence, in memory."""

    every: frozenset[str]
    typed: tuple[str, ...]
    splitter: words.Splitter
    spottable: frozenset[str]
    spottable_stems: frozenset[str]

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> _Vocabulary:
        known = [row[0] for row in connection.execute("SELECT word FROM known_word ORDER BY word")]
        rows = connection.execute(
            "SELECT key, max(ordinary) FROM occupation_name WHERE kind != 'breed' AND length(key) > 2 GROUP BY key"
        ).fetchall()
        keys = frozenset(key for key, ordinary in rows if not ordinary)
        return cls(
            every=frozenset(known),
            typed=tuple(word for word in known if len(word) > 3),
            splitter=words.Splitter(known),
            spottable=keys,
            spottable_stems=frozenset(words.stem(key) for key in keys if " " not in key),
        )


def _pieces(folded: str) -> Iterator[str]:
    """Yield every run of words of a text, longest first, that does not begin or end with a word without meaning."""
    parts = folded.split()[:12]
    for length in range(min(5, len(parts) - 1), 0, -1):
        for at in range(len(parts) - length + 1):
            run = parts[at : at + length]
            if run[0] not in words.STOP_WORDS and run[-1] not in words.STOP_WORDS:
                yield " ".join(run)


def _weighed(matches: Iterable[OccupationMatch]) -> list[OccupationMatch]:
    """Put ESCO's looser names behind something that is called just that."""
    found = list(matches)
    sure = any(match.score >= _PIECE and not match.loose for match in found)
    return [replace(match, score=round(match.score * _LOOSE, 3)) if sure and match.loose else match for match in found]


def _plural(word: str) -> bool:
    """Say whether a word looks like the plural of an occupation ("lassers", "verpleegkundigen")."""
    return word.endswith(("s", "en"))


def _add(found: dict[str, OccupationMatch], row: tuple[Any, ...], score: float, how: How) -> None:
    """Keep the best match of an occupation."""
    occupation, name, kind, ordinary = Occupation(*row[:6]), row[6], row[7], row[9]
    if kind == "ook" and ordinary:
        score = min(score, _VAGUE)
    known = found.get(occupation.code)
    if known is None or known.score < score:
        found[occupation.code] = OccupationMatch(occupation, round(score, 3), how, name, kind == "ook")


def _order(match: OccupationMatch) -> tuple[float, int, Iterable[str]]:
    """Best first; of equals, the more general occupation (its code is shorter), then by code."""
    return -match.score, match.occupation.code.count("."), match.occupation.code
