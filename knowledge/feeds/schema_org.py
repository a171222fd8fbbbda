"""schema.org: EducationalOccupationalProgram, Course with its instances, and JobPosting with training, as drafts.

What is read of the files, and how, is in `json_ld`. A vacancy counts as a leerbaan when its title, kind of employment
or requirements say so; every other vacancy is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from knowledge import words
from knowledge.feeds import vocabulary
from knowledge.feeds.draft import Draft, Entry, Passed, Refusal, Rejected, Session, Spot, by_spot, own_id
from knowledge.feeds.json_ld import Node, Reader, documents, is_text, plain, types
from knowledge.feeds.reading import Delivery

# What makes a vacancy a leerbaan: a job with training in the bbl. An internship is none.
_TRAINING = re.compile(r"\b(?:bbl|leerbaan|leerbanen|leerwerk(?:baan|plek|traject)|leren en werken|werken en leren)\b")
_MODES = {
    "full time": "voltijd", "fulltime": "voltijd", "voltijd": "voltijd", "part time": "deeltijd",
    "parttime": "deeltijd", "deeltijd": "deeltijd", "bol": "bol", "bbl": "bbl", "duaal": "duaal", "avond": "avond",
    "evening": "avond",
    "derde leerweg": "derde_leerweg",
}  # fmt: skip
_ONLINE = ("online", "distance", "remote", "afstand", "virtual")


def read(delivery: Delivery) -> Iterator[Entry]:
    """Yield the drafts of all programmes, courses and training jobs in the files. Raises FeedError."""
    for document in documents(delivery):
        if isinstance(document, Rejected):
            yield document
            continue
        reader = Reader(document.nodes)
        ours = [(node, found[0]) for node in document.nodes if (found := sorted(types(node) & _DRAFTERS.keys()))]
        for number, (node, kind) in enumerate(ours, start=1):
            where = f"{document.where}, item {number}" if len(ours) > 1 else document.where
            yield from _drafts(reader, node, kind, where)


def _drafts(reader: Reader, node: Node, kind: str, where: str) -> Iterator[Entry]:
    key = reader.key(node)
    try:
        if not key:
            raise Refusal("zonder @id, identifier of url kunnen wij dit niet herkennen bij een volgende levering")
        yield from _DRAFTERS[kind](reader, node, where)
    except Refusal as refusal:
        yield Rejected(where, key, str(refusal))
    except Passed as passed:
        yield Rejected(where, key, str(passed), "passed")


def _programme(reader: Reader, node: Node, where: str) -> Iterator[Draft]:
    provider = reader.node(node, "provider", "offeredBy")
    spot = _spot(reader, node, _modes(reader, node, "educationalProgramMode"))
    if not spot.key:
        spot = _spot(reader, provider, set())
    start = vocabulary.day(reader.text(node, "startDate"), "startDate")
    session = Session(
        spot,
        start,
        vocabulary.day(reader.text(node, "applicationStartDate"), "applicationStartDate"),
        vocabulary.day(reader.text(node, "applicationDeadline"), "applicationDeadline"),
        _forms(_modes(reader, node, "educationalProgramMode", "timeOfDay")),
    )
    yield from _learning(reader, node, where, [session] if start or session.last or session.forms else [], spot)


def _course(reader: Reader, node: Node, where: str) -> Iterator[Draft]:
    spot = _spot(reader, node, _modes(reader, node, "courseMode", "educationalProgramMode"))
    if not spot.key:
        spot = _spot(reader, reader.node(node, "provider"), set())
    sessions = [_instance(reader, one) for one in reader.all(node, "hasCourseInstance") if isinstance(one, dict)]
    yield from _learning(reader, node, where, sessions, spot)


def _instance(reader: Reader, instance: Node) -> Session:
    modes = _modes(reader, instance, "courseMode")
    start = vocabulary.day(reader.text(instance, "startDate"), "startDate")
    end = vocabulary.day(reader.text(instance, "endDate"), "endDate")
    if start and end and end < start:
        raise Refusal(f"een uitvoering eindigt ({end}) voordat zij begint ({start})")
    return Session(_spot(reader, instance, modes), start, forms=_forms(modes))


def _learning(reader: Reader, node: Node, where: str, sessions: list[Session], spot: Spot) -> Iterator[Draft]:
    """Yield a draft for each place at which a programme or course is given."""
    credential = reader.text(node, "educationalCredentialAwarded", "occupationalCredentialAwarded")
    for group in by_spot(sessions, spot):
        online = ["online"] if group.spot.reach == "online" else []
        yield Draft(
            where=where,
            own_id=own_id(reader.key(node), group.spot),
            kind="certificaat" if "mbo certificaat" in words.fold(credential) else "opleiding",
            title=reader.text(node, "name"),
            organisation=reader.text(node, "provider", "offeredBy"),
            crebo=_crebo(reader, node),
            occupation=_occupation(reader, node),
            level=_level(reader.text(node, "educationalLevel") or credential),
            forms=tuple(dict.fromkeys((*group.forms, *online))),
            place=group.spot.place,
            postcode=group.spot.postcode,
            reach=group.spot.reach,
            first=group.first,
            last=group.last,
            starts=tuple(group.starts),
            url=_page_of(reader, node),
            months=vocabulary.months(reader.text(node, "timeToComplete", "timeRequired")),
            summary=reader.text(node, "description"),
        )


def _vacancy(reader: Reader, node: Node, where: str) -> Iterator[Draft]:
    fields = ("title", "name", "employmentType", "educationRequirements", "qualifications")
    said = words.fold(" ".join(reader.text(node, name) for name in fields).replace("_", " "))
    if not _TRAINING.search(said):
        raise Passed("een vacature zonder leerbaan")
    yield Draft(
        where=where,
        own_id=reader.key(node),
        kind="leerbaan",
        title=reader.text(node, "title", "name"),
        organisation=reader.text(node, "hiringOrganization"),
        crebo=_crebo(reader, node),
        occupation=_occupation(reader, node),
        forms=("bbl",),
        place=(spot := _spot(reader, node, set())).place,
        postcode=spot.postcode,
        reach=spot.reach,
        first=vocabulary.day(reader.text(node, "jobStartDate"), "jobStartDate"),
        last=vocabulary.day(reader.text(node, "validThrough"), "validThrough"),
        url=_page_of(reader, node),
        hours=_hours(reader.text(node, "workHours")),
        summary=reader.text(node, "description"),
    )


_DRAFTERS: Mapping[str, Callable[[Reader, Node, str], Iterator[Draft]]] = {
    "EducationalOccupationalProgram": _programme,
    "Course": _course,
    "JobPosting": _vacancy,
}


def _spot(reader: Reader, node: Node, modes: set[str]) -> Spot:
    """Return where something is held, by its location or address, or that it is online."""
    for location in (*reader.all(node, "location", "jobLocation"), node):
        if isinstance(location, str):
            return Spot(place=location)
        if not isinstance(location, dict):
            continue
        if "VirtualLocation" in types(location):
            return Spot(reach="online")
        address = reader.first(location, "address")
        if isinstance(address, dict):
            country = words.fold(reader.text(address, "addressCountry"))
            if country not in ("", "nl", "nld", "nederland", "netherlands", "the netherlands"):
                raise Passed("het is niet in Nederland")
            return Spot(reader.text(address, "addressLocality"), reader.text(address, "postalCode"))
    is_online = bool(modes) and all(any(word in mode for word in _ONLINE) for mode in modes)
    return Spot(reach="online") if is_online else Spot()


def _modes(reader: Reader, node: Node, *names: str) -> set[str]:
    return {words.fold(plain(str(mode))) for name in names for mode in reader.all(node, name) if is_text(mode)}


def _forms(modes: set[str]) -> tuple[str, ...]:
    return tuple(sorted({_MODES[mode] for mode in modes if mode in _MODES}))


def _level(said: str) -> str:
    try:
        return vocabulary.level(said)
    except Refusal:
        return ""


def _crebo(reader: Reader, node: Node) -> str:
    """Return the crebo code among the identifiers and codes of a node."""
    for value in (*reader.all(node, "identifier"), reader.first(node, "courseCode")):
        if isinstance(value, dict) and "crebo" in words.fold(str(value.get("propertyID") or value.get("name") or "")):
            return reader.text({"value": value}, "value")
        if isinstance(value, str) and words.fold(value).startswith("crebo "):
            return words.fold(value).removeprefix("crebo ")
    return ""


def _occupation(reader: Reader, node: Node) -> str:
    category = reader.first(node, "occupationalCategory")
    if isinstance(category, dict):
        return reader.text(category, "codeValue") or reader.text(category, "name")
    return category if isinstance(category, str) else ""


def _page_of(reader: Reader, node: Node) -> str:
    address = reader.text(node, "url")
    key = node.get("@id")
    return address or (key if isinstance(key, str) and key.startswith("https://") and "#" not in key else "")


def _hours(said: str) -> int | None:
    found = re.search(r"(?<!\d)(\d{1,2})(?= ?(?:uur|uren|u\b)|$)", said)
    return int(found[1]) if found and 0 < int(found[1]) <= vocabulary.MOST_HOURS else None
