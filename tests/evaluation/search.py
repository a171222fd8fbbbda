"""How well the search finds what people mean: ``make evaluate-search``.

Puts the questions of ``search_queries.yml`` to the demonstration catalogue and to the national test set. Prints
recall@5 (of the first five hits, how many of the right ones there could be) and the mean reciprocal rank of the first
right hit, by kind of question, apart for the half that was looked at while tuning and the half that was not. Fails when
recall@5 of all questions on the national set is under 0.9.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

from knowledge import yamlfile
from knowledge.distance import plane
from knowledge.places import Place
from knowledge.search.items import codes_of, is_everywhere
from knowledge.store import Knowledge
from tests.bench import compiled
from tests.bench.national import TODAY

QUERIES = Path(__file__).with_name("search_queries.yml")
LIMIT = 5
REACH_KM = 60.0  # how far from the place a right item still is a good answer; if there is none, the nearest five are
TARGET = 0.9


@dataclass(frozen=True)
class Question:
    """A judged question. `seen`: it may be looked at while tuning."""

    group: str
    text: str
    kind: str
    place: str | None
    good: frozenset[str]
    subject: str | None
    wanted: Mapping[str, Any]
    seen: bool

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for besides words and place; the distance that the conversation takes when none is said."""
        return {"within_km": 30 if self.kind == "leerbaan" else 40, **self.wanted}


@dataclass(frozen=True)
class Candidate:
    """What counts of an item to judge it."""

    key: str
    isco: frozenset[str]
    record: Mapping[str, Any]
    x: float | None
    y: float | None
    regio: str
    provincie: str


@dataclass
class Score:
    """Of one kind of question."""

    recalls: list[float] = field(default_factory=list)
    ranks: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.recalls:
            return f"{0:4}      -      -"
        return f"{len(self.recalls):4}  {fmean(self.recalls):5.3f}  {fmean(self.ranks):5.3f}"


def questions() -> Iterator[Question]:
    """Yield the judged questions."""
    for group, records in yamlfile.load(QUERIES).data.items():
        for number, record in enumerate(records):
            wanted = {name: record[key] for key, name in (("niveau", "level"), ("vorm", "form")) if key in record}
            wanted |= {
                name: date.fromisoformat(f"{record[key]}-01")
                for key, name in (("vanaf", "starts_from"), ("tot", "starts_by"))
                if key in record
            }
            if "km" in record:
                wanted["within_km"] = record["km"]
            yield Question(
                group, record.get("zoek") or record["zin"], record["soort"], record.get("plaats"),
                frozenset(map(str, record.get("goed", ()))), record.get("vak"), wanted, number % 2 == 0,
            )  # fmt: skip


def candidates(path: Path, kind: str) -> list[Candidate]:
    """Read all items of a kind that are on offer."""
    query = """SELECT item.key, item.data, regio, provincie, x, y FROM item LEFT JOIN location ON location = location.id
               JOIN kind ON kind.kind = ? AND item.id BETWEEN first AND first + items - 1"""
    found = []
    connection = sqlite3.connect(path)
    for key, data, regio, provincie, x, y in connection.execute(query, (kind,)):
        record = json.loads(data)
        if not record.get("to") or record["to"] >= TODAY.isoformat():
            isco = frozenset(code.split(".")[0] for code in codes_of(record))
            found.append(Candidate(key, isco, record, x, y, regio or "", provincie or ""))
    connection.close()
    return found


def relevant(question: Question, near: Place | None, items: Iterable[Candidate]) -> set[str]:
    """Return the ids of the items that are a good answer."""
    right = [item for item in items if _right(question, item)]
    if near is None:
        return {item.key for item in right}
    if near.is_area:
        name = near.regio if near.kind == "regio" else near.provincie
        there = {i.key for i in right if name in (i.regio, i.provincie) or is_everywhere(i.record)}
        if len(there) >= LIMIT:
            return there
    x, y = plane(near.lat, near.lon)
    far = sorted((_distance(item, x, y), item.key) for item in right)
    reach = max(REACH_KM, far[min(LIMIT, len(far)) - 1][0]) if far and far[0][0] > REACH_KM else REACH_KM
    return {key for km, key in far if km <= reach}


def _right(question: Question, item: Candidate) -> bool:
    wanted, record = question.wanted, item.record
    if question.subject:
        if record.get("subject") != question.subject:
            return False
    elif not question.good & item.isco:
        return False
    begins, ends = (str(record.get("start") or record.get(key) or "")[:7] for key in ("from", "to"))
    return (
        ("level" not in wanted or record.get("level") == wanted["level"])
        and ("form" not in wanted or wanted["form"] in (record.get("form") or ()))
        and ("starts_from" not in wanted or not ends or ends >= wanted["starts_from"].isoformat()[:7])
        and ("starts_by" not in wanted or begins <= wanted["starts_by"].isoformat()[:7])
    )


