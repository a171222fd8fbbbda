"""What one message tells about the person, and how well it answers the question that is open.

Entities come first; plain text is only held against the slot that was asked for. A place or an occupation in
a question ("wat kost bbl in Utrecht") is a subject, not a fact about the speaker, and is not taken in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from actions.tasks.matching import Fit, Hints, match_option, plain, tell_apart
from actions.tasks.profile import CHOSEN, SLOTS, Value, canonical
from actions.tasks.understanding import Entity, Said
from actions.tasks.words import DENIALS, FILLERS, NO, NO_PLACE, WISHES, YES
from knowledge.records import Option

if TYPE_CHECKING:
    from knowledge.places import Place, Places


@dataclass(slots=True)
class Heard:
    """What a message tells.

    values: slot -> canonical value, task slots included. denied: slot -> what it is not. fit: how well the open
    question is answered by it. places: more than one place of that name. unknown_place: a name that no
    place has. refused: an answer of the right kind that cannot be right (an age of 200).
    """

    values: dict[str, Value] = field(default_factory=dict)
    denied: dict[str, set[Value]] = field(default_factory=dict)
    fit: Fit = Fit.NONE
    places: tuple[Place, ...] = ()
    unknown_place: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The question that a message may answer."""

    slot: str
    options: Sequence[Option] = ()
    accepts: Callable[[str], bool] | None = None  # which words of one's own will do (an occupation); None: none
    hints: Hints = field(default_factory=dict)  # words that point at an option besides its own


