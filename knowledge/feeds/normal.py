"""A draft made into a record of the catalogue: the form that `knowledge/catalogus` has too (schema/catalogusitem.json).

What a feed says is taken over as it says it. What is wrong is refused with the reason; what is only not known to us is
left out, and noted for the operator. A record does not depend on the day of the import, so that the same item of the
same feed is the same record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from knowledge import registers
from knowledge.feeds import clean, matching
from knowledge.feeds.draft import Draft, Passed, Refusal
from knowledge.feeds.matching import SURE, TELLING, Matcher

MOST_STARTS = 24
_CHECK_EVC = (
    "Wij hebben niet nagekeken of deze aanbieder nu erkend is. Kijk dat na in het register van het Nationaal "
    "Kenniscentrum EVC."
)


@dataclass(frozen=True)
class Normal:
    """A record without its id and its source, which the store adds; `until` is its last day on offer."""

    own_id: str
    kind: str
    record: Mapping[str, Any]
    until: date | None
    notes: tuple[str, ...]

    @cached_property
    def data(self) -> str:
        """Return the record as text: equal records give equal texts."""
        return json.dumps(self.record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> bytes:
        """Return what tells this record from a changed one."""
        return hashlib.blake2b(self.data.encode(), digest_size=16).digest()


class Normaliser:
    """Makes records of drafts as of one day."""

    def __init__(self, matcher: Matcher, today: date) -> None:
        self._matcher = matcher
        self._today = today

    def record(self, draft: Draft) -> Normal:
        """Return the record of a draft.

        Raises:
            Refusal: something in it is wrong.
            Passed: it is over, and nothing is wrong with it.
        """
        notes = list(draft.notes)
        own_id = clean.identifier(draft.own_id)
        record: dict[str, Any] = {"kind": draft.kind, "demo": False}
        record.update(self._names(draft, notes))
        record.update(self._matched(draft, record, notes))
        record.update(self._where(draft))
        record.update(_days(draft))
        record.update(self._reached(draft, notes))
        record.update(_details(draft, notes))
        until = _until(draft)
        if until and until < self._today:
            raise Passed(f"voorbij sinds {until}")
        return Normal(own_id, draft.kind, record, until, tuple(notes))

    def _names(self, draft: Draft, notes: list[str]) -> dict[str, Any]:
        title = clean.text(draft.title, "titel")
        if not title:
            raise Refusal("zonder titel")
        owner = clean.text(draft.organisation, "organisatie") or _institution(draft.brin)
        if not owner:
            raise Refusal("zonder organisatie")
        for what, text in (("titel", title), ("organisatie", owner)):
            if clean.holds_personal(text):
                raise Refusal(f"in de {what} staat een telefoonnummer, e-mailadres of ander persoonlijk nummer")
        if draft.brin and draft.brin not in registers.institutions():
            notes.append(f"BRIN {clean.quoted(draft.brin)} staat niet in ons register")
        return {"title": title, "employer" if draft.kind == "leerbaan" else "provider": owner}

    def _matched(self, draft: Draft, names: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
        """Return qualification, level, occupation and sector."""
        found: dict[str, Any] = {}
        name, level = clean.text(draft.qualification, "kwalificatie"), draft.level
        if draft.crebo:
            known = matching.qualification(draft.crebo)
            name, level = _qualified(draft, name, level, notes)
            found["qualification"] = {"crebo": draft.crebo, "name": name or names["title"]}
            if known is None and draft.kind == "leerbaan" and not name:
                raise Refusal(f"crebo {draft.crebo} kennen wij niet en de naam van de kwalificatie ontbreekt")
        said = clean.text(draft.occupation, "beroep")
        called = tuple(filter(None, (name, str(names["title"]))))
        telling = draft.kind == "leerbaan" or bool(name)
        occupation = self._matcher.occupation(said, called, TELLING if telling else SURE)
        if said and occupation is None and not matching.is_group(said):
            notes.append(f"beroep '{clean.quoted(said)}' herkennen wij niet; vindbaar op de woorden van de titel")
        if occupation:
            found["occupation"] = occupation.code
        found.update(_sectors(draft, occupation.sector if occupation else self._matcher.sector(said, called)))
        if level:
            found["level"] = level
        return found

    def _where(self, draft: Draft) -> dict[str, Any]:
        if draft.reach and not draft.place and not draft.postcode:
            return {"reach": draft.reach}
        found = self._matcher.place(
            clean.text(draft.place, "plaats"), clean.text(draft.gemeente, "gemeente"), draft.postcode.strip()
        )
        where = {"place": found.place, "gemeente": found.gemeente, **({"pc4": found.pc4} if found.pc4 else {})}
        return {**where, **({"reach": draft.reach} if draft.reach else {})}

    def _reached(self, draft: Draft, notes: list[str]) -> dict[str, Any]:
        """Return the page and the contact of the organisation; what may be a person's own, or is none, is left out."""
        contact: dict[str, str] = {}
        page = None
        try:
            page = clean.url(draft.url) or None
        except Refusal as refusal:
            notes.append(f"{refusal}; weggelaten")
        for name, said, read in (
            ("phone", draft.phone, clean.phone),
            ("email", draft.email, lambda said: clean.email(said, self._matcher.is_place)),
        ):
            try:
                found = read(said) if said.strip() else ""
            except Refusal as refusal:
                notes.append(f"{refusal}; weggelaten")
                continue
            if found is None:
                what = "een mobiel nummer" if name == "phone" else "een e-mailadres"
                notes.append(f"{what} is weggelaten: het kan van een persoon zijn")
            elif found:
                contact[name] = found
        return {"url": page, "contact": contact or None}


