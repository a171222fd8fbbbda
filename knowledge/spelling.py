"""Which known word a misspelled one was meant to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 4  # letters; a shorter word is another word rather than a wrong one
_LONG = 8  # letters from which two errors are forgiven
_REMEMBERED = 4_096


class Speller:
    """Finds the nearest of some tens of thousands of folded words. Usable from several threads."""

    def __init__(self, known: Iterable[str]) -> None:
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)  # by first letter ("": any) and length
        for word in sorted(known):
            if len(word) >= SHORTEST and not word.isdigit():
                self._alike[word[0], len(word)].append(word)
                self._alike["", len(word)].append(word)
        self.nearest = lru_cache(_REMEMBERED)(self._nearest)

    def _nearest(self, word: str) -> str | None:
        """Return the known word that a folded word is a misspelling of, or None.

        One wrong, missing, extra or swapped letter is forgiven, two in a long word. The first letter is mostly right.
        """
        if len(word) < SHORTEST or word.isdigit():
            return None
        found = self._among(word, word[0])
        return found or (self._among(word, "") if len(word) > SHORTEST else None)

    def _among(self, word: str, first: str) -> str | None:
        most = 1 if len(word) < _LONG else 2
        near = [
            (errors, abs(length - len(word)), other)
            for length in range(len(word) - most, len(word) + most + 1)
            for other, errors, _ in extract(
                word, self._alike.get((first, length), ()), scorer=OSA.distance, score_cutoff=most, limit=10
            )
        ]
        return min(near)[2] if near else None
