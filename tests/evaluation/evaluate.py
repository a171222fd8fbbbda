"""How well topics are understood, on text that did not shape the model: ``make evaluate``.

Reads ``utterances.yml`` (frozen: written before any mistake was looked at), asks the trained model, writes
``docs/evaluatie.md``. An utterance counts as offered when its topic is among the first three. Off-topic text
is falsely accepted when the model answers it with a topic, neither falling back nor saying out of scope.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from tests.evaluation.picture import svg

FOLDER = Path(__file__).parent
REPORT = Path("docs/evaluatie.md")
PICTURE = Path("docs/images/verwarring.svg")
MOST_PAIRS = 20
TARGETS = {"top1": 0.92, "offered": 0.98, "false_accepts": 0.04}
OFF_TOPIC = "gesprek_buiten_bereik"
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Parsed:
    """What the model made of one utterance."""

    text: str
    topic: str
    said: str  # what it answers with: a topic, or nlu_fallback
    ranking: list[str]
    confidence: float

    @property
    def right(self) -> bool:
        """The best guess is the topic, whether or not it dared to say so."""
        return bool(self.ranking) and self.ranking[0] == self.topic

    @property
    def offered(self) -> bool:
        """The topic is among the three that a citizen would be offered."""
        return self.topic in self.ranking[:3]

    @property
    def falsely_accepted(self) -> bool:
        """Off-topic text that is answered with a topic."""
        return self.topic == OFF_TOPIC and self.said not in (OFF_TOPIC, FALLBACK)


def utterances() -> list[tuple[str, str]]:
    """Return (topic, text) of the frozen set."""
    content = yaml.safe_load((FOLDER / "utterances.yml").read_text(encoding="utf-8"))
    return [(topic, text) for topic, texts in content["topics"].items() for text in texts]


async def parse(model: str) -> list[Parsed]:
    """Ask the trained model about each utterance."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    results = []
    for topic, text in utterances():
        answer = await agent.parse_message(text)
        ranking = [row["name"] for row in answer["intent_ranking"] if row["name"] != FALLBACK]
        said = answer["intent"]["name"]
        results.append(Parsed(text, topic, said, ranking, answer["intent"]["confidence"]))
    return results


def figures(results: list[Parsed]) -> dict[str, float]:
    """Return the three figures that have a target, and how often it answered at once and rightly."""
    on_topic = [r for r in results if r.topic != OFF_TOPIC]
    off_topic = [r for r in results if r.topic == OFF_TOPIC]
    return {
        "top1": share(r.right for r in on_topic),
        "offered": share(r.offered for r in on_topic),
        "false_accepts": share(r.falsely_accepted for r in off_topic),
        "answered_rightly": share(r.said == r.topic for r in on_topic),
        "answered_wrongly": share(r.said not in (r.topic, FALLBACK) for r in on_topic),
    }


def share(values: object) -> float:
    """Return the share of true values."""
    listed = list(values)  # type: ignore[call-overload]
    return sum(listed) / len(listed) if listed else 0.0


def report(results: list[Parsed], command: str) -> str:
    """Return the report as Markdown, in Dutch."""
    got = figures(results)
    on_topic = [r for r in results if r.topic != OFF_TOPIC]
    lines = [
        "# Hoe goed wordt men begrepen?",
        "",
        f"Gemeten op {date.today().isoformat()} met `{command}`: {len(on_topic)} uitingen over een onderwerp en "
        f"{len(results) - len(on_topic)} daarbuiten, apart geschreven van de oefenzinnen.",
        "",
        "| maat | doel | gemeten |",
        "|---|---|---|",
        f"| eerste keus goed (top-1) | {TARGETS['top1']:.2f} | {got['top1']:.3f} |",
        f"| bij de eerste drie (aangeboden) | {TARGETS['offered']:.2f} | {got['offered']:.3f} |",
        f"| ten onrechte beantwoord, buiten bereik | {TARGETS['false_accepts']:.2f} | {got['false_accepts']:.3f} |",
        f"| meteen goed beantwoord | | {got['answered_rightly']:.3f} |",
        f"| meteen verkeerd beantwoord | | {got['answered_wrongly']:.3f} |",
        "",
        "## Waar het door elkaar loopt",
        "",
        f"![Verwarring tussen thema's: bedoeld tegen begrepen](images/{PICTURE.name})",
        "",
        "| bedoeld | begrepen als | keer |",
        "|---|---|---|",
        *pair_rows(results),
        "",
        "## Per onderwerp",
        "",
        "| onderwerp | uitingen | precisie | vangst | meest verward met |",
        "|---|---|---|---|---|",
    ]
    return "\n".join(lines + [topic_row(topic, results) for topic in sorted({r.topic for r in results})]) + "\n"


def pair_rows(results: list[Parsed]) -> list[str]:
    """Return the rows of the pairs of topics that were confused more than once, most often first."""
    pairs = Counter((r.topic, r.ranking[0]) for r in results if not r.right)
    return [f"| {a} | {b} | {count} |" for (a, b), count in pairs.most_common(MOST_PAIRS) if count > 1]


def topic_row(topic: str, results: list[Parsed]) -> str:
    """Return one row of the table: precision, recall and the most frequent mistakes of a topic."""
    mine = [r for r in results if r.topic == topic]
    predicted = [r for r in results if r.ranking[0] == topic]
    precision = share(r.topic == topic for r in predicted) if predicted else 0.0
    mistakes = Counter(r.ranking[0] for r in mine if not r.right).most_common(3)
    confused = ", ".join(f"{name} ({count})" for name, count in mistakes)
    return f"| {topic} | {len(mine)} | {precision:.2f} | {share(r.right for r in mine):.2f} | {confused} |"


def main() -> int:
    """Measure, write the report, print the figures. Always 0: a missed target is reported, not hidden."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="default: the model for today's inputs")
    parser.add_argument("--mistakes", action="store_true", help="list each misunderstood utterance")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    from rasa.utils.log_utils import configure_structlog

    from ops.train import model_path

    configure_structlog(logging.WARNING)  # else each parsed text is printed

    results = asyncio.run(parse(options.model or str(model_path())))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report(results, "make evaluate"), encoding="utf-8")
    PICTURE.write_text(svg((r.topic, r.ranking[0]) for r in results), encoding="utf-8")
    for name, value in figures(results).items():
        target = TARGETS.get(name)
        print(f"{name:18} {value:.3f}" + (f"   target {target}" if target else ""))
    if options.mistakes:
        by_topic = defaultdict(list)
        for result in results:
            if not result.right:
                by_topic[result.topic].append(f"{result.text!r} -> {result.ranking[:3]} {result.confidence:.2f}")
        for topic, rows in sorted(by_topic.items()):
            print(topic, *rows, sep="\n  ")
    print(f"written to {REPORT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
