"""The words in which feeds and spreadsheets say a level, a form, a sector, a day or a duration, as ours.

Every reader returns our value, or raises Refusal with what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from knowledge import words
from knowledge.feeds import clean
from knowledge.feeds.draft import Refusal
from knowledge.profile import SECTORS, SLOTS
from knowledge.search.items import FORMS

KINDS = ("leerbaan", "opleiding", "certificaat", "evc_aanbieder")  # what can be imported
KIND_WORDS: Mapping[str, str] = {
    **{kind: kind for kind in KINDS},
    "leerwerkbaan": "leerbaan", "leerwerkplek": "leerbaan", "cursus": "opleiding", "training": "opleiding",
    "mbo certificaat": "certificaat", "evc aanbieder": "evc_aanbieder", "evc": "evc_aanbieder",
}  # fmt: skip
LEVEL_WORDS: Mapping[str, str] = {
    **{level: level for level in SLOTS["niveau_doel"].values},
    **{f"{before}{number}": f"mbo{number}" for before in ("", "mbo ", "niveau ", "mbo niveau ") for number in "1234"},
    "entree": "mbo1", "entreeopleiding": "mbo1", "basisberoepsopleiding": "mbo2", "vakopleiding": "mbo3",
    "middenkaderopleiding": "mbo4", "specialistenopleiding": "mbo4", "associate degree": "ad", "hbo bachelor": "hbo",
    "hbo master": "hbo", "universiteit": "wo", "wo bachelor": "wo", "wo master": "wo", "zonder niveau": "geen",
}  # fmt: skip
FORM_WORDS: Mapping[str, str] = {
    **{form: form for form in FORMS},
    "derde leerweg": "derde_leerweg", "overig onderwijs": "derde_leerweg", "ovo": "derde_leerweg",
    "full time": "voltijd", "fulltime": "voltijd", "part time": "deeltijd", "parttime": "deeltijd",
    "afstandsonderwijs": "online", "e learning": "online", "s avonds": "avond", "avonden": "avond",
}  # fmt: skip
REACH_WORDS: Mapping[str, str] = {
    "plaats": "", "online": "online", "thuis": "online", "landelijk": "landelijk", "heel nederland": "landelijk",
}  # fmt: skip

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
MOST_HOURS, MOST_MONTHS = 60, 120

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?")
_DUTCH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_WEEKS_A_MONTH, _DAYS_A_MONTH = 52 / 12, 365 / 12


def kind(text: str) -> str:
    """Return one of the kinds of the catalogue."""
    return _one(text, KIND_WORDS, KINDS, "soort")


def level(text: str) -> str:
    """Return one of niveau_doel, or "" for an empty text."""
    return _one(text, LEVEL_WORDS, SLOTS["niveau_doel"].values, "niveau") if text else ""


def forms(text: str) -> tuple[str, ...]:
    """Return the forms named in a text, separated by | , / or +, each once."""
    parts = (part.strip() for part in re.split(r"[|,/+]", text))
    return tuple(dict.fromkeys(_one(part, FORM_WORDS, FORMS, "vorm") for part in parts if part))


def sectors(text: str) -> tuple[str, ...]:
    """Return the sectors named in a text, separated by | or a comma; ("alle",) for all of them."""
    known = {sector.replace("_", " "): sector for sector in SECTORS} | {"alle": "alle"}
    parts = (part.strip() for part in re.split(r"[|,]", text))
    return tuple(dict.fromkeys(_one(part, known, (*SECTORS, "alle"), "sector") for part in parts if part))


def reach(text: str) -> str:
    """Return "online" or "landelijk", or "" for something with a place."""
    return _one(text, REACH_WORDS, ("plaats", "online", "landelijk"), "bereik") if text else ""


def day(text: object, what: str) -> date | None:
    """Return the day that a text names: 2027-02-01 (also with a time behind it) or 1-2-2027. None for an empty text."""
    if text is None or text == "":
        return None
    written = str(text).strip()
    iso, dutch = _ISO.fullmatch(written), _DUTCH.fullmatch(written)
    try:
        found = date(*map(int, iso.groups())) if iso else date(*map(int, reversed(dutch.groups()))) if dutch else None
    except ValueError:
        found = None
    if found is None:
        raise Refusal(f"{what} '{clean.quoted(written)}' is geen datum; schrijf 2027-02-01 of 1-2-2027")
    if not EARLIEST <= found < LATEST:
        raise Refusal(f"{what} {found} kan niet: het jaartal klopt niet")
    return found


def days(text: str, what: str) -> tuple[date, ...]:
    """Return the days in a text, separated by | or a comma, sorted and each once."""
    found = (day(part.strip(), what) for part in re.split(r"[|,]", text))
    return tuple(sorted({one for one in found if one}))


def number(text: object, what: str, most: int) -> int | None:
    """Return a whole number from 1 to `most` ("24", "24 uur", "24,0"); None for an empty text."""
    if text is None or text == "":
        return None
    found = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?(?: ?[a-z ]+)?", str(text).strip().lower())
    if not found or not 1 <= int(found[1]) <= most:
        raise Refusal(f"{what} '{clean.quoted(str(text))}' is geen getal van 1 tot en met {most}")
    return int(found[1])


def months(duration: object) -> int | None:
    """Return a duration in ISO 8601 ("P3Y", "P10W") in whole months, at least one; None if it is none."""
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if not found or not any(found.groups()):
        return None
    years, some_months, weeks, some_days = (int(part or 0) for part in found.groups())
    whole = round(12 * years + some_months + weeks / _WEEKS_A_MONTH + some_days / _DAYS_A_MONTH)
    return max(1, whole) if whole <= MOST_MONTHS else None


def _one(text: str, known: Mapping[str, str], ours: Iterable[str], what: str) -> str:
    folded = words.fold(text.replace("_", " "))
    for key in (folded, folded.replace(" ", "_")):
        if key in known:
            return known[key]
    raise Refusal(f"{what} '{clean.quoted(text)}' kennen wij niet; kies uit {', '.join(ours)}")