def _distance(item: Candidate, x: float, y: float) -> float:
    if item.x is None or item.y is None:
        return 0.0
    return float(((item.x - x) ** 2 + (item.y - y) ** 2) ** 0.5)


def place_of(question: Question, knowledge: Knowledge) -> Place | None:
    """Return the place that a question means; of a sentence the first one spotted in it."""
    if question.place:
        return knowledge.places.match(question.place).places[0]
    spotted = knowledge.places.spot(question.text)
    return spotted[0].places[0] if spotted else None


Ask = Callable[[Question, Place | None], list[str]]


def ask(knowledge: Knowledge, question: Question, near: Place | None) -> list[str]:
    """Return the ids of what the catalogue gives first."""
    found = knowledge.catalogue.search(
        question.kind, text=question.text, near=near, limit=LIMIT, on=TODAY, **question.asked
    )
    return [hit.item.id for hit in found.hits]


def judge(path: Path, asking: Ask | None = None) -> dict[tuple[str, bool], Score]:
    """Put every question to a compiled catalogue, or to `asking` about it.

    Returns the scores by group and half (True: the half that was seen).
    """
    knowledge = Knowledge.open(path)
    asks = asking or (lambda question, near: ask(knowledge, question, near))
    items: dict[str, list[Candidate]] = {}
    scores: dict[tuple[str, bool], Score] = defaultdict(Score)
    for question in questions():
        if question.kind not in items:
            items[question.kind] = candidates(path, question.kind)
        near = place_of(question, knowledge)
        good = relevant(question, near, items[question.kind])
        nothing = not question.good and not question.subject
        if not good and not nothing:
            continue  # this catalogue has nothing of the kind
        hits = asks(question, near)
        right = [rank for rank, key in enumerate(hits, start=1) if key in good]
        score = scores[question.group, question.seen]
        score.recalls.append(float(not hits) if nothing else len(right) / min(LIMIT, len(good)))
        score.ranks.append(float(not hits) if nothing else 1 / right[0] if right else 0.0)
        if score.recalls[-1] < 1:
            titles = {item.key: f"{item.record['title']}/{item.record.get('place')}" for item in items[question.kind]}
            found = "; ".join(("+ " if key in good else "- ") + titles[key] for key in hits)
            score.missed.append(f"{question.text} ({near.label if near else '-'}): {score.recalls[-1]:.1f} {found}")
    knowledge.close()
    return scores


def recall(path: Path, asking: Ask) -> float:
    """Return recall@5 over all questions."""
    return fmean(value for score in judge(path, asking).values() for value in score.recalls)


def summary(scores: Mapping[tuple[str, bool], Score]) -> tuple[str, float]:
    """Return the scores as a table, and recall@5 over all questions."""
    lines = [f"{'':14} {'seen while tuning':^22} {'not seen':^22}", f"{'':14}    n   r@5    mrr       n   r@5    mrr"]
    total = {seen: Score() for seen in (True, False)}
    for group in dict.fromkeys(group for group, _ in scores):
        lines.append(f"{group:14} {scores.get((group, True), Score())}    {scores.get((group, False), Score())}")
        for seen in (True, False):
            total[seen].recalls += scores.get((group, seen), Score()).recalls
            total[seen].ranks += scores.get((group, seen), Score()).ranks
    lines.append(f"{'all':14} {total[True]}    {total[False]}")
    recalls, ranks = (total[True].recalls + total[False].recalls), (total[True].ranks + total[False].ranks)
    lines.append(f"both halves: {len(recalls)} questions, recall@5 {fmean(recalls):.3f}, mrr {fmean(ranks):.3f}")
    return "\n".join(lines), fmean(recalls)


def main(arguments: list[str] | None = None) -> int:
    """Judge both catalogues, print, and say whether the target is met."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.search", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="of the national set (1.0: all of it)")
    parser.add_argument("--missed", action="store_true", help="show what was missed of the half that may be seen")
    options = parser.parse_args(arguments)
    recall = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, scale in (("demonstration catalogue", 0.0), ("national test set", options.scale)):
            path = compiled.catalogue(Path(folder) / "knowledge.sqlite", scale)
            scores = judge(path)
            table, recall = summary(scores)
            print(f"\n{name}\n{table}")
            if options.missed:
                print(*(line for (_, seen), score in scores.items() if seen for line in score.missed), sep="\n")
    print(f"\nrecall@5 on the national set: {recall:.3f} (at least {TARGET}): {'ok' if recall >= TARGET else 'MISSED'}")
    return 0 if recall >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