# Said of oneself these are facts, also inside a question to us ("kan ik op mijn 52e nog lenen?").
_PERSONAL = {"leeftijd", "werksituatie", "hoogste_opleiding", "ontslag", "rol", "werkgever_grootte", "reisafstand"}
# Their words are no answer, whatever they look like ("weet ik niet" is no occupation).
_NO_ANSWERS = frozenset(
    {"gesprek_weet_niet", "gesprek_stop", "gesprek_herhaal", "gesprek_opnieuw", "gesprek_afscheid", "gesprek_crisis"}
)
# A word that only names a topic is no wish of its own ("hoe krijg ik EVC", "vind een leerbaan", "wat kost bbl").
_NAMES_TOPIC = {("doel", "evc"): "evc_", ("vorm", "bbl"): "leerbaan_"}
# "ik wil een bbl-opleiding doen", "ik ben 22 en wil bbl", not "ik wil weten wat bbl is".
_WISHES_FORM = re.compile(
    r"\b(?:ik|we|wij) (?:.*\ben )?(?:wil|willen|wilde|zou|ga|gaan|doe|volg|kies)\b(?!.*\b(?:weten|horen)\b)"
)
# "wat kost een mbo opleiding", "wat betaal ik voor mbo 4": the level that is asked about, not the one somebody has.
_ASKS_LEVEL = re.compile(r"\b(?:voor|kost(?:en)?)(?: (?:een|de|het))?(?: mbo)?\W*$", re.IGNORECASE)
_DIPLOMA_IN = re.compile(r"\b(?:mbo|bbl|bol|niveau|opleiding|diploma|cursus)\W*(?:niveau )?\d?\W*$", re.IGNORECASE)
_WAS_LEARNED = re.compile(r"\W*(?:\w+ ){0,2}(?:gedaan|gehaald|afgerond|afgemaakt|gevolgd|gestudeerd)\b", re.IGNORECASE)
_A_JOB = re.compile(r"leer\W?(?:baan|banen|plek|werk)", re.IGNORECASE)  # what is looked for, not how one learns
_TELLING = frozenset({"gesprek_antwoord", "gesprek_correctie", "gesprek_bevestig", "gesprek_ontken", None})
_TWO_SIDED = {"sector": ("sector_nu", "sector_doel"), "beroep": ("beroep_nu", "beroep_doel")}
# An answer to one is an answer to the other when that is what was asked.
_RELATED = {
    "hoogste_opleiding": ("niveau_doel",),
    "niveau_doel": ("hoogste_opleiding", "vorm"),
    "beroep_nu": ("beroep_doel", "sector_nu", "sector_doel"),
    "beroep_doel": ("beroep_nu", "sector_doel", "sector_nu"),
    "sector_nu": ("sector_doel",),
    "sector_doel": ("sector_nu",),
}
_SECTOR_FOR = {"beroep_nu": "sector_nu", "beroep_doel": "sector_doel"}
_LEADING = re.compile(
    r"^(?:(?:ja|nee|nou|uh+|eh+m?|ik|woon|wonen|we|wij|zit|kom|ben|in|uit|te|bij|de|omgeving|rond|regio|buurt|van|"
    r"dat|is|gewoon|liefst|graag|het|doe|maar)\s+)+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
# "1200 euro" is no postcode.
_AMOUNT = re.compile(r"€|\b\d[\d.,]*\s*(?:euro|eur)\b", re.IGNORECASE)
_PHONE = re.compile(r"<telefoon:\d+>")
_SHORT_REPLY = 4
# Asked for, a bare level is the answer.
_ABOUT_LEVEL = ("hoogste_opleiding", "niveau_doel", "vorm")


def listen(
    said: Said,
    question: Question | None,
    places: Places,
    *,
    takes_subjects: bool,
    favour: str = "doel",
    wants_level: bool = False,
) -> Heard:
    """What a message tells.

    Args:
        said: the message.
        question: what is asked for now, if anything.
        places: to look names up in.
        takes_subjects: whether a place, occupation or level in it is about the person (inside a task, in an
            answer) rather than the subject of a question.
        favour: "nu" or "doel": the side an occupation or sector is on when the words do not say.
        wants_level: whether a bare level ("niveau 3") says which one is looked for, rather than what one has.
    """
    heard = Heard()
    if question and (typed := _typed_button(said, question)) is not None:
        return Heard({question.slot: typed}, fit=Fit.WHOLE)
    pending = question.slot if question else None
    if wants_level and pending not in _ABOUT_LEVEL and is_bare(said) and not said.about_self:
        said = replace(said, entities=tuple(_as_wish(entity) for entity in said.entities))
    # What is said to be one's work goes last: it stands, whatever else was named ("vroeger mbo 2 helpende gedaan").
    for entity in sorted(said.entities, key=lambda entity: entity.name == "beroep" and entity.role is not None):
        if not _learned_once(entity, said):
            _take(entity, said, heard, pending, places, takes_subjects, favour)
    if takes_subjects and not said.payload and not any(entity.name == "plaats" for entity in said.entities):
        _spot_place(said.text, heard, places)
    if question and pending:
        _settle(said, heard, question, places)
    return heard


def _typed_button(said: Said, question: Question) -> Value | None:
    """The answer whose button was typed or read out word for word: no word in it means anything else."""
    words = plain(said.text)
    exact = [option.value for option in question.options if plain(option.title) == words]
    return canonical(question.slot, exact[0]) if len(exact) == 1 and not said.payload else None


def _take(
    entity: Entity, said: Said, heard: Heard, pending: str | None, places: Places, takes_subjects: bool, favour: str
) -> None:
    slot = _slot_of(entity, said, pending, favour)
    if slot not in SLOTS or (slot != pending and _names_topic(slot, entity, said)):
        return
    asked = slot == pending or pending in _RELATED.get(slot, ())
    wish = slot in ("vorm", "niveau_doel") or (entity.name in _TWO_SIDED and entity.role == "doel")
    own = slot in _PERSONAL or (wish and bool(_WISHES_FORM.search(plain(said.text))))
    if not (asked or takes_subjects or (own and said.about_self)):
        return
    if slot == "plaats":
        if not entity.negated and not (str(entity.value).isdecimal() and _AMOUNT.search(said.text)):
            _take_place(str(entity.value), heard, places)
        return
    value = canonical(slot, entity.value)
    if value is None:
        heard.refused = heard.refused or slot == pending
    elif not entity.negated:
        heard.values[slot] = value
    elif SLOTS[slot].kind == "boolean":
        heard.values[slot] = not value
    else:
        heard.denied.setdefault(slot, set()).add(value)


def _as_wish(entity: Entity) -> Entity:
    return replace(entity, name="niveau_doel") if entity.name == "hoogste_opleiding" else entity


def _learned_once(entity: Entity, said: Said) -> bool:
    """Whether an occupation only says what a diploma is in: "mbo 2 helpende gedaan", "een diploma lasser gehaald"."""
    if entity.name != "beroep" or said.payload:
        return False
    before, after = said.text[: entity.start], said.text[entity.end :]
    return bool(_DIPLOMA_IN.search(before) and _WAS_LEARNED.match(after))


def _names_topic(slot: str, entity: Entity, said: Said) -> bool:
    """Whether a word only says what the message is about: a fact about the person needs an answer or a wish."""
    theme = _NAMES_TOPIC.get((slot, str(entity.value)))
    if theme is None or said.payload:
        return False
    if (said.topic or "").startswith(theme) or _A_JOB.search(said.text[entity.start : entity.end]):
        return True
    wishes = said.about_self and bool(WISHES & set(plain(said.text).split()))
    return not wishes and (said.asks_something or said.topic not in _TELLING)


def study_meant(said: Said) -> dict[str, Value]:
    """The level and form of the study that a message is about, whether or not it is the speaker's own."""
    meant: dict[str, Value] = {}
    for entity in said.entities:
        slot = _slot_of(entity, said, None, "doel")
        value = canonical(slot, entity.value) if slot in ("niveau_doel", "vorm") and not entity.negated else None
        if value is not None:
            meant.setdefault(slot, value)
    return meant


def is_bare(said: Said) -> bool:
    """Whether a message is a value and hardly a word more, so that also a question mark leaves it an answer."""
    return _leftover(said) <= (0 if said.asks_in_words else 1)


def _slot_of(entity: Entity, said: Said, pending: str | None, favour: str) -> str:
    if entity.name in _TWO_SIDED:
        now, goal = _TWO_SIDED[entity.name]
        # "als kok" is only what somebody is when they speak of themselves ("en als kok?" asks for something else).
        role = entity.role if entity.role == "doel" or said.about_self else None
        if pending in (now, goal):
            return pending if role is None else (now if role == "nu" else goal)
        side = role or ("nu" if pending in ("beroep_nu", "sector_nu") else favour)
        return now if side == "nu" else goal
    if entity.name == "hoogste_opleiding" and pending == "vorm" and is_bare(said):
        return "niveau_doel"  # "hbo" to "hoe wilt u leren?"
    if entity.name == "hoogste_opleiding" and pending != entity.name and _ASKS_LEVEL.search(said.text[: entity.start]):
        return "niveau_doel"
    if entity.name == "getal" and pending and SLOTS[pending].kind == "integer":
        return pending
    if entity.name == CHOSEN and pending:
        return pending
    return entity.name


def _take_place(name: str, heard: Heard, places: Places) -> None:
    found = places.match(name).places
    if not found:
        heard.unknown_place = name if _may_be_a_place(name) else None
    elif len(found) == 1:
        heard.values["plaats"] = found[0].label
        heard.unknown_place, heard.places = None, ()
    else:
        heard.places = found


def _spot_place(text: str, heard: Heard, places: Places) -> None:
    """A place that stands in the sentence and that Rasa's word list does not know ("ik woon in Den Bosch")."""
    spotted = places.spot(_AMOUNT.sub(" ", text))
    if not spotted:
        return
    found = spotted[-1].places
    if len(found) == 1:
        heard.values["plaats"] = found[0].label
    else:
        heard.places = found


def _settle(said: Said, heard: Heard, question: Question, places: Places) -> None:
    """Find the answer to the open question, in what was taken so far or in the plain text."""
    slot = question.slot
    if slot not in heard.values:
        for other in _RELATED.get(slot, ()):
            if _move(heard, other, slot):
                break
    if slot == "plaats" and question.options and not said.payload:
        chosen = tell_apart(said.text, question.options)
        if chosen is not None:
            heard.values[slot], heard.places = chosen, ()
            heard.fit = Fit.WHOLE if len(said.text.split()) <= _SHORT_REPLY else Fit.STRONG
            return
    if SLOTS[slot].kind == "boolean" and slot not in heard.values and not heard.values:
        decided = says_yes_or_no(said)
        if decided is not None:
            heard.values[slot], heard.fit = decided, Fit.WHOLE
            return
    if slot in heard.values or (slot in _SECTOR_FOR and _SECTOR_FOR[slot] in heard.values):
        heard.fit = Fit.WHOLE if said.payload or is_bare(said) else Fit.STRONG
        return
    if slot == "plaats" and heard.places:
        heard.fit = Fit.WHOLE if is_bare(said) else Fit.STRONG
        return
    if said.payload or slot in heard.denied or not said.text or said.topic in _NO_ANSWERS:
        return
    if question.accepts and (heard.values or heard.places):
        return  # other things were told: a place is no occupation
    value, fit = _from_text(said, question, heard, places)
    if SLOTS[slot].kind == "boolean" and fit is not Fit.WHOLE:
        return  # nobody agrees by half a word
    if fit is Fit.WEAK and question.options and heard.values and slot != "plaats":
        return  # something else was told
    if value is not None:
        heard.values[slot] = value
    heard.fit = min(fit, Fit.WEAK) if said.asks_in_words else fit


def _move(heard: Heard, other: str, slot: str) -> bool:
    """Read the value of a related slot as the answer that was asked for."""
    if other not in heard.values or (other in _SECTOR_FOR.values() and slot in _SECTOR_FOR):
        return False
    value = canonical(slot, heard.values[other])
    if value is None:
        return False
    heard.values[slot] = value
    del heard.values[other]
    return True


def _leftover(said: Said) -> int:
    """How many words are left that no entity covers and that mean something."""
    kept = list(said.text)
    for entity in said.entities:
        kept[entity.start : entity.end] = " " * len(kept[entity.start : entity.end])
    return sum(1 for word in plain("".join(kept)).split() if word not in FILLERS)


def _from_text(said: Said, question: Question, heard: Heard, places: Places) -> tuple[Value | None, Fit]:
    slot, text = question.slot, said.text
    kind = SLOTS[slot].kind
    if slot == "plaats":
        return _place_from_text(text, question, heard, places)
    if slot == "telefoon":
        number = _PHONE.search(text)
        return (number.group(), Fit.WHOLE) if number else (None, Fit.NONE)
    if kind == "integer":
        return _number_from_text(text, slot, heard)
    meant = " ".join(str(entity.value) for entity in said.entities if not entity.negated)
    value, fit = match_option(text, question.options, question.hints, meant)
    if value is None and question.accepts and _may_be_a_name(text):
        name = _LEADING.sub("", text).strip(" .,!?") or text
        return (canonical(slot, name), Fit.WEAK) if question.accepts(name) else (None, Fit.NONE)
    return value, fit


def _may_be_a_name(text: str) -> bool:
    """Whether a few words can be the name of an occupation or a subject."""
    words = plain(text).split()
    return (
        1 <= len(words) <= 6
        and len("".join(words)) >= 2
        and not "".join(words).isdecimal()
        and not set(words) & (DENIALS | YES | NO)
    )


def _may_be_a_place(name: str) -> bool:
    """Whether a few words can be the name of a place, so that it can be said back: no sentence and no amount."""
    words = plain(name).split()
    if not 1 <= len(words) <= 3 or set(words) & NO_PLACE:
        return False
    digits = [word for word in words if word.isdecimal()]
    return not digits or [len(word) for word in digits] == [4]


def _number_from_text(text: str, slot: str, heard: Heard) -> tuple[Value | None, Fit]:
    numbers = _NUMBER.findall(text)
    if not numbers:
        heard.refused = slot == "leeftijd" and set(plain(text).split()) - FILLERS == {"nul"}
        return None, Fit.NONE
    value = canonical(slot, numbers[-1])
    heard.refused = value is None
    words = [w for w in plain(_NUMBER.sub(" ", text)).split() if w not in FILLERS]
    return value, (Fit.WHOLE if len(words) <= 1 else Fit.WEAK) if value is not None else Fit.NONE


def says_yes_or_no(said: Said) -> bool | None:
    """True for yes, False for no, None for anything else."""
    if said.topic in ("gesprek_bevestig", "gesprek_ontken"):
        return said.topic == "gesprek_bevestig"
    if said.payload or said.confident:
        return None
    words = plain(said.text).split()
    if not words or len(words) > 3:
        return None
    return False if words[0] in NO else True if words[0] in YES else None


def _place_from_text(text: str, question: Question, heard: Heard, places: Places) -> tuple[Value | None, Fit]:
    value, fit = match_option(text, question.options)
    if value is not None:
        return value, fit
    if len(text.split()) > 8 or _AMOUNT.search(text):
        return None, Fit.NONE
    match = places.match(text)
    if not match.places:
        name = _LEADING.sub("", text.strip(" .,!?")).strip()
        heard.unknown_place = heard.unknown_place or (name if _may_be_a_place(name) else None)
        return None, Fit.NONE
    fit = Fit.WEAK if match.how == "fuzzy" else Fit.STRONG if match.how == "sentence" else Fit.WHOLE
    if len(match.places) > 1:
        heard.places = match.places
        return None, fit
    return match.places[0].label, fit
