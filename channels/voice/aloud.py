"""Any text of ours made fit for the ear: figures in words, abbreviations spelled, nothing that only a page can show."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from channels.voice import figures

Match = re.Match[str]

_MONTH = "|".join(figures.MONTHS)
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
# Said letter by letter; STAP, SLIM, DUO, WIA, bol and cao are said as words.
_SPELLED = (
    "mbo", "hbo", "vwo", "wo", "bbl", "evc", "zzp", "ww", "uwv", "roc", "ict", "ad", "lts", "hts", "meao", "heao",
    "idw", "sbb", "sms", "ec", "rvo", "svb", "nlqf", "vavo", "bsn", "pc", "knf", "iban",
)  # fmt: skip
_AS_WORDS = frozenset({"meao", "heao", "vavo"})
_LETTERS = re.compile(
    rf"\b({'|'.join(sorted((w for w in _SPELLED if w not in _AS_WORDS), key=len, reverse=True))})\b"
    r"(?:-(?=\w))?(?!\.)",
    re.IGNORECASE,
)
_ABBREVIATIONS: Mapping[str, str] = {
    "t/m": "tot en met", "bijv.": "bijvoorbeeld", "o.a.": "onder andere", "enz.": "enzovoort", "etc.": "enzovoort",
    "km": "kilometer", "p/m": "per maand", "i.p.v.": "in plaats van", "m.b.t.": "over", "evt.": "eventueel",
    "incl.": "inclusief", "excl.": "exclusief", "ca.": "ongeveer", "nr.": "nummer", "tel.": "telefoon",
    "O&O": "opleidings- en ontwikkelings",
}  # fmt: skip
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(short) for short in sorted(_ABBREVIATIONS, key=len, reverse=True)) + r")(?!\w)"
)
_SITE = re.compile(r"(?:https?://|www\.)\S+\w|\b[\w-]+(?:\.[\w-]+)*\.(?:nl|com|eu|org)\b(?:/\S*\w)?", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+\.\w+")
_PHONE = re.compile(
    r"(?<![\d.,-])(?:(?:\+|00)31[ -]?\(?0?\)?[ -]?[1-9](?:[ -]?\d){8}|0(?:800|90[069])[ -]{0,3}\d(?:[ -]?\d){3,6}"
    r"|0[1-9]\d{0,2}(?: ?- ?| )\d(?: ?\d){5,7}|0[1-9]\d{8})(?![\d-])"
)
_DATE = re.compile(rf"\b(\d{{1,2}}) ({_MONTH})(?: (\d{{4}}))?\b", re.IGNORECASE)
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})[-/](\d{1,2})[-/]((?:19|20)\d\d)\b|\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_MONTH_OF = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])\b(?!-)")
_TIME = re.compile(r"\b([01]?\d|2[0-3])(?::([0-5]\d)|\.([0-5]\d)(?=\s*(?:uur|tot|en|-|–)\b|\s*[-–]))(?:\s*uur\b)?")
_WHOLE_HOURS = re.compile(r"\b([01]?\d|2[0-4]) tot ([01]?\d|2[0-4]) uur\b")
_MONEY = re.compile(rf"€\s*({_NUMBER})(?:,-)?|\b({_NUMBER})(?:,-)?\s*(?:euro|eur)\b", re.IGNORECASE)
_PERCENT = re.compile(rf"\b({_NUMBER})\s*(?:%|procent\b)")
_POSTCODE = re.compile(r"\b([1-9]\d{3} ?[A-Z]{2})\b")
_RANGE = re.compile(r"\b(\d{1,4}) ?[-–] ?(\d{1,4})\b")
_EMERGENCY = re.compile(
    r"\b(11[2356])\b(?![.,]?\d)(?! (?:euro|procent|kilometer|uur|uren|jaar|mensen|werknemers|dagen|plekken|keer))"
)
_ORDINAL = re.compile(r"\b(\d{1,3})(?:e|ste|de)\b")
_ANY_NUMBER = re.compile(rf"(?<![\w,])({_NUMBER})(?![\w])")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_BULLET = re.compile(r"(?m)^\s*(?:[-*•]|\d+\.)\s+")


def _figure(text: str) -> str:
    return figures.getal(text.replace(".", ""))


def _date(match: Match) -> str:
    day, month, year = match.groups()
    said = f"{figures.getal(int(day))} {month.lower()}"
    return f"{said} {figures.jaartal(int(year))}" if year else said


def _numeric_date(match: Match) -> str:
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    numbers = (int(iso_year or year), int(iso_month or month), int(iso_day or day))
    try:
        return figures.datum("{:04d}-{:02d}-{:02d}".format(*numbers))
    except ValueError:  # no day of the calendar: read as it stands
        return " ".join(figures.getal(number) for number in reversed(numbers))


def _month(match: Match) -> str:
    return f"{figures.MONTHS[int(match[2]) - 1]} {figures.jaartal(int(match[1]))}"


def _time(match: Match) -> str:
    return figures.tijd(f"{int(match[1]):02d}:{match[2] or match[3]}")


def _hours(match: Match) -> str:
    opens, closes = (figures.tijd(f"{int(hour) % 24:02d}:00") for hour in match.groups())
    return f"{opens} tot {closes}"


def _money(match: Match) -> str:
    return figures.bedrag((match[1] or match[2]).replace(".", ""))


def _spelled(match: Match) -> str:
    letters = " ".join(match[1].upper())
    return f"{letters} " if match[0].endswith("-") else letters


_STEPS: tuple[tuple[re.Pattern[str], Callable[[Match], str]], ...] = (
    (_BULLET, lambda _: ""),
    (_MAIL, lambda _: "het e-mailadres"),
    (_SITE, lambda _: "de website"),
    (_ABBREVIATION, lambda match: _ABBREVIATIONS[match[0]]),
    (_PHONE, lambda match: figures.telefoon(match[0])),
    (_NUMERIC_DATE, _numeric_date),
    (_DATE, _date),
    (_MONTH_OF, _month),
    (_TIME, _time),
    (_WHOLE_HOURS, _hours),
    (_MONEY, _money),
    (_PERCENT, lambda match: figures.procent(match[1].replace(".", ""))),
    (_POSTCODE, lambda match: figures.postcode(match[1])),
    (_EMERGENCY, lambda match: figures.cijfers(match[1])),
    (_RANGE, lambda match: f"{figures.getal(int(match[1]))} tot {figures.getal(int(match[2]))}"),
    (_ORDINAL, lambda match: figures.rangtelwoord(int(match[1]))),
    (_ANY_NUMBER, lambda match: _figure(match[1])),
    (_LETTERS, _spelled),
    (_BRACKETS, lambda match: f", {match[1]},"),
)
_CLEAN = (
    (re.compile(r"\s*&\s*"), " en "),
    (re.compile(r"(?<=\w)/(?=\w)"), " of "),
    (re.compile(r"[*_#|<>\[\]{}]"), " "),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+([.,;:!?])"), r"\1"),
    (re.compile(r",+(?=[.,;:!?])"), ""),
)


def aloud(text: str) -> str:
    """Return a text as it is said: no figures, addresses of sites, brackets or bullets; letters for abbreviations."""
    for pattern, say in _STEPS:
        text = pattern.sub(say, text)
    for pattern, clean in _CLEAN:
        text = pattern.sub(clean, text)
    return text.strip()


_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [sentence for sentence in _SENTENCE.split(text.strip()) if sentence]


# espeak-ng, Dutch voice, 150 words a minute: 13.4 at the median over all our spoken texts; see tests/channels/voice.
CHARACTERS_PER_SECOND = 13.0
_PAUSE_AFTER_SENTENCE = 0.35


def seconds(said: str) -> float:
    """Return about how long a text made fit for the ear takes to say at normal speed."""
    return len(said) / CHARACTERS_PER_SECOND + _PAUSE_AFTER_SENTENCE * max(0, len(sentences(said)) - 1)
