"""Words as people type and say them: folding, stems, compounds and sounds.

Pure functions and one small class; nothing here knows a table. "Fold" makes two spellings of the same word
equal (case, accents, hyphens, apostrophes), "stem" takes an ending off (Snowball, Dutch), `Splitter` cuts a
compound into words that are known.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

import snowballstemmer

# Letters and digits of any script; an accent may be written as a sign of its own.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_LIGATURES = str.maketrans({"ĳ": "ij", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe"})


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set: a readable way to write a long one."""
    return frozenset(text.split())


# Words that say nothing about the work or the course that is asked for.
STOP_WORDS = word_set(
    """
    aan al als baan baantje banen bbl ben bent beroep bij bol branche buurt cursus cursussen dat de den die dit doe
    doen dus een eigenlijk en enzo er ergens etc functie ga gaan gaat gebied geen graag hbo heb hebben hebt heeft het
    hoe hoor hun iemand iets ik in is je jongen jullie kan leer leerbaan leerbanen leerplek leerwerkbaan leerwerkplek
    leerwerktraject leren maar mag man mbo me meisje meneer met mevrouw mij mijn misschien naar niet nog nou nu of ofzo
    om oma omgeving ons onze ook op opa opleiding opleidingen over per richting sector studie te ter tot training u uit
    vacature vacatures vader vak van via vind vinden voor vrouw waar want was wat we weet wel werk werken werkplek wil
    willen wilt wonen woon woont word worden zijn zo zoek zoeken zou zouden
    """
)


def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents or punctuation, with single spaces."""
    return " ".join(token for _, _, token in tokens(text))


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Give the folded words of a text with where each begins and ends in it."""
    for found in _WORD.finditer(text):
        word = _plain(found.group())
        if word:
            yield found.start(), found.end(), word


@lru_cache(maxsize=65_536)
def _plain(word: str) -> str:
    """Return one word in lower case without accents."""
    spread = unicodedata.normalize("NFKD", word.lower().translate(_LIGATURES))
    return "".join(sign for sign in spread.lower() if sign.isalnum())


_stemmer = snowballstemmer.stemmer("dutch")
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of a folded word ("lassers" and "lasser" have the same), by Snowball's Dutch rules."""
    with _stemmer_lock:  # the stemmer keeps its word in itself
        return str(_stemmer.stemWord(word))


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a text that say something, in order."""
    return tuple(stem(word) for word in fold(text).split() if word not in STOP_WORDS)


_ENDINGS = re.compile(r"(?:erij|ateur|eur|ster|er|atie|ing|sel|tje|je|s)$")
_DOUBLE = re.compile(r"(.)\1")


@lru_cache(maxsize=65_536)
def root(word: str) -> str:
    """Return what a folded word has in common with its kin.

    "repareren", "reparateur" and "reparatie" come out the same. Rougher than `stem`: for when the words themselves
    are not found.
    """
    short = _DOUBLE.sub(r"\1", stem(word))
    cut = _ENDINGS.sub("", short)
    return cut if len(cut) > 2 else short


_SOUNDS = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"y|ij|ei|eij|ey", "y"),
        (r"uy|uij", "ui"),
        (r"ck|kk|c(?=[aoulrk])", "k"),
        (r"gh|ch", "g"),
        (r"th|dt", "t"),
        (r"ph", "f"),
        (r"ae", "a"),
        (r"z", "s"),
        (r"v", "f"),
        (r"d\b", "t"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Return how a folded name sounds, roughly: "nymegen" and "nijmegen" come out the same."""
    for pattern, into in _SOUNDS:
        word = pattern.sub(into, word)
    return word


class Splitter:
    """Cuts a Dutch compound into known words: "heftruckchauffeur" into "heftruck" and "chauffeur"."""

    SHORTEST = 4
    _LINKS = ("", "s", "en", "e", "n")
    # Endings that make another form of a word, not another word.
    _NO_HEADS = frozenset(
        (
            "ster",
            "sters",
            "trice",
            "rice",
            "teur",
            "euse",
            "schap",
            "heid",
            "heden",
            "ende",
            "erig",
            "lijk",
            "lijke",
            "tjes",
            "ische",
        )
    )

    def __init__(self, known: Collection[str]) -> None:
        """`known` are folded words; those shorter than four letters are not used."""
        self._known = frozenset(word for word in known if len(word) >= self.SHORTEST)

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the parts of a folded word, head last; just the word itself when it cannot be cut."""
        return self._cut(word) or (word,)

    def _cut(self, word: str, depth: int = 3) -> tuple[str, ...]:
        """Return a cut with the longest possible head, or nothing."""
        if depth == 0:
            return ()
        for at in range(self.SHORTEST, len(word) - self.SHORTEST + 1):
            head = word[at:]
            if head not in self._known or head in self._NO_HEADS:
                continue
            for link in self._LINKS:
                front = word[:at].removesuffix(link) if link else word[:at]
                if link and not word[:at].endswith(link):
                    continue
                if front in self._known:
                    return (front, head)
                deeper = self._cut(front, depth - 1) if len(front) >= 2 * self.SHORTEST else ()
                if deeper:
                    return (*deeper, head)
        return ()
