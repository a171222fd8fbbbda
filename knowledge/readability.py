"""How hard a Dutch text is to read: the formula of Flesch as W.H. Douma fitted it to Dutch (1960).

    reading ease = 206.84 - 0.93 * (words per sentence) - 0.77 * (syllables per 100 words)

100 is very easy and 0 very hard; Douma calls 60 to 70 ordinary prose. A formula sees only long words and long
sentences, so it is a bound and not a judgement: a text that passes may still be bad, one that fails is too hard for
many of our readers. Three things make it fit for short texts about arrangements:

- in a short text one long word weighs heavily, so under `SHORT` words the bound is `LENIENT` lower, and under
  `TOO_SHORT` words only the length of the sentences counts;
- a fixed term that cannot be said otherwise ("levenlanglerenkrediet", the name of a fund) counts as a word of
  `TERM_SYLLABLES` syllables: the reader meets it as a name;
- a number, an address on the web and an abbreviation count as one word of two syllables, and a line of a list ends a
  sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

SHORT = 30
LENIENT = 25.0
TOO_SHORT = 10
TERM_SYLLABLES = 3

# The reading ease a text needs at least, and the words a sentence may have at most. On this scale the letters to
# parliament that this field is governed by score 24 to 36, and Douma's ordinary prose 60 to 70. B1 is taken as 65 and
# up; the simpler text, meant for A2, as 80 and up. A regeling's sentences carry its names and terms: 60.
BOUNDS = {"web": 65.0, "spoken": 65.0, "simple": 80.0, "regeling": 60.0}
LONGEST = {"web": 25, "spoken": 25, "simple": 15, "regeling": 25}

_VOWELS = re.compile(
    r"aai|ooi|oei|eeu|ieu|eau|aa|ee|oo|uu|ie|ei|ij|eu|oe|ou|au|ui|[aeiouyáàâäéèêëíîïóôöúûü]", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”)]*\s+|\n\s*(?:[-*•]|\d+\.)\s+|\n\s*\n")
_WORD = re.compile(r"[\w€%]+(?:['’.,\-/@:][\w]+)*")
_LINK = re.compile(r"https?://\S*[\w/]|\b[\w-]+(?:\.[\w-]+)*\.(?:nl|com|eu|org)\b(?:/\S*[\w/])?")


@dataclass(frozen=True)
class Reading:
    """What was counted in a text; `ease` is None for a text too short to say."""

    words: int
    sentences: int
    syllables: int
    longest: int
    longest_sentence: str

    @property
    def ease(self) -> float | None:
        """Return the reading ease of Flesch-Douma."""
        if self.words < TOO_SHORT:
            return None
        return 206.84 - 0.93 * self.words / self.sentences - 77.0 * self.syllables / self.words


def read(text: str, terms: Collection[str] = ()) -> Reading:
    """Count words, sentences and syllables; `terms` are fixed terms in small letters."""
    sentences = [words for part in split(text) if (words := _WORD.findall(part))]
    longest = max(sentences, key=len, default=[])
    return Reading(
        words=sum(len(words) for words in sentences),
        sentences=len(sentences) or 1,
        syllables=sum(_weight(word, terms) for words in sentences for word in words),
        longest=len(longest),
        longest_sentence=" ".join(longest),
    )


def split(text: str) -> list[str]:
    """Split a text into its sentences; a line of a list is one."""
    text = _LINK.sub("link", text)
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def syllables(word: str) -> int:
    """Count the syllables of a Dutch word by its groups of vowels; at least one."""
    return max(1, len(_VOWELS.findall(word)))


def too_long(text: str, kind: str) -> str | None:
    """Say which sentence of a text is too long for its kind (a key of `LONGEST`), or None when none is."""
    reading = read(text)
    if reading.longest <= LONGEST[kind]:
        return None
    return f'a sentence of {reading.longest} words (at most {LONGEST[kind]}): "{reading.longest_sentence[:60]}..."'


def too_hard(text: str, kind: str, terms: Collection[str] = ()) -> str | None:
    """Say why a text is too hard for its kind (a key of `BOUNDS`), or None when it is not."""
    reading = read(text, terms)
    ease = reading.ease
    bound = BOUNDS[kind] - (LENIENT if reading.words < SHORT else 0.0)
    if ease is not None and ease < bound:
        return (
            f"too hard: Flesch-Douma {ease:.0f}, at least {bound:.0f} "
            f"({reading.words / reading.sentences:.1f} words a sentence, "
            f"{reading.syllables / reading.words:.2f} syllables a word; use shorter sentences and words)"
        )
    return None


def _weight(word: str, terms: Collection[str]) -> int:
    if any(character.isdigit() for character in word) or (word.isupper() and len(word) > 1):
        return 2
    count = syllables(word)
    return min(count, TERM_SYLLABLES) if word.lower() in terms else count
