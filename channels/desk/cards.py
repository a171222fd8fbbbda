"""Cards that an adviser finds in the same knowledge as the assistant, and sends to a citizen.

In the format of the API's items. What a browser sends back is only a kind and an id: the card is made here again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from channels.conversation.model import Json
from channels.conversation.texts import Knowledge
from knowledge import dutch, words
from knowledge.lokets import Loket
from knowledge.profile import ProfileError
from knowledge.records import Arrangement
from knowledge.rules import assess
from knowledge.search.items import Item

CATALOGUE = ("leerbaan", "opleiding", "certificaat", "evc_aanbieder")
KINDS = ("regeling", *CATALOGUE, "loket")
_OF_A_KIND = 5
_TITLE, _SUMMARY = 3, 1


class Cards:
    """Searches the knowledge for advisers."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @classmethod
    def of(cls, knowledge: Knowledge) -> Cards:
        """Return the cards of a knowledge."""
        return cls(knowledge)

    def search(self, query: str, kinds: Collection[str], profile: Mapping[str, Any], now: datetime) -> list[Json]:
        """Return cards for people's words, at most five of a kind, verdicts for this person; empty kinds mean all."""
        wanted = [kind for kind in KINDS if not kinds or kind in kinds]
        if not query.strip():
            return []
        found: list[Json] = []
        for kind in wanted:
            if kind == "regeling":
                found += [self._regeling(one, profile, now) for one in self._arrangements(query)]
            elif kind == "loket":
                found += [_loket(one) for one in self._lokets(query)]
            else:
                near = self._near(profile)
                hits = self._knowledge.catalogue.search(kind, text=query, near=near, limit=_OF_A_KIND, on=now.date())
                found += [_item(hit.item, hit.why) for hit in hits.hits]
        return found

    def get(self, kind: str, identifier: str, profile: Mapping[str, Any], now: datetime) -> Json | None:
        """Return one card, or None when there is no such thing."""
        if kind == "loket":
            loket = self._knowledge.lokets.get(identifier)
            return _loket(loket) if loket else None
        if kind == "regeling":
            try:
                return self._regeling(self._knowledge.arrangement(identifier), profile, now)
            except KeyError:
                return None
        item = self._knowledge.catalogue.get(identifier) if kind in CATALOGUE else None
        return _item(item, ()) if item and item.kind == kind else None

    def _arrangements(self, query: str) -> Sequence[Arrangement]:
        wanted = set(words.fold(query).split())
        scored = [(self._score(wanted, one), one) for one in self._knowledge.arrangements()]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].title))
        return [one for _, one in best[:_OF_A_KIND]]

    @staticmethod
    def _score(wanted: set[str], one: Arrangement) -> int:
        title, summary = words.fold(f"{one.title} {one.id}"), words.fold(one.summary)
        return sum(_TITLE * (word in title) + _SUMMARY * (word in summary) for word in wanted if len(word) > 2)

    def _lokets(self, query: str) -> Sequence[Loket]:
        for place in self._knowledge.places.find(query):
            if found := self._knowledge.lokets.for_area(place):
                return found[:_OF_A_KIND]
        return ()

    def _near(self, profile: Mapping[str, Any]) -> Any:
        plaats = profile.get("plaats")
        found = self._knowledge.places.find(plaats) if isinstance(plaats, str) else ()
        return found[0] if found else None

    def _regeling(self, one: Arrangement, profile: Mapping[str, Any], now: datetime) -> Json:
        try:
            assessment = assess(one, {"rol": "voor_mijzelf", **profile}, now)
        except ProfileError:  # an older release wrote the profile
            assessment = assess(one, {}, now)
        newest = one.newest_source()
        facts = {
            "bedrag": assessment.amount,
            "aanvragen": " ".join(one.apply),
            "aanvragen_tot_en_met": dutch.full_date(assessment.closes) if assessment.closes else None,
        }
        gone = assessment.verdict == "niet" or not assessment.offerable
        return _card(
            "regeling", one.id, one.title,
            text=one.summary, verdict="niet" if gone else assessment.verdict, certainty=assessment.certainty,
            why=list(assessment.why), check=[] if gone else list(assessment.check),
            missing=list(assessment.missing) if assessment.verdict == "misschien" else [],
            facts={} if gone else {name: value for name, value in facts.items() if value}, url=one.url,
            source=_source(newest.title, newest.url, one.evidence_date),
        )  # fmt: skip


class NoCards(Cards):
    """Finds nothing: for a gateway without the knowledge."""

    def __init__(self) -> None:
        """Nothing to open."""

    def search(self, query: str, kinds: Collection[str], profile: Mapping[str, Any], now: datetime) -> list[Json]:
        """Find nothing."""
        return []

    def get(self, kind: str, identifier: str, profile: Mapping[str, Any], now: datetime) -> Json | None:
        """There is no such card."""
        return None


def _item(item: Item, why: Sequence[str]) -> Json:
    facts = {
        "bij": item.organisation,
        "plaats": item.place or item.reach,
        "niveau": item.level,
        "begint": dutch.full_date(item.start) if item.start else None,
    }
    return _card(
        item.kind, item.id, item.title,
        certainty=item.certainty, why=list(why), check=list(item.check), url=item.url, demo=item.demo,
        facts={name: value for name, value in facts.items() if value},
        source=_source(item.source.title, item.source.url or "", item.source.date or ""),
    )  # fmt: skip


def _loket(loket: Loket) -> Json:
    facts = {"adres": loket.address, "telefoon": loket.phone, "e-mail": loket.email}
    newest = loket.sources[-1] if loket.sources else None
    return _card(
        "loket", loket.id, loket.title,
        certainty=loket.certainty, url=loket.website, demo=loket.demo,
        facts={name: value for name, value in facts.items() if value},
        source=_source(newest.title, newest.url, loket.evidence_date) if newest else None,
    )  # fmt: skip


def _source(title: str, url: str, evidence_date: str) -> Json:
    return {"title": title, "url": url if url.startswith("http") else None, "evidence_date": evidence_date or None}


def _card(kind: str, identifier: str, title: str, **values: Any) -> Json:
    empty: Json = {
        "text": None, "verdict": None, "certainty": None, "why": [], "check": [], "missing": [], "facts": {},
        "url": None, "demo": False, "source": None,
    }  # fmt: skip
    return {"kind": kind, "id": identifier, "title": title, **empty, **values}
