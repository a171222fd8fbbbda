"""What was found, ready to be said one by one: at most two sentences each. And the same as a text message."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from channels.voice import figures
from channels.voice.aloud import sentences

Item = Mapping[str, Any]

MOST = 6
_FITS = {
    "waarschijnlijk": "past waarschijnlijk bij u",
    "misschien": "past misschien bij u",
    "niet": "past nu niet bij u",
}
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_RANKS = ("de eerste", "de tweede", "de derde", "de vierde", "de vijfde", "de zesde")


def spoken(items: Sequence[Item]) -> list[str]:
    """Return each item as it is said; those that do not fit come last, and are left out when others do."""
    fitting = [item for item in items if item.get("verdict") != "niet"] or list(items)
    chosen = fitting[:MOST]
    return [_spoken(item, at, len(chosen)) for at, item in enumerate(chosen)]


def _spoken(item: Item, at: int, total: int) -> str:
    kind, title = item["kind"], _bare(item.get("title")).rstrip(".")
    if kind == "stap":
        return _two(f"{title}.", str(item.get("text") or ""))
    if kind == "loket":
        return _reach(title, item.get("facts") or {})
    rank = "het" if total == 1 else "de laatste" if total > 2 and at == total - 1 else _RANKS[at]
    example = "een voorbeeld: " if item.get("demo") else ""
    first = f"{rank.capitalize()} is {example}{title}"
    facts = item.get("facts") or {}
    if kind == "regeling":
        verdict = _FITS.get(str(item.get("verdict")))
        return _two(f"{first}, en dat {verdict}." if verdict else f"{first}.", _reason(item))
    by = _bare(facts.get("werkgever") or facts.get("aanbieder"))
    where = f" in {facts['plaats']}" if facts.get("plaats") else ""
    first += f", bij {by}{where}." if by else f"{where}."
    rest = [f"{facts['afstand']} van u" if facts.get("afstand") else "", str(facts.get("niveau") or "")]
    about = ", ".join(part for part in rest if part)
    return _two(first, f"Het is {about}." if about else "")


def _bare(text: object) -> str:
    return _BRACKETED.sub("", str(text or "")).strip()


def _reason(item: Item) -> str:
    for field in ("why", "check"):
        for sentence in item.get(field) or ():
            return str(sentence)
    return ""


def _reach(title: str, facts: Mapping[str, Any]) -> str:
    """Return where a loket is, and how to reach it: the number, else when it is open."""
    first = f"{title}, {facts['adres']}." if facts.get("adres") else f"{title}."
    if facts.get("telefoon"):
        return f"{first} Het nummer is {figures.telefoon(str(facts['telefoon']))}."
    return f"{first} Het is open {facts['open']}." if facts.get("open") else first


def _two(first: str, second: str) -> str:
    said = sentences(second)
    return f"{first} {said[0]}" if said else first


def as_text_message(items: Sequence[Item], day: str, code: str, site: str, at_most: int) -> str:
    """Return an overview short enough for a text message: titles and verdicts, and how to see the rest."""
    lines = [f"Leerwijs, {day}. Dit vond u:"]
    tail = f"Alles nalezen: {site}/mijn-gesprek, code {code} (15 minuten geldig)." if site else ""
    for item in items:
        verdict = {"waarschijnlijk": " (waarschijnlijk)", "misschien": " (misschien)"}.get(str(item.get("verdict")), "")
        demo = " (voorbeeld)" if item.get("demo") else ""
        line = f"- {item.get('title')}{verdict}{demo}"
        if item.get("verdict") != "niet" and len("\n".join([*lines, line, tail])) <= at_most:
            lines.append(line)
    return "\n".join([*lines, tail]).strip()
