"""What a citizen says that they can: skills with their proof, and diplomas with their level; to keep and take along.

The form is `vaardigheden.schema.json`, version 1. What comes in is cleaned and masked as messages are: numbers,
addresses and accounts never get in, not from a form and not from a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from jsonschema import Draft202012Validator

from channels.conversation import masking
from channels.conversation.model import Json
from channels.conversation.service import is_blank, readable
from channels.overview.ticks import name_of
from knowledge.levels import LEVELS

FORMAT = "leerwijs-vaardigheden"
VERSION = 1
SCHEMA = Path(__file__).parent / "vaardigheden.schema.json"

MOST_SKILLS = 20
MOST_DIPLOMAS = 12
LONGEST_LINE = 120  # characters (code points)
LONGEST_TEXT = 400
# Of the file in UTF-8: with the form around it, what was saved can always be read in again (16,384 bytes a request).
LARGEST = 14_000
EARLIEST_YEAR = 1930

Entry = TypeVar("Entry", "Skill", "Diploma")


class BadSkills(Exception):
    """What was given cannot be kept; `field` names what is wrong, the message says it in a sentence for the citizen."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Skill:
    """Something the citizen can, and what shows it."""

    what: str
    proof: str = ""

    @property
    def name(self) -> str:
        """A name for this entry that changes with its words."""
        return name_of("skill", self.what, self.proof)


@dataclass(frozen=True, slots=True)
class Diploma:
    """A diploma or certificate. `level` is one of `knowledge.levels`."""

    title: str
    level: str
    year: int | None = None
    school: str = ""

    @property
    def name(self) -> str:
        """A name for this entry that changes with its words."""
        return name_of("diploma", self.title, self.level, str(self.year), self.school)

    @property
    def nlqf(self) -> str | None:
        """Its level on the NLQF, None where that does not follow from the kind of diploma."""
        return LEVELS[self.level].nlqf


@dataclass(frozen=True, slots=True)
class Skills:
    """The whole overview of what somebody can."""

    skills: tuple[Skill, ...] = ()
    diplomas: tuple[Diploma, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.skills or self.diplomas)

    def as_json(self, on: date | None = None) -> Json:
        """Return it in the form of the schema; with `on` as the file that one takes along."""
        made = {"made_on": on.isoformat()} if on else {}
        return {
            "format": FORMAT,
            "version": VERSION,
            **made,
            "skills": [{"what": one.what, "proof": one.proof} for one in self.skills],
            "diplomas": [
                {"title": one.title, "level": one.level, "nlqf": one.nlqf, "year": one.year, "school": one.school}
                for one in self.diplomas
            ],
        }

    def file(self, on: date) -> bytes:
        """Return the file to take along."""
        return json.dumps(self.as_json(on), ensure_ascii=False, indent=1).encode()

    def checked(self) -> Skills:
        """Return it, if it is not too much.

        Raises:
            BadSkills: more entries or more text than we keep.
        """
        if len(self.skills) > MOST_SKILLS:
            raise BadSkills("skills", f"Er passen {MOST_SKILLS} dingen in. Haal er eerst een weg.")
        if len(self.diplomas) > MOST_DIPLOMAS:
            raise BadSkills("diplomas", f"Er passen {MOST_DIPLOMAS} diploma's in. Haal er eerst een weg.")
        if len(self.file(date.max)) > LARGEST:
            raise BadSkills("skills", "Uw overzicht is vol. Maak een tekst korter, of haal er iets uit.")
        return self


def stored(content: Mapping[str, Any] | None) -> Skills:
    """Read what we stored ourselves."""
    if not content:
        return Skills()
    return Skills(
        tuple(Skill(one["what"], one.get("proof", "")) for one in content["skills"]),
        tuple(
            Diploma(one["title"], one["level"], one.get("year"), one.get("school", "")) for one in content["diplomas"]
        ),
    )


# ---- changing -------------------------------------------------------------------------------------------------------


def with_entry(skills: Skills, entry: Skill | Diploma, instead_of: str | None = None) -> Skills:
    """Return it with an entry added, or put in the place of the one of this name; the same twice is kept once.

    Raises:
        BadSkills: it is too much, or the entry to change is no longer there.
    """
    if isinstance(entry, Skill):
        return Skills(_put(skills.skills, entry, instead_of), skills.diplomas).checked()
    return Skills(skills.skills, _put(skills.diplomas, entry, instead_of)).checked()


