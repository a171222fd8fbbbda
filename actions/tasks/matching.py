"""Which of the answers on offer somebody means: by its words, nearly so, by its number, or by a word they share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import IntEnum

from rapidfuzz import fuzz

from actions.tasks.profile import Value
from actions.tasks.words import AROUND_ORDINALS, DENIALS, EMPTY, FILLERS, ORDINALS
from knowledge.records import Option

# By the value of an option: words, or their beginnings, that point at it besides the words of its title.
Hints = Mapping[str, Sequence[str]]


class Fit(IntEnum):
    """How well a message answers the open question."""

    NONE = 0
    WEAK = 1  # near a known answer, or free text where anything goes
    STRONG = 2  # an entity of that slot, among other words
    WHOLE = 3  # the answer and nothing else


_MOST_WORDS = 8
_TELLING_WORD, _LONG_WORD = 4, 6  # letters: shorter words count only where they are the whole option
_NEAR, _CLOSE, _TIE = 78.0, 90.0, 3.0


def plain(text: str) -> str:
    """Lower case, without diacritics and punctuation, blanks single."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return " ".join(letters.split())


def match_option(
    text: str, options: Sequence[Option], hints: Hints | None = None, meant: str = ""
) -> tuple[Value | None, Fit]:
    """The option that a text names.

    Args:
        text: what was said.
        options: the answers on offer.
        hints: words that point at an option besides its own.
        meant: what was understood by the words, in other words ("diploma" for "mijn papiertje halen").
    """
    said = plain(text)
    if not said or not options:
        return None, Fit.NONE
    named = [option for option in options if said.isdecimal() and said in plain(option.title).split()]
    if len(named) == 1:  # "4" for "mbo niveau 4" rather than for the fourth in the list
        return named[0].value, Fit.WHOLE
    by_number = _ordinal(said)
    if by_number is not None and by_number < len(options):
        return options[by_number].value, Fit.WHOLE
    scores = sorted(((_likeness(said, option), at) for at, option in enumerate(options)), reverse=True)
    best, at = scores[0]
    if best >= 100:
        return options[at].value, Fit.WHOLE
    pointed, fit, clash = _pointed_at(said, options, hints or {}, plain(meant))
    tied = len(scores) > 1 and scores[1][0] > best - _TIE
    if fit is Fit.WHOLE or best < _NEAR or tied or (clash and best < _CLOSE):
        return pointed, fit
    return options[at].value, Fit.STRONG if best >= _CLOSE else Fit.WEAK


def _likeness(said: str, option: Option) -> float:
    """How much a text is like an option, 0 to 100: like its title, or its value; or the one inside the other."""
    best = 0.0
    for name in (plain(option.title), plain(str(option.value).replace("_", " "))):
        if said == name:
            return 100.0
        score = fuzz.ratio(said, name)
        if bool(DENIALS & set(said.split())) == bool(DENIALS & set(name.split())):
            if len(said) >= 4 and re.search(rf"\b{re.escape(said)}\b", name):
                score = max(score, _CLOSE)
            if len(name) >= 4 and re.search(rf"\b{re.escape(name)}\b", said):
                score = max(score, _NEAR)
        best = max(best, score)
    return best


def _pointed_at(said: str, options: Sequence[Option], hints: Hints, meant: str) -> tuple[Value | None, Fit, bool]:
    """The option that shares content words with what was said ("voor mijn werk denk ik"), and whether several do.

    It is the whole answer when every content word is of that option, and none when another has words of its own.
    """
    words = [word for word in said.split() if word not in EMPTY]
    if len(said.split()) > _MOST_WORDS:
        return None, Fit.NONE, False
    denies = bool(DENIALS & set(said.split()))
    found: list[tuple[frozenset[str], Option]] = []
    for option in options:
        title = plain(option.title).split()
        if bool(DENIALS & set(title)) != denies:
            continue
        names = [word for word in title if word not in EMPTY]
        hinted = {word for word in words if word.startswith(tuple(hints.get(str(option.value), ())))}
        shared = hinted | {word for word in [*words, *meant.split()] if _is_one_of(word, names)}
        if hinted or any(len(word) >= _TELLING_WORD for word in shared) or (shared and shared >= set(names)):
            found.append((frozenset(shared), option))
    if not found:
        return None, Fit.NONE, False
    most, option = max(found, key=lambda pair: len(pair[0]))
    if any(other is not option and not shared < most for shared, other in found):
        return None, Fit.NONE, True
    if words and set(words) <= most:
        return option.value, Fit.WHOLE, False
    return option.value, Fit.STRONG if most & set(meant.split()) else Fit.WEAK, False


def _is_one_of(word: str, names: Sequence[str]) -> bool:
    """Whether a word is one of these, or the plural or the beginning of a long one."""
    long = [name for name in names if min(len(word), len(name)) >= _LONG_WORD]
    return word in names or any(word.startswith(name) or name.startswith(word) for name in long)


def tell_apart(text: str, options: Sequence[Option]) -> Value | None:
    """The option that has a word of the text that no other option has ("die in Overijssel")."""
    words = set(plain(text).split()) - FILLERS
    fitting = [option for option in options if words & set(plain(option.title).split())]
    shared = [len(words & set(plain(option.title).split())) for option in fitting]
    best = [option for option, count in zip(fitting, shared, strict=True) if count == max(shared)]
    return best[0].value if len(best) == 1 else None


def _ordinal(said: str) -> int | None:
    words = [word for word in said.split() if word not in AROUND_ORDINALS]
    return ORDINALS.get(words[0]) if len(words) == 1 else None