def _institution(brin: str) -> str:
    found = registers.institutions().get(brin)
    return found.name if found else ""


def _qualified(draft: Draft, name: str, level: str, notes: list[str]) -> tuple[str, str]:
    """Return the name and level that go with a crebo code: those of the register, if it holds the code."""
    known = registers.qualifications().get(draft.crebo)
    if known is None and draft.crebo.startswith("K"):  # a keuzedeel: the register holds none
        return name, level
    if known is None:
        notes.append(f"crebo {draft.crebo} staat niet in ons register; de naam is die van de bron")
        return name, level
    if level and level != known.level:
        notes.append(f"niveau {level} past niet bij crebo {draft.crebo}; {known.level} is gebruikt")
    return known.name, known.level


def _sectors(draft: Draft, matched: str | None) -> dict[str, Any]:
    """Return the sectors that the feed gives, else the one of the occupation; without either it is "overig"."""
    if draft.sectors == ("alle",):
        if draft.kind != "evc_aanbieder":
            raise Refusal("sector 'alle' is alleen voor EVC-aanbieders")
        return {"sectors": "alle"}
    if "alle" in draft.sectors:
        raise Refusal("geef sector 'alle', of noem sectoren")
    if len(draft.sectors) > 1:
        return {"sectors": list(draft.sectors)}
    if draft.sectors:
        return {"sector": draft.sectors[0]}
    return {"sectors": "alle"} if draft.kind == "evc_aanbieder" else {"sector": matched or "overig"}


def _days(draft: Draft) -> dict[str, Any]:
    if draft.first and draft.last and draft.last < draft.first:
        raise Refusal(f"de laatste dag ({draft.last}) ligt voor de eerste ({draft.first})")
    days: dict[str, Any] = {}
    if draft.first:
        days["from"] = draft.first.isoformat()
    until = _until(draft)
    if until:
        days["to"] = until.isoformat()
    if draft.starts:
        days["starts"] = [day.isoformat() for day in sorted(set(draft.starts))[-MOST_STARTS:]]
    return days


def _until(draft: Draft) -> date | None:
    """Return the last day on offer: the one given, else the last day on which one can begin."""
    return draft.last or max(draft.starts, default=None)


def _details(draft: Draft, notes: list[str]) -> dict[str, Any]:
    summary, masked = clean.summary(draft.summary)
    if masked:
        notes.append("uit de omschrijving is een adres of nummer weggelaten")
    school = clean.text(draft.school, "school")
    if clean.holds_personal(school):
        school = ""
    details = {
        "form": list(draft.forms), "hours": draft.hours, "months": draft.months, "school": school, "summary": summary,
        "role": "aanbieder" if draft.kind == "evc_aanbieder" else "",
        "check": [_CHECK_EVC] if draft.kind == "evc_aanbieder" else [],
    }  # fmt: skip
    return {key: value for key, value in details.items() if value}
