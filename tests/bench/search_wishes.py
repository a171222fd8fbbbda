"""What people ask of the search, made for measuring: other words, places and filters each time, the same any day."""

from __future__ import annotations

import random
from typing import Any

from knowledge.store import Knowledge
from tests.bench.national import TODAY
from tests.evaluation import search as judged

Wished = dict[str, Any]


def wishes(knowledge: Knowledge, count: int, seed: str) -> list[Wished]:
    """Return the arguments of `Catalogue.search` for so many searches.

    Half have the words of the judged set, half the name of an occupation; one in twenty has no words (those were the
    slow ones: an area and nothing else). One in ten is for leerbedrijven.
    """
    chance = random.Random(seed)
    questions = list(judged.questions())
    query = "SELECT label FROM place WHERE kind IN ('woonplaats', 'gemeente', 'regio', 'provincie') ORDER BY label"
    places = [row[0] for row in knowledge.connection().execute(query)]
    query = "SELECT name FROM occupation_name WHERE kind IN ('naam', 'eigen', 'ook') ORDER BY id"
    names = [row[0] for row in knowledge.connection().execute(query)]
    made = []
    for _ in range(count):
        question = chance.choice(questions)
        wish: Wished = {
            "kind": question.kind if chance.random() < 0.9 else "leerbedrijf",
            "text": question.text if chance.random() < 0.5 else chance.choice(names),
            "near": knowledge.places.find(chance.choice(places))[0],
            "within_km": chance.choice((None, 15, 30, 30, 40)),
            "on": TODAY,
        }
        if chance.random() < 0.05:
            wish["text"] = None
        if chance.random() < 0.3:
            wish["level"] = chance.choice(("mbo2", "mbo3", "mbo4"))
        if wish["kind"] == "opleiding" and chance.random() < 0.2:
            wish["form"] = chance.choice(("avond", "online", "bbl", "deeltijd"))
        made.append(wish)
    return made