def _put(entries: tuple[Entry, ...], entry: Entry, instead_of: str | None) -> tuple[Entry, ...]:
    if instead_of is None:
        return tuple(dict.fromkeys(chain(entries, (entry,))))
    if all(one.name != instead_of for one in entries):
        raise BadSkills("entry", "Dit is intussen veranderd of weg. Kijk hieronder hoe het nu is.")
    return tuple(dict.fromkeys(entry if one.name == instead_of else one for one in entries))


def without_entry(skills: Skills, name: str) -> Skills:
    """Return it without the entry of this name; nothing changes when there is none."""
    return Skills(
        tuple(one for one in skills.skills if one.name != name),
        tuple(one for one in skills.diplomas if one.name != name),
    )


def merged(skills: Skills, more: Skills) -> Skills:
    """Return what is in either: what is there stays, what is new comes after it.

    Raises:
        BadSkills: together it is too much; nothing was added.
    """
    return Skills(
        tuple(dict.fromkeys((*skills.skills, *more.skills))), tuple(dict.fromkeys((*skills.diplomas, *more.diplomas)))
    ).checked()


# ---- what comes in --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Intake:
    """Cleans and masks what comes in on a day, and remembers what was taken out (`masked`, the kinds)."""

    today: date
    masked: set[str] = field(default_factory=set)

    def skill(self, what: str, proof: str) -> Skill:
        """Read a skill.

        Raises:
            BadSkills: it says nothing, or too much.
        """
        said = self._text("what", what, LONGEST_LINE, "wat u kunt")
        if not said:
            raise BadSkills("what", "Schrijf op wat u kunt.")
        return Skill(said, self._lines("proof", proof, LONGEST_TEXT, "waaruit dat blijkt"))

    def diploma(self, title: str, level: str, year: str, school: str) -> Diploma:
        """Read a diploma.

        Raises:
            BadSkills: it has no name, no level that we know, or a year that cannot be.
        """
        said = self._text("title", title, LONGEST_LINE, "de naam van het diploma")
        if not said:
            raise BadSkills("title", "Schrijf op welk diploma u hebt.")
        if level not in LEVELS:
            raise BadSkills("level", "Kies wat voor diploma het is.")
        named = self._text("school", school, LONGEST_LINE, "de naam van de school")
        return Diploma(said, level, self._year(year), named)

    def file(self, raw: bytes) -> Skills:
        """Read a file that was saved before, or that another program made in the same form.

        Raises:
            BadSkills: it is not such a file.
        """
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):  # not JSON, not in UTF-8, or a nest of brackets
            raise BadSkills(
                "file", "Dit bestand kunnen wij niet lezen. Kies het bestand dat u hier bewaarde."
            ) from None
        problem = next(iter(_validator().iter_errors(data)), None)
        if problem is not None:
            where = ".".join(str(part) for part in problem.absolute_path) or "het bestand"
            raise BadSkills("file", f"Dit bestand heeft niet de goede vorm (bij {where}). Er is niets veranderd.")
        return Skills(
            tuple(self.skill(one["what"], one.get("proof", "")) for one in data["skills"]),
            tuple(
                self.diploma(one["title"], one["level"], str(int(one.get("year") or 0) or ""), one.get("school", ""))
                for one in data["diplomas"]
            ),
        ).checked()

    def _lines(self, name: str, text: str, longest: int, called: str) -> str:
        return self._masked(name, "\n".join(filter(None, map(_plain, text.splitlines()))), longest, called)

    def _text(self, name: str, text: str, longest: int, called: str) -> str:
        return self._masked(name, _plain(text), longest, called)

    def _masked(self, name: str, text: str, longest: int, called: str) -> str:
        finds = masking.find(text)
        self.masked |= {found.kind.value for found in finds}
        masked = masking.replace(text, finds)
        if len(masked) > longest:
            raise BadSkills(name, f"De tekst over {called} is te lang. Gebruik hoogstens {longest} tekens.")
        return masked

    def _year(self, text: str) -> int | None:
        said = text.strip()
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and EARLIEST_YEAR <= int(said[:5]) <= self.today.year):
            raise BadSkills("year", "Dit jaar klopt niet. Gebruik vier cijfers, bijvoorbeeld 1998.")
        return int(said)


def _plain(text: str) -> str:
    """Return a line of text without odd blanks; nothing when there is nothing to read in it."""
    line = " ".join(readable(text).split())
    return "" if is_blank(line) else line


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
