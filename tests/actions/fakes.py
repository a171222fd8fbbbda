"""A small knowledge with the interface of the real one: real sentences, made-up arrangements, places and hits.

The sentences are the repository's own (tests never look at their wording); all that decides is made up here, so that
an editor who changes an arrangement does not break a conversation test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, cast

from rapidfuzz import fuzz

from knowledge import folder, records
from knowledge.arbeidsmarkt import Arbeidsmarkt, Figure
from knowledge.arbeidsmarkt import records as market
from knowledge.lokets import Loket
from knowledge.moments import AMSTERDAM
from knowledge.occupations import Occupation, OccupationMatch, SpottedOccupation
from knowledge.places import Place, PlaceMatch, Spotted
from knowledge.records import Answer, Arrangement, Text
from knowledge.render import Renderer
from knowledge.search import Hit, Item, SearchResult
from knowledge.search.items import Match, make_item
from knowledge.store import Knowledge

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=AMSTERDAM)  # a Tuesday

_SOURCE = {"title": "Het fonds", "url": "https://fonds.example/", "date": "2026-05", "fact": "alles"}


def regeling(identifier: str, **changes: Any) -> Arrangement:
    """An open arrangement for persons, without conditions, but for what is given."""
    data: dict[str, Any] = {
        "id": identifier,
        "title": identifier.replace("_", " ").capitalize(),
        "kind": "funding_individual",
        "form": "gift",
        "applicant": "person",
        "status": "open",
        "certainty": "zeker",
        "valid": {"from": "2020-01-01", "to": None},
        "summary": "U krijgt geld.",
        "apply": ["Vraag het aan."],
        "url": "https://fonds.example/",
        "sources": [_SOURCE],
        "evidence_date": "2026-05",
        "review_by": "2027-05-01",
    }
    return records.arrangement({**data, **changes})


def when(slot: str, op: str, value: Any) -> dict[str, Any]:
    """A condition on one slot."""
    return {"id": slot, "slot": slot, "op": op, "value": value, "holds": f"{slot} past.", "fails": f"{slot} past niet."}


ARRANGEMENTS = (
    regeling("krediet", conditions=[when("leeftijd", "lt", 57), when("niveau_doel", "in", ["mbo4", "hbo", "wo"])]),
    regeling("winkelfonds", conditions=[when("sector_nu", "eq", "handel")], through=["fonds"]),
    regeling(
        "uwv_scholing",
        conditions=[when("werksituatie", "in", ["ww", "wia"])],
        certainty="voor_zover_bekend",
        through=["uwv"],
    ),
    regeling("jongerengeld", conditions=[when("leeftijd", "lt", 27)]),
    regeling(
        "stap_budget",
        status="closed",
        valid={"from": "2022-03-01", "to": "2023-12-31"},
        closed_text="Het STAP-budget is gestopt per 1 januari 2024.",
        instead=["krediet"],
    ),
    regeling("slim_mkb", applicant="employer", kind="funding_employer", through=["werkgever"]),
    regeling("raadsel", status="unknown", certainty="onbekend"),
)

PLACES = (
    Place("Zwolle", "Zwolle", "Regio Zwolle", "Overijssel", 52.51, 6.09, label="Zwolle"),
    Place("Deventer", "Deventer", "Stedendriehoek", "Overijssel", 52.25, 6.16, label="Deventer"),
    Place("Utrecht", "Utrecht", "Midden-Utrecht", "Utrecht", 52.09, 5.12, label="Utrecht"),
    Place("Groningen", "Groningen", "Groningen", "Groningen", 53.22, 6.57, label="Groningen"),
    Place("Hengelo", "Hengelo", "Twente", "Overijssel", 52.27, 6.79, label="Hengelo (Overijssel)"),
    Place("Hengelo", "Bronckhorst", "Achterhoek", "Gelderland", 52.05, 6.31, label="Hengelo (Gelderland)"),
)


class FakePlaces:
    """Finds by name, label or postcode 8011; "Zwole" is near enough to Zwolle."""

    def match(self, text: str) -> PlaceMatch:
        words = text.strip(" .?!").lower()
        for lead in ("ik woon in ", "in ", "bij ", "uit "):
            words = words.removeprefix(lead)
        if words.startswith("8011"):
            area = Place("Zwolle", "Zwolle", "Regio Zwolle", "Overijssel", 52.51, 6.09, "8011", "postcode", "8011")
            return PlaceMatch((area,), "postcode")
        exact = tuple(p for p in PLACES if words in (p.name.lower(), p.label.lower()))
        if exact:
            return PlaceMatch(exact, "exact")
        near = tuple(p for p in PLACES if len(words) > 3 and fuzz.ratio(words, p.name.lower()) > 85)
        return PlaceMatch(near, "fuzzy" if near else "none")

    def spot(self, text: str) -> tuple[Spotted, ...]:
        at = text.find("Den Haag")
        there = Place("Den Haag", "Den Haag", "Haaglanden", "Zuid-Holland", 52.07, 4.3, label="Den Haag")
        return (Spotted(at, at + 8, "Den Haag", (there,)),) if at >= 0 else ()

    def find(self, text: str) -> tuple[Place, ...]:
        return self.match(text).places


@dataclass
class FakeLokets:
    """One loket per region: that of Groningen is known well, that of Zwolle hardly."""

    def for_area(self, place: Place) -> tuple[Loket, ...]:
        hours = {"tu": ((time(10), time(16)),)} if place.regio == "Groningen" else None
        return (
            Loket(
                id=place.regio.lower().replace(" ", "-"),
                title=f"Werkcentrum {place.regio}",
                regio=place.regio,
                gemeenten=None,
                address="Plein 1" if hours else None,
                phone=None,
                email=None,
                hours=hours,
                website="https://www.werkcentrum.nl",
                walk_in=None,
                sources=(records.Source("Krant", "https://krant.example/", "2025-10", "open"),),
                evidence_date="2025-10",
                certainty="voor_zover_bekend",
                demo=False,
            ),
        )

    def for_place(self, place: Place) -> Loket | None:
        return self.for_area(place)[0]


def leerbaan(identifier: str, place: str, **changes: Any) -> Item:
    """A made-up leerbaan for a welder."""
    data: dict[str, Any] = {
        "id": identifier,
        "kind": "leerbaan",
        "title": "Leerbaan lasser",
        "sector": "techniek",
        "level": "mbo2",
        "employer": "Staal en Zonen",
        "place": place,
        "demo": True,
        "source": {"title": "Voorbeeldgegevens", "date": "2026-11"},
    }
    return make_item({**data, **changes}, None)


ITEMS = (
    leerbaan("las-1", "Zwolle"),
    leerbaan("las-2", "Deventer"),
    leerbaan("kok-1", "Zwolle", title="Leerbaan kok", sector="horeca"),
    leerbaan("evc-1", "Utrecht", kind="evc_aanbieder", title="EVC-huis", sector="techniek", level=None),
    leerbaan("mbo-1", "Zwolle", kind="opleiding", title="Lasser mbo 2", employer=None, provider="School"),
)


OCCUPATIONS = (
    Occupation("7212.3", "lasser", "lasser", "7212", "0742", "techniek"),
    Occupation("7213.4", "plaatwerker", "metaalplaatwerker", "7213", "0742", "techniek"),
    Occupation("7126.4", "cv-monteur", "verwarmingsmonteur", "7126", "0734", "techniek"),
    Occupation("5120.1", "kok", "kok", "5120", "1112", "horeca"),
    Occupation("5131.2", "medewerker bediening", "ober", "5131", "1113", "horeca"),
    Occupation("5141.1", "kapper", "kapper", "5141", "1114", "uiterlijke_verzorging"),
)


class FakeOccupations:
    """Knows six occupations by name, and takes them out of a sentence."""

    def get(self, code: str) -> Occupation | None:
        return next((one for one in OCCUPATIONS if one.code == code), None)

    def find(self, text: str, limit: int = 8) -> tuple[OccupationMatch, ...]:
        return tuple(OccupationMatch(one, 1.0, "naam", one.name) for one in OCCUPATIONS if one.name == text.lower())

    def spot(self, text: str) -> tuple[SpottedOccupation, ...]:
        found = [(text.lower().find(one.name), one) for one in OCCUPATIONS]
        return tuple(
            SpottedOccupation(at, at + len(one.name), one.name, (one,)) for at, one in sorted(found, key=str) if at >= 0
        )


def figure(identifier: str, *codes: str, **changes: Any) -> Figure:
    """A made-up figure: much work in the country."""
    data: dict[str, Any] = {
        "id": identifier,
        "name": identifier.capitalize(),
        "measure": "kans",
        "value": "veel",
        "occupations": codes,
        "sector": "techniek",
        "level": "middelbaar",
        "region": "nederland",
        "period": "2026",
        "source": "bron",
        "evidence_date": "2026-05",
        "confidence": "hoog",
    }
    return market.figure({**data, **changes})


MARKET = Arbeidsmarkt(
    figures=[
        figure("lassers", "7212.3"),
        figure("plaatwerkers", "7213.4", value="minder"),
        figure("monteurs", "7126.4", level="basis"),
        figure("spanning", region="Groningen", measure="krapte", value="krap", number="bijna 3", about="arbeidsmarkt"),
    ],
    moves=[
        market.move(
            {
                "id": "las-cv",
                "kind": "overstap",
                "from": {"name": "lasser", "occupations": ["7212.3"]},
                "to": {"name": "cv-monteur", "occupation": "7126.4", "sector": "techniek"},
                "needs": "Een opleiding.",
                "evidence": "Iemand deed dit.",
                "period": "2023",
                "source": "bron",
                "evidence_date": "2023",
                "confidence": "middel",
            }
        )
    ],
    interests=[
        market.interest({"isco": "7212", "types": "r", "examples": ["7212.3"]}),
        market.interest({"isco": "7126", "types": "ri", "examples": ["7126.4"]}),
        market.interest({"isco": "5131", "types": "se", "examples": ["5131.2"]}),
        market.interest({"isco": "5141", "types": "as", "examples": ["5141.1"]}),
    ],
    sources=[market.MarketSource("bron", "Bureau, cijfers", "https://bureau.example/", "2026-05", "alles", "zelf")],
    groups={"0742": "Lassers en plaatwerkers"},
    common=[one.code for one in OCCUPATIONS],
)


class FakeCatalogue:
    """Finds by a word of the title or by sector; what is not in the place itself is 30 km off and a wider hit."""

    occupations = FakeOccupations()

    def search(self, kind: str, text: str | None = None, sector: str | None = None, near: Place | None = None,
               limit: int = 5, **_: Any) -> SearchResult:  # fmt: skip
        hits = []
        named = self.occupations.get(str(_.get("occupation")))
        for item in ITEMS:
            if _.get("occupation") and (named is None or named.name not in item.title.lower()):
                continue
            if item.kind != kind or (sector and sector not in item.sectors):
                continue
            if text and not any(word in item.title.lower() for word in text.lower().split()):
                continue
            far = near is not None and item.place != near.name
            how: Match = "beroep" if named else "woord"
            hits.append(Hit(item, how, 30.0 if far else 1.0, ("afstand",) if far else (), ("Past bij u.",)))
        hits.sort(key=lambda hit: len(hit.widened))
        return SearchResult(tuple(hits[:limit]), (), len(hits))


@lru_cache(maxsize=1)
def _sentences() -> tuple[Mapping[str, Answer], Mapping[str, Text]]:
    found = folder.read()
    renderer = Renderer({key: entry.record for key, entry in found.arrangements.items()})
    answers = {}
    for topic, entry in found.answers.items():
        texts = {name: renderer.render(getattr(entry.record, name), NOW) for name in ("web", "spoken", "simple")}
        answers[topic] = replace(entry.record, **cast(Any, texts))
    return answers, {key: entry.record for key, entry in found.texts.items()}


@dataclass(eq=False)
class FakeKnowledge:
    """Stands in for `knowledge.store.Knowledge`."""

    version: str = "fake"
    places: FakePlaces = field(default_factory=FakePlaces)
    lokets: FakeLokets = field(default_factory=FakeLokets)
    catalogue: FakeCatalogue = field(default_factory=FakeCatalogue)
    arbeidsmarkt: Arbeidsmarkt = MARKET
    known: dict[str, Arrangement] = field(default_factory=lambda: {a.id: a for a in ARRANGEMENTS})
    regelingen: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"financiering_stap": ("stap_budget",)})

    def arrangement(self, identifier: str) -> Arrangement:
        return self.known[identifier]

    def arrangements(self) -> tuple[Arrangement, ...]:
        return tuple(self.known.values())

    def answer(self, topic: str, on: date | datetime | None = None) -> Answer:
        return replace(_sentences()[0][topic], regelingen=self.regelingen.get(topic, ()))

    def text(self, key: str, **values: object) -> Text:
        return _sentences()[1][key]


def knowledge() -> Knowledge:
    """The fake, for what wants the real one."""
    return cast(Knowledge, FakeKnowledge())
