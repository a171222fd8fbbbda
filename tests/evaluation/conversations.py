"""How well whole conversations go, on text that did not shape the assistant: part of ``make evaluate``.

Plays the frozen ``conversations.yml`` against the whole product. A step is right when the reply is about one of the
topics it names, half right when that topic is offered as a choice. After a wrong step the conversation goes on, as a
citizen would. Writes ``docs/evaluatie-gesprekken.md``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.whole import Citizen, running_stack

FOLDER = Path(__file__).parent
REPORT = Path("docs/evaluatie-gesprekken.md")


@dataclass(frozen=True)
class Step:
    """One message of the citizen, what it should have been answered with, and what came."""

    conversation: str
    kind: str
    said: str
    wanted: tuple[str, ...]
    got: str
    offered: bool

    @property
    def right(self) -> bool:
        """Whether the reply is about what was meant."""
        return self.got in self.wanted


def frozen() -> list[dict[str, Any]]:
    """Return the frozen conversations."""
    return list(yaml.safe_load((FOLDER / "conversations.yml").read_text(encoding="utf-8")))


def play(conversation: dict[str, Any], url: str) -> list[Step]:
    """Say one conversation to a running product; return how each step went."""
    citizen = Citizen.arrive(url)
    steps = []
    for step in conversation["steps"]:
        topics = step["topic"]
        wanted = (topics,) if isinstance(topics, str) else tuple(topics)
        reply = citizen.say(step["say"])
        topic = next((topic for topic in reply["topics"] if topic in wanted), str(reply["topic"]))
        offered = any(choice in reply["suggestions"] for choice in wanted)
        steps.append(Step(conversation["id"], conversation["kind"], step["say"], wanted, topic, offered))
    return steps


def report(played: list[list[Step]]) -> str:
    """Return the report as Markdown, in Dutch."""
    steps = [step for conversation in played for step in conversation]
    whole = sum(all(step.right for step in conversation) for conversation in played)
    lines = [
        "# Hoe goed lopen hele gesprekken?",
        "",
        f"Gemeten op {date.today().isoformat()} met `make evaluate`: {len(played)} gesprekken met {len(steps)} "
        "berichten, geschreven voordat er fouten bekeken waren en nooit om mee te oefenen.",
        "",
        f"- Berichten goed beantwoord: {sum(s.right for s in steps)} van {len(steps)} ({_share(steps):.3f})",
        f"- Goed, of het goede onderwerp als keuze aangeboden: {sum(s.right or s.offered for s in steps)}",
        f"- Gesprekken zonder één misser: {whole} van {len(played)}",
        "",
        "| soort gesprek | gesprekken | berichten | goed |",
        "|---|---|---|---|",
    ]
    by_kind: dict[str, list[list[Step]]] = defaultdict(list)
    for conversation in played:
        by_kind[conversation[0].kind].append(conversation)
    for kind, group in sorted(by_kind.items()):
        said = [step for conversation in group for step in conversation]
        lines.append(f"| {kind} | {len(group)} | {len(said)} | {_share(said):.2f} |")
    lines += ["", "## Wat niet goed ging", "", "| gesprek | gezegd | bedoeld | antwoord over |", "|---|---|---|---|"]
    for step in steps:
        if not step.right:
            chosen = " (wel aangeboden)" if step.offered else ""
            said = step.said.replace("|", "/")
            lines.append(f"| {step.conversation} | {said} | {', '.join(step.wanted)} | {step.got}{chosen} |")
    return "\n".join(lines) + "\n"


def _share(steps: list[Step]) -> float:
    return sum(step.right for step in steps) / len(steps) if steps else 0.0


def main() -> int:
    """Play all, write the report, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="of a product that runs already; default: one of its own is started")
    options = parser.parse_args()
    if options.url:
        played = [play(conversation, options.url) for conversation in frozen()]
    else:
        with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
            played = [play(conversation, stack.url) for conversation in frozen()]
    REPORT.write_text(report(played), encoding="utf-8")
    steps = [step for conversation in played for step in conversation]
    print(f"messages_right     {_share(steps):.3f}   of {len(steps)}")
    print(f"conversations_right {sum(all(s.right for s in c) for c in played)} of {len(played)}")
    print(f"written to {REPORT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
