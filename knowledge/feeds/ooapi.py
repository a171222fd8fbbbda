"""OOAPI v5, the Open Onderwijs API: programmes and courses of institutions, with their offerings.

This module makes drafts of the objects; `ooapi_delivery` gets them from an API or from files. Persons (coordinators)
are never read. Fields and enumerations are those of the specification, version 5; texts are taken in Dutch where they
are in more languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge import registers
from knowledge.feeds import vocabulary
from knowledge.feeds.clean import quoted
from knowledge.feeds.draft import Draft, Entry, Gathered, Passed, Refusal, Rejected, Session, Spot, by_spot, own_id

Object = Mapping[str, Any]

_MBO, _HBO, _WO = "secondary vocational education", "higher professional education", "university education"
_LEVELS = {
    **{f"{_MBO} {number}": f"mbo{number}" for number in range(1, 5)}, "associate degree": "ad", "doctoral": "wo",
}  # fmt: skip
_MODES = {"full-time": "voltijd", "part-time": "deeltijd"}
_ONLINE = {"online", "distance-learning"}


@dataclass
class Organisations:
    """The organisations of a delivery; one that stands alone gives all the education."""

    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, organisation: Object) -> None:
        """Remember the name and the BRIN code of an organisation."""
        key = organisation.get("organizationId")
        if isinstance(key, str):
            self.known[key] = _name_and_brin(organisation)

    def of(self, item: Object) -> tuple[str, str]:
        """Return the name and BRIN code of who gives this; empty when the delivery does not say."""
        organisation = item.get("organization")
        if isinstance(organisation, dict):
            found = _name_and_brin(organisation)
            return found if any(found) else self.known.get(str(organisation.get("organizationId")), ("", ""))
        if isinstance(organisation, str) and organisation in self.known:
            return self.known[organisation]
        return next(iter(self.known.values())) if len(self.known) == 1 else ("", "")


def drafts(item: Object, where: str, offerings: list[Object], organisations: Organisations) -> Iterator[Entry]:
    """Yield the drafts of a programme or course: one for each place where it is offered."""
    key = str(item.get("programId") or item.get("courseId") or "")
    try:
        yield from _drafts(item, key, where, offerings, organisations)
    except Refusal as refusal:
        yield Rejected(where, key, str(refusal))
    except Passed as passed:
        yield Rejected(where, key, str(passed), "passed")


def _drafts(
    item: Object, key: str, where: str, offerings: list[Object], organisations: Organisations
) -> Iterator[Draft]:
    kind_of_program = item.get("programType", "program")
    if kind_of_program not in ("program", None):
        raise Passed(f"onderdeel van een opleiding ({quoted(str(kind_of_program))})")
    notes: list[str] = []
    sessions = [session for offering in offerings for session in _session(offering, notes)]
    if offerings and not sessions:
        raise Refusal(notes[0])
    name, brin = organisations.of(item)
    for group in by_spot(sessions, _spot(item)):
        yield Draft(
            where=where,
            own_id=own_id(key, group.spot),
            kind="certificaat" if _is_certificate(item) else "opleiding",
            title=_dutch(item.get("name")),
            organisation=name,
            brin=brin,
            crebo=_crebo(item),
            level=_level(item),
            forms=_forms(item, group),
            place=group.spot.place,
            postcode=group.spot.postcode,
            reach=group.spot.reach,
            first=group.first,
            last=group.last,
            starts=tuple(group.starts),
            url=str(item.get("link") or ""),
            months=vocabulary.months(item.get("duration")),
            summary=_dutch(item.get("description")),
            notes=tuple(notes),
        )


def _key(item: Object) -> str:
    return str(item.get("programId") or item.get("courseId") or "")


def _session(offering: Object, notes: list[str]) -> Iterator[Session]:
    """Yield the session of an offering, unless its days cannot be; then that is noted."""
    try:
        start = vocabulary.day(offering.get("startDate"), "startDate")
        end = vocabulary.day(offering.get("endDate"), "endDate")
        first = vocabulary.day(offering.get("enrollStartDate"), "enrollStartDate")
        last = vocabulary.day(offering.get("enrollEndDate"), "enrollEndDate")
        until = vocabulary.day(offering.get("flexibleEntryPeriodEnd"), "flexibleEntryPeriodEnd")
        if start and end and end < start:
            raise Refusal(f"eindigt ({end}) voordat het begint ({start})")
        if first and last and last < first:
            raise Refusal(f"de inschrijving sluit ({last}) voordat zij opent ({first})")
    except Refusal as refusal:
        notes.append(f"aanbod '{quoted(str(offering.get('offeringId', '')))}' is weggelaten: {refusal}")
        return
    yield Session(_spot(offering), start, first, max(filter(None, (last, until)), default=None), _modes(offering))


def _spot(item: Object) -> Spot:
    """Return where an item or offering is given, by its first address in the Netherlands, or that it is online."""
    delivered = _strings(item.get("modeOfDelivery"))
    if delivered and delivered <= _ONLINE:
        return Spot(reach="online")
    addresses = item.get("addresses") or item.get("address") or []
    for address in addresses if isinstance(addresses, list) else [addresses]:
        if isinstance(address, dict) and address.get("countryCode", "NL") in ("NL", None):
            return Spot(str(address.get("city") or ""), str(address.get("postalCode") or ""))
    return Spot()


def _forms(item: Object, group: Gathered) -> tuple[str, ...]:
    mode = str(item.get("modeOfStudy") or "")
    own = [_MODES[mode]] if mode in _MODES else []
    if mode == "dual training":
        own = ["bbl" if _is_mbo(item) else "duaal"]
    online = ["online"] if group.spot.reach == "online" else []
    return tuple(dict.fromkeys((*own, *group.forms, *online)))


def _modes(offering: Object) -> tuple[str, ...]:
    mode = str(offering.get("modeOfStudy") or "")
    return (_MODES[mode],) if mode in _MODES else ()


def _is_mbo(item: Object) -> bool:
    return item.get("sector") == _MBO or str(item.get("level") or "").startswith(_MBO)


def _is_certificate(item: Object) -> bool:
    """Say whether the specification behind a programme calls it an mbo certificate."""
    specification = item.get("educationSpecification")
    return _is_mbo(item) and isinstance(specification, dict) and specification.get("formalDocument") == "certificate"


def _level(item: Object) -> str:
    """Return the level as far as the programme says it; a bachelor or master is hbo or wo by its sector."""
    said = str(item.get("level") or "")
    if said in ("bachelor", "master"):
        return {_HBO: "hbo", _WO: "wo"}.get(str(item.get("sector")), "")
    if said == _MBO and str(item.get("levelOfQualification")) in ("1", "2", "3", "4"):
        return f"mbo{item['levelOfQualification']}"
    return _LEVELS.get(said, "")


def _crebo(item: Object) -> str:
    """Return the crebo code; a code of the same type in higher education is a croho code and none of ours."""
    for code in _codes(item, "crohoCreboCode"):
        if _is_mbo(item) or code in registers.qualifications():
            return code
    return ""


def _name_and_brin(organisation: Object) -> tuple[str, str]:
    return _dutch(organisation.get("name")), next(iter(_codes(organisation, "brin")), "")


def _codes(item: Object, code_type: str) -> list[str]:
    others = item.get("otherCodes")
    every = [item.get("primaryCode"), *(others if isinstance(others, list) else [])]
    return [str(code.get("code", "")) for code in every if isinstance(code, dict) and code.get("codeType") == code_type]


def _dutch(value: object) -> str:
    """Return a text in Dutch, else in the first language that it is given in."""
    if isinstance(value, str):
        return value
    texts = [text for text in value if isinstance(text, dict)] if isinstance(value, list) else []
    texts.sort(key=lambda text: not str(text.get("language", "")).lower().startswith("nl"))
    return str(texts[0].get("value") or "") if texts else ""


def _strings(value: object) -> set[str]:
    every = value if isinstance(value, list) else [value]
    return {text for text in every if isinstance(text, str)}
